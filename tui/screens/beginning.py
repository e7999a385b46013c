"""With what does one begin? The first screen, and the keys that begin a line for the user."""

import os
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from analyzers.facts import Problem
from tools.sessions import identity
from tui.findings import began_in
from tui.messages import Chosen
from tui.screens.testing import Testing
from tui.subject import subject
from tui.tour import STEPS, come_to
from tui.widgets.guide import Guide

_BEAT = 0.2  # seconds between two looks at how far the tour has come


class Beginning(Testing):
    """What can be opened, run, gone through or looked at; nothing begins before enter is pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "open a file", id="open"),
        Binding("x", "run", "run a program", id="run"),
        Binding("d", "step", "go through it step by step", id="step"),
        Binding("t", "tour", "take the tour", id="tour"),
        Binding("b,f9", "breakpoint", "set or clear a breakpoint", id="breakpoint"),
    ]

    def __init__(self, problem: Problem | None = None) -> None:
        super().__init__(problem)
        self._guiding: Timer | None = None  # while the tour lasts
        self._toured: tuple[object, ...] = ()
        self._step = -1

    def greet(self, *, on: bool) -> None:
        """Say on the first screen what there is to begin with."""
        super().greet(on=on)
        if on:
            from tui.surroundings import look_around
            from tui.widgets.welcome import Welcome

            self.query_one(Welcome).begin(look_around(Path.cwd()), aided=self.app.aided)

    def offer(self, kept: int) -> None:
        """Say on the first screen that there is something to go on with."""
        from tui.widgets.welcome import Welcome

        if kept:
            last = self.history.kept[-1]
            self.query_one(Welcome).offer(kept, subject(last.problem, last.diagnosis))

    def on_chosen(self, message: Chosen) -> None:
        """Do what was chosen on the first screen."""
        self.call_later(getattr(self, f"action_{message.action}"))

    def action_paste(self) -> None:
        """Go to the input: a paste lands there."""
        self.ask.start("")
        self.tell("paste it now · enter sends it")

    def action_open(self) -> None:
        """Begin with a file's name."""
        self.ask.start("open ")

    def action_run(self) -> None:
        """Begin with a command."""
        self.ask.start(f"run python {self._script()}")

    def action_step(self) -> None:
        """Go through the problem's program step by step, or ask for one."""
        problem = self.state.problem
        if problem is not None and problem.command:
            self.app.step_through(problem)
        else:
            self.ask.start(f"step python {self._script()}")

    def action_breakpoint(self) -> None:
        """Set a breakpoint at the line under the cursor, or clear it: `d` stops there."""
        sheet, line = self.source.view.sheet, self.source.view.line
        if not sheet.file or sheet.language != "python" or not line:
            self.tell("only a line of a Python file of the workspace can be stopped at", warning=True)
            return
        points, here = self.app.breakpoints, (sheet.file, line)
        if cleared := here in points:
            del points[here]
        else:
            points[here] = ""
        self.show_breakpoints()
        stops = "no longer stops" if cleared else "stops"
        self.tell(f"{stops} at {sheet.name}:{line} · d goes through the program")

    async def on_source_view_gutter_picked(self, message: Message) -> None:
        """A click in the gutter does what the key does."""
        message.stop()
        await self.run_action("breakpoint")

    def _script(self) -> str:
        """Return the program that is most likely meant: the problem's, else the folder's; or nothing."""
        from shlex import quote

        from tui.surroundings import look_around

        problem = self.state.problem
        named = next((path for path in problem.paths if path.endswith(".py")), "") if problem else ""
        named = named or began_in(self.state, self.sheets)
        with suppress(OSError, ValueError):  # the folder is gone, or the file is on another drive
            named = os.path.relpath(named) if named else look_around(Path.cwd()).program
        return quote(named) if named else ""

    # --- the tour -------------------------------------------------------------------------------

    def action_tour(self) -> None:
        """Work on the bundled broken program."""
        self.app.start_tour()

    def begin_tour(self, problem: Problem) -> None:
        """Say step by step what to do about the tour's program, which is on show."""
        self._toured, self._step, self.taken_back = identity(problem), -1, 0
        if self._guiding is None:
            self._guiding = self.set_interval(_BEAT, self._guide)
        self._guide()

    def end_tour(self) -> bool:
        """Leave the tour; return whether there was one."""
        if self._guiding is None:
            return False
        self._guiding.stop()
        self._guiding = None
        self.query_one(Guide).end()
        return True

    def _guide(self) -> None:
        """Go on to the next step when what the last one asked for has been done."""
        if self.state.problem is None or identity(self.state.problem) != self._toured:
            self.end_tour()  # something else is worked on
        elif (step := come_to(self, max(self._step, 0))) != self._step:
            self._step = step
            self.query_one(Guide).show_step(step + 1, len(STEPS), STEPS[step])
