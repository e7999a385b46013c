"""What does a value of a rehearsed program have under a name or a key?"""

import operator
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal import refused
from analyzers.rehearsal.allowed import PLAIN, UNKNOWN, GaveUp
from analyzers.rehearsal.machine import Machine
from analyzers.rehearsal.objects import Bound, Class, Function, Instance

OURS = (Instance, Class, Function, Bound)


def get_attribute(machine: Machine, value: Any, name: str) -> Any:
    """Return an attribute of a value."""
    if value is UNKNOWN:
        return UNKNOWN
    if isinstance(value, Instance):
        if name in value.names:
            return value.names[name]
        found = value.made_by.find(name)
        if isinstance(found, Function):
            if found.kind == "property":
                return machine.call_function(found, [value], {})
            if found.kind == "staticmethod":
                return found
            return Bound(found, value.made_by if found.kind == "classmethod" else value)
        if found is not None or name in value.made_by.names:
            return found
        if name == "__class__":
            return value.made_by
        if name == "__dict__" or value.made_by.find("__getattr__") is not None:
            raise GaveUp
        raise machine.fail(refused.no_attribute(value, name))
    if isinstance(value, Class):
        found = value.find(name)
        if isinstance(found, Function) and found.kind == "classmethod":
            return Bound(found, value)
        if found is None and name not in value.names:
            if name.startswith("__"):
                raise GaveUp
            raise machine.fail(refused.no_attribute(value, name))
        return found
    if isinstance(value, (Function, Bound)):
        raise GaveUp
    if isinstance(value, dict) and value.get("@module") is True:
        return value.get(name, UNKNOWN)
    if isinstance(value, (*PLAIN, BaseException)):
        if name.startswith("_"):
            raise GaveUp
        return machine.guard(getattr, value, name)
    if isinstance(value, type) and issubclass(value, PLAIN) and not name.startswith("_"):
        raise GaveUp
    raise GaveUp


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
    if isinstance(value, OURS):
        raise machine.fail(refused.not_subscriptable(value))
    return machine.guard(operator.getitem, value, key)
