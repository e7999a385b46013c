"""Does code subtract or compare two moments of which only one knows its time zone? Python refuses that with a TypeError.

What makes a `datetime` is read where the text says it: the constructors, `now`, and what a text or format holds.
"""

import ast
from collections.abc import Mapping

from analyzers.deferred import regex

AWARE, NAIVE = "with a time zone", "without a time zone"

_ZONE = regex(r"(?:[+-]\d\d:?\d\d|Z)$")
_ORDERED = (ast.Lt, ast.Gt, ast.LtE, ast.GtE)


def mixed(node: ast.AST, values: Mapping[str, ast.expr]) -> bool:
    """Return whether a node orders or subtracts two such moments; `values` are names that are bound once."""
    match node:
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            pass
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if isinstance(operator, _ORDERED):
            pass
        case _:
            return False
    return {moment(left, values), moment(right, values)} == {AWARE, NAIVE}


def moment(node: ast.expr, values: Mapping[str, ast.expr], depth: int = 0) -> str:
    """Return whether an expression is a `datetime` with or without a time zone; an empty string where it is not sure."""
    if depth > 8:
        return ""
    match node:
        case ast.Name(id=name) if name in values:
            return moment(values[name], values, depth + 1)
        case ast.Call(func=ast.Attribute(attr="replace", value=value), keywords=keywords):
            zone = _zone([], keywords, -1)
            return zone or moment(value, values, depth + 1)
        case ast.Call(func=ast.Attribute(attr="astimezone", value=value)):
            return AWARE if moment(value, values, depth + 1) else ""
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=args, keywords=keywords) if _is_class(
            value
        ):
            return _made(name, args, keywords)
        case ast.Call(func=function, args=args, keywords=keywords) if _is_class(function) and len(args) >= 3:
            return _zone(args, keywords, 7) or NAIVE
    return ""


def _is_class(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Name | ast.Attribute)
        and getattr(node, "id", getattr(node, "attr", "")) == "datetime"
    )


def _made(name: str, args: list[ast.expr], keywords: list[ast.keyword]) -> str:
    if any(keyword.arg is None for keyword in keywords) or any(isinstance(one, ast.Starred) for one in args):
        return ""
    first = args[0].value if args and isinstance(args[0], ast.Constant) else None
    match name:
        case "utcnow" | "today" | "utcfromtimestamp":
            return NAIVE
        case "now":
            return _zone(args, keywords, 0) or NAIVE
        case "fromtimestamp":
            return _zone(args, keywords, 1) or NAIVE
        case "fromisoformat" if isinstance(first, str):
            return AWARE if _ZONE.search(first) else NAIVE
        case "strptime" if len(args) == 2 and isinstance(args[1], ast.Constant):
            return AWARE if "%z" in str(args[1].value) else NAIVE
    return ""


def _zone(args: list[ast.expr], keywords: list[ast.keyword], place: int) -> str:
    """What the argument for the time zone makes of a moment; nothing where there is none."""
    given = args[place] if 0 <= place < len(args) else None
    given = next((keyword.value for keyword in keywords if keyword.arg in ("tz", "tzinfo")), given)
    if given is None:
        return ""
    return NAIVE if isinstance(given, ast.Constant) and given.value is None else AWARE
