"""Which tests of a suite are recorded line by line, and on which of them is a candidate tried?

Recording takes ten to thirty times as long as running. So every test is run once as it is, the suite dealt out to all
processors. If recording all of it takes longer than a moment, only some of those that fail are recorded and, of those
that pass, cheap ones that are near: in the same function, class or file of tests, for such tests call the same code.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from analyzers.deferred import dataclass, replace
from analyzers.errors import ToolError
from analyzers.logic.program import Program
from analyzers.logic.subject import is_test_file
from tools.testing.outcomes import Ended, Outcome, Tracing
from tools.testing.server import Server

_SLOWER = 20.0  # times that recording takes longer
_ALL = 3.0  # seconds for which a whole suite may be recorded
_SOON = 4.0  # seconds after which no further test is run once one has failed
_RECORDED = 3.0  # seconds after which no further test is recorded
_FAILING = 16  # tests that are recorded though more fail
_ALIKE = 20  # passing ones of one function that come before those of others
_DEAR = 0.1  # seconds of a passing test that is not worth recording
_HUNG = 1.0  # seconds in which a test that is known to never end shows its lines
_PATIENT, _MANY = 20.0, 50  # seconds for tests that did not end, where nothing else fails of as many as that
_FAILS = (Ended.FAILED, Ended.ERROR)
_TOGETHER = 100  # tests of one class or file that are run in one lane
_FIRST, _SECOND = (
    0.02,
    0.2,
)  # seconds of tests that each candidate is tried on, and that one is that mends those


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What running the tests showed, and the sources that took part."""

    tracing: Tracing  # of the tests that were recorded
    programs: Mapping[str, Program]
    failing: tuple[Outcome, ...]  # of all that were run; without lines where they were not recorded
    passing: tuple[Outcome, ...]
    whole: bool = True  # all were run, and recorded
    left: int = 0  # tests that were not run

    @property
    def subject(self) -> Outcome:
        """The failing check that is explained: the first that failed at a place in the workspace."""
        placed = [one for one in self.failing if one.failure is None or one.failure.frames]
        return (placed or self.failing)[0]

    @property
    def names(self) -> frozenset[str]:
        """The names of the checks that fail."""
        return frozenset(outcome.name for outcome in self.failing)

    @property
    def out_of_sight(self) -> bool:
        """Whether what fails runs in other processes: no line of the program is known, and no change in memory counts."""
        return all(one.anew for one in self.failing) and all(map(is_test_file, self.programs))

    @property
    def judges(self) -> tuple[list[Outcome], list[Outcome]]:
        """The failing tests that each candidate is tried on, and the tests that one is tried on if it mends those.

        A test that starts the program anew sees no candidate, which is tried in memory: the critic runs such tests.
        """
        near = [one for one in self.failing if not one.anew] or list(self.failing)
        failing = [one for one in near if one.lines] or near
        failing.sort(key=lambda one: one.status is Ended.HUNG)  # the rest is seen before
        passing = [one for one in self.passing if not one.anew]
        if self.whole:
            return failing, passing
        first = _within(failing, _FIRST)
        known = {one.name for one in first}
        rest = [one for one in near if one.name not in known]
        return first, _within([*rest, *(one for one in passing if one.seconds < _DEAR)], _SECOND)


