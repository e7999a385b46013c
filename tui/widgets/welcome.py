"""What can be done here? The first screen, when there is no problem yet."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Center, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from analyzers.text import number_of
from tui.messages import Chosen
from tui.surroundings import Surroundings

_LONGEST = 46  # characters beside an action
_WIDE = 72  # columns from which each step has one row
_HIGH, _HIGH_NARROW = 17, 26  # rows from which all of them are on show, with a title and a tip


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
        &.-low #welcome-box { height: 100%; }
        &.-low Center { height: 100%; }
        &.-low .welcome--lead, &.-low .welcome--tip { display: none; }
        &.-low OptionList { height: 1fr; }
        & OptionList > .option-list--option-highlighted { background: $primary 22%; color: $foreground; }
    }
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
            yield OptionList()
            yield Static(classes="welcome--tip", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """In little room the steps come first, and are scrolled."""
        wide = event.size.width >= _WIDE
        self.set_class(event.size.height < (_HIGH if wide else _HIGH_NARROW), "-low")

    def begin(self, around: Surroundings, *, aided: bool) -> None:
        """Say what can be done in this folder; `aided` is whether a model may be asked."""
        listing = self.query_one(OptionList)
        listing.clear_options()
        for action, (title, about) in _actions(around).items():
            self._add(action, title, about)
        listing.highlighted = listing.get_option_index("tour" if around.empty else "paste")
        program = around.program or "app.py"
        tips = [f"or from the shell:  python {program} 2>&1 | debugassist --app"]
        if not aided:
            tips.append("no model is switched on, nor needed · `debugassist setup` adds one")
        self.query_one(".welcome--tip", Static).update(Content("\n".join(tips)))

    def offer(self, kept: int, last: str) -> None:
        """Say that there are problems from before to go on with."""
        self._add("go_on", "go on", f"{kept} kept · {last}"[:_LONGEST])

    def _add(self, action: str, title: str, about: str) -> None:
        words = Content.assemble((f"{title:<20}", "bold"), (about, "$muted"))
        self.query_one(OptionList).add_option(Option(words, id=action))

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


def _actions(around: Surroundings) -> dict[str, tuple[str, str]]:
    """Return what can be begun with, by its action: a title and words about it."""
    run = f"{around.program} is here" if around.program else "and look at its values where it crashes"
    actions = {
        "paste": ("paste a traceback", "just paste it, anywhere on this screen"),
        "open": ("open a file", "a traceback, a log, or code that does not work"),
        "run": ("run a program", run),
    }
    if around.tests:
        files = number_of(around.tests, "file")
        actions["tests"] = ("see the tests", f"{files} of tests: run them, explain what fails")
    tour = (
        "this folder is empty: see how it goes"
        if around.empty
        else "a small broken program, explained and mended"
    )
    return actions | {"tour": ("take the tour", tour), "help": ("see all keys", "f1 works everywhere")}
