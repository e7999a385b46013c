"""How is a change drawn? Line under line, or the old text beside the new one."""

from itertools import groupby, zip_longest
from typing import ClassVar

from textual.content import Content
from textual.style import Style

from tui.beside import Pair, pairs
from tui.difference import Row, RowKind
from tui.labels import LEAST_ROOM, aside
from tui.sheets import shown, shown_column
from tui.widgets.lines import LinesView

SIGNS = {RowKind.OLD: "-", RowKind.NEW: "+", RowKind.SAME: " ", RowKind.FILE: " ", RowKind.GAP: "⋮"}
_CHANGED = (RowKind.OLD, RowKind.NEW)
LEAST_BESIDE = 60  # columns that two texts side by side need


class DiffView(LinesView):
    """Rows of an inline diff."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "diff--old", "diff--new", "diff--old-part", "diff--new-part", "diff--file", "diff--same",
    }  # fmt: skip
    DEFAULT_CSS = """
    DiffView {
        & > .diff--old { background: $error 18%; }
        & > .diff--new { background: $success 18%; }
        & > .diff--old-part { background: $error 50%; text-style: bold; }
        & > .diff--new-part { background: $success 45%; text-style: bold; }
        & > .diff--file { color: $primary; text-style: bold; }
        & > .diff--same { color: $muted; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, cursor=False)
        self._rows: tuple[Row, ...] = ()
        self._shifts: dict[int, int] = {}  # columns left out of rows

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show another diff."""
        self._rows = rows
        numbers = [number for row in rows for number in (row.old, row.new) if number is not None]
        self._digits = len(str(max(numbers, default=1)))
        self.shifting = True
        self.shift_rows()
        self.reload()
        first = next((n for n, row in enumerate(rows) if row.kind in _CHANGED), 0)
        self.show_row(first, centre=True)

    def shift_rows(self) -> None:
        """Shift changed lines so that what differs is in view: a change out of view would say nothing."""
        room = max(LEAST_ROOM, self.size.width - self.gutter_width - 1)
        self._shifts = {}
        for changed, group in groupby(enumerate(self._rows), lambda one: one[1].kind in _CHANGED):
            lines = list(group)
            parts = [(row.text, row.changed) for _, row in lines if row.changed]
            if changed and parts and self.shifting:
                start = min(shown_column(text, spans[0][0]) for text, spans in parts)
                end = max(shown_column(text, spans[-1][1]) for text, spans in parts)
                self._shifts |= dict.fromkeys((number for number, _ in lines), aside(start, end, room))
        self.refresh()

    def is_shifted(self) -> bool:
        """Return whether any line is shifted."""
        return any(self._shifts.values())

    def row_scroll(self, row: int, scrolled: int) -> int:
        """The lines around a shifted one stay where they are."""
        return scrolled + self._shifts.get(row, 0)

    def on_resize(self) -> None:
        """How far lines are shifted depends on the room."""
        self.shift_rows()
        super().on_resize()

    def row_count(self) -> int:
        """Rows of the diff."""
        return len(self._rows)

    def row_text(self, row: int) -> str:
        """The line of code."""
        return shown(self._rows[row].text)

    def signed(self, row: int) -> str:
        """A row as a unified diff has it."""
        this = self._rows[row]
        return f"--- {this.text}" if this.kind is RowKind.FILE else f"{SIGNS[this.kind]}{this.text}"

    def row_content(self, row: int) -> Content:
        """The line with its changed parts picked out."""
        this = self._rows[row]
        content = Content(self.row_text(row))
        match this.kind:
            case RowKind.FILE:
                return content.stylize(self._component("diff--file"))
            case RowKind.SAME | RowKind.GAP:
                return content.stylize(self._component("diff--same"))
            case RowKind.OLD | RowKind.NEW:
                look = self._component(f"diff--{this.kind}-part")
                for start, end in this.changed:
                    content = content.stylize(
                        look, shown_column(this.text, start), shown_column(this.text, end)
                    )
        return content

    def row_style(self, row: int) -> Style | None:
        """Red or green under a changed line; the sign says the same without colour."""
        kind = self._rows[row].kind
        return self._component(f"diff--{kind}") if kind in _CHANGED else None

    def row_gutter(self, row: int) -> list[tuple[str, Style]]:
        """Both line numbers and the sign."""
        this = self._rows[row]
        if this.kind is RowKind.FILE:
            return [(" ", self._component("lines--gutter"))]
        old = "" if this.old is None else str(this.old)
        new = "" if this.new is None else str(this.new)
        numbers = f" {old:>{self._digits}} {new:>{self._digits}} "
        return [(numbers, self._component("lines--gutter")), (f"{SIGNS[this.kind]} ", Style())]


class BesideView(DiffView):
    """The old text on the left, the new one on the right; a line that is too long goes on in the next row."""

    DEFAULT_CSS = """
    BesideView { display: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pairs: tuple[Pair, ...] = ()
        self._drawn: list[Content] = []
        self._drawn_for = (0, "")  # the width and the theme

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show another diff."""
        self._pairs = pairs(rows)
        super().show_rows(rows)
        self._lay_out()

    def shift_rows(self) -> None:
        """Long lines are folded."""

    def _lay_out(self) -> None:
        """Draw every pair: how many rows it takes depends on the room there is."""
        self._drawn_for = (self.size.width, self.app.theme)
        self._drawn = []
        first = 0
        for pair in self._pairs:
            if not first and pair.old is not pair.new:
                first = len(self._drawn)
            self._drawn += self._both(pair)
        self.reload()
        self.show_row(first, centre=True)

    def row_count(self) -> int:
        """Rows that the pairs of lines take."""
        return len(self._drawn)

    def row_text(self, row: int) -> str:
        """Both lines."""
        return self._drawn[row].plain

    def row_content(self, row: int) -> Content:
        """The old line, a bar, the new line."""
        return self._drawn[row]

    def longest_row(self) -> int:
        """Both sides fit: they are folded to the width there is."""
        return 0

    def row_style(self, row: int) -> Style | None:
        """Each side has its own ground."""
        return None

    def row_gutter(self, row: int) -> list[tuple[str, Style]]:
        """The numbers stand in the columns."""
        return []

    def _both(self, pair: Pair) -> list[Content]:
        if (over := pair.over_both) is not None:
            look = "diff--file" if over.kind is RowKind.FILE else "diff--same"
            return [Content(f"{SIGNS[over.kind]} {shown(over.text)}").stylize(self._component(look))]
        width = max(LEAST_BESIDE, self.size.width) // 2 - 1
        old, new = self._side(pair.old, width, new=False), self._side(pair.new, width, new=True)
        bar = Content("│").stylize(self._component("lines--gutter"))
        blank = Content(" " * width)
        return [
            Content("").join([left or blank, bar, right or blank]) for left, right in zip_longest(old, new)
        ]

    def _side(self, row: Row | None, width: int, *, new: bool) -> list[Content]:
        """The rows of one side, each as wide as the side."""
        if row is None:
            return []
        content = Content(shown(row.text))
        if row.kind is RowKind.SAME:
            content = content.stylize(self._component("diff--same"))
        for start, end in row.changed:
            look = self._component(f"diff--{row.kind}-part")
            content = content.stylize(look, shown_column(row.text, start), shown_column(row.text, end))
        number = row.new if new else row.old
        head = f"{number:>{self._digits}} {SIGNS[row.kind]} "
        drawn = []
        for piece in content.wrap(width - len(head)) or [Content("")]:
            line = Content(head).stylize(self._component("lines--gutter")).append(piece)
            line = line.append(Content(" " * max(0, width - line.cell_length)))
            changed = row.kind in _CHANGED
            drawn.append(line.stylize_before(self._component(f"diff--{row.kind}")) if changed else line)
            head = " " * len(head)
        return drawn

    def on_resize(self) -> None:
        """The sides are as wide as there is room for."""
        self._lay_out_anew()
        super().on_resize()

    def notify_style_update(self) -> None:
        """Draw anew in another theme; whatever else is styled anew, as a pane that comes to the front, leaves the colours."""
        super().notify_style_update()
        self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        if self._drawn and self.size and self._drawn_for != (self.size.width, self.app.theme):
            self._lay_out()
