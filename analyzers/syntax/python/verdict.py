"""What does CPython itself say of a text? The parser and compiler are asked, nothing is ever executed."""

import warnings
from collections.abc import Callable
from typing import NamedTuple

MAX_CHARACTERS = 2_000_000  # CPython needs seconds beyond this; no person writes such a file
MAX_LINE = 300_000  # the same, for the error in a line


class Verdict(NamedTuple):
    """The first error CPython finds. Lines and columns are 1-based, as CPython counts them."""

    kind: str  # "SyntaxError", "IndentationError", "TabError", "TooLarge", "TooDeep", "Unreadable"
    message: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def hopeless(self) -> bool:
        """Whether no repair can be looked for: the text is beyond what CPython can take."""
        return self.kind in ("TooLarge", "TooDeep", "Unreadable")


Judge = Callable[[str], Verdict | None]  # whoever compiles: this interpreter, or the user's own


class Target(NamedTuple):
    """The Python that is to run a text: its version, and how to ask its compiler."""

    version: tuple[int, int]
    ask: Judge


def judge(text: str, path: str = "<code>") -> Verdict | None:
    """Return the first error of a module's text, or None when it compiles. Never raises."""
    text = text.removeprefix("\ufeff")  # a byte order mark is legal in the file
    if len(text) > MAX_CHARACTERS:
        return Verdict("TooLarge", f"more than {MAX_CHARACTERS:,} characters", 1, 1, 1, 1)
    if len(text) > MAX_LINE and max(map(len, text.split("\n"))) > MAX_LINE:
        return Verdict("TooLarge", f"a line of more than {MAX_LINE:,} characters", 1, 1, 1, 1)
    if "\0" in text:
        line = text.count("\n", 0, text.find("\0")) + 1
        return Verdict("Unreadable", "a NUL character", line, 1, line, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, path.replace("\0", "") or "<code>", "exec", dont_inherit=True)
        except SyntaxError as error:
            if error.msg and error.msg.startswith(("too many nested", "too many statically nested")):
                return Verdict("TooDeep", error.msg, error.lineno or 1, error.offset or 1, 0, 0)
            line = error.lineno or 1
            column = error.offset or 1
            return Verdict(
                type(error).__name__,
                error.msg or "invalid syntax",
                line,
                column,
                error.end_lineno or line,
                error.end_offset or column,
            )
        except (MemoryError, RecursionError):
            return Verdict("TooDeep", "nested too deeply for the compiler", 1, 1, 1, 1)
        except ValueError as error:  # a lone surrogate
            return Verdict("Unreadable", str(error), 1, 1, 1, 1)
    return None


def judge_as(version: tuple[int, int]) -> Judge:
    """Return a judge that also refuses what a Python older than ours does not know, as far as ours can tell."""
    import ast

    def judged(text: str) -> Verdict | None:
        found = judge(text)
        if found is not None:
            return found
        try:
            ast.parse(text, feature_version=version)
        except SyntaxError as error:
            line, column = error.lineno or 1, error.offset or 1
            return Verdict(type(error).__name__, error.msg, line, column, line, column)
        return None

    return judged


def compiles(text: str) -> bool:
    """Return whether CPython compiles the text."""
    return judge(text) is None
