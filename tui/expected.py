"""What should a program do, as its user states it? The problem of a program that gives something else."""

from pathlib import Path

from analyzers.deferred import replace
from analyzers.errors import InputError, UsageError
from analyzers.facts import Problem


def stated(question: str) -> str:
    """Return the expectation in a question that says what is and what should be. Raises UsageError when it does not."""
    from analyzers.logic.asked import asked

    found = asked(question)
    if found is None or not found.wanted:
        raise UsageError(
            "the question does not say what is and what should be",
            "say both, with the call: `mean([1, 2]) returns 1, should be 1.5`",
        )
    if not found.expectation:
        raise UsageError(
            f"the question does not say which call gives `{found.got}`",
            f"write the call out: `f(3) returns {found.got}, should be {found.wanted}`",
        )
    return found.expectation


def expecting(file: str, expects: tuple[str, ...], workspace: str = "") -> Problem:
    """Return the problem of a program of which this is expected; it is to go the way of `logic`.

    Raises InputError when there is no such file, UsageError when it lies outside of the workspace.
    """
    from analyzers.logic.expectation import CHECK
    from tools.intake import from_command, workspace_of

    path = Path(file).resolve()
    if not path.is_file():
        raise InputError(f"there is no file `{file}`")
    top = Path(workspace).resolve() if workspace else workspace_of(path.parent)
    if not path.is_relative_to(top):
        raise UsageError(f"`{file}` lies outside the workspace `{top}`")
    return replace(
        from_command(("python", CHECK), workspace=str(top)),
        paths=(str(path.relative_to(top)),),
        expects=expects,
        folder=str(top),
    )
