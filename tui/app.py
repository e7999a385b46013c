"""The app itself: what the screen may ask of the world outside it.

It owns the assistant, the themes, the clipboard and the editor. The screen shows; the assistant decides; nothing
here knows what a traceback is.
"""

import asyncio
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual import events, work
from textual.app import App, SuspendNotSupported, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from analyzers.deferred import replace
from analyzers.errors import AssistantError, ToolMissing
from analyzers.facts import Problem, Route
from analyzers.text import number_of
from tools.sessions import Looks
from tui.applying import Applying
from tui.breakpoints import Breakpoints
from tui.certainty import sure
from tui.collecting import REST, catch_up
from tui.exits import BY_SIGNAL
from tui.in_turn import InTurn
from tui.investigation import Phase
from tui.palette import Commands
from tui.pump import Diagnoser, in_thread
from tui.screens.main import Main

if TYPE_CHECKING:
    from tools.interpreter import Launch

_TWICE = 2.0  # seconds within which a second ctrl+c quits
_FRAME = 0.05  # seconds between two batches of what streams in: keys come through in between
_PAUSE = 0.15  # seconds after a key in which what streams in waits
_LONGEST_WAIT = 0.3  # seconds that it waits at most
_EDITING = ("enter", "ctrl+j", "backspace")
_ROUTES = (
    (Route.SYNTAX, "it cannot be parsed or compiled"),
    (Route.RUNTIME, "it starts, and something stops it"),
    (Route.LOGIC, "it runs, and does the wrong thing"),
    (Route.UNCLEAR, "none of these, or I cannot tell"),
)


@runtime_checkable
class Interruptible(Protocol):
    """A screen on which something else goes on than what the main one works on."""

    def interrupt(self) -> str:
        """Stop it, and say what was done; nothing where there was nothing to stop."""


