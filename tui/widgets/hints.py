"""Which keys help here? The bottom line: what the focused pane offers, then what always works."""

from textual import events
from textual.content import Content
from textual.widgets import Static

Hint = tuple[str, str, str]  # key as written, what it does, action

ALWAYS: tuple[Hint, ...] = (
    ("i", "ask", "screen.ask"),
    ("?", "help", "screen.help"),
    ("^p", "commands", "app.command_palette"),
    ("q", "quit", "app.quit"),
)
TYPING: tuple[Hint, ...] = (  # where a letter is a letter
    ("f1", "help", "screen.help"),
    ("^p", "commands", "app.command_palette"),
    ("^q", "quit", "app.quit"),
)

ZOOMED: tuple[Hint, ...] = (("z", "all panes", "screen.zoom"),)  # while one pane has the whole screen


class Hints(Static):
    """Keys with their meaning; a click on one does it."""

    DEFAULT_CSS = """
    Hints { height: 1; background: $panel; color: $muted; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(Content(""), id=id, markup=False)
        self._hints: tuple[Hint, ...] = ()
        self._general = ALWAYS
        self._edges: list[tuple[int, str]] = []

    def show_hints(self, hints: tuple[Hint, ...], *, typing: bool = False) -> None:
        """Show the hints of a pane before those that always hold, or hold while somebody is typing."""
        general = TYPING if typing else ALWAYS
        if (hints, general) != (self._hints, self._general):
            self._hints, self._general = hints, general
            self._draw()

    def on_resize(self) -> None:
        """Leave out what has no room: the general hints stay longest."""
        self._draw()

    def _draw(self) -> None:
        width = self.size.width or 80
        general = self._general
        while len(general) > 1 and sum(_piece(hint).cell_length for hint in general) > width:
            general = general[1:]
        tail = [_piece(hint) for hint in general]
        room = width - sum(piece.cell_length for piece in tail)
        content, self._edges = Content(""), []
        for hint in self._hints:
            piece = _piece(hint)
            if content.cell_length + piece.cell_length > room:
                break
            content = content.append(piece)
            self._edges.append((content.cell_length, hint[2]))
        gap = room - content.cell_length
        content = content.append(Content(" " * max(0, gap)))
        self._edges.append((content.cell_length, ""))
        for hint, piece in zip(general, tail, strict=True):
            content = content.append(piece)
            self._edges.append((content.cell_length, hint[2]))
        self.update(content, layout=False)

    async def on_click(self, event: events.Click) -> None:
        """Do what the hint under the mouse says."""
        for edge, action in self._edges:
            if event.x < edge:
                if action:
                    await self.app.run_action(action, self.screen)
                return


def _piece(hint: Hint) -> Content:
    return Content.assemble((f" {hint[0]} ", "bold $accent"), (f"{hint[1]} ", ""))
