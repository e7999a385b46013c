"""Which line makes the tests fail, and which edit, seen to pass and to be needed, puts it right?

The planner takes the failing checks of the command as what is expected, the analyst runs them with their lines
recorded and searches for edits, the critic runs the whole command on a copy with the edit and again without it.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from analyzers.errors import ToolError
from analyzers.facts import (
    Code,
    Diagnosis,
    Diagnostic,
    Done,
    Event,
    Fix,
    FixChecked,
    FixProposed,
    Found,
    Route,
    Status,
    StepFinished,
    StepProgress,
    StepStarted,
    Suspect,
    Timing,
)
from analyzers.logic.comparison import Comparison
from analyzers.logic.edits import Candidate
from analyzers.logic.expectation import CHECK
from analyzers.logic.program import Program
from analyzers.logic.spectrum import suspicion
from analyzers.logic.subject import editable_lines, is_test_file, loaded_lines
from assistant.comparing import Compared, Ranked, compare, doubt, is_open, told_apart
from assistant.critic import Critic
from assistant.diagnose import Task
from assistant.failing import added_files, check_place, comparison_at, diagnostic_of
from assistant.fixes import doing, fix_of, title_of
from assistant.ranking import Evidence, ranked_lines
from assistant.regression import Repaired, tests_for, write_test
from assistant.repair import Budget, Progress, Search, lanes
from assistant.traps import known_traps
from tools.sandbox import Sandbox, sandbox
from tools.testing.outcomes import Ended, Outcome, Tracing
from tools.testing.plan import Plan, plan_of
from tools.testing.server import serve, whole_checks
from tools.workspace import Workspace, read_source

_LOADED = 0.4  # how suspicious a line is that ran before any test and that a failing one depends on
_WHOLE = 45.0  # seconds after which no further fix is looked for or checked
_FURTHER = 10.0  # seconds of the processors to look for a change that is more plausible than what was found
_SHOWN = 3  # fixes that the critic checks
_PATIENCE = 0.05  # seconds of the processor that a candidate has beyond what the tests usually take


@dataclass(frozen=True, slots=True, kw_only=True)
class _Observed:
    """What one traced run showed, and the sources that took part."""

    tracing: Tracing
    programs: Mapping[str, Program]
    failing: tuple[Outcome, ...]
    passing: tuple[Outcome, ...]

    @property
    def subject(self) -> Outcome:
        """The failing check that is explained: the first that failed at a place in the workspace."""
        placed = [one for one in self.failing if one.failure is None or one.failure.frames]
        return (placed or self.failing)[0]


async def follow(task: Task) -> AsyncIterator[Event]:
    """Yield what localises and repairs the fault that makes the command's own checks fail."""
    started = perf_counter()
    folder = Path(task.problem.folder or task.workspace.root)
    plan = plan_of(task.problem.command, task.workspace.root, task.settings.interpreter, folder)
    if plan is None:
        raise ToolError(
            f"`{task.problem.command[0]}` starts no Python program whose checks can be watched",
            "give the test command itself: `debugassist test -- python -m pytest`",
        )
    timings: list[Timing] = []
    added = added_files(task)
    with sandbox(task.workspace.root) as box:
        for name, text in added.items():
            box.write(name, text)
        yield StepStarted("trace", f"running `{' '.join(task.problem.command)}` with its lines recorded")
        observed = await _observe(task, plan, box)
        timings.append(Timing(step="trace", seconds=perf_counter() - started))
        counts = f"{len(observed.failing)} of {len(observed.tracing.outcomes)} checks fail"
        yield StepFinished("trace", timings[-1].seconds, counts)
        if not observed.failing:
            yield Done(_nothing_fails(task, observed, timings))
            return
        spectrum = _suspicion(observed)
        trapped = await known_traps(box, observed.programs, spectrum, plan.interpreter[0])
        evidence = Evidence(
            programs=observed.programs,
            suspicion=trapped.raised(spectrum),
            traps=trapped.lines,
            failing=observed.failing,
            passing=observed.passing,
        )
        diagnostic = diagnostic_of(task, observed.subject, len(observed.failing) - 1)
        yield Found(diagnostic)
        fixes: tuple[Fix, ...] = ()
        progress = Progress()
        notes = [f"run in a copy of the workspace without a network ({box.isolation})", *trapped.notes]
        if evidence.suspicion:
            begun = perf_counter()
            yield StepStarted("search", "trying small edits of the suspicious lines")
            ranked = Ranked()
            clock = max(10.0, _WHOLE - 10.0 - (perf_counter() - started))
            async for found in _search(box, plan, task.problem.folder, observed, evidence, clock):
                if isinstance(found, Ranked):
                    ranked = found
                    continue
                progress = found
                detail = _so_far(progress, observed.programs)
                yield StepProgress("search", progress.tried, progress.total, detail)
            rate = progress.tried / max(progress.seconds, 0.001)
            done = f"{progress.tried} candidates, {rate:.0f} a second"
            timings.append(Timing(step="search", seconds=perf_counter() - begun))
            yield StepFinished("search", timings[-1].seconds, done)
            notes.append(
                f"{done}, {progress.cpu:.1f} s of the processors, {len(progress.survivors)} pass all checks"
            )
            begun = perf_counter()
            critic = Critic(task.workspace.root, plan, task.problem.folder, added)
            doubted = doubt(ranked)
            tried = 0
            passing: list[Fix] = []
            shown: list[Compared] = []
            for one in ranked.ranked:
                if len(shown) == _SHOWN or tried == 2 * _SHOWN:
                    break
                if shown and perf_counter() - started > _WHOLE:
                    break
                if any(one.behaves_as(other) for other in shown):
                    continue  # two ways to write one repair
                candidate = one.survivor.candidate
                program = observed.programs[candidate.path]
                fix = fix_of(candidate, program)
                yield FixProposed(fix)
                fix = await critic.check(fix, candidate.apply(program.text))
                tried += 1
                if fix.status is Status.VERIFIED:
                    shown.append(one)
                    if doubted:
                        fix = replace(fix, status=Status.UNVERIFIED, check=f"{fix.check}, but {doubted}")
                    passing.append(fix)
                yield FixChecked(fix)
            if len(shown) > 1:
                apart = told_apart(ranked, shown)
                notes.append(
                    f"{len(shown)} fixes that behave differently pass every check; {apart}".rstrip("; ")
                )
            if task.settings.write_test:
                first = shown[0].survivor.candidate if shown else None
                notes.append(await _regression(task, plan, observed, first))
            fixes = tuple(passing)
            timings.append(Timing(step="check", seconds=perf_counter() - begun))
        suspects = ranked_lines(evidence, progress, fixes)
        yield Done(_diagnosis(task, observed, diagnostic, suspects, fixes, tuple(notes), tuple(timings)))


