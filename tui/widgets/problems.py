"""Which problems were there, and what became of them? The problems pane."""

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tools.sessions import Kept
from tui.history import History, Outcome, outcome_of
from tui.subject import subject
from tui.widgets.entries import Entries
from tui.widgets.hanging import Hanging
from tui.widgets.pane import Pane

_LOOKS = {
    Outcome.WORKING: ("…", "$accent"),
    Outcome.FIXED: ("✓", "bold $success"),
    Outcome.PROVED: ("✓", "$success"),
    Outcome.EXPLAINED: ("✗", "$error"),
    Outcome.ASKING: ("?", "$warning"),
    Outcome.FINE: ("○", "$muted"),
    Outcome.STOPPED: ("■", "$warning"),
    Outcome.INTERRUPTED: ("■", "$warning"),
    Outcome.FAILED: ("✗", "bold $error"),
}


class ProblemsPane(Pane):
    """This session's problems, the latest first, then those of earlier ones."""

    TITLE = "problems"
    NUMBER = 0
    EMPTY = "Every problem is kept here with its answer, also for the next time."
    HELP_TEXT = (
        "The problems of this session and of earlier ones in this folder: what became of each, its route, and when it "
        "was. Enter shows the answer again; nothing is run by that."
    )
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "show again", "screen.enter"),
        ("J K", "next, previous", "screen.problem(1)"),
        ("R", "do it again", "screen.again"),
        ("0", "close", "screen.problems"),
    )

    class Picked(Message):
        """Show this problem again."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def compose(self) -> ComposeResult:
        """Words and the list."""
        yield from super().compose()
        yield Entries(markup=False)

    def body(self) -> Widget | None:
        """The list."""
        return self.query_one(Entries)

    def copied(self) -> str:
        """The list as text."""
        return "\n".join(str(option.prompt) for option in self.query_one(Entries).options)

    def show_history(self, history: History) -> None:
        """Show these problems, the cursor on the one that is on show, else on the latest."""
        if not history.kept:
            self.say(self.EMPTY)
            return
        listing = self.query_one(Entries)
        options: list[Option] = []
        self._indexes: list[int | None] = []
        for index in reversed(range(len(history.kept))):
            if index == history.past - 1:
                heading = "\nBEFORE" if options else "BEFORE"
                options.append(Option(Content(heading).stylize("bold $muted"), disabled=True))
                self._indexes.append(None)
            options.append(Option(Hanging(_content(history.kept[index], shown=index == history.shown))))
            self._indexes.append(index)
        listing.clear_options()
        listing.add_options(options)
        chosen = history.shown if history.shown is not None else len(history.kept) - 1
        listing.highlighted = self._indexes.index(chosen)
        self.show_body()
        self.retitle("", f"{len(history.kept)} kept")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Show it again."""
        event.stop()
        index = self._indexes[event.option_index]
        if index is not None:
            self.post_message(self.Picked(index))


def _content(kept: Kept, *, shown: bool) -> Content:
    outcome = outcome_of(kept)
    glyph, look = _LOOKS[outcome]
    route = kept.diagnosis.decision.route if kept.diagnosis else ""
    more = " · ".join(word for word in (str(outcome), str(route), _when(kept.when)) if word)
    name = Content(subject(kept.problem, kept.diagnosis))
    return Content.assemble(
        (glyph, look), " ", name.stylize("bold") if shown else name, "\n  ", (more, "$muted")
    )


def _when(seconds: float) -> str:
    """The time of day, or the day when it was another one."""
    if not seconds:
        return ""
    then = datetime.fromtimestamp(seconds)
    return f"{then:%H:%M}" if then.date() == datetime.now().date() else f"{then:%d %b}".lstrip("0")
