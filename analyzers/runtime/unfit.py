"""Which operand of an unfit type is converted, and to what?"""

import ast
import re
from collections.abc import Iterator

from analyzers.deferred import replace as with_edits
from analyzers.facts import Fix, Variable
from analyzers.runtime.crash import Crash
from analyzers.runtime.kinds import kind_of
from analyzers.runtime.report import edit, replace
from analyzers.runtime.source import Source

_NUMBER = re.compile(r"'\s*[-+]?(?:\d[\d_]*(?P<fraction>\.\d*|\.?\d*[eE][-+]?\d+)?|\.\d+)\s*'")
_MOMENT = re.compile(r"\b(?:datetime|date|Timestamp)\b")
_UNIT = re.compile(r"(?i)(?:^|_)(week|day|hour|minute|second|millisecond|microsecond)s?(?:$|_)")
_DAYS = ({"datetime.datetime", "datetime.date"}, {"datetime", "date"})
_CODE = "unfit-operands"
_MOST = 3  # conversions that are offered


def conversions(
    crash: Crash,
    whole: ast.AST,
    pair: tuple[ast.expr, ast.expr],
    kinds: tuple[str, str],
    text: Variable | None,
) -> list[Fix]:
    """Return the fixes for two operands, likeliest first.

    `whole` is the operation, `pair` its operands, `kinds` the types that they had, `text` what the one that is a `str` held.
    """
    source = crash.sites[-1].source
    match frozenset(kinds):
        case both if both in ({"str", "int"}, {"str", "float"}):
            sides = pair if kinds[0] == "str" else pair[::-1]
            number = next(kind for kind in kinds if kind != "str")
            return _text_and_number(crash, whole, sides, number, text)[:_MOST]
        case both if both == {"list", "tuple"} and isinstance(whole, ast.BinOp):
            return [_call(source, pair[1], kinds[0], f"convert to a {kinds[0]}")]
        case both if both in ({"Decimal", "float"}, {"decimal.Decimal", "float"}):
            odd = pair[0] if kinds[0] == "float" else pair[1]
            return [_call(source, odd, "Decimal(str", "convert to `Decimal`")]
    if set(kinds) in _DAYS:
        moment = pair[0] if kinds[0].endswith("datetime") else pair[1]
        return [replace(source, moment, f"{source.segment(moment)}.date()", "compare the days", _CODE)]
    if is_moment(*kinds):
        return _as_span(source, pair[1] if kinds[1] in ("int", "float") else pair[0])
    if kinds[0] == "list" and kinds[1] != "NoneType":
        item = f"[{source.segment(pair[1])}]"
        return [replace(source, pair[1], item, "add a list of one item", _CODE)]
    return []


def is_moment(left: str, right: str) -> bool:
    """Whether one operand is a moment, the other a number."""
    return _MOMENT.search(f"{left} {right}") is not None and bool({"int", "float"} & {left, right})


def _text_and_number(
    crash: Crash, whole: ast.AST, sides: tuple[ast.expr, ast.expr], number: str, held: Variable | None
) -> list[Fix]:
    text, other = sides
    source = crash.sites[-1].source
    to_text = _call(source, other, "str", "convert the number to text")
    if isinstance(text, ast.Constant | ast.JoinedStr):
        return [to_text]
    into = isinstance(whole, ast.AugAssign) and other is whole.target
    if any(kind_of(part) == "str" for side in sides for part in _written(side)):
        return [] if into else [to_text]
    if factors := list(_factors(text)):  # a product that came out as text: one of its factors was text
        return [
            _call(source, factor, name, "convert the text to a number")
            for factor in factors
            for name in ("float", "int")
        ]
    read = _NUMBER.fullmatch(held.repr) if held is not None else None
    if read is not None and read["fraction"]:
        number = "float"
    to_number = _call(source, text, number, "convert the text to a number")
    glued = isinstance(whole, ast.BinOp) and isinstance(whole.op, ast.Add)
    if isinstance(other, ast.Constant) and held is None:
        glued = False  # nobody writes a number where text is put together
    fixes = [to_number, to_text] if glued and read is None else [to_number]
    return [*_at_origin(crash, text, number), *fixes]


def _as_span(source: Source, number: ast.expr) -> list[Fix]:
    """A number beside a moment, whose name tells its unit: `start + days` becomes `start + timedelta(days=days)`."""
    named = number.args[0] if isinstance(number, ast.Call) and len(number.args) == 1 else number
    unit = _UNIT.search(str(getattr(named, "attr", getattr(named, "id", ""))))
    if unit is None:
        return []
    text = f"timedelta({unit[1].lower()}s={source.segment(number)})"
    title = f"make it a span of {unit[1].lower()}s"
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "datetime":
                    return [replace(source, number, f"{alias.asname or alias.name}.{text}", title, _CODE)]
        if isinstance(node, ast.ImportFrom) and node.module == "datetime":
            fix = replace(source, number, text, title, _CODE)
            if any(alias.name == "timedelta" and not alias.asname for alias in node.names):
                return [fix]
            end = source.span(node.names[-1]).end
            imported = edit(source, end, end, ", timedelta", title, _CODE)
            return [with_edits(fix, edits=(*imported.edits, *fix.edits))]
    return []


def _factors(node: ast.expr) -> Iterator[ast.expr]:
    """The operands of a product or a chain of products that may hold text."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for side in (node.left, node.right):
            if isinstance(side, ast.BinOp):
                yield from _factors(side)
            elif isinstance(side, ast.Name | ast.Attribute | ast.Subscript):
                yield side


def _written(node: ast.expr) -> Iterator[ast.expr]:
    """The literals that an operand is put together from; keys and arguments are not part of its value."""
    match node:
        case ast.BinOp(left=left, right=right):
            yield from _written(left)
            yield from _written(right)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _written(body)
            yield from _written(orelse)
        case ast.Constant() | ast.JoinedStr():
            yield node


def _at_origin(crash: Crash, name: ast.expr, number: str) -> list[Fix]:
    """Convert where the text is read: `x = input()` becomes `x = int(input())`."""
    from analyzers.runtime.index import bindings

    if not isinstance(name, ast.Name):
        return []
    source = crash.sites[-1].source
    own = bindings(source, source.scope(name), name.id) or bindings(source, source.tree, name.id)
    if len(own) != 1 or own[0].how != "is" or not isinstance(value := own[0].value, ast.Call):
        return []
    return [_call(source, value, number, "convert where the text is read")] if kind_of(value) == "str" else []


def _call(source: Source, node: ast.expr, name: str, what: str) -> Fix:
    """Return the fix that hands a node to a function, `Decimal(str` being two."""
    called = f"{name}({source.segment(node)}{')' * (name.count('(') + 1)}"
    return replace(source, node, called, what, _CODE)
