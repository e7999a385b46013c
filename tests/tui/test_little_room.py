"""In a very small window less is shown, and what is shown is whole."""

import re
from pathlib import Path

import pytest

from tests.tui.conftest import Opener
from tests.tui.fakes import problem
from tests.tui.test_editing import until
from tui.screens.pick import Pick
from tui.screens.regions import PANES

TINY = (40, 12)


async def test_one_pane_has_the_room_of_all(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=TINY) as screen:
        await screen.finished()
        for number, pane in enumerate(PANES, 1):
            await screen.press(str(number))
            shown = [name for name in PANES if screen.app.main.pane(name).region.height]

            assert shown == [pane]
            assert screen.app.main.pane(pane).region.height >= 8

        await screen.pilot.resize_terminal(40, 24)
        await screen.settle()
        assert screen.app.main.source.region.height >= 8
        assert screen.app.main.tests.region.height >= 8


@pytest.mark.parametrize("width", [24, 32, 40, 50])
async def test_no_tab_and_no_key_is_cut(open_app: Opener, tmp_path: Path, width: int) -> None:
    async with open_app(problem(tmp_path), size=(width, 12)) as screen:
        await screen.finished()
        names = {f"{number} {pane}" for number, pane in enumerate(PANES, 1)}
        for number, pane in enumerate(PANES, 1):
            await screen.press(str(number))
            tabs = set(re.split(r"\s{2,}", screen.text("#bar").strip(" ‹›")))

            assert f"{number} {pane}" in tabs
            assert tabs <= names
        assert screen.text("Hints").endswith("q quit")
        assert screen.text("#ask").rstrip().endswith(("report", "code", "name a file"))
        assert "runtime" in screen.text("Title")


async def test_a_click_on_a_tab_goes_to_its_pane(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=TINY) as screen:
        await screen.finished()
        await screen.pilot.click("#bar", offset=(4, 0))
        await screen.settle()
        assert screen.app.main.pane_name == "source"

        await screen.pilot.resize_terminal(80, 24)
        await screen.pilot.click("#bar", offset=(18, 0))
        await screen.settle()
        assert screen.app.main.pane_name == "stack"


async def test_editing_brings_the_source_to_the_front(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=TINY) as screen:
        await screen.finished()
        await screen.press("2", "e")
        await until(screen, lambda: screen.app.main.source.editor is not None)
        await screen.press("#")

        assert screen.app.main.source.region.height
        assert "#" in screen.text("#source")


async def test_every_answer_of_a_dialog_is_reached(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=TINY) as screen:
        await screen.finished()
        await screen.pilot.press("r")
        await until(screen, lambda: isinstance(screen.app.screen, Pick))
        await screen.press("down", "down", "down")

        assert "unclear" in screen.text()
        assert "esc closes" in screen.text()
        await screen.press("escape")


async def test_what_is_searched_for_is_read_while_it_is_typed(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=TINY) as screen:
        await screen.finished()
        await screen.press("1", "slash", *"rate_of")

        assert "/ rate_of" in screen.text("FindBar")


async def test_the_first_steps_are_reached(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.py").touch()
    monkeypatch.chdir(tmp_path)
    async with open_app(None, size=TINY) as screen:
        await until(screen, lambda: "╰──" in screen.text("Welcome"))
        assert "paste a traceback" in screen.text("Welcome")
        await screen.press("up")

        assert "see all keys" in screen.text("Welcome")
        assert screen.text("Hints").endswith("quit")
