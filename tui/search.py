"""Where in a pane does a text occur? Goes there and counts, for lines, lists and trees alike."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.widget import Widget


def find(widget: "Widget", text: str, step: int) -> int:
    """Go to the hit after (1), before (-1) or at (0) the cursor; return how many lines or entries match."""
    from textual.widgets import OptionList, Tree

    from tui.widgets.lines import LinesView

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
    if isinstance(widget, Tree):
        lines = range(widget.last_line + 1)
        hits = [
            line
            for line in lines
            if (node := widget.get_node_at_line(line)) is not None and wanted in str(node.label).casefold()
        ]
        if hits:
            widget.cursor_line = _pick(hits, widget.cursor_line, step)
        return len(hits)
    return 0


def _pick(hits: list[int], here: int, step: int) -> int:
    if step < 0:
        return next((hit for hit in reversed(hits) if hit < here), hits[-1])
    return next((hit for hit in hits if hit > here or (step == 0 and hit == here)), hits[0])
