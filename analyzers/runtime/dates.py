"""In which format is a date written that another format did not read?

The parts of the text have shapes (two digits, four, a word), and each shape can be written by a few directives of
`strptime`. Of what reads the text, formats are kept that make sense (no minutes without an hour), and those come first
that differ least from the one in the program.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

_DIRECTIVE = re.compile(r"%[a-zA-Z]")
_PIECE = re.compile(r"(?:^|(?<=[\d ]))[+-]\d{2}:?\d{2}$|\d+|[^\W\d_]+|(?:(?![+-]\d{2}:?\d{2}$)[\W_])+")
_ZONE = re.compile(r"[+-]\d{2}:?\d{2}")
_UNITS = {
    **dict.fromkeys("Yy", "year"), **dict.fromkeys("bBm", "month"), **dict.fromkeys("dj", "day"),
    **dict.fromkeys("HI", "hour"), "M": "minute", "S": "second", "f": "fraction", "p": "half of the day",
    **dict.fromkeys("aA", "weekday"), **dict.fromkeys("zZ", "zone"),
}  # fmt: skip
_NEEDS = (  # a directive of the first kind says nothing without one of the second
    ("M", "HI"), ("HI", "M"), ("S", "M"), ("f", "S"), ("I", "p"), ("p", "I"), ("d", "mbBj"),
)  # fmt: skip
_OF_DIGITS = {
    1: ("%d", "%m", "%H", "%I"),
    2: ("%d", "%m", "%y", "%H", "%I", "%M", "%S"),
    4: ("%Y", "%H%M"),
    6: ("%f", "%H%M%S", "%y%m%d", "%d%m%y", "%Y%m"),
    8: ("%Y%m%d", "%d%m%Y", "%m%d%Y"),
    12: ("%Y%m%d%H%M", "%y%m%d%H%M%S"),
    14: ("%Y%m%d%H%M%S",),
}
_OF_WORDS = ("%b", "%B", "%a", "%A", "%p")
_ORDERS = (  # in which people write what is there of a date, and of a time
    ("year", "month", "day"), ("day", "month", "year"), ("month", "day", "year"),
    ("hour", "minute", "second", "fraction", "half of the day", "zone"),
)  # fmt: skip
_ZONES = frozenset({"UTC", "GMT"})
_MOST_TRIED = 3_000
_MOST_ALIEN = 2  # units
_MOST = 6  # formats, the likeliest first


def date_formats(message: str) -> tuple[str, tuple[str, ...]]:
    """Return the format that a message of `strptime` complains of, and those that read the text, the likeliest first."""
    found = re.search(r"time data '(.+)' does not match format '(.+)'", message)
    return (found[2], formats(found[1], found[2])) if found is not None else ("", ())


def formats(text: str, form: str) -> tuple[str, ...]:
    """Return the formats that read a text and make sense, those most like `form` first."""
    made = [one for one in islice(_written(_PIECE.findall(text)), _MOST_TRIED) if one != form]
    fitting = [
        one for one in made if _sensible(one) and _alien(form, one) <= _MOST_ALIEN and _reads(text, one)
    ]
    return tuple(sorted(fitting, key=lambda one: (_distance(form, one), one))[:_MOST])


def lengthened(form: str, rest: str) -> tuple[str, ...]:
    """Return formats that read what `form` left over at the end of a text as well."""
    if form.endswith("%y") and re.fullmatch(r"\d\d", rest):
        return (f"{form[:-1]}Y",)
    made = [f"{form}{tail}" for tail in islice(_written(_PIECE.findall(rest)), _MOST_TRIED)]
    made = [one.replace("%H", "%I") if one.endswith("%p") else one for one in made]
    return tuple(one for one in made if rest.isprintable() and _sensible(one))[:_MOST]


def _written(pieces: Sequence[str], told: frozenset[str] = frozenset()) -> Iterator[str]:
    """The formats of some pieces, in which no unit stands twice."""
    if not pieces:
        yield ""
        return
    for shape in _shapes(pieces[0]):
        units = _units(shape)
        if told.isdisjoint(units):
            for rest in _written(pieces[1:], told.union(units)):
                yield shape + rest


def _shapes(piece: str) -> tuple[str, ...]:
    """How a piece of a date may stand in a format; a word stands for itself that is the name of nothing."""
    if _ZONE.fullmatch(piece):
        return ("%z",)
    if piece.isdigit():
        return _OF_DIGITS.get(len(piece), ("%f",) if len(piece) < 6 else ())
    if piece.isalpha():
        named = tuple(one for one in _OF_WORDS if _reads(piece, one))
        return named or ((piece, "%z") if piece == "Z" else (piece, "%Z") if piece in _ZONES else (piece,))
    return (piece.replace("%", "%%"),)


def _units(form: str) -> list[str]:
    return [_UNITS.get(found[1], found) for found in _DIRECTIVE.findall(form)]


def _sensible(form: str) -> bool:
    """Whether each unit is named once, in an order that is used, and none without the larger one that it counts in."""
    units, named = _units(form), {found[1] for found in _DIRECTIVE.findall(form)}
    if len(set(units)) < len(units) or not units:
        return False
    if any(not named.isdisjoint(ones) and named.isdisjoint(others) for ones, others in _NEEDS):
        return False
    *dates, clock = _ORDERS
    date = [unit for unit in units if unit in dates[0]]
    time = [unit for unit in units if unit in clock]
    together = units == [one for one in units if one not in time] + time or units[: len(time)] == time
    ordered = any(date == [unit for unit in order if unit in date] for order in dates)
    return together and ordered and time == [unit for unit in clock if unit in time]


def _alien(form: str, other: str) -> int:
    """How many units are told by one of two formats alone."""
    return len(set(_units(form)) ^ set(_units(other)))


def _distance(form: str, other: str) -> tuple[int, int, int]:
    """How much two formats differ: in what they tell, in their directives at each place, in the marks between."""
    old, new = _DIRECTIVE.findall(form), _DIRECTIVE.findall(other)
    moved = sum(one != two for one, two in zip(old, new, strict=False)) + abs(len(old) - len(new))
    return _alien(form, other), moved, int(_DIRECTIVE.split(form) != _DIRECTIVE.split(other))


def _reads(text: str, form: str) -> bool:
    from datetime import datetime

    try:
        datetime.strptime(text, form)  # only whether it fits is asked
    except (ValueError, re.error):
        return False
    return True
