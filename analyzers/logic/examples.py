"""Which examples of a documentation does a doctest report say to give something else?"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from analyzers.logic.comparison import Comparison

_MARK = "DocTestFailure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example that failed."""

    file: str
    line: int
    name: str
    comparison: Comparison


def failed_examples(text: str) -> Iterator[Example]:
    """Yield the failed examples of a report by doctest itself, or by pytest's doctests."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.strip() not in ("Expected:", "Expected nothing"):
            continue
        wanted, after = _block(lines, at + 1)
        if after >= len(lines) or not lines[after].startswith("Got"):
            continue
        got, after = _block(lines, after + 1)
        source, file, number, name = _native(lines, at) or _pytest(lines, at, after) or ("", "", 0, "")
        if source:
            yield Example(
                file=file,
                line=number,
                name=name,
                comparison=Comparison(expression=source, got=got or "nothing", wanted=wanted or "nothing"),
            )


def told_by_runner(line: str, message: str) -> Comparison | None:
    """Return what an example's line and the traced run's `expected 'a', got 'b'` say."""
    source = line.strip().removeprefix(">>> ")
    wanted, between, got = message.removeprefix("expected ").partition(", got ")
    if not between or not source:
        return None
    try:
        values = [ast.literal_eval(part) for part in (wanted, got)]
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    expected, actual = (str(value).strip() or "nothing" for value in values)
    return Comparison(expression=source, got=actual, wanted=expected)


def _block(lines: list[str], start: int) -> tuple[str, int]:
    """The indented lines from here on, and the line that follows them."""
    end = start
    while end < len(lines) and lines[end].startswith("    "):
        end += 1
    return "\n".join(line.strip() for line in lines[start:end]), end


def _native(lines: list[str], at: int) -> tuple[str, str, int, str] | None:
    """`File "F", line N, in NAME`, `Failed example:`, and its source, which ends before `at`."""
    start = at
    while start > 0 and lines[start - 1].startswith("    "):
        start -= 1
    if start < 2 or lines[start - 1].strip() != "Failed example:":
        return None
    head, _, name = lines[start - 2].strip().rpartition(", in ")
    file, _, number = head.removeprefix('File "').rpartition('", line ')
    if not file or not number.isdecimal():
        return None
    return "\n".join(line.strip() for line in lines[start:at]), file, int(number), name


def _pytest(lines: list[str], at: int, after: int) -> tuple[str, str, int, str] | None:
    """The numbered lines of the documentation before `at`; the place stands behind what was got."""
    tail = next((line.strip() for line in lines[after : after + 3] if line.strip().endswith(_MARK)), "")
    file, _, number = tail.removesuffix(_MARK).rstrip(": ").rpartition(":")
    if not number.isdecimal():
        return None
    parts: list[str] = []
    for line in reversed(lines[max(0, at - 40) : at]):
        digits, _, rest = line.partition(" ")
        if not digits.isdecimal():
            break
        parts.insert(0, rest.strip().removeprefix(">>> ").removeprefix("... "))
        if rest.strip().startswith(">>> "):
            return "\n".join(parts), file, int(number), ""
    return None