async def _regression(task: Task, plan: Plan, observed: _Observed, first: Candidate | None) -> str:
    """Write what is expected as tests of their own, with the first fix as what they should pass with."""
    path = first.path if first else next(iter(task.problem.paths), next(iter(observed.programs)))
    program = observed.programs[path]
    checks: list[tuple[Program, Comparison]] = []
    for outcome in observed.failing:
        file, line = check_place(task, outcome)
        comparison = comparison_at(outcome, file, line) if file is not None else None
        if file is not None and comparison is not None:
            checks.append((file, comparison))
    parents = [str(Path(file.path).parent) for file in (program, *(file for file, _ in checks))]
    folders = [task.problem.folder or ".", *parents]
    fix = Repaired(path=path, text=first.apply(program.text)) if first else None
    text = tests_for(task.problem, program, checks)
    return await write_test(Path(task.settings.write_test), task.workspace, plan, text, folders, fix)


def _so_far(progress: Progress, programs: Mapping[str, Program]) -> str:
    """How fast the search is and the best it has found, in a few words."""
    rate = f"{progress.tried / max(progress.seconds, 0.001):.0f} a second"
    best = max(progress.survivors, key=lambda one: one.priority, default=None)
    if best is not None:
        title = title_of(best.candidate, programs[best.candidate.path])
        return f"{rate}, {len(progress.survivors)} pass all checks, best so far: {title}"
    if progress.nearly:
        most = max(map(len, progress.nearly.values()))
        return f"{rate}, the best so far mends {most} of the failing checks"
    return f"{rate}, nothing passes yet"


async def _observe(task: Task, plan: Plan, box: Sandbox) -> _Observed:
    limits = {"": min(5.0, task.settings.time_limit)}
    async with serve(box, plan, cwd=task.problem.folder, lanes=1) as server:
        # The test that uses up its time is to be heard before the whole run is ended.
        tracing = await server.trace(limits=limits, wall=task.settings.time_limit + 10.0)
    if not tracing.outcomes:
        raise ToolError(
            "the command ran no check at all", tracing.broken or "name a test or a script that fails"
        )
    failing = tuple(outcome for outcome in tracing.outcomes if outcome.status.bad)
    passing = tuple(outcome for outcome in tracing.outcomes if outcome.status is Ended.PASSED)
    return _Observed(
        tracing=tracing,
        programs=_programs(task.workspace, failing),
        failing=failing,
        passing=passing,
    )


