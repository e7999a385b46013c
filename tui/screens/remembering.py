"""What does the app remember? Problems with their answers for this folder, or in a session file, and its looks."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from analyzers.errors import AssistantError
from analyzers.facts import Problem
from tools.intake import workspace_of
from tools.sessions import Looks, Session, automatic, load, now, remembered, store, store_looks
from tui.history import History
from tui.investigation import Asked, Investigation, Part, Phase
from tui.marked import reader
from tui.pump import in_thread
from tui.screens.editing import Editing
from tui.sheets import lay_out

if TYPE_CHECKING:
    from analyzers.facts import Fix
    from tui.app import DebugAssist
    from tui.widgets.problems import ProblemsPane

_ENDED = {
    "": Phase.DONE,
    "stopped": Phase.STOPPED,
    "interrupted": Phase.STOPPED,
    "failed": Phase.FAILED,
}


class Remembering(Editing):
    """Problems come back with their answers; nothing is run for that."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("J", "problem(-1)", "earlier problem", id="problem.earlier"),
        Binding("K", "problem(1)", "later problem", id="problem.later"),
    ]

    app: "DebugAssist"

    def __init__(self, problem: Problem | None = None) -> None:
        super().__init__(problem)
        self.history = History()
        self._file: Path | None = None
        self._unkept = False  # it has been said that nothing can be written down
        self._recalled = (
            False  # before that nothing is written: it would take the place of what is to be read
        )

    # --- coming back ----------------------------------------------------------------------------

    @work(exclusive=True, group="recall", exit_on_error=False)
    async def recall(self) -> None:
        """Bring back what was there before; with a session that is to be reopened, the problem it ended with."""
        app = self.app
        if not app.remember:
            return
        try:
            self._file, session, words = await in_thread(_session, app.session, self.state.problem)
        except AssistantError as error:
            app.say(error)
            return
        if words:
            self.tell(words, warning=True)
        self.history.recall(session.problems)
        conditions = {(file, line): condition for file, line, condition in session.conditions}
        app.breakpoints |= {point: conditions.get(point, "") for point in session.breakpoints}
        app.watches += [one for one in session.watches if one not in app.watches]
        self.show_breakpoints()
        self._recalled = True
        if app.reopen and self.state.problem is None and session.problems:
            shown = session.shown if session.shown is not None else len(session.problems) - 1
            self.reopen(min(shown, len(self.history.kept) - 1))
        self.show_history()
        if self.history.shown is not None:  # begun before it was known where to write that down
            self.remember()
        if self.has_class("-welcome"):
            self.offer(len(self.history.kept))

    def offer(self, kept: int) -> None:
        """Hook: so many problems could be gone on with."""

    def show_breakpoints(self) -> None:
        """Show them, and remember them."""
        super().show_breakpoints()
        self.remember()

    def show_history(self) -> None:
        """Show the list as it is."""
        self.problems.show_history(self.history)

    async def show_reported(self, problem: Problem) -> None:
        """Hook: show the tests that the problem's report names."""

    def reopen(self, index: int) -> None:
        """Show a problem as its work ended."""
        self.leave_problem()
        self.history.shown = index
        kept = self.history.kept[index]
        asked = [
            Asked(question=one.question, said=list(one.said), cost=one.cost, ended=True) for one in kept.asked
        ]
        self.state = Investigation.ended(kept.problem, kept.diagnosis, _ENDED[kept.ended], asked)
        self.clear(kept.problem)
        self._show_again()

    def leave_problem(self) -> None:
        """Stop the work on the problem on show, and note how far it came."""
        self.workers.cancel_group(self, "diagnosis")
        self.state.stop()
        self.history.end(self.state)

    @work(exclusive=True, group="diagnosis", exit_on_error=False)
    async def _show_again(self) -> None:
        state = self.state
        assert state.problem is not None
        self.show_sheets(await in_thread(lay_out, state.problem, state.diagnosis))
        await self._show_applied()
        if state.words or state.asked:
            await in_thread(reader)  # of Markdown
        if state.diagnosis is not None:
            self.show_answer()
        if state.problem.command:
            self.output.say("what the program printed is not kept · R runs it again")
        self.refresh_parts(set(Part))
        self.settle()
        await self.show_reported(state.problem)
        self.show_history()
        self.remember()

    async def _show_applied(self) -> None:
        """Show which of the problem's fixes are still in its files."""
        assert self.history.shown is not None
        fixed = self.history.kept[self.history.shown].fixed
        for index, fix in enumerate(self.state.fixes):
            if fix.title in fixed and await in_thread(self.is_in_files, fix):
                self.note_applied(fix, index)

    # --- writing down ---------------------------------------------------------------------------

    def begin_problem(self, problem: Problem) -> None:
        """Note that a problem is worked on."""
        self.history.begin(problem, now())
        self.show_history()
        self.remember()  # should this session break off, it is known what it was at

    def end_problem(self) -> None:
        """Note what the work came to."""
        self.history.end(self.state)
        self.show_history()
        self.remember()

    def note_applied(self, fix: "Fix", index: int) -> None:
        """Remember what was applied as well."""
        super().note_applied(fix, index)
        self.history.fix(tuple(self.state.fixes[number].title for number in self.applied))
        self.show_history()
        self.remember()

    def note_undone(self, title: str) -> None:
        """Remember that it was taken back, whichever problem it belonged to."""
        super().note_undone(title)
        self.history.unfix(title)
        self.show_history()
        self.remember()

    def looks_changed(self) -> None:
        """Remember how the screen looks."""
        if self.app.remember and self.built:
            self._store_looks(self.looks)

    @property
    def looks(self) -> Looks:
        """How the screen looks."""
        return Looks(
            theme=self.app.liked.theme if self.app.no_color else self.app.theme,
            share=self.share,
            problems=self.has_class("-problems"),
            beside=self.diff.beside,
        )

    def wear(self, looks: Looks) -> None:
        """Look as it was liked."""
        self.set_class(looks.problems, "-problems")
        self.diff.set_beside(looks.beside)
        if looks.share != (0, 0):
            self.set_share(looks.share)

    @work(exclusive=True, group="looks", exit_on_error=False)
    async def _store_looks(self, looks: Looks) -> None:
        try:
            await in_thread(store_looks, looks)
        except AssistantError as error:
            self.app.log.warning(error.message)  # no reason to interrupt anybody

    @work(exclusive=True, group="store", exit_on_error=False)
    async def remember(self) -> None:
        """Write the session down."""
        if self._file is None or not self._recalled:
            return
        session = Session(
            problems=tuple(self.history.kept),
            shown=self.history.shown,
            looks=self.looks,
            breakpoints=tuple(sorted(self.app.breakpoints)),
            conditions=tuple(
                sorted((*at, condition) for at, condition in self.app.breakpoints.items() if condition)
            ),
            watches=tuple(self.app.watches),
        )
        try:
            await in_thread(store, session, self._file)
        except AssistantError as error:
            if not self._unkept:  # once: each change of what is on show would say it anew
                self.app.say(error)
            self._unkept = True

    # --- actions --------------------------------------------------------------------------------

    def on_problems_pane_picked(self, message: "ProblemsPane.Picked") -> None:
        """Show it again."""
        if message.index != self.history.shown:
            self.reopen(message.index)
        if self.has_class("-narrow"):
            self.close_problems()

    def action_problem(self, by: int) -> None:
        """Show the next or previous problem."""
        index = self.history.step(by)
        if index is None:
            self.tell("there is no other problem", warning=True)
        else:
            self.reopen(index)

    def action_problems(self) -> None:
        """Open the list; from the first screen too, where there is one."""
        if self.history.kept:
            self.greet(on=False)
        super().action_problems()

    def action_go_on(self) -> None:
        """Show the last problem of the last session."""
        if self.history.kept:
            self.reopen(len(self.history.kept) - 1)


def _session(named: Path | None, problem: Problem | None) -> tuple[Path, Session, str]:
    """Return the file of this session, what is in it, and what is to be said of it.

    Raises InputError when a named one cannot be used.
    """
    if named is not None:
        return named, load(named) if named.exists() else Session(), ""
    file = automatic(problem.workspace if problem and problem.workspace else str(workspace_of(Path.cwd())))
    said: list[str] = []
    return file, remembered(file, said.append), "".join(said)
