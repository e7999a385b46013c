"""Which calls led here? The stack pane: exceptions with their calls, deepest first, library calls folded."""

from itertools import groupby
from typing import ClassVar

from rich.style import Style as RichStyle
from rich.text import Text
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from analyzers.text import number_of, visible
from tui.messages import ShowPlace
from tui.stack import Call, Stack
from tui.widgets.pane import Pane
from tui.widgets.tree import PaneTree


class StackTree(PaneTree[Call | None]):
    """Exceptions and calls."""

    def render_label(self, node: TreeNode[Call | None], base_style: RichStyle, style: RichStyle) -> Text:
        """Return the drawn label; the text is foreign and is never markup."""
        label = super().render_label(node, base_style, style)
        if node.data is not None and not node.data.own:
            label.stylize(RichStyle(dim=True))
        return label


class StackPane(Pane):
    """The stacks of the problem."""

    DEFAULT_CSS = """
    StackPane > StackTree { height: 1fr; }
    """
    TITLE = "stack"
    NUMBER = 3
    EMPTY = "The calls that led to the failure, deepest first."
    HELP_TEXT = "The calls that led to the failure, deepest first. Enter goes to the line; calls into libraries are folded."
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "go to the line", "screen.enter"),
        ("space", "fold", "screen.fold"),
        ("e", "edit", "screen.edit"),
    )

    class Picked(Message):
        """The cursor stands on another call."""

        def __init__(self, call: Call) -> None:
            super().__init__()
            self.call = call

    def compose(self) -> ComposeResult:
        """Words and the tree."""
        yield from super().compose()
        tree = StackTree("stack")
        tree.auto_expand = False
        yield tree

    def copied(self) -> str:
        """The lines of the tree that are open."""
        tree = self.query_one(StackTree)
        nodes = (tree.get_node_at_line(line) for line in range(tree.last_line + 1))
        return "\n".join(str(node.label) for node in nodes if node is not None)

    def body(self) -> Widget | None:
        """The tree."""
        return self.query_one(StackTree)

    def show_stacks(self, stacks: tuple[Stack, ...]) -> Call | None:
        """Show these stacks; return the call that is looked at first."""
        tree = self.query_one(StackTree)
        tree.clear()
        if not any(stack.calls for stack in stacks):
            self.say(self.EMPTY)
            self.retitle()
            return None
        first: TreeNode[Call | None] | None = None
        for stack in stacks:
            title = Text(visible(stack.title), style="bold")
            if stack.link:
                title.append(f"  {stack.link}", style="dim italic")
            branch = tree.root.add(title, data=None, expand=True)
            for note in stack.notes:
                branch.add_leaf(Text(visible(note), style="italic"))
            for own, group in groupby(stack.calls, key=lambda call: call.own):
                node = _add(branch, own, tuple(group))
                first = first or node
        self.show_body()
        self.retitle("", number_of(sum(len(stack.calls) for stack in stacks), "call"))
        if first is not None:
            self.call_after_refresh(tree.move_cursor, first)  # its line is known once the tree is built
            return first.data
        return None

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Call | None]) -> None:
        """Show the call's line and names as the cursor moves."""
        event.stop()
        call = event.node.data
        if call is not None and self.query_one(StackTree).has_focus:
            self.post_message(self.Picked(call))

    def on_tree_node_selected(self, event: Tree.NodeSelected[Call | None]) -> None:
        """Go to the call's line, or fold what has no line."""
        event.stop()
        call = event.node.data
        if call is not None and call.place is not None:
            self.post_message(self.Picked(call))
            self.post_message(ShowPlace(call.place, enter=True))
        elif event.node.allow_expand:
            event.node.toggle()


def _add(branch: TreeNode[Call | None], own: bool, calls: tuple[Call, ...]) -> TreeNode[Call | None] | None:
    """Add neighbouring calls, those into libraries folded; return the first node of the user's own."""
    if own or len(calls) == 1:
        nodes = [branch.add_leaf(_label(call), data=call) for call in calls]
        return nodes[0] if own else None
    folder = branch.add(
        Text(f"{number_of(sum(call.left_out or 1 for call in calls), 'call')} into libraries", style="dim")
    )
    for call in calls:
        folder.add_leaf(_label(call), data=call)
    return None


def _label(call: Call) -> Text:
    if call.left_out:
        return Text(f"… {call.left_out} calls left out", style="dim italic")
    name = call.file.replace("\\", "/").rpartition("/")[2] or call.file
    line = "" if call.line is None else f":{call.line}"
    return Text.assemble(
        (visible(call.function or "?"), "bold"), "  ", (visible(f"{name}{line}"), ""), no_wrap=True
    )
