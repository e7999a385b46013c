"""The runtime path: what stopped the program, where the bad value came from, and a fix that was run."""

from collections.abc import AsyncGenerator, Iterator
from time import perf_counter
from typing import TYPE_CHECKING

from analyzers.deferred import replace
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
    StepStarted,
    Timing,
    Traceback,
)
from analyzers.runtime.assemble import LIBRARY, assemble
from analyzers.runtime.crash import Crash, Finding
from analyzers.runtime.explain import explain
from analyzers.runtime.faulty import in_order, likely, spoken_for
from analyzers.runtime.rank import rank
from analyzers.runtime.report import quoted
from analyzers.runtime.static import finish
from analyzers.runtime.telling import with_slips
from assistant.diagnose import Task

if TYPE_CHECKING:
    from tools.workspace import Workspace

_DATA_ERRORS = frozenset({"JSONDecodeError", "UnicodeDecodeError"})
_MOST_NAMES = 300  # strings of the sources that are tried as names of files
_MOST_BYTES = 2_000_000
_COMPILE_ERRORS = frozenset({"SyntaxError", "IndentationError", "TabError"})


async def follow(task: Task) -> AsyncGenerator[Event]:
    """Yield what explains the crash; hand back what fails to compile or fails a comparison."""
    if task.problem.command:
        from assistant.paths.crashed import follow as follow_run

        async for event in follow_run(task):
            yield event
        return
    subject = task.reading.subject
    if subject is not None and is_compile_error(subject) and not _is_about_data(subject):
        reason = f"the report ends in `{subject.final.type}`"
        yield HandedBack(replace(task.problem, notes=(*task.problem.notes, reason)), reason, Route.SYNTAX)
        return
    started = perf_counter()
    yield StepStarted("explain", "reading the report and the sources")
    foreseen = None
    if subject is None and task.problem.code:
        from assistant.paths.onpaper import ending, stopped

        foreseen = stopped(task)
        task, subject = foreseen or (task, None)
    if subject is None:
        yield StepFinished("explain", perf_counter() - started, "no traceback")
        known = (ending(task) if task.problem.code else None) or _of_data(task)
        if known is None:
            from assistant.paths.written import beside

            known = beside(task, _without_traceback(task))
        yield Done(known)
        return
    if subject.language != "python":
        for event in _foreign(task, subject, started):
            yield event
        return
    crash = crash_of(task, subject)
    finding = explain_crash(crash)
    if finding.diagnostic.primary is not None:
        yield Found(finding.diagnostic)
    for hypothesis in finding.hypotheses:
        yield Found(hypothesis)
    fixes = tuple(
        replace(fix, status=Status.UNVERIFIED, check="the program was not run")
        for fix in usable(crash, finding.fixes)
    )
    also: tuple[Diagnostic, ...] = ()
    if foreseen is not None:
        from assistant.paths.onpaper import checked
        from assistant.paths.written import cautions

        also = cautions(task.problem.code[0]) if not fixes else ()
        fixes = tuple(checked(task.problem.code[0], fix) for fix in fixes)
    for fix in fixes:
        yield FixProposed(fix)
        yield FixChecked(fix)
    suspects = with_slips(crash, finding, rank(crash, finding)) if crash.sites else ()
    if not any(source.partial for source in crash.sources.values()):
        suspects = spoken_for(crash, in_order(likely(crash, suspects), suspects))  # fitted on whole files
    elapsed = perf_counter() - started
    yield StepFinished("explain", elapsed)
    yield Done(
        Diagnosis(
            cause=finding.cause,
            decision=task.decision,
            traceback=subject,
            others=task.reading.tracebacks[:-1],
            diagnostics=(finding.diagnostic, *also),
            hypotheses=finding.hypotheses,
            suspects=suspects,
            fixes=fixes,
            code=codes(crash),
            notes=(*task.problem.notes, *missing(crash, subject)),
            timings=(Timing(step="explain", seconds=elapsed),),
        )
    )


def _foreign(task: Task, subject: Traceback, started: float) -> Iterator[Event]:
    """Yield what a report of another language proves."""
    from analyzers.runtime.foreign import told

    def read(named: str) -> tuple[str, str] | None:
        path = task.workspace.find(named)
        text = None if path is None else task.workspace.read(named)
        return None if path is None or text is None else (task.workspace.relative(path), text)

    finding, code = told(subject, task.problem.text, read)
    yield Found(finding.diagnostic)
    elapsed = perf_counter() - started
    yield StepFinished("explain", elapsed)
    yield Done(
        Diagnosis(
            cause=finding.cause,
            decision=task.decision,
            traceback=subject,
            others=task.reading.tracebacks[:-1],
            diagnostics=(finding.diagnostic,),
            code=code,
            notes=task.problem.notes,
            timings=(Timing(step="explain", seconds=elapsed),),
        )
    )


