"""A screen as a file that people can read: its text, then which colours and weights stand where.

A picture of the same screen takes ten times the room, and a change of one colour is lost in it.
"""

from collections.abc import Iterable
from itertools import groupby

from rich.segment import Segment

from tests.tui.conftest import Screen


def looks(screen: Screen) -> str:
    """Return the text of the screen, the palette, and each row as runs of `palette letter` `columns`."""
    rows = screen.app.screen._compositor.render_strips()
    names: dict[str, str] = {}
    runs = [_runs(row, names) for row in rows]
    text = "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)
    palette = "\n".join(f"{name} {style}" for style, name in names.items())
    drawn = "\n".join(f"{number:>2} {row}" for number, row in enumerate(runs, 1))
    return f"{text}\n\n--- palette\n{palette}\n\n--- rows\n{drawn}\n"


def _runs(row: Iterable[Segment], names: dict[str, str]) -> str:
    parts = []
    for style, group in groupby(row, key=lambda segment: _style(segment)):
        width = sum(segment.cell_length for segment in group)
        name = names.setdefault(style, f"s{len(names)}")
        parts.append(f"{name}:{width}")
    return " ".join(parts)


def _style(segment: Segment) -> str:
    style = segment.style
    if style is None:
        return "none"
    words = [word for word in ("bold", "dim", "italic", "underline", "reverse") if getattr(style, word)]
    colour = style.color.name if style.color else "default"
    ground = style.bgcolor.name if style.bgcolor else "default"
    return " ".join([*words, colour, "on", ground])