class DebugAssist(Applying, InTurn):
    """Shows what the assistant finds out about one problem after the other."""

    TITLE = "debugassist"
    CSS_PATH = "screens/main.tcss"  # of the default screen: Textual reads none of its own
    COMMANDS = App.COMMANDS | {Commands}
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+q", "quit", "quit", id="quit"),
        Binding("ctrl+q", "quit", priority=True, show=False, id="quit.anywhere"),  # in a dialog too
        Binding(
            "ctrl+c", "interrupt", "copy, stop, or quit when pressed twice", id="interrupt", priority=True
        ),
        Binding("T", "next_theme", "next theme", id="theme"),
        Binding("ctrl+z", "suspend_process", "suspend; `fg` comes back", id="suspend"),
        Binding("ctrl+l", "redraw", "draw the screen anew", id="redraw"),
    ]

    def __init__(
        self,
        problem: Problem | None = None,
        make_assistant: Callable[[], Diagnoser] | None = None,
        *,
        session: Path | None = None,
        reopen: bool = False,
        stepping: bool = False,
        remember: bool = True,
        looks: Looks | None = None,
        aided: bool = True,
    ) -> None:
        """Take the problem to begin with, and what makes the assistant (the real one when left out).

        `session` names the file that problems are kept in, else it is the folder's own; with `reopen` the last of
        them is shown again. With `stepping` the problem's program is gone through step by step. Without `remember` nothing is read or kept. `looks` is how the user liked the screen;
        `aided`, whether a model may be asked.
        """
        super().__init__()
        self.session = session
        self.reopen = reopen or session is not None
        self.remember = remember
        self.liked = looks or Looks()
        self.aided = aided
        self.make_assistant = make_assistant or _real_assistant
        self.breakpoints: Breakpoints = {}  # they outlive one session
        self.watches: list[str] = []  # expressions; they do too
        self.stepped = problem if stepping else None
        self._main = Main(None if stepping else problem)
        self._interrupted = 0.0
        self._typed = monotonic()
        self._early: list[events.Key] = []  # pressed before there was anything to type into
        self._loop_of_screen: asyncio.AbstractEventLoop | None = None
        self.dress(self.liked.theme)

    def get_default_screen(self) -> Main:
        """The one screen."""
        return self._main

    def on_mount(self) -> None:
        """Paint everything when coming back from a suspension."""
        self._loop_of_screen = asyncio.get_running_loop()
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        self.set_interval(REST, self._catch_up)
        self.theme_changed_signal.subscribe(self, lambda _: self.main.looks_changed())

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody types: what can wait waits."""
        if isinstance(event, events.Key):
            self._typed = monotonic()
            if not self.main.built and (event.is_printable or event.key in _EDITING):
                # until the terminal is the app's, it makes a line feed of enter
                self._early.append(events.Key("enter", "\r") if event.key == "ctrl+j" else event)
                return
        elif isinstance(event, events.MouseEvent) and not self.main.built:
            return  # what is clicked on the first screen needs the panes
        await super().on_event(event)

    def press_early(self) -> None:
        """Press the keys that came before the screen was there."""
        for event in self._early:
            self.post_message(event)
        self._early.clear()

    @property
    def rested(self) -> float:
        """Seconds since the last key."""
        return monotonic() - self._typed

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[SystemCommand]:
        """Of Textual's own commands the themes; the others are ours under other names."""
        yield SystemCommand("Theme", "choose one of all themes", self.action_change_theme)

    def _catch_up(self) -> None:
        if self.rested > REST:
            catch_up()

    async def keys_first(self) -> None:
        """Wait while somebody types, but not for long: what streams in must be seen to move."""
        await asyncio.sleep(_FRAME)
        waited = monotonic()
        while self.rested < _PAUSE and monotonic() - waited < _LONGEST_WAIT:
            await asyncio.sleep(_PAUSE / 2)

    def leave(self, number: int) -> None:
        """Leave because of a signal, whatever the screen is waiting for. Called by the signal's handler."""
        self.main.finish(0.0)
        if self._loop_of_screen is None:
            raise SystemExit(BY_SIGNAL + number)
        with suppress(RuntimeError):  # the screen has gone already
            self._loop_of_screen.call_soon_threadsafe(lambda: self.exit(return_code=BY_SIGNAL + number))

    def _fatal_error(self) -> None:
        """Close the screen and print nothing: `open_app` raises what happened, and its caller says it."""
        self._close_messages_no_wait()

    # --- problems -------------------------------------------------------------------------------

    @work(exclusive=True, group="intake", exit_on_error=False)
    async def submit(self, text: str) -> None:
        """Work on what was typed or pasted."""
        from analyzers.followup import is_question
        from tui.submission import EXPECT, STEP, interpret

        if is_question(text) and self.main.state.diagnosis is not None:
            self.main.follow_up(text.strip())
            return
        if is_question(text) and self.main.state.phase is Phase.WORKING:
            self.main.ask.start(text)  # it is kept: as a problem of its own it would end the work
            self.main.tell(
                "there is no answer yet that could be asked about · esc stops the work", warning=True
            )
            return
        match text.strip():
            case "q" | "quit" | "exit" | ":q":
                await self.action_quit()
                return
            case "?" | "help":
                self.main.action_help()
                return
            case "tour":
                self.start_tour()
                return
            case line if line.startswith(EXPECT):
                await self._expect(line)
                return
        before = self.main.state.problem
        workspace = before.workspace if before else ""
        try:
            problem = await in_thread(interpret, text, workspace)
        except AssistantError as error:
            self.say(error)
            if not self.main.ask.text:
                self.main.ask.start(text)  # to be mended rather than typed anew
            return
        if problem.command and text.strip().startswith(STEP):
            self.step_through(problem)
        else:
            self.main.start(problem)

    async def _expect(self, line: str) -> None:
        """Look for what keeps the program on show from what is expected of it."""
        from tui.submission import expected

        problem, sheet = self.main.state.problem, self.main.source.view.sheet
        try:
            found = await in_thread(expected, line, sheet.file, problem.workspace if problem else "")
        except AssistantError as error:
            self.say(error)
            self.main.ask.start(line)
            return
        self.main.start(found, Route.LOGIC)

    @work(exclusive=True, group="intake", exit_on_error=False)
    async def step_through(self, problem: Problem) -> None:
        """Open the screen that goes through the problem's program step by step."""
        try:
            program = await in_thread(_program_of, problem)
        except AssistantError as error:
            self.say(error)
            return
        from tui.screens.stepping import Stepping

        folder = problem.folder or problem.workspace
        first = next((word for word in problem.command[1:] if word.endswith(".py")), "")
        stepping = Stepping(program, folder, problem.workspace, first, self.breakpoints, self.watches)
        self.push_screen(stepping, lambda _: self.main.show_breakpoints())

    @work(exclusive=True, group="intake", exit_on_error=False)
    async def start_tour(self) -> None:
        """Run the bundled broken program in a folder of its own."""
        try:
            problem = await in_thread(_tour_problem)
            self.main.start(problem)
            self.main.begin_tour(problem)
        except (AssistantError, OSError) as error:
            self.say(error)

    @work(exclusive=True, group="ask", exit_on_error=False)
    async def correct_route(self) -> None:
        """Ask for the right route, remember the answer, and follow it."""
        from tui.screens.pick import Pick

        problem, decision = self.main.state.problem, self.main.state.decision
        if problem is None:
            self.main.tell("there is no problem to route yet", warning=True)
            return
        decided = f"decided: {decision.route}, {sure(decision.confidence)} sure" if decision else ""
        answers = tuple((route.value, route.value, about) for route, about in _ROUTES)
        picked = await self.push_screen_wait(Pick("which kind of problem is it?", answers, decided))
        if picked is None:
            return
        route = Route(picked)
        if problem.text:
            await in_thread(_remember, problem.text, route)
        self.main.start(problem, route)

    # --- editor and clipboard -------------------------------------------------------------------

    def edit(self, file: str, line: int) -> bool:
        """Open a line in the user's editor; return whether it was there."""
        from tui.editor import editor_command

        if not file:
            self.main.tell("this text is no file of the workspace", warning=True)
            return False
        command = editor_command(file, max(1, line))
        try:
            with self.suspend():
                subprocess.run(command, check=False)
        except SuspendNotSupported:
            self.main.tell(f"an editor cannot be opened from here: {' '.join(command)}", warning=True)
        except OSError as error:
            self.say(ToolMissing(f"`{command[0]}` cannot be started: {error}", "set VISUAL or EDITOR"))
        else:
            return True
        return False

    def copy(self, text: str) -> None:
        """Send a text to the terminal's clipboard."""
        if not text.strip():
            self.main.tell("there is nothing to copy here", warning=True)
            return
        self.copy_to_clipboard(text)
        lines = number_of(text.count("\n") + 1, "line")
        self.main.tell(f"{lines} sent to the terminal's clipboard")

    # --- actions --------------------------------------------------------------------------------

    async def action_interrupt(self) -> None:
        """Copy the selection, else stop the work or pause the program, else quit when pressed twice."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
            self.main.tell("selection sent to the terminal's clipboard")
            return
        if monotonic() - self._interrupted < _TWICE:
            self._leave(BY_SIGNAL + signal.SIGINT)
            return
        self._interrupted = monotonic()
        done = ""
        if isinstance(self.screen, Interruptible):
            done = self.screen.interrupt()
        elif self.main.built:
            self.main.action_cancel()
        self.main.tell(f"{done} · ctrl+c once more quits" if done else "q quits; so does ctrl+c once more")

    async def action_quit(self) -> None:
        """Leave; unsaved changes ask first."""
        self._leave(0)

    @work(exclusive=True, group="quit", exit_on_error=False)
    async def _leave(self, code: int) -> None:
        if await self.main.may_leave():
            self.exit(return_code=code)

    def action_redraw(self) -> None:
        """Draw everything anew, after something else wrote on the terminal."""
        self.refresh(layout=True)


def _real_assistant() -> Diagnoser:
    from assistant.diagnose import Assistant, Settings
    from tui.models import stays_offline

    return Assistant(Settings(capture=True, offline=stays_offline(), counted=True))


def _program_of(problem: Problem) -> "Launch":
    from tools.interpreter import launch

    workspace = Path(problem.workspace)
    return launch(problem.command, workspace, folder=Path(problem.folder or problem.workspace))


def _tour_problem() -> Problem:
    import tempfile

    from tools import sessions
    from tools.intake import from_command
    from tui.tour import lay_down

    try:  # beside the sessions, which may show it again: one folder, however often the tour is taken
        path = lay_down(sessions.folder().parent / "tour")
    except OSError:
        path = lay_down(Path(tempfile.mkdtemp(prefix="debugassist-tour-")))
    folder = str(path.parent)
    return replace(from_command(("python", path.name), workspace=folder), folder=folder)


def _remember(text: str, route: Route) -> None:
    from assistant.router import corrections

    with suppress(OSError):  # a state folder that cannot be written must not hold the user up
        corrections.add(text, route)
