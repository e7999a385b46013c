"""Which keys are there? All of them, those of the focused pane first."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.keys import bindings_of, keys_of
from tui.widgets.hints import Hint
from tui.widgets.pane import Pane

_MARKS = (
    ("✗", "the smallest wrong text"),
    ("▶", "where the program stopped"),
    ("?", "a line that may be at fault"),
    ("│", "a call on the stack"),
    ("·", "explains a finding"),
    ("●", "a breakpoint"),
    ("△", "a value that has changed since the last stop"),
)
_WORDS = (
    ("verified", "the fix was applied to a copy and the check passed"),
    ("refuted", "the check still failed"),
    ("unverified", "it could not be checked; the reason is said"),
)


class Help(ModalScreen[None]):
    """Keys, marks and words."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", "close", id="help.close"),
        Binding("j", "scroll(1)", "down", show=False, id="help.down"),
        Binding("k", "scroll(-1)", "up", show=False, id="help.up"),
    ]

    def __init__(self, pane: Pane | None, hints: tuple[Hint, ...] = ()) -> None:
        """Take the focused pane, and the keys that the screen has instead of the pane's own."""
        super().__init__()
        self._pane = pane
        self._hints = hints or (pane.HINTS if pane is not None else ())

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        with VerticalScroll(id="help-box"):
            yield Static(self._text(), markup=False)

    def on_mount(self) -> None:
        """Title the box."""
        box = self.query_one("#help-box")
        box.border_title = Content(" help ")
        box.border_subtitle = Content(" esc closes ")

    def action_scroll(self, lines: int) -> None:
        """Scroll as vi does."""
        self.query_one("#help-box").scroll_relative(y=lines * 3, animate=False)

    def _text(self) -> Content:
        parts: list[Content] = []
        if self._pane is not None:
            parts += [_head(f"{self._pane.TITLE} pane"), Content(self._pane.HELP_TEXT + "\n")]
            parts += [_row(key, what) for key, what, _ in self._hints]
        parts.append(_head("everywhere"))
        parts += [_row(key, what) for key, what in _keys(self)]
        parts.append(_head("moving in a pane"))
        parts += [
            _row("↑ ↓  j k", "line"),
            _row("g G", "first, last"),
            _row("^u ^d  pgup pgdn", "half a page, a page"),
            _row("← →  h l", "sideways"),
            _row("tab", "next pane"),
        ]
        parts.append(_head("marks"))
        parts += [_row(mark, what) for mark, what in _MARKS]
        parts.append(_head("words"))
        parts += [_row(word, what) for word, what in _WORDS]
        return Content("\n").join(parts)


def _keys(screen: ModalScreen[None]) -> list[tuple[str, str]]:
    """Return the keys of the screen below and of the app, from the same table that makes them work."""
    below = screen.app.screen_stack[-2] if len(screen.app.screen_stack) > 1 else None
    nodes = (*((below,) if below else ()), screen.app)
    return [(keys_of(screen.app, binding), binding.description) for binding in bindings_of(*nodes)]


def _head(text: str) -> Content:
    return Content(f"\n{text.upper()}").stylize("bold $muted")


def _row(key: str, what: str) -> Content:
    return Content.assemble((f"  {key:<18}", "bold $accent"), what)