def is_compile_error(traceback: Traceback) -> bool:
    """Return whether a report says that code could not be compiled."""
    return traceback.language == "python" and traceback.final.type in _COMPILE_ERRORS


def _is_about_data(traceback: Traceback) -> bool:
    """Whether what could not be compiled was a string that the running program handed to `eval` and the like."""
    location = traceback.final.location
    return location is not None and location.file in ("<string>", "<unknown>", "<fstring>")


def crash_of(task: Task, traceback: Traceback, *, live: bool = False) -> Crash:
    """Return the crash of a report with the sources of the workspace that take part."""
    workspace = task.workspace

    def read(named: str) -> tuple[str, str] | None:
        path = workspace.find(named)
        text = None if path is None else workspace.read(named)
        return None if path is None or text is None else (workspace.relative(path), text)

    def imported(named: str) -> tuple[str, str] | None:
        return read(named) if _there(workspace, named) else None

    crash = assemble(traceback, read, imported, task.problem.code, live=live)
    if crash.type in _DATA_ERRORS:
        crash = replace(crash, data=_data(workspace, crash))
    return crash


def _data(workspace: "Workspace", crash: Crash) -> dict[str, bytes]:
    """Return the files of the workspace that the sources of a crash name."""
    import ast

    names = {
        node.value: None
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) < 200
    }
    found: dict[str, bytes] = {}
    for name in list(names)[:_MOST_NAMES]:
        path = workspace.find(name) if _there(workspace, name) else None
        if path is None or path.suffix == ".py":
            continue
        try:
            if path.stat().st_size <= _MOST_BYTES:
                found[workspace.relative(path)] = path.read_bytes()
        except OSError:
            continue
    return found


def explain_crash(crash: Crash) -> Finding:
    """Return what the report and the sources alone say of a crash."""
    return finish(explain(crash), crash)


def usable(crash: Crash, fixes: tuple[Fix, ...]) -> tuple[Fix, ...]:
    """Return the fixes whose edits go into files that we have whole, and that still parse."""
    import ast

    kept: list[Fix] = []
    for fix in fixes:
        sources = [crash.sources.get(edit.span.path) for edit in fix.edits]
        if not fix.edits or any(source is None or source.partial for source in sources):
            continue
        source = sources[0]
        assert source is not None
        try:
            changed = applied(source.text, fix)
            ast.parse(changed)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if changed != source.text and all(applied(source.text, other) != changed for other in kept):
            kept.append(fix)
    return tuple(kept)


def applied(text: str, fix: Fix) -> str:
    """Return a text with a fix's edits made; all of them lie in this text."""
    for edit in sorted(fix.edits, key=lambda one: -one.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def codes(crash: Crash) -> tuple[Code, ...]:
    """Return the texts that spans of the diagnosis point into."""
    return tuple(
        Code(text=source.text, path=path, language="python") for path, source in crash.sources.items()
    )


def missing(crash: Crash, traceback: Traceback) -> tuple[str, ...]:
    """Return what kept the report from saying more."""
    if traceback.language != "python" or (crash.sites and not crash.sites[-1].source.partial):
        return ()
    files = [frame.file for frame in traceback.final.frames]
    files = [file for file in files if not LIBRARY.search(file)] or files
    if not files:
        return ("the report names no place in the source",)
    return (f"`{files[-1]}` is not in the workspace: run this where the sources are to see more",)


def _there(workspace: "Workspace", named: str) -> bool:
    try:
        return (workspace.root / named).is_file()
    except (OSError, ValueError):
        return False


def _of_data(task: Task) -> Diagnosis | None:
    from assistant.paths.data import broken

    return broken(task)


def _without_traceback(task: Task) -> Diagnosis:
    from analyzers.reports import find_reports
    from assistant.paths.alone import answer

    told = answer(task)
    if told is not None:
        return told
    said = [report for report in find_reports(task.problem.text) if report.route is Route.RUNTIME]
    cause = "something stopped the program, but no traceback was handed over"
    return Diagnosis(
        cause=f"{said[0].what}: {quoted(_line_of(task.problem.text, said[0].offset), 120)}"
        if said
        else cause,
        decision=task.decision,
        code=task.problem.code,
        notes=(*task.problem.notes, "run it with `debugassist run`, or paste the whole traceback"),
    )


def _line_of(text: str, offset: int) -> str:
    start = text.rfind("\n", 0, offset) + 1
    return text[start:].lstrip("\n").partition("\n")[0].strip()
