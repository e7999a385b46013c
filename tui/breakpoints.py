"""Which lines are the program to stop at? Breakpoints in the sheets, and setting and clearing one."""

from collections.abc import Set as AbstractSet

from analyzers.deferred import replace
from tui.sheets import Kind, Mark, Sheet, Sheets

Breakpoints = AbstractSet[tuple[str, int]]  # file and line


def with_breakpoints(sheets: Sheets, points: Breakpoints) -> Sheets:
    """Return the sheets with these breakpoints in their gutters, and no others."""
    return replace(sheets, sheets=tuple(_marked(sheet, points) for sheet in sheets.sheets))


def _marked(sheet: Sheet, points: Breakpoints) -> Sheet:
    marks = tuple(mark for mark in sheet.marks if mark.kind is not Kind.BREAK)
    lines = sorted(line for file, line in points if sheet.file and file == sheet.file)
    marks += tuple(Mark(line=line, kind=Kind.BREAK) for line in lines)
    return sheet if marks == sheet.marks else replace(sheet, marks=marks)
