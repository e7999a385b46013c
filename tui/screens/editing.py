"""How are the problem's files changed here, and kept in step with the disk?

One file is edited at a time, in the source pane. What somebody else changes on disk is noticed, and never lost nor
allowed to overwrite what was typed without a question. With watch mode on, every change does the work again: also
one of a module that is not on show, and one that a fix makes.
"""

import asyncio
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from analyzers.errors import AssistantError, InputError
from analyzers.facts import Problem
from tools.workspace import Workspace, read_source
from tui.pump import in_thread
from tui.screens.pick import Pick
from tui.screens.showing import Showing
from tui.sheets import Sheet, reread
from tui.widgets.hints import Hints
from tui.widgets.title import Title

if TYPE_CHECKING:
    from tui.app import DebugAssist
    from tui.widgets.editor import Editor

_BEAT = 0.5  # seconds between two looks at the files
_MODULES = 2_000  # that are looked at beside the files on show
_LONGEST = 200_000  # characters of a line; a text area lays out whole lines

Stamp = tuple[int, int]  # time of the last change in nanoseconds, size


class Editing(Showing):
    """The investigation's files can be edited; changes on disk are noticed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "edit here", id="edit"),
        Binding("E", "edit_elsewhere", "open this line in $EDITOR", id="edit.elsewhere"),
        Binding("W", "watch", "watch: do it again whenever a file changes", id="watch"),
    ]

    app: "DebugAssist"
    watching = False
    _began = 0  # when the work on show began: nanoseconds since the epoch
    _modules: tuple[str, ...] = ()  # of the program that is run; while watching

    def start_watching_files(self) -> None:
        """Look at the files every now and then."""
        self._stamps: dict[str, Stamp | None] = {}
        self._watch_files()

    def clear(self, problem: Problem) -> None:
        """Note when: what is saved later, the work on show does not know."""
        self._began = time_ns()
        if self.watching:
            self._find_modules(problem)

    def again(self) -> object:
        """Hook: do the work again, with the files as they are."""
        raise NotImplementedError

    def files_changed(self) -> None:
        """What is known of the tests is from before."""
        self.tests.outdate()

    # --- editing --------------------------------------------------------------------------------

    @property
    def unsaved(self) -> str:
        """The name of the file that has unsaved changes, or an empty string."""
        editor = self.source.editor if self.built else None
        return editor.sheet.name if editor is not None and editor.unsaved else ""

    @work(exclusive=True, group="edit", exit_on_error=False)
    async def action_edit(self) -> None:
        """Edit the file on show, at the line under the cursor."""
        if self.source.editor is not None:
            self.action_pane("source")
            return
        sheet = self.source.view.sheet
        try:
            text = await in_thread(_editable, sheet)
        except AssistantError as error:
            self.app.say(error)
            return
        self.action_pane("source")
        await self.source.edit(sheet, text)

    def on_editor_asked(self, message: "Editor.Asked") -> None:
        """Save, leave, or go to the user's own editor."""
        message.stop()
        self._obey(message.wish)

    @work(exclusive=True, group="edit", exit_on_error=False)
    async def _obey(self, wish: str) -> None:
        match wish:
            case "save":
                await self._save()
            case "leave":
                if await self.may_leave():
                    self.source.stop_editing()
            case "editor":
                await self._edit_elsewhere()

    async def may_leave(self) -> bool:
        """Ask what becomes of unsaved changes; return whether the editor may be closed. Runs in a worker."""
        if not (name := self.unsaved):
            return True
        answers = (
            ("stay", "go on editing", ""),
            ("save", "save", "and leave"),
            ("drop", "throw the changes away", "they cannot be brought back"),
        )
        match await self.app.push_screen_wait(Pick(f"{name} has unsaved changes", answers)):
            case "save":
                return await self._save()
            case "drop":
                return True
            case _:
                return False

    async def _save(self) -> bool:
        """Write what is edited; when the file has changed on disk, ask first. Return whether it was written."""
        from tools.rewriting import save

        editor = self.source.editor
        if editor is None:
            return True
        path, text = Path(editor.sheet.file), editor.text
        try:
            before = await in_thread(read_source, path)
            if before is None:
                raise InputError(f"`{path.name}` cannot be read any more", "copy your text: ctrl+a, ctrl+c")
            if before not in (editor.saved, text) and not await self._may_overwrite(editor):
                return False
            await in_thread(save, path, before, text)
        except AssistantError as error:
            self.app.say(error)
            return False
        self._stamps |= await in_thread(_stamps, (str(path),))  # that was us
        editor.saved = text
        editor.post_message(editor.Touched())
        await self._take_over(editor.sheet)
        return True

    async def _may_overwrite(self, editor: "Editor") -> bool:
        answers = (
            ("stay", "leave both as they are", ""),
            ("mine", "overwrite it", "what is on disk is lost"),
            ("theirs", "take what is on disk", "what was typed here is lost"),
        )
        question = f"{editor.sheet.name} has changed on disk"
        match await self.app.push_screen_wait(Pick(question, answers)):
            case "mine":
                return True
            case "theirs":
                text = await in_thread(read_source, Path(editor.sheet.file))
                if text is not None:
                    editor.load(text)
                return False
            case _:
                return False

    def action_save(self) -> None:
        """Save what is edited."""
        if self.source.editor is not None:
            self.source.editor.action_save()

    def action_stop_editing(self) -> None:
        """Leave the editor."""
        if self.source.editor is not None:
            self.source.editor.action_leave()

    def action_editor(self, what: str) -> None:
        """Undo or redo in the editor."""
        if (editor := self.source.editor) is not None:
            editor.action_undo() if what == "undo" else editor.action_redo()

    def show_hints_of(self, name: str) -> None:
        """While a file is edited, the source pane's keys are others."""
        if name == "source" and self.source.editor is not None:
            self.query_one(Hints).show_hints(self.source.EDITING_HINTS, typing=True)
        else:
            super().show_hints_of(name)

    # --- the user's own editor ------------------------------------------------------------------

    @work(exclusive=True, group="edit", exit_on_error=False)
    async def action_edit_elsewhere(self) -> None:
        """Open the line under the cursor in the user's editor."""
        await self._edit_elsewhere()

    async def _edit_elsewhere(self) -> None:
        editor = self.source.editor
        if editor is None:
            sheet, line = self.source.view.sheet, self.source.view.line
        else:
            sheet, line = editor.sheet, editor.line
        if await self.may_leave():
            self.source.stop_editing()
            if self.app.edit(sheet.file, line):
                await self._take_over(sheet)

    # --- the disk -------------------------------------------------------------------------------

    def action_watch(self) -> None:
        """Switch watch mode: do the work again whenever a file of the problem changes."""
        self.watching = not self.watching
        self._stamps.clear()  # what changed since it was read counts too
        self._modules = ()
        if self.watching and self.state.problem is not None:
            self._find_modules(self.state.problem)
        self.query_one(Title).watching = self.watching
        words = "watching: a saved change does it again" if self.watching else "no longer watching"
        self.tell(words)

    @work(exclusive=True, group="modules", exit_on_error=False)
    async def _find_modules(self, problem: Problem) -> None:
        runs = problem.command or problem.expects
        self._modules = await in_thread(_modules_of, problem.workspace) if runs else ()

    @work(exclusive=True, group="watch", exit_on_error=False)
    async def _watch_files(self) -> None:
        while True:
            await asyncio.sleep(_BEAT)
            shown = {sheet.file for sheet in self.sheets.sheets if sheet.file}
            if (editor := self.source.editor) is not None:
                shown.add(editor.sheet.file)
            stamps = await in_thread(_stamps, shown.union(self._modules))
            # A file seen for the first time may have been saved since the run read it. That is for watch mode alone to
            # find out: the text of a problem that is reopened may well be an older one.
            changed = [
                (file, stamp)
                for file, stamp in stamps.items()
                if self._stamps.get(file, None if self.watching and file in shown else stamp) != stamp
            ]
            self._stamps = stamps
            for file, stamp in changed:
                await self._changed_on_disk(file, stamp)

    async def _changed_on_disk(self, file: str, stamp: Stamp | None) -> None:
        editor = self.source.editor
        if editor is not None and editor.sheet.file == file:
            text = await in_thread(read_source, Path(file))
            if text is None or text == editor.saved:
                return
            if editor.unsaved:
                self.tell(f"{editor.sheet.name} has changed on disk · saving asks first", warning=True)
                return
            editor.load(text)
        sheet = next((sheet for sheet in self.sheets.sheets if sheet.file == file), None)
        if sheet is not None and await self._take_over(sheet):
            return
        # What is on show is as it is on disk, perhaps because a fix wrote it or because it was read after it was saved;
        # the work began before that. Of a module that is not on show, only the time is known, or that a file of another
        # time took its place.
        if self.watching and stamp and (stamp[0] > self._began or sheet is None):
            self.files_changed()
            self.again()

    async def _take_over(self, sheet: Sheet) -> bool:
        """Show a file as it is on disk, and do the work again when watching; return whether it is another text."""
        fresh = await in_thread(reread, sheet)
        known = self.sheets.named(sheet.name)
        if fresh is None or known is None or fresh.lines == known.lines:
            return False
        self.show_sheets(self.sheets.swapped(fresh))
        self.files_changed()
        if self.watching:
            self.again()
        else:
            self.tell(f"{sheet.name} has changed · R does it again")
        return True


def _editable(sheet: Sheet) -> str:
    """Return the text of a sheet's file. Raises InputError when it cannot be edited here."""
    if not sheet.file:
        raise InputError("this text is no file of the workspace", "open a file: o")
    text = read_source(Path(sheet.file))
    if text is None:
        raise InputError(f"`{sheet.name}` cannot be read as text", "is it still there?")
    if any(character < " " and character not in "\n\t" for character in text) or "\x7f" in text:
        raise InputError(f"`{sheet.name}` holds control characters", "E opens it in your editor")
    if max(map(len, text.split("\n"))) > _LONGEST:
        raise InputError(f"`{sheet.name}` has lines too long to edit here", "E opens it in your editor")
    return text


def _modules_of(root: str) -> tuple[str, ...]:
    """Return the Python files of a workspace; of very many the first."""
    return tuple(map(str, islice(Workspace.at(root).files((".py",)), _MODULES)))


def _stamps(files: Iterable[str]) -> dict[str, Stamp | None]:
    """Return when each file was last changed; None for one that is not there."""
    found: dict[str, Stamp | None] = {}
    for file in files:
        try:
            state = Path(file).stat()
        except OSError:
            found[file] = None
        else:
            found[file] = (state.st_mtime_ns, state.st_size)
    return found
