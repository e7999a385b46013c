"""What does it mean, what was typed or pasted into the app? A path, a command, or a text to explain."""

import shlex
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from analyzers.errors import UsageError
from analyzers.facts import Intake, Problem

_RUN = ("run ", "!")
EXPECT = "expect "  # what should be true of the program on show
STEP = "step "  # a program is gone through rather than explained
_OPEN = ("open ", "explain ")
_MAIN = ("main.py", "app.py", "manage.py", "run.py", "__main__.py")  # what the program of a folder is called
_NO_PROGRAM = ("test_", "conftest.py", "setup.py", "noxfile.py")


def interpret(text: str, workspace: str = "") -> Problem:
    """Return the problem that was entered.

    Nothing is run unless the line begins with `run` or `!`. Raises InputError or UsageError when it cannot be used.
    """
    from tools.intake import from_command, from_files, from_text

    line = text.strip()
    if "\n" not in line:
        for verb in (*_RUN, STEP):
            if line.startswith(verb) or line == verb.strip():
                words = _words(line[len(verb) :], verb, "python app.py")
                return from_command(words, workspace=workspace)
        for verb in _OPEN:
            if line.startswith(verb) or line == verb.strip():
                return from_files(_words(line[len(verb) :], verb, "app.log"), workspace=workspace)
        if _is_file(line):
            return from_files([line], workspace=workspace)
    return from_text(text, workspace=workspace)


def expected(line: str, file: str, workspace: str = "") -> Problem:
    """Return the problem of the program on show of which a line expects something: an expression, or what is and should be.

    Raises UsageError when the line expects nothing that can be checked, or no program is on show.
    """
    from tui.expected import expecting, stated

    text = line.removeprefix(EXPECT).strip()
    if not text:
        raise UsageError("`expect` needs to be told what", "for example `expect mean([1, 2]) == 1.5`")
    if not file.endswith(".py"):
        raise UsageError("no Python file is on show of which it could be expected", "open it first: o")
    return expecting(file, (text if _is_expression(text) else stated(text),), workspace)


def _is_expression(text: str) -> bool:
    import ast

    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def renew(problem: Problem) -> Problem:
    """Return the problem as it is now: its files read again. Raises InputError when one cannot be read."""
    from tools.intake import from_files
    from tools.workspace import read_source

    if problem.intake is Intake.FILE and problem.paths and not problem.command:
        again = from_files(problem.paths, question=problem.question, workspace=problem.workspace)
        return replace(problem, text=again.text, code=again.code, notes=again.notes)
    if not problem.paths:
        return problem  # what was pasted or piped stays what it was
    fresh = [read_source(Path(code.path)) if code.path in problem.paths else None for code in problem.code]
    code = tuple(
        code if text is None else replace(code, text=text)
        for code, text in zip(problem.code, fresh, strict=True)
    )
    return replace(problem, code=code)


def _words(line: str, verb: str, operand: str) -> tuple[str, ...]:
    example = f"{verb}{operand}"
    try:
        words = tuple(
            str(Path(word).expanduser()) if word.startswith("~") else word for word in shlex.split(line)
        )
    except ValueError as error:
        raise UsageError("a quote is not closed", f"for example `{example}`") from error
    if not words:
        raise UsageError(f"`{verb.strip()}` needs to be told what", f"for example `{example}`")
    return words


def _is_file(line: str) -> bool:
    try:
        return len(line) < 4_096 and Path(line).expanduser().is_file()
    except (OSError, ValueError, RuntimeError):  # no home folder, a NUL
        return False


def likely_program(names: Iterable[str]) -> str:
    """Return which of a folder's files is the program to run: one with a usual name, else the only one; or nothing."""
    programs = [name for name in names if name.endswith(".py") and not name.startswith(_NO_PROGRAM)]
    usual = next((name for name in _MAIN if name in programs), "")
    return usual or (programs[0] if len(programs) == 1 else "")
