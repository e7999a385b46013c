"""Which values, operations and library functions may a rehearsal use, and how large may anything grow?

Everything here is pure and small. What could take long, fill the memory or reach the process is refused.
"""

import ast
import builtins
import collections
import csv
import functools
import json
import math
import re
import statistics
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, NamedTuple  # the values of a program may be anything

MAX_LENGTH = 4_000  # of text and containers
_MAX_NUMBER = 1 << 40  # of a number that says how often or how long
_MAX_BITS = 4_000
_WIDE = re.compile(r"\d{4}|\*")  # a width in a format


class GaveUp(BaseException):
    """The rehearsal cannot go on: something is unknown, too large or not known to it."""


class Unfinished(GaveUp):
    """The program does more than is worked through."""


class Place(NamedTuple):
    """Where a call of a rehearsed program is."""

    function: str
    line: int
    names: dict[str, Any]
    lazy: bool = False  # a generator: here its body runs when it is made, in truth when it is asked


class Raised(BaseException):
    """The program raised an exception."""

    def __init__(self, error: BaseException, trail: tuple[Place, ...], *, compared: bool = False) -> None:
        self.error = error
        self.trail = trail
        self.compared = compared


class FromOutside:
    """A value that comes from outside; what is made of it is unknown too."""

    __slots__ = ()


def _give_up(*_: Any) -> Any:
    raise GaveUp


# Library functions may come across it inside a container: then nobody knows how they end.
for _name in [
    "repr",
    "str",
    "format",
    "bool",
    "iter",
    "len",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "hash",
    "add",
    "radd",
    "sub",
    "rsub",
    "mul",
    "rmul",
    "truediv",
    "rtruediv",
    "mod",
    "rmod",
    "index",
    "int",
    "float",
    "contains",
    "getitem",
    "call",
    "neg",
    "abs",
    "round",
]:
    setattr(FromOutside, f"__{_name}__", _give_up)

UNKNOWN = FromOutside()

PLAIN: tuple[type, ...] = (
    bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range, slice, type(None),
    collections.deque, collections.Counter, collections.defaultdict, collections.OrderedDict,
    type({}.keys()), type({}.values()), type({}.items()), type(iter([])), type(iter("")), type(iter(())),
    type(iter(range(0))), type(iter({})), type(iter(set())), enumerate, zip, map, filter, reversed,
)  # fmt: skip

_FUNCTIONS = (
    "abs", "all", "any", "ascii", "bin", "bool", "chr", "complex", "dict", "divmod", "enumerate", "filter", "float",
    "frozenset", "hex", "int", "iter", "len", "list", "map", "max", "min", "next", "oct", "ord", "range", "repr",
    "reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple", "zip",
)  # fmt: skip
BUILTINS = MappingProxyType(
    {name: getattr(builtins, name) for name in _FUNCTIONS}
    | {
        name: value
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, BaseException)
    }
)
_MATH = {
    name: getattr(math, name)
    for name in ("sqrt", "floor", "ceil", "pi", "e", "inf", "nan", "gcd", "log", "log2", "log10", "exp", "sin", "cos",
                 "tan", "atan", "atan2", "hypot", "isnan", "isinf", "isclose", "fabs", "trunc", "radians", "degrees")
}  # fmt: skip


class Read(list[Any]):
    """What a file or a reader yields: of what else it can do nothing is known."""

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__"):
            return super().__getattribute__(name)
        raise GaveUp


def _lines(text: str = "") -> Read:
    """Text in memory as a file: its lines."""
    return Read(text.splitlines(keepends=True))


def _rows(lines: list[str], **options: Any) -> Read:
    return Read(csv.reader(lines, **options))


def _records(lines: list[str], **options: Any) -> Read:
    return Read(csv.DictReader(lines, **options))


MODULES: MappingProxyType[str, dict[str, Any]] = MappingProxyType(
    {
        "math": _MATH,
        "collections": {
            name: getattr(collections, name) for name in ("Counter", "defaultdict", "deque", "OrderedDict")
        },
        "ast": {"literal_eval": ast.literal_eval},
        "io": {"StringIO": _lines},
        "csv": {"reader": _rows, "DictReader": _records},
        "functools": {"reduce": functools.reduce},
        "statistics": {name: getattr(statistics, name) for name in ("mean", "median", "mode", "stdev")},
        "json": {"loads": json.loads, "dumps": json.dumps, "JSONDecodeError": json.JSONDecodeError},
    }
)
# Functions of the language whose results depend on what is outside, or that nobody needs here.
OUTSIDE = frozenset(
    (
        "open",
        "id",
        "hash",
        "bytes",
        "bytearray",
        "memoryview",
        "format",
        "getattr",
        "hasattr",
        "callable",
        "help",
        "vars",
    )
)
CALLABLE = frozenset(
    id(value) for table in (BUILTINS, *MODULES.values()) for value in table.values() if callable(value)
)


_SIZED = (str, bytes, list, tuple, dict, set, frozenset, range, collections.deque)


def small(*values: Any) -> None:
    """Raise GaveUp for values that are so large that an operation on them could be slow."""
    for value in values:
        if isinstance(value, bool):
            continue
        if isinstance(value, int):
            if value.bit_length() > _MAX_BITS:
                raise GaveUp
        elif isinstance(value, _SIZED) and len(value) > MAX_LENGTH:
            raise GaveUp


def few(*values: Any) -> None:
    """Raise GaveUp for numbers that are too large to be a length or a count."""
    for value in values:
        if isinstance(value, int) and abs(value) > MAX_LENGTH:
            raise GaveUp


def check_operation(name: str, left: Any, right: Any) -> None:
    """Raise GaveUp where an operation could blow up."""
    small(left, right)
    numbers = isinstance(left, int) and isinstance(right, int)
    if (name == "Mult" and not numbers) or (name in ("Pow", "LShift") and numbers):
        few(*(each for each in (left, right) if isinstance(each, int)))
        if name == "Pow" and isinstance(right, int) and isinstance(left, int):
            if left.bit_length() * abs(right) > _MAX_BITS:
                raise GaveUp
        elif name == "Mult":
            sizes = [len(each) for each in (left, right) if hasattr(each, "__len__")]
            counts = [abs(each) for each in (left, right) if isinstance(each, int)]
            if sizes and counts and sizes[0] * counts[0] > MAX_LENGTH:
                raise GaveUp
    if name == "Mod" and isinstance(left, (str, bytes)) and _WIDE.search(str(left)):
        raise GaveUp


def check_format(spec: str) -> None:
    """Raise GaveUp for a format that asks for a great width."""
    if _WIDE.search(spec):
        raise GaveUp


def check_call(function: Callable[..., Any], arguments: list[Any], keywords: dict[str, Any]) -> None:
    """Raise GaveUp for a call of a library function that could be slow."""
    every = [*arguments, *keywords.values()]
    small(*every)
    owner = getattr(function, "__self__", None)
    if isinstance(owner, (str, bytes)):
        few(*every)
        if getattr(function, "__name__", "") == "format":
            check_format(str(owner))
    if isinstance(owner, collections.Counter) and getattr(function, "__name__", "") == "elements":
        raise GaveUp
    if function is not range:
        for value in every:
            if (
                isinstance(value, int)
                and abs(value) > _MAX_NUMBER
                and function not in (str, repr, int, float, abs)
            ):
                raise GaveUp
