"""Running the app without a terminal."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from analyzers.facts import Problem
from tests.tui.fakes import Whole
from tui.app import DebugAssist
from tui.investigation import Phase
from tui.pump import Diagnoser

WIDE, NARROW = (120, 36), (80, 24)


class Screen:
    """The app under test, in words a test can use."""

    def __init__(self, app: DebugAssist, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each settled."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def settle(self) -> None:
        """Wait until what was begun has ended, but not for the assistant."""
        for _ in range(2):
            await self.pilot.pause()
        others = [
            worker for worker in self.app.workers if worker.group in ("intake", "fix", "layout", "edit")
        ]
        for worker in others:
            if not self.app.screen.is_modal:
                await worker.wait()
        await self.pilot.pause()

    async def built(self) -> None:
        """Wait until the panes are there."""
        while not self.app.main.built:
            await self.pilot.pause(0.01)
        await self.settle()

    async def finished(self) -> None:
        """Wait until the assistant has ended and its answer is on screen."""
        await self.built()
        for _ in range(500):
            working = [worker for worker in self.app.workers if worker.group == "diagnosis"]
            if not working and self.app.main.state.phase is not Phase.WORKING:
                break
            await self.pilot.pause(0.01)
        await self.settle()

    def text(self, selector: str = "") -> str:
        """Return what is on screen, or in one region of it, as lines of text."""
        screen = self.app.screen
        lines = ["".join(segment.text for segment in strip) for strip in screen._compositor.render_strips()]
        if selector:
            region = screen.query_one(selector).region
            lines = [line[region.x : region.right] for line in lines[region.y : region.bottom]]
        return "\n".join(line.rstrip() for line in lines)

    def flow(self, selector: str) -> str:
        """Return the text of a region without borders and line breaks: wrapping does not matter."""
        return " ".join(self.text(selector).translate(dict.fromkeys(map(ord, "│╭╮╰╯─"), " ")).split())

    def words(self, selector: str) -> str:
        """Return the text of a static widget."""
        return str(self.app.screen.query_one(selector, Static).content)

    def toasts(self) -> list[str]:
        """Return the messages on show."""
        return [notification.message for notification in self.app._notifications]


Opener = Callable[..., AbstractAsyncContextManager[Screen]]


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Return what opens the app on a problem with an assistant."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")

    @asynccontextmanager
    async def opened(
        problem: Problem | None = None,
        assistant: Diagnoser | None = None,
        size: tuple[int, int] = WIDE,
        **options: Any,  # Any: handed on to the app
    ) -> AsyncIterator[Screen]:
        chosen = assistant or Whole()
        app = DebugAssist(problem, lambda: chosen, **options)
        async with app.run_test(size=size, notifications=True) as pilot:
            screen = Screen(app, pilot)
            await screen.built()
            yield screen
        app.main.finish(1.0)

    return opened
