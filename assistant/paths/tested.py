"""Which line makes the tests fail, and which edit, seen to pass and to be needed, puts it right?

The planner takes the failing checks of the command as what is expected, the analyst runs them with their lines
recorded and searches for edits, the critic runs the whole command on a copy with the edit and again without it. Tests
that cannot be loaded, or of which each crashes, go to the debugger first, which sees what a search does not.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from analyzers.errors import NotLoaded, ToolError
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
    HandedBack,
    Route,
    Status,
    StepFinished,
    StepProgress,
    StepStarted,
    Suspect,
    Timing,
)
from analyzers.logic.comparison import Comparison
from analyzers.logic.expectation import CHECK
from analyzers.logic.program import Program
from assistant.comparing import Compared, told_apart
from assistant.critic import Critic
from assistant.diagnose import Task
from assistant.failing import added_files, check_place, comparison_at, diagnostic_of
from assistant.fixes import doing, fix_between, fix_of
from assistant.ranking import fixed_lines, ranked_lines
from assistant.recorded import Observed
from assistant.regression import tests_for, write_test
from assistant.repair import Progress
from assistant.rounds import Rounder, Rounds, part_of
from tools.sandbox import sandbox
from tools.testing.outcomes import Ended
from tools.testing.plan import Plan, Runner, plan_of

_WHOLE = 45.0  # seconds after which no further fix is looked for or checked
_SHOWN = 3  # fixes that the critic checks


async def follow(task: Task) -> AsyncGenerator[Event]:
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
        rounder = Rounder(task, plan, box)
        try:
            observed = await rounder.observe()
        except NotLoaded:
            if not _is_for_debugger(task):
                raise
            yield HandedBack(task.problem, "the tests cannot be loaded", Route.RUNTIME)
            return
        timings.append(Timing(step="trace", seconds=perf_counter() - started))
        counts = _counts(observed)
        yield StepFinished("trace", timings[-1].seconds, counts)
        if not observed.failing:
            yield Done(_nothing_fails(task, observed, timings))
            return
        crashing = all(one.status is Ended.ERROR for one in observed.failing)
        if (
            crashing and observed.whole and _is_for_debugger(task)
        ):  # which would run a long suite again and again
            reason = f"`{observed.subject.name}` fails with an exception, not on a comparison"
            yield HandedBack(task.problem, reason, Route.RUNTIME)
            return
        begun = perf_counter()
        yield StepStarted(
            "suspect", "looking for the lines that the failing checks run and the others do not"
        )
        evidence = await rounder.evidence(observed)
        yield StepFinished("suspect", perf_counter() - begun)
        diagnostic = diagnostic_of(task, observed.subject, len(observed.failing) - 1)
        yield Found(diagnostic)
        fixes: tuple[Fix, ...] = ()
        mends: tuple[str, str] | None = (
            None  # whose fault a fix of some of the checks is about, and what it mends
        )
        found = Rounds(left=observed)
        notes = [f"run in a copy of the workspace without a network ({box.isolation})", *evidence.notes]
        if observed.out_of_sight:
            notes.append("the failing checks start the program anew, where its lines are not recorded")
        elif evidence.suspicion:
            begun = perf_counter()
            yield StepStarted("search", "trying small edits of the suspicious lines")
            clock = max(10.0, _WHOLE - 10.0 - (perf_counter() - started))
            async for one in rounder.search(observed, evidence, clock):
                if isinstance(one, Rounds):
                    found = one
                    continue
                yield StepProgress("search", one.tried, one.total, _so_far(one))
            observed = replace(observed, programs=found.programs)
            evidence = replace(evidence, programs=found.programs)
            done = f"{found.tried} candidates, {found.tried / max(found.seconds, 0.001):.0f} a second"
            timings.append(Timing(step="search", seconds=perf_counter() - begun))
            yield StepFinished("search", timings[-1].seconds, done)
            notes.append(
                f"{done}, {found.cpu:.1f} s of the processors, {len(found.ranked.ranked)} pass all checks"
            )
            begun = perf_counter()
            yield StepStarted("check", "running all checks with each fix and without it, on a copy")
            critic = Critic(
                task.workspace.root, plan, task.problem.folder, added, failing=observed.subject.name
            )
            tried = 0
            passing: list[Fix] = []
            shown: list[Compared] = []
            doubted = found.doubt
            for compared in found.ranked.ranked:
                if len(shown) == _SHOWN or tried == 2 * _SHOWN:
                    break
                if shown and perf_counter() - started > _WHOLE:
                    break
                if any(compared.behaves_as(other) for other in shown):
                    continue  # two ways to write one repair
                fix, texts = _offered(found, compared, observed)
                yield FixProposed(fix)
                fix = await critic.check(fix, texts)
                tried += 1
                if fix.status is Status.VERIFIED:
                    shown.append(compared)
                    if (
                        doubted and not passing
                    ):  # it was checked all the same: what is meant, no check can tell
                        fix = replace(fix, check=f"{fix.check}, but {doubted}")
                    if doubted and crashing:
                        # Many edits keep a program from crashing: one that is not likely is not called proved.
                        fix = replace(fix, status=Status.UNVERIFIED)
                    passing.append(fix)
                yield FixChecked(fix)
            if len(shown) > 1:
                apart = told_apart(found.ranked, shown)
                notes.append(
                    f"{len(shown)} fixes that behave differently pass every check; {apart}".rstrip("; ")
                )
            if found.whole:
                fix = await critic.check(fix_between(observed.programs, found.changed), found.changed)
                passing += [fix] if fix.status is not Status.REFUTED else []
                yield FixChecked(fix)
            if found.steps and not passing:
                whose = "another one's fault" if observed.subject.name in found.left.names else "a part of it"
                mends = (whose, found.mends(observed))
                passing.append(part_of(found, observed))
                yield FixChecked(passing[0])
            if not shown:
                notes += _crashing(task, plan, found.left)
            if task.settings.write_test:
                mended = _offered(found, shown[0], observed)[1] if shown else {}
                notes.append(await _regression(task, plan, observed, mended))
            fixes = tuple(passing)
            timings.append(Timing(step="check", seconds=perf_counter() - begun))
            yield StepFinished("check", timings[-1].seconds)
        suspects = ranked_lines(evidence, found.first, fixes, partial=bool(mends), doubted=bool(found.doubt))
        yield Done(
            _diagnosis(
                task,
                observed,
                diagnostic,
                suspects,
                fixes,
                tuple(notes),
                tuple(timings),
                mends,
                doubted=bool(found.doubt),
            )
        )


def _counts(observed: Observed) -> str:
    """How many checks fail, and how many were recorded where not all were."""
    failing, recorded = len(observed.failing), len(observed.tracing.outcomes)
    run = max(recorded, failing + len(observed.passing))
    counts = f"{failing} of {run} checks fail"
    counts += f", {recorded} were recorded" if recorded < run else ""
    return counts + (f", {observed.left} were not run" if observed.left else "")


def _is_for_debugger(task: Task) -> bool:
    """Whether the command can be run under the debugger, which has not seen it yet."""
    problem = task.problem
    stated = problem.expects or problem.output is not None or problem.ends or task.settings.write_test
    return not stated and Route.RUNTIME not in task.tried


def _crashing(task: Task, plan: Plan, left: Observed) -> list[str]:
    """Which of the tests that still fail the debugger would tell more about: those that crash."""
    names = [one.name for one in left.failing if one.status is Ended.ERROR]
    if not names or not _is_for_debugger(task) or plan.runner is not Runner.PYTEST:
        return []
    return [f"`{names[0]}` crashes; `debugassist test {names[0]}` runs it under the debugger"]


def _offered(found: Rounds, compared: Compared, observed: Observed) -> tuple[Fix, dict[str, str]]:
    """A change that mends every check, the steps before it included, and the changed files."""
    candidate = compared.survivor.candidate
    program = found.left.programs[candidate.path]
    texts = {**found.changed, candidate.path: candidate.apply(program.text)}
    if not found.steps:
        return fix_of(candidate, program), texts
    return fix_between(observed.programs, texts), texts


async def _regression(task: Task, plan: Plan, observed: Observed, mended: Mapping[str, str]) -> str:
    """Write what is expected as tests of their own, with the first fix's files as what they should pass with."""
    path = next(iter(mended or task.problem.paths), next(iter(observed.programs)))
    program = observed.programs[path]
    checks: list[tuple[Program, Comparison]] = []
    for outcome in observed.failing:
        file, line = check_place(task, outcome)
        comparison = comparison_at(outcome, file, line) if file is not None else None
        if file is not None and comparison is not None:
            checks.append((file, comparison))
    parents = [str(Path(file.path).parent) for file in (program, *(file for file, _ in checks))]
    folders = [task.problem.folder or ".", *parents]
    text = tests_for(task.problem, program, checks)
    return await write_test(Path(task.settings.write_test), task.workspace, plan, text, folders, mended)


