"""Which edits, one after another, make the failing checks pass?

Where no single edit mends them all there may be several faults. The best edit that mends some of them and breaks none
is then kept, the changed program is observed anew, and what is left is searched with what is left of the time. When
that ends before all is mended, the edits that were kept are a part of the repair, and are called so. An edit that mends
all that fails and breaks what passed may be half of a repair as well: what one function gives in another form, the
next one has to take so.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from time import monotonic

from analyzers.deferred import dataclass, field, replace
from analyzers.errors import ToolError
from analyzers.facts import Fix, Status
from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program
from analyzers.logic.spectrum import suspicion
from analyzers.logic.subject import editable_lines, imported_files, is_test_file, loaded_lines, names_read
from assistant.comparing import Ranked, compare, doubt, is_open
from assistant.diagnose import Task
from assistant.fixes import fix_between
from assistant.ranking import Evidence
from assistant.recorded import Observed, record
from assistant.repair import Budget, Progress, Search, Survivor, lanes
from assistant.traps import known_traps
from tools.sandbox import Sandbox
from tools.testing.outcomes import Ended, Outcome
from tools.testing.plan import Plan
from tools.testing.server import serve, whole_checks
from tools.workspace import read_source

Line = tuple[str, int]

_LOADED = 0.4  # how suspicious a line is that ran before any test and that a failing one depends on
# Of 127 programs with a repair the best one was found half a second after the first one in all but one, and no later
# than two; what comes after that only shows how many others there are.
_AFTER_FIRST = 1.5  # seconds of the processors to look for others once something is found
_FURTHER = 2.0  # seconds of the processors to look for a change that is more plausible than what was found
_PATIENCE = 0.03  # seconds of the processor that a candidate has beyond what the tests usually take
_TABLES, _LONG = 12, 20_000  # files of which no line is executed, and their characters
_DETOURS = 3  # edits that break what they do not mend and are taken all the same
_DETOUR = 5.0  # seconds of the processors to mend what one of them has broken
_ROUNDS = 4  # searches, and so faults
_SECONDS = 40.0  # of the processors for all of them together
_NAMED = 4  # checks that are named
_LEAST = 3.0  # seconds below which no further round is worth its start


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An edit that mends some of the failing checks and breaks none, on top of the edits before it."""

    program: Program  # that it changes
    candidate: Candidate
    doubt: str  # why another one may have been meant


@dataclass(slots=True, kw_only=True)
class Rounds:
    """What all searches together came to."""

    steps: list[Step] = field(default_factory=list)
    changed: dict[str, str] = field(default_factory=dict)  # files as the steps have made them
    programs: dict[str, Program] = field(default_factory=dict)  # all files that took part, without the steps
    left: Observed  # the program with the steps taken
    ranked: Ranked = field(default_factory=Ranked)  # edits that, after the steps, mend all that is left
    first: Progress = field(default_factory=Progress)  # of the first search
    tried: int = 0
    cpu: float = 0.0
    seconds: float = 0.0

    def add(self, progress: Progress) -> None:
        """Count what one search has cost."""
        self.tried += progress.tried
        self.cpu += progress.cpu
        self.seconds += progress.seconds

    @property
    def doubt(self) -> str:
        """Why the best that was found is probably wrong though every check passes; nothing when it is not."""
        return next((step.doubt for step in self.steps if step.doubt), doubt(self.ranked))

    @property
    def whole(self) -> bool:
        """Whether the steps alone mend every check: one that runs the program anew sees no edit before it is taken."""
        return bool(self.steps) and not self.left.failing

    def mends(self, before: Observed) -> str:
        """Which checks the steps mend, and which still fail."""
        gone, left = before.names - self.left.names, self.left.names
        rest = f"; {_named(left)} still fail{'s' if len(left) == 1 else ''}" if left else ""
        return f"mends {_named(gone)}{rest}"


