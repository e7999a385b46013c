"""Does leaving out what is not seen ever change what is seen? Textual's own drawing says."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from rich.segment import Segment
from textual._compositor import ChopsUpdate, Compositor

from tests.tui.conftest import NARROW, WIDE, Opener
from tests.tui.fakes import problem
from tui.painting import Sparing
from tui.widgets.pane import Pane
from tui.widgets.title import Title

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


async def test_the_frame_shows_where_the_keyboard_is_and_where_it_no_longer_is(
    open_app: Opener, tmp_path: Path
) -> None:
    """Each pane that was visited used to keep its strong frame on screen."""
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        primary = screen.app.theme_variables["primary"].lower()
        for key, here in (("1", "source"), ("2", "diagnosis"), ("3", "stack"), ("1", "source"), ("6", "fix")):
            await screen.press(key)
            strips = screen.app.screen._compositor.render_strips()
            for pane in screen.app.screen.query(Pane):
                if pane.region:
                    x, y, width, height = pane.region
                    corners = (
                        (x, y),
                        (x + width - 1, y),
                        (x, y + height - 1),
                        (x + width - 1, y + height - 2),
                    )
                    looks = [
                        next(iter(strips[row].crop(column, column + 1))).style for column, row in corners
                    ]
                    strong = {
                        look is not None and look.color is not None and look.color.name == primary
                        for look in looks
                    }
                    assert strong == {pane.id == here}, (key, pane.id)


async def test_what_follows_a_frame_is_painted_at_once(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty frames a second made a key wait for sixteen milliseconds wherever something streamed in."""
    painted = asyncio.Event()
    sparing = Sparing.render_partial_update

    def told(self: Sparing) -> ChopsUpdate | None:
        painted.set()
        return sparing(self)

    monkeypatch.setattr(Sparing, "render_partial_update", told)
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        title = screen.app.screen.query_one(Title)
        waits = []
        for _ in range(30):
            painted.clear()
            began = monotonic()
            title.refresh()
            await painted.wait()
            waits.append(monotonic() - began)

    assert sorted(waits)[len(waits) // 4] < 0.012
