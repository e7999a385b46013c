"""What is the value of an expression of a rehearsed program?"""

import ast
import operator
from collections.abc import Callable, Iterator
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal import refused
from analyzers.rehearsal.allowed import (
    MAX_LENGTH,
    UNKNOWN,
    GaveUp,
    check_format,
    check_operation,
    small,
)
from analyzers.rehearsal.machine import Machine
from analyzers.rehearsal.objects import Instance, Scope
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
SIGNS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "** or pow()", "BitAnd": "&",
    "BitOr": "|", "BitXor": "^", "LShift": "<<", "RShift": ">>", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=",
}  # fmt: skip
_DUNDERS = {"Add": "add", "Sub": "sub", "Mult": "mul", "Div": "truediv", "FloorDiv": "floordiv", "Mod": "mod"}
_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt, "GtE": operator.ge, "Eq": operator.eq,
    "NotEq": operator.ne,
}  # fmt: skip
_COMPARED_DUNDERS = {"Lt": "__lt__", "LtE": "__le__", "Gt": "__gt__", "GtE": "__ge__", "Eq": "__eq__"}
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
    if value is UNKNOWN:
        machine.touched = True
    return value


def truth(machine: Machine, value: Any) -> bool:
    """Whether a value counts as true; of the unknown it is assumed, and remembered that it was."""
    if value is UNKNOWN:
        machine.guessed = True
        return True
    if isinstance(value, Instance):
        for name in ("__bool__", "__len__"):
            method = value.made_by.find(name)
            if method is not None:
                return truth(machine, machine.call_function(method, [value], {}))
        return True
    if isinstance(value, OURS):
        return True
    return bool(value)


