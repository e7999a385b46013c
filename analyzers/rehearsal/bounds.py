"""How much may one operation of a rehearsed program take on?

What could be slow, fill the memory or, through a format, reach an attribute of an object is refused before it is done:
once a function of the interpreter's own library runs, nothing can stop it.
"""

import ast
import collections
import json
import re
from collections.abc import Callable, Collection, Iterable
from string import Formatter
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal.allowed import UNORDERED, WRITING, GaveUp

MAX_LENGTH = 4_000  # of text and containers
_MAX_WEIGHT = 20_000  # of containers with all that they hold
_MAX_BITS = 4_000
_MAX_NUMBER = 1 << 40
_MOST_ARGUMENTS = 200
_MOST_SHOWN = 120  # characters of a value
_HASH_MODULUS = (1 << 61) - 1  # larger numbers can be made to collide in a set
_LARGE_NUMBER = 200  # what one weighs
_CHARS_OF_AN_ITEM = 64  # that weigh as much as one
_ITEMS_OF_A_RANGE = 8  # that weigh as much as one that is there
_WIDEST_INDENT = 8
_WIDE = re.compile(r"\d{4}|\*")  # a width in a format
_HOLDING: tuple[type[Any], ...] = (
    list, tuple, dict, set, frozenset, collections.deque, type({}.keys()), type({}.values()), type({}.items()),
)  # fmt: skip
_WRITTEN: tuple[type[Any], ...] = (int, float, complex, str, bytes, range, slice, type(None))
_SIZED: tuple[type[Any], ...] = (str, bytes, range, *_HOLDING)
_COMPARING = frozenset(("index", "remove", "count", "sort", "most_common"))
_ENCODINGS = frozenset(("utf-8", "utf8", "UTF-8", "ascii", "latin-1"))
_READING = (ast.literal_eval, json.loads)  # texts, character by character
_ANY_NUMBER = (str, repr, int, float, abs, bool, complex)


def small(*values: Any) -> None:
    """Raise GaveUp for values that are long themselves, whatever they hold."""
    for value in values:
        if isinstance(value, int):
            if value.bit_length() > _MAX_BITS:
                raise GaveUp
        elif isinstance(value, _SIZED) and len(value) > MAX_LENGTH:
            raise GaveUp


def weight(values: Iterable[Any]) -> int:
    """Return how much values hold, counted each time that it is held; raise GaveUp where it is a lot.

    A list of lists of lists can be made in three steps and shown in none: what is shown, compared, hashed or added up
    costs what it weighs.
    """
    total, left = 0, list(values)
    while left:
        value = left.pop()
        total += 1
        small(value)
        if isinstance(value, (str, bytes)):
            total += len(value) // _CHARS_OF_AN_ITEM
        elif isinstance(value, range):
            total += len(value) // _ITEMS_OF_A_RANGE
        elif isinstance(value, int) and abs(value) >= _HASH_MODULUS:
            total += _LARGE_NUMBER
        elif isinstance(value, dict):
            left += value.keys()
            left += value.values()
        elif isinstance(value, _HOLDING):
            left += value
        elif isinstance(value, BaseException):
            left += value.args
        if total + len(left) > _MAX_WEIGHT:
            raise GaveUp
    return total


def size(value: Any) -> int:
    """Return how many items have been made for a value itself, whatever they hold."""
    if isinstance(value, (str, bytes)):
        return len(value) // _CHARS_OF_AN_ITEM
    return len(value) if isinstance(value, _HOLDING) else 0


