"""Which attributes does a class, a module or a builtin type define?"""

import ast

from analyzers.runtime.crash import Crash
from analyzers.runtime.index import Binding, Index
from analyzers.runtime.source import Source, inside

# What people look for on a builtin type that other languages or versions have under another name.
ELSEWHERE = {
    ("list", "push"): "append",
    ("list", "add"): "append",
    ("list", "addAll"): "extend",
    ("list", "size"): "",
    ("list", "length"): "",
    ("str", "length"): "",
    ("str", "contains"): "",
    ("dict", "has_key"): "",
    ("dict", "iteritems"): "items",
    ("dict", "itervalues"): "values",
    ("dict", "iterkeys"): "keys",
    ("dict", "add"): "",
    ("set", "append"): "add",
    ("set", "push"): "add",
    ("str", "trim"): "strip",
    ("str", "toUpperCase"): "upper",
    ("str", "toLowerCase"): "lower",
    ("str", "decode"): "",
    ("tuple", "append"): "",
    ("str", "append"): "",
}


def misspelt_store(index: Index, close: tuple[str, ...]) -> bool:
    """Return whether a similar attribute is only ever stored, as one that was misspelt when it was set."""
    if not close:
        return False
    loads = [
        node
        for source in index.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Attribute) and node.attr == close[0] and isinstance(node.ctx, ast.Load)
    ]
    return not loads and bool(index.attributes.get(close[0]))


def stored(binding: Binding, name: str) -> ast.Attribute | None:
    """Return the place where a binding stores an attribute."""
    for node in ast.walk(binding.statement):
        if isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Store):
            return node
    return None


def class_members(index: Index, source: Source, cls: ast.ClassDef) -> list[str]:
    """Return the attribute names that a class of the workspace and its known bases define."""
    names: dict[str, None] = {}
    for _, one in index.lineage(source, cls):
        for node in one.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names[node.name] = None
            elif isinstance(node, ast.Assign):
                names.update((target.id, None) for target in node.targets if isinstance(target, ast.Name))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names[node.target.id] = None
        for part in ast.walk(one):
            stored_on = (
                part.value if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) else None
            )
            if isinstance(part, ast.Attribute) and getattr(stored_on, "id", "") in ("self", "cls"):
                names[part.attr] = None
    return list(names)


def module_members(source: Source) -> tuple[str, ...]:
    """Return the names that a module of the workspace binds at its top level."""
    names: dict[str, None] = {}
    for node in inside(source.tree.body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names[node.name] = None
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = None
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name.split(".")[0], None) for alias in node.names)
    return tuple(names)


def builtin(name: str) -> type | None:
    """Return the builtin type of a name."""
    return {
        kind.__name__: kind for kind in (str, bytes, list, dict, set, tuple, int, float, bool, frozenset)
    }.get(name)


def uses(crash: Crash, name: str) -> int:
    """Return how often an attribute is used in the sources."""
    return sum(
        1
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Attribute) and node.attr == name
    )
