"""The runtime path for a command: the program is run, asked where it failed, and fixes are tried on a copy."""

from collections import deque
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from time import perf_counter
from typing import TYPE_CHECKING

from analyzers.deferred import dataclass, replace
from analyzers.facts import (
    Code,
    Diagnosis,
    Done,
    Event,
    Fix,
    FixChecked,
    FixProposed,
    Found,
    HandedBack,
    Known,
    Printed,
    Route,
    Snapshot,
    Status,
    StepFinished,
    StepStarted,
    Suspect,
    Timing,
    Traceback,
)
from analyzers.logic.edits.lines import edited_line
from analyzers.runtime.choice import Undone, choose, ranked
from analyzers.runtime.confirm import confirmed
from analyzers.runtime.crash import Answer, Ask, Crash, Evaluate, Exists, Finding, Module, Unknown
from analyzers.runtime.explain import explain
from analyzers.runtime.faulty import likely, spoken_for
from analyzers.runtime.incoming import borne_out, converted_where_read
from analyzers.runtime.mend import mend
from analyzers.runtime.rank import Watched, rank
from analyzers.runtime.varying import in_some_order
from assistant.diagnose import Task
from assistant.paths.runtime import codes, crash_of, explain_crash, is_compile_error, missing, usable
from assistant.paths.uncrashed import decided, without_crash
from assistant.steady import doubtful, steadiness
from assistant.undo import doubted, offered, searchable, undo

if TYPE_CHECKING:
    from tools.debugger.session import Outcome, Session
    from tools.interpreter import Launch

_HELPED = 0.72  # suspicion of a line whose change makes the program run
_MAX_FIXES = 12  # tried, each with one run of the program


@dataclass
class _Run:
    """What one run under the debugger told."""

    outcome: "Outcome"
    crash: Crash | None = None
    finding: Finding | None = None
    snapshot: Snapshot | None = None


