"""How is a value described: its type, a short text, its size, what is remarkable about it, what it holds?

The text is made here, never by the value's own `__repr__`, unless that is known C code of the standard library.
"""

from __future__ import annotations

import builtins
import sys

from . import libraries, static
from .masking import MASK, Masker, secret_name, secret_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LARGE = 100_000  # items or characters; what is larger is flagged
_LEARNT = 200  # parts of a value that are searched for secrets
_SAMPLED = 1_000  # items looked at for a NaN

# Short forms of the texts, by how much room there is.
SHORT = (160, 8, 20)  # characters of text, items shown, parts listed
LONG = (4_000, 200, 200)


class Describer:
    """Describes the values of one stop; remembers the secrets it meets."""

    def __init__(self, masker: Masker | None = None) -> None:
        self.masker = masker or Masker()
        self.builtin_names = frozenset(name for name in dir(builtins) if name[0] != "_")

    def variable(self, name: str, value: object, size: tuple[int, int, int] = SHORT) -> dict[str, Any]:
        """Describe a named value with its parts one level down."""
        described = self.plain(name, value, size)
        if "secret" not in described["flags"]:
            parts = [self.plain(part, held, SHORT) for part, held in _first(children(value), size[2])]
            if parts:
                described["parts"] = parts
        return described

    def plain(self, name: str, value: object, size: tuple[int, int, int] = SHORT) -> dict[str, Any]:
        """Describe a named value alone."""
        bare = name.strip("[]'\"")
        described = {
            "name": self.masker.mask(name),
            "type": static.type_name(type(value)),
        }  # type: dict[str, Any]
        if type(value) in (str, bytes, bytearray) and self._secret(bare, value):
            described["repr"] = MASK
            described["flags"] = ["secret"]
            return described
        described["repr"] = self.text(value, size)
        length = known_length(value)
        if length is not None:
            described["size"] = length
        described["flags"] = flags(value, length)
        if described["repr"] == repr(MASK):
            described["flags"].append("secret")
        return described

    def learn(self, name: str, value: object) -> None:
        """Remember a value whose name says that it is a secret."""
        if type(value) is str:
            if len(value) < 10_000 and secret_value(name, value):
                self.masker.learn(value)
            return
        for part, held in _first(children(value), _LEARNT):
            if type(held) is str and len(held) < 10_000 and secret_value(part.strip("[]'\""), held):
                self.masker.learn(held)

    def text(self, value: object, size: tuple[int, int, int] = SHORT, depth: int = 2) -> str:
        """A short text of a value, in the form of a `repr` where there is room for it."""
        try:
            whole = self._text(value, size, depth, ())
        except Exception as error:  # noqa: BLE001  # a value half built, or being changed by another thread
            return f"<{static.short_name(type(value))} object, unreadable: {static.short_name(type(error))}>"
        return self.masker.mask(shorten(whole, size[0] * 2))

    def _secret(self, name: str, value: Any) -> bool:
        head = value[:4096]
        if type(head) is not str:
            head = bytes(head).decode("latin-1")
        return secret_value(name, head)

    def _text(self, value: Any, size: tuple[int, int, int], depth: int, above: tuple[int, ...]) -> str:
        kind = type(value)
        if value is None or kind in (bool, float, complex) or value is Ellipsis or value is NotImplemented:
            return repr(value)
        if kind is int:
            return repr(value) if value.bit_length() <= 2_000 else f"<int of {value.bit_length()} bits>"
        if kind is str:
            return self._string(value, size[0])
        if kind in (bytes, bytearray):
            return self._bytes(value, size[0])
        known = libraries.text(value)
        if known is not None:
            return known
        if id(value) in above:
            return "..."
        for base, (opening, closing) in _BRACKETS.items():
            if static.is_a(value, base):
                return self._container(value, base, opening, closing, size, depth, (*above, id(value)))
        if static.is_a(value, str):
            return f"{static.short_name(kind)}({self._string(str.__str__(value), size[0])})"
        for base in (int, float):
            if static.is_a(value, base):
                return f"{static.short_name(kind)}({base.__repr__(value)[:100]})"
        for base in libraries.rows():
            if static.is_a(value, base):
                return self._row(value, base, size, depth, (*above, id(value)))
        if kind in _VIEWS:
            held = self._container(list(value), list, "[", "]", size, depth, (*above, id(value)))
            return f"{static.short_name(kind)}({held})"
        if kind is memoryview:
            return f"<memoryview of {value.nbytes} bytes>"
        fields = _fields(value)
        if fields is not None:
            shown = ", ".join(
                f"{name}={self._field(name, held, size, depth, (*above, id(value)))}"
                for name, held in fields[:8]
            )
            return f"{static.short_name(kind)}({shown}{', ...' if len(fields) > 8 else ''})"
        return f"<{static.short_name(kind)} object>"

    def _row(
        self, value: Any, base: Any, size: tuple[int, int, int], depth: int, above: tuple[int, ...]
    ) -> str:
        """A deque or an array of numbers, as their own code writes them."""
        items = list(_first(base.__iter__(value), size[1] + 1))  # one more, for the sign that there are more
        held = self._container(items, list, "[", "]", size, depth, above)
        name = static.short_name(type(value))
        if base is libraries.loaded("array", "array"):
            return f"{name}({base.typecode.__get__(value)!r}, {held})"
        longest = base.maxlen.__get__(value)
        return f"{name}({held}{f', maxlen={longest}' if longest is not None else ''})"

    def _field(
        self, name: str, value: Any, size: tuple[int, int, int], depth: int, above: tuple[int, ...]
    ) -> str:
        if type(value) is str and secret_value(name, value):
            return MASK
        return self._text(value, size, depth - 1, above) if depth > 0 else "..."

    def _string(self, value: str, room: int) -> str:
        """A string's repr, masked before it is cut so that no half of a secret is left at the cut."""
        if len(value) <= room:
            return repr(self.masker.mask(value))
        head = self.masker.mask(value[: room * 4])[: room * 2 // 3]
        tail = self.masker.mask(value[-room * 4 :])[-(room // 4) :]
        return f"{repr(head)[:-1]}...{repr(tail)[1:]}"

    def _bytes(self, value: Any, room: int) -> str:
        kind = type(value).__name__
        head = bytes(value[: room * 2]).decode("latin-1")
        masked = self.masker.mask(head)
        text = repr(masked.encode("latin-1", "replace")[: room * 2 // 3])
        if len(value) > room * 2 // 3:
            text = text[:-1] + "..." + text[-1]
        return text if kind == "bytes" else f"{kind}({text})"

    def _container(
        self,
        value: Any,
        base: type,
        opening: str,
        closing: str,
        size: tuple[int, int, int],
        depth: int,
        above: tuple[int, ...],
    ) -> str:
        kind = type(value)
        length = base.__len__(value)  # type: ignore[attr-defined]  # every base in the table has it
        names = _namedtuple_fields(kind)
        shown = []
        room = size[0]
        for index, item in enumerate(_items(value, base)):
            if index >= size[1] or room <= 0 or depth <= 0:
                shown.append("...")
                break
            if base is dict:
                key = self._text(item[0], size, depth - 1, above)
                secret = type(item[0]) is str and type(item[1]) is str and secret_value(item[0], item[1])
                text = f"{key}: {MASK if secret else self._text(item[1], size, depth - 1, above)}"
            elif names and index < len(names):
                text = f"{names[index]}={self._field(names[index], item, size, depth, above)}"
            else:
                text = self._text(item, size, depth - 1, above)
            room -= len(text)
            shown.append(text)
        inner = ", ".join(shown)
        if names:
            return f"{static.short_name(kind)}({inner})"
        if base is tuple and length == 1 and depth > 0:
            inner += ","
        if base in (set, frozenset) and not length:
            plain = f"{base.__name__}()"
        else:
            plain = f"{opening}{inner}{closing}"
        return plain if kind is base else f"{static.short_name(kind)}({plain if length else ''})"


def shorten(text: str, room: int) -> str:
    """The text with its middle left out when it is longer than the room."""
    return text if len(text) <= room else f"{text[: room * 3 // 4]}...{text[-(room // 5) :]}"


def known_length(value: object) -> int | None:
    """The length of a value whose `__len__` is builtin or a known library's; None for any other."""
    length = libraries.length(value)
    if length is not None:
        return length
    for base in _SIZED:
        if static.is_a(value, base):
            found: int = base.__len__(value)  # type: ignore[attr-defined]  # every base in the table has it
            return found
    return None


def flags(value: Any, length: int | None) -> list[str]:
    """What is remarkable about a value."""
    found = libraries.flags(value)
    kind = type(value)
    if value is None:
        found.append("none")
    elif kind is float:
        if value != value:
            found.append("nan")
        elif value in (float("inf"), float("-inf")):
            found.append("inf")
    elif length == 0:
        found.append("empty")
    elif length is not None and length > LARGE:
        found.append("large")
    for base in (list, tuple, dict):
        if static.is_a(value, base):
            held: Any = dict.values(value) if base is dict else base.__iter__(value)
            if any(type(item) is float and item != item for item in _first(iter(held), _SAMPLED)):
                found.append("holds-nan")
    return found


def children(value: object) -> Iterator[tuple[str, Any]]:
    """The items or attributes that a value holds, with the text that leads to each.

    Items of what has an order and no numbers, as sets, are called `{0}`, `{1}`: `list(value)[0]` leads to them.
    """
    for base in (*_UNNUMBERED, *libraries.rows()):
        if static.is_a(value, base):
            form = "[{}]" if base in libraries.rows() else "{{{}}}"
            for index, held in enumerate(_first(base.__iter__(value), LONG[2])):
                yield form.format(index), held
            if type(value) is base:
                return
            break
    for base in (dict, list, tuple):
        if static.is_a(value, base):
            yield from _item_names(value, base)
            if type(value) is base:
                return
            break
    if type(value) in libraries.OPAQUE or libraries.text(value) is not None:
        yield from libraries.parts(value)
        return
    yield from static.attributes(value)


def _item_names(value: Any, base: type) -> Iterator[tuple[str, Any]]:
    if base is dict:
        for key, held in list(_first(iter(dict.items(value)), LONG[2])):
            if type(key) in (str, int, float, bool, type(None), bytes) or (
                type(key) is tuple and all(type(part) in (str, int, float) for part in key)
            ):
                yield f"[{shorten(repr(key), 120)}]", held
        return
    names = _namedtuple_fields(type(value))
    for index, held in enumerate(_first(base.__iter__(value), LONG[2])):  # type: ignore[attr-defined]
        yield (names[index] if names and index < len(names) else f"[{index}]"), held


def _items(value: Any, base: type) -> Iterator[Any]:
    if base is dict:
        return iter(dict.items(value))
    return base.__iter__(value)  # type: ignore[attr-defined, no-any-return]  # every base has it


def _first(items: Iterator[Any], count: int) -> Iterator[Any]:
    for _ in range(count):
        try:
            yield next(items)
        except (StopIteration, RuntimeError):  # another thread changed the size of it
            return


def _namedtuple_fields(kind: type) -> tuple[str, ...]:
    if tuple not in static.mro(kind) or kind is tuple:
        return ()
    fields = static.lookup(kind, "_fields")
    if type(fields) is tuple and all(type(name) is str for name in fields):
        return fields
    return ()


def _fields(value: object) -> list[tuple[str, Any]] | None:
    """The fields of a data class, an `attrs` class, a pydantic model or a SimpleNamespace."""
    for marker in (
        "__dataclass_fields__",
        "__attrs_attrs__",
        "__pydantic_fields__",
        "__pydantic_validator__",
        "__struct_fields__",
    ):
        if static.lookup(type(value), marker) is not static.MISSING:
            return [pair for pair in static.attributes(value) if not pair[0].startswith("__")]
    if type(value) is type(sys.implementation):
        return list(static.attributes(value))
    return None


_VIEWS = (type({}.keys()), type({}.values()), type({}.items()))  # type: tuple[type, ...]
_UNNUMBERED = (set, frozenset, *_VIEWS)  # type: tuple[Any, ...]
_BRACKETS = {
    dict: ("{", "}"),
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}  # type: dict[type, tuple[str, str]]
_SIZED = (
    str, bytes, list, tuple, dict, set, frozenset, bytearray, range, memoryview, *_VIEWS,
)  # type: tuple[type, ...]  # fmt: skip

__all__ = [
    "LARGE",
    "LONG",
    "SHORT",
    "Describer",
    "children",
    "flags",
    "known_length",
    "secret_name",
    "shorten",
]
