"""Which calls may an evaluated expression make, and on what?"""

from __future__ import annotations

import builtins

from . import libraries, static
from .allowed import ENCODINGS, FUNCTIONS, METHODS, Raises, Refused
from .guard import CONTAINERS, MAX_ITEMS, SCALARS
from .values import known_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .pure import Interpreter

BUILTINS = {name: getattr(builtins, name) for name in FUNCTIONS}
_REAL = dict(BUILTINS)
_LONGEST_REPR = 100_000
_MAX_DIGITS = 4_000


def function(interpreter: Interpreter, name: str, arguments: list[Any]) -> Any:
    """Call a builtin function on arguments that it is harmless for."""
    first = arguments[0] if arguments else static.MISSING
    if name == "len" and len(arguments) == 1:
        length = known_length(first)
        if length is None or type(static.lookup(type(first), "__len__")) is static.FunctionType:
            if type(first) in SCALARS:
                raise Raises(f"TypeError: `{type(first).__name__}` has no len()")
            if not libraries.length(first):
                raise Refused(f"`len` of `{static.short_name(type(first))}` would run its code")
        return length
    if name in ("type", "callable", "id") and len(arguments) == 1:
        return _REAL[name](first)
    if name in ("isinstance", "issubclass") and len(arguments) == 2:
        return _inherits(type(first) if name == "isinstance" else first, arguments[1])
    if name in ("hasattr", "getattr"):
        return _attribute(interpreter, name, arguments)
    if name == "vars" and len(arguments) == 1:
        return dict(static.attributes(first))
    if name in ("list", "tuple", "enumerate", "zip", "reversed"):
        return _gather(interpreter, name, arguments)
    if name == "bool" and len(arguments) == 1:
        return interpreter.truth(first)
    for argument in arguments:
        interpreter.plain(argument)
        if name in ("str", "repr") and type(argument) is int and argument.bit_length() > _MAX_DIGITS * 3:
            raise Refused("the number is too large")
        if name in ("str", "repr", "sorted") and known_length(argument) and len(argument) > _LONGEST_REPR:
            raise Refused("it would be too large")
        if name in ("sum", "min", "max", "any", "all", "set", "frozenset", "dict"):
            interpreter.bound(known_length(argument) or 0)
    if name in ("int", "float") and type(first) in (str, bytes) and len(first) > _MAX_DIGITS:
        raise Refused("the number is too long")
    if name in ("list", "str") and len(arguments) > 1:
        raise Refused(f"`{name}` with these arguments is not allowed")
    if (
        name == "sum"
        and type(first) in (list, tuple, set)
        and any(type(item) not in (int, float, bool, complex) for item in first)
    ):
        if len(first) > 10_000 or any(type(item) in (list, tuple) for item in first):
            raise Refused("only numbers are added up")
    return _REAL[name](*arguments)


def method(interpreter: Interpreter, receiver: Any, name: str, arguments: list[Any]) -> Any:
    """Call a method of a builtin type on arguments that it is harmless for."""
    base = next((base for base in METHODS if static.is_a(receiver, base)), None)
    kind = type(receiver)
    if base is None or name not in METHODS[base]:
        raise Refused(f"`{static.short_name(kind)}.{name}` is not known to be harmless")
    if static.lookup(kind, name) is not static.class_dict(base).get(name) and not _from_library(kind):
        raise Refused(f"`{static.short_name(kind)}.{name}` has code of its own")
    length = known_length(receiver) or 0
    interpreter.bound(length)
    if base in (dict, set, frozenset):
        if name in ("get",):
            interpreter.simple_keys(receiver)
            interpreter.key(arguments[0])
        elif arguments:
            interpreter.plain(receiver)
            for argument in arguments:
                interpreter.plain(argument)
        if name in ("keys", "values", "items"):
            return list(static.class_dict(dict)[name](receiver))
        return static.class_dict(base)[name](receiver, *arguments)
    for argument in arguments:
        interpreter.plain(argument)
        interpreter.bound(known_length(argument) or 0)
    if base in (list, tuple) and name != "copy":
        interpreter.plain(list(base.__iter__(receiver)))
    if name in ("encode", "decode") and (
        any(type(argument) is not str for argument in arguments)
        or (arguments and arguments[0].lower() not in ENCODINGS)
        or (len(arguments) > 1 and arguments[1] not in ("strict", "replace", "ignore"))
    ):
        raise Refused("this encoding is not on the list")  # looking a codec up may import a module
    if name == "replace" and len(arguments) >= 2 and type(arguments[1]) is str:
        interpreter.bound(length * max(1, len(arguments[1])) if len(str(arguments[1])) > 1 else length)
    if name == "join" and arguments:
        interpreter.bound(
            sum(len(item) for item in arguments[0] if type(item) is str) + length * len(arguments[0])
        )
    if name in ("index", "count") and base is range and type(arguments[0]) is not int:
        raise Refused("only integers are looked for in a range")
    return static.class_dict(base)[name](receiver, *arguments)


def _from_library(kind: type) -> bool:
    return kind in tuple(
        libraries.loaded("collections", name) for name in ("OrderedDict", "defaultdict", "Counter")
    )


def _inherits(kind: Any, wanted: Any) -> bool:
    if not static.is_a(kind, type):
        raise Raises("TypeError: the first argument must be a class")
    classes = wanted if type(wanted) is tuple else (wanted,)
    if not all(static.is_a(each, type) for each in classes):
        raise Refused("only classes are compared with")
    if any(each in static.mro(kind) for each in classes):
        return True
    if any(type(each) is not type for each in classes):
        raise Refused("the class may decide by its own code")
    return False


def _attribute(interpreter: Interpreter, name: str, arguments: list[Any]) -> Any:
    if len(arguments) not in ((2,) if name == "hasattr" else (2, 3)) or type(arguments[1]) is not str:
        raise Refused(f"`{name}` takes a plain name")
    try:
        found = interpreter.attribute(arguments[0], arguments[1])
    except Raises:
        if name == "hasattr":
            return False
        if len(arguments) == 3:
            return arguments[2]
        raise
    return True if name == "hasattr" else found


def _gather(interpreter: Interpreter, name: str, arguments: list[Any]) -> Any:
    if name == "enumerate" and len(arguments) == 2 and type(arguments[1]) is int:
        return list(enumerate(interpreter.walk(arguments[0]), arguments[1]))
    rows = []
    for argument in arguments:
        interpreter.bound(known_length(argument) or 0)
        if type(argument) in CONTAINERS and type(argument) is not set:
            rows.append(list(argument))
        else:
            rows.append(list(interpreter.walk(argument)))
    if name == "zip":
        return list(zip(*rows))
    if len(rows) > 1 or (not rows and name not in ("list", "tuple")):
        raise Refused(f"`{name}` with these arguments is not allowed")
    row = rows[0] if rows else []
    if name == "enumerate":
        return list(enumerate(row))
    if name == "reversed":
        return row[::-1]
    return row if name == "list" else tuple(row)


__all__ = ["BUILTINS", "MAX_ITEMS", "function", "method"]
