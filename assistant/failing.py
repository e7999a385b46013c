"""What does a failing check expect, and what happens instead?"""

from pathlib import Path

from analyzers.facts import Diagnostic
from analyzers.logic.comparison import Comparison, check_at, compared, short
from analyzers.logic.examples import told_by_runner
from analyzers.logic.expectation import CHECK, OUTPUT_LINE, check_of
from analyzers.logic.program import Program, is_docstring
from analyzers.logic.subject import is_test_file
from assistant.diagnose import Task
from assistant.paths.told import label_of
from tools.testing.outcomes import Ended, Outcome
from tools.testing.server import EXIT
from tools.workspace import read_source

_UNNAMED = "assert at line"  # how the runner calls a script's own asserts


def diagnostic_of(task: Task, outcome: Outcome, others: int) -> Diagnostic:
    """Return what is expected and what happens instead, at the check that says so; `others` fail as well."""
    count = "another check fails" if others == 1 else f"{others} other checks fail"
    notes = (f"{count} too",) if others else ()
    if outcome.status is Ended.HUNG:
        who = "the program" if outcome.name == EXIT else f"`{_name(outcome)}`"
        message = f"{who} does not end"
        return Diagnostic(code="logic/failing-check", message=message, notes=notes)
    program, line = check_place(task, outcome)
    message = _said(outcome, program, line)
    stated = program is None or program.path == CHECK  # the user's own words: no file has them
    label = label_of(program, line) if program is not None and not stated else None
    return Diagnostic(code="logic/failing-check", message=message, primary=label, notes=notes)


def check_place(task: Task, outcome: Outcome) -> tuple[Program | None, int]:
    """Return the file of the failing check, parsed, and the check's line there."""
    frames = outcome.failure.frames if outcome.failure is not None else ()
    own = tuple(frame for frame in frames if is_test_file(frame[0]))
    if not frames:
        return None, 0
    at = (own or frames)[-1]
    if Path(at[0]).is_absolute():
        return None, 0
    text = added_files(task).get(at[0]) or read_source(task.workspace.root / at[0])
    try:
        return (Program(at[0], text), at[1]) if text is not None else (None, 0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None, 0


def _said(outcome: Outcome, program: Program | None, line: int) -> str:
    """One plain clause: what was evaluated, what it gave, what was expected."""
    failure = outcome.failure
    if failure is None:
        return f"`{_name(outcome)}` fails"
    if program is not None and program.path == CHECK and failure.message.startswith(OUTPUT_LINE):
        return failure.message  # in words already
    check = check_at(program, line) if program is not None else None
    comparison = comparison_at(outcome, program, line) if program is not None else None
    if program is not None and check is not None and comparison is not None:
        if is_docstring(check):
            return comparison.sentence("the example")
        return comparison.sentence("the test" if is_test_file(program.path) else "the check")
    name = short(program.source(check)) if outcome.name.startswith(_UNNAMED) and program and check else ""
    first = short(failure.message.split("\n", 1)[0])
    return f"`{name or _name(outcome)}` fails with `{failure.type}`" + (f": {first}" if first else "")


def comparison_at(outcome: Outcome, program: Program, line: int) -> Comparison | None:
    """Return what the check in a line of a file compared, where its failure says so."""
    failure, check = outcome.failure, check_at(program, line)
    if failure is None or check is None:
        return None
    if is_docstring(check):
        return told_by_runner(program.lines.line(line), failure.message)
    return compared(program, check, failure.message) if failure.type in ("AssertionError", "Failed") else None


def _name(outcome: Outcome) -> str:
    return short(outcome.name)


def added_files(task: Task) -> dict[str, str]:
    """Return the check that states what the user expects, where no test does."""
    problem = task.problem
    if not problem.expects and problem.output is None and not problem.ends:
        return {}
    return {CHECK: check_of(problem.paths[0], problem.expects, problem.output)}
