"""Where in the code is the problem? The source pane: files as tabs, marks and labels in them."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from tui.sheets import Kind, Place, Sheet, Sheets
from tui.widgets.pane import Pane
from tui.widgets.source_view import SourceView
from tui.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from tui.widgets.editor import Editor


class SourcePane(Pane):
    """The sheets of the problem, one at a time."""

    DEFAULT_CSS = """
    SourcePane {
        & > SourceView { height: 1fr; }
        &.-unsaved { border-title-color: $warning; }
        & > .source--note { height: 1; color: $warning; padding: 0 1; display: none; }
    }
    """
    TITLE = "source"
    NUMBER = 1
    EMPTY = "The code of the problem is shown here, with the failing lines marked."
    HELP_TEXT = "The files of the problem. ✗ marks wrong text, ▶ where the program stopped, ? a suspect line, │ a call."
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("n/N", "next mark", "screen.mark(1)"),
        ("[ ]", "file", "screen.file(1)"),
        ("/", "search", "screen.find"),
        ("e", "edit", "screen.edit"),
    )
    EDITING_HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("^s", "save", "screen.save"),
        ("esc", "leave", "screen.stop_editing"),
        ("^z", "undo", "screen.editor('undo')"),
        ("^y", "redo", "screen.editor('redo')"),
        ("^f", "search", "screen.find"),
        ("^o", "$EDITOR", "screen.edit_elsewhere"),
    )

    sheets: reactive[Sheets] = reactive(Sheets(), init=False, always_update=True)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._active = ""
        self._lines: dict[str, int] = {}  # where each sheet was left
        self.editor: Editor | None = None  # while a file is being edited

    def compose(self) -> ComposeResult:
        """Words, tabs, the view, and a note under it."""
        yield from super().compose()
        yield TabLine()
        yield SourceView()
        yield Static(classes="source--note", markup=False)

    def body(self) -> Widget | None:
        """The view, or the editor in its place."""
        return self.editor or self.query_one(SourceView)

    def body_hidden(self) -> None:
        """What is being edited stays in view whatever there is to say."""
        if self.editor is None:
            super().body_hidden()
        else:
            self.query_one(".pane--words", Static).display = False

    @property
    def view(self) -> SourceView:
        """The view of the active sheet."""
        return self.query_one(SourceView)

    def on_mount(self) -> None:
        """Nothing to choose from yet."""
        super().on_mount()
        self.query_one(TabLine).display = False

    def watch_sheets(self, sheets: Sheets) -> None:
        """Show the sheet that was on show, or the one to look at first; what is being edited stays."""
        if self.editor is not None:
            return
        if not sheets.sheets:
            self._active = ""
            self.query_one(TabLine).display = False
            self.query_one(".source--note").display = False
            self.say(self.EMPTY)
            self.retitle()
            return
        self.show_body()
        if sheets.first:
            self.show_place(sheets.first)
        else:
            kept = sheets.named(self._active)
            self._open(kept or sheets.sheets[0])

    def show_place(self, place: Place) -> bool:
        """Show a line of a sheet; return whether it could be shown."""
        sheet = self.sheets.named(place.sheet)
        if self.editor is not None:
            if sheet is not None and sheet.file == self.editor.sheet.file:
                self.editor.move_cursor((place.line - 1, place.column), center=True)
                return True
            return False
        if sheet is None:
            return False
        self._open(sheet)
        return self.view.go_to(place.line)

    def copied(self) -> str:
        """The line under the cursor."""
        return self.view.row_text(self.view.cursor) if self.view.row_count() else ""

    # --- editing --------------------------------------------------------------------------------

    async def edit(self, sheet: Sheet, text: str) -> None:
        """Edit a file's text where the view stood."""
        from tui.widgets.editor import Editor

        line = self.view.line
        if not (
            found := self.query(Editor)
        ):  # once there it is hidden, not removed: a stale frame may draw it
            await self.mount(Editor(), after=self.view)
            found = self.query(Editor)
        editor = found.first()
        editor.display, self.view.display = True, False
        self.editor = editor
        self.query_one(TabLine).display = False
        self.query_one(".source--note").display = False
        editor.begin(sheet, text, line)
        self.screen.set_focus(editor)
        self._title()

    def stop_editing(self) -> None:
        """Show the sheets again, at the line that was edited last."""
        if (editor := self.editor) is None:
            return
        line = editor.line
        self.editor = None
        self.set_class(False, "-unsaved")
        focused = editor.has_focus
        editor.display = False
        self.watch_sheets(self.sheets)
        if (sheet := self.sheets.named(editor.sheet.name)) is not None:
            self.show_place(Place(sheet.name, line))
        if focused:
            self.focus_body()

    def on_editor_touched(self, event: Message) -> None:
        """Keep the title true."""
        event.stop()
        self._title()

    # --- moving about ---------------------------------------------------------------------------

    def step_file(self, by: int) -> bool:
        """Show the next or previous sheet; return whether there is one."""
        sheets = self.sheets.sheets
        if len(sheets) < 2 or self.editor is not None:
            return False
        at = next((n for n, sheet in enumerate(sheets) if sheet.name == self._active), 0)
        self._open(sheets[(at + by) % len(sheets)])
        return True

    def step_mark(self, by: int) -> bool:
        """Go to the next or previous marked line, through all sheets; return whether there is one."""
        places = [
            (sheet.name, mark.line)
            for sheet in self.sheets.sheets
            for mark in sorted(sheet.marks, key=lambda mark: mark.line)
            if mark.kind is not Kind.NOTE
        ]
        places = list(dict.fromkeys(places))
        if not places:
            return False
        here = (self._active, self.view.line)
        if here in places:
            index = (places.index(here) + by) % len(places)
        else:
            later = [n for n, place in enumerate(places) if place[0] == here[0] and place[1] > here[1]]
            index = later[0] if later and by > 0 else 0
        name, line = places[index]
        self.show_place(Place(name, line))
        return True

    def _open(self, sheet: Sheet) -> None:
        if sheet.name != self._active or sheet is not self.view.sheet:
            if self._active:
                self._lines[self._active] = self.view.line
            self._active = sheet.name
            self.view.show_sheet(sheet)
            if line := self._lines.get(sheet.name):
                self.view.go_to(line)
        names = tuple(other.name.rpartition("/")[2] for other in self.sheets.sheets)
        tabs = self.query_one(TabLine)
        tabs.display = len(names) > 1
        tabs.show_names(
            names, next(n for n, other in enumerate(self.sheets.sheets) if other.name == sheet.name)
        )
        note = self.query_one(".source--note", Static)
        note.display = bool(sheet.note)
        note.update(Content(sheet.note))
        self._title()

    def _title(self) -> None:
        if (editor := self.editor) is not None:
            self.set_class(editor.unsaved, "-unsaved")
            state = "unsaved" if editor.unsaved else "saved"
            row, column = editor.cursor_location
            sign = "* " if editor.unsaved else ""
            self.retitle(f"{sign}{editor.sheet.name}", f"editing · {state} · {row + 1}:{column + 1}")
            return
        self.retitle(
            self._active, f"line {self.view.line} of {self.view.sheet.numbers[-1]}" if self._active else ""
        )

    def on_tab_line_picked(self, event: TabLine.Picked) -> None:
        """A file was clicked."""
        event.stop()
        self._open(self.sheets.sheets[event.index])

    def on_source_view_line_changed(self, event: SourceView.LineChanged) -> None:
        """Keep the title true."""
        event.stop()
        self._title()
