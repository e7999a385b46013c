"""What is wrong, how do we know, and what mends it? The diagnosis pane."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from analyzers.text import visible
from tui.findings import QUESTION, Entry
from tui.messages import ShowFix, ShowPlace
from tui.pieces import Piece, Tone
from tui.widgets.entries import Entries
from tui.widgets.hanging import Hanging
from tui.widgets.pane import Pane

_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.STRESSED: "italic",
    Tone.QUIET: "$muted",
    Tone.GOOD: "bold $success",
    Tone.BAD: "bold $error",
    Tone.DOUBT: "bold $warning",
    Tone.CODE: "$code",
    Tone.LINK: "$primary",
}


def in_tones(pieces: Iterable[Piece]) -> Content:
    """Return pieces as they are drawn; foreign text in them is made harmless."""
    return Content("").join(
        Content("\n".join(map(visible, text.split("\n")))).stylize(_STYLES[tone]) for text, tone in pieces
    )


class FindingsList(Entries):
    """What was found, entry by entry."""

    DEFAULT_CSS = """
    FindingsList {
        padding: 0 1; scrollbar-gutter: stable;
        & > .option-list--option { padding: 0; }
    }
    """


class DiagnosisPane(Pane):
    """The answer, as a list in which everything that can be looked up leads there."""

    TITLE = "diagnosis"
    NUMBER = 2
    EMPTY = "The cause, the evidence for it, and the fixes that were checked."
    HELP_TEXT = (
        "The cause first, then findings, evidence with verdicts (✓ confirmed, ✗ rejected, ? inconclusive), "
        "fixes with their status, and why the problem went this way. Enter goes to the line or the diff."
    )
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "go there", "screen.enter"),
        ("a", "apply the fix", "screen.apply"),
        ("r", "wrong route", "screen.route"),
        ("y", "copy", "screen.copy"),
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._entries: tuple[Entry, ...] = ()

    def compose(self) -> ComposeResult:
        """Words and the list."""
        yield from super().compose()
        yield FindingsList(markup=False)

    def body(self) -> Widget | None:
        """The list."""
        return self.query_one(FindingsList)

    def copied(self) -> str:
        """The whole diagnosis as text."""
        return "\n".join("".join(text for text, _ in entry.pieces) for entry in self._entries)

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show these entries, the cursor where it was."""
        if entries == self._entries:
            return
        listing = self.query_one(FindingsList)
        at = listing.highlighted
        before, self._entries = self._entries, entries
        shared = list(zip(before, entries, strict=False))
        if len(before) > len(entries) or any(old.heading != new.heading for old, new in shared):
            listing.clear_options()
            shared = []
        pairs = enumerate(shared)  # an answer that streams in changes its last entries only
        changed = {index: _content(new, first=index == 0) for index, (old, new) in pairs if old != new}
        if changed:
            listing.change(changed)
        if len(entries) > len(shared):
            listing.add_options(
                Option(_content(entry, first=index == 0), disabled=entry.heading)
                for index, entry in enumerate(entries[len(shared) :], len(shared))
            )
        if at is not None and at < len(entries):
            listing.highlighted = at
        self.show_body()

    def to_question(self) -> None:
        """Put the cursor on the last question."""
        listing = self.query_one(FindingsList)
        asked = (n for n, entry in enumerate(self._entries) if entry.pieces[0] == QUESTION)
        if (at := next(asked, None)) is not None:
            listing.highlighted = at

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the place or the fix while the cursor passes over it."""
        event.stop()
        if self.query_one(FindingsList).has_focus:
            self._lead(self._entries[event.option_index], enter=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go where the entry leads."""
        event.stop()
        self._lead(self._entries[event.option_index], enter=True)

    def _lead(self, entry: Entry, *, enter: bool) -> None:
        if entry.place is not None:
            self.post_message(ShowPlace(entry.place, enter=enter))
        elif entry.fix is not None:
            self.post_message(ShowFix(entry.fix, enter=enter))
        elif entry.url and enter:
            self.app.copy_to_clipboard(entry.url)
            self.app.notify("address sent to the clipboard", markup=False)


def _content(entry: Entry, *, first: bool = False) -> Content | Hanging:
    if entry.heading:
        title = entry.pieces[0][0].upper()
        return Content(title if first or not title else f"\n{title}").stylize("bold $muted")
    return Hanging(in_tones(entry.pieces))
