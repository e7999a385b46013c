"""What does somebody see and do who has just come in? The first screen, and the line that is typed into."""

from pathlib import Path

import pytest

from tests.tui.conftest import NARROW, Opener, Screen
from tests.tui.fakes import NAME, SOURCE, problem
from tests.tui.test_editing import until


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def said(screen: Screen, words: str) -> bool:
    return any(words in message for message in screen.toasts())


async def test_an_empty_folder_offers_the_tour_first(open_app: Opener, here: Path) -> None:
    async with open_app(size=NARROW, aided=False) as screen:
        shown = screen.flow("Welcome")
        assert "this folder is empty: see how it goes" in shown
        assert "no model is switched on, nor needed" in shown

        await screen.press("enter")
        await until(screen, lambda: screen.app.main.state.problem is not None)
        assert screen.app.main.state.problem.command  # type: ignore[union-attr]  # it is there: see above


async def test_a_project_is_met_with_its_program_and_its_tests(open_app: Opener, here: Path) -> None:
    (here / "main.py").write_text(SOURCE)
    (here / "test_main.py").touch()
    async with open_app() as screen:
        shown = screen.flow("Welcome")
        assert "main.py is here" in shown
        assert "1 file of tests" in shown
        assert "python main.py 2>&1 | debugassist --app" in shown
        assert "no model" not in shown

        await screen.press("escape", "L")
        await until(screen, lambda: "asking pytest" not in screen.text("#tests"))
        assert screen.app.main.pane_name == "tests"


@pytest.mark.parametrize(
    "key", ["1", "2", "7", "0", "slash", "n", "p", "f", "z", "greater_than_sign", "right_square_bracket"]
)
async def test_a_key_that_needs_a_pane_says_that_there_is_none(
    key: str, open_app: Opener, here: Path
) -> None:
    async with open_app() as screen:
        await screen.press("escape", key)

        assert said(screen, "there is nothing to show yet: paste, open or run something")
        assert screen.app.main.has_class("-welcome")


async def test_the_list_of_problems_is_reached_from_the_first_screen(open_app: Opener, here: Path) -> None:
    async with open_app(problem(here)) as screen:
        await screen.finished()
        await screen.pilot.pause(0.2)
    async with open_app() as screen:
        await until(screen, lambda: "go on" in screen.text("Welcome"))
        await screen.press("escape", "0")

        assert "TypeError at till.py:14" in screen.flow("#problems")
        await screen.press("down", "enter")
        await screen.finished()
        assert "rate_of returns nothing" in screen.flow("#diagnosis")


async def test_what_cannot_be_used_stays_to_be_mended(open_app: Opener, here: Path) -> None:
    async with open_app() as screen:
        await screen.press(*"open", "space", *"til", "enter")

        assert said(screen, "til")
        assert screen.app.main.ask.text == "open til"
        assert screen.app.main.ask.has_focus


async def test_tab_completes_and_goes_round(open_app: Opener, here: Path) -> None:
    problem(here)
    (here / "till.txt").touch()
    async with open_app() as screen:
        await screen.press(*"open", "space", "t", "tab")
        assert screen.app.main.ask.text == "open till."
        await screen.press("tab")
        assert screen.app.main.ask.text == f"open {NAME}"
        await screen.press("tab")
        assert screen.app.main.ask.text == "open till.txt"


async def test_up_brings_back_what_was_sent(open_app: Opener, here: Path) -> None:
    async with open_app(problem(here)) as screen:
        await screen.finished()
        await screen.press("i", *"what is value?", "enter", "i", *"where is it?", "enter")
        await until(screen, lambda: len(screen.app.main.state.asked) == 2)
        await screen.press("i", "up")
        assert screen.app.main.ask.text == "where is it?"
        await screen.press("up")
        assert screen.app.main.ask.text == "what is value?"
        await screen.press("down", "down")
        assert screen.app.main.ask.text == ""


async def test_the_same_message_is_shown_once(open_app: Opener, here: Path) -> None:
    async with open_app(problem(here)) as screen:
        await screen.finished()
        await screen.press("J", "J", "J")

        assert screen.toasts() == ["there is no other problem"]


async def test_what_is_clicked_in_the_list_is_done(open_app: Opener, here: Path) -> None:
    async with open_app() as screen:
        row = next(at for at, line in enumerate(screen.text().split("\n")) if "open a file" in line)
        await screen.pilot.click(offset=(60, row))
        await screen.settle()

        assert screen.app.main.ask.text == "open "


async def test_a_dialog_is_answered_by_the_first_letter_on_show_and_can_be_quit_from(
    open_app: Opener, here: Path
) -> None:
    async with open_app(problem(here)) as screen:
        await screen.finished()
        await screen.press("X", "p")  # "picture", whose file ends in .svg
        assert list(here.glob("*.svg"))

        await screen.press("X")
        await screen.pilot.press("ctrl+q")
        await until(screen, lambda: screen.app._exit)
