"""Which values are near a value, of the same make: one step larger, one item fewer, two items in another order?

What the values seen at the same place have in common - sign, order, no item twice - stays true of those made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_MOST = 12  # values near one value
_DEPTH = 3

Value = object


@dataclass(slots=True)
class Domain:
    """What the values seen at one place have in common."""

    seen: list[Value] = field(default_factory=list)

    def add(self, value: Value) -> None:
        """Take note of a value."""
        self.seen.append(value)

    @property
    def negative(self) -> bool:
        """Whether a number below zero was seen, on its own or inside."""
        return any(_below_zero(value) for value in self.seen)

    @property
    def rising(self) -> bool:
        """Whether every list seen is in order, and one of them is long enough to say something."""
        lists = [value for value in self.seen if isinstance(value, list | tuple)]
        return any(len(one) > 2 for one in lists) and all(_rises(one) for one in lists)

    @property
    def distinct(self) -> bool:
        """Whether no list seen holds an item twice."""
        lists = [value for value in self.seen if isinstance(value, list | tuple)]
        return any(len(one) > 2 for one in lists) and all(
            len({repr(item) for item in one}) == len(one) for one in lists
        )

    @property
    def letters(self) -> str:
        """The characters of the texts seen, each once, in order."""
        return "".join(sorted({letter for value in self.seen for letter in _letters(value)}))

    def fits(self, value: Value) -> bool:
        """Whether a value has what all values seen here have in common."""
        if not self.negative and _below_zero(value):
            return False
        if not isinstance(value, list | tuple):
            return True
        if self.rising and not _rises(value):
            return False
        return not (self.distinct and len({repr(item) for item in value}) != len(value))


def near(value: Value, domain: Domain) -> list[Value]:
    """Return values near one that was seen, without it, each once."""
    found: dict[str, Value] = {}
    own = repr(value)
    for other in _near(value, domain, 0):
        text = repr(other)
        if text != own and text not in found and domain.fits(other):
            found[text] = other
    return _spread(list(found.values()), _MOST)


def _near(value: Value, domain: Domain, depth: int) -> Iterator[Value]:
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1)
            if abs(value) > 3:
                yield from (value + 2, value // 2, value * 2)
            if domain.negative:
                yield -value
        case float():
            yield from (value + 1.0, value - 1.0, value / 2, round(value) + 0.5)
            if domain.negative:
                yield -value
        case str():
            yield from _near_text(value, domain)
        case list():
            yield from _near_items(value, domain, depth)
        case tuple():
            for index, item in enumerate(value[:6]):
                for other in _few(item, domain, depth):
                    yield (*value[:index], other, *value[index + 1 :])
        case set():
            items = sorted(value, key=repr)
            for made in _near_items(items, domain, depth):
                try:
                    yield set(made)
                except TypeError:
                    continue
        case dict():
            yield from _near_pairs(value, domain, depth)


def _near_text(value: str, domain: Domain) -> Iterator[str]:
    letters = domain.letters or "a"
    yield value.swapcase()
    for at in _places(len(value)):
        yield value[:at] + value[at + 1 :]
        yield value[:at] + value[at] + value[at:]
        pick = letters[(at * 7 + len(value)) % len(letters)]
        yield value[:at] + pick + value[at + 1 :]
        if at + 1 < len(value):
            yield value[:at] + value[at + 1] + value[at] + value[at + 2 :]
    yield value + letters[len(value) % len(letters)]
    yield value[::-1]


def _near_items(value: Sequence[Value], domain: Domain, depth: int) -> Iterator[list[Value]]:
    items = list(value)
    same = len({len(item) for item in items if isinstance(item, list | tuple | str)}) == 1
    for at in _places(len(items)):
        yield items[:at] + items[at + 1 :]
        yield items[: at + 1] + items[at:]
        for other in _few(items[at], domain, depth):
            table = isinstance(items[at], list | str) and same and len(items) > 1
            if table and len(other) != len(items[at]):  # type: ignore[arg-type]  # of the same make
                continue  # the rows of a table stay as long as one another
            yield [*items[:at], other, *items[at + 1 :]]
        if at + 1 < len(items):
            yield [*items[:at], items[at + 1], items[at], *items[at + 2 :]]
    if len(items) > 1:
        yield items[::-1]
        yield items + items[:1]
    if domain.rising and items and all(type(item) is int for item in items):
        yield [*items, items[-1] + 1]  # type: ignore[operator]  # a number


def _near_pairs(value: dict[Value, Value], domain: Domain, depth: int) -> Iterator[dict[Value, Value]]:
    for key in list(value)[:4]:
        yield {other: held for other, held in value.items() if other != key}
        for other in _few(value[key], domain, depth):
            yield {**value, key: other}


def _few(value: Value, domain: Domain, depth: int) -> list[Value]:
    return [] if depth >= _DEPTH else list(_near(value, domain, depth + 1))[:4]


def _places(length: int) -> Sequence[int]:
    """A few places of something that is as long as this: the ends and some between."""
    if length <= 4:
        return range(length)
    return sorted({0, 1, length // 2, length - 1})


def _spread(values: list[Value], most: int) -> list[Value]:
    """So many of the values, evenly taken."""
    if len(values) <= most:
        return values
    return [values[index * len(values) // most] for index in range(most)]


def _below_zero(value: Value) -> bool:
    if isinstance(value, int | float):
        return value < 0
    if isinstance(value, list | tuple | set):
        return any(_below_zero(item) for item in value)
    if isinstance(value, dict):
        return any(_below_zero(item) for item in value.values())
    return False


def _rises(value: Sequence[Value]) -> bool:
    try:
        return all(one <= two for one, two in pairwise(value))  # type: ignore[operator]  # tried
    except TypeError:
        return False


def _letters(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | set):
        return "".join(map(_letters, value))
    if isinstance(value, dict):
        return "".join(map(_letters, value))
    return ""