async def follow(task: Task) -> AsyncGenerator[Event]:
    """Yield what running the program shows; hand back what does not compile or fails a comparison."""
    import asyncio

    from assistant.streaming import as_it_comes
    from tools.debugger.session import Why
    from tools.interpreter import launch

    started = perf_counter()
    timings: list[Timing] = []
    program = launch(
        task.problem.command,
        task.workspace.root,
        interpreter=task.settings.interpreter,
        folder=task.problem.folder,
    )
    yield StepStarted("run", "running the program")
    printed: deque[Printed] = deque()
    inspecting = asyncio.ensure_future(_inspect(task, program, printed))
    async with aclosing(as_it_comes(inspecting, printed)) as output:
        async for piece in output:
            yield piece
    run = inspecting.result()
    timings.append(Timing(step="run", seconds=perf_counter() - started))
    yield StepFinished("run", timings[-1].seconds)
    back = _elsewhere(task, run)
    if back is not None:
        yield back
        return
    if run.crash is None or run.finding is None:
        yield Done(without_crash(task, run.outcome, run.snapshot, tuple(timings)))
        return
    crash, finding, outcome = run.crash, run.finding, run.outcome
    yield Found(finding.diagnostic)
    for hypothesis in finding.hypotheses:
        yield Found(hypothesis)
    answer = Diagnosis(
        cause=finding.cause,
        decision=decided(task, f"`{crash.type}` stopped it"),
        traceback=outcome.traceback,
        diagnostics=(finding.diagnostic,),
        hypotheses=finding.hypotheses,
        snapshot=run.snapshot,
        code=codes(crash),
        notes=(*task.problem.notes, *program.notes, *outcome.notes),
        timings=tuple(timings),
    )
    yield Known(answer)  # its calls and values can be looked at while edits are tried
    begun = perf_counter()
    if doubtful(crash, outcome.seconds):
        yield StepStarted("steady", "running it unchanged on a copy, to see whether it fails each time")
    steady = await steadiness(task, program, crash, outcome.seconds)
    if doubtful(crash, outcome.seconds):
        timings.append(Timing(step="steady", seconds=perf_counter() - begun))
        yield StepFinished("steady", timings[-1].seconds)
    task = replace(task, seed=steady.seed)
    watched = Watched()
    begun = perf_counter()
    if finding.trails and outcome.traceback is not None:
        yield StepStarted("origins", "running it once more on a copy, to see where the bad value comes from")
        watched = await _origins(task, program, crash, finding, outcome)
        timings.append(Timing(step="origins", seconds=perf_counter() - begun))
        yield StepFinished("origins", timings[-1].seconds)
        finding = confirmed(finding, watched, crash.sources)
        finding = converted_where_read(crash, finding, watched.carriers)
    if steady.ordered:
        finding = replace(finding, suspects=(*finding.suspects, *in_some_order(crash.sources)))
    suspects = rank(crash, finding, watched=watched)
    suspicion = {(one.path, one.line): one.score for one in suspects}
    lines = likely(crash, suspects, watched.ran)
    explained = usable(crash, (*finding.fixes, *mend(crash, finding, suspects)))
    undone = Undone()
    if outcome.why in (Why.EXCEPTION, Why.TEST) and searchable(task, crash, outcome.seconds):
        begun = perf_counter()
        yield StepStarted("search", "trying what would undo common slips, on a copy")
        undone = await undo(task, crash, finding, suspicion, watched.ran, explained, lines)
        undone = replace(undone, survivors=borne_out(undone.survivors, crash, watched.carriers))
        timings.append(Timing(step="search", seconds=perf_counter() - begun))
        yield StepFinished("search", timings[-1].seconds, undone.said)
    chosen = choose(undone, crash, suspicion, watched.roots)
    proposed = (offered(chosen, explained) if undone.tried else explained)[:_MAX_FIXES]
    fixes: list[Fix] = []
    begun = perf_counter()
    if proposed:
        from assistant.paths.verify import verified

        yield StepStarted("verify", "running the program again with each fix, on a copy")
        async for checked in verified(task, program, crash, proposed, timings[0].seconds, steady):
            fixes.append(checked)
            yield FixProposed(replace(checked, status=Status.UNVERIFIED, check=""))
            yield FixChecked(checked)
        timings.append(Timing(step="verify", seconds=perf_counter() - begun))
        yield StepFinished("verify", timings[-1].seconds)
    if not any(fix.status is Status.VERIFIED for fix in fixes):
        fixes += doubted(chosen)
    order = (Status.VERIFIED, Status.UNVERIFIED, Status.REFUTED)
    fixes.sort(key=lambda fix: order.index(fix.status))
    fixed = _fixed_lines(crash, fixes)
    yield Done(
        replace(
            answer,
            cause=finding.cause,
            diagnostics=(finding.diagnostic,),
            hypotheses=finding.hypotheses,
            suspects=rank(crash, finding, fixed, watched=watched)
            if fixed and not undone.survivors
            else spoken_for(crash, ranked(chosen, suspects, lines)),
            fixes=tuple(fixes),
            notes=(
                *answer.notes,
                *filter(None, [steady.note]),
                *watched.notes,
                *(missing(crash, outcome.traceback) if outcome.traceback else ()),
            ),
            timings=tuple(timings),
        )
    )


async def _inspect(task: Task, program: "Launch", printed: deque[Printed]) -> _Run:
    """Run the program once, and ask it everything while it is stopped."""
    from tools.debugger.session import start

    def keep(stream: str, data: bytes) -> None:
        printed.append(Printed(stream, data.decode("utf-8", "replace")))

    capture = task.settings.capture
    async with start(
        program,
        cwd=task.problem.folder or task.workspace.root,
        seconds=task.settings.time_limit,
        capture=capture,
        stdin=b"" if capture else None,
        on_output=keep if capture else None,
    ) as session:
        outcome = session.outcome
        run = _Run(outcome)
        traceback = outcome.traceback
        if traceback is not None and traceback.chain[-1].type and not is_compile_error(traceback):
            run.crash = crash_of(task, traceback, live=session.live)
            if session.live:
                run.finding = await drive(explain(run.crash), run.crash, session)
                run.snapshot = await session.snapshot()
                if run.snapshot is not None:
                    run.crash = replace(run.crash, frames=run.snapshot.frames)
            else:
                run.finding = explain_crash(run.crash)
        elif session.live:
            run.snapshot = await session.snapshot()
        ended = await session.finish()
        run.outcome = replace(
            outcome, code=ended.code, failed_tests=ended.failed_tests or outcome.failed_tests
        )
    return run


