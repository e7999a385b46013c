"""Does leaving out what is not seen ever change what is seen? Textual's own drawing says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.segment import Segment
from textual._compositor import ChopsUpdate, Compositor

from tests.tui.conftest import NARROW, WIDE, Opener
from tests.tui.fakes import problem
from tui.painting import Sparing

KEYS = (
    "1",
    "j",
    "n",
    "5",
    "6",
    "v",
    "z",
    "z",
    "0",
    "4",
    "down",
    "f",
    "escape",
    "slash",
    "r",
    "escape",
    "i",
    "x",
)


def _cells(update: ChopsUpdate) -> dict[tuple[int, int], Segment]:
    """Return what an update puts into each cell of its regions."""
    cells: dict[tuple[int, int], Segment] = {}
    for y, left, right in update.spans:
        for start, strip in update.chops[y].items():
            for x, segment in enumerate(_letters(strip or ()), start):
                if left <= x < right:
                    cells[x, y] = segment
    return cells


def _letters(strip: object) -> Iterator[Segment]:
    for segment in strip:  # type: ignore[attr-defined]  # a strip, or nothing
        style = segment.style.without_color + segment.style if segment.style else segment.style
        yield from (Segment(letter, style) for letter in segment.text)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_each_cell_is_what_textual_draws(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    """Whatever is pressed: each update has the cells that Textual's own way of drawing has."""
    compared = 0
    sparing = Sparing.render_partial_update

    def both(self: Sparing) -> ChopsUpdate | None:
        nonlocal compared
        changed = set(self._dirty_regions)
        sparing(self)  # a list measures its entries while it is drawn: that moves its scroll bar
        self._dirty_regions = changed.copy()
        theirs = Compositor.render_partial_update(self)
        self._dirty_regions = changed
        ours = sparing(self)
        if theirs is not None:
            assert ours is not None
            assert _cells(ours) == _cells(theirs)
            compared += 1
        return ours

    monkeypatch.setattr(Sparing, "render_partial_update", both)
    async with open_app(problem(tmp_path), size=size) as screen:
        await screen.finished()
        await screen.press(*KEYS)

    assert compared > len(KEYS) // 2
