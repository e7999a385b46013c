"""What ran on the way to a failure, and what did it change?"""

import ast
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from analyzers.deferred import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a function, or the run of a module's body."""

    number: int
    path: str  # as `sources` name it
    function: str
    first: int  # the line the function's code begins at
    caller: int  # number of the calling call; -1 when it is not recorded
    line: int  # where the caller stood
    owner: int  # identity of the first argument
    start: int  # position in the order of lines
    result: str  # name of the type it returned; empty while it runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A line that changed an object."""

    at: int  # position in the order of lines
    call: int
    line: int
    owner: int  # identity of the object
    how: str  # "attr", "item", "del" or "call"
    base: str  # the names that led to it
    name: str  # attribute, key or method


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A recorded run up to its failure."""

    calls: Mapping[int, Call]
    lines: Mapping[int, tuple[tuple[int, int], ...]]  # of each call: (position, line), in order
    stores: tuple[Store, ...]
    frames: tuple[int, ...]  # calls of the frames at the failure, outermost first; -1: not recorded
    whole: bool = True  # nothing had to be forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A line on the way of the bad value; the most telling ones weigh most."""

    path: str
    line: int
    function: str
    what: str
    weight: float
    root: bool = False  # the value was made here, not handed on


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """An expression on the way of the bad value that was that value, or held it as one of its elements."""

    path: str
    node: ast.expr
    element: bool = False  # an element of it is the value
    first: bool = True  # nothing before it is known to have been the value


def trace_of(recorded: Mapping[str, Any], path_of: Callable[[str], str]) -> Trace:
    """Read the record of a run; `path_of` gives the name that the sources have for a file, or an empty string."""
    paths = {
        number: path_of(file) for number, file in zip(recorded["numbers"], recorded["files"], strict=True)
    }
    calls: dict[int, Call] = {}
    for number, file, function, first, caller, line, owner, start, _, result in recorded["calls"]:
        calls[number] = Call(
            number=number,
            path=paths.get(file, ""),
            function=function,
            first=first,
            caller=caller,
            line=line,
            owner=owner,
            start=start,
            result=result,
        )
    lines: dict[int, list[tuple[int, int]]] = defaultdict(list)
    log = memoryview(bytes.fromhex(recorded["log"])).cast("Q")
    for position, packed in enumerate(log, recorded["dropped"]):
        lines[packed >> 20].append((position, packed & 0xFFFFF))
    return Trace(
        calls=calls,
        lines={number: tuple(ran) for number, ran in lines.items()},
        stores=tuple(
            Store(at=at, call=call, line=line, owner=owner, how=how, base=base, name=name)
            for at, call, line, owner, how, base, name in recorded["stores"]
        ),
        frames=tuple(recorded["frames"]),
        whole=not recorded["dropped"],
    )
