"""Where does a text set a whole report in, and how does it read at the margin?

Python's own reports are read at any indentation. Others begin at the margin, so a block that a person or a
test runner has set in is moved there; its lines keep their number and their place.
"""

import re

from analyzers.deferred import regex

_BEGINS = regex(
    r"^[ \t]+(?:goroutine \d+ \[|thread '|stack backtrace:|E   |>   |_{5,} |={5,}|#0 |==\d+==|(?:PHP )?[Ss]tack trace:"
    r"|[A-Z][\w.]* +Traceback \(most recent call last\)$"
    r"|\S+\.rb:\d+:in [`'].*\(\S+\)$)",
    re.MULTILINE,
)


def at_margin(lines: list[str], text: str) -> list[str]:
    """Return lines with every set-in block that begins such a report moved to the margin."""
    if _BEGINS.search(text) is None:
        return lines
    moved = list(lines)
    start = 0
    while start < len(lines):
        width = _width(lines[start])
        if not width:
            start += 1
            continue
        end = start
        while end < len(lines) and (not lines[end].strip() or _width(lines[end])):
            end += 1
        _move(moved, start, end)
        start = end
    return moved


def _width(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 0


def _move(lines: list[str], start: int, end: int) -> None:
    """Move a block in place if a report begins at its own margin."""
    block = lines[start:end]
    margin = min(_width(line) for line in block if line.strip())
    if any(_width(line) == margin and _BEGINS.match(line) for line in block):
        lines[start:end] = [line[margin:] for line in block]