def _programs(workspace: Workspace, failing: Sequence[Outcome]) -> dict[str, Program]:
    """The files that a failing check executes, parsed: the program's, or the tests' own where there is no other."""
    named = sorted({file for outcome in failing for file in outcome.lines})
    programs: dict[str, Program] = {}
    for file in named:
        path = workspace.root / file
        text = read_source(path) if path.resolve().is_relative_to(workspace.root) else None
        if text is None:
            continue
        try:
            programs[file] = Program(file, text)
        except (SyntaxError, ValueError, RecursionError):
            continue
    own = {file: program for file, program in programs.items() if not is_test_file(file)}
    return own or programs


def _suspicion(observed: _Observed) -> dict[tuple[str, int], float]:
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
    for file, program in observed.programs.items():
        executed = {line for outcome in observed.failing for line in outcome.lines.get(file, ())}
        for line in loaded_lines(program, executed) & editable[file]:
            found[file, line] = max(_LOADED, found.get((file, line), 0.0))
    return found


async def _search(
    box: Sandbox, plan: Plan, folder: str, observed: _Observed, evidence: Evidence, clock: float
) -> AsyncIterator[Progress | Ranked]:
    failing = whole_checks(observed.failing)
    passing = [name for name in whole_checks(observed.passing) if name not in failing]
    jobs = lanes()
    async with serve(
        box,
        plan,
        cwd=folder,
        lanes=jobs,
        rewrite=False,
        preload=observed.tracing.modules,
        sources=sorted({file for outcome in observed.tracing.outcomes for file in outcome.lines}),
    ) as server:
        hangs = any(outcome.status is Ended.HUNG for outcome in observed.failing)
        budget = Budget(cpu=_PATIENCE, wall=3.0, clock=clock)
        if not hangs or server.has_warm:
            tried = [] if hangs else failing
            usual = await server.attempt({}, None, failing=tried, passing=passing, cpu=20.0, wall=30.0)
            budget = replace(budget, cpu=_PATIENCE + 4 * usual.cpu, wall=3.0 + 30 * usual.cpu)
        search = Search(server, observed.programs, evidence.suspicion, failing, passing, budget)
        async for progress in search.run(jobs):
            yield progress
        ranked = await compare(search, observed.tracing.outcomes, box.root)
        if is_open(ranked):
            search.go_on(_FURTHER)
            async for progress in search.run(jobs):
                yield progress
            ranked = await compare(search, observed.tracing.outcomes, box.root)
        yield ranked


def _nothing_fails(task: Task, observed: _Observed, timings: Sequence[Timing]) -> Diagnosis:
    count = len(observed.passing)
    return Diagnosis(
        cause=f"nothing fails: {count} checks ran and passed"
        if count != 1
        else "nothing fails: the program ran",
        decision=task.decision,
        notes=task.problem.notes,
        timings=tuple(timings),
    )


def _codes(task: Task, observed: _Observed) -> tuple[Code, ...]:
    """The texts that spans point into: the program's files, and the one with the check."""
    texts = {path: program.text for path, program in observed.programs.items()}
    check, _ = check_place(task, observed.subject)
    if check is not None and check.path != CHECK:
        texts.setdefault(check.path, check.text)
    return tuple(Code(text=text, path=path, language="python") for path, text in texts.items())


def _diagnosis(
    task: Task,
    observed: _Observed,
    diagnostic: Diagnostic,
    suspects: tuple[Suspect, ...],
    fixes: tuple[Fix, ...],
    notes: tuple[str, ...],
    timings: tuple[Timing, ...],
) -> Diagnosis:
    if fixes:
        where = f"{suspects[0].path}:{suspects[0].line}"
        title = doing(fixes[0].title)
        cause = f"{diagnostic.message}; the fault is at {where}: {title} makes every check pass"
        unsure = fixes[0].status is not Status.VERIFIED
        if unsure or len(fixes) > 1:  # the checks alone do not decide
            rest = ", and may still be wrong" if unsure else ", as do others"
            cause = f"{diagnostic.message}; most likely at {where}: {title} makes every check pass{rest}"
    elif suspects:
        cause = f"{diagnostic.message}; the most suspicious line is {suspects[0].path}:{suspects[0].line}"
    else:
        cause = diagnostic.message
    decision = task.decision
    if decision.route is not Route.LOGIC:
        decision = replace(decision, route=Route.LOGIC)
    return Diagnosis(
        cause=cause,
        decision=decision,
        diagnostics=(diagnostic,),
        suspects=suspects,
        fixes=fixes,
        code=_codes(task, observed),
        notes=(*task.problem.notes, *notes),
        timings=timings,
    )
