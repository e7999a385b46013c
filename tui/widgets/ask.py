"""Where does the user paste a report, name a file, or give a command? The input at the bottom."""

from dataclasses import dataclass
from os.path import commonprefix
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from analyzers.text import clean
from tui.in_turn import InTurn
from tui.messages import Submitted
from tui.widgets.ordered import Ordered

_HISTORY = 100
_TAKES = (  # what can be given, in more and more words
    "paste a report",
    "paste a traceback or code",
    "paste a traceback or code · name a file",
    "paste a traceback or code · name a file · run python app.py",
)


class Ask(Ordered):
    """A growing input: enter sends, shift+enter begins a line, a paste keeps its lines."""

    DEFAULT_CSS = """
    Ask {
        height: auto; max-height: 8; min-height: 3; border: round $edge; padding: 0 1; background: $surface;
        scrollbar-size: 0 1;
        &:focus { border: round $accent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "send", id="ask.submit"),
        Binding("shift+enter,ctrl+j,alt+enter", "newline", "new line", show=False, id="ask.newline"),
        Binding("escape", "leave", "leave", show=False, id="ask.leave"),
        Binding("tab", "complete", "complete a file's name", show=False, id="ask.complete"),
        Binding("ctrl+up", "history(-1)", "earlier", show=False, id="ask.earlier"),
        Binding("ctrl+down", "history(1)", "later", show=False, id="ask.later"),
    ]

    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (("esc", "back to the keys", "app.focus_previous"),)

    @dataclass
    class Passed(Message):
        """An empty input has no use for up (-1), down (1) and enter (0): somebody else may."""

        by: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            "",
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
        )
        self.border_title = ""
        self._history: list[str] = []
        self._at = 0
        self._ways: tuple[str, ...] = ()  # in which the line could go on, as tab offers them

    async def _on_paste(self, event: events.Paste) -> None:
        """Keep all lines of a paste, without control sequences."""
        event.prevent_default()
        event.stop()
        self.insert(clean(event.text))

    def on_resize(self) -> None:
        """Say as much of what can be given here as has room."""
        whole = [words for words in _TAKES if len(words) < self.content_size.width]
        self.placeholder = Content(whole[-1] if whole else _TAKES[0])

    def watch_has_focus(self, focus: bool) -> None:
        """Say how to send while typing, in a frame that shows where one types."""
        super().watch_has_focus(focus)
        self.border_subtitle = (
            Content(" enter sends · tab completes · shift+enter new line · esc leaves ")
            if focus
            else Content("")
        )

    def start(self, text: str) -> None:
        """Begin with this text and take the focus."""
        self.load_text(text)
        self.move_cursor(self.document.end)
        self.screen.set_focus(self)  # at once: the keys that follow are meant for it

    def action_submit(self) -> None:
        """Send what was typed; the lines of a paste belong together, and the keys behind one must not be commands."""
        if isinstance(self.app, InTurn) and self.app.is_pasting:
            self.action_newline()
            return
        text = self.text.strip("\n")
        if not text.strip():
            self.post_message(self.Passed(0))
            return
        self._history = [*self._history[-_HISTORY:], text]
        self._at = len(self._history)
        self.load_text("")
        self.post_message(Submitted(text))

    def action_cursor_up(self, select: bool = False) -> None:
        """Go up; out of an empty input; through what was sent before while that is what is in it."""
        if self.text and self._recalled:
            self.action_history(-1)
        elif self.text:
            super().action_cursor_up(select)
        else:
            self.post_message(self.Passed(-1))

    def action_cursor_down(self, select: bool = False) -> None:
        """Go down, in the same way."""
        if self.text and self._recalled:
            self.action_history(1)
        elif self.text:
            super().action_cursor_down(select)
        else:
            self.post_message(self.Passed(1))

    @property
    def _recalled(self) -> bool:
        return (
            self._at < len(self._history) and self.text == self._history[self._at] and "\n" not in self.text
        )

    def action_complete(self) -> None:
        """Complete the file's name at the end; pressed again, take the next that fits. Elsewhere, go to the next pane."""
        if not self.text or self.cursor_location != self.document.end:
            self.screen.focus_next()
            return
        if self.text in self._ways and len(self._ways) > 1:
            found = self._ways[(self._ways.index(self.text) + 1) % len(self._ways)]
        else:
            from tui.completing import completions

            self._ways = completions(self.text, Path.cwd())
            if not self._ways:
                return
            found = commonprefix(self._ways)
            if found == self.text:
                found = self._ways[0]
        self.load_text(found)
        self.move_cursor(self.document.end)

    def action_newline(self) -> None:
        """Begin a line."""
        self.insert("\n")

    def action_leave(self) -> None:
        """Give the keyboard back; what was typed stays."""
        self.screen.focus_previous()

    def action_history(self, by: int) -> None:
        """Bring back what was sent before."""
        if not self._history:
            return
        self._at = max(0, min(len(self._history), self._at + by))
        self.load_text(self._history[self._at] if self._at < len(self._history) else "")
        self.move_cursor(self.document.end)
