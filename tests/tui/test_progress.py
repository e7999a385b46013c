"""What is seen while the work goes on? What it is, how far, for how long, and its answer line by line."""

import asyncio
import re
from collections.abc import AsyncGenerator
from pathlib import Path

from analyzers.facts import Event, Problem, Route, Routed, Said, StepProgress, StepStarted
from tests.tui.conftest import Opener
from tests.tui.fakes import DECISION, Scripted, problem
from tests.tui.test_editing import until


class Slow(Scripted):
    """Says what it does, and never ends."""

    async def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield the script, then wait."""
        async for event in super().diagnose(problem, route):
            yield event
        await asyncio.sleep(1_000)


async def test_work_that_takes_over_a_second_says_what_it_does_and_where_it_is(
    open_app: Opener, tmp_path: Path
) -> None:
    steps = (StepStarted("try", "trying changes"), StepProgress("try", 3, 40))
    async with open_app(problem(tmp_path), Slow(Routed(DECISION), *steps)) as screen:
        await until(screen, lambda: "trying changes 3/40" in screen.text("Title"))
        await until(screen, lambda: re.search(r"3/40 \d+ s", screen.text("Title")) is not None)

        assert "esc stops" in screen.text("Title")


async def test_an_answer_that_streams_in_is_drawn_line_by_line(open_app: Opener, tmp_path: Path) -> None:
    """Pieces join to lines; what stands between backticks is code, as everywhere."""
    said = tuple(Said(piece) for piece in ("first `na", "me` is ", "None\n", "then ", "it is used"))
    async with open_app(problem(tmp_path), Slow(Routed(DECISION), *said)) as screen:
        await until(screen, lambda: "it is used" in screen.flow("#diagnosis"))

        assert "first name is None then it is used" in screen.flow("#diagnosis")
