"""What did the names hold? The variables pane: the parts of the failing line first, then the frame's names."""

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Tree
from textual.widgets.tree import TreeNode, UnknownNodeID

from analyzers.facts import StateFrame, Variable
from analyzers.text import number_of, visible
from tui.parts import number_of_items, part_of, path_to
from tui.widgets.pane import Pane
from tui.widgets.tree import PaneTree

AT_ONCE = 200  # names added to a branch at a time; the rest is counted
_SUSPICIOUS = frozenset({"none", "empty", "nan", "shadows-builtin", "exhausted", "missing"})


@dataclass(frozen=True, slots=True)
class Rest:
    """Stands for the items of a value from one on, which have not been asked for."""

    start: int


class VariablesTree(PaneTree[Variable | Rest | None]):
    """Names and values, opened a level at a time."""


class VariablesPane(Pane):
    """The names of one frame."""

    DEFAULT_CSS = """
    VariablesPane > VariablesTree { height: 1fr; }
    """
    TITLE = "variables"
    NUMBER = 4
    EMPTY = "What the names held when the program stopped. Run the program with `run …` to see it."
    HELP_TEXT = "What the names of the chosen call held. ⚑ marks a suspicious value. Space opens a value."
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("space", "open", "screen.fold"),
        ("/", "search", "screen.find"),
        ("y", "copy", "screen.copy"),
    )

    def compose(self) -> ComposeResult:
        """Words and the tree."""
        yield from super().compose()
        yield VariablesTree("variables")

    def copied(self) -> str:
        """The lines of the tree that are open."""
        tree = self.query_one(VariablesTree)
        nodes = (tree.get_node_at_line(line) for line in range(tree.last_line + 1))
        return "\n".join(str(node.label) for node in nodes if node is not None)

    def body(self) -> Widget | None:
        """The tree."""
        return self.query_one(VariablesTree)

    class Opened(Message):
        """A value of a program that stands still is opened; `path` is the expression that leads to its items."""

        def __init__(
            self, node: TreeNode[Variable | Rest | None], path: str, start: int = 0, to: str = ""
        ) -> None:
            super().__init__()
            self.node = node
            self.path = path
            self.start = start  # of the items that are asked for
            self.to = to or path  # the expression that leads to the value itself

    live = False  # a program stands behind it: what is not known can be asked for
    _function = ""  # whose names are on show
    _cursor = ""  # the path to what the cursor was on, until it is there again

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._opened: dict[str, set[str]] = {}  # by function, the paths to what stays open from stop to stop

    def show_names(
        self, function: str, variables: tuple[Variable, ...], watched: tuple[Variable, ...]
    ) -> None:
        """Show the names of a call of a program that stands still, watched expressions first."""
        tree = self.query_one(VariablesTree)
        self._note_opened()
        self._function = function
        tree.clear()
        if not variables and not watched:
            self.say("this call has no names")
            self.retitle()
            return
        if watched:
            _fill(tree.root.add(Text("watched", style="bold"), expand=True), watched, live=True)
            _fill(tree.root.add(Text("names", style="bold"), expand=True), variables, live=True)
        else:
            _fill(tree.root, variables, live=True)
        self.show_body()
        self.retitle(f"in {function}" if function else "", number_of(len(variables), "name"))
        for node in (tree.root, *tree.root.children):
            self._open_again(node)

    def _note_opened(self) -> None:
        """Note what is open, and where the cursor is, before the next stop takes its place."""
        tree = self.query_one(VariablesTree)
        nodes = [tree.root]
        shown, opened = set(), set()
        while nodes:
            node = nodes.pop()
            nodes += node.children
            if isinstance(node.data, Variable):
                shown.add(_path(node))
                if node.is_expanded:
                    opened.add(_path(node))
        # a step may come before all that was open is open again
        self._opened[self._function] = opened | (self._opened.get(self._function, set()) - shown)
        at = tree.cursor_node
        if at is not None and isinstance(at.data, Variable):
            self._cursor = _path(at)

    def _open_again(self, parent: TreeNode[Variable | Rest | None]) -> None:
        """Open what was open at the last stop of the function, and put the cursor where it was."""
        opened = self._opened.get(self._function, ())
        for node in parent.children:
            if not isinstance(node.data, Variable):
                continue
            path = _path(node)
            if path in opened and node.allow_expand:
                node.expand()
            if path == self._cursor:
                self._cursor = ""
                self.call_after_refresh(self.query_one(VariablesTree).move_cursor, node)

    def has(self, node: TreeNode[Variable | Rest | None]) -> bool:
        """Whether a branch is on show still."""
        try:
            return self.query_one(VariablesTree).get_node_by_id(node.id) is node
        except UnknownNodeID:
            return False

    def fill(
        self, node: TreeNode[Variable | Rest | None], parts: tuple[Variable, ...], start: int = 0
    ) -> None:
        """Show what was asked for under an opened value: its items from one on, and how many more there are."""
        tree = self.query_one(VariablesTree)
        if start:
            node.children[-1].remove()  # what stood for them
        if not parts:
            node.add_leaf(Text("nothing more is known", style="dim italic"))
            return
        known = len(node.children)
        _fill(node, parts, live=True)
        assert isinstance(node.data, Variable)
        _count(node, node.data, start + number_of_items(parts), live=True)
        self._open_again(node)
        if start:
            self.call_after_refresh(tree.move_cursor, node.children[known])

    def show_frame(self, frame: StateFrame | None, words: str = "") -> None:
        """Show what a frame's names hold; without a frame, say why there is nothing."""
        tree = self.query_one(VariablesTree)
        tree.clear()
        if frame is None or not (frame.variables or frame.expressions):
            self.say(words or self.EMPTY)
            self.retitle()
            return
        if frame.expressions:
            parts = tree.root.add(Text(f"the failing line, {frame.line}", style="bold"), expand=True)
            _fill(parts, frame.expressions)
        names = tree.root
        if frame.expressions:
            names = tree.root.add(Text("names", style="bold"), expand=True)
        _fill(names, frame.variables)
        self.show_body()
        tree.cursor_line = 0
        self.retitle(
            f"in {frame.function}" if frame.function else "", number_of(len(frame.variables), "name")
        )

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Variable | Rest | None]) -> None:
        """Fill a branch when it is first opened."""
        event.stop()
        node = event.node
        if isinstance(node.data, Rest):
            of = node.parent
            assert of is not None
            assert isinstance(of.data, Variable)
            path = part_of(of.data, _path(of), node.data.start, AT_ONCE)
            self.post_message(self.Opened(of, path, node.data.start, _path(of)))
        elif node.data is None or node.children:
            return
        elif self.live:
            self.post_message(self.Opened(node, _path(node)))
        elif node.data.parts:
            _fill(node, node.data.parts)
            _count(node, node.data, number_of_items(node.data.parts))


