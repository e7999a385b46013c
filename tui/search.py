"""Where in a pane does a text occur? Goes there and counts, for lines, lists, trees and text that is edited."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.widget import Widget
    from textual.widgets import TextArea


def find(widget: "Widget", text: str, step: int) -> int:
    """Go to the hit after (1), before (-1) or at (0) the cursor; return how many lines or entries match."""
    from textual.widgets import OptionList, TextArea

    from tui.widgets.lines import LinesView
    from tui.widgets.tree import PaneTree

    if isinstance(widget, LinesView):
        return widget.find(text, forward=step >= 0, stay=step == 0)
    wanted = text.casefold()
    if not wanted:
        return 0
    if isinstance(widget, OptionList):
        hits = [
            index
            for index, option in enumerate(widget.options)
            if not option.disabled and wanted in str(option.prompt).casefold()
        ]
        if hits:
            widget.highlighted = _pick(hits, widget.highlighted or 0, step)
        return len(hits)
    if isinstance(widget, PaneTree):
        lines = range(widget.last_line + 1)
        hits = [
            line
            for line in lines
            if (node := widget.get_node_at_line(line)) is not None and wanted in str(node.label).casefold()
        ]
        if hits:
            widget.go_to(_pick(hits, widget.cursor_line, step))
        return len(hits)
    if isinstance(widget, TextArea):
        return _find_in_text(widget, text, step)
    return 0


def _pick(hits: list[int], here: int, step: int) -> int:
    if step < 0:
        return next((hit for hit in reversed(hits) if hit < here), hits[-1])
    return next((hit for hit in hits if hit > here or (step == 0 and hit == here)), hits[0])


def _find_in_text(area: "TextArea", text: str, step: int) -> int:
    """Select the next occurrence in a text area, case ignored; return how many there are."""
    wanted, whole = text.casefold(), area.text.casefold()
    if not wanted or len(whole) != len(area.text):
        return 0
    hits: list[int] = []
    at = whole.find(wanted)
    while at >= 0:
        hits.append(at)
        at = whole.find(wanted, at + len(wanted))
    if hits:
        document = area.document
        here = document.get_index_from_location(min(area.selection))  # type: ignore[attr-defined]  # a Document
        later = [hit for hit in hits if hit > here or (step == 0 and hit == here)]
        earlier = [hit for hit in hits if hit < here]
        hit = (earlier or hits)[-1] if step < 0 else (later or hits)[0]
        start, end = (document.get_location_from_index(index) for index in (hit, hit + len(wanted)))  # type: ignore[attr-defined]  # likewise
        area.move_cursor(start, center=True)
        area.move_cursor(end, select=True)
    return len(hits)
