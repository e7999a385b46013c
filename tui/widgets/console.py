"""What does an expression hold in the chosen call? The console: what was asked, and the answers."""

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from tui.widgets.ordered import OrderedLine
from tui.widgets.output import OutputView
from tui.widgets.pane import Pane

_HISTORY = 200
_STANDS = "expression · !code · watch · break · <input"
_READS = "what the program reads · ctrl+d ends it"


class ConsoleInput(OrderedLine):
    """One line; up and down bring back earlier ones."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "history(-1)", "earlier", show=False, id="console.earlier"),
        Binding("down", "history(1)", "later", show=False, id="console.later"),
        Binding("ctrl+d", "end_input", "end of input", show=False, id="console.end"),
        Binding("escape", "leave", "leave", show=False, id="console.leave"),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder=_STANDS, select_on_focus=False)
        self._lines: list[str] = []
        self._at = 0

    class Sent(Message):
        """A line was sent."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Ended(Message):
        """What the program reads is to end."""

    reads = False  # whether the program runs, which may read what is typed

    def action_end_input(self) -> None:
        """End what the program reads; in a line, delete what is under the cursor."""
        if self.value:
            self.action_delete_right()
        else:
            self.post_message(self.Ended())

    async def action_submit(self) -> None:
        """Send the line and be empty at once: what is typed behind it begins the next one."""
        text = self.value if self.reads else self.value.strip()
        if text or self.reads:  # a program may read an empty line
            self._lines = [*self._lines[-_HISTORY:], text]
            self._at = len(self._lines)
            self.value = ""
            self.post_message(self.Sent(text))

    def action_history(self, by: int) -> None:
        """Bring back what was typed before."""
        self._at = max(0, min(len(self._lines), self._at + by))
        self.value = self._lines[self._at] if self._at < len(self._lines) else ""
        self.cursor_position = len(self.value)

    def action_leave(self) -> None:
        """Give the keyboard back to the source."""
        self.screen.query_one("#source", Pane).focus_body()


class ConsolePane(Pane):
    """Questions to a program that stands still."""

    DEFAULT_CSS = """
    ConsolePane {
        & > OutputView { height: 1fr; }
        & > ConsoleInput { height: 1; border: none; padding: 0 1; background: $panel; }
        & > ConsoleInput:focus { border: none; background: $boost; }
    }
    """
    TITLE = "console"
    NUMBER = 4
    EMPTY = "Ask what an expression holds in the chosen call. Nothing of the program is called, unless ! is in front."
    HELP_TEXT = (
        "An expression is looked up in the chosen call without calling the program's code. "
        "`watch EXPRESSION` shows it at every stop, `unwatch` lets go, `!code` runs as the program's own. "
        "`break FILE:LINE` or `break FUNCTION`, with `if CONDITION` behind it, sets a breakpoint, `tbreak` for one time; "
        "`break` lists them, `clear NUMBER` clears one. `catch on` stops at exceptions that are caught too. "
        "While the program runs, lines are what it reads, ctrl+d is their end; `<text` gives it a line while it stands."
    )
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "ask", ""),
        ("↑", "earlier", ""),
        ("esc", "back to the keys", ""),
    )

    class Typed(Message):
        """A line was entered."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Ended(Message):
        """What the program reads is to end."""

    _came_from: Widget | None = None

    def reads(self, *, on: bool) -> None:
        """Say whether the program runs: lines are then what it reads."""
        line = self.query_one(ConsoleInput)
        line.reads = on
        line.placeholder = _READS if on else _STANDS

    def on_console_input_ended(self, event: ConsoleInput.Ended) -> None:
        """Hand it on."""
        event.stop()
        self.post_message(self.Ended())

    def compose(self) -> ComposeResult:
        """Words, the answers, the line to type in."""
        yield from super().compose()
        yield OutputView()
        yield ConsoleInput()

    def body(self) -> Widget | None:
        """The answers."""
        return self.query_one(OutputView)

    def focus_body(self) -> None:
        """The keyboard goes into the line, and stays."""
        self._came_from = None
        self.screen.set_focus(self.query_one(ConsoleInput))

    def copied(self) -> str:
        """All answers."""
        view = self.query_one(OutputView)
        return "\n".join(view.row_text(row) for row in range(view.row_count()))

    def add(self, text: str, *, wrong: bool = False) -> None:
        """Show a line or several."""
        self.show_body()
        view = self.query_one(OutputView)
        if wrong:  # a sentence, to be read whole; a value keeps its lines
            room = max(20, self.size.width - 4)  # the view has no size before it is first shown
            text = "\n".join("\n".join(wrap(line, room)) for line in text.split("\n"))
        view.append("stderr" if wrong else "", text.rstrip("\n") + "\n")
        view.settle()

    def begin(self, text: str) -> None:
        """Begin a line for the user; where the keyboard came from it goes back to, once that line is sent."""
        line = self.query_one(ConsoleInput)
        self._came_from = self.screen.focused
        line.value = text
        line.cursor_position = len(text)
        self.screen.set_focus(line)

    def on_console_input_sent(self, event: ConsoleInput.Sent) -> None:
        """Hand the line on."""
        event.stop()
        self.post_message(self.Typed(event.text))
        if self._came_from is not None:
            self.screen.set_focus(self._came_from)
            self._came_from = None
