"""The syntax path: what cannot be parsed, where the true mistake is, and a repair that was checked."""

from collections.abc import AsyncIterator
from dataclasses import replace
from time import perf_counter

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
    Status,
    StepFinished,
    StepStarted,
    Timing,
)
from analyzers.syntax import repair
from assistant.diagnose import Task

_COMPILE_ERRORS = frozenset({"SyntaxError", "IndentationError", "TabError"})


async def follow(task: Task) -> AsyncIterator[Event]:
    """Yield the mistakes found in the code at hand, and the repairs that passed; hand back what parses."""
    started = perf_counter()
    yield StepStarted("parse", "looking for what cannot be parsed")
    sources = _sources(task)
    broken: list[Code] = []
    diagnostics: list[Diagnostic] = []
    fixes: list[Fix] = []
    notes: list[str] = []
    for code in sources:
        found = repair(code.text, code.path, code.language or "python")
        if found.well_formed:
            continue
        broken.append(code)
        diagnostics += found.diagnostics
        notes += found.notes
        for diagnostic in found.diagnostics:
            yield Found(diagnostic)
        for fix in found.fixes:
            yield FixProposed(replace(fix, status=Status.UNVERIFIED, check=""))
            yield FixChecked(fix)
            fixes.append(fix)
    elapsed = perf_counter() - started
    yield StepFinished("parse", elapsed, f"{len(sources)} pieces of code, {len(broken)} broken")
    if sources and not broken:
        names = ", ".join(code.path or "the code" for code in sources)
        note = f"{names} parses"
        yield HandedBack(replace(task.problem, notes=(*task.problem.notes, note)), note)
        return
    yield Done(
        Diagnosis(
            cause=_cause(task, diagnostics),
            decision=task.decision,
            traceback=task.reading.subject,
            others=task.reading.tracebacks[:-1],
            diagnostics=tuple(diagnostics),
            fixes=tuple(fixes),
            code=tuple(broken),
            notes=(*task.problem.notes, *notes, *_missing(task, sources)),
            timings=(Timing(step="parse", seconds=elapsed),),
        )
    )


def _sources(task: Task) -> list[Code]:
    """Return the code to look at: what was handed over, else the file that the report names, else its line."""
    sources = list(task.problem.code)
    subject = task.reading.subject
    location = None
    if subject is not None and subject.final.type.rpartition(".")[2] in _COMPILE_ERRORS:
        location = subject.final.location or subject.crash
    if location is None:
        return sources
    path = task.workspace.find(location.file)
    text = None if path is None else task.workspace.read(location.file)
    if path is not None and text is not None:
        named = task.workspace.relative(path)
        if all(code.path not in (named, location.file) for code in sources):
            sources.insert(0, Code(text=text, path=named, language="python"))
    elif not sources and location.code:
        line = Code(
            text=location.code + "\n", path=location.file, language="python", first_line=location.line or 1
        )
        sources.append(line)
    return sources


def _cause(task: Task, diagnostics: list[Diagnostic]) -> str:
    if diagnostics:
        return diagnostics[0].message
    subject = task.reading.subject
    if subject is not None:
        location = subject.final.location or subject.crash
        where = f" in `{location.file}`, line {location.line}" if location is not None else ""
        return f"`{subject.final.type}`{where}: {subject.final.message}"
    return "the code was refused, but it is not at hand"


def _missing(task: Task, sources: list[Code]) -> list[str]:
    if sources:
        return []
    subject = task.reading.subject
    location = None if subject is None else subject.final.location or subject.crash
    if location is None:
        return ["no code was handed over: name the file, or paste the code along"]
    return [f"`{location.file}` is not in the workspace: run this where the file is, or name the file"]
