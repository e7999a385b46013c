"""What does a value of a rehearsed program have under a name or a key?"""

import operator
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal import refused
from analyzers.rehearsal.allowed import PLAIN, UNKNOWN, GaveUp
from analyzers.rehearsal.bounds import weight
from analyzers.rehearsal.machine import Machine
from analyzers.rehearsal.objects import Bound, Class, Function, Instance, Module

OURS = (Instance, Class, Function, Bound, Module)
_ABSENT = object()


def get_attribute(machine: Machine, value: Any, name: str) -> Any:
    """Return an attribute of a value."""
    if value is UNKNOWN:
        return UNKNOWN
    if isinstance(value, Instance):
        if name in value.names:
            return value.names[name]
        found = value.made_by.find(name, _ABSENT)
        if isinstance(found, Function):
            if found.kind == "property":
                return machine.call_function(found, [value], {})
            if found.kind == "staticmethod":
                return found
            return Bound(found, value.made_by if found.kind == "classmethod" else value)
        if found is not _ABSENT:
            return found
        if name == "__class__":
            return value.made_by
        if _is_special(name) or value.made_by.find("__getattr__") is not None:
            raise GaveUp
        raise machine.fail(refused.no_attribute(value, name))
    if isinstance(value, Class):
        found = value.find(name, _ABSENT)
        if isinstance(found, Function) and found.kind == "classmethod":
            return Bound(found, value)
        if isinstance(found, Function) and found.kind == "property":
            raise GaveUp
        if found is _ABSENT:
            if _is_special(name):
                raise GaveUp
            raise machine.fail(refused.no_attribute(value, name))
        return found
    if isinstance(value, Module):
        return value.names.get(name, UNKNOWN)
    if isinstance(value, (*PLAIN, BaseException)) and not name.startswith("_"):
        return machine.guard(getattr, value, name)
    raise GaveUp


def _is_special(name: str) -> bool:
    """Whether every object may have it, such as `__doc__`."""
    return name.startswith("__") and name.endswith("__")


def get_item(machine: Machine, value: Any, key: Any) -> Any:
    """Return an item of a value."""
    if value is UNKNOWN or key is UNKNOWN:
        return UNKNOWN
    if isinstance(value, Instance):
        method = value.made_by.find("__getitem__")
        if method is None:
            raise machine.fail(refused.not_subscriptable(value))
        return machine.call_function(method, [value, key], {})
    if isinstance(value, type):
        return UNKNOWN  # a generic type
    if isinstance(value, Class):
        raise machine.fail(TypeError(f"type '{value.name}' is not subscriptable"))
    if isinstance(value, OURS):
        raise machine.fail(refused.not_subscriptable(value))
    machine.strain(weight((key,)))  # to hash it
    return machine.made(machine.guard(operator.getitem, value, key))
