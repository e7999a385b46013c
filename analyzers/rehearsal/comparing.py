"""How do values of a rehearsed program compare, what counts as true, and which items has a value?"""

import operator
from collections.abc import Callable, Iterator
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal import refused
from analyzers.rehearsal.allowed import UNKNOWN, GaveUp
from analyzers.rehearsal.bounds import ordered, weight
from analyzers.rehearsal.machine import Machine
from analyzers.rehearsal.objects import Bound, Instance, Scope
from analyzers.rehearsal.reached import OURS

_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt, "GtE": operator.ge, "Eq": operator.eq,
    "NotEq": operator.ne,
}  # fmt: skip
_COMPARED_DUNDERS = {  # asked of the left object, and of the right one where the left has none
    "Lt": ("__lt__", "__gt__"), "LtE": ("__le__", "__ge__"), "Gt": ("__gt__", "__lt__"), "GtE": ("__ge__", "__le__"),
    "Eq": ("__eq__", "__eq__"), "NotEq": ("__ne__", "__ne__"),
}  # fmt: skip
_SIGNS = {"Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">="}
_ALONE = (int, str, float, tuple, bytes, frozenset)  # equal ones may or may not be the same object


def truth(machine: Machine, value: Any) -> bool:
    """Whether a value counts as true; of the unknown it is guessed, and remembered that it was."""
    if value is UNKNOWN:
        machine.guessed = True
        return machine.guess
    if isinstance(value, Instance):
        for name in ("__bool__", "__len__"):
            method = value.made_by.find(name)
            if method is not None:
                return truth(machine, machine.call_function(method, [value], {}))
        return True
    if isinstance(value, OURS):
        return True
    return bool(value)


def has_no_items(value: Any) -> bool:
    """Whether a value cannot be gone through."""
    if isinstance(value, Instance):
        return value.made_by.find("__iter__") is None and value.made_by.find("__getitem__") is None
    return value is not UNKNOWN and not hasattr(value, "__iter__")


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
    if isinstance(value, (set, frozenset)) and not ordered(value):
        machine.touched = machine.guessed = True
        if not machine.guess:
            value = list(value)[::-1]
    steps = machine.guard(iter, value)
    ended = object()
    while (item := machine.guard(next, steps, ended)) is not ended:
        machine.count()
        yield item


def compare(machine: Machine, node: Any, scope: Scope) -> Any:
    """Return the value of a comparison, which may have several parts."""
    from analyzers.rehearsal.expressions import evaluate

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
        if isinstance(left, _ALONE) and left is not right and type(left) is type(right) and left == right:
            raise GaveUp
        return (left is right) is (name == "Is")
    if isinstance(left, Bound) or isinstance(right, Bound):
        raise GaveUp  # equal, if they are of the same object
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if name in ("In", "NotIn"):
        if isinstance(right, Instance) or isinstance(left, Instance):
            raise GaveUp
        if hasattr(right, "__next__"):
            inside = any(
                item is left or truth(machine, _compared(machine, "Eq", item, left))
                for item in iterate(machine, right)
            )
            return inside is (name == "In")
        machine.strain(weight((left, right)))
        return machine.guard(operator.contains, right, left) is (name == "In")
    if isinstance(left, Instance) or isinstance(right, Instance):
        return _compared_by_method(machine, name, left, right)
    machine.strain(weight((left, right)))
    return machine.guard(_COMPARED[name], left, right)


def _compared_by_method(machine: Machine, name: str, left: Any, right: Any) -> Any:
    for target, other, method_name in zip((left, right), (right, left), _COMPARED_DUNDERS[name], strict=True):
        method = target.made_by.find(method_name) if isinstance(target, Instance) else None
        if method is not None:
            return machine.call_function(method, [target, other], {})
    if name == "NotEq":
        equal = _compared_by_method(machine, "Eq", left, right)
        return UNKNOWN if equal is UNKNOWN else not truth(machine, equal)
    if name == "Eq":
        return left is right
    raise machine.fail(refused.unsupported(_SIGNS[name], left, right))
