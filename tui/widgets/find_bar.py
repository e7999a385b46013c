"""What is searched for? One line under the panes, for the pane that had the focus."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from analyzers.text import number_of

_ROOM = 60  # columns from which the keys are said, too


class FindBar(Horizontal):
    """An input that searches while one types."""

    DEFAULT_CSS = """
    FindBar {
        height: 1; display: none; background: $panel;
        & Static { width: auto; color: $accent; padding: 0 1; }
        & Input { border: none; height: 1; width: 1fr; padding: 0; background: $panel; }
        & Input:focus { border: none; background-tint: $foreground 0%; }
        & #find-count { color: $muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", id="find.close"),
        Binding("down,ctrl+n", "next(1)", "next", show=False, id="find.next"),
        Binding("up,ctrl+p", "next(-1)", "previous", show=False, id="find.previous"),
    ]

    class Asked(Message):
        """Search for this; `step` is 0 while typing, 1 for the next and -1 for the previous hit."""

        def __init__(self, text: str, step: int) -> None:
            super().__init__()
            self.text = text
            self.step = step

    class Closed(Message):
        """The search is over."""

    def compose(self) -> ComposeResult:
        """A sign, the input, the count."""
        yield Static("/", markup=False)
        yield Input(id="find-input", compact=True)
        yield Static("", id="find-count", markup=False)

    def open(self) -> None:
        """Show the bar and take the focus."""
        self.display = True
        self.screen.set_focus(self.query_one(Input))  # at once: the keys that follow are meant for it

    def show_count(self, count: int) -> None:
        """Say how many lines were found."""
        text = self.query_one(Input).value
        keys = " · enter next · esc ends" if self.size.width >= _ROOM else ""
        found = f"{number_of(count, 'line')}{keys}" if count else "nothing found"
        words = found if text else ""
        self.query_one("#find-count", Static).update(Content(words))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        event.stop()
        self.post_message(self.Asked(event.value, 0))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next hit."""
        event.stop()
        self.post_message(self.Asked(event.value, 1))

    def action_next(self, step: int) -> None:
        """Go to the next or previous hit."""
        self.post_message(self.Asked(self.query_one(Input).value, step))

    def action_close(self) -> None:
        """End the search."""
        self.display = False
        self.post_message(self.Closed())