class Rounder:
    """Searches for the faults of one program, one after another."""

    def __init__(self, task: Task, plan: Plan, box: Sandbox) -> None:
        self.task = task
        self.plan = plan
        self.box = box
        self.changed: dict[str, str] = {}  # files as the steps have made them

    async def observe(self) -> Observed:
        """Run the command, some or all of its lines recorded. Raises ToolError when it makes no check at all."""
        jobs = lanes()
        async with serve(
            self.box, self.plan, cwd=self.task.problem.folder, lanes=jobs, changing=False
        ) as server:
            observed = await record(server, self.task.settings.time_limit, jobs)
        if not observed.tracing.outcomes:
            broken = observed.tracing.broken
            raise ToolError("the command ran no check at all", broken or "name a test or a script that fails")
        return replace(observed, programs=self._programs(observed.failing))

    async def evidence(self, observed: Observed) -> Evidence:
        """Return what a run says about each line."""
        spectrum = suspicion_of(observed)
        trapped = await known_traps(self.box, observed.programs, spectrum, self.plan.interpreter[0])
        return Evidence(
            programs=observed.programs,
            suspicion=trapped.raised(spectrum),
            traps=trapped.lines,
            notes=trapped.notes,
            failing=observed.failing,
            passing=observed.passing,
        )

    async def search(
        self, observed: Observed, evidence: Evidence, clock: float
    ) -> AsyncIterator[Progress | Rounds]:
        """Yield the progress of each search and at last what they came to; `clock` is all the time there is."""
        started = monotonic()
        found = Rounds(left=observed, changed=self.changed, programs=dict(observed.programs))
        given = evidence
        first: Search | None = None

        def budget(most: float = _SECONDS) -> Budget:
            return Budget(
                seconds=min(most, _SECONDS - found.cpu),
                after_first=_AFTER_FIRST,
                clock=clock - (monotonic() - started),
            )

        for number in range(_ROUNDS):
            if number and budget().least < _LEAST:
                break
            async for one in self._one(found.left, evidence, budget()):
                if isinstance(one, Progress):
                    yield one
                    continue
                search, found.ranked, partial = one
                first = first or search
                found.add(search.progress)
            if found.ranked.ranked or not partial.ranked or not await self._taken(found, partial):
                break
            evidence = await self.evidence(found.left)
        for candidate in search.detours[:_DETOURS] if not found.ranked.ranked else ():
            if budget().least < _LEAST:
                break
            kept = await self._on_detour(found.left, candidate)
            if kept is None:
                continue
            step, after = kept
            async for one in self._one(after, await self.evidence(after), budget(_DETOUR), step=candidate):
                if isinstance(one, Progress):
                    yield one
                    continue
                found.add(one[0].progress)
                if one[1].ranked:
                    found.steps.append(step)
                    found.ranked, found.left = one[1], after
                    found.programs = {**after.programs, **found.programs}
            if found.ranked.ranked:
                break
            self._take_back(step)
        if (
            first is not None
            and (first.progress.nearly or first.detours)
            and not found.ranked.ranked
            and budget().least >= _LEAST
        ):
            for path in self.changed:
                self.box.write(path, found.programs[path].text)
            async for one in self._one(observed, given, budget(), first):
                if isinstance(one, Progress):
                    yield one
                elif one[1].ranked:
                    found.ranked, found.left = one[1], observed
                    found.steps.clear()
                    self.changed.clear()
            found.add(first.progress)
        found.first = first.progress if first is not None else Progress()
        yield found

    async def _taken(self, found: Rounds, partial: Ranked) -> bool:
        """Take the best step and observe the program with it; return whether it does good and no harm, and some is left."""
        step, after = await self._with(found.left, partial.ranked[0].survivor.candidate, doubt(partial))
        if not after.names < found.left.names:
            self._take_back(step)
            return False
        found.steps.append(step)
        found.left = after
        found.programs = {**after.programs, **found.programs}
        return bool(after.failing)

    async def _on_detour(self, left: Observed, candidate: Candidate) -> tuple[Step, Observed] | None:
        """Take an edit that mends all that is left and breaks other checks, and observe the program with it."""
        step, after = await self._with(left, candidate, "")
        if after.names and after.names.isdisjoint(left.names):
            return step, after
        self._take_back(step)
        return None

    async def _with(self, left: Observed, candidate: Candidate, doubted: str) -> tuple[Step, Observed]:
        """Take a step, and observe the program with it."""
        program = left.programs[candidate.path]
        self.changed[candidate.path] = candidate.apply(program.text)
        self.box.write(candidate.path, self.changed[candidate.path])
        return Step(program=program, candidate=candidate, doubt=doubted), await self.observe()

    def _take_back(self, step: Step) -> None:
        """Undo the last step."""
        program = step.program
        self.box.write(program.path, program.text)
        self.changed[program.path] = program.text

    async def _one(
        self,
        observed: Observed,
        evidence: Evidence,
        budget: Budget,
        paired: Search | None = None,
        *,
        step: Candidate | None = None,
    ) -> AsyncIterator[Progress | tuple[Search, Ranked, Ranked]]:
        """Search once; yield the progress, and at last what mends every check, or else what mends some.

        `paired` is a search of the same program that has ended, whose pairs are left to try; `step`: the edit that was taken
        before, to which one single edit is to be found.
        """
        apart = bool(self.plan.script) and self._relative(self.plan.script) not in observed.programs
        first, second = observed.judges
        failing = _names(first) if apart else whole_checks(first)
        passing = _names(second) if apart else whole_checks(second)
        passing = [name for name in passing if name not in failing]
        jobs = lanes()
        async with serve(
            self.box,
            self.plan,
            cwd=self.task.problem.folder,
            lanes=jobs,
            rewrite=False,
            preload=observed.tracing.modules,
            sources=sorted({file for outcome in observed.tracing.outcomes for file in outcome.lines}),
            apart=apart,
        ) as server:
            hangs = any(outcome.status is Ended.HUNG for outcome in first)
            budget = replace(budget, cpu=_PATIENCE, wall=3.0)
            if not hangs or server.has_warm:
                tried = [*([] if hangs else failing), *passing]
                usual = await server.attempt({}, None, failing=tried, passing=[], cpu=20.0, wall=30.0)
                if server.has_warm:  # what does not pass here would refute every candidate
                    passing = [name for name in passing if name in usual.fixed]
                budget = replace(budget, cpu=_PATIENCE + 4 * usual.cpu, wall=3.0 + 30 * usual.cpu)
            search = paired or Search(server, observed.programs, evidence.suspicion, failing, passing, budget)
            if step is not None:
                search.single, search.alike = True, step.kind
            if paired is not None:
                paired.pair_up(server, budget)
            async for progress in search.run(jobs):
                yield progress
            outcomes = observed.tracing.outcomes
            ranked = await compare(search, outcomes, self.box.root)
            if is_open(ranked) and paired is None:
                search.go_on(_FURTHER)
                async for progress in search.run(jobs):
                    yield progress
                ranked = await compare(search, outcomes, self.box.root)
            partial = Ranked()
            if not ranked.ranked:
                partial = await compare(search, outcomes, self.box.root, _helpful(search.progress))
            yield search, ranked, partial

    def _relative(self, script: str) -> str:
        """The path of a script relative to the workspace."""
        place = (self.box.path(self.task.problem.folder) / script).resolve()
        return str(place.relative_to(self.box.root)) if place.is_relative_to(self.box.root) else script

    def _programs(self, failing: Sequence[Outcome]) -> dict[str, Program]:
        """The files that a failing check executes, parsed: the program's, or the tests' own where there is no other."""
        programs: dict[str, Program] = {}
        for file in sorted({file for outcome in failing for file in outcome.lines}):
            program = self._program(file)
            if program is not None:
                programs[file] = program
        own = {file: program for file, program in programs.items() if not is_test_file(file)}
        return {**own, **self._tables(own)} or programs

    def _tables(self, programs: Mapping[str, Program]) -> dict[str, Program]:
        """Files that the given ones import and of which no line is executed: constants stand in files of their own."""
        found: dict[str, Program] = {}
        waiting = list(programs.values())
        asked: set[str] = set()
        while waiting and len(found) < _TABLES:
            for file in imported_files(waiting.pop(0)):
                if file in programs or file in asked or is_test_file(file):
                    continue
                asked.add(file)
                program = self._program(file)
                if program is not None and len(program.text) < _LONG:
                    found[file] = program
                    waiting.append(program)
        return found

    def _program(self, file: str) -> Program | None:
        """A file of the workspace as the steps have made it, parsed; None where it is none of ours or does not parse."""
        root = self.task.workspace.root
        text = self.changed.get(file)
        if text is None and (root / file).resolve().is_relative_to(root) and (root / file).is_file():
            text = read_source(root / file)
        if text is None:
            return None
        try:
            return Program(file, text)
        except (SyntaxError, ValueError, RecursionError):
            return None


