"""What is the value of an expression of a rehearsed program?"""

import ast
import operator
from collections.abc import Callable, Iterator
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal import refused
from analyzers.rehearsal.allowed import UNKNOWN, GaveUp
from analyzers.rehearsal.bounds import MAX_LENGTH, check_format, check_operation, legible, small, weight
from analyzers.rehearsal.comparing import compare, has_no_items, iterate, truth
from analyzers.rehearsal.machine import Machine
from analyzers.rehearsal.objects import Class, Instance, Scope
from analyzers.rehearsal.reached import OURS, get_attribute, get_item

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add, "Sub": operator.sub, "Mult": operator.mul, "Div": operator.truediv,
    "FloorDiv": operator.floordiv, "Mod": operator.mod, "Pow": operator.pow, "BitAnd": operator.and_,
    "BitOr": operator.or_, "BitXor": operator.xor, "LShift": operator.lshift, "RShift": operator.rshift,
}  # fmt: skip
_IN_PLACE: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.iadd, "Sub": operator.isub, "Mult": operator.imul, "Div": operator.itruediv,
    "FloorDiv": operator.ifloordiv, "Mod": operator.imod, "Pow": operator.ipow, "BitAnd": operator.iand,
    "BitOr": operator.ior, "BitXor": operator.ixor, "LShift": operator.ilshift, "RShift": operator.irshift,
}  # fmt: skip
_SIGNS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "** or pow()", "BitAnd": "&",
    "BitOr": "|", "BitXor": "^", "LShift": "<<", "RShift": ">>",
}  # fmt: skip
DUNDERS = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "truediv", "FloorDiv": "floordiv", "Mod": "mod", "Pow": "pow",
    "BitAnd": "and", "BitOr": "or", "BitXor": "xor", "LShift": "lshift", "RShift": "rshift",
}  # fmt: skip
_UNARY: dict[str, Callable[[Any], Any]] = {
    "USub": operator.neg,
    "UAdd": operator.pos,
    "Invert": operator.invert,
}


def evaluate(machine: Machine, node: ast.expr, scope: Scope) -> Any:
    """Return the value of an expression."""
    machine.step(node)
    form = _FORMS.get(type(node))
    if form is None:
        raise GaveUp
    value = form(machine, node, scope)
    if value is UNKNOWN or id(value) in machine.strange:
        machine.touched = True
        return UNKNOWN
    return value


