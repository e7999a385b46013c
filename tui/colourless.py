"""How is the screen drawn with no colours but the terminal's own two?

Bold, underlined and reversed text has to say what a ground says elsewhere. In the theme without colour every ground is
black but those that say something: the lighter such a ground is, the more a text on it stands out.
"""

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_BOLD = 0.03  # of white: the line of a cursor that is elsewhere, or of one that types
_REVERSE = 0.11  # what is chosen or found


class Colourless(LineFilter):
    """Takes the colours out of what is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without colours."""
        return [
            Segment(text, _plain(style) if style is not None else None, control)
            for text, style, control in segments
        ]


@lru_cache(2_048)
def _plain(style: Style) -> Style:
    ground = style.bgcolor
    light = 0.0 if ground is None or ground.is_default else max(ground.get_truecolor()) / 255
    plain = style.without_color
    if light > _REVERSE:
        return plain + Style(reverse=not style.reverse)
    return plain + Style(bold=True) if light > _BOLD else plain
