"""How does one go through a program step by step? A screen over the others, for as long as the program runs."""

import asyncio
from contextlib import AsyncExitStack
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from analyzers.facts import Printed
from analyzers.runtime.crash import Unknown
from analyzers.text import clean
from tools.debugger.interactive import Debugger, debug
from tools.debugger.protocol import Breakpoint, Ended, How, Stopped, Why
from tools.interpreter import Launch
from tools.workspace import Workspace
from tui.breakpoints import Breakpoints
from tui.screens.conversing import Conversing
from tui.standing import sheets_of, stack_of, title_of, watched_as_variables
from tui.widgets.console import ConsolePane
from tui.widgets.find_bar import FindBar
from tui.widgets.hints import ZOOMED, Hints
from tui.widgets.output import OutputPane
from tui.widgets.pane import Pane, pane_of
from tui.widgets.source import SourcePane
from tui.widgets.stack import StackPane
from tui.widgets.title import Title
from tui.widgets.variables import VariablesPane

if TYPE_CHECKING:
    from tui.app import DebugAssist

PANES = ("source", "stack", "variables", "console", "output")
_SOON = 0.5  # seconds in which a step has ended, as a rule: keys wait so long for it
_TWICE = 3.0  # seconds within which a second esc leaves
_HINTS = (
    ("n", "next", "screen.go('next')"),
    ("s", "in", "screen.go('step')"),
    ("f", "out", "screen.go('return')"),
    ("c", "continue", "screen.go('continue')"),
    ("b", "breakpoint", "screen.breakpoint"),
    ("w", "watch", "screen.watch"),
    ("esc", "leave", "screen.leave"),
)