async def _origins(
    task: Task, program: "Launch", crash: Crash, finding: Finding, outcome: "Outcome"
) -> Watched:
    """Return the lines that ran and the ones that the bad values came from, in a recorded run on a copy."""
    from analyzers.errors import ToolError
    from tools.debugger.origins import Query, origins
    from tools.sandbox import sandbox

    assert outcome.traceback is not None
    trails = [trail for trail in finding.trails if crash.sites[trail.site].raised == -1]
    queries = [
        Query(
            node=trail.node,
            frame=crash.sites[trail.site].frame - len(outcome.traceback.final.frames),
            bad=trail.bad,
            weight=trail.weight,
            element=trail.element,
        )
        for trail in trails
    ]
    if not queries:
        return Watched()
    try:
        with sandbox(task.workspace.root, seed=task.seed) as box:
            told = await origins(
                program,
                queries,
                crash.sources,
                outcome.traceback,
                root=box.root,
                seconds=outcome.seconds,
                cwd=box.path(task.problem.folder or ""),
                env=box.environment(),
                prefix=box.prefix,
            )
    except ToolError as error:
        return Watched(notes=(error.message,))
    suspects = tuple(
        Suspect(path=one.path, line=one.line, score=min(one.weight, 1.0), reasons=(one.what,))
        for one in told.found
    )
    roots = frozenset((one.path, one.line) for one in told.found if one.root)
    ran = frozenset[tuple[str, int]]() if crash.spread else told.ran
    return Watched(
        origins=suspects,
        roots=roots,
        ran=ran,
        carriers=dict(zip(trails, told.carriers, strict=False)),
        notes=(told.note,) if told.note else (),
    )


async def drive(asking: Generator[Ask, Answer, Finding], crash: Crash, session: "Session") -> Finding:
    """Answer an explainer's questions from the stopped program."""
    try:
        question = next(asking)
        while True:
            question = asking.send(await _answer(question, crash, session))
    except StopIteration as ended:
        finding: Finding = ended.value
        return finding


async def _answer(question: Ask, crash: Crash, session: "Session") -> Answer:
    match question:
        case Evaluate():
            if not crash.sites:
                return Unknown("no frame of the stack is in the workspace")
            site = crash.sites[question.site]
            if site.raised is None:
                return Unknown("it failed elsewhere: in another task or process")
            return await session.evaluate(question.expression, site.frame, site.raised)
        case Module():
            return await session.module(question.name)
        case Exists():
            return await session.exists(question.path)


def _elsewhere(task: Task, run: _Run) -> HandedBack | None:
    """Return where the problem belongs when running it shows that it is no crash."""
    from tools.debugger.session import Why

    outcome, traceback = run.outcome, run.outcome.traceback
    if traceback is not None and is_compile_error(traceback):
        location = traceback.final.location or traceback.crash
        text = None if location is None else task.workspace.read(location.file)
        path = None if location is None else task.workspace.find(location.file)
        if text is None or path is None or location is None:
            return None  # text given to `compile` or `eval`: data, not a file of the program
        code = Code(text=text, path=task.workspace.relative(path), language="python")
        problem = replace(task.problem, command=(), code=(code,))
        reason = f"`{code.path}` does not compile"
        return HandedBack(problem, reason, Route.SYNTAX)
    if _is_comparison(traceback, run.crash):
        failing = ", ".join(outcome.failed_tests[:3]) or outcome.subject or "a check of the program"
        return HandedBack(task.problem, f"{failing} fails on a comparison, nothing crashes", Route.LOGIC)
    if outcome.why is Why.TEST and traceback is None:
        return HandedBack(task.problem, "tests fail, and nothing crashes", Route.LOGIC)
    return None


def _is_comparison(traceback: Traceback | None, crash: Crash | None) -> bool:
    """Return whether the failure is a test's own assertion rather than an exception."""
    if traceback is None or traceback.final.type.rpartition(".")[2] not in ("AssertionError", "Failed"):
        return False
    if crash is None or crash.site is None or not crash.ours:
        return True  # raised inside the test library
    name = crash.site.source.path.rpartition("/")[2]
    return name.startswith("test") or name.endswith("_test.py") or crash.site.function.startswith("test")


def _fixed_lines(crash: Crash, fixes: list[Fix]) -> list[Suspect]:
    """A line whose change makes the failure go away is a strong suspect."""
    found: list[Suspect] = []
    for fix in fixes[:1]:  # the first of them that works is the one to be shown first
        if fix.status is Status.VERIFIED:
            for edit in fix.edits:
                source = crash.sources[edit.span.path]
                line = edited_line(source.lines, edit.span.start, edit.span.end, edit.text)
                found.append(
                    Suspect(path=source.path, line=line, score=_HELPED, reasons=(f"verified: {fix.title}",))
                )
    return found