def legible(value: Any) -> bool:
    """Whether a value is written the same in every run: without an address, and in an order that is its own."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, (set, frozenset)) and not ordered(one):
            return False
        if isinstance(one, dict):
            left += [*one.keys(), *one.values(), getattr(one, "default_factory", None)]
        elif isinstance(one, _HOLDING):
            left += one
        elif isinstance(one, BaseException):
            left += one.args
        elif not isinstance(one, (*_WRITTEN, type)):
            return False
    return True


def ordered(items: Collection[Any]) -> bool:
    """Whether a set is gone through in the same order in every run: the hashes of text differ from run to run."""
    return len(items) <= 1 or all(isinstance(item, (int, float)) for item in items)


def certain(function: Any, owner: Any, arguments: list[Any]) -> bool:
    """Whether a library function gives the same in every run: it may write an address, or ask a set for its order."""
    if function in WRITING or (isinstance(owner, str) and function.__name__ in ("format", "format_map")):
        return all(map(legible, arguments))
    if isinstance(owner, (set, frozenset)):
        if function.__name__ == "pop" and not ordered(owner):
            raise GaveUp  # what is left is not known either
        return True
    return function in UNORDERED or all(
        ordered(each) for each in arguments if isinstance(each, (set, frozenset))
    )


def shown(value: Any) -> str:
    """Return a value as Python writes it, shortened; empty where that is not known."""
    try:
        weight((value,))
        if not legible(value):
            return ""
        text = repr(value)
    except (GaveUp, Exception):  # noqa: BLE001 - whatever a value holds, it is only not shown
        return ""
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 3] + "..."


def few(*values: Any) -> None:
    """Raise GaveUp for numbers that are too large to be a length or a count."""
    for value in values:
        if isinstance(value, int) and abs(value) > MAX_LENGTH:
            raise GaveUp


def check_operation(name: str, left: Any, right: Any) -> int:
    """Return what the operands weigh; raise GaveUp where the result of an operation would be too large."""
    small(left, right)
    numbers = isinstance(left, int) and isinstance(right, int)
    if name in ("Pow", "LShift") and numbers:
        few(right)
        if name == "Pow" and left.bit_length() * abs(right) > _MAX_BITS:
            raise GaveUp
    elif name == "Mult" and not numbers:
        for items, count in ((left, right), (right, left)):
            if isinstance(items, _SIZED) and isinstance(count, int) and len(items) * count > MAX_LENGTH:
                raise GaveUp
    elif name == "Mod" and isinstance(left, (str, bytes)) and _WIDE.search(str(left)):
        raise GaveUp
    written = str(left).count("%") if name == "Mod" and isinstance(left, (str, bytes)) else 1
    return weight((left, right)) * max(written, 1)


def check_format(spec: str) -> None:
    """Raise GaveUp for a format that asks for a great width."""
    if _WIDE.search(spec):
        raise GaveUp


def check_call(function: Callable[..., Any], arguments: list[Any], keywords: dict[str, Any]) -> int:
    """Return what the arguments of a library function weigh; raise GaveUp where it could be slow."""
    every = [*arguments, *keywords.values()]
    if len(every) > _MOST_ARGUMENTS or (function is iter and len(every) > 1):
        raise GaveUp  # `iter(f, end)` may go on for ever
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__name__", "")
    small(owner)
    if isinstance(owner, (str, bytes, int)) or function is round:
        few(*(every if function is not round else every[1:]))
    indent = keywords.get("indent")
    if (len(indent) if isinstance(indent, str) else indent or 0) > _WIDEST_INDENT:
        raise GaveUp
    times = _check_fields(owner) if isinstance(owner, str) and name in ("format", "format_map") else 1
    if name in ("encode", "decode") and any(each not in _ENCODINGS for each in every[:1]):
        raise GaveUp  # the machinery of the rest is loaded from the disk
    if isinstance(owner, collections.Counter) and name == "elements":
        raise GaveUp
    large = any(isinstance(value, int) and abs(value) > _MAX_NUMBER for value in every)
    if large and function is not range and function not in _ANY_NUMBER:
        raise GaveUp
    read = (
        sum(map(len, every)) if function in _READING and all(isinstance(each, str) for each in every) else 0
    )
    return read + weight([*every, owner] if name in _COMPARING else every) * times


def _check_fields(text: str) -> int:
    """Return how many fields a format has; raise GaveUp for a format that reads attributes, or whose widths are arguments."""
    try:
        fields = list(Formatter().parse(text))
    except ValueError:
        return 1  # formatting refuses it too
    for _, name, spec, _ in fields:
        if "." in (name or "") or "{" in (spec or ""):
            raise GaveUp
        check_format(spec or "")
    return max(len(fields), 1)
