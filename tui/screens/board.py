"""How does one move between the regions of the screen, and give them room?"""

from typing import TYPE_CHECKING, ClassVar, Literal

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import OptionList

from analyzers.text import clean
from tui.screens.regions import PANES, Regions
from tui.widgets.hints import ZOOMED, Hint, Hints
from tui.widgets.lines import LinesView
from tui.widgets.pane import Pane, pane_of
from tui.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from tui.widgets.ask import Ask
_WIDE = 100  # columns from which all panes have room, but for those that share a place
_ULTRA = 180  # columns from which only two share one
_LOW = 16  # rows below which a narrow screen shows one pane, whole, rather than pieces of two
STEP, _STEPS = 1.2, 6  # a key makes a part larger by a fifth, six times at most
_SHARED = ("output", "fix", "tests")  # on a wide screen these share a place


class Board(Regions):
    """The regions, and the keys to get about in them."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide"), (_ULTRA, "-ultra")]  # noqa: RUF012  # as declared by Textual
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012  # as declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(number), f"pane('{name}')", f"{name} pane", id=f"pane.{name}")
            for number, name in enumerate(PANES, 1)
        ),
        Binding("0", "problems", "problems: open or close the list", id="pane.problems"),
        Binding("i,colon", "ask", "ask: paste, name a file, run", id="ask"),
        Binding("n", "mark(1)", "next mark in the source", id="mark.next"),
        Binding("N,p", "mark(-1)", "previous mark", id="mark.previous"),
        Binding("right_square_bracket", "file(1)", "next file", key_display="]", id="file.next"),
        Binding("left_square_bracket", "file(-1)", "previous file", key_display="[", id="file.previous"),
        Binding("f", "jump", "jump: letters over everything", id="jump"),
        Binding("z", "zoom", "zoom this pane", id="zoom"),
        Binding("greater_than_sign", "share(1, 0)", "source wider", key_display=">", id="wider"),
        Binding("less_than_sign", "share(-1, 0)", "source narrower", key_display="<", id="narrower"),
        Binding("plus", "share(0, 1)", "source higher", key_display="+", id="higher"),
        Binding("minus", "share(0, -1)", "source lower", key_display="-", id="lower"),
        Binding("question_mark,f1", "help", "help", key_display="?", id="help"),
    ]

    # As Textual declares it, each change of focus would paint the whole screen; panes draw their own frames.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._front = self._alone = "diagnosis"  # of those beside the source, and of all, the one in front
        self._slot = "fix"  # of those that share a place, the one that has it
        self._last = "diagnosis"  # the pane that last had the focus
        self._share = (0.0, 0.0)
        self._told = ""  # the last short message

    def ready(self) -> None:
        """Bring those to the front that share a place with others."""
        self.front("fix")
        self.front("diagnosis")

    def has_nothing(self) -> bool:
        """Whether the first screen is on show, which has no panes: then that is said."""
        if self.has_class("-welcome"):
            self.tell("there is nothing to show yet: paste, open or run something", warning=True)
        return self.has_class("-welcome")

    def front(self, name: str) -> None:
        """Bring a pane to the front where several share a place."""
        if name not in PANES:
            return
        self._alone = name
        if name != "source":
            self._front = name
        if name in _SHARED:
            self._slot = name
        self._arrange(self.size)

    def _arrange(self, size: Size) -> None:
        """Hide what is behind others. Not by a class: that styles everything inside anew, at every key that goes to a pane."""
        width, low = size.width, size.height < _LOW
        shown = (self._alone,) if low else ("source", self._front)
        first = 0 if low else 1
        names = tuple(f"{number} {pane}" for number, pane in enumerate(PANES[first:], first + 1))
        self.query_one("#bar", TabLine).show_names(names, PANES.index(shown[-1]) - first)
        for name in PANES:
            if width < _WIDE:
                behind = name not in shown
            elif width < _ULTRA:
                behind = name in _SHARED and name != self._slot
            else:
                behind = name == ("fix" if self._slot == "tests" else "tests")
            self.pane(name).styles.display = "none" if behind else None

    @property
    def pane_name(self) -> str:
        """The pane that has, or last had, the focus."""
        pane = pane_of(self.focused)
        return pane.id if pane is not None and pane.id else self._last

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Hints follow the focus."""
        pane = pane_of(event.widget)
        if pane is not None and pane.id:
            self._last = pane.id
            self.front(pane.id)
            self.show_hints_of(pane.id)
        else:
            self._hint_outside(event.widget)

    def _hint_outside(self, focused: Widget) -> None:
        from tui.widgets.ask import Ask
        from tui.widgets.welcome import Welcome

        greeting = self.has_class("-welcome")
        if isinstance(focused, Ask):
            own = Welcome.TYPING_HINTS if greeting else Ask.HINTS
            self.query_one(Hints).show_hints(own, typing=True)
        elif greeting:
            self.query_one(Hints).show_hints(Welcome.HINTS)

    def on_ask_passed(self, message: "Ask.Passed") -> None:
        """What an empty input has no use for moves through the list of the first screen, else through what was sent."""
        from tui.widgets.welcome import Welcome

        message.stop()
        if self.has_class("-welcome"):
            self.query_one(Welcome).pass_on(message.by)
        elif message.by:
            self.ask.action_history(message.by)

    def show_hints_of(self, name: str) -> None:
        """Show the keys of a pane in the bottom line."""
        self.query_one(Hints).show_hints((*(ZOOMED if self.maximized else ()), *self.hints_of(name)))

    def hints_of(self, name: str) -> tuple[Hint, ...]:
        """Return the keys of a pane, as far as they do something."""
        return self.pane(name).HINTS

    def refresh_hints(self) -> None:
        """Show the keys of the pane that has the keyboard anew: what they do has changed."""
        if (pane := pane_of(self.focused)) is not None and pane.id:
            self.show_hints_of(pane.id)

    def watch_maximized(self) -> None:
        """A pane that has the whole screen says how it gives it back."""
        self.refresh_hints()

    @on(TabLine.Picked, "#bar")
    def _bar_picked(self, event: TabLine.Picked) -> None:
        event.stop()
        self.action_pane(PANES[event.index + (self.size.height >= _LOW)])

    def on_paste(self, event: events.Paste) -> None:
        """A paste outside the input goes into it."""
        event.stop()
        self.ask.start(self.ask.text + clean(event.text))

    # --- moving about ---------------------------------------------------------------------------

    def action_pane(self, name: str) -> None:
        """Go to a pane."""
        if self.has_nothing():
            return
        if self.maximized is not None:
            self.minimize()
        if name != "problems" and self.has_class("-narrow"):
            self.set_class(False, "-problems")  # there it has the screen to itself
        self.front(name)
        self.show_hints_of(name)  # with the first paint, not with the one after the focus
        self.pane(name).focus_body()

    def action_problems(self) -> None:
        """Open the list of problems and go there; from there, close it."""
        if self.has_nothing():
            return
        if self.has_class("-problems") and self.pane_name == "problems":
            self.close_problems()
        else:
            self.set_class(True, "-problems")
            self.action_pane("problems")
            self.looks_changed()

    def close_problems(self) -> None:
        """Close the list of problems."""
        self.set_class(False, "-problems")
        if self.pane_name == "problems":
            self.action_pane("diagnosis")
        self.looks_changed()

    def looks_changed(self) -> None:
        """Hook: the user has arranged the screen differently."""

    def action_zoom(self) -> None:
        """Give the whole screen to the focused pane, or take it back."""
        if self.maximized is not None:
            self.minimize()
        elif not self.has_nothing():
            self.maximize(self.pane(self.pane_name), container=False)

    def action_share(self, wider: int, higher: int) -> None:
        """Give the source more or less of the screen."""
        if self.has_nothing():
            return
        columns, rows = self._share
        self.set_share((columns + wider, rows + higher))
        self.looks_changed()

    @property
    def share(self) -> tuple[float, float]:
        """The steps by which the source is wider and higher than the style sheet has it."""
        return self._share

    def set_share(self, share: tuple[float, float]) -> None:
        """Make the source so many steps wider and higher, within reason."""
        wider, higher = (max(-_STEPS, min(_STEPS, steps)) for steps in share)
        self._share = (wider, higher)
        self._apply_share()

    def _apply_share(self) -> None:
        """Set the shares for the size there is; without a wish of the user's, the style sheet decides."""
        wide, high = (STEP**steps for steps in self._share)
        panes, source = self.query_one("#panes").styles, self.source.styles
        self.source.refresh(layout=True)  # of a child: a widget keeps its own arrangement otherwise
        for styles, rule in ((panes, "grid_columns"), (panes, "grid_rows"), (source, "height")):
            styles.clear_rule(rule)
        if self.has_class("-narrow"):
            source.height = f"{high:.2f}fr"
            return
        if wide != 1:
            rest = "4fr 4fr" if self.has_class("-ultra") else "6fr"
            panes.grid_columns = f"{3 * wide:.2f}fr {4 * wide:.2f}fr {rest}"
        if high != 1:
            panes.grid_rows = f"{3 * high:.2f}fr 2fr"

    def on_resize(self, event: events.Resize) -> None:
        """Another size may have another layout."""
        if self.built:
            self._arrange(event.size)
        if self.built and self._share != (0, 0):
            self.call_after_refresh(self._apply_share)

    def action_ask(self) -> None:
        """Go to the input."""
        if self.maximized is not None:
            self.minimize()
        self.set_focus(self.ask)  # at once: the keys that follow are meant for it

    def action_mark(self, by: int) -> None:
        """Go to the next marked line; while searching, to the next hit."""
        if not self.has_nothing() and not self.next_hit(by) and not self.source.step_mark(by):
            self.tell("no line is marked here", warning=True)

    def action_file(self, by: int) -> None:
        """Show the next file."""
        if not self.has_nothing() and not self.source.step_file(by):
            self.tell("there is no other file", warning=True)

    def action_enter(self) -> None:
        """Do what the enter key does in the focused list or tree."""
        if isinstance(self.focused, OptionList):
            self.focused.action_select()
        elif (select := getattr(self.focused, "action_select_cursor", None)) is not None:
            select()

    def action_fold(self) -> None:
        """Open or close the branch under the cursor."""
        if (toggle := getattr(self.focused, "action_toggle_node", None)) is not None:
            toggle()

    def action_bottom(self) -> None:
        """Go to the last line."""
        if isinstance(self.focused, LinesView):
            self.focused.action_last()

    def action_help(self) -> None:
        """Show all keys, those of the focused pane first."""
        from tui.screens.help import Help

        pane = self.pane(self.pane_name) if self.built and not self.has_class("-welcome") else None
        self.app.push_screen(Help(pane))

    def searchable(self) -> Widget | None:
        """The focused pane's content, else the source."""
        if self.has_nothing():
            return None
        body = self.pane(self.pane_name).body()
        return body if body is not None and body.display else self.source.view

    @work(exclusive=True, group="jump", exit_on_error=False)
    async def action_jump(self) -> None:
        """Show letters over what can be gone to, and go where they say."""
        from tui.screens.jump import Jump
        from tui.screens.jumping import Target, lettered, targets_of

        if self.has_nothing():
            return
        shown = [pane for pane in self.query(Pane) if pane.region]
        targets = [target for pane in shown for target in targets_of(pane)]
        targets.append(Target(self.ask.region.x + 1, self.ask.region.y, self.ask.focus))
        if (target := await self.app.push_screen_wait(Jump(lettered(targets)))) is not None:
            target.go()

    def tell(self, words: str, *, warning: bool = False) -> None:
        """Show a short message; foreign text in it is never markup. The same one twice is shown once, from now on."""
        if words == self._told:
            self.app.clear_notifications()
        self._told = words
        severity: Literal["warning", "information"] = "warning" if warning else "information"
        self.app.notify(words, severity=severity, markup=False, timeout=4)
