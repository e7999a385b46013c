"""What is being worked on, and what may be done with it? One investigation over the board of panes."""

from asyncio import Lock
from contextlib import aclosing, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.worker import Worker, WorkerError, WorkerState

from analyzers.errors import AssistantError
from analyzers.facts import Event, Failed, Known, Printed, Problem, Route, Said, Spent
from analyzers.followup import FACTS
from analyzers.text import clean
from tui.applying import defect
from tui.certainty import settled
from tui.investigation import Asked, Investigation, Part, Phase
from tui.marked import reader
from tui.messages import Submitted
from tui.pump import Pump, in_thread
from tui.screens.beginning import Beginning
from tui.sheets import Sheets, lay_out, unmarked
from tui.subject import subject
from tui.widgets.title import Title

if TYPE_CHECKING:
    from tui.app import DebugAssist


class Main(Beginning):
    """Shows one investigation; the next one takes its place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R,f5", "again", "do it again", id="again"),
        Binding("right_curly_bracket", "fix(1)", "next fix", key_display="}", id="fix.next"),
        Binding("left_curly_bracket", "fix(-1)", "previous fix", key_display="{", id="fix.previous"),
        Binding("v", "beside", "fix side by side, or line under line", id="beside"),
        Binding("a", "apply", "apply the fix", id="apply"),
        Binding("u", "undo", "take the fix back", id="undo"),
        Binding("r", "route", "correct the route", id="route"),
        Binding("y", "copy", "copy what this pane shows", id="copy"),
        Binding("X", "export", "export a report or a picture", id="export"),
        Binding("escape", "cancel", "stop, close", id="cancel"),
    ]

    app: "DebugAssist"

    def __init__(self, problem: Problem | None = None) -> None:
        super().__init__(problem)
        self._pump: Pump | None = None
        self._answering: Pump | None = None
        self._one_answer = Lock()
        self._since = 0.0
        self._earlier = Sheets()  # of the same problem, when it was last worked on

    def ready(self) -> None:
        """Start with the problem that came in."""
        super().ready()
        self.set_interval(0.1, self._tick)
        self.start_watching_files()
        self.wear(self.app.liked)
        if self.state.problem is not None:
            self.start(self.state.problem)
        self.recall()
        if self.app.stepped is not None:
            self.app.step_through(self.app.stepped)
        self.app.press_early()

    # --- one investigation ----------------------------------------------------------------------

    def start(self, problem: Problem, route: Route | None = None, *, anew: bool = False) -> None:
        """Work on a problem; what was on screen before makes way.

        Where it was on show before, and is worked on `anew`, the texts stay if the work names none: it went well.
        """
        self._earlier = (self.sheets if self.sheets.sheets else self._earlier) if anew else Sheets()
        self.leave_problem()
        self.state = Investigation(problem=problem, phase=Phase.WORKING, route=route)
        self._since = monotonic()
        self.clear(problem, anew=anew)
        for name, words in (
            ("source", "reading …"),
            ("diagnosis", "working on it …"),
            ("stack", "running the program …" if problem.command else "reading …"),
            ("variables", "running the program …" if problem.command else ""),
            ("fix", "no fix yet …"),
        ):
            if name != "source" or self.source.editor is None:
                self.pane(name).say(words or self.pane(name).EMPTY)
        self.begin_problem(problem)
        self._investigate(problem, route)

    def clear(self, problem: Problem, *, anew: bool = False) -> None:
        """Make room for another problem, or for the same one worked on `anew`."""
        super().clear(problem)
        self.sheets = Sheets()
        self.forget_answer()
        self.fix_index, self.applied = 0, []
        self.greet(on=False)
        self.set_class(False, "-bare")
        self.query_one(Title).subject = subject(problem)
        self.source.sheets = Sheets()
        self.output.reset()
        self.tests.forget_reported()
        for name in ("source", "diagnosis", "stack", "variables", "fix"):
            if name != "source" or self.source.editor is None:  # what is being edited stays
                self.pane(name).say(self.pane(name).EMPTY)
                self.pane(name).retitle()
        if problem.text and not problem.command:
            self.output.show_report(problem.text, 0)
        stays = self._stays(anew=anew)
        among_tests = anew and self.pane_name == "tests"
        self.front("output" if problem.command else "fix")
        self.front("tests" if among_tests else "diagnosis")
        if not stays:
            self.pane("diagnosis").focus_body()
        self.refresh_parts(set(Part))

    def _stays(self, *, anew: bool) -> bool:
        """Whether the keyboard stays where it is: with who types, or is among what does not change."""
        if self.focused is self.ask:
            return anew  # else it has just been sent
        return self.source.editor is not None or self.pane_name in ("problems", *(("tests",) if anew else ()))

    @work(exclusive=True, group="diagnosis", exit_on_error=False)
    async def _investigate(self, problem: Problem, route: Route | None) -> None:
        pump = self._pump = Pump(
            lambda: self.app.make_assistant().diagnose(problem, route), lambda: self.app.rested
        )
        state = self.state
        shown = False
        first = await in_thread(lay_out, problem)
        if not first.sheets:
            first = await in_thread(unmarked, self._earlier)
        if first.sheets:
            self.show_sheets(first)
        async with aclosing(pump.batches()) as batches:
            async for batch in batches:
                await ready_to_read(batch)
                parts: set[Part] = set()
                printed: list[Printed] = []
                for event in batch:
                    if isinstance(event, Printed):
                        printed.append(event)
                    else:
                        parts |= state.take(event)
                if printed:
                    self.output.append(printed)
                if any(isinstance(event, Known) for event in batch):  # edits and models may take a minute
                    self.show_sheets(await in_thread(lay_out, problem, state.diagnosis))
                    self.show_answer()
                    shown = True
                self.refresh_parts(parts)
                await self.app.keys_first()
        if state.diagnosis is not None:
            found = await in_thread(lay_out, problem, state.diagnosis)
            if found.sheets:
                self.show_sheets(found, keep=shown)
            self.show_answer()
        else:
            state.stop()
            self.front("output")
            self.front(self.pane_name)
        self.refresh_parts(set(Part))
        self.settle()
        await self.show_reported(problem)
        self.end_problem()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A defect of the app's own is said where the answer would have been; other work's over the screen."""
        error = event.worker.error
        if event.worker.group != "diagnosis":
            self.app.on_worker_state_changed(event)
        elif event.state is WorkerState.ERROR and error is not None:
            self.pane("diagnosis").say(defect(error), failed=True)
            self.state.phase = self.query_one(Title).phase = Phase.FAILED

    async def shown(self) -> None:
        """Wait until an answer that has come is wholly on screen; not for one that is still looked for."""
        if self.state.phase is Phase.DONE:
            for worker in [one for one in self.workers if one.group == "diagnosis" and one.node is self]:
                with suppress(WorkerError):  # stopped, or failed and said
                    await worker.wait()

    def finish(self, seconds: float) -> None:
        """Stop, and give child processes that long to end."""
        going_on = [pump for pump in (self._pump, self._answering) if pump is not None]
        for pump in going_on:
            pump.cancel()
        for pump in going_on:
            pump.join(seconds)

    def _tick(self) -> None:
        if self.state.phase is Phase.WORKING:
            self.query_one(Title).waited = monotonic() - self._since

    # --- messages of panes ----------------------------------------------------------------------

    def on_submitted(self, message: Submitted) -> None:
        """Work on what was typed or pasted."""
        self.app.submit(message.text)

    # --- questions ------------------------------------------------------------------------------

    @work(group="question", exit_on_error=False)
    async def follow_up(self, question: str) -> None:
        """Answer a question about what is on show; the answer before is stopped, and what it took is known then."""
        self.stop_answer()
        async with self._one_answer:
            await self._answer(question)

    async def _answer(self, question: str) -> None:
        state = self.state
        problem, diagnosis = state.problem, state.diagnosis
        if problem is None or diagnosis is None:
            self.tell("there is no answer yet that could be asked about", warning=True)
            return
        earlier = tuple(asked.turn for asked in state.asked)
        spent = sum(asked.cost.money for asked in state.asked if asked.cost)
        asked = Asked(question=question)
        state.asked.append(asked)
        self.show_asked(state)
        self.action_pane("diagnosis")  # once: who reads elsewhere while the answer streams in goes on reading
        self.diagnosis.to_question()
        pump = self._answering = Pump(
            lambda: self.app.make_assistant().follow_up(question, problem, diagnosis, earlier, spent),
            lambda: self.app.rested,
        )
        try:
            async with aclosing(pump.batches()) as batches:
                async for batch in batches:
                    await ready_to_read(batch)
                    for event in batch:
                        if isinstance(event, Said) and not pump.cancelled:
                            asked.add(clean(event.text), event.proposer)
                        elif isinstance(event, Spent):
                            asked.cost = event.cost
                        elif isinstance(event, Failed):
                            asked.add(clean(f"{event.message}\n{event.hint}".strip()), FACTS)
                    self.show_asked(state)
            if pump.cancelled:
                asked.add("the answer was stopped here", FACTS)
        finally:
            asked.ended = True
            self._answering = None
            self.show_asked(state)
            if state is self.state:
                self.end_problem()

    def show_asked(self, state: Investigation) -> None:
        """Show the questions with the answers so far, unless something else is on show."""
        if state is self.state:
            self.refresh_parts({Part.FINDINGS})

    def stop_answer(self) -> bool:
        """Stop the answer to a question that is being given; return whether there was one."""
        if self._answering is None or self._answering.cancelled:
            return False
        self._answering.cancel()
        return True

    def leave_problem(self) -> None:
        """Stop the answer to a question about it as well: nobody would see it."""
        self.stop_answer()
        super().leave_problem()

    # --- actions --------------------------------------------------------------------------------

    def action_cancel(self) -> None:
        """Close what is open, else stop what is going on. Never quits."""
        if self.maximized is not None:
            self.minimize()
        elif self.clear_search():
            return
        elif self.pane_name == "problems" and self.has_class("-problems"):
            self.close_problems()
        elif self.stop_tests():
            self.tell("the tests were stopped")
        elif self.stop_answer():
            self.tell("the answer was stopped")
        elif self.state.phase is not Phase.WORKING:
            self.end_tour()
        else:
            self.leave_problem()
            self.refresh_parts(set(Part))
            self.settle()
            self.end_problem()

    def action_again(self) -> None:
        """Work on the same problem again, with the files as they are now."""
        self.again()

    @work(exclusive=True, group="intake", exit_on_error=False)
    async def again(self) -> None:
        """Take the problem in anew: its files may have changed."""
        from tui.submission import renew

        if self.state.problem is None:
            self.tell("there is no problem to work on again", warning=True)
            return
        route, decision = self.state.route, self.state.decision
        if decision is not None and settled(decision) and not self.state.problem.command:
            route = decision.route  # that of a program its run decides each time
        try:
            self.start(await in_thread(renew, self.state.problem), route, anew=True)
        except AssistantError as error:
            self.app.say(error)

    def action_fix(self, by: int) -> None:
        """Show the next fix."""
        if self.state.fixes:
            self.show_fix(self.fix_index + by)
        else:
            self._tell_no_fix()

    def action_beside(self) -> None:
        """Show a fix side by side, or line under line again."""
        from tui.widgets.diff_view import LEAST_BESIDE

        self.diff.set_beside(not self.diff.beside)
        self.refresh_hints()
        if self.diff.beside and not self.diff.is_beside:
            self.tell(f"side by side from {LEAST_BESIDE} columns on · z gives this pane the screen")
        self.looks_changed()

    async def action_apply(self) -> None:
        """Apply the fix on show; what is not verified asks first. Nothing is applied while the work goes on."""
        if not self.state.fixes:
            self._tell_no_fix()
        elif self.state.phase is Phase.WORKING:
            self.tell(f"not applied: {self._going_on()}", warning=True)
        else:
            self.app.apply_fix(self.state.fixes[self.fix_index])

    def _tell_no_fix(self) -> None:
        working = self.state.phase is Phase.WORKING
        self.tell(f"no fix yet: {self._going_on()}" if working else "there is no fix", warning=True)

    def _going_on(self) -> str:
        """Return what is being done, since when, and what ends it."""
        step = self.state.step
        words = (step.detail or step.name) if step else "working on it"
        return f"still {words} ({monotonic() - self._since:.0f} s) · esc stops"

    def action_undo(self) -> None:
        """Take the last applied fix back; not while the work goes on, which runs what is on disk."""
        if self.state.phase is Phase.WORKING:
            self.tell(f"nothing is taken back: {self._going_on()}", warning=True)
        else:
            self.app.undo_fix()

    def action_route(self) -> None:
        """Ask which route is the right one, and follow it."""
        self.app.correct_route()

    def action_copy(self) -> None:
        """Copy what the focused pane shows; of the diagnosis, the whole report in Markdown."""
        if self.pane_name == "diagnosis" and self.state.diagnosis is not None:
            from tui.render.markdown import render

            self.app.copy(render(self.state.diagnosis))
        else:
            self.app.copy(self.pane(self.pane_name).copied())

    @work(exclusive=True, group="export", exit_on_error=False)
    async def action_export(self) -> None:
        """Write the answer or the screen to a file."""
        from tui import export
        from tui.picture import picture
        from tui.screens.pick import Pick

        shown = picture(self.app)  # before the question lies over it
        diagnosis = self.state.diagnosis
        forms = export.FORMS if diagnosis is not None else export.FORMS[2:3]
        form = await self.app.push_screen_wait(Pick("export as", forms, "to a new file in this folder"))
        if form is None:
            return
        try:
            text = (
                shown
                if form == "svg" or diagnosis is None
                else await in_thread(export.report, diagnosis, form)
            )
            path = await in_thread(export.write, text, form, Path.cwd())
        except AssistantError as error:
            self.app.say(error)
            return
        self.tell(f"written to {path.name}")


async def ready_to_read(events: list[Event]) -> None:
    """Import what reads Markdown, elsewhere, before there is any."""
    if any(isinstance(event, Said) and event.proposer != FACTS for event in events):
        await in_thread(reader)