def part_of(found: Rounds, before: Observed) -> Fix:
    """Return the steps as a fix of what they mend; it was seen to break nothing."""
    fix = fix_between(found.programs, found.changed)
    return replace(fix, status=Status.UNVERIFIED, check=f"a part of the repair: it {found.mends(before)}")


def _named(checks: frozenset[str]) -> str:
    """The names of checks, for people."""
    said = [f"`{name.rpartition('::')[2]}`" for name in sorted(checks)]
    return ", ".join(said[:_NAMED]) + (f" and {len(said) - _NAMED} more" if len(said) > _NAMED else "")


def _names(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(outcome.name for outcome in outcomes))


def _helpful(progress: Progress) -> list[Survivor]:
    """The candidates that mend the most checks."""
    most = max(map(len, progress.nearly.values()), default=0)
    return [
        Survivor(candidate, candidate.weight)
        for candidate, mended in progress.nearly.items()
        if len(mended) == most
    ]


def suspicion_of(observed: Observed) -> dict[Line, float]:
    """Return how suspicious each line is that may be edited."""
    editable = {file: editable_lines(program) for file, program in observed.programs.items()}
    if not any(editable.values()):
        return {}
    runs = []
    for outcome in (*observed.failing, *observed.passing):
        lines = {
            (file, line)
            for file, counts in outcome.lines.items()
            for line in counts
            if line in editable.get(file, ())
        }
        runs.append((outcome.status.bad, lines))
    found = suspicion(runs)
    executed = {
        file: {line for outcome in observed.failing for line in outcome.lines.get(file, ())}
        for file in observed.programs
    }
    read = frozenset().union(
        *(names_read(program, executed[file]) for file, program in observed.programs.items())
    )
    for file, program in observed.programs.items():
        for line in loaded_lines(program, executed[file], read) & editable[file]:
            found[file, line] = max(_LOADED, found.get((file, line), 0.0))
    return found
