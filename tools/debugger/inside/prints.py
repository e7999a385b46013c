"""Does a value hold something else than it did? A number that tells, whatever the short text of the value leaves out.

No code of the program runs for it. What lies beyond so many parts of a value is not looked at; plain items, which are
looked at all together, are many more.
"""

from __future__ import annotations

from . import libraries, static
from .values import children, known_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_PARTS = 3_000  # of one value
_ALL = 20_000  # of the names of a frame
_BYTES = 1_000_000  # of an array of numbers
_PLAIN = 200_000  # items of a list of numbers or texts: 8 ms
_AT_ONCE = 50  # of them count as one part
_SCALARS = frozenset([type(None), bool, int, float, complex, str, bytes])


def prints_of(names: Iterator[tuple[str, object]]) -> dict[str, int]:
    """The print of what each name holds; names that there is no time for are left out."""
    found = {}  # type: dict[str, int]
    left = _ALL
    for name, value in names:
        if left <= 0:
            break
        found[name], looked_at = print_of(value)
        left -= looked_at
    return found


def print_of(value: object) -> tuple[int, int]:
    """A number that is the same as long as a value holds the same, and how many parts were looked at."""
    found, count = 0, 0
    above = set()  # type: set[int]
    stack = [value]  # type: list[Any]
    while stack and count < _PARTS:
        held = stack.pop()
        count += 1
        kind = type(held)
        if kind in _SCALARS:
            found = hash((found, id(kind), held))
            continue
        if id(held) in above:  # a circle, or met before
            continue
        above.add(id(held))
        plain = _plain(held)
        if plain is not None:
            found = hash((found, id(kind), plain))
            count += len(held) // _AT_ONCE
            continue
        try:
            raw = _raw(held)
            inside = [raw] if raw is not None else list(_inside(held, _PARTS - count))
        except Exception:  # noqa: BLE001  # half built, or being changed by another thread
            inside = []
        # a copy holds the same; of what cannot be looked into, another one is something else
        found = hash((found, id(kind), known_length(held), None if inside else id(held)))
        stack.extend(inside)
    return found, count


def _plain(value: Any) -> int | None:
    """A number for a list and the like that holds numbers and texts alone; None for any other value."""
    kind = type(value)
    if kind not in (list, tuple, dict) or len(value) > _PLAIN:
        return None
    columns = (list(value), list(value.values())) if kind is dict else (value,)
    found = 0
    for column in columns:
        kinds = tuple(map(type, column))  # 1, 1.0 and True have the same hash
        if not _SCALARS.issuperset(kinds):
            return None
        found = hash((found, tuple(column), kinds))
    return found


def _raw(value: Any) -> bytes | None:
    """The bytes of what is nothing but bytes or numbers."""
    kind = type(value)
    if kind is bytearray:
        return bytes(value[:_BYTES])
    if kind is libraries.loaded("array", "array"):
        return bytes(memoryview(value).cast("B")[:_BYTES])
    if kind is libraries.loaded("numpy", "ndarray") and value.dtype.kind in "biufcSUmMV":
        if value.nbytes <= _BYTES and not value.dtype.hasobject:
            raw: bytes = value.tobytes()
            return raw
    return None


def _inside(value: Any, most: int) -> Iterator[Any]:
    """The items and attributes of a value, so many at most."""
    for base in (dict, list, tuple, set, frozenset, *libraries.rows()):
        if static.is_a(value, base):
            for _, item in zip(range(most), dict.items(value) if base is dict else base.__iter__(value)):
                if base is dict:
                    yield item[0]
                    yield item[1]
                else:
                    yield item
            if type(value) is not base:
                for _, held in static.attributes(value):
                    yield held
            return
    for _, held in children(value):
        yield held


__all__ = ["print_of", "prints_of"]
