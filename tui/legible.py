"""Can what is drawn be read? A text too near its ground in lightness is moved away from it; its hue stays where it can.

Themes, dimmed text and grounds that mark a line meet in more ways than any palette was chosen for. Frames and the like are
left as faint as they are. Terminals of sixteen colours make one grey of all quiet grounds, and each of them another: only
white can be read on it everywhere.
"""

import re
from functools import lru_cache

from rich.color import Color as Drawn
from rich.color import ColorSystem
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

ENOUGH = 4.5  # what the accessibility guidelines of the web ask of text
_STEPS = 20
_KNOWN = 4_096  # styles; a screen has some dozens
_WORDS = re.compile(r"\w").search
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_GREY, _DARK = 8, (0, 1, 4, 5, 8)  # of sixteen colours


class Legible(LineFilter):
    """Gives each text the contrast to its ground that it needs."""

    def __init__(self, *, sixteen: bool) -> None:
        super().__init__()
        self._look = _of_sixteen if sixteen else _of_many
        self._known: dict[int, tuple[Style | None, Style | None]] = {}  # by id: a style's hash is a call

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with texts that can be read."""
        known = self._known.get
        moved: dict[int, Style | None] = {}
        for _, style, _ in segments:
            drawn = (known(id(style)) or self._learn(style))[1]
            if drawn is not style:
                moved[id(style)] = drawn
        if not moved:  # as nearly everywhere
            return segments
        return [
            Segment(segment.text, moved[id(segment.style)], segment.control)
            if id(segment.style) in moved and _WORDS(segment.text)
            else segment
            for segment in segments
        ]

    def _learn(self, style: Style | None) -> tuple[Style | None, Style | None]:
        """Return a style and how it is drawn, and note that; the style is kept, so that no other one gets its id."""
        if len(self._known) >= _KNOWN:
            self._known.clear()
        drawn = style if style is None or style.bgcolor is None else self._look(style)
        self._known[id(style)] = style, drawn
        return style, drawn


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Return how far two colours are from each other, from 1 to 21."""
    low, high = sorted((_luminance(*one), _luminance(*other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(*parts: int) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(2_048)
def _of_many(style: Style) -> Style:
    text, ground = _colours(style)
    if text is None or ground is None or text.is_default or ground.is_default:
        return style
    near, far = text.get_truecolor(), ground.get_truecolor()
    away = _WHITE if contrast(_WHITE, far) > contrast(_BLACK, far) else _BLACK
    for step in range(_STEPS + 1):
        moved = ColorTriplet(
            *(part + (to - part) * step // _STEPS for part, to in zip(near, away, strict=True))
        )
        if contrast(moved, far) >= ENOUGH:
            break
    return style if moved == near else _wearing(style, Drawn.from_triplet(moved))


@lru_cache(2_048)
def _of_sixteen(style: Style) -> Style:
    text, ground = _colours(style)
    if text is None or ground is None or text.is_default or ground.is_default:
        return style
    near, far = text.downgrade(ColorSystem.STANDARD), ground.downgrade(ColorSystem.STANDARD)
    if far.number == 0 and near.number != 0:
        return style
    if far.number != _GREY and contrast(near.get_truecolor(), far.get_truecolor()) >= ENOUGH:
        return style
    return _wearing(style, Drawn.parse("bright_white" if far.number in _DARK else "black"))


def _colours(style: Style) -> tuple[Drawn | None, Drawn | None]:
    return (style.bgcolor, style.color) if style.reverse else (style.color, style.bgcolor)


def _wearing(style: Style, text: Drawn) -> Style:
    return style + (Style(bgcolor=text) if style.reverse else Style(color=text))
