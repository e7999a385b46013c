"""Which lines is the program to stop at? Breakpoints in the sheets, and setting and clearing one."""

from collections.abc import Mapping

from analyzers.deferred import replace
from tui.sheets import Kind, Mark, Sheet, Sheets

Breakpoints = dict[tuple[str, int], str]  # file and line, and on what condition; empty for always


def with_breakpoints(sheets: Sheets, points: Mapping[tuple[str, int], str]) -> Sheets:
    """Return the sheets with these breakpoints in their gutters, and no others."""
    return replace(sheets, sheets=tuple(_marked(sheet, points) for sheet in sheets.sheets))


def _marked(sheet: Sheet, points: Mapping[tuple[str, int], str]) -> Sheet:
    marks = tuple(mark for mark in sheet.marks if mark.kind is not Kind.BREAK)
    own = sorted((line, condition) for (file, line), condition in points.items() if file == sheet.file != "")
    marks += tuple(break_mark(line, condition) for line, condition in own)
    return sheet if marks == sheet.marks else replace(sheet, marks=marks)


def break_mark(line: int, condition: str) -> Mark:
    """Return what is shown of a breakpoint."""
    return Mark(line=line, kind=Kind.BREAK, label=f"stops if {condition}" if condition else "")
