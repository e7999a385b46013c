"""Where do the labels of a marked line stand, in the room there is?

A label stands beside its pointer where there is room, on either side, else under its line. A line whose marked part
lies beyond the right edge is drawn shifted, alone, so that the lines around it stay readable.
"""

from textwrap import wrap

from tui.render.ink import columns
from tui.sheets import Kind, Mark, shown

LEAST_ROOM = 24  # columns; a narrower pane is treated as this wide
_LONGEST = 240  # characters of a label
_AROUND = 8  # columns shown beside a part that a line is shifted for


def shift_of(line: str, marks: list[Mark], room: int) -> int:
    """Return how many columns of a line are left out on its left so that what is marked can be seen."""
    pointing = [mark for mark in marks if mark.start is not None and mark.kind in (Kind.DEFECT, Kind.CRASH)]
    if not pointing:
        return 0
    mark = max(pointing, key=lambda mark: mark.kind)
    start, end = _columns(line, mark)
    return aside(start, end, room)


def aside(start: int, end: int, room: int) -> int:
    """Return how many columns to leave out on the left so that these are seen; where they have no room, their beginning."""
    return 0 if end <= room else max(0, min(end + _AROUND - room, start - _AROUND))


def label_rows(line: str, mark: Mark, room: int, shift: int) -> list[tuple[str, bool]]:
    """Return the rows of a label, and whether each points at a part of the line and must scroll with it."""
    text = shown(mark.label.replace("\n", " "))[:_LONGEST]
    drawn = shown(line)
    indent = min(max(0, len(drawn) - len(drawn.lstrip()) - shift), room // 3)
    if mark.start is not None:
        start, end = _columns(line, mark)
        start, end = start - shift, end - shift
        pointer = "▔" * max(1, end - start)
        if start >= 0 and start + len(pointer) + 1 + len(text) <= room:
            return [(f"{' ' * start}{pointer} {text}", True)]
        if len(text) < start and start + len(pointer) <= room:
            return [(f"{text} ".rjust(start) + pointer, True)]
    rows = wrap(f"└ {text}", max(LEAST_ROOM // 2, room - indent), subsequent_indent="  ")
    return [(" " * indent + row, False) for row in rows]


def _columns(line: str, mark: Mark) -> tuple[int, int]:
    """Return the cells between which a mark is drawn: a wide character takes two."""
    start = mark.start or 0
    end = mark.end or start + 1
    beyond = max(0, end - len(line))  # a mark may point behind the line's end
    return columns(shown(line[:start])), columns(shown(line[:end])) + beyond
