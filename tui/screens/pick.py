"""Which one? A small dialog with a question and its answers; the first answer is the harmless one.

An answer is picked with the arrows and enter, a click, or its first letter, where no other shown begins with it, else
that of its id.
"""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from analyzers.text import visible

_HIGH = 18  # rows from which question and answers are on show at once; below, the answers are scrolled
_WIDE = 46  # columns from which there is room for all of its keys


class Pick(ModalScreen[str | None]):
    """Ask a question; the result is the id of the answer, or None when it was closed."""

    CSS_PATH = "pick.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_HIGH, "-high")]  # noqa: RUF012  # as declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "close", id="pick.close"),
        Binding("j", "move('down')", "down", show=False, id="pick.down"),
        Binding("k", "move('up')", "up", show=False, id="pick.up"),
    ]

    def __init__(self, question: str, answers: tuple[tuple[str, str, str], ...], more: str = "") -> None:
        """Take a question, its (id, answer, explanation) answers, and what to know before answering."""
        super().__init__()
        self._question = question
        self._answers = answers
        self._more = more

    def compose(self) -> ComposeResult:
        """The question, what to know, the answers."""
        width = max(len(answer) for _, answer, _ in self._answers) + 2
        with Vertical(id="pick-box") as box:
            keys = "first letter, or enter · esc closes"
            box.border_subtitle = keys if self.app.size.width >= _WIDE else "esc closes"
            yield Static(Content(self._question).stylize("bold"), markup=False)
            if self._more:
                yield Static(
                    Content("\n".join(map(visible, self._more.split("\n")))), id="pick-more", markup=False
                )
            yield OptionList(
                *(
                    Option(Content.assemble((f"{answer:<{width}}", "bold"), (about, "$muted")), id=key)
                    for key, answer, about in self._answers
                )
            )

    def on_mount(self) -> None:
        """The first answer is ready."""
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the answer."""
        event.stop()
        self.dismiss(event.option.id)

    def on_key(self, event: events.Key) -> None:
        """Answer with a letter that only one answer begins with: as it is shown, before its id."""
        letter = event.character or " "
        shown = [key for key, answer, _ in self._answers if answer.lower().startswith(letter)]
        named = [key for key, _, _ in self._answers if key.startswith(letter)]
        picked = shown or named
        if len(picked) == 1 and letter not in "jk":
            event.stop()
            self.dismiss(picked[0])

    def action_move(self, direction: str) -> None:
        """Move as vi does."""
        listing = self.query_one(OptionList)
        listing.action_cursor_down() if direction == "down" else listing.action_cursor_up()
