"""The pages about commands and exit codes name all there are."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli import COMMANDS
from tui.exits import Exit
from tui.options import add_common

_DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_on_the_page(command: str) -> None:
    assert f"| `debugassist {command}" in (_DOCS / "commands.md").read_text()


@pytest.mark.parametrize("code", Exit)
def test_every_exit_code_is_on_the_page(code: Exit) -> None:
    name = code.name.lower().replace("_", " ")

    assert f"| {code.value} | {name} |" in (_DOCS / "exit-codes.md").read_text()


def test_options_of_all_commands_are_on_the_page() -> None:
    import argparse

    parser = argparse.ArgumentParser(add_help=False)
    add_common(parser)
    page = (_DOCS / "commands.md").read_text()

    for action in parser._actions:
        assert f"`{action.option_strings[0]}`" in page


def test_the_manual_page_is_what_the_commands_say(tmp_path: Path) -> None:
    """Written by `make docs`; a page that rots is worse than none."""
    page = tmp_path / "debugassist.1"
    words = ["--module", "tui.cli", "--function", "everything", "--prog", "debugassist"]
    words += ["--project-name", "debugassist", "--manual-title", "debugassist manual"]
    words += ["--format", "single-commands-section", "--output", str(page)]
    words += ["--description", "finds why code broke, and a fix that it has checked"]
    command = [str(Path(sys.executable).with_name("argparse-manpage")), *words]

    subprocess.run(command, check=True, env=os.environ | {"COLUMNS": "100"}, cwd=_DOCS.parent, timeout=120)

    def said(text: str) -> list[str]:  # the heading names the day
        return [line for line in text.splitlines() if not line.startswith(".TH")]

    assert said(page.read_text()) == said((_DOCS / "debugassist.1").read_text())


def test_every_page_is_on_the_site() -> None:
    listed = set(re.findall(r"[\w-]+\.md", (_DOCS.parent / "mkdocs.yml").read_text()))

    assert listed == {page.name for page in _DOCS.glob("*.md")}


def test_every_integration_that_was_tried_names_the_tests_that_hold_it() -> None:
    tests = _DOCS.parent / "tests"
    *tried, untried = (_DOCS / "tried.md").read_text().split("\n## ")[1:]
    assert untried.startswith("What was not tried")

    for section in tried:
        named = re.findall(r"`(?:tests/)?([\w/]+\.py)`", section.rpartition("\nHeld by ")[2])
        assert named, section.partition("\n")[0]
        assert all((tests / name).is_file() or (tests / "integration" / name).is_file() for name in named)
