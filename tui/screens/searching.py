"""How does one search in whatever has the keyboard? One line under the panes, for every screen that has panes."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.painting import Painted
from tui.widgets.lines import LinesView

if TYPE_CHECKING:
    from tui.widgets.find_bar import FindBar
R = TypeVar("R")


class Searching(Painted[R]):
    """A screen with a find bar. Subclasses mount one, and say what is searched."""

    # Beside a pane that is zoomed: what is worked on, the line of a search, the tour's words, the keys.
    ALLOW_IN_MAXIMIZED_VIEW = "Title, FindBar, Guide, Hints"
    ESCAPE_TO_MINIMIZE = False  # it would come before the search and the editor, which esc leaves first
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ctrl+f", "find", "search in this pane", key_display="/", id="find"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._searched: Widget | None = None

    def searchable(self) -> Widget | None:
        """Return the widget that a search is for, or None."""
        raise NotImplementedError

    def action_find(self) -> None:
        """Search in the focused pane."""
        if (widget := self.searchable()) is not None:
            self._searched = widget
            self._find_bar.open()

    def on_find_bar_asked(self, message: "FindBar.Asked") -> None:
        """Search while typing, and go on to the next hit."""
        from tui.search import find

        if self._searched is not None:
            count = find(self._searched, message.text, message.step)
            self._find_bar.show_count(count)

    def on_find_bar_closed(self) -> None:
        """The keyboard goes back to where the search was; what was found stays marked until Esc."""
        if self._searched is not None:
            self.set_focus(self._searched)

    def clear_search(self) -> bool:
        """Forget the search; return whether there was one."""
        searched, self._searched = self._searched, None
        if isinstance(searched, LinesView) and searched.query_text:
            searched.find("")
            return True
        return False

    def next_hit(self, by: int) -> bool:
        """Go to the next hit of the last search; return whether there is a search."""
        searched = self._searched
        if isinstance(searched, LinesView) and searched.query_text:
            searched.find(searched.query_text, forward=by > 0)
            return True
        return False

    @property
    def _find_bar(self) -> "FindBar":
        from tui.widgets.find_bar import FindBar

        return self.query_one(FindBar)
