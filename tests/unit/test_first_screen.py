"""What does the first screen know of a folder, and how does a line go on that is being typed?"""

from pathlib import Path

import pytest

from tui.completing import completions
from tui.surroundings import Surroundings, look_around


def lay(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def test_an_empty_folder_is_one_though_it_holds_what_is_hidden(tmp_path: Path) -> None:
    assert look_around(lay(tmp_path, ".git/HEAD")) == Surroundings(empty=True)
    assert look_around(tmp_path / "gone") == Surroundings(empty=True)


def test_the_program_and_the_tests_of_a_project(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "main.py",
        "shop.py",
        "test_shop.py",
        "tests/test_till.py",
        "tests/rates_test.py",
        "tests/conftest.py",
    )

    assert look_around(tmp_path) == Surroundings(program="main.py", tests=3)


@pytest.mark.parametrize(
    ("line", "ways"),
    [
        ("open re", ("open report.py", "open report.txt")),
        ("run python ma", ("run python main.py",)),
        ("open lo", ("open logs/",)),
        ("open logs/", ("open logs/last\\ week.log",)),
        ("open logs/last\\ w", ("open logs/last\\ week.log",)),
        ("open .h", ("open .hidden",)),
        ("open nothing", ()),
        ("first\nre", ()),
    ],
)
def test_the_last_word_is_completed_as_a_shell_does(line: str, ways: tuple[str, ...], tmp_path: Path) -> None:
    lay(tmp_path, "report.py", "report.txt", "main.py", "logs/last week.log", ".hidden")

    assert completions(line, tmp_path) == ways


def test_a_folder_that_is_not_there_completes_nothing(tmp_path: Path) -> None:
    assert completions("open gone/x", tmp_path) == ()
    assert completions("open \0/x", tmp_path) == ()
