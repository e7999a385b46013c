"""Every text of every pane can be read in each of the themes with colours."""

import re
from pathlib import Path

import pytest

from tests.tui.conftest import Opener, Screen
from tests.tui.fakes import problem
from tui.legible import ENOUGH, contrast
from tui.screens.regions import PANES


def faint(screen: Screen) -> list[str]:
    """Texts on screen that are too near to their ground."""
    found = []
    for strip in screen.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if style is None or style.color is None or style.bgcolor is None or not re.search(r"\w", text):
                continue
            if contrast(style.color.get_truecolor(), style.bgcolor.get_truecolor()) < ENOUGH:
                found.append(f"{text!r} {style}")
    return found


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
async def test_every_text_of_every_pane_stands_out(open_app: Opener, tmp_path: Path, theme: str) -> None:
    async with open_app(problem(tmp_path), size=(160, 45)) as screen:
        screen.app.theme = f"debugassist-{theme}"
        await screen.finished()
        for pane in (*PANES, "problems"):
            if pane == "problems":
                screen.app.main.action_problems()
            else:
                screen.app.main.action_pane(pane)
            screen.app.clear_notifications()
            await screen.settle()

            assert not faint(screen), pane
