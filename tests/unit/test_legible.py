"""Text is kept apart from its ground in lightness, in all colours and in sixteen."""

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tui.legible import ENOUGH, Legible, contrast


def drawn(text: str, style: str, *, sixteen: bool = False) -> Style:
    """The style that a text ends up in."""
    [segment] = Legible(sixteen=sixteen).apply([Segment(text, Style.parse(style))], Color(0, 0, 0))
    assert segment.style is not None
    return segment.style


@pytest.mark.parametrize(
    "style",
    ["#566270 on #141920", "#cb9000 on #fcfdfe", "#274b65 on #5eb1ef", "bold #7fb4ee on #3a5d79"],
)
def test_a_faint_text_is_moved_away_from_its_ground(style: str) -> None:
    look = drawn("22 def", style)

    assert look.color is not None
    assert look.bgcolor == Style.parse(style).bgcolor
    assert look.bold == Style.parse(style).bold
    assert contrast(look.color.get_truecolor(), look.bgcolor.get_truecolor()) >= ENOUGH  # type: ignore[union-attr]


def test_the_text_of_what_is_reversed_is_its_ground() -> None:
    look = drawn(" runtime ", "reverse #9a6a00 on #e6eaee")

    assert look.color == Style.parse("#9a6a00").color
    assert contrast((0x9A, 0x6A, 0), look.bgcolor.get_truecolor()) >= ENOUGH  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("22", "#d5dbe3 on #141920"),
        ("──╮", "#2c3541 on #0f1318"),
        ("words", "red"),
        ("words", "default on default"),
    ],
)
def test_what_can_be_read_or_is_no_text_stays_as_it_is(text: str, style: str) -> None:
    assert drawn(text, style) == Style.parse(style)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("#f0686f on #141920", "#f0686f on #141920"),  # red on what sixteen colours draw black
        ("#f0686f on #6a6a6a", "bright_white on #6a6a6a"),  # on their grey
        ("#8793a1 on #5eb1ef", "black on #5eb1ef"),  # grey on their cyan
    ],
)
def test_of_sixteen_colours_those_are_used_that_every_terminal_tells_apart(style: str, expected: str) -> None:
    assert drawn("26", style, sixteen=True) == Style.parse(expected)
