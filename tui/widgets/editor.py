"""How is a file changed here? A text area in the colours of the source view, which knows what was saved."""

from collections.abc import Callable
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from tui.highlight import Highlighter, Token
from tui.sheets import Sheet
from tui.widgets.ordered import Ordered

_LOOK = "debugassist"


class Editor(Ordered):
    """One file being edited. Undo and redo are the text area's own; saving and leaving are asked of the screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"editor--{token}" for token in Token}
    DEFAULT_CSS = """
    Editor {
        border: none; padding: 0; background: $surface; height: 1fr; scrollbar-size: 0 1;
        &:focus { border: none; }
        & > .editor--keyword { color: $syntax-keyword; text-style: bold; }
        & > .editor--constant { color: $syntax-constant; }
        & > .editor--string { color: $syntax-string; }
        & > .editor--comment { color: $syntax-comment; text-style: italic; }
        & > .editor--number { color: $syntax-number; }
        & > .editor--call { color: $syntax-call; }
        & > .editor--definition { color: $syntax-definition; text-style: bold; }
        & > .editor--decorator { color: $syntax-decorator; }
        & .text-area--gutter { color: $faint; }
        & .text-area--cursor-line { background: $primary 10%; }
        & .text-area--cursor-gutter { color: $accent; background: $primary 10%; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s", "save", "save", id="editor.save"
        ),  # in turn: what was typed before it is part of it
        Binding("escape", "leave", "leave the editor", id="editor.leave"),
        Binding("ctrl+z", "undo", "undo", id="editor.undo"),
        Binding("ctrl+y,ctrl+shift+z", "redo", "redo", id="editor.redo"),
        Binding("ctrl+home", "end_of_text(False)", "to the first line", show=False, id="editor.first"),
        Binding("ctrl+end", "end_of_text(True)", "to the last line", show=False, id="editor.last"),
        Binding("ctrl+f", "screen.find", "search", id="editor.find"),
        Binding("ctrl+o", "editor", "open this line in $EDITOR", id="editor.other"),
    ]

    class Asked(Message):
        """The user wants to `save`, to `leave`, or to have this line in another `editor`."""

        def __init__(self, wish: str) -> None:
            super().__init__()
            self.wish = wish

    class Touched(Message):
        """The cursor has moved, or the text has changed."""

    def __init__(self) -> None:
        self.sheet = Sheet(name="", lines=(), numbers=())  # first: colours are asked for while this is made
        super().__init__(
            "", soft_wrap=False, show_line_numbers=True, tab_behavior="indent", max_checkpoints=1_000
        )
        self.saved = ""

    # --- for owners -----------------------------------------------------------------------------

    def begin(self, sheet: Sheet, text: str, line: int) -> None:
        """Edit a file's text, the cursor at a line."""
        self.sheet = sheet
        self.indent_type = "tabs" if "\n\t" in text else "spaces"
        self.load(text)
        self.move_cursor((max(0, line - 1), 0))
        # once it has a size: before, the line would be drawn as the first one
        self.call_after_refresh(self.scroll_cursor_visible, center=True)

    def load(self, text: str) -> None:
        """Take over what is on disk, the cursor where it was."""
        row, column = self.cursor_location
        self.saved = text
        self.load_text(text)
        self.move_cursor((min(row, self.document.line_count - 1), column))

    @property
    def unsaved(self) -> bool:
        """Whether there is something to lose."""
        return self.text != self.saved

    @property
    def line(self) -> int:
        """The line number of the cursor."""
        return self.cursor_location[0] + 1

    # --- colours --------------------------------------------------------------------------------

    def _build_highlight_map(self) -> None:
        """Colour by our own reader, line by line as they are drawn: the text area's parser needs the whole text."""
        self._line_cache.clear()
        document, language = self.document, self.sheet.language
        self._highlights = _Colours(lambda: Highlighter(tuple(document.lines), language))  # type: ignore[assignment]  # all that is asked of it

    def on_mount(self) -> None:
        """Wear the theme's colours."""
        self._wear()
        self.app.theme_changed_signal.subscribe(self, lambda _: self.call_after_refresh(self._wear))

    def _wear(self) -> None:
        looks = {
            str(token): self.get_visual_style(f"editor--{token}", partial=True).rich_style for token in Token
        }
        # No ground of their own: that of the line shows, be it the cursor's.
        styles = {
            name: Style(color=look.color, bold=look.bold, italic=look.italic) for name, look in looks.items()
        }
        self.register_theme(TextAreaTheme(_LOOK, syntax_styles=styles))
        self.theme = "css"  # the same name again would change nothing
        self.theme = _LOOK

    # --- wishes ---------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Ask to be saved."""
        self.post_message(self.Asked("save"))

    def action_leave(self) -> None:
        """Ask to be left."""
        self.post_message(self.Asked("leave"))

    def action_delete_left(self) -> None:
        """Delete the selection or a character; in the spaces that a line begins with, a level of them."""
        (row, column), width = self.cursor_location, self.indent_width
        before = self.document.get_line(row)[:column]
        if self.read_only or self.selected_text or before.strip(" ") or column < 2:
            super().action_delete_left()
        else:
            self.delete((row, (column - 1) // width * width), (row, column), maintain_selection_offset=False)

    def action_end_of_text(self, last: bool) -> None:
        """Go to the end of the text, or to its beginning."""
        self.move_cursor(self.document.end if last else (0, 0))

    def action_editor(self) -> None:
        """Ask for the user's own editor."""
        self.post_message(self.Asked("editor"))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the owner: there may be something to lose."""
        event.stop()
        self.post_message(self.Touched())

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Tell the owner where the cursor is."""
        event.stop()
        self.post_message(self.Touched())

    async def _on_key(self, event: events.Key) -> None:
        """Keep the indentation on a new line, and go one deeper after a colon or an opening bracket."""
        if event.key == "escape":  # a text area would give the keyboard away
            event.prevent_default()
            event.stop()
            self.action_leave()
        elif event.key == "enter" and not self.read_only:
            event.prevent_default()
            event.stop()
            row, column = self.cursor_location
            before = self.document.get_line(row)[:column]
            indent = before[: len(before) - len(before.lstrip())]
            deeper = "\t" if self.indent_type == "tabs" else " " * self.indent_width
            if before.rstrip().endswith((":", "(", "[", "{")):
                indent += deeper
            self.insert(f"\n{indent}")
        else:
            await super()._on_key(event)


class _Colours:
    """The coloured parts of each line, as the text area asks for them: (start, end, name) in UTF-8 bytes."""

    def __init__(self, make: Callable[[], Highlighter]) -> None:
        self._make: Callable[[], Highlighter] | None = make
        self._reader: Highlighter | None = None

    def __getitem__(self, index: int) -> list[tuple[int, int, str]]:
        if self._reader is None:  # made when the next line is drawn: several edits cost one reading
            assert self._make is not None
            self._reader, self._make = self._make(), None
        return self._reader.bytes_of(index)
