"""What is the value of an expression, worked out without running any code but this?

The expression is interpreted here, node by node, by an allow-list. An operation is done only if every operand is
of a builtin type whose code is known and quick, so nothing of the program is ever called, and sizes are bounded
before the work is begun, so nothing takes long either.
"""

from __future__ import annotations

import ast

from . import libraries, static, system
from .allowed import Raises, Refused, allow_attribute, parse
from .guard import CONTAINERS, SCALARS, VIEWS, Guard, keeps, own_code
from .operators import BINARY, COMPARE, UNARY, bound_number
from .values import known_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any


def evaluate(expression: str, names: Callable[[str], Any], seconds: float = 0.5) -> Any:
    """The value of an expression; `names` gives what a name holds, or static.MISSING.

    Raises Refused when it is not allowed or would run code, Raises when it would raise.
    """
    return Interpreter(names, system.monotonic() + seconds).value(parse(expression).body, {})


class Interpreter(Guard):
    """Evaluates one expression; every method named after a syntax node gives the value of such a node."""

    def __init__(self, names: Callable[[str], Any], deadline: float) -> None:
        super().__init__(deadline)
        self.names = names

    def value(self, node: ast.AST, local: Mapping[str, Any]) -> Any:
        self.spend()
        handler = getattr(self, "_" + type(node).__name__, None)
        if handler is None:
            raise Refused(f"`{type(node).__name__}` is not allowed")
        return handler(node, local)

    # --- leaves and displays

    def _Constant(self, node: ast.Constant, local: Mapping[str, Any]) -> Any:
        return node.value

    def _Name(self, node: ast.Name, local: Mapping[str, Any]) -> Any:
        if node.id in local:
            return local[node.id]
        found = self.names(node.id)
        if found is static.MISSING:
            raise Raises(f"NameError: `{node.id}` is not defined there")
        return found

    def _Tuple(self, node: ast.Tuple, local: Mapping[str, Any]) -> Any:
        return tuple(self.value(part, local) for part in node.elts)

    def _List(self, node: ast.List, local: Mapping[str, Any]) -> Any:
        return [self.value(part, local) for part in node.elts]

    def _Set(self, node: ast.Set, local: Mapping[str, Any]) -> Any:
        return {self.plain(self.value(part, local)) for part in node.elts}

    def _Dict(self, node: ast.Dict, local: Mapping[str, Any]) -> Any:
        if None in node.keys:
            raise Refused("unpacking is not allowed")
        return {
            self.key(self.value(key, local)): self.value(held, local)
            for key, held in zip(node.keys, node.values)
            if key is not None
        }

    def _JoinedStr(self, node: ast.JoinedStr, local: Mapping[str, Any]) -> str:
        return "".join(str(self.value(part, local)) for part in node.values)

    def _FormattedValue(self, node: ast.FormattedValue, local: Mapping[str, Any]) -> str:
        value = self.plain(self.value(node.value, local))
        return repr(value) if node.conversion == ord("r") else str(value)

    # --- access

    def _Attribute(self, node: ast.Attribute, local: Mapping[str, Any]) -> Any:
        return self.attribute(self.value(node.value, local), node.attr)

    def attribute(self, value: Any, name: str) -> Any:
        allow_attribute(name)
        for known, held in libraries.parts(value) if type(value) is not type else ():
            if known == name and name in ("args", "shape", "dtype", "columns"):
                return held
        if name in _PLAIN_GETSETS.get(type(value), ()):
            return getattr(value, name)
        if libraries.known_repr(type(value)) and static.module_name(type(value)) == "datetime":
            if name in (
                "year",
                "month",
                "day",
                "hour",
                "minute",
                "second",
                "microsecond",
                "days",
                "seconds",
                "tzinfo",
            ):
                return getattr(value, name, static.MISSING)
        try:
            found = static.attribute(value, name)
        except static.Computed as computed:
            raise Refused(str(computed)) from None
        if found is static.MISSING:
            kind = static.short_name(type(value))
            raise Raises(f"AttributeError: `{kind}` has no attribute `{name}`")
        return found

    def _Subscript(self, node: ast.Subscript, local: Mapping[str, Any]) -> Any:
        value = self.value(node.value, local)
        index = self.value(node.slice, local)
        if type(value) is libraries.loaded("numpy", "ndarray") and value.dtype.kind in "biufSU":
            if type(index) in (int, slice) or (type(index) is tuple and all(type(i) is int for i in index)):
                return self.attempt(lambda: value[index])
        for base in (dict, list, tuple, str, bytes, range, *libraries.rows()):
            if static.is_a(value, base) and keeps(value, base, "__getitem__"):
                if base is dict:
                    return self.item(value, self.key(index))
                if type(index) not in (int, bool, slice):
                    raise Raises(
                        f"TypeError: indices must be integers, not `{static.short_name(type(index))}`"
                    )
                return self.attempt(lambda: base.__getitem__(value, index))  # noqa: B023  # called at once
        if value is None:
            raise Raises("TypeError: `NoneType` object is not subscriptable")
        raise Refused(f"`[]` of `{static.short_name(type(value))}` is not known to be harmless")

    def item(self, value: Any, key: Any) -> Any:
        self.simple_keys(value)
        if not dict.__contains__(value, key):
            if static.lookup(type(value), "__missing__") is not static.MISSING:
                raise Refused("the key is missing, and the class would make one")
            raise Raises(f"KeyError: {key!r:.200}")
        return dict.__getitem__(value, key)

    def _Index(self, node: Any, local: Mapping[str, Any]) -> Any:  # Python 3.8
        return self.value(node.value, local)

    def _Slice(self, node: ast.Slice, local: Mapping[str, Any]) -> slice:
        bounds = [
            None if part is None else self.value(part, local) for part in (node.lower, node.upper, node.step)
        ]
        if any(type(bound) not in (int, type(None)) for bound in bounds):
            raise Refused("slices take integers only")
        return slice(*bounds)

    # --- operations

    def _BoolOp(self, node: ast.BoolOp, local: Mapping[str, Any]) -> Any:
        stop = isinstance(node.op, ast.Or)
        value = None
        for part in node.values:
            value = self.value(part, local)
            if self.truth(value) is stop:
                return value
        return value

    def _IfExp(self, node: ast.IfExp, local: Mapping[str, Any]) -> Any:
        return self.value(node.body if self.truth(self.value(node.test, local)) else node.orelse, local)

    def _UnaryOp(self, node: ast.UnaryOp, local: Mapping[str, Any]) -> Any:
        value = self.value(node.operand, local)
        if isinstance(node.op, ast.Not):
            return not self.truth(value)
        if type(value) not in (int, float, bool, complex):
            raise Refused("only numbers have a sign here")
        return self.attempt(lambda: UNARY[type(node.op)](value))

    def _BinOp(self, node: ast.BinOp, local: Mapping[str, Any]) -> Any:
        left, right = self.value(node.left, local), self.value(node.right, local)
        kind = type(node.op)
        kinds = (type(left), type(right))
        if all(each in (int, bool, float, complex) for each in kinds):
            bound_number(kind, left, right)
        elif kind is ast.Add and kinds[0] is kinds[1] and kinds[0] in (str, bytes, list, tuple):
            self.bound(len(left) + len(right))
        elif kind is ast.Mult and {int, bool} & set(kinds) and {str, bytes, list, tuple} & set(kinds):
            count, repeated = (left, right) if kinds[0] in (int, bool) else (right, left)
            self.bound(len(repeated) * max(0, count))
        elif all(each in (set, frozenset, VIEWS[0]) for each in kinds) and kind in (
            ast.BitOr,
            ast.BitAnd,
            ast.Sub,
            ast.BitXor,
        ):
            self.plain(left)
            self.plain(right)
        elif all(libraries.known_repr(each) and each.__module__ in ("datetime", "decimal") for each in kinds):
            if any(getattr(each, "tzinfo", None) is not None for each in (left, right)):
                raise Refused("times with a time zone are not computed")
            if kind not in (ast.Add, ast.Sub):
                raise Refused("only sums of these are computed")
        elif all(each in SCALARS or each in CONTAINERS for each in kinds) and not (
            kind is ast.Mod and kinds[0] in (str, bytes)
        ):
            names = f"`{kinds[0].__name__}` and `{kinds[1].__name__}`"
            raise Raises(f"TypeError: unsupported operand types {names}")
        else:
            raise Refused(f"`{kind.__name__}` of these operands is not known to be harmless")
        return self.attempt(lambda: BINARY[kind](left, right))

    def _Compare(self, node: ast.Compare, local: Mapping[str, Any]) -> bool:
        left = self.value(node.left, local)
        for sign, part in zip(node.ops, node.comparators):
            right = self.value(part, local)
            if not self.compare(type(sign), left, right):
                return False
            left = right
        return True

    def compare(self, sign: type, left: Any, right: Any) -> bool:
        if sign is ast.Is:
            return left is right
        if sign is ast.IsNot:
            return left is not right
        if sign in (ast.In, ast.NotIn):
            found = self.contains(right, left)
            return found if sign is ast.In else not found
        if (left is None or right is None) and sign in (ast.Eq, ast.NotEq):
            other = right if left is None else left
            if type(other) in SCALARS or static.lookup(type(other), "__eq__") is object.__dict__["__eq__"]:
                return (left is right) is (sign is ast.Eq)
        if not (libraries.known_repr(type(left)) and type(left) is type(right)):
            self.plain(left)
            self.plain(right)
        return bool(self.attempt(lambda: COMPARE[sign](left, right)))

    def contains(self, container: Any, item: Any) -> bool:
        if static.is_a(container, dict) and keeps(container, dict, "__contains__"):
            self.simple_keys(container)
            return dict.__contains__(container, self.key(item))
        if type(container) in (set, frozenset, VIEWS[0]):
            self.simple_keys(container)
            return self.key(item) in container
        if type(container) in (str, bytes, range):
            if type(item) not in SCALARS:
                raise Refused("only plain values are looked for")
            return bool(self.attempt(lambda: item in container))
        if static.is_a(container, (list if static.is_a(container, list) else tuple)):
            self.plain(item)
            self.bound(len(container)) if type(container) in (list, tuple) else None
            return any(held is item or (self._same(held, item)) for held in self.walk(container))
        raise Refused(f"`in` of `{static.short_name(type(container))}` is not known to be harmless")

    def _same(self, held: Any, item: Any) -> bool:
        if type(held) not in SCALARS and type(held) not in CONTAINERS:
            raise Refused("the container holds objects whose comparison is not known to be harmless")
        return bool(self.plain(held) == item)

    def truth(self, value: Any) -> bool:
        length = known_length(value) if type(value) not in (int, float, bool) else None
        if length is not None and static.module_name(type(value)) not in ("numpy", "torch"):
            if static.lookup(type(value), "__bool__") is static.MISSING or type(value) in SCALARS:
                if type(value) in SCALARS or type(value) in CONTAINERS or not own_code(value, "__len__"):
                    return length > 0
        if type(value) in SCALARS:
            return bool(value)
        kind = type(value)
        if (
            static.lookup(kind, "__bool__") is static.MISSING
            and static.lookup(kind, "__len__") is static.MISSING
        ):
            return True
        raise Refused(f"whether `{static.short_name(kind)}` is true is not known without asking it")

    # --- calls and comprehensions

    def _Call(self, node: ast.Call, local: Mapping[str, Any]) -> Any:
        if isinstance(node.func, ast.Name):
            if node.func.id in local:
                raise Refused("only builtin functions may be called")
            from . import calls

            function = self.names(node.func.id)
            if function is not calls.BUILTINS.get(node.func.id):
                raise Refused(f"`{node.func.id}` is not the builtin function there")
            arguments = [self.value(part, local) for part in node.args]
            return self.attempt(lambda: calls.function(self, node.func.id, arguments))  # type: ignore[attr-defined]
        if isinstance(node.func, ast.Attribute):
            from . import calls

            receiver = self.value(node.func.value, local)
            arguments = [self.value(part, local) for part in node.args]
            return self.attempt(lambda: calls.method(self, receiver, node.func.attr, arguments))  # type: ignore[attr-defined]
        raise Refused("only functions and methods that are named may be called")

    def _ListComp(self, node: ast.ListComp, local: Mapping[str, Any]) -> list[Any]:
        return [self.value(node.elt, scope) for scope in self.rounds(node.generators, dict(local))]

    def _GeneratorExp(self, node: ast.GeneratorExp, local: Mapping[str, Any]) -> list[Any]:
        return [self.value(node.elt, scope) for scope in self.rounds(node.generators, dict(local))]

    def _SetComp(self, node: ast.SetComp, local: Mapping[str, Any]) -> set[Any]:
        return {self.key(self.value(node.elt, scope)) for scope in self.rounds(node.generators, dict(local))}

    def _DictComp(self, node: ast.DictComp, local: Mapping[str, Any]) -> dict[Any, Any]:
        return {
            self.key(self.value(node.key, scope)): self.value(node.value, scope)
            for scope in self.rounds(node.generators, dict(local))
        }

    def rounds(self, generators: list[ast.comprehension], scope: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if not generators:
            yield scope
            return
        first = generators[0]
        for item in self.walk(self.value(first.iter, scope)):
            inner = dict(scope)
            self.bind(first.target, item, inner)
            if all(self.truth(self.value(test, inner)) for test in first.ifs):
                yield from self.rounds(generators[1:], inner)

    def bind(self, target: ast.AST, value: Any, scope: dict[str, Any]) -> None:
        if isinstance(target, ast.Name):
            scope[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)) and type(value) in (tuple, list):
            if len(target.elts) != len(value):
                raise Raises("ValueError: wrong number of values to unpack")
            for part, held in zip(target.elts, value):
                self.bind(part, held, scope)
        else:
            raise Refused("only names are bound")


_PLAIN_GETSETS = {
    int: ("real", "imag", "numerator", "denominator"),
    float: ("real", "imag"),
    complex: ("real", "imag"),
    range: ("start", "stop", "step"),
    slice: ("start", "stop", "step"),
}  # type: dict[type, tuple[str, ...]]
