"""Draws the pictures in `docs/screens` from real runs of the assistant: `python -m tests.tui.pictures`.

The pictures are SVG without web fonts, so a page that shows them asks nobody for anything.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from textual.widgets import TextArea

from analyzers.facts import Problem
from tools.intake import from_command, from_files, from_text
from tui.app import DebugAssist
from tui.investigation import Phase
from tui.picture import picture as picture_of
from tui.tour import lay_down

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "screens"
DEMO = ROOT / "fixtures" / "demo"
BROKEN = """def average(numbers):
    total = 0
    for number in numbers:
        total += number
    return total / len(numbers


print(average([3, 4, 5]))
"""
_PATIENCE = 60.0  # seconds until what a key leads to is on screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: its name, the problem, the size, the theme, what is pressed, what must be on screen after each key."""

    name: str
    problem: Callable[[Path], Problem | None] = lambda _: None
    size: tuple[int, int] = (120, 36)
    keys: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()  # after the keys, in turn; the last ones may be left out
    theme: str = "debugassist-dark"


def _tour(folder: Path) -> Problem:
    path = lay_down(folder)
    return replace(from_command(("python", path.name), workspace=str(folder)), folder=str(folder))


def _piped(folder: Path) -> Problem:
    shutil.copytree(DEMO, folder, dirs_exist_ok=True)
    command = [sys.executable, "report.py", "orders.csv"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return from_text(done.stderr.replace(f"{folder}/", ""), workspace=str(folder))


def _test(folder: Path) -> Problem:
    shutil.copytree(DEMO, folder, dirs_exist_ok=True)
    return replace(from_command(("python", "-m", "pytest", "-q"), workspace=str(folder)), folder=str(folder))


def _broken(folder: Path) -> Problem:
    (folder / "average.py").write_text(BROKEN)
    return from_files(["average.py"], workspace=str(folder))


SUITE = (
    Picture(name="first-screen"),
    Picture(name="crash", problem=_tour),
    Picture(name="crash-light", problem=_tour, theme="debugassist-light"),
    Picture(name="crash-narrow", problem=_tour, size=(80, 24)),
    Picture(name="crash-ultra-wide", problem=_tour, size=(190, 48), keys=("1",)),
    Picture(name="applied", problem=_tour, keys=("a",)),
    Picture(name="piped-traceback", problem=_piped),
    Picture(name="failing-test", problem=_test),
    Picture(name="syntax", problem=_broken),
    Picture(name="contrast", problem=_broken, theme="debugassist-contrast"),
    Picture(name="help", problem=_tour, keys=("question_mark",)),
    Picture(name="wrong-route", problem=_tour, keys=("r",)),
    Picture(name="editing", problem=_tour, keys=("1", "e", "end", *"  # up to here"), shows=("", "saved")),
    Picture(name="side-by-side", problem=_tour, size=(120, 28), keys=("6", "v", "z")),
    Picture(name="problems", problem=_tour, size=(150, 36), keys=("0",)),
    Picture(
        name="tests",
        problem=_test,
        size=(150, 40),
        keys=("7", "L", "A"),
        shows=("", "3 tests", "did not"),
    ),
    Picture(name="jump", problem=_tour, keys=("f",)),
    Picture(
        name="debugger",
        problem=_tour,
        keys=("d", "c"),
        shows=("n next", "IndexError"),
    ),
)


async def draw(picture: Picture, folder: Path) -> str:
    """Return a picture as SVG; its files are laid down in a folder."""
    app = DebugAssist(picture.problem(folder), remember=False)
    try:
        async with app.run_test(size=picture.size) as pilot:
            app.theme = picture.theme
            while not app.main.built or app.main.state.phase is Phase.WORKING:
                await pilot.pause(0.05)
            if app.main.state.failure is not None:
                raise RuntimeError(f"{picture.name}: {app.main.state.failure.message}")
            await pilot.pause(0.5)
            for key, shown in zip_longest(picture.keys, picture.shows, fillvalue=""):
                await pilot.press(key)
                await pilot.pause(0.3)
                async with asyncio.timeout(_PATIENCE):
                    while shown not in _text(app):
                        await pilot.pause(0.05)
            app.clear_notifications()
            for area in app.screen.query(TextArea):
                area.cursor_blink = False
                area._cursor_visible = True  # else chance decides
            await pilot.pause(0.3)
            drawn = picture_of(app)
    finally:
        app.main.finish(1.0)
    return drawn.replace(str(folder), "/home/dev/shop")


def _text(app: DebugAssist) -> str:
    return "".join(segment.text for strip in app.screen._compositor.render_strips() for segment in strip)


def main(names: list[str]) -> int:
    """Draw the named pictures, or all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for picture in SUITE:
        if not names or picture.name in names:
            folder = Path(tempfile.mkdtemp(prefix="picture-"))
            with chdir(folder):
                drawn = asyncio.run(draw(picture, folder))
            shutil.rmtree(folder)
            (PICTURES / f"{picture.name}.svg").write_text(drawn)
            sys.stderr.write(f"{picture.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
