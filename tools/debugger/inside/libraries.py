"""How are values of the standard library and of the commonest packages described, without importing these?

A type counts as known only if it *is* the type in the package that is already loaded; a class of the program
that merely has its name is not.
"""

from __future__ import annotations

from . import arrays, static
from .arrays import loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_Generator = type(_ for _ in ())
_Function = type(lambda: None)
_Builtin = type(len)
_ListIterator: Any = type(iter([]))


async def _coroutine() -> None:
    return None


_unused = _coroutine()
_Coroutine = type(_unused)
_unused.close()
OPAQUE = (_Function, _Builtin, _Generator, _Coroutine, static.ModuleType, type)  # type: tuple[type, ...]

# Types whose repr is C code, or plain code of the standard library, and calls nothing of the program's.
_REPR = {
    "datetime": ("date", "time", "datetime", "timedelta", "timezone"),
    "decimal": ("Decimal",),
    "fractions": ("Fraction",),
    "uuid": ("UUID",),
    "pathlib": ("PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath"),
    "pathlib._local": ("PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath"),
    "ipaddress": ("IPv4Address", "IPv6Address", "IPv4Network", "IPv6Network"),
    "re": ("Pattern", "Match"),
    "builtins": ("range", "slice"),
    "zoneinfo": ("ZoneInfo",),
}
_repr_types = {}  # type: dict[type, bool]


def text(value: Any) -> str | None:
    """A text for a value of a known type; None for any other."""
    kind = type(value)
    if kind is _Function:
        code = value.__code__
        return f"<function {value.__qualname__} at {code.co_filename}:{code.co_firstlineno}>"
    if kind is _Builtin:
        return f"<built-in function {value.__name__}>"
    if kind is static.ModuleType:
        held = static.instance_dict(value)
        name, file = held.get("__name__"), held.get("__file__")
        where = f" from {file!r}" if type(file) is str else ""
        return f"<module {name!r}{where}>" if type(name) is str else "<module>"
    if static.is_a(value, type):
        return f"<class {static.type_name(value)!r}>"
    if kind is _Generator or kind is _Coroutine:
        return _suspended(value, "generator" if kind is _Generator else "coroutine")
    if known_repr(kind):
        zone = getattr(value, "tzinfo", None) if static.module_name(kind) == "datetime" else None
        if zone is not None and not known_repr(type(zone)):
            return f"<{static.short_name(kind)} with a time zone of its own>"
        return repr(value)
    if static.is_a(value, BaseException):
        return _exception(value)
    if _is_enum(kind):
        name = static.instance_dict(value).get("_name_")
        return f"{static.short_name(kind)}.{name}" if type(name) is str else None
    return arrays.text(value) or _file(value)


def known_repr(kind: type) -> bool:
    """Whether calling `repr` on exact instances of the type runs no code of the program's."""
    if kind not in _repr_types:
        module, name = static.module_name(kind), static.short_name(kind)
        listed = name in _REPR.get(module, ())
        _repr_types[kind] = listed and loaded(module, name) is kind
    return _repr_types[kind]


def length(value: Any) -> int | None:
    """The length of an array or a frame of a known package, or of a deque; None for any other."""
    count = arrays.length(value)
    if count is not None:
        return count
    for base in rows():
        if static.is_a(value, base):
            return int(base.__len__(value))
    return None


def rows() -> tuple[Any, ...]:
    """The types of the standard library, as far as they are loaded, that hold items in a row and are C code."""
    found = (loaded("collections", "deque"), loaded("array", "array"))
    return tuple(base for base in found if base is not None)


def flags(value: Any) -> list[str]:
    """What is remarkable about a value of a known type."""
    kind = type(value)
    if kind is _Generator:
        return ["exhausted"] if value.gi_frame is None else []
    if kind is _Coroutine:
        if value.cr_frame is None:
            return ["exhausted"]
        return ["not-awaited"] if value.cr_frame.f_lasti < 8 and value.cr_await is None else []
    if kind is _ListIterator and value.__length_hint__() == 0:
        return ["exhausted"]
    if _is_file(value):
        return ["closed"] if value.closed else []
    if arrays.is_missing(value):
        return ["nan"]
    return ["holds-nan"] if arrays.missing(value) else []


def parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What is worth showing inside a value of a known type."""
    kind = type(value)
    if static.is_a(value, BaseException):
        args = BaseException.__dict__["args"].__get__(value)
        yield "args", args
        for name, held in static.attributes(value):
            if name != "__notes__":
                yield name, held
    elif _is_enum(kind):
        yield "value", static.instance_dict(value).get("_value_")
    else:
        yield from arrays.parts(value)


def _suspended(value: Any, what: str) -> str:
    frame = value.gi_frame if what == "generator" else value.cr_frame
    state = "finished" if frame is None else f"at line {frame.f_lineno}"
    return f"<{what} {value.__qualname__}, {state}>"


def _exception(value: Any) -> str:
    """An exception's class and first texts; its own `__str__` is code of the program's."""
    args = BaseException.__dict__["args"].__get__(value)
    shown = [repr(item[:200]) if type(item) is str else repr(item) if type(item) is int else "..."
             for item in args[:3]]  # fmt: skip
    return f"{static.short_name(type(value))}({', '.join(shown)})"


def _is_enum(kind: type) -> bool:
    meta = loaded("enum", "EnumMeta")
    return meta is not None and meta in static.mro(type(kind))


def _is_file(value: Any) -> bool:
    """Whether it is an open file with nothing of the program's own under its buffers."""
    for name in ("TextIOWrapper", "BufferedReader", "BufferedWriter", "BufferedRandom", "FileIO"):
        if type(value) is loaded("_io", name):
            if name == "FileIO":
                return True
            try:
                return _is_file(value.buffer if name == "TextIOWrapper" else value.raw)
            except ValueError:  # detached
                return False
    return False


def _file(value: Any) -> str | None:
    if not _is_file(value):
        return None
    state = "closed" if value.closed else "open"
    name = value.name if type(value) is loaded("_io", "FileIO") else getattr(value, "name", None)
    return f"<{state} file {name!r}>" if type(name) in (str, int) else f"<{state} file>"


__all__ = ["OPAQUE", "flags", "known_repr", "length", "loaded", "parts", "rows", "text"]