def _so_far(progress: Progress) -> str:
    """How fast the search is and the best it has found, in a few words."""
    rate = f"{progress.tried / max(progress.seconds, 0.001):.0f} a second"
    if progress.best:
        return f"{rate}, {len(progress.survivors)} pass all checks, best so far: {progress.best}"
    if progress.nearly:
        most = max(map(len, progress.nearly.values()))
        return f"{rate}, the best so far mends {most} of the failing checks"
    return f"{rate}, nothing passes yet"


def _nothing_fails(task: Task, observed: Observed, timings: Sequence[Timing]) -> Diagnosis:
    count = len(observed.passing)
    return Diagnosis(
        cause=f"nothing fails: {count} checks ran and passed"
        if count != 1
        else "nothing fails: the program ran",
        decision=task.decision,
        notes=task.problem.notes,
        timings=tuple(timings),
    )


def _codes(task: Task, observed: Observed) -> tuple[Code, ...]:
    """The texts that spans point into: the program's files, and the one with the check."""
    texts = {path: program.text for path, program in observed.programs.items()}
    check, _ = check_place(task, observed.subject)
    if check is not None and check.path != CHECK:
        texts.setdefault(check.path, check.text)
    return tuple(Code(text=text, path=path, language="python") for path, text in texts.items())


def _diagnosis(
    task: Task,
    observed: Observed,
    diagnostic: Diagnostic,
    suspects: tuple[Suspect, ...],
    fixes: tuple[Fix, ...],
    notes: tuple[str, ...],
    timings: tuple[Timing, ...],
    mends: tuple[str, str] | None,
    *,
    doubted: bool,
) -> Diagnosis:
    if fixes:
        path, line = fixed_lines(fixes[0], observed.programs)[0]
        where = f"{path}:{line}"
        title = doing(fixes[0].title)
        cause = f"{diagnostic.message}; the fault is at {where}: {title} makes every check pass"
        if mends:
            whose, what = mends
            cause = f"{diagnostic.message}; {whose} is at {where}: {title} {what}"
        elif doubted or len(fixes) > 1:  # the checks alone do not decide
            rest = ", and may still be wrong" if doubted else ", as do others"
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
