"""How is one sheet drawn? Colours, line numbers, marks in the gutter, and labels under what they point at."""

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style

from tui.highlight import Highlighter, Token
from tui.labels import LEAST_ROOM, label_rows, shift_of
from tui.sheets import Kind, Mark, Sheet, shown, shown_column
from tui.widgets.lines import LinesView

_GLYPHS = {
    Kind.BREAK: "●",
    Kind.DEFECT: "✗",
    Kind.CRASH: "▶",
    Kind.NOTE: "·",
    Kind.SUSPECT: "?",
    Kind.FRAME: "│",
    Kind.CHANGED: "✓",
}  # the shape says what the colour says


class SourceView(LinesView):
    """A read-only view of one sheet. A marked line is followed by its labels, on rows of their own."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"source--{token}" for token in Token),
        *(f"source--mark-{kind.name.lower()}" for kind in Kind),
        "source--under",
        "source--value",
    }
    DEFAULT_CSS = """
    SourceView {
        & > .source--keyword { color: $syntax-keyword; text-style: bold; }
        & > .source--constant { color: $syntax-constant; }
        & > .source--string { color: $syntax-string; }
        & > .source--comment { color: $syntax-comment; text-style: italic; }
        & > .source--number { color: $syntax-number; }
        & > .source--call { color: $syntax-call; }
        & > .source--definition { color: $syntax-definition; text-style: bold; }
        & > .source--decorator { color: $syntax-decorator; }
        & > .source--mark-break { color: $error; }
        & > .source--mark-defect { color: $error; text-style: bold; }
        & > .source--mark-crash { color: $error; text-style: bold; }
        & > .source--mark-note { color: $primary; }
        & > .source--mark-suspect { color: $warning; text-style: bold; }
        & > .source--mark-frame { color: $secondary; }
        & > .source--mark-changed { color: $success; text-style: bold; }
        & > .source--under { background: $error 28%; text-style: bold underline; }
        & > .source--value { color: $muted; text-style: italic; }
    }
    """

    class LineChanged(Message):
        """The cursor stands on another line."""

        def __init__(self, view: "SourceView", line: int) -> None:
            super().__init__()
            self.view = view
            self.line = line

    class GutterPicked(Message):
        """The gutter was clicked, at the line where the cursor is now."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._load(Sheet(name="", lines=(), numbers=()))

    # --- for owners -----------------------------------------------------------------------------

    @property
    def sheet(self) -> Sheet:
        """The sheet on show."""
        return self._sheet

    @property
    def line(self) -> int:
        """The line number under the cursor."""
        rows = self._rows
        if not rows:
            return 0
        index = rows[min(self.cursor, len(rows) - 1)]
        return self._sheet.numbers[self._line_index(index)]

    def show_sheet(self, sheet: Sheet, *, keep: bool = False) -> None:
        """Show a sheet from its top; with `keep`, at the line it stood at."""
        line = self.line if keep else 0
        self._load(sheet)
        self.reload()
        if line:
            self.go_to(line)

    def go_to(self, line: int) -> bool:
        """Put the cursor on a line; return whether there is such a line."""
        index = self._sheet.index(line)
        if index is None:
            return False
        self.show_row(self._row_of[index], centre=True)
        return True

    def _line_index(self, row: int) -> int:
        return row if row >= 0 else self._labels[-1 - row][0]

    # --- rows -----------------------------------------------------------------------------------

    def row_count(self) -> int:
        """Lines and the labels under them."""
        return len(self._rows)

    def row_text(self, row: int) -> str:
        """The line, or the label's pointer and text."""
        index = self._rows[row]
        return shown(self._sheet.lines[index]) if index >= 0 else self._label(row).plain

    def longest_row(self) -> int:
        """Labels are cut, not scrolled to: only lines count."""
        return max((len(shown(line)) for line in self._sheet.lines), default=0)

    def row_scroll(self, row: int, scrolled: int) -> int:
        """Labels that point at nothing stay in view; a line may be shifted by itself."""
        return 0 if row in self._still else scrolled + self._shifts.get(self._rows[row], 0)

    def row_content(self, row: int) -> Content:
        """The line in colours with the marked parts underlined, or a label."""
        index = self._rows[row]
        if index < 0:
            return self._label(row)
        line = self._sheet.lines[index]
        content = Content(shown(line))
        plain = line.isascii() and "\t" not in line
        for start, end, token in self._highlighter.parts(index):
            if not plain:
                start, end = shown_column(line, start), shown_column(line, end)
            content = content.stylize(self._component(f"source--{token}"), start, end)
        for mark in self._marks.get(index, ()):
            if mark.start is not None and mark.kind in (Kind.DEFECT, Kind.CRASH):
                start, end = shown_column(line, mark.start), shown_column(line, mark.end or mark.start + 1)
                if start >= len(content):  # the mark points behind the line's end: show where
                    content = content.append(" " * (start + 1 - len(content)))
                    end = start + 1
                content = content.stylize(self._component("source--under"), start, end)
        return content

    def row_gutter(self, row: int) -> list[tuple[str, Style]]:
        """The strongest mark and the line number; a breakpoint beside it; a label's row has none of them."""
        index = self._rows[row]
        if index < 0:
            return [(" " * (self._digits + 4), self._component("lines--gutter"))]
        marks = self._marks.get(index)
        glyph, look = " ", self._component("lines--gutter")
        kinds = {mark.kind for mark in marks} if marks else set()
        if kinds:
            kind = max(kinds)
            glyph, look = _GLYPHS[kind], self._component(f"source--mark-{kind.name.lower()}")
        rest = f"{glyph} {self._sheet.numbers[index]:>{self._digits}} "
        if len(kinds) > 1 and Kind.BREAK in kinds:
            return [(_GLYPHS[Kind.BREAK], self._component("source--mark-break")), (rest, look)]
        return [(f" {rest}", look)]

    def on_show(self) -> None:
        """While it was hidden it had no width; where it is as wide as before, nothing else says that it has one again."""
        self.call_after_refresh(self.on_resize)

    def on_resize(self) -> None:
        """Labels are placed by the width there is."""
        if self._labels and self._laid_for != max(LEAST_ROOM, self.size.width - self._digits - 4):
            self.shift_rows()
        super().on_resize()

    def cursor_moved(self) -> None:
        """Tell the owner which line the cursor stands on."""
        self.post_message(self.LineChanged(self, self.line))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; in the gutter, a breakpoint."""
        super().on_click(event)
        event.prevent_default()  # what has been done need not be done by the class above once more
        offset = event.get_content_offset(self)
        if offset is not None and offset.x < self.gutter_width and self.row_count():
            self.post_message(self.GutterPicked())

    def is_shifted(self) -> bool:
        """Return whether any line is shifted by itself."""
        return bool(self._shifts)

    def rows_of_interest(self) -> Iterable[int]:
        """The marked lines."""
        return (self._row_of[index] for index in self._marks)

    # --- helpers --------------------------------------------------------------------------------

    def _load(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._highlighter = Highlighter(sheet.lines, sheet.language)
        self._digits = len(str(sheet.numbers[-1])) if sheet.numbers else 1
        self._marks: dict[int, list[Mark]] = {}
        for mark in sheet.marks:
            index = sheet.index(mark.line)
            if index is not None:
                self._marks.setdefault(index, []).append(mark)
        self._lay_out_rows()

    def shift_rows(self) -> None:
        """Lay out anew: where labels stand depends on the shifts."""
        line = self.line
        self._lay_out_rows()
        self.reload(keep=True)
        self.go_to(line)

    def _lay_out_rows(self) -> None:
        """Number the rows: each line, then the rows of its labels, which depend on the room there is."""
        room = max(LEAST_ROOM, self.size.width - self._digits - 4)
        self._laid_for = room
        self._labels: list[tuple[int, Mark, str]] = []  # index of the line, the mark, what is drawn
        self._still: set[int] = set()  # rows that do not scroll sideways
        self._shifts: dict[int, int] = {}  # columns left out of lines whose marked part is far to the right
        self._rows: list[int] = []  # index of a line, or -1 - index of a label
        self._row_of: list[int] = []
        for index, line in enumerate(self._sheet.lines):
            self._row_of.append(len(self._rows))
            self._rows.append(index)
            marks = self._marks.get(index)
            if not marks:
                continue
            shift = shift_of(line, marks, room) if self.shifting else 0
            if shift:
                self._shifts[index] = shift
            for mark in sorted(marks, key=lambda mark: (-mark.kind, mark.start or 0)):
                for text, pointing in label_rows(line, mark, room, shift) if mark.label else ():
                    if not pointing:
                        self._still.add(len(self._rows))
                    self._labels.append((index, mark, text))
                    self._rows.append(-len(self._labels))

    def _label(self, row: int) -> Content:
        _, mark, text = self._labels[-1 - self._rows[row]]
        return Content(text).stylize(self._component(f"source--mark-{mark.kind.name.lower()}"))
