"""Which of several things is on show? One line of clickable names."""

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class TabLine(Static):
    """A line of names, one of them active; posts `Picked` when another is clicked.

    A name is shown whole or not at all; `‹` and `›` say that there are more.
    """

    DEFAULT_CSS = """
    TabLine { height: 1; background: $surface; color: $muted; }
    """

    class Picked(Message):
        """A name was clicked."""

        def __init__(self, line: "TabLine", index: int) -> None:
            super().__init__()
            self.line = line
            self.index = index

        @property
        def control(self) -> "TabLine":
            """The line of tabs."""
            return self.line

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(Content(""), id=id, markup=False)
        self._names: tuple[str, ...] = ()
        self._active = 0
        self._edges: list[int] = []
        self._first = 0

    def show_names(self, names: tuple[str, ...], active: int) -> None:
        """Show these names; the active one is always visible."""
        self._names, self._active = names, active
        self._draw()

    def _draw(self) -> None:
        width = self.size.width or 200
        self._first = 0
        while self._first < self._active and self._total(self._first, self._active) > width - 2:
            self._first += 1
        content = Content("‹" if self._first else "")
        self._edges = []
        for index in range(self._first, len(self._names)):
            name = f" {self._names[index]} "
            room = width - content.cell_length - (index < len(self._names) - 1)
            if index > self._active and cell_len(name) > room:
                content = content.append(Content("›"))
                break
            content = content.append(
                Content(name).stylize("bold reverse" if index == self._active else "")
            ).append(Content(" "))
            self._edges.append(content.cell_length)
        self.update(content.truncate(width), layout=False)

    def starts(self) -> tuple[tuple[int, int], ...]:
        """Return the indexes of the names in view, and the columns at which they begin."""
        starts = (1 if self._first else 0, *self._edges[:-1])
        return tuple((self._first + offset, start) for offset, start in enumerate(starts[: len(self._edges)]))

    def _total(self, first: int, last: int) -> int:
        return sum(cell_len(name) + 3 for name in self._names[first : last + 1])

    def on_resize(self) -> None:
        """Keep the active name visible."""
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Find the name under the mouse."""
        for offset, edge in enumerate(self._edges):
            if event.x < edge:
                self.post_message(self.Picked(self, self._first + offset))
                return
