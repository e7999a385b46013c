"""What does a key do that comes before there is what it needs? It waits for it, or says why nothing happens."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from time import sleep

import pytest
from textual.widgets import Input

from analyzers.facts import Diagnosis, Event, FixChecked, FixProposed, Problem, Route, Routed, StepStarted
from tests.tui.conftest import Opener, Screen
from tests.tui.fakes import DECISION, DIAGNOSIS, NAME, SOURCE, VERIFIED, Scripted, Whole, problem
from tests.tui.test_editing import until
from tests.tui.test_progress import Slow
from tui.investigation import Phase
from tui.sheets import Sheets, lay_out
from tui.widgets.title import Title

LOOKING = (Routed(DECISION), StepStarted("try", "trying edits"))


def said(screen: Screen, words: str) -> bool:
    """Whether a message holds these words."""
    return any(words in message for message in screen.toasts())


@pytest.mark.parametrize("key", ["a", "right_curly_bracket"])
async def test_before_a_fix_is_found_it_is_said_what_is_still_done(
    key: str, open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(problem(tmp_path), Slow(*LOOKING)) as screen:
        await until(screen, lambda: "trying edits" in screen.text("Title"))
        await screen.press(key)

        assert said(screen, "no fix yet: still trying edits (")
        assert said(screen, " s) · esc stops")


async def test_nothing_is_applied_under_work_that_goes_on_and_once_it_is_stopped_it_is(
    open_app: Opener, tmp_path: Path
) -> None:
    """The work runs what is on disk: a file that changes meanwhile would refute it."""
    found = (*LOOKING, FixProposed(VERIFIED), FixChecked(VERIFIED))
    asked = problem(tmp_path)
    named = Problem(text=asked.text, workspace=asked.workspace, intake=asked.intake, code=DIAGNOSIS.code)
    async with open_app(named, Slow(*found)) as screen:
        await until(screen, lambda: "verified" in screen.text("#fix"))
        await screen.press("a")
        assert said(screen, "not applied: still trying edits")
        assert (tmp_path / NAME).read_text() == SOURCE

        await screen.press("escape", "a")
        assert "    return 0.0" in (tmp_path / NAME).read_text()


async def test_a_fix_whose_code_was_not_read_before_the_stop_says_so(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(problem(tmp_path), Slow(*LOOKING, FixProposed(VERIFIED))) as screen:
        await until(screen, lambda: bool(screen.app.main.state.fixes))
        await screen.press("escape")
        screen.app.main.show_sheets(Sheets())
        screen.app.apply_fix(VERIFIED)
        await screen.settle()

        assert said(screen, "stopped before the fix was read")


async def test_a_key_between_the_answer_and_its_sheets_waits_for_them(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fix is on screen before the code that it changes has been read."""

    def slow(problem: Problem, diagnosis: Diagnosis | None = None) -> Sheets:
        sleep(1.0 if diagnosis else 0)
        return lay_out(problem, diagnosis)

    monkeypatch.setattr("tui.screens.main.lay_out", slow)
    async with open_app(problem(tmp_path)) as screen:
        await until(screen, lambda: screen.app.main.state.phase is Phase.DONE)
        await screen.pilot.press("a")
        await screen.finished()
        await until(screen, lambda: screen.app.main.applied == [0])

        assert "    return 0.0" in (tmp_path / NAME).read_text()


async def test_keys_in_a_burst_act_one_after_the_other(open_app: Opener, tmp_path: Path) -> None:
    """Undo must not cut off an apply whose file is being written: it would be written and not known."""
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        for key in ("a", "a", "u"):
            screen.app.simulate_key(key)
        await until(screen, lambda: said(screen, "taken back"))

        assert said(screen, "it is applied already")
        assert (tmp_path / NAME).read_text() == SOURCE
        assert screen.app.main.applied == []


