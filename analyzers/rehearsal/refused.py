"""What does CPython say when it refuses an operation on objects of the program?

On plain values the interpreter itself is asked; functions, classes and objects of a rehearsed program are ours, so
their messages are worded here as CPython 3.11 words them.
"""

import re
from collections.abc import Sequence
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal.allowed import GaveUp
from analyzers.rehearsal.objects import Bound, Class, Function, Instance, Module

_OURS = re.compile(r"(?<!\w)['\"](Instance|Class|Function|Bound|Module)['\"]")

_ALONE = re.compile(r"\b(Instance|Class|Function|Bound|Module|Handed)\b")


def type_name(value: Any) -> str:
    """Return the name of a value's type."""
    if isinstance(value, Instance):
        return value.made_by.name
    return {Class: "type", Function: "function", Bound: "method", Module: "module"}.get(
        type(value), type(value).__name__
    )


def named(error: BaseException, values: Sequence[Any]) -> BaseException:
    """Return what the interpreter raised for values of ours, with the program's names for their types."""
    text = str(error)
    if "FromOutside" in text:  # the name of our own type for what is not known
        raise GaveUp
    ours = (_ALONE if isinstance(error, TypeError) else _OURS).search(text)
    if ours is None:
        return error
    held = [
        each for value in values for each in (value, *(value if isinstance(value, (list, tuple)) else ()))
    ]
    types = {type_name(each) for each in held if type(each).__name__ == ours[1]}
    if len(types) != 1 or not isinstance(error, TypeError):
        raise GaveUp
    return TypeError(text.replace(ours[1], types.pop()))


def unbound(name: str, *, free: bool) -> NameError:
    """Return what is raised for a variable without a value: the function's own, or one of those around it."""
    if free:
        return NameError(
            f"cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
        )
    return UnboundLocalError(f"cannot access local variable '{name}' where it is not associated with a value")


def no_attribute(value: Any, name: str) -> AttributeError:
    """Return what is raised for an attribute that is not there."""
    what = f"type object '{value.name}'" if isinstance(value, Class) else f"'{type_name(value)}' object"
    return AttributeError(f"{what} has no attribute '{name}'")


def not_callable(value: Any) -> TypeError:
    """Return what is raised when something is called that is no function."""
    return TypeError(f"'{type_name(value)}' object is not callable")


def not_iterable(value: Any) -> TypeError:
    """Return what is raised when there are no items to go through."""
    return TypeError(f"'{type_name(value)}' object is not iterable")


def not_unpackable(value: Any) -> TypeError:
    """Return what is raised when names are bound to the items of what has none."""
    return TypeError(f"cannot unpack non-iterable {type_name(value)} object")


def no_length(value: Any) -> TypeError:
    """Return what is raised by `len`."""
    return TypeError(f"object of type '{type_name(value)}' has no len()")


def not_subscriptable(value: Any, *, assigned: bool = False) -> TypeError:
    """Return what is raised by `value[key]`."""
    if assigned:
        return TypeError(f"'{type_name(value)}' object does not support item assignment")
    return TypeError(f"'{type_name(value)}' object is not subscriptable")


def unsupported(sign: str, left: Any, right: Any) -> TypeError:
    """Return what is raised by an operator that does not know its operands."""
    if isinstance(left, (str, list, tuple)) and sign == "+":
        kind = type_name(left)
        return TypeError(f'can only concatenate {kind} (not "{type_name(right)}") to {kind}')
    if "*" in (sign, sign[:-1]) and isinstance(left, (str, list, tuple)):
        return TypeError(f"can't multiply sequence by non-int of type '{type_name(right)}'")
    kinds = f"'{type_name(left)}' and '{type_name(right)}'"
    if sign in ("<", "<=", ">", ">="):
        return TypeError(f"'{sign}' not supported between instances of {kinds}")
    return TypeError(f"unsupported operand type(s) for {sign}: {kinds}")


def not_unpacked(wanted: int, got: int, *, starred: bool = False) -> ValueError:
    """Return what is raised when the number of targets and items differs."""
    if got > wanted:
        return ValueError(f"too many values to unpack (expected {wanted})")
    least = "at least " if starred else ""
    return ValueError(f"not enough values to unpack (expected {least}{wanted}, got {got})")


def too_many(function: str, positional: Sequence[str], optional: int, given: int) -> TypeError:
    """Return what is raised for more arguments than a function takes by position."""
    most = len(positional)
    takes = f"from {most - optional} to {most}" if optional else f"{most}"
    noun = "argument" if most == 1 and not optional else "arguments"
    was = "was" if given == 1 else "were"
    return TypeError(f"{function}() takes {takes} positional {noun} but {given} {was} given")


def twice(function: str, name: str) -> TypeError:
    """Return what is raised for an argument given by position and by name."""
    return TypeError(f"{function}() got multiple values for argument '{name}'")


def unexpected(function: str, name: str) -> TypeError:
    """Return what is raised for a keyword that a function does not know."""
    return TypeError(f"{function}() got an unexpected keyword argument '{name}'")


def missing(function: str, kind: str, names: Sequence[str]) -> TypeError:
    """Return what is raised for arguments that were not given; `kind` is positional or keyword-only."""
    quoted = [f"'{name}'" for name in names]
    *before, last = quoted
    every = f"{', '.join(before)}{',' if len(before) > 1 else ''} and {last}" if before else last
    noun = "argument" if len(names) == 1 else "arguments"
    return TypeError(f"{function}() missing {len(names)} required {kind} {noun}: {every}")