def _path(node: TreeNode[Variable | Rest | None]) -> str:
    """The expression that leads to a value: names and parts from the outermost down."""
    names: list[str] = []
    at: TreeNode[Variable | Rest | None] | None = node
    while at is not None and isinstance(at.data, Variable):
        names.insert(0, at.data.name)
        at = at.parent
    path = names[0]
    for name in names[1:]:
        path = path_to(path, name)
    return path


def _fill(
    node: TreeNode[Variable | Rest | None], variables: tuple[Variable, ...], *, live: bool = False
) -> None:
    from tui.standing import opens

    for variable in variables[:AT_ONCE]:
        if variable.parts or (live and opens(variable)):
            node.add(_label(variable), data=variable)
        else:
            node.add_leaf(_label(variable), data=variable)
    if len(variables) > AT_ONCE:
        node.add_leaf(_more(len(variables) - AT_ONCE))


def _count(
    node: TreeNode[Variable | Rest | None], variable: Variable, shown: int, *, live: bool = False
) -> None:
    """Say how many of a value's items are not on show; where they can be asked for, opening that shows the next."""
    left = (variable.size or 0) - shown
    if left > 0 and live and part_of(variable, "", shown, AT_ONCE):
        node.add(_more(left), data=Rest(shown))
    elif left > 0:
        node.add_leaf(_more(left))


def _more(count: int) -> Text:
    return Text(f"… {count:,} more", style="dim italic")


def _label(variable: Variable) -> Text:
    flagged = [flag for flag in variable.flags if flag in _SUSPICIOUS]
    label = Text(no_wrap=True)
    if "changed" in variable.flags:
        label.append("△ ", style="bold cyan")
    if flagged:
        label.append("⚑ ", style="bold yellow")
    if not variable.name.startswith("{"):  # an item of a set has no name
        label.append(visible(variable.name), style="bold")
        label.append(" = ", style="dim")
    label.append(visible(variable.repr).replace("\n", "⏎"), style="bold yellow" if flagged else "")
    about = [variable.type] if variable.type else []
    if variable.size is not None:
        about.append(f"{variable.size} long")
    about += variable.flags
    if about:
        label.append(f"  {', '.join(map(visible, about))}", style="dim")
    return label
