"""Definitions that cost next to nothing until they are used: data classes and patterns.

The standard library writes and compiles six methods for a data class, and a program for a pattern, while the
module that defines them is imported. One piped report uses a third of what it imports; that was a third of
its start. Here the work waits for the first object and the first match. The classes are data classes to all
who ask (`fields`, `asdict`, `is_dataclass`, `match`, pickle, msgspec), and a type checker sees the originals.

Left out, since no module of ours needs it: `order`, `InitVar`, `ClassVar`, a base and a class made differently.
"""

import re
from collections.abc import Callable, Mapping
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
    from re import compile as regex

__all__ = ["dataclass", "field", "regex", "replace"]


class _Made:
    """A default that is made anew for each object."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], object]) -> None:
        self.make = make


class _Fields:
    """`__dataclass_fields__` of a class: asked of the standard library when somebody first looks."""

    __slots__ = ()

    def __get__(self, _: object, owner: Any) -> object:
        import dataclasses

        def described(name: str, kind: object) -> tuple[Any, ...]:
            if name not in owner.__defaults__:
                return name, kind
            default = owner.__defaults__[name]
            return name, kind, field(default_factory=default.make) if isinstance(default, _Made) else default

        field = dataclasses.field
        kinds = [described(name, kind) for name, kind in owner.__kinds__.items()]
        twin: Any = dataclasses.make_dataclass(owner.__name__, kinds, kw_only=not owner.__match_args__)
        owner.__dataclass_fields__ = twin.__dataclass_fields__
        return owner.__dataclass_fields__


def _dataclass(
    cls: type | None = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    kw_only: bool = False,
    eq: bool = True,
) -> Any:
    """Do what `dataclasses.dataclass` does, each method shared by all classes or made when first called."""

    def decorate(cls: type) -> Any:
        own = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
        defaults = {name: own.pop(name) for name in cls.__annotations__ if name in own}
        if slots:
            own["__slots__"] = tuple(cls.__annotations__)
        else:
            own |= {name: value for name, value in defaults.items() if not isinstance(value, _Made)}
        kinds = getattr(cls, "__kinds__", {}) | cls.__annotations__
        defaults = getattr(cls, "__defaults__", {}) | defaults
        names = tuple(kinds)
        methods = _methods(names, frozen=frozen, eq=eq) | {
            "__kinds__": kinds,
            "__defaults__": defaults,
            "__match_args__": () if kw_only else names,
            "__dataclass_fields__": _Fields(),
        }
        made: Any = type(cls)(cls.__name__, cls.__bases__, methods | own)

        def first(self: object, /, *args: object, **kwargs: object) -> None:
            made.__init__ = _initialiser(made, frozen=frozen, kw_only=kw_only)
            made.__init__(self, *args, **kwargs)

        made.__init__ = first
        return made

    return decorate if cls is None else decorate(cls)


def _initialiser(cls: Any, *, frozen: bool, kw_only: bool) -> Callable[..., None]:
    """Write and compile `__init__`: the parameters in order, each kept under its name."""
    names, defaults = tuple(cls.__kinds__), cls.__defaults__
    known: dict[str, Any] = {"_set": object.__setattr__, "_defaults": defaults}
    heads = ["self", *(["*"] if kw_only and names else [])]
    body = []
    for name in names:
        heads.append(f"{name}=_defaults[{name!r}]" if name in defaults else name)
        value = name
        if isinstance(default := defaults.get(name), _Made):
            known[f"_make_{name}"] = default.make
            value = f"_make_{name}() if {name} is _defaults[{name!r}] else {name}"
        body.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    text = f"def __init__({', '.join(heads)}):\n " + "\n ".join(body or ["pass"])
    exec(text, known)  # noqa: S102 - made of the names of a class of ours, as the standard library does
    made: Callable[..., None] = known["__init__"]
    return made


def _methods(names: tuple[str, ...], *, frozen: bool, eq: bool) -> dict[str, Any]:
    values: Callable[[object], object] = attrgetter(*names) if names else lambda _: ()

    @recursive_repr()
    def show(self: object) -> str:
        inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({inner})"

    def equal(self: object, other: object) -> object:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    methods: dict[str, Any] = {"__repr__": show}
    if eq:
        methods |= {"__eq__": equal, "__hash__": (lambda self: hash(values(self))) if frozen else None}
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse, "__reduce__": _reduce}
    return methods


def _refuse(self: object, name: str, *_: object) -> None:
    from dataclasses import FrozenInstanceError

    message = f"cannot change `{name}` of a frozen {type(self).__name__}"
    raise FrozenInstanceError(message)


def _reduce(self: Any) -> tuple[object, ...]:
    """Copy and pickle through `__init__`, since nothing may be set afterwards."""
    return _rebuild, (type(self), {name: getattr(self, name) for name in type(self).__kinds__})


def _rebuild(cls: type, values: Mapping[str, object]) -> object:
    return cls(**values)


def _replace(value: Any, /, **changes: object) -> Any:
    """Return a copy of a data class's object with some fields changed."""
    names = getattr(value, "__kinds__", None) or value.__dataclass_fields__  # of a class made elsewhere
    return type(value)(**{name: getattr(value, name) for name in names} | changes)


class _Pattern:
    """A regular expression, compiled when the first of its methods is asked for."""

    def __init__(self, text: str, flags: int = 0) -> None:
        self._wanted = text, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # copy and pickle look for methods that a pattern need not have
            raise AttributeError(name)
        compiled = re.compile(*self._wanted)
        for each in (
            "match",
            "fullmatch",
            "search",
            "finditer",
            "findall",
            "sub",
            "subn",
            "split",
            "pattern",
        ):
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


if not TYPE_CHECKING:
    dataclass, replace, regex = _dataclass, _replace, _Pattern

    def field(*, default_factory: Callable[[], object]) -> _Made:
        """Return a default that is made anew for each object."""
        return _Made(default_factory)
