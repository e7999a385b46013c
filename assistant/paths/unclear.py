"""What can be said of a problem whose kind is not known, and which question would decide it?

The safe path: it runs the cheap checks of the other three - does the code parse, what does the traceback say,
which signals were seen - states what they show, and asks one question.
"""

from collections.abc import AsyncGenerator
from time import perf_counter

from analyzers.facts import (
    Code,
    Diagnosis,
    Diagnostic,
    Done,
    Event,
    Found,
    HandedBack,
    Label,
    Problem,
    Route,
    Span,
    StepFinished,
    StepStarted,
    Timing,
)
from analyzers.parses import Parse, parse
from analyzers.text import Lines, number_of
from assistant.diagnose import Task

_ASK = "what did you run, what did you expect, and what happened instead?"


async def follow(task: Task) -> AsyncGenerator[Event]:
    """Yield what the cheap checks show; hand the problem back when one of them proves a route."""
    started = perf_counter()
    yield StepStarted("look", "running the cheap checks")
    verdicts = [
        (code, verdict)
        for code in task.problem.code
        if (verdict := parse(code.text, code.language)) is not None
    ]
    diagnostics = tuple(
        _refused(code, verdict) for code, verdict in verdicts if not verdict.ok and not verdict.cut
    )
    notes = tuple(_notes(task, verdicts))
    yield StepFinished(
        "look", perf_counter() - started, f"{number_of(len(verdicts), 'piece')} of code parsed"
    )
    # Sure that nothing is clear: two paths have handed it back already, and somebody has to answer.
    last = task.decision.confidence == 1.0
    handed_on = last or any(note.startswith("handed on:") for note in task.problem.notes)
    if diagnostics and not handed_on:
        yield HandedBack(
            _with_note(task.problem, f"handed on: {diagnostics[0].message}"), diagnostics[0].message
        )
        return
    for diagnostic in diagnostics:
        yield Found(diagnostic)
    if not diagnostics and task.reading.subject is None and not task.problem.code:
        from assistant.paths.alone import answer

        told = answer(task)
        if told is not None:
            yield Done(told)
            return
    question = task.decision.question or _ASK
    yield Done(
        Diagnosis(
            cause=_cause(task, diagnostics),
            decision=task.decision,
            traceback=task.reading.subject,
            others=task.reading.tracebacks[:-1],
            diagnostics=(
                *diagnostics,
                Diagnostic(code="unclear/question", message="more is needed", help=question),
            ),
            code=task.problem.code,
            notes=(*task.problem.notes, *notes),
            timings=(Timing(step="look", seconds=perf_counter() - started),),
        )
    )


def _cause(task: Task, diagnostics: tuple[Diagnostic, ...]) -> str:
    if diagnostics:
        return diagnostics[0].message
    subject = task.reading.subject
    if subject is not None:
        return f"`{subject.final.type}` was reported, but not what it means for you"
    if not task.problem.text.strip() and not task.problem.code:
        return "nothing was handed over"
    return "what was handed over does not say what fails"


def _notes(task: Task, verdicts: list[tuple[Code, Parse]]) -> list[str]:
    notes = [
        f"the {code.language} code{f' in {code.path}' if code.path else ''} parses"
        for code, verdict in verdicts
        if verdict.ok
    ]
    guesses = [opinion for opinion in task.decision.opinions if opinion.route is not Route.UNCLEAR]
    notes.extend(
        f"{opinion.stage.value} leans towards {opinion.route.value} ({opinion.confidence:.0%})"
        for opinion in guesses
    )
    return notes


def _refused(code: Code, verdict: Parse) -> Diagnostic:
    place = None
    if verdict.line is not None:
        lines = Lines(code.text)
        line = min(verdict.line, len(lines.starts))
        place = Label(Span(code.path, lines.offset(line), lines.end(line)))
    return Diagnostic(
        code="syntax/refused",
        message=f"the {code.language} code does not parse: {verdict.message}",
        primary=place,
        notes=(f"checked with {verdict.by}",),
    )


def _with_note(problem: Problem, note: str) -> Problem:
    from dataclasses import replace

    return replace(problem, notes=(*problem.notes, note))
