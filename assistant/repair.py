"""Which edits of the program make its failing tests pass and break none of the others?

A search in the order of weight times suspicion. It goes on after the first success, since the first edit that
passes the tests is not the best one; it ends with its time or its candidates.
"""

import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import suppress
from heapq import heappop, heappush
from itertools import islice
from time import monotonic, process_time
from typing import TypedDict

from analyzers.deferred import dataclass, field, replace
from analyzers.logic.edits import Candidate, candidates, compositions
from analyzers.logic.edits.pairs import is_early_exit, joined_all
from analyzers.logic.edits.repeated import repeated
from analyzers.logic.program import Program
from assistant.changed import change_of
from assistant.fixes import title_of
from tools.testing.outcomes import Trial, Variant
from tools.testing.server import Server

Line = tuple[str, int]

MAX_LINES = 120  # most suspicious lines that are edited
MAX_CANDIDATES = 30_000
_AT_ONCE = 40  # lines whose edits are made together
_BATCH, _MOST = 24, 120  # candidates that one child tries: the first of a search, and at most
_SPAN = 0.15  # seconds of the processor that a child should take: a child costs as much as ten candidates
_NEARLY = 80  # candidates that are kept because they help some failing test
_ALIKE = 12  # of them that helped the same tests
_LIKELY = 1200  # single edits that pairs are made of
_MIXED = 6  # edits that break what they do not mend and are joined with all likely ones
_ALSO = 2.0  # how much likelier the same kind of slip is at another place
_COMPOSED_LINES, _COMPOSED = 12, 6000  # lines of which expressions are composed, and how many are tried
_LINES, _OF_LINE = 8, 40  # lines of which pairs are made, and edits of each


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long the search may take, in seconds of the processors; a busy machine takes longer by the clock."""

    seconds: float = 40.0  # when nothing is found
    after_first: float = 4.0  # more, once something is found: for alternatives
    alternative: float = 0.05  # share of the first priority below which there is none
    clock: float = 40.0  # at most, whatever happens
    cpu: float = 0.5  # of one candidate
    wall: float = 3.0

    @property
    def least(self) -> float:
        """The seconds that are left, by the processors or by the clock."""
        return min(self.seconds, self.clock)


@dataclass(frozen=True, slots=True)
class Survivor:
    """A candidate with which all tests pass."""

    candidate: Candidate
    priority: float  # weight times suspicion


@dataclass(slots=True, kw_only=True)
class Progress:
    """Where the search stands."""

    tried: int = 0
    seconds: float = 0.0  # by the clock
    cpu: float = 0.0  # of the processors
    total: int = 0
    survivors: list[Survivor] = field(default_factory=list)
    best: str = ""  # of them, for people
    nearly: dict[Candidate, frozenset[str]] = field(default_factory=dict)
    scores: dict[Line, float] = field(default_factory=dict)  # most failing tests fixed by an edit of the line


class _Limits(TypedDict):
    failing: Sequence[str]
    passing: Sequence[str]
    cpu: float
    wall: float


class Search:
    """One search for edits, over programs already parsed and lines already ranked."""

    def __init__(
        self,
        server: Server,
        programs: Mapping[str, Program],
        suspicion: Mapping[Line, float],
        failing: Sequence[str],
        passing: Sequence[str],
        budget: Budget,
    ) -> None:
        self.server = server
        self.programs = programs
        self.suspicion = suspicion
        self.failing = failing
        self.passing = passing
        self.budget = budget
        self.progress = Progress()
        self.asked: dict[
            Candidate | None, tuple[str, ...]
        ] = {}  # what changed programs answered to questions
        self._started, self._own = monotonic(), process_time()
        self._found: float | None = None
        self._paired = False
        self.single = False  # no pairs are to be tried
        self.alike = (
            ""  # the kind of an edit that was taken before: whoever turned one thing turned the other
        )
        self._best = 0.0  # priority of the best survivor
        self._seen: set[tuple[str, int]] = set()
        self._mixed: list[
            tuple[frozenset[str], Candidate]
        ] = []  # that help some failing tests and break others
        self._postponed: list[tuple[float, Candidate]] = []  # that cannot be tried together with others

    def go_on(self, seconds: float) -> None:
        """Try the single edits that are left, for so many seconds of the processors: what was found is not trusted."""
        self.budget = replace(self.budget, seconds=self._spent + seconds, alternative=0.0)
        self._found = None

    def pair_up(self, server: Server, budget: Budget) -> None:
        """Try pairs, on another server: the edits that help by themselves did not add up to a repair."""
        self.server, self.budget, self._paired = server, budget, True
        self.progress = replace(self.progress, tried=0, cpu=0.0)
        self._started, self._own, self._found = monotonic(), process_time(), None

    @property
    def detours(self) -> list[Candidate]:
        """Edits that mend every failing check and break others, likeliest first: halves of a repair, it may be."""
        found = [
            one for fixed, one in self._mixed if len(fixed) == len(self.failing) and not is_early_exit(one)
        ]
        return sorted(found, key=lambda one: -one.weight)

    async def run(self, jobs: int) -> AsyncIterator[Progress]:
        """Yield the progress a few times a second until the search has ended."""
        import asyncio

        queue = self._queue()
        workers = [asyncio.create_task(self._work(queue)) for _ in range(jobs)]
        try:
            while True:
                done, _ = await asyncio.wait(workers, timeout=0.25)
                self.progress.seconds = monotonic() - self._started
                for task in done:
                    task.result()
                yield self.progress
                if len(done) == len(workers):
                    return
        finally:
            for task in workers:
                task.cancel()
            for task in workers:
                with suppress(asyncio.CancelledError):
                    await task

    @property
    def _spent(self) -> float:
        """Seconds of the processors: of the children, and our own."""
        return self.progress.cpu + process_time() - self._own

    @property
    def _together(self) -> int:
        """How many candidates the next child tries, by what those before it took."""
        if not self.progress.tried or not self.progress.cpu:
            return _BATCH
        return min(_MOST, max(_BATCH // 2, int(_SPAN * self.progress.tried / self.progress.cpu)))

    def _over(self) -> bool:
        spent = self._spent
        if self._found is not None and spent > self._found + self.budget.after_first:
            return True
        return spent > self.budget.seconds or monotonic() - self._started > self.budget.clock

    async def _work(self, queue: Iterator[tuple[float, Candidate]]) -> None:
        while not self._over():
            batch = list(islice(queue, self._together))
            if not batch:
                if self.progress.survivors or not await self._catch_up(4, 0.0):
                    return
                continue
            priority = batch[-1][0]
            await self._catch_up(1, 2 * priority)
            if self._best and priority < self._best * self.budget.alternative:
                return
            variants = [self.variant(candidate) for _, candidate in batch]
            trials = await self.server.attempt_many(variants, **self._limits)
            if any(trial.wrote for trial in trials):
                self.server.sandbox.restore()
            for (priority, candidate), variant, trial in zip(batch, variants, trials, strict=True):
                self.progress.tried += 1
                self.progress.cpu += trial.cpu
                if trial.refused:
                    self._postponed.append((priority, candidate))
                    continue
                if trial.passed:
                    trial = await self.server.attempt(variant.files, variant.change, **self._limits)
                self._note(candidate, priority, trial)
                if trial.fixed and not trial.passed:
                    if len(trial.fixed) == len(self.failing):  # so it breaks another one
                        self._mixed.append((trial.fixed, candidate))
                    elif self._is_wanted(trial.fixed):
                        await self._weigh(candidate, variant, trial.fixed)

    def _is_wanted(self, fixed: frozenset[str]) -> bool:
        nearly = self.progress.nearly
        return len(nearly) < _NEARLY and list(nearly.values()).count(fixed) < _ALIKE

    async def _catch_up(self, most: int, priority: float) -> bool:
        """Try candidates that need the tests loaded anew and are likelier than this; return whether there was one."""
        chosen = sorted(self._postponed, key=lambda item: -item[0])[:most]
        chosen = [item for item in chosen if item[0] >= priority]
        self._postponed = [item for item in self._postponed if item not in chosen]
        for likely, candidate in chosen:
            variant = self.variant(candidate)
            trial = await self.server.attempt(variant.files, None, **self._limits)
            self.progress.cpu += trial.cpu
            self._note(candidate, likely, trial)
            if self._over():
                break
        return bool(chosen)

    async def _weigh(self, candidate: Candidate, variant: Variant, fixed: frozenset[str]) -> None:
        """Keep a candidate that helps and does no harm: it may be one half of a repair."""
        limits: _Limits = {**self._limits, "failing": sorted(fixed)}
        spared = [name for name in self.failing if name not in fixed]
        trial = await self.server.attempt(variant.files, variant.change, spared=spared, **limits)
        self.progress.cpu += trial.cpu
        if not trial.passed:
            self._mixed.append((fixed, candidate))
        else:
            self.progress.nearly[candidate] = fixed
            if (
                not self._paired
                and self._found is None
                and frozenset().union(*self.progress.nearly.values()).issuperset(self.failing)
            ):
                self._found = self._spent
            line = (candidate.path, candidate.line)
            share = len(fixed) / len(self.failing)
            self.progress.scores[line] = max(share, self.progress.scores.get(line, 0.0))

    def _note(self, candidate: Candidate, priority: float, trial: Trial) -> None:
        if trial.passed:
            self.progress.survivors.append(Survivor(candidate, priority))
            if priority > self._best:
                self._best = priority
                self.progress.best = title_of(candidate, self.programs[candidate.path])
            if self._found is None:
                self._found = self._spent
        if trial.fixed:  # it may break others: that counts for less
            line = (candidate.path, candidate.line)
            share = 0.4 * len(trial.fixed) / len(self.failing)
            self.progress.scores[line] = max(share, self.progress.scores.get(line, 0.0))

    @property
    def _limits(self) -> _Limits:
        return {
            "failing": self.failing,
            "passing": self.passing,
            "cpu": self.budget.cpu,
            "wall": self.budget.wall,
        }

    def variant(self, candidate: Candidate) -> Variant:
        """Return the program changed by a candidate."""
        program = self.programs[candidate.path]
        text = candidate.apply(program.text)
        path = str(self.server.sandbox.root / candidate.path)
        return Variant(
            files={path: text},
            change=change_of(program, candidate, text, path, self.server.at_import),
        )

    def _queue(self) -> Iterator[tuple[float, Candidate]]:
        """Single edits, then pairs, each once, most likely first."""
        if not self._paired:
            yield from self._fresh(self._singles())
            # An edit that mends all that failed and breaks another check may be half of a repair: first its other half.
            alone = not self.progress.survivors and not self.detours
            if alone or self.budget.alternative == 0.0:
                yield from self._fresh(self._composed())
        elif self.detours and not self.progress.survivors:
            yield from self._fresh(self._composed())
        several = self.progress.nearly or self.detours  # several faults: one after another
        if self._paired or not several and not self.single:
            yield from self._fresh(self._pairs())

    def _fresh(self, stream: Iterator[tuple[float, Candidate]]) -> Iterator[tuple[float, Candidate]]:
        for priority, candidate in stream:
            # The hash alone: a long file's text for each of thousands of candidates would fill the memory.
            key = (candidate.path, hash(candidate.apply(self.programs[candidate.path].text)))
            if key not in self._seen:
                self._seen.add(key)
                yield priority, candidate

    def _singles(self) -> Iterator[tuple[float, Candidate]]:
        ranked = sorted(self.suspicion, key=lambda line: -self.suspicion[line])[:MAX_LINES]
        heap: list[tuple[float, int, Candidate]] = []
        number = 0
        for path, program in self.programs.items():
            lines = [line for name, line in ranked if name == path]
            singles: list[Candidate] = []
            for first in range(0, len(lines), _AT_ONCE):  # the most suspicious first: there may be too many
                some = candidates(program, frozenset(lines[first : first + _AT_ONCE]))
                singles += islice(some, MAX_CANDIDATES - len(singles))
            for candidate in (*singles, *repeated(program, singles)):
                if candidate.kind == self.alike:
                    candidate = replace(candidate, weight=min(1.0, _ALSO * candidate.weight))
                score = self.suspicion.get((path, candidate.line), 0.0)
                if not score:  # an expression on a later line of its statement
                    statement_score = [self.suspicion.get((path, line), 0.0) for line in lines]
                    score = max(statement_score, default=0.0) * 0.5
                heappush(heap, (-candidate.weight * (0.1 + score), number, candidate))
                number += 1
                if number >= MAX_CANDIDATES:
                    break
        self.progress.total = len(heap)
        while heap:
            negative, _, candidate = heappop(heap)
            yield -negative, candidate

    def _composed(self) -> Iterator[tuple[float, Candidate]]:
        """What can be put together for an expression of the most suspicious lines, likeliest first."""
        ranked = sorted(self.suspicion, key=lambda line: -self.suspicion[line])[:_COMPOSED_LINES]
        found: list[tuple[float, Candidate]] = []
        for path, program in self.programs.items():
            lines = frozenset(line for name, line in ranked if name == path)
            found += [
                (one.weight * (0.1 + self.suspicion.get((path, one.line), 0.0)), one)
                for one in compositions(program, lines)
            ]
        found.sort(key=lambda item: -item[0])
        yield from found[:_COMPOSED]

    def _pairs(self) -> Iterator[tuple[float, Candidate]]:
        """Two edits of one line, an edit that does good and harm with another, then two likely ones."""
        if self.progress.survivors:
            return
        nearly = self.progress.nearly
        yield from (
            (priority, both)
            for one, others in (
                (one, [two for two in nearly if nearly[one] | nearly[two] >= set(self.failing)])
                for one in nearly
            )
            for priority, both in joined_all([one], others)
        )
        singles = (candidate for _, candidate in self._singles() if not is_early_exit(candidate))
        likely = list(islice(singles, _LIKELY))
        lines: dict[Line, list[Candidate]] = {}
        for candidate in likely:
            lines.setdefault((candidate.path, candidate.line), []).append(candidate)
        for of_line in list(lines.values())[:_LINES]:
            together = of_line[:_OF_LINE]
            yield from joined_all(together, together)
        helped = [item for item in self._mixed if not is_early_exit(item[1])]
        helped.sort(key=lambda item: (-len(item[0]), -item[1].weight))
        for _, one in helped[:_MIXED]:  # what it breaks may have been right by a second fault
            yield from joined_all([one], likely)
        first = likely[:120]
        yield from joined_all(first, first)


def lanes() -> int:
    """Return how many processes should try candidates: one for each processor that we may use."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
