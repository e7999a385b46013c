"""How does a line go on that is too long? Under its own words, not under the mark before them."""

import re
from functools import lru_cache

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

_LEAD = re.compile(r" *(?:[·→✓✗?•▮…■○]+ +)?")  # what stands before the words of a line
_ROOM = 12  # columns that the words have at least; where there are less, they begin at the edge


class Hanging(Visual):
    """Content whose folded lines go on below where their words begin."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._folded = lru_cache(maxsize=2)(self._fold)

    def __str__(self) -> str:
        return self._content.plain

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Draw it folded."""
        return self._folded(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """The width of its longest line."""
        return self._content.get_optimal_width(rules, container_width)

    def get_minimal_width(self, rules: RulesMap) -> int:
        """The width of its longest word."""
        return self._content.get_minimal_width(rules)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """The lines that it takes."""
        return self._folded(width).get_height(rules, width)

    def _fold(self, width: int) -> Content:
        lines: list[Content] = []
        for line in self._content.split("\n", allow_blank=True):
            lead = _LEAD.match(line.plain)
            at = lead.end() if lead else 0
            if line.cell_length <= width or not at or width - at < _ROOM:
                lines.append(line)
                continue
            first, *more = line[at:].wrap(width - at)
            lines += [line[:at] + first, *(Content(" " * at) + piece for piece in more)]
        return Content("\n").join(lines)
