"""How are many lines shown, moved through, searched and selected? The base of source, diff and output.

Only the lines on screen are ever rendered, so 100,000 of them cost what forty do.
"""

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from tui.labels import aside

_MARGIN = 3  # lines kept between the cursor and the edge


class LinesView(ScrollView, can_focus=True):
    """Rows of text with a gutter, a cursor row, search and mouse selection. Subclasses say what a row is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--gutter",
        "lines--cursor",
        "lines--cursor-gutter",
        "lines--here",
        "lines--here-gutter",
        "lines--match",
        "lines--dim",
    }
    DEFAULT_CSS = """
    LinesView {
        background: $surface;
        scrollbar-size: 0 1;
        & > .lines--gutter { color: $faint; }
        & > .lines--cursor { background: $foreground 7%; }
        & > .lines--cursor-gutter { color: $accent; background: $foreground 7%; text-style: bold; }
        & > .lines--match { background: $warning 45%; color: $foreground; text-style: bold; }
        & > .lines--dim { color: $muted; }
        & > .lines--here { background: $primary 22%; }
        & > .lines--here-gutter { color: $accent; background: $primary 22%; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", show=False, id="lines.up"),
        Binding("down,j", "move(1)", "down", show=False, id="lines.down"),
        Binding("pageup,ctrl+b", "page(-1)", "page up", show=False, id="lines.page_up"),
        Binding("pagedown,ctrl+f", "page(1)", "page down", show=False, id="lines.page_down"),
        Binding("ctrl+u", "half(-1)", "half a page up", show=False, id="lines.half_up"),
        Binding("ctrl+d", "half(1)", "half a page down", show=False, id="lines.half_down"),
        Binding("home,g", "first", "first line", show=False, id="lines.first"),
        Binding("end,G", "last", "last line", show=False, id="lines.last"),
        Binding("left,h", "shift(-8)", "left", show=False, id="lines.left"),
        Binding("right,l", "shift(8)", "right", show=False, id="lines.right"),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)

    def __init__(self, *, id: str | None = None, cursor: bool = True) -> None:
        super().__init__(id=id)
        self.query_text = ""
        self.shifting = (
            True  # whether rows may be shifted by themselves, so that what matters in them is in view
        )
        self._columns: tuple[int, int] | None = None  # of the cursor's row, which are to be in view
        self._with_cursor = cursor
        self._strips: dict[int, Strip] = {}
        self._folded: list[str] | None = None
        self.laid_out = False
        self._room = Size()  # when it was last on screen

    # --- what subclasses give -------------------------------------------------------------------

    def row_count(self) -> int:
        """Return the number of rows."""
        raise NotImplementedError

    def row_text(self, row: int) -> str:
        """Return what is drawn of a row, without its gutter: it is searched and copied."""
        raise NotImplementedError

    def row_content(self, row: int) -> Content:
        """Return the row as it is drawn, without its gutter."""
        return Content(self.row_text(row))

    def row_gutter(self, row: int) -> list[tuple[str, Style]]:
        """Return what stands left of a row and does not scroll sideways."""
        return []

    def row_scroll(self, row: int, scrolled: int) -> int:
        """Return how far a row is scrolled sideways when the view is scrolled so far."""
        return scrolled

    def is_shifted(self) -> bool:
        """Return whether any row is shifted by itself."""
        return False

    def shift_rows(self) -> None:
        """Shift rows by themselves, or no longer."""

    def row_style(self, row: int) -> Style | None:
        """Return what lies under the whole row, or None."""
        return None

    def rows_of_interest(self) -> Iterable[int]:
        """Return the rows that somebody may want to jump to."""
        return ()

    def longest_row(self) -> int:
        """Return the width of the widest row, in cells."""
        return max((len(self.row_text(row)) for row in range(self.row_count())), default=0)

    # --- for owners -----------------------------------------------------------------------------

    def reload(self, *, keep: bool = False) -> None:
        """Take note that all rows have changed; with `keep`, stay where we are."""
        self._strips.clear()
        self._folded = None
        self.laid_out = False
        self.call_after_refresh(self._note_layout)
        self.virtual_size = Size(self.longest_row() + self.gutter_width + 1, self.row_count())
        if not keep:
            self.set_reactive(LinesView.cursor, 0)
            self.scroll_to(0, 0, animate=False, immediate=True)
        self.refresh()

    def _note_layout(self) -> None:
        self.laid_out = True

    @property
    def gutter_width(self) -> int:
        """Width of the gutter in cells; the last row has one like most rows, the first may be a heading."""
        last = self.row_count() - 1
        return sum(len(text) for text, _ in self.row_gutter(last)) if last >= 0 else 0

    def show_row(self, row: int, *, centre: bool = False, columns: tuple[int, int] | None = None) -> None:
        """Move the cursor to a row and make it visible, with these columns of it if given."""
        row = max(0, min(row, self.row_count() - 1))
        self.cursor = row
        self._columns = columns
        self._bring(row, centre)
        if not self.laid_out:  # the first layout is still to come, and with it the room to scroll in
            self.call_after_refresh(self._bring, row, centre)

    def _bring(self, row: int, centre: bool) -> None:
        height = max(1, self.scrollable_content_region.height)
        top = self.scroll_offset.y
        if centre and not top + _MARGIN <= row < top + height - _MARGIN:
            self.scroll_to(0, max(0, row - height // 3), animate=False, immediate=True)
        else:
            self.scroll_to_region(
                Region(self.scroll_offset.x, max(0, row - 1), 1, 3),
                animate=False,
                immediate=True,
                x_axis=False,
            )
        if self._columns is not None:
            self._bring_columns(*self._columns)

    def _bring_columns(self, start: int, end: int) -> None:
        """Scroll sideways until the columns are in view; where they have no room, their beginning is."""
        left = self.row_scroll(self.cursor, self.scroll_offset.x)
        own = left - self.scroll_offset.x
        room = self.scrollable_content_region.width - self.gutter_width
        if room > 0 and not left <= start <= end <= left + room:
            wanted = aside(start, end, room)
            if wanted < own:
                self.shifting, own = False, 0
                self.shift_rows()
            self.scroll_to(x=wanted - own, animate=False, immediate=True)

    def find(self, text: str, *, forward: bool = True, stay: bool = False) -> int:
        """Go to the next row that contains the text, case ignored; return how many rows do."""
        self.query_text = text.casefold()
        self._strips.clear()
        self.refresh()
        if not text:
            return 0
        if self._folded is None:  # kept while one types: the next letters search it again
            self._folded = [self.row_text(row).casefold() for row in range(self.row_count())]
        hits = [row for row, folded in enumerate(self._folded) if self.query_text in folded]
        if hits:
            here = self.cursor
            if forward:
                beyond = (row for row in hits if row > here or (stay and row == here))
                row = next(beyond, hits[0])
            else:
                row = next((row for row in reversed(hits) if row < here), hits[-1])
            at = self._folded[row].index(self.query_text)
            self.show_row(row, centre=True, columns=(at, at + len(text)))
        return len(hits)

    # --- drawing --------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        scroll_x, scroll_y = self.scroll_offset
        row = scroll_y + y
        width = self.size.width
        base = self.visual_style
        if row >= self.row_count():
            return Strip.blank(width, base.rich_style)
        is_cursor = self._with_cursor and row == self.cursor
        under = self.row_style(row)
        style = base if under is None else base + under
        cursor = "lines--here" if self.has_focus else "lines--cursor"
        if is_cursor:
            style += self._component(cursor)
        gutter = [Segment(text, (style + look).rich_style) for text, look in self.row_gutter(row)]
        if is_cursor and gutter:
            look = (style + self._component(f"{cursor}-gutter")).rich_style
            gutter = [Segment(segment.text, (segment.style or look) + look) for segment in gutter]
        edge = sum(len(segment.text) for segment in gutter)
        strip = self._strip(row).apply_offsets(0, row) if not is_cursor else None
        body = strip if strip is not None else self._draw(row, style).apply_offsets(0, row)
        scroll_x = self.row_scroll(row, scroll_x)
        cut = scroll_x > 0 and body.cell_length > 0 and width > edge
        body = body.crop_extend(scroll_x + cut, scroll_x + max(0, width - edge), style.rich_style)
        if cut:
            look = (style + self._component("lines--gutter")).rich_style
            body = Strip.join([Strip([Segment("…", look)], 1), body])
        return Strip([*gutter, *body], width) if gutter else body

    def _strip(self, row: int) -> Strip:
        if self.text_selection is not None:
            return self._draw(row, self._row_base(row))
        strip = self._strips.get(row)
        if strip is None:
            if len(self._strips) > 2_000:
                self._strips.clear()
            strip = self._strips[row] = self._draw(row, self._row_base(row))
        return strip

    def _row_base(self, row: int) -> Style:
        under = self.row_style(row)
        return self.visual_style if under is None else self.visual_style + under

    def _draw(self, row: int, base: Style) -> Strip:
        content = self.row_content(row)
        plain = content.plain
        if self.query_text and self.query_text in (folded := plain.casefold()):
            look = self._component("lines--match")
            at = folded.find(self.query_text)
            while at >= 0:
                content = content.stylize(look, at, at + len(self.query_text))
                at = folded.find(self.query_text, at + len(self.query_text))
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(row)) is not None:
            start, end = span
            look = self.screen.get_visual_style("screen--selection", partial=True)
            content = content.stylize(look, start, len(plain) if end == -1 else end)
        return Strip(content.render_segments(base))

    def _component(self, name: str) -> Style:
        return self.get_visual_style(name, partial=True)

    # --- Textual's hooks ------------------------------------------------------------------------

    def watch_cursor(self, before: int, after: int) -> None:
        """Redraw the two rows that changed."""
        top = self.scroll_offset.y
        for row in (before, after):
            self.refresh(Region(0, row - top, self.size.width, 1))
        if before != after:
            self.cursor_moved()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Style nothing anew: only the cursor's row, which is drawn by hand, shows where the keyboard is."""
        self.watch_cursor(self.cursor, self.cursor)

    def cursor_moved(self) -> None:
        """Hook: the cursor stands on another row."""

    def on_resize(self) -> None:
        """Keep the cursor's row in view; a pane that comes to the front again is as it was."""
        if self.size and self.size != self._room and (self.cursor or self._columns):
            self.call_after_refresh(self._bring, self.cursor, True)
        self._room = self.size or self._room

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old theme."""
        super().notify_style_update()
        self._strips.clear()

    @property
    def allow_select(self) -> bool:
        """Text can be selected with the mouse."""
        return True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        return selection.extract("\n".join(self.row_text(row) for row in range(self.row_count()))), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Redraw: the selection has changed."""
        self._strips.clear()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        if self._with_cursor and self.row_count():
            self.show_row(self.scroll_offset.y + event.get_content_offset_capture(self).y)

    # --- actions --------------------------------------------------------------------------------

    def action_move(self, rows: int) -> None:
        """Move the cursor, or scroll where there is none."""
        if self._with_cursor:
            self.show_row(self.cursor + rows, columns=self._columns and (0, 0))
        else:
            self.scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        """Move by pages."""
        self.action_move(pages * max(1, self.scrollable_content_region.height - 1))

    def action_half(self, halves: int) -> None:
        """Move by half pages."""
        self.action_move(halves * max(1, self.scrollable_content_region.height // 2))

    def action_first(self) -> None:
        """Go to the first row."""
        self.action_move(-self.row_count())

    def action_last(self) -> None:
        """Go to the last row."""
        self.action_move(self.row_count())

    def action_shift(self, columns: int) -> None:
        """Scroll sideways; from the left edge, further left shows shifted rows from their beginning."""
        at_edge = columns < 0 and not self.scroll_offset.x
        if (at_edge and self.is_shifted()) or (columns > 0 and not self.shifting):
            self.shifting = not self.shifting
            self.shift_rows()
        else:
            self.scroll_relative(x=columns, animate=False)
