"""How do events become what a person or a pipe reads? Progress to stderr, the answer to stdout, an exit code."""

import sys
from argparse import Namespace
from collections.abc import Iterable
from time import monotonic

from analyzers.facts import (
    Diagnosis,
    Done,
    Event,
    Failed,
    FixChecked,
    Printed,
    Problem,
    Route,
    StepProgress,
    StepStarted,
)
from analyzers.text import visible
from tui.console import colourful, emit, is_terminal, narrate, width
from tui.exits import Exit

_PATIENCE = 1.0  # seconds before progress is worth a line


def report(events: Iterable[Event], args: Namespace, problem: Problem) -> int:
    """Consume the events of one problem, print the answer in the asked form, and return the exit code."""
    progress = _Progress(wanted=not args.quiet and is_terminal(sys.stderr))
    diagnosis: Diagnosis | None = None
    failure: Failed | None = None
    stream = getattr(args, "events", False)
    try:
        for event in events:
            if stream:
                from tui.render.structured import render_event

                emit(render_event(event))
            progress.show(event)
            match event:
                case Done(diagnosis=answer):
                    diagnosis = answer
                case Failed():
                    failure = event
                case _:
                    pass
    finally:
        progress.clear()
    if diagnosis is not None:
        if not stream:
            emit(rendered(diagnosis, args, problem.workspace))
        return Exit.PROBLEM if found_problem(diagnosis, problem) else Exit.OK
    failed = failure or Failed("the work ended without an answer")
    if args.format == "json" and not stream:
        from tui.render.structured import render_failure

        emit(render_failure(failed.message, failed.hint))
    narrate(f"error: {visible(failed.message)}")
    if failed.hint:
        narrate(f"help: {visible(failed.hint)}")
    return Exit.FAILED


def rendered(diagnosis: Diagnosis, args: Namespace, workspace: str = "") -> str:
    """Return the diagnosis in the form that the options ask for."""
    match args.format:
        case "json":
            from tui.render.structured import render

            return render(diagnosis)
        case "markdown":
            from tui.render.markdown import render

            return render(diagnosis)
        case _:
            from tui.render.text import render as render_text

            return render_text(
                diagnosis,
                colour=colourful(sys.stdout, never=args.no_color),
                width=width(sys.stdout),
                quiet=args.quiet,
                verbose=args.verbose,
                root=workspace,
            )


def found_problem(diagnosis: Diagnosis, problem: Problem) -> bool:
    """Return whether anything was found to be wrong: in a program that was run, or in what was handed over.

    A report whose route is known tells of a failure, whatever more could be found out; asking back is no finding.
    """
    findings = [found for found in diagnosis.diagnostics if not found.code.startswith("unclear/")]
    if diagnosis.traceback or findings or diagnosis.fixes or diagnosis.suspects or diagnosis.hypotheses:
        return True
    return not problem.command and diagnosis.decision.route is not Route.UNCLEAR


class _Progress:
    """One line on the terminal that says what is being done, once that takes a while."""

    def __init__(self, *, wanted: bool) -> None:
        self.wanted = wanted
        self.since = monotonic()
        self.shown = False

    def show(self, event: Event) -> None:
        match event:
            case Printed(stream=stream, text=text):
                self.clear()
                target = sys.stdout if stream == "stdout" else sys.stderr
                target.write(text)
                target.flush()
                return
            case StepStarted(detail=detail, step=step):
                words = detail or step
            case StepProgress(detail=detail, step=step, done=done, total=total):
                words = f"{detail or step}: {done}" + (f" of {total}" if total else "")
            case FixChecked(fix=fix):
                words = f"{fix.title}: {fix.status}"
            case _:
                return
        if self.wanted and monotonic() - self.since >= _PATIENCE:
            columns = max(20, width(sys.stderr) - 1)
            sys.stderr.write(f"\r\x1b[K{visible(words)[:columns]}")
            sys.stderr.flush()
            self.shown = True

    def clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False
