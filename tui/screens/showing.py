"""What is shown of an investigation? Its state, put into the panes."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from analyzers.deferred import replace
from analyzers.errors import InputError
from analyzers.facts import Edit, Problem
from tools.workspace import read_source
from tui.breakpoints import with_breakpoints
from tui.difference import apply_edits, rows
from tui.findings import entries
from tui.investigation import Investigation, Part, Phase
from tui.messages import ShowFix, ShowPlace
from tui.pump import in_thread
from tui.screens.dividing import Dividing
from tui.sheets import Sheets, lay_out, with_edits
from tui.stack import Stack, stacks
from tui.subject import subject
from tui.widgets.hints import Hint
from tui.widgets.title import Title

if TYPE_CHECKING:
    from analyzers.facts import Fix
    from tui.app import DebugAssist
    from tui.widgets.stack import StackPane

_FIXES_NEEDED = {"screen.apply": 1, "screen.beside": 1, "screen.fix(1)": 2}  # by what a hint does


class Showing(Dividing):
    """The board with one investigation on it."""

    app: "DebugAssist"

    def __init__(self, problem: Problem | None = None) -> None:
        super().__init__()
        self.state = Investigation(problem=problem)
        self.sheets = Sheets()
        self.fix_index = 0
        self.applied: list[int] = []
        self._stacks: tuple[Stack, ...] = ()  # on show
        self.taken_back = 0  # fixes, since the app was opened

    def greets(self) -> bool:
        """Whether there is no problem yet."""
        return self.state.problem is None

    # --- state to panes -------------------------------------------------------------------------

    def refresh_parts(self, parts: set[Part]) -> None:
        """Show the parts of the state that have changed."""
        if not parts:
            return
        title = self.query_one(Title)
        title.phase, title.decision, title.step = self.state.phase, self.state.decision, self.state.step
        title.fine = self.state.fine
        if parts - {Part.PROGRESS}:
            found = entries(self.state, self.sheets)
            if found:
                self.diagnosis.show_entries(found)
            self.diagnosis.set_class(self.state.phase is Phase.FAILED, "-failed")
        if parts & {Part.FIXES, Part.ANSWER}:
            self.show_fix(self.fix_index)
            self.refresh_hints()

    def hints_of(self, name: str) -> tuple[Hint, ...]:
        """Leave out what needs a fix where there is none, and the way to another where there is one."""
        fixes = len(self.state.fixes)
        idle = {action for action, least in _FIXES_NEEDED.items() if fixes < least}
        idle.add("screen.apply" if self.fix_index in self.applied else "screen.undo")
        beside = self.built and self.diff.is_beside
        return tuple(
            (hint[0], "line by line", hint[2]) if beside and hint[2] == "screen.beside" else hint
            for hint in super().hints_of(name)
            if hint[2] not in idle
        )

    def show_sheets(self, sheets: Sheets, *, keep: bool = False) -> None:
        """Show these texts in the source pane, with the breakpoints in them; `keep` leaves the cursor where it is."""
        here = self.source.view.line
        self.sheets = with_breakpoints(sheets, self.app.breakpoints)
        self.source.sheets = replace(self.sheets, first=None) if keep else self.sheets
        if keep:
            self.source.view.go_to(here)

    def show_breakpoints(self) -> None:
        """Show where the breakpoints are; the cursor stays where it is."""
        here = self.source.view.line
        shown = replace(with_breakpoints(self.sheets, self.app.breakpoints), first=None)
        if shown.sheets != self.sheets.sheets:
            self.sheets = self.source.sheets = shown
            self.source.view.go_to(here)

    def forget_answer(self) -> None:
        """Another problem's calls are shown even if they are the same."""
        self._stacks = ()

    def show_answer(self) -> None:
        """Show the stack, the names and the fix of a diagnosis, as far as it goes; calls that are on show already stay."""
        diagnosis, problem = self.state.diagnosis, self.state.problem
        assert diagnosis is not None
        assert problem is not None
        found = stacks(diagnosis, self.sheets)
        if found != self._stacks or not found:
            self._stacks = found
            first = self.stack.show_stacks(found)
            unknown = "" if diagnosis.snapshot is None else "nothing is known of this call's names"
            self.variables.show_frame(first.state if first else None, unknown)
            if diagnosis.traceback and not problem.command:
                self.output.view.show_row(diagnosis.traceback.start, centre=True)
            self.set_class(first is None and not diagnosis.snapshot, "-bare")
        self.query_one(Title).subject = subject(problem, diagnosis)
        here = self.pane_name
        self.front("fix" if self.state.fixes else "output")
        self.front(here)

    def settle(self) -> None:
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

    def show_fix(self, index: int) -> None:
        """Show a fix, counted round."""
        fixes = self.state.fixes
        if not fixes:
            if self.state.phase not in (Phase.WORKING, Phase.IDLE):
                self.diff.say("no fix is known for this problem")
            return
        self.fix_index = index % len(fixes)
        fix = fixes[self.fix_index]
        applied = self.fix_index in self.applied
        self.diff.show_fix(fix, rows(fix, self.text_of), self.fix_index, len(fixes), applied=applied)
        self.refresh_hints()

    def text_of(self, path: str) -> str | None:
        """Return the text that the spans of a path point into."""
        codes = (
            *(self.state.diagnosis.code if self.state.diagnosis else ()),
            *(self.state.at_hand.code if self.state.at_hand else ()),
        )
        text = next((code.text for code in codes if code.path == path), None)
        if text is not None:
            return text
        sheet = self.sheets.named(path)
        return "\n".join(sheet.lines) if sheet else None

    def on_disk(self, fix: "Fix") -> tuple[tuple[Edit, ...], dict[str, str]]:
        """Return a fix's edits and their texts with the paths of files.

        Raises InputError when a text is no file, or was not read before the work was stopped.
        """
        edits: list[Edit] = []
        texts: dict[str, str] = {}
        for edit in fix.edits:
            sheet, text = self.sheets.named(edit.span.path), self.text_of(edit.span.path)
            if sheet is None and self.state.diagnosis is None:
                raise InputError("the work was stopped before the fix was read", "R does it again")
            if sheet is None or not sheet.file or text is None:
                raise InputError(
                    "the code is no file, so there is nothing to apply it to", "y copies the change"
                )
            edits.append(replace(edit, span=replace(edit.span, path=sheet.file)))
            texts[sheet.file] = text
        return tuple(edits), texts

    def index_of(self, fix: "Fix") -> int:
        """Return where a fix stands among those known, or -1."""
        fixes = enumerate(self.state.fixes)
        return next((at for at, one in fixes if (one.title, one.edits) == (fix.title, fix.edits)), -1)

    def note_applied(self, fix: "Fix", index: int) -> None:
        """Show that a fix has been applied."""
        self.applied.append(index)
        self.show_sheets(with_edits(self.sheets, fix, self.text_of))
        self.show_fix(index)

    def note_undone(self, title: str) -> None:
        """Show that a fix has been taken back, if it is one of those on show."""
        self.taken_back += 1
        for index in self.applied:
            if self.state.fixes[index].title == title:
                self.applied.remove(index)
                self._lay_out_again()
                self.show_fix(index)
                return

    def is_in_files(self, fix: "Fix") -> bool:
        """Whether the files hold what the fix makes of them. Reads them."""
        try:
            edits, texts = self.on_disk(fix)
        except InputError:
            return False
        return all(
            read_source(Path(file))
            == apply_edits(text, tuple(edit for edit in edits if edit.span.path == file))
            for file, text in texts.items()
        )

    def is_applied(self, title: str) -> bool:
        """Whether the problem on show says that a fix with this title is applied."""
        return any(self.state.fixes[index].title == title for index in self.applied)

    @work(exclusive=True, group="layout", exit_on_error=False)
    async def _lay_out_again(self) -> None:
        if self.state.problem is not None:
            self.show_sheets(await in_thread(lay_out, self.state.problem, self.state.diagnosis))

    # --- messages of panes ----------------------------------------------------------------------

    def on_show_place(self, message: ShowPlace) -> None:
        """Show a line, and go there when asked to."""
        if self.source.show_place(message.place) and message.enter:
            self.action_pane("source")

    def on_show_fix(self, message: ShowFix) -> None:
        """Show a fix."""
        self.show_fix(message.index)
        if not self.has_class("-narrow"):
            here = self.pane_name
            self.front("fix")
            self.front(here)
        elif message.enter:
            self.action_pane("fix")

    def on_stack_pane_picked(self, message: "StackPane.Picked") -> None:
        """Show the line and the names of the call."""
        if message.call.place is not None:
            self.source.show_place(message.call.place)
        self.variables.show_frame(message.call.state, "nothing is known of this call's names")
