"""Which values and library functions may a rehearsal use?

All of them are pure: none reaches a file, a module or the process. How much they may be given is said in `bounds`.
"""

import ast
import builtins
import collections
import csv
import functools
import json
import math
import statistics
from types import MappingProxyType
from typing import Any, NamedTuple  # the values of a program may be anything


class GaveUp(BaseException):
    """The rehearsal cannot go on: something is unknown, too large or not known to it."""


class Unfinished(GaveUp):
    """The program does more than is worked through."""


class Place(NamedTuple):
    """Where a call of a rehearsed program is."""

    function: str
    line: int
    names: dict[str, Any]


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


def _leave(status: Any = None) -> None:
    """What `sys.exit` does."""
    raise SystemExit(status)


MODULES: MappingProxyType[str, dict[str, Any]] = MappingProxyType(
    {
        "sys": {"exit": _leave},
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
# What calls the functions that it is given, and what goes through all items of the iterators that it is given.
_CALLING = (map, filter, sorted, min, max, functools.reduce, json.loads, json.dumps)
_CALLING_METHODS = frozenset(("sort",))
_EXHAUSTING = (
    list, tuple, set, frozenset, dict, sorted, sum, min, max, functools.reduce,
    collections.Counter, collections.deque, collections.OrderedDict, collections.defaultdict,
    *MODULES["statistics"].values(), *MODULES["csv"].values(),
)  # fmt: skip
_EXHAUSTING_METHODS = frozenset(
    ("extend", "extendleft", "join", "update", "subtract", "union", "intersection", "difference", "issubset",
     "issuperset", "isdisjoint", "symmetric_difference", "intersection_update", "difference_update",
     "symmetric_difference_update", "fromkeys", "writelines")
)  # fmt: skip

WRITING = (str, repr, ascii)  # what makes a text of anything
# What gives the same for a set, whichever way it is gone through.
UNORDERED = (len, set, frozenset, sorted, all, any, bool, min, max, sum)


def calls_back(function: Any) -> bool:
    """Whether a library function calls what it is given."""
    return function in _CALLING or _method(function) in _CALLING_METHODS


def exhausts(function: Any, arguments: list[Any]) -> bool:
    """Whether a library function goes through all items of an iterator that it is given."""
    if function in (min, max) and len(arguments) > 1:
        return False
    return function in _EXHAUSTING or _method(function) in _EXHAUSTING_METHODS


def _method(function: Any) -> str:
    """The name of a method that is bound to a plain value, else nothing."""
    return str(function.__name__) if isinstance(getattr(function, "__self__", None), PLAIN) else ""
