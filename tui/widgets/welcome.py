"""What can be done here? The first screen, when there is no problem yet."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Center, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.messages import Chosen

_ACTIONS = (
    ("paste", "paste a traceback", "just paste it, anywhere on this screen"),
    ("open", "open a file", "a traceback, a log, or code that does not work"),
    ("run", "run a program", "and look at its values where it crashes"),
    ("tour", "take the tour", "a small broken program, explained and mended"),
    ("help", "see all keys", "f1 works everywhere"),
)
_LONGEST = 46  # characters beside an action


class Welcome(Vertical):
    """A list of first steps."""

    DEFAULT_CSS = """
    Welcome {
        align: center middle; background: $background;
        & #welcome-box { width: 72; max-width: 96%; height: auto; }
        & .welcome--name { color: $primary; text-style: bold; width: 100%; text-align: center; }
        & .welcome--lead { color: $muted; width: 100%; text-align: center; margin: 1 0 1 0; }
        & .welcome--tip { color: $muted; width: 100%; text-align: center; margin: 1 0 0 0; }
        & OptionList { height: auto; border: round $edge; background: $surface; padding: 0 1; }
        & OptionList:focus { border: round $primary; background-tint: $foreground 0%; }
        & OptionList > .option-list--option-highlighted { background: $primary 22%; color: $foreground; }
    }
    .-short Welcome .welcome--lead { margin: 0; }
    .-short Welcome .welcome--tip { display: none; }
    """
    TYPING_HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("↑↓ enter", "choose", "screen.enter"),
        ("esc", "single keys", "app.focus_previous"),
    )
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "choose", "screen.enter"),
        ("o", "open", "screen.open"),
        ("x", "run", "screen.run"),
        ("t", "tour", "screen.tour"),
    )

    def compose(self) -> ComposeResult:
        """The name, one sentence, the steps, a tip."""
        with Center(), Vertical(id="welcome-box"):
            yield Static(Content("▟ debugassist"), classes="welcome--name")
            yield Static(
                Content("finds the cause, proves it, and checks the fix"),
                classes="welcome--lead",
            )
            yield OptionList(
                *(
                    Option(Content.assemble((f"{title:<20}", "bold"), (about, "$muted")), id=action)
                    for action, title, about in _ACTIONS
                )
            )
            yield Static(
                Content("or from the shell:  python app.py 2>&1 | debugassist --app"), classes="welcome--tip"
            )

    def offer(self, kept: int, last: str) -> None:
        """Say that there are problems from before to go on with."""
        listing = self.query_one(OptionList)
        about = f"{kept} kept · {last}"[:_LONGEST]
        listing.add_option(
            Option(Content.assemble((f"{'go on':<20}", "bold"), (about, "$muted")), id="go_on")
        )

    def pass_on(self, by: int) -> None:
        """Do what a key does that an empty input has no use for: up (-1), down (1), enter (0)."""
        listing = self.query_one(OptionList)
        if by == 0:
            listing.action_select()
        elif by < 0:
            listing.action_cursor_up()
        else:
            listing.action_cursor_down()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask the screen to do it."""
        event.stop()
        self.post_message(Chosen(event.option.id or ""))
