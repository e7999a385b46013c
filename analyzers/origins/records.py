"""What are the fields of a data class or a named tuple, in the order in which they are passed?"""

import ast
from collections.abc import Mapping

from analyzers.runtime.source import Source


def fields_of(sources: Mapping[str, Source], name: str) -> dict[str, ast.AnnAssign]:
    """Return the annotated fields of a class, those of its bases first; none where there is no such class."""
    for source in sources.values():
        for one in source.classes:
            if one.name == name:
                fields: dict[str, ast.AnnAssign] = {}
                for base in one.bases:
                    if isinstance(base, ast.Name) and base.id != name:
                        fields |= fields_of(sources, base.id)
                for part in one.body:
                    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                        fields[part.target.id] = part
                return fields
    return {}


def parts_of(sources: Mapping[str, Source], name: str) -> list[str]:
    """Return the names of the parts of a `namedtuple` or a `NamedTuple`; none where it is neither."""
    for source in sources.values():
        for node in source.nodes:
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=own)],
                    value=ast.Call(
                        func=ast.Name(id="namedtuple") | ast.Attribute(attr="namedtuple"), args=[_, parts, *_]
                    ),
                ) if own == name:
                    return _written(parts)
                case ast.ClassDef(
                    name=own, bases=[ast.Name(id="NamedTuple") | ast.Attribute(attr="NamedTuple")]
                ) if own == name:
                    return list(fields_of(sources, name))
    return []


def _written(parts: ast.expr) -> list[str]:
    if isinstance(parts, ast.Constant):
        return str(parts.value).replace(",", " ").split()
    if isinstance(parts, ast.List | ast.Tuple):
        return [str(getattr(one, "value", "")) for one in parts.elts]
    return []