async def test_keys_right_behind_a_pane_s_number_are_meant_for_that_pane(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        for key in ("3", "down", "down"):
            screen.app.simulate_key(key)
        await until(screen, lambda: screen.app.main.source.view.line == 18)

        assert "RATES" in screen.text("#variables")


async def test_what_is_typed_right_behind_a_slash_is_searched_for_and_no_command(
    open_app: Opener, tmp_path: Path
) -> None:
    """The letter `a` would change a file."""
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("1")
        for key in ("slash", "r", "a", "t", "e"):
            screen.app.simulate_key(key)
        await screen.settle()

        assert screen.app.main.query_one("#find-input", Input).value == "rate"
        assert screen.app.main.applied == []


async def test_lines_pasted_by_a_terminal_that_does_not_say_so_are_one_text_and_no_commands(
    open_app: Opener, tmp_path: Path
) -> None:
    """Behind the first line would come the single keys: `a` changes a file, `q` leaves."""
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant) as screen:
        await screen.finished()
        await screen.press("i")
        for key in ("x", "enter", "a", "enter", "q"):
            screen.app.simulate_key(key)
        await until(screen, lambda: screen.app.main.ask.text == "x\na\nq")
        assert len(assistant.problems) == 1
        assert screen.app.main.applied == []
        await screen.press("enter")
        await until(screen, lambda: len(assistant.problems) == 2)

        assert assistant.problems[1].text.strip() == "x\na\nq"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("a", "there is no fix"),
        ("u", "there is no applied fix to take back here"),
        ("r", "there is no problem to route yet"),
        ("R", "there is no problem to work on again"),
    ],
)
async def test_without_a_problem_every_key_says_what_it_lacks(key: str, words: str, open_app: Opener) -> None:
    async with open_app() as screen:
        await screen.press("escape")
        screen.app.main.set_focus(None)
        await screen.press(key)

        assert said(screen, words)


@pytest.mark.parametrize("key", ["u", "v", "y"])
async def test_other_keys_during_the_work_leave_it_going(key: str, open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), Slow(*LOOKING)) as screen:
        await until(screen, lambda: "trying edits" in screen.text("Title"))
        await screen.press(key)

        assert screen.app.main.state.phase is Phase.WORKING
        assert screen.app.is_running


class Unrouted(Whole):
    """Waits before it has even decided on the route."""

    async def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Decide nothing unless told."""
        if route is None:
            await asyncio.sleep(1_000)
        async for event in super().diagnose(problem, route):
            yield event


async def test_the_route_may_be_corrected_before_it_is_decided(open_app: Opener, tmp_path: Path) -> None:
    assistant = Unrouted()
    async with open_app(problem(tmp_path), assistant) as screen:
        await screen.press("r", "enter")
        await screen.finished()

        assert assistant.routes == [Route.SYNTAX]


@pytest.mark.parametrize("part", ["app", "main"])
async def test_a_defect_in_any_work_is_said(part: str, open_app: Opener, tmp_path: Path) -> None:
    async def broken() -> None:
        raise RuntimeError("[/nobody] expected this")

    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        owner = screen.app if part == "app" else screen.app.main
        owner.run_worker(broken(), group="other", exit_on_error=False)
        await until(screen, lambda: said(screen, "the app itself failed: RuntimeError: [/nobody] expected"))


async def test_a_defect_that_ends_the_work_is_not_still_working(open_app: Opener, tmp_path: Path) -> None:
    """Else the clock would run for ever, and each key would say that something is still being tried."""
    async with open_app(problem(tmp_path), Scripted()) as screen:
        await screen.finished()
        main = screen.app.main
        main.state.phase = Phase.WORKING

        async def broken() -> None:
            raise RuntimeError("expected this")

        main.run_worker(broken(), group="diagnosis", exit_on_error=False)
        await until(screen, lambda: main.state.phase is Phase.FAILED)

        assert main.query_one(Title).phase is Phase.FAILED
