"""What the screens look like: as text in two sizes, and a few as pictures, against files that people can read.

A wanted change is recorded with `UPDATE_GOLDENS=1 pytest tests/tui/test_screens.py`, and shows in the diff.
"""

import os
import re
from pathlib import Path

import pytest

from analyzers.facts import Problem, Routed
from tests.tui.conftest import NARROW, WIDE, Opener, Screen
from tests.tui.fakes import DECISION, FAILED, Scripted, Stuck, problem
from tools.sessions import Looks
from tui.screens.regions import PANES

GOLDEN = Path(__file__).with_name("golden")
SIZES = {"wide": WIDE, "narrow": NARROW}


def _check(name: str, got: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(got)
    assert path.exists(), f"{path.name} is not recorded: see the top of this module"
    assert got == path.read_text()


def _text(screen: Screen) -> str:
    return "\n".join(line.rstrip() for line in screen.text().split("\n")) + "\n"


def _picture(screen: Screen) -> str:
    """Return the screen as SVG, without the names that differ from run to run."""
    return re.sub(r"terminal-\d+", "terminal", screen.app.export_screenshot(title="debugassist"))


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_screen(
    open_app: Opener, size: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.py").touch()
    monkeypatch.chdir(tmp_path)
    async with open_app(None, size=SIZES[size]) as screen:
        _check(f"welcome-{size}.txt", _text(screen))


@pytest.mark.parametrize("size", SIZES)
async def test_the_answer_in_every_pane(open_app: Opener, tmp_path: Path, size: str) -> None:
    async with open_app(problem(tmp_path), size=SIZES[size]) as screen:
        await screen.finished()
        for pane in PANES:
            screen.app.main.action_pane(pane)
            await screen.settle()
            _check(f"{pane}-{size}.txt", _text(screen))


@pytest.mark.parametrize("size", SIZES)
async def test_a_failure(open_app: Opener, tmp_path: Path, size: str) -> None:
    async with open_app(problem(tmp_path), Scripted(Routed(DECISION), FAILED), size=SIZES[size]) as screen:
        await screen.finished()
        _check(f"failed-{size}.txt", _text(screen))


async def test_stopped_work(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), Stuck()) as screen:
        await screen.pilot.pause(0.3)
        await screen.press("escape")
        await screen.finished()
        _check("stopped-wide.txt", _text(screen))


async def test_a_problem_that_is_only_a_question(open_app: Opener, tmp_path: Path) -> None:
    from analyzers.facts import Diagnosis, Done

    answer = Diagnosis(cause="more is needed to say anything", decision=DECISION)
    asked = Problem(text="why is it slow", workspace=str(tmp_path))
    async with open_app(asked, Scripted(Done(answer))) as screen:
        await screen.finished()
        _check("question-wide.txt", _text(screen))


@pytest.mark.parametrize("size", SIZES)
async def test_help(open_app: Opener, tmp_path: Path, size: str) -> None:
    async with open_app(problem(tmp_path), size=SIZES[size]) as screen:
        await screen.finished()
        await screen.press("question_mark")
        _check(f"help-{size}.txt", _text(screen))


@pytest.mark.parametrize("size", SIZES)
async def test_the_question_about_the_route(open_app: Opener, tmp_path: Path, size: str) -> None:
    async with open_app(problem(tmp_path), size=SIZES[size]) as screen:
        await screen.finished()
        await screen.press("r")
        _check(f"route-{size}.txt", _text(screen))


@pytest.mark.parametrize("theme", ["debugassist-dark", "debugassist-light"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_looks(open_app: Opener, tmp_path: Path, size: str, theme: str) -> None:
    async with open_app(problem(tmp_path), size=SIZES[size]) as screen:
        screen.app.theme = theme
        await screen.finished()
        _check(f"answer-{size}-{theme.removeprefix('debugassist-')}.svg", _picture(screen))


def grounds(screen: Screen, words: str) -> set[str]:
    """How a text on screen stands out: `reverse`, `bold`, `underline`, in the rows that hold it."""
    found: set[str] = set()
    for strip in screen.app.screen._compositor.render_strips():
        row = "".join(segment.text for segment in strip)
        if (at := row.find(words)) >= 0:
            for segment in strip.crop(len(row[:at]), len(row[:at]) + len(words)):
                style = segment.style
                found |= {name for name in ("reverse", "bold", "underline") if style and getattr(style, name)}
    return found


async def test_without_colour_everything_is_still_told_apart(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With NO_COLOR nothing but the terminal's own two colours is drawn, and every mark is still there."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        shown = screen.text()
        for mark in ("✗ 14", "│ 18", "✓ verified", "✓ confirmed", "✗ rejected", "⚑", "┏━  2 diagnosis"):
            assert mark in shown  # the frame of the pane that has the keyboard is heavy
        assert grounds(screen, "✓ confirmed") == {"bold"}
        assert "underline" in grounds(screen, "rate_of(currency)")

        for _ in range(5):
            if grounds(screen, "✓ confirmed") != {"bold", "reverse"}:
                await screen.press("j")
        assert grounds(screen, "✓ confirmed") == {"bold", "reverse"}
        await screen.press("1", "slash", *"rates[c")
        assert "reverse" in grounds(screen, "RATES[c")
        await screen.press("escape", "T")
        assert screen.app.theme == "debugassist-plain"
        assert any("NO_COLOR" in toast for toast in screen.toasts())
        for strip in screen.app.screen._compositor.render_strips():
            for segment in strip:
                assert segment.style is None or (segment.style.color, segment.style.bgcolor) == (None, None)


async def test_what_one_liked_with_colour_outlives_a_time_without(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_app(problem(tmp_path), looks=Looks(theme="debugassist-light")) as screen:
        assert screen.app.theme == "debugassist-plain"
        assert screen.app.main.looks.theme == "debugassist-light"


def test_the_page_lists_the_keys_that_work() -> None:
    from tests.tui.keys import table, written

    assert written() == table(), "run `python -m tests.tui.keys`"
