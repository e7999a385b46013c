"""The pages about commands and exit codes name all there are."""

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
