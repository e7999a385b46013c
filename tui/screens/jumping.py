"""Where on screen can one jump to, and by which letters? Panes, tabs, entries, marked lines, the input."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

from textual.widget import Widget

from tui.widgets.entries import Entries
from tui.widgets.lines import LinesView
from tui.widgets.pane import Pane
from tui.widgets.tab_line import TabLine
from tui.widgets.tree import PaneTree

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"  # those under resting fingers first


@dataclass(frozen=True, slots=True)
class Target:
    """A place on screen, and what going there does."""

    x: int
    y: int
    go: Callable[[], object]


def lettered(targets: Iterable[Target]) -> dict[str, Target]:
    """Return the targets by what is typed to reach them: one letter where those suffice, else two for each."""
    found = list(targets)
    keys = (
        list(_LETTERS)
        if len(found) <= len(_LETTERS)
        else ["".join(pair) for pair in product(_LETTERS, repeat=2)]
    )
    return dict(zip(keys, found, strict=False))


def targets_of(pane: Pane) -> Iterator[Target]:
    """Yield a pane and what can be pointed at inside it, as far as it is in view."""
    yield Target(pane.region.x + 1, pane.region.y, pane.focus_body)
    for line in pane.query(TabLine):
        if line.display:
            yield from _tabs(line)
    body = pane.body()
    if body is None or not body.display:
        return
    region = body.content_region
    for row, go in _inside(body):
        y = region.y + row - body.scroll_offset.y
        if region.y <= y < region.bottom:
            yield Target(region.x, y, go)


def _tabs(line: TabLine) -> Iterator[Target]:
    for index, x in line.starts():
        yield Target(
            line.region.x + x, line.region.y, partial(line.post_message, TabLine.Picked(line, index))
        )


def _inside(body: Widget) -> Iterator[tuple[int, Callable[[], object]]]:
    """Yield the rows of a pane's content that are worth going to."""
    if isinstance(body, Entries):
        for row, index in body.starts():
            yield row, partial(body.pick, index)
    elif isinstance(body, PaneTree):
        for row in range(body.last_line + 1):
            yield row, partial(_move, body, row)
    elif isinstance(body, LinesView):
        for row in body.rows_of_interest():
            yield row, partial(_show, body, row)


def _move(body: PaneTree[object], row: int) -> None:
    body.screen.set_focus(body)
    body.go_to(row)


def _show(body: LinesView, row: int) -> None:
    body.screen.set_focus(body)
    body.show_row(row)
