"""Which entry of a written table differs from all others: by a key that is spelt otherwise, by its kind or its parts?"""

import ast
import re
from collections import Counter
from collections.abc import Iterator

Table = ast.Dict | ast.List | ast.Tuple

_LEAST = 3  # entries, of which all but one agree


def odd_keys(table: Table) -> Iterator[tuple[ast.Constant, ast.Constant]]:
    """Yield the keys that only one entry has, each with a key that all others have in its place."""
    entries = [one for one in parts(table) if isinstance(one, ast.Dict)]
    if len(entries) < _LEAST:
        return
    keys = [{_text(key): key for key in entry.keys if isinstance(key, ast.Constant)} for entry in entries]
    count = Counter(name for own in keys for name in own)
    for own in keys:
        lacks = [name for name in count if name not in own and count[name] == len(entries) - 1]
        alone = [name for name in own if count[name] == 1]
        if len(lacks) == len(alone) == 1:
            other = next(one for one in keys if lacks[0] in one)
            yield own[alone[0]], other[lacks[0]]


def odd_entries(table: Table) -> Iterator[tuple[ast.expr, str]]:
    """Yield the entries whose number of parts, keys or kind no other entry has, while all others agree."""
    entries = list(parts(table))
    if len(entries) < _LEAST:
        return
    shapes = [_shape(entry) for entry in entries]
    count = Counter(shapes)
    if not isinstance(table, ast.List) and "kind " in count.most_common(1)[0][0]:
        return  # one record, whose parts need not be alike
    if len(count) == 2 and "" not in count:
        for entry, shape in zip(entries, shapes, strict=True):
            if count[shape] == 1:
                yield entry, shape


def parts(table: Table) -> list[ast.expr]:
    """Return the entries of a table; of a dictionary, what it holds."""
    return list(table.values) if isinstance(table, ast.Dict) else list(table.elts)


def _text(key: ast.Constant) -> str:
    return repr(key.value)


def _shape(entry: ast.expr) -> str:
    match entry:
        case ast.Dict(keys=keys) if all(isinstance(key, ast.Constant) for key in keys):
            return f"keys {sorted(ast.unparse(key) for key in keys if key is not None)}"
        case ast.Tuple(elts=elts):
            kinds = [type(one.value).__name__ if isinstance(one, ast.Constant) else "" for one in elts]
            return f"{len(elts)} parts {' '.join(kinds)}"
        case ast.Constant(value=value):
            return f"kind {type(value).__name__}"
        case ast.Call(func=function):
            return f"call {ast.unparse(function)}"
        case ast.List():
            return "list"
    return ""


_CONVERTERS = ("int", "float", "Decimal", "Fraction", "bool")


def unconverted(node: ast.AST) -> Iterator[tuple[ast.Subscript, str, str]]:
    """Yield the items that a record or a call takes as they come, where it converts other items of the same row.

    With each comes the name under which it is kept, and what the others are converted by.
    """
    named: list[tuple[str, ast.expr]] = []
    if isinstance(node, ast.Dict):
        named = [
            (str(getattr(key, "value", "")), value) for key, value in zip(node.keys, node.values, strict=True)
        ]
    elif isinstance(node, ast.Call):
        named = [*(("", one) for one in node.args), *((one.arg or "", one.value) for one in node.keywords)]
    elif isinstance(node, ast.Tuple | ast.List):
        named = [("", one) for one in node.elts]
    converted = {row: function for _, value in named for function, row in [_converted(value)] if function}
    for name, value in named:
        match value:
            case ast.Subscript(value=ast.Name(id=row), slice=key) if row in converted:
                yield value, name or str(getattr(key, "value", "")), converted[row]


def _converted(value: ast.expr) -> tuple[str, str]:
    """What an item of a row is converted by, and the row."""
    match value:
        case ast.Call(func=ast.Name(id=function), args=[ast.Subscript(value=ast.Name(id=row))]) if (
            function in _CONVERTERS
        ):
            return function, row
    return "", ""


def last_name(text: str) -> str:
    """Return the last name or key of an expression: `qty` of `item["qty"]`."""
    words = re.findall(r"\w+", text)
    return words[-1] if words else ""
