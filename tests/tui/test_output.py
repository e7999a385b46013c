"""Does the output stay at its end while a program prints, and only as long as its reader is there?"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.events import MouseScrollUp
from textual.pilot import Pilot

from tui.themes import variables
from tui.widgets.output import OutputView


class _Alone(App[None]):
    def compose(self) -> ComposeResult:
        yield OutputView()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables(dark=True)

    @property
    def view(self) -> OutputView:
        return self.query_one(OutputView)

    def prints(self, count: int) -> None:
        """So many lines more."""
        self.view.append("stdout", "a line\n" * count)
        self.view.settle()

    def at_end(self) -> bool:
        return self.view.scroll_offset.y == self.view.max_scroll_y


@asynccontextmanager
async def shown() -> AsyncGenerator[tuple[_Alone, Pilot[None]]]:
    app = _Alone()
    async with app.run_test(size=(80, 30)) as pilot:
        app.prints(200)
        await pilot.pause()
        assert app.at_end()
        yield app, pilot


@pytest.mark.parametrize("size", [(80, 12), (80, 60), (40, 8)])
async def test_the_end_stays_in_view_when_the_window_changes(size: tuple[int, int]) -> None:
    async with shown() as (app, pilot):
        await pilot.resize_terminal(*size)
        app.prints(100)
        await pilot.pause()
        await pilot.resize_terminal(80, 20)
        app.prints(100)
        await pilot.pause()

        assert app.at_end()


async def test_the_end_stays_in_view_while_lines_come_and_the_window_changes() -> None:
    async with shown() as (app, pilot):
        ticking = app.set_interval(0.002, lambda: app.prints(3))
        for size in [(80, 12), (100, 40), (60, 9), (80, 24), (40, 10), (80, 30)]:
            await pilot.resize_terminal(*size)
            await pilot.pause(0.02)
        ticking.stop()
        await pilot.pause()
        app.prints(1)
        await pilot.pause()

        assert app.at_end()


async def test_keys_lead_away_from_the_end() -> None:
    async with shown() as (app, pilot):
        app.view.focus()
        await pilot.press("g")
        await pilot.pause()

        assert app.view.scroll_offset.y == 0


async def test_the_wheel_leads_away_from_the_end_while_lines_come() -> None:
    async with shown() as (app, pilot):
        ticking = app.set_interval(0.002, lambda: app.prints(3))
        for _ in range(5):
            app.view.scroll_end(animate=False, immediate=True)
            await pilot.pause(0.03)
            app.view.post_message(MouseScrollUp(app.view, 5, 5, 0, -1, 0, False, False, False))
            await pilot.pause()
            left = app.view.scroll_offset.y
            await pilot.pause(0.03)

            assert app.view.scroll_offset.y == left
            assert not app.at_end()
        ticking.stop()


async def test_the_row_where_the_end_once_was_holds_nobody() -> None:
    async with shown() as (app, pilot):
        end = app.view.max_scroll_y
        app.view.scroll_to(y=50, animate=False, immediate=True)
        app.prints(300)
        await pilot.pause()
        app.view.scroll_to(y=end, animate=False, immediate=True)
        app.prints(1)
        await pilot.pause()

        assert app.view.scroll_offset.y == end


async def test_a_report_stays_at_its_beginning() -> None:
    async with shown() as (app, pilot):
        app.view.show_text("a line\n" * 25)
        await pilot.resize_terminal(80, 10)
        await pilot.pause()

        assert app.view.scroll_offset.y == 0


async def test_who_looks_elsewhere_is_left_there() -> None:
    async with shown() as (app, pilot):
        app.view.scroll_to(y=50, animate=False, immediate=True)
        app.view.cursor = 55
        await pilot.resize_terminal(80, 20)
        app.prints(100)
        await pilot.pause()

        assert not app.at_end()
        assert app.view.scroll_offset.y < 100