class Stepping(Conversing):
    """One debugged program: where it stands, its calls, its names, a console and what it prints."""

    CSS_PATH = "stepping.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # as declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f10", "go('next')", "to the next line", id="step.next"),
        Binding("s,f11", "go('step')", "into the call", id="step.in"),
        Binding("f,f12", "go('return')", "to the end of the call", id="step.return"),
        Binding(
            "c,f8", "go('continue')", "continue to a breakpoint, a failure or the end", id="step.continue"
        ),
        Binding("p", "pause", "pause the program", id="step.pause"),
        Binding("b,f9", "breakpoint", "set or clear a breakpoint at this line", id="step.break"),
        Binding("B", "condition", "stop at this line on a condition", id="step.condition"),
        Binding("w", "watch", "watch an expression", id="step.watch"),
        Binding("R,f5", "restart", "start it anew", id="step.restart"),
        *(
            Binding(str(number), f"pane('{name}')", f"{name} pane", id=f"step.pane.{name}")
            for number, name in enumerate(PANES, 1)
        ),
        Binding("i,colon", "ask", "ask in the console", id="step.console"),
        Binding("z", "zoom", "zoom this pane", id="step.zoom"),
        Binding("y", "copy", "copy what this pane shows", id="step.copy"),
        Binding("question_mark,f1", "help", "help", key_display="?", id="step.help"),
        Binding("escape", "leave", "leave; the program is ended", id="step.leave"),
    ]

    app: "DebugAssist"

    def __init__(
        self,
        program: Launch,
        folder: str,
        root: str,
        first: str,
        breakpoints: Breakpoints,
        watches: list[str],
    ) -> None:
        """Take the program, its folder, the workspace, the file to show first, where to stop and what to watch."""
        super().__init__(breakpoints, watches)
        self._program = program
        self._folder = folder
        self._workspace = Workspace.at(root)
        self._first = first
        self._asked_to_leave = -_TWICE
        self._stepping = asyncio.Lock()
        self._begun = False  # whether it has come to where it was to stop first
        self._went = 0.0  # when it was last let go on
        self.shown = 0  # how often where the program stands, or its end, has come on screen

    # --- regions --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Title, panes, keys."""
        yield Title()
        with Container(id="live"):
            yield SourcePane(id="source")
            yield StackPane(id="stack")
            yield ConsolePane(id="console")
            yield VariablesPane(id="variables")
            yield OutputPane(id="output")
        yield FindBar()
        yield Hints()

    def on_mount(self) -> None:
        """Start the program."""
        for number, name in enumerate(PANES, 1):
            pane = self._pane(name)
            pane.NUMBER = number  # type: ignore[misc]  # of this screen, not of the class
            pane.retitle()
        self.query_one(VariablesPane).live = True
        self.query_one(Title).subject = self._subject
        self._show_hints()
        self._front("stack")
        self._pane("stack").say("starting the program …")
        self._session()

    @property
    def _subject(self) -> str:
        return f"step by step · {' '.join(self._program.command[1:])}"

    def _pane(self, name: str) -> Pane:
        return self.query_one(f"#{name}", Pane)

    def _front(self, name: str) -> None:
        if name != "source":
            for other in PANES[1:]:
                self._pane(other).set_class(other == name, "-front")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane with the keyboard is in view, and so are its keys."""
        if (pane := pane_of(event.widget)) is not None and pane.id:
            self._front(pane.id)
            self._show_hints()

    def watch_maximized(self) -> None:
        """A pane that has the whole screen says how it gives it back."""
        self._show_hints()

    def _show_hints(self) -> None:
        """Show what the keys do where the keyboard is: in the console, letters are letters."""
        pane = pane_of(self.focused)
        if isinstance(pane, ConsolePane):
            self.query_one(Hints).show_hints(pane.HINTS, typing=True)
        else:
            own = pane.HINTS[:1] if isinstance(pane, StackPane | VariablesPane) else ()
            self.query_one(Hints).show_hints((*(ZOOMED if self.maximized else ()), *own, *_HINTS))

    # --- the program ----------------------------------------------------------------------------

    @work(exclusive=True, group="session", exit_on_error=False)
    async def _session(self) -> None:
        """Have the program for as long as the screen is there."""
        session = debug(self._program, cwd=self._folder, capture=True, fed=True, on_output=self._print)
        async with AsyncExitStack() as kept:
            async with self._stepping:  # keys that are pressed meanwhile act once it stands
                self._debugger = debugger = await kept.enter_async_context(session)
                await self._begin(debugger)
                self._begun = True
            await asyncio.Event().wait()  # until the screen goes, which cancels this

    async def _begin(self, debugger: Debugger) -> None:
        """Set the breakpoints, then run to the first of them, or to the first line."""
        for expression in self._watches:
            await debugger.watch(expression)
        set_ = False
        for (file, line), condition in sorted(self._kept.items()):
            point = Breakpoint(file=file, line=line, condition=condition)
            added = await debugger.add(point, typed=True)  # as it was kept
            set_ = set_ or isinstance(added, Breakpoint)
        if isinstance(debugger.state, Stopped) and debugger.state.why is Why.ENTRY:
            await self._show(await debugger.go(How.CONTINUE if set_ else How.STEP))
        else:  # it failed, or ended, before its first line
            await self._show(debugger.state or await debugger.arrive())

    @work(group="go", exit_on_error=False)
    async def _go(self, how: How, line: int = 0) -> None:
        """Go on, after the steps that were asked for before: keys pressed fast are as many steps."""
        async with self._stepping:
            debugger = self._debugger
            if debugger is None or not debugger.standing:
                self._tell(
                    "the program has ended · R restarts" if debugger else "the program was not started"
                )
                return
            self._went = monotonic()
            self._say_running()
            await self._show(await debugger.go(how, line=line))

    @work(exclusive=True, group="go", exit_on_error=False)
    async def _restart(self) -> None:
        if self._debugger is not None:
            self._say_running()
            self._values.clear()
            self.query_one(OutputPane).reset()  # what follows is of another run
            await self._debugger.restart()
            await self._begin(self._debugger)

    def _say_running(self) -> None:
        self._pane("stack").say("running … p pauses it\nwhat it reads is typed in the console: 4")
        self.query_one(ConsolePane).reads(on=True)

    async def _show(self, state: Stopped | Ended) -> None:
        """Show where the program stands, or how it has ended."""
        await self._show_state(state)
        self.shown += 1

    async def _show_state(self, state: Stopped | Ended) -> None:
        debugger = self._debugger
        assert debugger is not None
        points = await debugger.breakpoints()
        self.query_one(ConsolePane).reads(on=False)
        if isinstance(state, Ended):
            code = state.outcome.code
            self.query_one(Title).subject = f"{self._subject} · ended with exit code {code}"
            words = f"the program has ended with exit code {code} · R starts it anew, esc leaves"
            self._pane("stack").say(words)
            self._pane("variables").say("there are no names: the program has ended")
            for name in ("stack", "variables"):
                self._pane(name).retitle()
            self.query_one(SourcePane).sheets = sheets_of(None, points, self._workspace, self._first)
            return
        self.query_one(Title).subject = self._subject
        self._frame, self._before = state.frame, dict(self._values)
        variables = await debugger.variables()
        sheets = sheets_of(state, points, self._workspace, self._first, variables)
        source = self.query_one(SourcePane)
        source.sheets = sheets
        if not sheets.sheets:
            source.say("the program stands in code outside the workspace")
        self.query_one(StackPane).show_stacks(stack_of(state, sheets))
        if not state.frames:
            self._pane("stack").say(title_of(state))
        await self._show_names(state, watched_as_variables(state.watched), variables)
        if state.failed or state.raised or state.returned:
            self.query_one(ConsolePane).add(title_of(state), wrong=state.failed)
        for note in state.notes:  # beside the calls there is seldom room for them
            self.query_one(ConsolePane).add(note, wrong=True)
        if not isinstance(self.focused, Widget) or pane_of(self.focused) is None:
            source.focus_body()

    def _print(self, stream: str, data: bytes) -> None:
        printed = Printed(stream, data.decode("utf-8", "replace"))
        self.query_one(OutputPane).append([printed])

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What could not be started is said where the calls would be."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and error is not None:
            self._begun = True  # there is nothing to wait for
            words = clean(getattr(error, "message", f"{type(error).__name__}: {error}"))
            self._pane("stack").say(words, failed=True)

    # --- actions --------------------------------------------------------------------------------

    def action_go(self, how: str) -> None:
        """Let the program go on, unless it has been running for long: nobody knows where it will stand then."""
        running = self._debugger is not None and self._debugger.state is None
        if running and self._begun and monotonic() - self._went > _SOON:
            self._tell("the program runs · p pauses it")
        else:
            self._go(How(how))

    @work(group="pause", exit_on_error=False)
    async def action_pause(self) -> None:
        """Ask a program that runs to stop."""
        if self._debugger is None or not await self._debugger.pause():
            self._tell("the program does not run")

    def interrupt(self) -> str:
        """Do what ctrl+c does to a program that runs, as in any terminal; say so, or nothing where none runs."""
        if self._debugger is None or self._debugger.state is not None:
            return ""
        self.action_pause()
        return "pausing the program"

    async def on_source_view_gutter_picked(self, message: Message) -> None:
        """A click in the gutter does what the key does."""
        message.stop()
        await self.run_action("breakpoint")

    def action_restart(self) -> None:
        """Start the program anew."""
        if self._debugger is None:
            self._tell("the program was not started")
        self._restart()

    @work(exclusive=True, group="break", exit_on_error=False)
    async def action_breakpoint(self) -> None:
        """Set a breakpoint at the line under the cursor, or clear it."""
        source, debugger = self.query_one(SourcePane), self._debugger
        sheet, line = source.view.sheet, source.view.line
        if debugger is None or not sheet.file or not line:
            self._tell("there is no line here to stop at")
            return
        there = [one for one in await debugger.breakpoints() if one.file == sheet.file and one.line == line]
        for one in there:
            await debugger.remove(one.number)
            self._kept.pop((one.file, one.line), None)
        if not there:
            added = await debugger.add(Breakpoint(file=sheet.file, line=line))
            if isinstance(added, Unknown):
                self._tell(added.reason)
                return
            self._kept[added.file, added.line] = ""
        await self.show_breakpoints()

    async def show_breakpoints(self) -> None:
        """Show where the breakpoints are; the cursor stays where it is."""
        debugger, view = self._debugger, self.query_one(SourcePane).view
        assert debugger is not None
        state = debugger.state if isinstance(debugger.state, Stopped) else None
        names = await debugger.variables() if state is not None else ()
        fresh = sheets_of(state, await debugger.breakpoints(), self._workspace, self._first, names)
        if (shown := fresh.named(view.sheet.name)) is not None:
            view.show_sheet(shown, keep=True)

    def action_condition(self) -> None:
        """Begin a line that sets a breakpoint with a condition at the line under the cursor."""
        view = self.query_one(SourcePane).view
        if view.sheet.file and view.line:
            self.query_one(ConsolePane).begin(f"break {view.sheet.name}:{view.line} if ")
        else:
            self._tell("there is no line here to stop at")

    def searchable(self) -> Widget | None:
        """The focused pane's content, else the source."""
        pane = pane_of(self.focused)
        body = pane.body() if pane is not None else None
        return body if body is not None and body.display else self.query_one(SourcePane).view

    def action_watch(self) -> None:
        """Begin a line that watches."""
        self.query_one(ConsolePane).begin("watch ")

    def action_pane(self, name: str) -> None:
        """Go to a pane."""
        if self.maximized is not None:
            self.minimize()
        self._front(name)
        self._pane(name).focus_body()

    def action_zoom(self) -> None:
        """Give the whole screen to the focused pane, or take it back."""
        if self.maximized is not None:
            self.minimize()
        elif (pane := pane_of(self.focused)) is not None:
            self.maximize(pane, container=False)

    def action_copy(self) -> None:
        """Copy what the focused pane shows."""
        if (pane := pane_of(self.focused)) is not None:
            self.app.copy(pane.copied())

    def action_help(self) -> None:
        """Show all keys."""
        from tui.screens.help import Help

        self.app.push_screen(Help(pane_of(self.focused), _HINTS))

    def action_ask(self) -> None:
        """Go to the console: that is what the hint at the bottom means here."""
        self.action_pane("console")

    def action_leave(self) -> None:
        """Close what is open, else end the program and go back."""
        if self.maximized is not None:
            self.minimize()
        elif not self.clear_search() and self._may_leave():
            self.dismiss(self._debugger.state if self._debugger is not None else None)

    def _may_leave(self) -> bool:
        """Whether nothing is lost by it: who has come to a place in a program does not want it gone by a slip."""
        state = self._debugger.state if self._debugger is not None else None
        if self.shown < 2 or isinstance(state, Ended) or (isinstance(state, Stopped) and state.failed):
            return True
        asked, self._asked_to_leave = self._asked_to_leave, monotonic()
        if monotonic() - asked < _TWICE:
            return True
        self._tell("esc once more ends the program and leaves")
        return False

    def _tell(self, words: str) -> None:
        """Say why a key does nothing: the program is not there yet, or these words."""
        words = words if self._begun else "the program is being started: once more when it stands"
        self.app.notify(words, severity="warning", markup=False, timeout=4)
