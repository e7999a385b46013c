"""Which widgets are drawn when a part of the screen has changed? Those that are seen there, and only their lines there.

Textual draws every widget that touches the smallest rectangle round all that changed, and what lies under it. With a
clock in the top line and output in the bottom pane that is the whole screen, at every frame. Each cell of the screen
shows one widget; `Sparing` goes from the front to the back as Textual does, and leaves out who has nothing to show.

And when? Textual paints sixty times a second at most, so while something streams in, a key waits for the sixteen
milliseconds after the last frame to pass. What streams in here comes in batches that are rarer than that: a key need not wait.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer

R = TypeVar("R")

_REST = 0.004  # seconds between two frames at least


class Painted(Screen[R]):
    """A screen that draws what has changed, as soon as it has."""

    # Textual has no public word for either of these.

    _painter: Timer | None = None

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Sparing()

    @property
    def _update_timer(self) -> Timer:
        """What paints when there is something to paint."""
        if self._painter is None:
            self._painter = self.set_interval(_REST, self._on_timer_update, name="screen_update", pause=True)
        return self._painter


class Sparing(Compositor):
    """Draws what has changed of a screen, and hands a whole screen to Textual."""

    _changed: tuple[Region, ...] = ()  # regions, while a part of the screen is drawn

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return an update of what has changed, or None if nothing has."""
        self._changed = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._changed = ()

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        if not self._changed:
            return super()._render_chops(crop, is_rendered_line)
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for cuts in self.cuts]
        missing = self._missing()
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            rows = {y: wanted for y in seen.line_range if (wanted := _between(missing.get(y), seen))}
            if not rows:
                continue
            top, bottom = min(rows), max(rows) + 1
            place = Region(seen.x - region.x, top - region.y, seen.width, bottom - top)
            strips = widget.render_lines(place)
            for y, wanted in rows.items():
                cuts = self.cuts[y]
                for x in wanted:
                    end = cuts[bisect_right(cuts, x)]
                    chops[y][x] = strips[y - top].crop(x - seen.x, end - seen.x)
                    missing[y].remove(x)
        return cast("Sequence[Mapping[int, Strip]]", chops)

    def _missing(self) -> dict[int, list[int]]:
        """Return for each row where the pieces of it begin that have changed, in order."""
        missing: dict[int, list[int]] = {}
        for y, left, right in self._regions_to_spans(self._changed):
            cuts = self.cuts[y]
            missing.setdefault(y, []).extend(cuts[bisect_right(cuts, left) - 1 : bisect_left(cuts, right)])
        return missing


def _between(cuts: list[int] | None, seen: Region) -> list[int]:
    return cuts[bisect_left(cuts, seen.x) : bisect_left(cuts, seen.right)] if cuts else []
