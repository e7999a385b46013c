"""What is being worked on, and what may be done with it? One investigation over the board of panes."""

from contextlib import aclosing
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.worker import Worker, WorkerState

from analyzers.errors import InputError
from analyzers.facts import Edit, Printed, Problem, Route
from analyzers.text import clean
from tui.difference import rows
from tui.findings import entries
from tui.investigation import Investigation, Part, Phase
from tui.messages import Chosen, ShowFix, ShowPlace, Submitted
from tui.pump import Pump, in_thread
from tui.screens.board import Board
from tui.sheets import Sheets, lay_out, reread, with_edits
from tui.stack import stacks
from tui.widgets.title import Title

if TYPE_CHECKING:
    from analyzers.facts import Diagnosis, Fix
    from tui.app import DebugAssist
    from tui.sheets import Sheet
    from tui.widgets.stack import StackPane


class Main(Board):
    """Shows one investigation; the next one takes its place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "open a file", id="open"),
        Binding("x", "run", "run a program", id="run"),
        Binding("d", "step", "go through it step by step", id="step"),
        Binding("R,f5", "again", "do it again", id="again"),
        Binding("t", "tour", "take the tour", id="tour"),
        Binding("right_curly_bracket", "fix(1)", "next fix", key_display="}", id="fix.next"),
        Binding("left_curly_bracket", "fix(-1)", "previous fix", key_display="{", id="fix.previous"),
        Binding("a", "apply", "apply the fix", id="apply"),
        Binding("u", "undo", "take the fix back", id="undo"),
        Binding("r", "route", "correct the route", id="route"),
        Binding("e", "edit", "edit at this line", id="edit"),
        Binding("y", "copy", "copy what this pane shows", id="copy"),
        Binding("escape", "cancel", "stop, close", id="cancel"),
    ]

    app: "DebugAssist"

    def __init__(self, problem: Problem | None = None) -> None:
        super().__init__()
        self.state = Investigation(problem=problem)
        self.sheets = Sheets()
        self.fix_index = 0
        self.applied: list[int] = []
        self._pump: Pump | None = None
        self._since = 0.0

    def ready(self) -> None:
        """Start with the problem that came in, or say what can be done."""
        self.set_interval(0.1, self._tick)
        if self.state.problem is not None:
            self.start(self.state.problem)
        else:
            self.greet(on=True)

    # --- one investigation ----------------------------------------------------------------------

    def start(self, problem: Problem, route: Route | None = None) -> None:
        """Work on a problem; what was on screen before makes way."""
        self.state = Investigation(problem=problem, phase=Phase.WORKING)
        self.sheets = Sheets()
        self.fix_index, self.applied = 0, []
        self._since = monotonic()
        self.greet(on=False)
        self.set_class(False, "-bare")
        self.query_one(Title).subject = subject(problem)
        self.source.sheets = Sheets()
        self.output.reset()
        for name, words in (
            ("source", "reading …"),
            ("diagnosis", "working on it …"),
            ("stack", "running the program …" if problem.command else "reading …"),
            ("variables", "running the program …" if problem.command else ""),
            ("fix", "no fix yet …"),
        ):
            self.pane(name).say(words or self.pane(name).EMPTY)
            self.pane(name).retitle()
        if problem.text and not problem.command:
            self.output.show_report(problem.text, 0)
        self.front("output" if problem.command else "fix")
        self.front("diagnosis")
        self.pane("diagnosis").focus_body()
        self._refresh(set(Part))
        self._investigate(problem, route)

    @work(exclusive=True, group="diagnosis", exit_on_error=False)
    async def _investigate(self, problem: Problem, route: Route | None) -> None:
        pump = self._pump = Pump(self.app.make_assistant, problem, route)
        state = self.state
        first = await in_thread(lay_out, problem)
        if first.sheets:
            self._show_sheets(first)
        async with aclosing(pump.batches()) as batches:
            async for batch in batches:
                parts: set[Part] = set()
                printed: list[Printed] = []
                for event in batch:
                    if isinstance(event, Printed):
                        printed.append(event)
                    else:
                        parts |= state.take(event)
                if printed:
                    self.output.append(printed)
                self._refresh(parts)
        if state.diagnosis is not None:
            self._show_sheets(await in_thread(lay_out, problem, state.diagnosis))
            self._show_answer()
        else:
            state.stop()
            self.front("output")
            self.front(self.pane_name)
        self._refresh(set(Part))
        self._settle()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A defect of the app's own is said where the answer would have been."""
        error = event.worker.error
        if event.worker.group == "diagnosis" and event.state is WorkerState.ERROR and error is not None:
            words = f"the app itself failed: {type(error).__name__}: {clean(str(error))}"
            self.pane("diagnosis").say(words, failed=True)
            self.query_one(Title).phase = Phase.FAILED

    def finish(self, seconds: float) -> None:
        """Stop, and give child processes that long to end."""
        if self._pump is not None:
            self._pump.cancel()
            self._pump.join(seconds)

    # --- state to panes -------------------------------------------------------------------------

    def _refresh(self, parts: set[Part]) -> None:
        if not parts:
            return
        title = self.query_one(Title)
        title.phase, title.decision, title.step = self.state.phase, self.state.decision, self.state.step
        if parts - {Part.PROGRESS}:
            found = entries(self.state, self.sheets)
            if found:
                self.diagnosis.show_entries(found)
            self.diagnosis.set_class(self.state.phase is Phase.FAILED, "-failed")
        if parts & {Part.FIXES, Part.ANSWER}:
            self._show_fix(self.fix_index)

    def _show_sheets(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.source.sheets = sheets

    def _show_answer(self) -> None:
        diagnosis, problem = self.state.diagnosis, self.state.problem
        assert diagnosis is not None
        assert problem is not None
        first = self.stack.show_stacks(stacks(diagnosis, self.sheets))
        unknown = "" if diagnosis.snapshot is None else "nothing is known of this call's names"
        self.variables.show_frame(first.state if first else None, unknown)
        if diagnosis.traceback and not problem.command:
            self.output.view.show_row(diagnosis.traceback.start, centre=True)
        self.query_one(Title).subject = subject(problem, diagnosis)
        self.set_class(first is None and not diagnosis.snapshot, "-bare")
        here = self.pane_name
        self.front("fix" if self.state.fixes else "output")
        self.front(here)

    def _settle(self) -> None:
        """Leave no pane waiting for what will not come."""
        if not self.source.sheets.sheets:
            ended = self.state.diagnosis is None
            self.source.say(
                "nothing was read: the work ended before"
                if ended
                else "the problem names no file of this workspace, and holds no code"
            )
        for pane in (self.stack, self.variables):
            if (body := pane.body()) is not None and not body.display:
                pane.say("stopped" if self.state.phase is Phase.STOPPED else pane.EMPTY)

    def _show_fix(self, index: int) -> None:
        fixes = self.state.fixes
        if not fixes:
            if self.state.phase not in (Phase.WORKING, Phase.IDLE):
                self.diff.say("no fix is known for this problem")
            return
        self.fix_index = index % len(fixes)
        fix = fixes[self.fix_index]
        applied = self.fix_index in self.applied
        self.diff.show_fix(fix, rows(fix, self.text_of), self.fix_index, len(fixes), applied=applied)

    def text_of(self, path: str) -> str | None:
        """Return the text that the spans of a path point into."""
        codes = (
            *(self.state.diagnosis.code if self.state.diagnosis else ()),
            *(self.state.problem.code if self.state.problem else ()),
        )
        text = next((code.text for code in codes if code.path == path), None)
        if text is not None:
            return text
        sheet = self.sheets.named(path)
        return "\n".join(sheet.lines) if sheet else None

    def on_disk(self, fix: "Fix") -> tuple[tuple[Edit, ...], dict[str, str]]:
        """Return a fix's edits and their texts with the paths of files.

        Raises InputError when a text is no file: then there is nothing to apply it to.
        """
        edits: list[Edit] = []
        texts: dict[str, str] = {}
        for edit in fix.edits:
            sheet, text = self.sheets.named(edit.span.path), self.text_of(edit.span.path)
            if sheet is None or not sheet.file or text is None:
                raise InputError(
                    "the code is no file, so there is nothing to apply it to", "y copies the change"
                )
            edits.append(replace(edit, span=replace(edit.span, path=sheet.file)))
            texts[sheet.file] = text
        return tuple(edits), texts

    def _tick(self) -> None:
        if self.state.phase is Phase.WORKING:
            self.query_one(Title).waited = monotonic() - self._since

    # --- messages of panes ----------------------------------------------------------------------

    def on_show_place(self, message: ShowPlace) -> None:
        """Show a line, and go there when asked to."""
        if self.source.show_place(message.place) and message.enter:
            self.action_pane("source")

    def on_show_fix(self, message: ShowFix) -> None:
        """Show a fix."""
        self._show_fix(message.index)
        if not self.has_class("-narrow"):
            here = self.pane_name
            self.front("fix")
            self.front(here)
        elif message.enter:
            self.action_pane("fix")

    def on_submitted(self, message: Submitted) -> None:
        """Work on what was typed or pasted."""
        self.app.submit(message.text)

    def on_chosen(self, message: Chosen) -> None:
        """Do what was chosen on the first screen."""
        self.call_later(getattr(self, f"action_{message.action}"))

    def on_stack_pane_picked(self, message: "StackPane.Picked") -> None:
        """Show the line and the names of the call."""
        if message.call.place is not None:
            self.source.show_place(message.call.place)
        self.variables.show_frame(message.call.state, "nothing is known of this call's names")

    # --- actions --------------------------------------------------------------------------------

    def action_cancel(self) -> None:
        """Close what is open, else stop what is going on. Never quits."""
        if self.maximized is not None:
            self.minimize()
        elif self.clear_search():
            return
        elif self.state.phase is Phase.WORKING:
            self.state.stop()
            self.workers.cancel_group(self, "diagnosis")
            self._refresh(set(Part))
            self._settle()

    def action_paste(self) -> None:
        """Go to the input: a paste lands there."""
        self.ask.start("")

    def action_open(self) -> None:
        """Begin with a file's name."""
        self.ask.start("open ")

    def action_run(self) -> None:
        """Begin with a command."""
        problem = self.state.problem
        script = next((path for path in problem.paths if path.endswith(".py")), "") if problem else ""
        self.ask.start(f"run python {script}")

    def action_step(self) -> None:
        """Go through the problem's program step by step, or ask for one."""
        problem = self.state.problem
        if problem is not None and problem.command:
            self.app.step_through(problem)
        else:
            script = next((path for path in problem.paths if path.endswith(".py")), "") if problem else ""
            self.ask.start(f"step python {script}")

    def action_tour(self) -> None:
        """Work on the bundled broken program."""
        self.app.start_tour()

    def action_again(self) -> None:
        """Work on the same problem again."""
        if self.state.problem is not None:
            self.start(self.state.problem)

    def action_fix(self, by: int) -> None:
        """Show the next fix."""
        if self.state.fixes:
            self._show_fix(self.fix_index + by)

    async def action_apply(self) -> None:
        """Apply the fix on show; what is not verified asks first."""
        if not self.state.fixes:
            self.tell("there is no fix to apply", warning=True)
            return
        self.app.apply_fix(self.state.fixes[self.fix_index], self.fix_index)

    def action_undo(self) -> None:
        """Take the last applied fix back."""
        self.app.undo_fix()

    def note_applied(self, fix: "Fix", index: int, *, applied: bool) -> None:
        """Show that a fix has been applied, or taken back."""
        if applied:
            self.applied.append(index)
            self._show_sheets(with_edits(self.sheets, fix, self.text_of))
        else:
            self.applied.remove(index)
            self._lay_out_again()
        self._show_fix(index)

    @work(exclusive=True, group="layout", exit_on_error=False)
    async def _lay_out_again(self) -> None:
        if self.state.problem is not None:
            self._show_sheets(await in_thread(lay_out, self.state.problem, self.state.diagnosis))

    def reread(self, sheet: "Sheet") -> None:
        """Show a file as it is on disk, after an editor had it."""
        self._reread(sheet)

    @work(exclusive=True, group="layout", exit_on_error=False)
    async def _reread(self, sheet: "Sheet") -> None:
        fresh = await in_thread(reread, sheet)
        if fresh is not None and fresh.lines != sheet.lines:
            self._show_sheets(self.sheets.swapped(fresh))
            self.tell("the file has changed · R does it again")

    def action_route(self) -> None:
        """Ask which route is the right one, and follow it."""
        self.app.correct_route()

    def action_edit(self) -> None:
        """Open the line under the cursor in the user's editor."""
        self.app.edit(self.source.view.sheet, self.source.view.line)

    def action_copy(self) -> None:
        """Copy what the focused pane shows; of the diagnosis, the whole report in Markdown."""
        if self.pane_name == "diagnosis" and self.state.diagnosis is not None:
            from tui.render.markdown import render

            self.app.copy(render(self.state.diagnosis))
        else:
            self.app.copy(self.pane(self.pane_name).copied())


def subject(problem: Problem, diagnosis: "Diagnosis | None" = None) -> str:
    """Return what a problem is called on screen."""
    if problem.command:
        return clean(" ".join(word.rpartition("/")[2] or word for word in problem.command))
    if diagnosis is not None and diagnosis.traceback is not None:
        crash = diagnosis.traceback.final.location or diagnosis.traceback.crash
        at = f" at {crash.file.rpartition('/')[2]}:{crash.line}" if crash else ""
        return clean(f"{diagnosis.traceback.final.type.rpartition('.')[2]}{at}")
    if paths := problem.paths or tuple(code.path for code in problem.code if code.path):
        return clean(", ".join(path.rpartition("/")[2] for path in paths[:3]))
    lines = problem.text.count("\n") + 1
    return f"{problem.intake} · {lines} {'line' if lines == 1 else 'lines'}"
