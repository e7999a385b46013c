"""Which operators are there, and how large may a number become?"""

from __future__ import annotations

import ast
import operator

from .allowed import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MAX_BITS = 20_000  # of an integer that is made

UNARY = {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert}  # type: dict[type, Any]
BINARY = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow, ast.LShift: operator.lshift,
    ast.RShift: operator.rshift, ast.BitOr: operator.or_, ast.BitAnd: operator.and_, ast.BitXor: operator.xor,
}  # type: dict[type, Any]  # fmt: skip
COMPARE = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # type: dict[type, Any]  # fmt: skip


def bound_number(kind: type, left: Any, right: Any) -> None:
    """Raise Refused when the result of an operation on two numbers would be too large."""
    bits = [value.bit_length() if type(value) is int else 1 for value in (left, right)]
    if kind is ast.Pow:
        if type(right) is int and type(left) in (int, bool) and bits[0] * max(0, right) > _MAX_BITS:
            raise Refused("it would be too large")
    elif kind is ast.LShift:
        if type(right) is int and right + bits[0] > _MAX_BITS:
            raise Refused("it would be too large")
    elif max(bits) > _MAX_BITS:
        raise Refused("the number is too large")
