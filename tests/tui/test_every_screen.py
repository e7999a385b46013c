"""Every screen in two sizes and two themes, against files that people can read.

A wanted change is recorded with `UPDATE_GOLDENS=1 pytest tests/tui/test_every_screen.py`, and shows in the diff.
"""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from analyzers.facts import Routed
from tests.tui.conftest import Opener, Screen
from tests.tui.fakes import DECISION, FAILED, Scripted, Stuck, problem
from tests.tui.looks import looks
from tests.tui.test_editing import begin, until
from tests.tui.test_follow_up import ask
from tests.tui.test_progress import Wordy
from tests.tui.test_stepping_screen import stepping
from tools.testing.outcomes import Ended
from tui.screens.jump import Jump
from tui.screens.pick import Pick
from tui.screens.regions import PANES
from tui.tour import STEPS
from tui.widgets.guide import Guide
from tui.widgets.output import OutputPane

GOLDEN = Path(__file__).with_name("golden") / "screens"
SIZES = {"80x24": (80, 24), "160x45": (160, 45)}
THEMES = ("dark", "light")
_TURNING = re.compile("[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]")  # what says that work goes on

every = pytest.mark.parametrize("theme", THEMES)
sizes = pytest.mark.parametrize("size", SIZES)


class Album:
    """Compares what is on screen with what was recorded; says at the end which screens differ."""

    def __init__(self, screen: Screen, size: str, theme: str) -> None:
        self._screen, self._size, self._theme = screen, size, theme
        self._differing: list[str] = []
        screen.app.theme = f"debugassist-{theme}"

    async def take(self, name: str) -> None:
        """Compare the screen as it is."""
        for widget in self._screen.app.screen.query("TextArea, Input"):
            assert isinstance(widget, TextArea | Input)
            widget.cursor_blink = False
            widget._cursor_visible = True  # it may just have been away: a busy machine is slow
        self._screen.app.clear_notifications()
        await self._screen.pilot.pause(0.05)
        await self._screen.settle()
        got = _TURNING.sub("⠋", looks(self._screen))
        path = GOLDEN / f"{name}-{self._size}-{self._theme}.txt"
        if os.environ.get("UPDATE_GOLDENS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(got)
        if not path.exists() or path.read_text() != got:
            self._differing.append(path.name)

    def close(self) -> None:
        """Fail if a screen differs."""
        assert not self._differing, f"{self._differing}: see the top of this module"


@every
@sizes
async def test_the_first_screen(
    open_app: Opener, size: str, theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.py").touch()
    (tmp_path / "test_main.py").touch()
    monkeypatch.chdir(tmp_path)
    async with open_app(None, size=SIZES[size]) as screen:
        album = Album(screen, size, theme)
        await album.take("welcome")
        album.close()


@every
@sizes
async def test_an_empty_folder(
    open_app: Opener, size: str, theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    async with open_app(size=SIZES[size], aided=False) as screen:
        album = Album(screen, size, theme)
        await album.take("welcome-empty")
        album.close()


@every
@sizes
async def test_an_answer_and_what_lies_over_it(
    open_app: Opener, tmp_path: Path, size: str, theme: str
) -> None:
    async with open_app(problem(tmp_path), size=SIZES[size]) as screen:
        await screen.finished()
        main = screen.app.main
        main.history.kept = [replace(one, when=0.0) for one in main.history.kept]
        main.show_history()
        album = Album(screen, size, theme)
        main.tests.show_tests(
            ("test_till.py::test_one", "test_till.py::test_two[a b]", "test_till.py::test_three")
        )
        main.tests.note("test_till.py::test_one", Ended.PASSED)
        main.tests.note("test_till.py::test_two[a b]", Ended.FAILED)
        for pane in (*PANES, "problems"):
            if pane == "problems":
                main.action_problems()
            else:
                main.action_pane(pane)
            await screen.settle()
            await album.take(pane)
        await screen.press("escape", "6", "v")
        await album.take("beside")
        await screen.press("v", "1", "z")
        await album.take("zoom")
        await screen.press("z", "question_mark")
        await album.take("help")
        await screen.press("escape")
        for key, dialog, name in (("r", Pick, "route"), ("X", Pick, "export"), ("f", Jump, "jump")):
            await screen.pilot.press(key)
            await until(screen, lambda dialog=dialog: isinstance(screen.app.screen, dialog))
            await album.take(name)
            await screen.pilot.press("escape")
            await until(screen, lambda: screen.app.screen is main)
        await screen.press("1", "slash", *"rate")
        await album.take("search")
        await screen.press("escape", "escape", "6")
        main.show_fix(0)
        await screen.press("a")
        await until(screen, lambda: bool(main.applied))
        await album.take("applied")
        await screen.press("u")
        await until(screen, lambda: not main.applied)
        await begin(screen)
        await screen.press("#")
        await album.take("editor")
        await screen.pilot.press("escape")
        await until(screen, lambda: isinstance(screen.app.screen, Pick))
        await album.take("unsaved")
        album.close()


@every
@sizes
async def test_a_question_a_doubtful_fix_and_the_palette(
    open_app: Opener, tmp_path: Path, size: str, theme: str
) -> None:
    async with open_app(problem(tmp_path), size=SIZES[size]) as screen:
        await screen.finished()
        album = Album(screen, size, theme)
        await ask(screen, "what is currency?")
        await album.take("question")
        await screen.press("6", "right_curly_bracket")
        await screen.pilot.press("a")
        await until(screen, lambda: isinstance(screen.app.screen, Pick))
        await album.take("unverified")
        await screen.pilot.press("escape")
        await until(screen, lambda: screen.app.screen is screen.app.main)
        await screen.pilot.press("ctrl+p", *"report")
        await until(screen, lambda: "Export a report" in screen.text())
        await album.take("palette")
        await screen.pilot.press("escape")
        await until(screen, lambda: screen.app.screen is screen.app.main)
        screen.app.action_change_theme()
        await until(screen, lambda: "debugassist-contrast" in screen.text())
        await album.take("themes")
        album.close()


@every
@sizes
async def test_the_debugger(open_app: Opener, tmp_path: Path, size: str, theme: str) -> None:
    async with stepping(open_app, tmp_path, SIZES[size]) as session:
        album = Album(session.screen, size, theme)
        session.screen.app.screen.query_one("#source").view.go_to(6)  # type: ignore[attr-defined]  # the source pane
        await session.press("1", "b", "c")
        await album.take("stepping")
        await session.screen.press("question_mark")
        await album.take("stepping-help")
        await session.screen.press("escape", "i", *"nam")
        await album.take("stepping-console")
        await session.screen.press("escape")
        await session.ask("watch count + 1")
        await session.press("3")
        await album.take("stepping-watch")
        await session.press("2")
        await album.take("stepping-stack")
        await session.press("5", "c")
        await album.take("stepping-output")
        await session.press("c", "2")
        session.screen.app.screen.query_one(OutputPane).reset()  # it names the folder of this run
        await album.take("stepping-crash")
        await session.press("c")
        session.screen.app.screen.query_one(OutputPane).reset()
        await album.take("stepping-ended")
        album.close()


@every
@sizes
async def test_work_that_goes_on_is_stopped_or_fails(
    open_app: Opener, tmp_path: Path, size: str, theme: str
) -> None:
    async with open_app(problem(tmp_path), Stuck(), size=SIZES[size]) as screen:
        album = Album(screen, size, theme)
        main = screen.app.main
        main._since += 3_600  # no second of it passes here
        await until(screen, lambda: main.state.step is not None)
        await album.take("working")
        await screen.press("escape")
        await screen.finished()
        await album.take("stopped")
        album.close()
    async with open_app(problem(tmp_path), Scripted(Routed(DECISION), FAILED), size=SIZES[size]) as screen:
        await screen.finished()
        album = Album(screen, size, theme)
        await album.take("failed")
        album.close()


@every
@sizes
async def test_the_steps_of_the_tour(open_app: Opener, tmp_path: Path, size: str, theme: str) -> None:
    """As they are drawn; that the keys they name lead on is seen elsewhere."""
    async with open_app(problem(tmp_path), size=SIZES[size]) as screen:
        await screen.finished()
        album = Album(screen, size, theme)
        for number, words in enumerate(STEPS, 1):
            screen.app.main.query_one(Guide).show_step(number, len(STEPS), words)
            await album.take(f"tour-{number}")
        album.close()


@every
@sizes
async def test_a_model_s_words(open_app: Opener, tmp_path: Path, size: str, theme: str) -> None:
    async with open_app(problem(tmp_path), Wordy(), size=SIZES[size]) as screen:
        await screen.finished()
        album = Album(screen, size, theme)
        await ask(screen, "what now?")
        await album.take("words")
        await screen.press("z", "j", "j")
        await album.take("words-zoom")
        album.close()
