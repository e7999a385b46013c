"""How are the regions given room with the mouse? The frames between them are taken hold of and drawn."""

from math import log

from textual import events

from tui.screens.board import STEP, Board
from tui.screens.regions import PANES


class Dividing(Board):
    """The board, whose lines between the regions can be drawn to another place."""

    def __init__(self) -> None:
        super().__init__()
        self._held = ""  # the line that the mouse has hold of: between "columns" or "rows"

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a line."""
        if event.button == 1 and self.built and not self.has_class("-welcome") and self.maximized is None:
            self._held = self._line_at(event.screen_x, event.screen_y)
            if self._held:
                self.source.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Draw the line along."""
        if not self._held:
            return
        area = self.query_one("#panes").region
        wider, higher = self.share
        if self._held == "columns":
            rest = 8 if self.has_class("-ultra") else 6
            wider = _steps(event.screen_x + 1 - area.x, area.width, rest / 7)
        else:
            rest_of_rows = 1 if self.has_class("-narrow") else 2 / 3
            higher = _steps(event.screen_y + 1 - area.y, area.height, rest_of_rows)
        self.set_share((wider, higher))

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Let go, and remember where it is."""
        if self._held:
            self._held = ""
            self.source.release_mouse()
            self.looks_changed()

    def _line_at(self, x: int, y: int) -> str:
        source = self.source.region
        wide = not self.has_class("-narrow")
        first = self.diagnosis.region if wide else source  # whose lower end is that of the first row
        if wide and x in (source.right - 1, source.right) and self.query_one("#panes").region.contains(x, y):
            return "columns"
        return "rows" if y in (first.bottom - 1, first.bottom) and self._is_frame(x, y) else ""

    def _is_frame(self, x: int, y: int) -> bool:
        """Whether a pane's upper or lower edge is there, rather than what stands between two panes."""
        return any(
            pane.display and pane.region.contains(x, y) and y in (pane.region.y, pane.region.bottom - 1)
            for pane in map(self.pane, PANES)
        )


def _steps(length: int, whole: int, rest: float) -> float:
    """Return by how many steps the source is larger, given its length of the whole; `rest` is what others have beside it."""
    part = min(max(length / max(1, whole), 0.05), 0.95)
    return round(log(rest * part / (1 - part)) / log(STEP), 2)
