"""How does one move through a tree inside a pane? As in a list: arrow keys, as in vi, or the mouse."""

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.widgets import Tree

Held = TypeVar("Held")


class PaneTree(Tree[Held]):
    """A tree without a root, whose cursor goes wherever the keys say."""

    DEFAULT_CSS = """
    PaneTree { background: $surface; scrollbar-size: 0 1; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "down", show=False, id="tree.down"),
        Binding("k", "cursor_up", "up", show=False, id="tree.up"),
        Binding("l", "open", "open", show=False, id="tree.open"),
        Binding("h", "close", "close, or to what it is a part of", show=False, id="tree.close"),
        Binding("g,home", "first", "first", show=False, id="tree.first"),
        Binding("G,end", "last", "last", show=False, id="tree.last"),
        Binding("ctrl+d", "page_down", "page down", show=False, id="tree.page_down"),
        Binding("ctrl+u", "page_up", "page up", show=False, id="tree.page_up"),
    ]

    def on_mount(self) -> None:
        """Show the branches, not what they hang from."""
        self.show_root = False
        self.guide_depth = 2

    def action_open(self) -> None:
        """Open the branch under the cursor; an open one, step into."""
        node = self.cursor_node
        if node is not None and node.allow_expand and not node.is_expanded:
            node.expand()
        else:
            self.action_cursor_down()

    def action_close(self) -> None:
        """Close the branch under the cursor; from what is no open branch, go to the one it is in."""
        node = self.cursor_node
        if node is None:
            return
        if node.allow_expand and node.is_expanded:
            node.collapse()
        elif node.parent is not None and not node.parent.is_root:
            self.move_cursor(node.parent)

    def action_first(self) -> None:
        """Go to the first line."""
        self.go_to(0)

    def action_last(self) -> None:
        """Go to the last line."""
        self.go_to(self.last_line)

    def go_to(self, line: int) -> None:
        """Put the cursor on a line, and the line into view."""
        self.cursor_line = line
        self.scroll_to_line(line, animate=False)
