"""How does one move through a list? With the arrow keys, as in vi, or with the mouse."""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.style import Style
from textual.visual import VisualType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

_HIGHLIGHTED = "option-list--option-highlighted"


class Entries(OptionList):
    """A list inside a pane. A change of focus draws it anew, but styles nothing: one entry alone shows it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"entries--here"}
    DEFAULT_CSS = """
    Entries {
        border: none; padding: 0; background: $surface; height: 1fr; scrollbar-size: 0 1;
        &:focus { border: none; background: $surface; background-tint: $foreground 0%; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-disabled { color: $muted; }
        & > .option-list--option-highlighted { background: $foreground 7%; color: $foreground; text-style: none; }
        &:focus > .option-list--option-highlighted { background: $foreground 7%; color: $foreground; text-style: none; }
        & > .entries--here { background: $primary 22%; color: $foreground; text-style: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "down", show=False, id="entries.down"),
        Binding("k", "cursor_up", "up", show=False, id="entries.up"),
        Binding("g", "first", "first", show=False, id="entries.first"),
        Binding("G", "last", "last", show=False, id="entries.last"),
        Binding("ctrl+d", "page_down", "page down", show=False, id="entries.page_down"),
        Binding("ctrl+u", "page_up", "page up", show=False, id="entries.page_up"),
    ]

    # As Textual declares it, each entry that grows while it streams in would lay the whole screen out anew.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Leave the style sheet alone: see `get_visual_style`."""

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Return a style; of the highlighted entry, by whether the keyboard is here."""
        names = component_classes
        if self.has_focus:
            names = tuple("entries--here" if name == _HIGHLIGHTED else name for name in names)
        return super().get_visual_style(*names, partial=partial)

    def change(self, prompts: Mapping[int, VisualType]) -> None:
        """Show other words for entries. Only they are drawn anew, where Textual's own way measures and draws all there are.

        What is kept of an entry goes by the object: another one takes its place.
        """
        kept = self._line_cache  # Textual has no public word for any of this
        for index, prompt in prompts.items():
            old = self._options[index]
            self._options[index] = new = Option(prompt, disabled=old.disabled)
            del self._option_to_index[old]
            self._option_to_index[new] = index
        first = min(prompts)
        start = kept.index_to_line.get(first, 0)
        del kept.lines[start:]
        for below in [index for index in kept.heights if index >= first]:
            del kept.heights[below], kept.index_to_line[below]
        self._update_lines()
        self.refresh_lines(start, self.size.height + self.scroll_offset.y)

    def starts(self) -> list[tuple[int, int]]:
        """Return the rows at which entries begin, and their indexes."""
        rows = enumerate(self._lines)  # Textual has no public word for where an option begins
        return [
            (row, index)
            for row, (index, offset) in rows
            if offset == 0 and not self.get_option_at_index(index).disabled
        ]

    def pick(self, index: int) -> None:
        """Put the cursor on an entry."""
        self.screen.set_focus(self)  # at once: who is told of the entry asks who has the keyboard
        self.highlighted = index
