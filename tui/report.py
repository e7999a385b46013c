"""How do events become what a person or a pipe reads? Progress to stderr, the answer to stdout, an exit code."""

import sys
from argparse import Namespace
from collections.abc import Iterable
from time import monotonic

from analyzers.errors import UsageError
from analyzers.facts import (
    Diagnosis,
    Done,
    Event,
    Failed,
    FixChecked,
    Known,
    Printed,
    Problem,
    Route,
    StepProgress,
    StepStarted,
)
from analyzers.text import visible
from tui.console import DEFAULT_WIDTH, colourful, emit, is_capable, is_terminal, narrate, width
from tui.exits import Exit

_PATIENCE = 1.0  # seconds before progress is worth a line


def report(events: Iterable[Event], args: Namespace, problem: Problem) -> int:
    """Consume the events of one problem, print the answer in the asked form, and return the exit code."""
    diagnosis: Diagnosis | None = None
    failure: Failed | None = None
    ended = False
    stream = getattr(args, "events", False)
    progress = _Progress(wanted=not args.quiet and is_capable(sys.stderr), printing=not stream)
    try:
        for event in events:
            if stream:
                from tui.render.structured import render_event

                emit(render_event(event))
            progress.show(event)
            match event:
                case Known(diagnosis=answer):
                    diagnosis = answer
                case Done(diagnosis=answer):
                    diagnosis, ended = answer, True
                case Failed():
                    failure = event
                case _:
                    pass
    except KeyboardInterrupt:
        progress.clear()
        if diagnosis is None:
            raise
    finally:
        progress.clear()
    if diagnosis is not None:
        if args.output:
            _save(rendered(diagnosis, args, problem.workspace), args.output)
        elif not stream:
            if problem.command and is_terminal(sys.stdout):
                emit("\n")  # apart from what the program printed
            emit(rendered(diagnosis, args, problem.workspace))
        if failure is None and not ended:
            narrate("stopped before the work had ended; this is the answer as far as it stood")
            raise KeyboardInterrupt
        if failure is None:
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
        case "html":
            from tui.render.html import render

            return render(diagnosis)
        case "sarif" | "github" | "gitlab" | "junit" | "quickfix":
            return annotated((diagnosis,), args.format, workspace)
        case _:
            from tui.render.text import render as render_text

            return render_text(
                diagnosis,
                colour=not args.output and colourful(sys.stdout, never=args.no_color),
                width=DEFAULT_WIDTH if args.output else width(sys.stdout),
                quiet=args.quiet,
                verbose=args.verbose,
                root=workspace,
            )


def annotated(diagnoses: Iterable[Diagnosis], form: str, root: str = "") -> str:
    """Return every finding of the diagnoses in a form that code scanners, CI services or editors read."""
    from tui.render import annotations
    from tui.render.spots import spots

    found = spots(diagnoses, root)
    match form:
        case "sarif":
            from tui.cli import version
            from tui.render.sarif import render

            return render(found, version())
        case "github":
            return annotations.github(found)
        case "gitlab":
            return annotations.gitlab(found)
        case "junit":
            return annotations.junit(found)
        case _:
            return annotations.quickfix(found)


def found_problem(diagnosis: Diagnosis, problem: Problem) -> bool:
    """Return whether anything was found to be wrong: in a program that was run, or in what was handed over.

    A report whose route is known tells of a failure, whatever more could be found out; asking back is no finding.
    """
    findings = [found for found in diagnosis.diagnostics if not found.code.startswith("unclear/")]
    asked = len(findings) < len(diagnosis.diagnostics)
    shown = diagnosis.hypotheses and not asked
    if diagnosis.traceback or findings or diagnosis.fixes or diagnosis.suspects or shown:
        return True
    return not asked and not problem.command and diagnosis.decision.route is not Route.UNCLEAR


def _save(text: str, name: str) -> None:
    from pathlib import Path

    try:
        Path(name).write_text(text, encoding="utf-8", errors="backslashreplace")
    except (OSError, ValueError) as error:
        raise UsageError(f"the report cannot be written to `{name}`: {error}", "name another file") from error


class _Progress:
    """One line on the terminal that says what is being done, once that takes a while."""

    def __init__(self, *, wanted: bool, printing: bool) -> None:
        self.wanted = wanted
        self.printing = printing  # what a captured program prints; as an event it is in the stream already
        self.since = monotonic()
        self.shown = False

    def show(self, event: Event) -> None:
        match event:
            case Printed(text=text):
                if self.printing:
                    self.clear()
                    sys.stderr.write(text)
                    sys.stderr.flush()
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
