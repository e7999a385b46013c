"""How is a broken Python text repaired?"""

from analyzers.facts import Diagnostic, Label, Span
from analyzers.syntax.python.verdict import judge
from analyzers.syntax.result import Repair
from analyzers.text import Lines


def repair_python(text: str, path: str = "", *, effort: int | None = None) -> Repair:
    """Return what CPython says of the text, and the repairs that it accepts."""
    verdict = judge(text, path)
    if verdict is None:
        return Repair()
    lines = Lines(text)
    start = lines.offset(verdict.line, max(verdict.column - 1, 0))
    return Repair(
        diagnostics=(
            Diagnostic(
                code="syntax/invalid",
                message=verdict.message,
                primary=Label(Span(path, start, start), ""),
            ),
        ),
        line=verdict.line,
    )
