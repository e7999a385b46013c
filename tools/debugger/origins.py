"""Which run shows where a bad value came from? The program once more, recorded, compared with the first time."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.facts import Traceback
from analyzers.origins import Carrier, Follower, Origin, trace_of
from analyzers.runtime.source import Source
from tools import process
from tools.debugger.session import Why, start
from tools.interpreter import Launch

_SLOWER = 10.0  # a recorded run may take this many times as long as the plain one
_AT_LEAST = 1.0  # second, within which an interpreter starts on a busy machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """An expression at the failure whose value is bad."""

    node: ast.expr  # from the tree of the frame's source
    frame: int  # index among the frames of the final exception, as negative as you like
    bad: str  # "none", "empty", "zero", "length", "key", "type:NAME", "value"
    weight: float = 1.0
    element: bool = False  # it is an element of the value that is bad


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """What the recorded run told: the lines each queried value came from, or why there is nothing to tell."""

    found: tuple[Origin, ...] = ()
    carriers: tuple[tuple[Carrier, ...], ...] = ()  # of each query, the expressions that were the value
    ran: frozenset[tuple[str, int]] = (
        frozenset()
    )  # every (path, line) that ran; empty when some were forgotten
    seconds: float = 0.0
    note: str = ""


async def origins(
    launch: Launch,
    queries: Sequence[Query],
    sources: Mapping[str, Source],
    first: Traceback,
    *,
    root: Path,
    seconds: float,
    cwd: str | Path | None = None,
    env: dict[str, str] | None = None,
    stdin: bytes = b"",
    prefix: tuple[str, ...] = (),
) -> Origins:
    """Run the program again and follow the values of some expressions of its failure back to where they were made.

    `sources` are keyed by paths relative to `root`, `first` is how the program failed before and `seconds` how long
    that took; ten times as long, the recorded run is ended, and the note says so. Its output is not shown. A run that fails in another way says that the program does not repeat itself.
    """
    limits = process.Limits(seconds=max(_AT_LEAST, seconds * _SLOWER), memory=8_000_000_000)
    async with start(
        launch, cwd=cwd or root, capture=True, stdin=stdin, env=env, limits=limits, watch=root, prefix=prefix
    ) as session:
        taken = session.outcome.seconds
        if session.outcome.why is Why.TIME:
            note = (
                f"recording what ran took more than {limits.seconds:.1f} s, so it was given up; "
                f"the program alone takes {seconds:.1f} s"
            )
            return Origins(seconds=taken, note=note)
        if not session.live or session.outcome.traceback is None:
            return Origins(seconds=taken, note="the recorded run did not fail again")
        again = session.outcome.traceback
        if not _same(first, again):
            return Origins(
                seconds=taken,
                note="the program failed differently when it was run again, so where its values come from cannot be followed",
            )
        recorded = await session.recorded()
    if recorded is None:
        return Origins(seconds=taken, note="the run could not be recorded")
    resolved = root.resolve()

    def path_of(file: str) -> str:
        path = Path(file).resolve()
        return str(path.relative_to(resolved)) if path.is_relative_to(resolved) else ""

    trace = trace_of(recorded, path_of)
    follower = Follower(trace, sources)
    found: list[Origin] = []
    carriers: list[tuple[Carrier, ...]] = []
    for query in queries:
        found += follower.follow(query.node, query.frame, query.bad, query.weight, element=query.element)
        carriers.append(tuple(follower.carriers))
    note = "" if trace.whole else "only the last part of the run was recorded"
    ran = frozenset(
        (call.path, line)
        for number, call in trace.calls.items()
        if call.path
        for _, line in trace.lines.get(number, ())
    )
    return Origins(
        found=tuple(found),
        carriers=tuple(carriers),
        ran=ran if trace.whole else frozenset(),
        seconds=taken,
        note=note,
    )


def _same(first: Traceback, again: Traceback) -> bool:
    if first.final.type != again.final.type:
        return False
    old, fresh = first.crash, again.crash
    if old is None or fresh is None:
        return old is fresh
    return (old.line, old.function) == (fresh.line, fresh.function)