def operate(machine: Machine, name: str, left: Any, right: Any, *, in_place: bool = False) -> Any:
    """Return what an operator makes of two values; in place where that is asked and the left one can change."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    for target, other, prefix in ((left, right, "__i"), (left, right, "__"), (right, left, "__r")):
        if isinstance(target, Instance) and (in_place or prefix != "__i"):
            method = target.made_by.find(f"{prefix}{DUNDERS[name]}__")
            if method is not None:
                return machine.call_function(method, [target, other], {})
    if isinstance(left, OURS) or isinstance(right, OURS):
        if name == "Mod" and isinstance(left, (str, bytes)):
            raise GaveUp
        if name == "BitOr" and (isinstance(left, (Class, type)) or isinstance(right, (Class, type))):
            return UNKNOWN  # a union of types
        sign = f"{_SIGNS[name].split()[0]}=" if in_place else _SIGNS[name]
        raise machine.fail(refused.unsupported(sign, left, right))
    if name == "Mod" and isinstance(left, (str, bytes)) and not legible(right):
        return UNKNOWN
    machine.strain(check_operation(name, left, right))
    work = _IN_PLACE[name] if in_place else _BINARY[name]
    return machine.made(machine.guard(work, left, right))


def _constant(_: Machine, node: Any, __: Scope) -> Any:
    return node.value


def _name(machine: Machine, node: Any, scope: Scope) -> Any:
    return machine.look_up(node.id, scope)


def _binary(machine: Machine, node: Any, scope: Scope) -> Any:
    left = evaluate(machine, node.left, scope)
    right = evaluate(machine, node.right, scope)
    machine.line = node.lineno
    name = type(node.op).__name__
    if name not in _BINARY:
        raise GaveUp
    return operate(machine, name, left, right)


def _unary(machine: Machine, node: Any, scope: Scope) -> Any:
    value = evaluate(machine, node.operand, scope)
    if isinstance(node.op, ast.Not):
        return not truth(machine, value)
    if value is UNKNOWN:
        return UNKNOWN
    if isinstance(value, OURS):
        raise GaveUp
    machine.line = node.lineno
    return machine.guard(_UNARY[type(node.op).__name__], value)


def _boolean(machine: Machine, node: Any, scope: Scope) -> Any:
    wanted = isinstance(node.op, ast.Or)
    value: Any = None
    for part in node.values:
        value = evaluate(machine, part, scope)
        if truth(machine, value) is wanted:
            return value
    return value


def _call(machine: Machine, node: Any, scope: Scope) -> Any:
    if isinstance(node.func, ast.Name):
        from analyzers.rehearsal.special import SPECIAL

        special = SPECIAL.get(node.func.id)
        if special is not None and not machine.knows(node.func.id, scope):
            return special(machine, node, scope)
    function = evaluate(machine, node.func, scope)
    arguments: list[Any] = []
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            arguments.extend(spread(machine, argument, scope))
        else:
            arguments.append(evaluate(machine, argument, scope))
    keywords: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, scope)
        if keyword.arg is None:
            if not isinstance(value, dict):
                raise GaveUp
            if keywords.keys() & value.keys() or not all(isinstance(name, str) for name in value):
                raise GaveUp
            keywords.update(value)
        else:
            keywords[keyword.arg] = value
    starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    # Of a method's call over several lines the interpreter names the line of the method.
    by_method = isinstance(node.func, ast.Attribute) and not starred
    machine.line = node.func.end_lineno if by_method else node.lineno
    return machine.call(function, arguments, keywords)


def _attribute(machine: Machine, node: Any, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope)
    # Of one that is written over several lines the interpreter names the line of the attribute.
    machine.line = node.end_lineno
    return get_attribute(machine, value, node.attr)


def _subscript(machine: Machine, node: Any, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope)
    key = evaluate(machine, node.slice, scope)
    machine.line = node.lineno
    return get_item(machine, value, key)


def _slice(machine: Machine, node: Any, scope: Scope) -> Any:
    parts = [evaluate(machine, part, scope) if part else None for part in (node.lower, node.upper, node.step)]
    return UNKNOWN if any(part is UNKNOWN for part in parts) else slice(*parts)


def _items(machine: Machine, node: Any, scope: Scope) -> list[Any]:
    found: list[Any] = []
    for item in node.elts:
        if isinstance(item, ast.Starred):
            found.extend(spread(machine, item, scope))
        else:
            found.append(evaluate(machine, item, scope))
    return found


def spread(machine: Machine, node: ast.Starred, scope: Scope) -> Iterator[Any]:
    """Yield the items of `*value`; what has none is refused with the name of what takes them, and given up here."""
    value = evaluate(machine, node.value, scope)
    if has_no_items(value):
        raise GaveUp
    return iterate(machine, value)


def _list(machine: Machine, node: Any, scope: Scope) -> Any:
    return _items(machine, node, scope)


def _tuple(machine: Machine, node: Any, scope: Scope) -> Any:
    return tuple(_items(machine, node, scope))


def _set(machine: Machine, node: Any, scope: Scope) -> Any:
    items = _items(machine, node, scope)
    machine.line = node.lineno
    return _hashed(machine, set, items)


def _hashed(machine: Machine, kind: type, items: list[Any]) -> Any:
    machine.strain(weight(items))
    return machine.guard(kind, items)


def _dict(machine: Machine, node: Any, scope: Scope) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            more = evaluate(machine, value, scope)
            if not isinstance(more, dict):
                raise GaveUp
            found.update(more)
        else:
            held = evaluate(machine, key, scope)
            machine.strain(weight((held,)))  # to hash it
            kept = evaluate(machine, value, scope)
            machine.line = node.lineno
            machine.guard(found.__setitem__, held, kept)
    return found


def _conditional(machine: Machine, node: Any, scope: Scope) -> Any:
    chosen = node.body if truth(machine, evaluate(machine, node.test, scope)) else node.orelse
    return evaluate(machine, chosen, scope)


def _text(machine: Machine, node: Any, scope: Scope) -> Any:
    parts: list[str] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
            continue
        value = evaluate(machine, part.value, scope)
        spec = evaluate(machine, part.format_spec, scope) if part.format_spec else ""
        if value is UNKNOWN or spec is UNKNOWN:
            return UNKNOWN
        conversion = _CONVERSIONS[part.conversion]
        if isinstance(value, Instance) and spec and conversion is None:
            raise GaveUp  # `object` refuses it
        if isinstance(value, Instance) and conversion is not ascii:
            value = machine.text(value, ("__repr__",) if conversion is repr else ("__str__", "__repr__"))
            conversion = None
        if value is UNKNOWN or not legible(value):
            return UNKNOWN
        check_format(spec)
        machine.strain(weight((value,)))
        shown = machine.guard(conversion, value) if conversion is not None else value
        parts.append(machine.guard(format, shown, spec))
    result = "".join(parts)
    small(result)
    return result


_CONVERSIONS: dict[int, Callable[[Any], str] | None] = {
    -1: None,
    ord("s"): str,
    ord("r"): repr,
    ord("a"): ascii,
}


def _lambda(machine: Machine, node: Any, scope: Scope) -> Any:
    from analyzers.rehearsal.definitions import make_function

    return make_function(machine, "<lambda>", node.args, node.body, scope)


def _named(machine: Machine, node: Any, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope)
    while scope.comprehension and scope.outer is not None:
        scope = scope.outer
    machine.bind(node.target.id, value, scope)
    return value


def _comprehension(machine: Machine, node: Any, scope: Scope) -> Any:
    inner = Scope(outer=scope.around, comprehension=True, where=scope.where)
    first = evaluate(machine, node.generators[0].iter, scope)
    if isinstance(node, ast.GeneratorExp):
        rounds = _rounds(machine, node.generators, inner, iterate(machine, first))
        return (evaluate(machine, node.elt, inner) for _ in rounds)
    found: list[Any] = []
    for _ in _rounds(machine, node.generators, inner, iterate(machine, first)):
        if isinstance(node, ast.DictComp):
            found.append((evaluate(machine, node.key, inner), evaluate(machine, node.value, inner)))
        else:
            found.append(evaluate(machine, node.elt, inner))
        if len(found) > MAX_LENGTH:
            raise GaveUp
    if isinstance(node, ast.ListComp):
        return found
    return _hashed(machine, dict if isinstance(node, ast.DictComp) else set, found)


def _rounds(
    machine: Machine, generators: list[ast.comprehension], scope: Scope, items: Iterator[Any]
) -> Iterator[None]:
    from analyzers.rehearsal.statements import assign

    first, rest = generators[0], generators[1:]
    if first.is_async:
        raise GaveUp
    for item in items:
        assign(machine, first.target, item, scope)
        if all(truth(machine, evaluate(machine, test, scope)) for test in first.ifs):
            if rest:
                more = iterate(machine, evaluate(machine, rest[0].iter, scope))
                yield from _rounds(machine, rest, scope, more)
            else:
                yield


def _yield(machine: Machine, node: Any, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope) if node.value else None
    if scope.yielded is None:
        raise GaveUp
    scope.yielded.append(value)
    return None  # one to which something is sent is not worked through


_FORMS: dict[type, Callable[[Machine, Any, Scope], Any]] = {
    ast.Constant: _constant, ast.Name: _name, ast.BinOp: _binary, ast.UnaryOp: _unary, ast.BoolOp: _boolean,
    ast.Compare: compare, ast.Call: _call, ast.Attribute: _attribute, ast.Subscript: _subscript, ast.Slice: _slice,
    ast.List: _list, ast.Tuple: _tuple, ast.Set: _set, ast.Dict: _dict, ast.IfExp: _conditional,
    ast.JoinedStr: _text, ast.Lambda: _lambda, ast.NamedExpr: _named, ast.ListComp: _comprehension,
    ast.SetComp: _comprehension, ast.DictComp: _comprehension, ast.GeneratorExp: _comprehension, ast.Yield: _yield,
}  # fmt: skip