def operate(machine: Machine, name: str, left: Any, right: Any, *, in_place: bool = False) -> Any:
    """Return what an operator makes of two values; in place where that is asked and the left one can change."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    for target, other, prefix in ((left, right, "__"), (right, left, "__r")):
        if isinstance(target, Instance):
            method = target.made_by.find(f"{prefix}{_DUNDERS.get(name, '?')}__")
            if method is not None:
                return machine.call_function(method, [target, other], {})
    if isinstance(left, OURS) or isinstance(right, OURS):
        if name == "Mod" and isinstance(left, str):
            raise GaveUp
        raise machine.fail(refused.unsupported(SIGNS[name] + "=" * in_place, left, right))
    check_operation(name, left, right)
    work = _IN_PLACE[name] if in_place else _BINARY[name]
    result = machine.guard(work, left, right)
    small(result)
    return result


def iterate(machine: Machine, value: Any) -> Iterator[Any]:
    """Yield the items of a value, as the program would see them."""
    if value is UNKNOWN:
        machine.guessed = True
        yield UNKNOWN
        return
    if isinstance(value, Instance):
        method = value.made_by.find("__iter__")
        if method is None:
            if value.made_by.find("__getitem__") is not None:
                raise GaveUp
            raise machine.fail(refused.not_iterable(value))
        value = machine.call_function(method, [value], {})
        if isinstance(value, Instance):
            raise GaveUp
    if isinstance(value, OURS):
        raise machine.fail(refused.not_iterable(value))
    steps = machine.guard(iter, value)
    ended = object()
    while (item := machine.guard(next, steps, ended)) is not ended:
        machine.steps += 1
        yield item


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
    return machine.guard(_UNARY[type(node.op).__name__], value)


def _boolean(machine: Machine, node: Any, scope: Scope) -> Any:
    wanted = isinstance(node.op, ast.Or)
    value: Any = None
    for part in node.values:
        value = evaluate(machine, part, scope)
        if truth(machine, value) is wanted:
            return value
    return value


def _compare(machine: Machine, node: Any, scope: Scope) -> Any:
    left = evaluate(machine, node.left, scope)
    result: Any = True
    for operation, comparator in zip(node.ops, node.comparators, strict=True):
        right = evaluate(machine, comparator, scope)
        machine.line = node.lineno
        result = _compared(machine, type(operation).__name__, left, right)
        if result is UNKNOWN or not truth(machine, result):
            return result
        left = right
    return result


def _compared(machine: Machine, name: str, left: Any, right: Any) -> Any:
    if name in ("Is", "IsNot"):
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        return (left is right) is (name == "Is")
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if name in ("In", "NotIn"):
        if isinstance(right, Instance) or isinstance(left, Instance):
            raise GaveUp
        small(left, right)
        return machine.guard(operator.contains, right, left) is (name == "In")
    if isinstance(left, Instance) or isinstance(right, Instance):
        for target, other in ((left, right), (right, left)):
            method = (
                target.made_by.find(_COMPARED_DUNDERS.get(name, "?"))
                if isinstance(target, Instance)
                else None
            )
            if method is not None and target is left:
                return machine.call_function(method, [target, other], {})
            if method is not None:
                raise GaveUp
        if name in ("Eq", "NotEq"):
            return (left is right) is (name == "Eq")
        raise machine.fail(refused.unsupported(SIGNS[name], left, right))
    small(left, right)
    return machine.guard(_COMPARED[name], left, right)


def _call(machine: Machine, node: Any, scope: Scope) -> Any:
    if isinstance(node.func, ast.Name):
        from analyzers.rehearsal.special import SPECIAL

        special = SPECIAL.get(node.func.id)
        if (
            special is not None
            and node.func.id not in scope.names
            and node.func.id not in machine.module.names
        ):
            return special(machine, node, scope)
    function = evaluate(machine, node.func, scope)
    arguments: list[Any] = []
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            arguments.extend(iterate(machine, evaluate(machine, argument.value, scope)))
        else:
            arguments.append(evaluate(machine, argument, scope))
    keywords: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, scope)
        if keyword.arg is None:
            if not isinstance(value, dict):
                raise GaveUp
            keywords.update(value)
        else:
            keywords[keyword.arg] = value
    machine.line = node.lineno
    return machine.call(function, arguments, keywords)


def _attribute(machine: Machine, node: Any, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope)
    machine.line = node.lineno
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
            found.extend(iterate(machine, evaluate(machine, item.value, scope)))
        else:
            found.append(evaluate(machine, item, scope))
    return found


def _list(machine: Machine, node: Any, scope: Scope) -> Any:
    return _items(machine, node, scope)


def _tuple(machine: Machine, node: Any, scope: Scope) -> Any:
    return tuple(_items(machine, node, scope))


def _set(machine: Machine, node: Any, scope: Scope) -> Any:
    return machine.guard(set, _items(machine, node, scope))


def _dict(machine: Machine, node: Any, scope: Scope) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            found.update(evaluate(machine, value, scope))
        else:
            held = evaluate(machine, key, scope)
            machine.guard(found.__setitem__, held, evaluate(machine, value, scope))
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
        if isinstance(value, OURS):
            parts.append("object")
            continue
        check_format(spec)
        small(value)
        shown = repr(value) if part.conversion == ord("r") else value
        parts.append(machine.guard(format, shown, spec))
    result = "".join(parts)
    small(result)
    return result


def _lambda(machine: Machine, node: Any, scope: Scope) -> Any:
    from analyzers.rehearsal.definitions import make_function

    return make_function(machine, "<lambda>", node.args, node.body, scope)


def _named(machine: Machine, node: Any, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope)
    machine.bind(node.target.id, value, scope)
    return value


def _comprehension(machine: Machine, node: Any, scope: Scope) -> Any:
    inner = Scope(outer=scope)
    found: list[Any] = []
    for _ in _rounds(machine, node.generators, inner):
        if isinstance(node, ast.DictComp):
            found.append((evaluate(machine, node.key, inner), evaluate(machine, node.value, inner)))
        else:
            found.append(evaluate(machine, node.elt, inner))
        if len(found) > MAX_LENGTH:
            raise GaveUp
    if isinstance(node, ast.ListComp):
        return found
    if isinstance(node, ast.GeneratorExp):
        return iter(found)
    return machine.guard(dict if isinstance(node, ast.DictComp) else set, found)


def _rounds(machine: Machine, generators: list[ast.comprehension], scope: Scope) -> Iterator[None]:
    from analyzers.rehearsal.statements import assign

    first, rest = generators[0], generators[1:]
    if first.is_async:
        raise GaveUp
    for item in iterate(machine, evaluate(machine, first.iter, scope)):
        assign(machine, first.target, item, scope)
        if all(truth(machine, evaluate(machine, test, scope)) for test in first.ifs):
            if rest:
                yield from _rounds(machine, rest, scope)
            else:
                yield


def _yield(machine: Machine, node: Any, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope) if node.value else None
    here = scope
    if here.yielded is None:
        raise GaveUp
    here.yielded.append(value)
    return None


_FORMS: dict[type, Callable[[Machine, Any, Scope], Any]] = {
    ast.Constant: _constant, ast.Name: _name, ast.BinOp: _binary, ast.UnaryOp: _unary, ast.BoolOp: _boolean,
    ast.Compare: _compare, ast.Call: _call, ast.Attribute: _attribute, ast.Subscript: _subscript, ast.Slice: _slice,
    ast.List: _list, ast.Tuple: _tuple, ast.Set: _set, ast.Dict: _dict, ast.IfExp: _conditional,
    ast.JoinedStr: _text, ast.Lambda: _lambda, ast.NamedExpr: _named, ast.ListComp: _comprehension,
    ast.SetComp: _comprehension, ast.DictComp: _comprehension, ast.GeneratorExp: _comprehension, ast.Yield: _yield,
}  # fmt: skip
