"""Which lines of a source show a finding, with the labelled parts underlined?"""

from collections.abc import Iterable, Mapping

from analyzers.deferred import dataclass
from analyzers.diff import name_of
from analyzers.facts import Code, Diagnostic, Label
from analyzers.text import Lines
from tui.render.ink import Ink, columns, printable

_NEAR = 2  # lines between two labelled ones that are shown rather than left out


@dataclass(frozen=True, slots=True)
class Listing:
    """A text that spans point into, and the number its first line is shown with."""

    lines: Lines
    first: int = 1

    def number(self, line: int) -> int:
        """Return the number a line of the text is shown with."""
        return line + self.first - 1


def listings(code: Iterable[Code]) -> dict[str, Listing]:
    """Return the texts of a diagnosis by path."""
    return {piece.path: Listing(Lines(piece.text), piece.first_line) for piece in code}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A part of one shown line, in characters, with what is said about it."""

    start: int
    end: int
    text: str
    primary: bool


def place(label: Label, listing: Listing | None) -> str:
    """Return `file:line:column` of a label, columns counted from 1 as editors do."""
    path = printable(name_of(label.span.path))
    if listing is None:
        return path
    line, column = listing.lines.position(label.span.start)
    return f"{path}:{listing.number(line)}:{column + 1}"


def snippet(diagnostic: Diagnostic, texts: Mapping[str, Listing], ink: Ink, width: int) -> list[str]:
    """Return the rows that show a diagnostic's labels, file by file; none when no text is at hand."""
    if diagnostic.primary is None:
        return []
    rows: list[str] = []
    labels = [(diagnostic.primary, True), *((label, False) for label in diagnostic.secondary)]
    paths = list(dict.fromkeys(label.span.path for label, _ in labels))
    marked = {
        path: _marks([pair for pair in labels if pair[0].span.path == path], texts.get(path))
        for path in paths
    }
    numbers = [texts[path].number(line) for path, marks in marked.items() for line in marks]
    gutter = max((len(str(number)) for number in numbers), default=1)
    for path in paths:
        listing, marks = texts.get(path), marked[path]
        arrow = "-->" if path == diagnostic.primary.span.path else ":::"
        label = next(label for label, _ in labels if label.span.path == path)
        rows.append(f"{' ' * gutter}{ink('aside', arrow)} {place(label, listing)}")
        if listing is not None and marks:
            rows.append(ink("aside", f"{' ' * gutter} |"))
            rows += _rows(listing, marks, gutter, ink, width)
    return rows


def _marks(labels: list[tuple[Label, bool]], listing: Listing | None) -> dict[int, list[_Mark]]:
    """The marks by line; a span over several lines is marked on its first."""
    found: dict[int, list[_Mark]] = {}
    if listing is None:
        return found
    lines = listing.lines
    for label, primary in labels:
        number, start = lines.position(label.span.start)
        stop = min(label.span.end, lines.end(number))
        end = max(start + 1, stop - lines.starts[number - 1])
        found.setdefault(number, []).append(_Mark(start, end, label.text, primary))
    return found


def _rows(listing: Listing, marks: dict[int, list[_Mark]], gutter: int, ink: Ink, width: int) -> list[str]:
    lines = listing.lines

    def plain(line: int, skipped: int = 0) -> str:
        return _source(lines.line(line), listing.number(line), gutter, ink, skipped, width)

    rows: list[str] = []
    previous = min(marks) - 1
    if previous >= 1 and lines.line(previous).strip():
        rows.append(plain(previous))
    for line in sorted(marks):
        if line - previous - 1 > _NEAR:
            rows.append(ink("aside", "..."))
        else:
            rows += [plain(between) for between in range(previous + 1, line)]
        text = lines.line(line)
        skipped = _skip(text, marks[line], width - gutter - 4)
        rows.append(plain(line, skipped))
        margin = ink("aside", f"{' ' * gutter} |") + " "
        rows += [margin + row for row in _underlines(text, marks[line], skipped, width - gutter - 4, ink)]
        previous = line
    return rows


def _skip(line: str, marks: list[_Mark], room: int) -> int:
    """How many characters of a long line are left out at its start so that the mark can be seen."""
    primary = next((mark for mark in marks if mark.primary), marks[0])
    if columns(printable(line[: primary.end])) <= room - 1:
        return 0
    return max(0, primary.start - room // 3)


def _source(line: str, number: int, gutter: int, ink: Ink, skipped: int, width: int) -> str:
    shown = ("…" if skipped else "") + printable(line[skipped : skipped + width])
    room = width - gutter - 4
    if columns(shown) > room:
        while columns(shown) > room - 1:
            shown = shown[:-1]
        shown += "…"
    return f"{ink('aside', f'{number:>{gutter}} |')} {shown}".rstrip()


def _underlines(line: str, marks: list[_Mark], skipped: int, room: int, ink: Ink) -> list[str]:
    """The row of underlines, the last label's text behind it, the other texts below their marks."""
    lead = 1 if skipped else 0
    placed = []
    for mark in sorted(marks, key=lambda mark: (mark.start, not mark.primary)):
        if mark.end <= skipped:
            continue
        start = lead + columns(printable(line[skipped : max(mark.start, skipped)]))
        length = max(1, columns(printable(line[max(mark.start, skipped) : mark.end])))
        placed.append((min(start, room - 1), max(1, min(length, room - start)), mark))
    if not placed:
        return []
    cells: list[tuple[str, str]] = []
    for start, length, mark in sorted(placed, key=lambda item: item[2].primary):
        cells += [(" ", "")] * (start + length - len(cells))
        cells[start : start + length] = [("^", "mark") if mark.primary else ("-", "aside")] * length
    last_start, last_length, last = placed[-1]
    inline = last.text if len(cells) <= last_start + last_length else ""
    row = "".join(ink(style, text) for text, style in _runs(cells))
    if inline:
        row += " " + ink("mark" if last.primary else "aside", printable(inline))
    rows = [row.rstrip()]
    waiting = [item for item in placed if item[2].text and not (inline and item is placed[-1])]
    while waiting:
        start, _, mark = waiting.pop()
        bars = {other for other, _, _ in waiting if other < start}
        lead_in = "".join(ink("aside", "|") if column in bars else " " for column in range(start))
        rows.append(lead_in + ink("mark" if mark.primary else "aside", printable(mark.text)))
    return rows


def _runs(cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
    runs: list[tuple[str, str]] = []
    for text, style in cells:
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + text, style)
        else:
            runs.append((text, style))
    return runs