async def record(server: Server, seconds: float, lanes: int) -> Observed:
    """Run the tests, record some or all of them, and return what that showed, without any sources.

    `seconds` are the time for each of the two. Raises ToolError where no test failed in that time and some are left.
    """
    limits = {"": min(5.0, seconds)}
    wall = seconds + 10.0  # the test that uses up its time is to be heard before the whole run is ended
    if not server.has_warm:
        return _observed(await server.trace(limits=limits, wall=wall))
    shares = dealt(server.tests, lanes)
    run = await server.trace(shares or [[]], lines=False, limits=limits, soon=_SOON, wall=wall)
    if len(shares) > 1 and not any(one.status.bad for one in run.outcomes):
        run = await server.trace(lines=False, limits=limits, wall=wall)  # one may need what another leaves
    ended = {one.name: one for one in run.outcomes}
    hung = [name for name, one in ended.items() if one.status is Ended.HUNG]
    if hung and len(ended) >= _MANY and not any(one.status in _FAILS for one in ended.values()):
        shares = [hung[number::lanes] for number in range(min(lanes, len(hung)))]
        run = await server.trace(shares, lines=False, limits={"": _PATIENT}, soon=_PATIENT, wall=wall)
        ended |= {one.name: one for one in run.outcomes}
    limits |= {name: _HUNG for name, one in ended.items() if one.status is Ended.HUNG}
    left = len(server.tests) - len(ended)
    cost = sum(one.seconds for one in ended.values() if one.status is not Ended.HUNG)
    if left <= 0 and _SLOWER * cost <= _ALL:
        return _observed(await server.trace(limits=limits, wall=wall), ended)
    failing = _various([one for one in ended.values() if one.status.bad])
    passing = [one for one in ended.values() if one.status is Ended.PASSED]
    if not failing:
        if left > 0:
            raise ToolError(f"no test failed in {wall:g} s, and {left} are left", "name a test that fails")
        return Observed(tracing=run, programs={}, failing=(), passing=tuple(passing))
    if failing[0].status in _FAILS:  # beside those, what did not end may be no more than slow
        failing = [one for one in failing if one.status in _FAILS]
    passing = nearest(failing, passing)
    chosen = [*failing[:_FAILING], *(one for one in passing if one.seconds < _DEAR)]
    shares = [[one.name for one in chosen[number::lanes]] for number in range(min(lanes, len(chosen)))]
    found = _observed(await server.trace(shares, limits=limits, soon=_RECORDED, wall=wall), ended)
    known = {one.name: one for one in found.tracing.outcomes}
    return replace(
        found,
        failing=tuple(known.get(one.name, one) for one in failing),
        passing=tuple(known.get(one.name, one) for one in passing),
        whole=False,
        left=left,
    )


def dealt(tests: Sequence[str], lanes: int) -> list[list[str]]:
    """Return tests in as many shares as there are lanes: those of a class or a file together, unless they are many."""
    shares: list[list[str]] = [[] for _ in range(lanes)]
    share, place, count = shares[0], "", 0
    for name in tests:
        count += 1
        if _place(name) != place or count > _TOGETHER:
            place, count = _place(name), 1
            share = min(shares, key=len)
        share.append(name)
    return [share for share in shares if share]


def nearest(failing: Iterable[Outcome], passing: Iterable[Outcome]) -> list[Outcome]:
    """Return passing tests in the order in which they are worth recording: near ones first, of those the cheap ones."""
    near = {part for one in failing for part in _parts(one.name)}
    seen: Counter[str] = Counter()

    def order(one: Outcome) -> tuple[bool, int, float]:
        parts = _parts(one.name)
        seen[parts[0]] += 1
        return seen[parts[0]] > _ALIKE, -len(near.intersection(parts)), one.seconds

    return sorted(sorted(passing, key=lambda one: one.seconds), key=order)


def _parts(name: str) -> tuple[str, ...]:
    """The function, the class and the file of a test."""
    function = name.partition("[")[0]
    return function, _place(name), name.partition("::")[0]


def _place(name: str) -> str:
    """The class of a test, or its file."""
    return name.partition("[")[0].rpartition("::")[0]


def _various(failing: Sequence[Outcome]) -> list[Outcome]:
    """Those that end first, one of each function before a second of any, and of these cheap ones."""
    seen: Counter[str] = Counter()

    def order(one: Outcome) -> tuple[bool, int, float]:
        seen[_parts(one.name)[0]] += 1
        return one.status is Ended.HUNG, seen[_parts(one.name)[0]], one.seconds

    return sorted(sorted(failing, key=lambda one: one.seconds), key=order)


def _within(tests: Iterable[Outcome], seconds: float) -> list[Outcome]:
    """The first one, and those that fit into some seconds beside it."""
    chosen: list[Outcome] = []
    for one in tests:
        seconds -= one.seconds
        if seconds >= 0 or not chosen:
            chosen.append(one)
    return chosen


def _observed(tracing: Tracing, ended: Mapping[str, Outcome] | None = None) -> Observed:
    """What a recorded run showed; a test that `ended` otherwise without being recorded was only slow."""
    outcomes = tracing.outcomes
    if ended is not None:
        outcomes = tuple(_as_it_ended(one, ended.get(one.name)) for one in outcomes)
    return Observed(
        tracing=replace(tracing, outcomes=outcomes),
        programs={},
        failing=tuple(one for one in outcomes if one.status.bad),
        passing=tuple(one for one in outcomes if one.status is Ended.PASSED),
    )


def _as_it_ended(recorded: Outcome, ended: Outcome | None) -> Outcome:
    if ended is None:
        return recorded
    if recorded.status.bad and ended.status.bad and recorded.status is not Ended.HUNG:
        return replace(recorded, seconds=ended.seconds)
    return replace(recorded, status=ended.status, failure=ended.failure, seconds=ended.seconds)
