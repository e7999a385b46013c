"""What did the program print, or what does the report say? The output pane."""

from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from analyzers.facts import Printed
from analyzers.text import clean, number_of
from tui.sheets import shown
from tui.widgets.lines import LinesView
from tui.widgets.pane import Pane

_KEPT = 100_000  # lines; older ones are let go
_LONGEST = 4_000


class OutputView(LinesView):
    """Lines as they come, the end in view until the user looks elsewhere."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"output--stderr", "output--marked"}
    DEFAULT_CSS = """
    OutputView {
        & > .output--stderr { color: $error; }
        & > .output--marked { color: $foreground; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[tuple[str, str]] = []  # (stream, text)
        self._widest = 0
        self._open: dict[str, bool] = {}  # streams whose last line has not ended
        self.dropped = 0
        self._follows = True  # whether the end is to stay in view: until somebody looks elsewhere

    def clear(self) -> None:
        """Forget everything."""
        self._lines.clear()
        self._open.clear()
        self._widest = self.dropped = 0
        self._follows = True
        self.reload()

    def append(self, stream: str, text: str) -> None:
        """Add output; control sequences are taken out."""
        text = clean(text)
        lines = text.split("\n")
        if self._open.get(stream) and self._lines and self._lines[-1][0] == stream:
            first = self._lines[-1][1] + lines.pop(0)
            self._lines[-1] = (stream, first[:_LONGEST])
            self._strips.pop(len(self._lines) - 1, None)
        self._open[stream] = not text.endswith("\n")
        if lines and not lines[-1]:
            lines.pop()
        self._lines += [(stream, line[:_LONGEST]) for line in lines]
        self._widest = max([self._widest, *map(len, lines)], default=0)

    def settle(self) -> None:
        """Bring the view up to date after a batch of `append`."""
        self._folded = None
        self._follows = self._follows or self.scroll_offset.y >= self.max_scroll_y
        if (over := len(self._lines) - _KEPT) > 0:
            del self._lines[: over + _KEPT // 10]
            self.dropped += over + _KEPT // 10
            self._strips.clear()
        self._strips = {row: strip for row, strip in self._strips.items() if row < len(self._lines) - 1}
        size = self.virtual_size.with_height(self.row_count()).with_width(
            min(self._widest, _LONGEST) + self.gutter_width + 1
        )
        if size != self.virtual_size:
            # Not assigned: that would lay the whole screen out anew, at every batch.
            self.set_reactive(OutputView.virtual_size, size)
            self._scroll_update(size)
        if self._follows:
            self.set_reactive(LinesView.cursor, max(0, self.row_count() - 1))
            self._show_end()
            self.call_after_refresh(
                self._show_end
            )  # where the pane has just been shown it has its height then
        self.refresh()

    def _show_end(self) -> None:
        """Bring the end into view, if it is to be there."""
        if self._follows:
            self.scroll_end(animate=False, immediate=True, x_axis=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """See whether the reader looks at the end; lines that come and a pane that loses height move nothing."""
        super().watch_scroll_y(old_value, new_value)
        self._follows = round(new_value) >= self.max_scroll_y

    @on(events.Resize)
    def keep_end(self, event: events.Resize) -> None:
        """Keep the end in view, if it was; what came since must not be lost sight of for the row that was last then."""
        if self._follows:
            event.prevent_default()
            self.call_after_refresh(self._show_end)

    def show_text(self, text: str, line: int = 0) -> None:
        """Show a whole text, at a 0-based line."""
        self.clear()
        self._follows = False
        self._lines = [("", row[:_LONGEST]) for row in text.split("\n")]
        self.reload()
        self.show_row(line, centre=True)

    def row_count(self) -> int:
        """Lines kept."""
        return len(self._lines)

    def longest_row(self) -> int:
        """Width of the widest line."""
        return max((cell_len(line) for _, line in self._lines[:5_000]), default=0)

    def row_text(self, row: int) -> str:
        """The line."""
        return shown(self._lines[row][1])

    def row_content(self, row: int) -> Content:
        """The line; what went to standard error in its own colour."""
        content = Content(self.row_text(row))
        return (
            content.stylize(self._component("output--stderr")) if self._lines[row][0] == "stderr" else content
        )

    def row_gutter(self, row: int) -> list[tuple[str, Style]]:
        """A sign for standard error, so that colour is not the only difference."""
        stream = self._lines[row][0]
        if stream == "stderr":
            return [("! ", self._component("output--stderr"))]
        return [("  ", self._component("lines--gutter"))]


class OutputPane(Pane):
    """The program's output while it runs; the text of the report otherwise."""

    DEFAULT_CSS = """
    OutputPane > OutputView { height: 1fr; }
    """
    TITLE = "output"
    NUMBER = 5
    EMPTY = "What the program prints is shown here; for a pasted or piped report, its text."
    HELP_TEXT = "What the program printed (! marks standard error), or the report as it came in."
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("/", "search", "screen.find"),
        ("g/G", "first, last line", "screen.bottom"),
        ("y", "copy", "screen.copy"),
    )

    def compose(self) -> ComposeResult:
        """Words and the view."""
        yield from super().compose()
        yield OutputView()

    def body(self) -> Widget | None:
        """The view."""
        return self.query_one(OutputView)

    @property
    def view(self) -> OutputView:
        """The lines."""
        return self.query_one(OutputView)

    def copied(self) -> str:
        """All lines."""
        return "\n".join(self.view.row_text(row) for row in range(self.view.row_count()))

    def reset(self) -> None:
        """Begin anew."""
        self.view.clear()
        self.say(self.EMPTY)
        self.retitle()

    def show_report(self, text: str, line: int) -> None:
        """Show the text of a report at a line."""
        self.show_body()
        self.view.show_text(text, line)
        self.retitle("the report", number_of(self.view.row_count(), "line"))

    def append(self, printed: list[Printed]) -> None:
        """Add what the program printed since the last batch."""
        view = self.view
        if not view.row_count():
            self.show_body()
        for stream, pieces in groupby(printed, key=lambda piece: piece.stream):
            view.append(stream, "".join(piece.text for piece in pieces))
        view.settle()
        cut = f", {view.dropped} older ones dropped" if view.dropped else ""
        self.retitle("of the program", number_of(view.row_count(), "line") + cut)
