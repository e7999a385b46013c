"""What is an object made of, told without running any of its code?"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing typing could meet a file of the program that has the same name
    from collections.abc import Iterator
    from typing import Any

MISSING: Any = type("Missing", (), {"__slots__": ()})()

_of_type: Any = type.__dict__  # its descriptors cannot be replaced by a metaclass
_type_mro = _of_type["__mro__"].__get__
_type_dict = _of_type["__dict__"].__get__
_type_name = _of_type["__name__"].__get__
_type_qualname = _of_type["__qualname__"].__get__
_type_module = _of_type["__module__"].__get__


class _Slotted:
    __slots__ = ("member",)


Member = type(_Slotted.__dict__["member"])  # what `__slots__` makes
Getset = type(_of_type["__dict__"])  # an attribute computed in C
ModuleType = type(sys)
FunctionType = type(lambda: None)
_module_dict: Any = _type_dict(ModuleType)["__dict__"].__get__


def mro(cls: type) -> tuple[type, ...]:
    """The classes an attribute is looked up in, even if a metaclass pretends otherwise."""
    found: tuple[type, ...] = _type_mro(cls)
    return found


def class_dict(cls: type) -> Any:
    """The attributes that a class itself defines."""
    return _type_dict(cls)


def lookup(cls: type, name: str) -> Any:
    """What a class or its bases define under a name, as it stands there; MISSING if nothing."""
    for base in mro(cls):
        found = class_dict(base).get(name, MISSING)
        if found is not MISSING:
            return found
    return MISSING


def is_a(value: object, kind: type) -> bool:
    """Like `isinstance`, by real inheritance alone."""
    return kind in mro(type(value))


def type_name(cls: type) -> str:
    """A class's name, dotted unless it is builtin or the program's own main file's."""
    module = module_name(cls)
    name: str = _type_qualname(cls)
    return name if module in ("builtins", "__main__", "") else module + "." + name


def module_name(cls: type) -> str:
    """The module a class says it was defined in."""
    try:
        module = _type_module(cls)
    except AttributeError:
        return ""
    return module if type(module) is str else ""


def short_name(cls: type) -> str:
    """The last part of a class's name."""
    name: str = _type_name(cls)
    return name


def instance_dict(value: object) -> dict[str, Any]:
    """An object's own attributes; empty when it has none, or when they are not kept in a plain dict."""
    kind = type(value)
    if kind is ModuleType:
        found = _module_dict(value)
    else:
        descriptor = lookup(kind, "__dict__")
        if type(descriptor) is not Getset:
            return {}
        try:
            found = descriptor.__get__(value)
        except Exception:  # noqa: BLE001  # an object of somebody else's, half built
            return {}
    return found if type(found) is dict else {}


def slots(value: object) -> Iterator[tuple[str, Any]]:
    """The attributes an object keeps in slots."""
    for base in mro(type(value)):
        for name, member in class_dict(base).items():
            if type(member) is Member and type(name) is str and not name.startswith("__"):
                try:
                    yield name, member.__get__(value)
                except AttributeError:  # not set yet
                    continue


def attributes(value: object) -> Iterator[tuple[str, Any]]:
    """The attributes that an object itself holds."""
    for name, held in list(instance_dict(value).items()):
        if type(name) is str:
            yield name, held
    if type(type(value)) is not type or lookup(type(value), "__slots__") is not MISSING:
        yield from slots(value)


class Computed(Exception):
    """Reading it would run code."""


def attribute(value: object, name: str) -> Any:
    """What `value.name` is, without running code; MISSING if there is none.

    Raises Computed when only the program's own code, or a property, could tell.
    """
    kind = type(value)
    found = lookup(kind, name)
    if kind is ModuleType:
        held = instance_dict(value).get(name, MISSING)
        if held is MISSING and "__getattr__" in instance_dict(value):
            raise Computed("the module computes its attributes")
        return held
    if is_a(value, type):
        held = lookup(value, name)  # type: ignore[arg-type]  # it is a class
        if type(held) in (staticmethod, classmethod):
            return held.__func__
        if held is not MISSING and type(held) is not Getset and type(held) is not Member:
            if _is_descriptor(held) and type(held) is not FunctionType:
                raise Computed(f"`{name}` is computed")
            return held
        raise Computed(f"`{name}` is not an attribute of the class itself")
    own = lookup(kind, "__getattribute__")
    if own is not object.__dict__["__getattribute__"] and type(own) is FunctionType:
        raise Computed("the class computes its attributes")
    if type(found) is Member:
        try:
            return found.__get__(value)
        except AttributeError:
            found = MISSING
    if found is not MISSING and _is_data_descriptor(found):
        raise Computed(f"`{name}` is a property" if type(found) is property else f"`{name}` is computed")
    held = instance_dict(value).get(name, MISSING)
    if held is not MISSING:
        return held
    if found is MISSING:
        if lookup(kind, "__getattr__") is not MISSING:
            raise Computed("the class computes missing attributes")
        return MISSING
    if type(found) is staticmethod:
        return found.__func__
    if type(found) in (FunctionType, classmethod):
        return found
    if _is_descriptor(found):
        raise Computed(f"`{name}` is computed")
    return found


def _is_descriptor(found: object) -> bool:
    return lookup(type(found), "__get__") is not MISSING


def _is_data_descriptor(found: object) -> bool:
    return lookup(type(found), "__set__") is not MISSING or lookup(type(found), "__delete__") is not MISSING
