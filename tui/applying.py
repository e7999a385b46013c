"""How does a fix reach the files, and come back? Applying and undoing, one after the other.

Writing to disk goes on in a thread that nothing can stop, so a second key never cancels the first: it waits, and
finds what the first one did.
"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.worker import Worker, WorkerState

from analyzers.deferred import replace
from analyzers.errors import AssistantError
from analyzers.facts import Applicability, Diagnosis, Fix, Status
from analyzers.text import clean
from tui.dressed import Dressed
from tui.pump import in_thread

if TYPE_CHECKING:
    from tools.patch import Applied
    from tui.screens.main import Main

_UNSAVED = "{} has unsaved changes · ctrl+s saves them"


class Applying(Dressed):
    """The app as far as it changes files, and what it says when something fails."""

    _main: "Main"

    def __init__(self) -> None:
        super().__init__()
        self._one_at_a_time = asyncio.Lock()
        self._written: set[Path] = set()  # entries in the journal: what this app has applied

    @property
    def main(self) -> "Main":
        """The one screen, whatever dialog lies over it."""
        return self._main

    @work(group="fix", exit_on_error=False)
    async def apply_fix(self, fix: Fix) -> None:
        """Apply a fix to its files; what is not verified, or may change what the program means, asks first."""
        state = self.main.state
        await self.main.shown()
        async with self._one_at_a_time:
            if self._may_apply(fix) and await self._agreed(fix):
                if self.main.state is state:
                    await self._write(fix)
                else:
                    self.main.tell("another problem has come since: nothing was applied", warning=True)

    def _may_apply(self, fix: Fix) -> bool:
        main = self.main
        if main.index_of(fix) in main.applied:
            main.tell("it is applied already · u takes it back")
        elif main.unsaved:
            main.tell(_UNSAVED.format(main.unsaved), warning=True)
        elif fix.applicability is Applicability.DISPLAY:
            main.tell("this fix has placeholders: it can be copied, not applied", warning=True)
        else:
            return True
        return False

    async def _agreed(self, fix: Fix) -> bool:
        from tui.screens.pick import Pick

        if fix.status is Status.VERIFIED:
            return True
        answers = (("no", "leave it", ""), ("yes", "apply it all the same", "u takes it back"))
        why = f"{fix.title}\n{fix.status}: {fix.check}" if fix.check else f"{fix.title}\n{fix.status}"
        return await self.push_screen_wait(Pick("this fix is not verified", answers, why)) == "yes"

    async def _write(self, fix: Fix) -> None:
        main = self.main
        state, problem = main.state, main.state.problem
        try:
            edits, texts = main.on_disk(fix)
            opened = bool(problem and problem.paths)
            root = problem.workspace if problem else ""
            placed = replace(fix, edits=edits)
            applied = await in_thread(_apply, placed, texts, root, opened, state.diagnosis)
        except (AssistantError, OSError) as error:
            self.say(error)
            return
        self._written.add(applied.entry)
        if main.state is state:  # else another problem took the screen while it was written
            main.note_applied(fix, main.index_of(fix))
        main.files_changed()
        main.tell(f"applied to {_names(applied)} · u takes it back")

    @work(group="fix", exit_on_error=False)
    async def undo_fix(self) -> None:
        """Take back the fix that was applied last, on this problem or another; what another app applied asks first."""
        main = self.main
        async with self._one_at_a_time:
            if main.unsaved:
                main.tell(_UNSAVED.format(main.unsaved), warning=True)
                return
            root = main.state.problem.workspace if main.state.problem else ""
            try:
                there = await in_thread(_standing, root)
                if there and not await self._may_undo(there[0]):
                    return
                applied = await in_thread(_undo, root)
            except (AssistantError, OSError) as error:
                self.say(error)
                return
            main.note_undone(applied.title)
            main.files_changed()
            main.tell(f"taken back in {_names(applied)}: {applied.title}")

    async def _may_undo(self, applied: "Applied") -> bool:
        from tui.screens.pick import Pick

        if applied.entry in self._written or self.main.is_applied(applied.title):
            return True
        answers = (("no", "leave it", ""), ("yes", "take it back", "the file becomes what it was before"))
        return (
            await self.push_screen_wait(
                Pick("take back what was applied earlier?", answers, f"{applied.title}\n{_names(applied)}")
            )
            == "yes"
        )

    # --- what fails -----------------------------------------------------------------------------

    def say(self, error: Exception) -> None:
        """Show an error as a toast; its text is never markup."""
        message = clean(getattr(error, "message", str(error)))
        hint = clean(getattr(error, "hint", ""))
        self.notify(f"{message}\n{hint}" if hint else message, severity="error", markup=False, timeout=8)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say a defect of the app's own: no work may end without a word."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and isinstance(error, Exception):
            self.say(error if isinstance(error, AssistantError) else AssistantError(defect(error)))


def defect(error: BaseException) -> str:
    """Return the words for an error that nobody foresaw."""
    return f"the app itself failed: {type(error).__name__}: {clean(str(error))}"


def _apply(
    fix: Fix, texts: dict[str, str], root: str, opened: bool, diagnosis: Diagnosis | None
) -> "Applied":
    from tools.patch import apply
    from tools.sources.solved import note

    applied = apply(fix, texts, root, inside=not opened)
    note(fix, texts, diagnosis, root)
    return applied


def _standing(root: str) -> "tuple[Applied, ...]":
    from tools.patch import standing

    return standing(root or _here())


def _undo(root: str) -> "Applied":
    from tools.patch import undo

    return undo(root or _here())


def _here() -> Path:
    from tools.intake import workspace_of

    return workspace_of(Path.cwd())


def _names(applied: "Applied") -> str:
    return ", ".join(clean(path.name) for path in applied.paths)
