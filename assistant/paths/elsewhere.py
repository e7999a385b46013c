"""What does a test runner of another language say failed, at the check in the user's own file?

Programs of other languages are not run here: the runner's two values are the evidence.
"""

from analyzers.facts import Code, Diagnosis, Diagnostic, Evidence, Hypothesis, Label, Span, Verdict
from analyzers.language import language_of_path
from analyzers.logic.comparison import short
from analyzers.logic.runners import Failed, failed_tests
from analyzers.text import Lines
from assistant.diagnose import Task

_MOST_NAMED = 5


def failing(task: Task) -> Diagnosis | None:
    """Return what the runner's output says of the first test that fails; None where it is no such output."""
    failed = list(failed_tests(task.problem.text))
    if not failed:
        return None
    first, rest = failed[0], failed[1:]
    cause = (
        first.comparison.sentence()
        if first.comparison is not None
        else f"`{short(first.name)}` fails: {first.message}"
    )
    code, line = _code(task, first)
    notes = (
        ()
        if first.comparison is None or first.comparison.expression == first.name
        else (f"in `{short(first.name)}`",)
    )
    if rest:
        names = ", ".join(f"`{short(one.name)}`" for one in rest[:_MOST_NAMED])
        more = len(rest) - _MOST_NAMED
        notes = (*notes, f"also failing: {names}" + (f" and {more} more" if more > 0 else ""))
    return Diagnosis(
        cause=cause,
        decision=task.decision,
        traceback=task.reading.subject,
        others=task.reading.tracebacks[:-1],
        diagnostics=(
            Diagnostic(
                code="logic/failing-check",
                message=cause + (f", at {first.file}:{first.line}" if code is None and first.file else ""),
                primary=_label(code, line) if code is not None else None,
                notes=notes,
            ),
        ),
        hypotheses=_evidence(first),
        code=(code,) if code is not None else (),
        notes=task.problem.notes,
    )


def _evidence(failed: Failed) -> tuple[Hypothesis, ...]:
    if failed.comparison is None:
        return ()
    where = f"{failed.file}:{failed.line}" if failed.file else failed.runner
    return (
        Hypothesis(
            code="logic/wrong-value",
            claim=f"{failed.runner} shows both values",
            verdict=Verdict.CONFIRMED,
            evidence=(
                Evidence(expression="expected", value=failed.comparison.wanted, where=where),
                Evidence(expression=failed.comparison.expression, value=failed.comparison.got, where=where),
            ),
        ),
    )


def _code(task: Task, failed: Failed) -> tuple[Code | None, int]:
    """The user's file, else the line that the runner quotes; and the check's line in it."""
    path = task.workspace.find(failed.file) if failed.file else None
    text = None if path is None else task.workspace.read(failed.file)
    if path is not None and text is not None and 0 < failed.line <= text.count("\n") + 1:
        named = task.workspace.relative(path)
        return Code(text=text, path=named, language=language_of_path(named)), failed.line
    if failed.code and failed.file:
        return Code(text=failed.code + "\n", path=failed.file, first_line=failed.line or 1), 1
    return None, 0


def _label(code: Code, line: int) -> Label:
    return Label(Span(code.path, *Lines(code.text).written(line)), "the check that fails")
