"""Whereto? Letters over everything on screen that can be gone to; typing them goes there."""

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.screens.jumping import Target


class Jump(ModalScreen[Target | None]):
    """Lies over the screen for one choice; any other key closes it."""

    DEFAULT_CSS = """
    Jump {
        background: $background 35%;
        & > Static {
            position: absolute; width: auto; height: 1; background: $accent; color: $background; text-style: bold;
        }
    }
    """

    def __init__(self, targets: dict[str, Target]) -> None:
        """Take the targets by their letters."""
        super().__init__()
        self._targets = targets
        self._typed = ""

    def compose(self) -> ComposeResult:
        """A label over each target."""
        for letters, target in self._targets.items():
            label = Static(Content(letters), markup=False, name=letters)
            label.styles.offset = (target.x, target.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        """Narrow down, go, or give up."""
        event.stop()
        event.prevent_default()
        self._typed += event.character if event.character and event.is_printable else "\0"
        if (target := self._targets.get(self._typed)) is not None:
            self.dismiss(target)
        elif not any(letters.startswith(self._typed) for letters in self._targets):
            self.dismiss(None)
        else:
            for label in self.query(Static):
                label.display = (label.name or "").startswith(self._typed)

    def on_click(self) -> None:
        """A click gives up."""
        self.dismiss(None)
