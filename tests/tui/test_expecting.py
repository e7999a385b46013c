"""A program runs and gives something wrong: what is expected of it is said in the app, proved, mended, done again."""

from pathlib import Path

import pytest

from analyzers.errors import UsageError
from analyzers.facts import Problem, Route
from tests.tui.conftest import Opener
from tests.tui.fakes import Whole, problem
from tests.tui.test_editing import until
from tools.intake import from_files
from tui.submission import expected

MEAN = "def mean(numbers):\n    return sum(numbers) // len(numbers)\n"


def opened(folder: Path) -> Problem:
    path = folder / "stats.py"
    path.write_text(MEAN)
    return from_files([str(path)], workspace=str(folder))


@pytest.mark.parametrize(
    "line", ["expect mean([1, 2]) == 1.5", "expect mean([1, 2]) returns 1, should be 1.5"]
)
def test_an_expression_or_what_is_and_what_should_be(line: str, tmp_path: Path) -> None:
    found = expected(line, opened(tmp_path).paths[0], str(tmp_path))

    assert found.expects == ("mean([1, 2]) == 1.5",)
    assert found.paths == ("stats.py",)


@pytest.mark.parametrize(
    ("line", "file", "words"),
    [
        ("expect ", "a.py", "needs to be told what"),
        ("expect it to work", "a.py", "does not say what is and what should be"),
        ("expect f(1) == 2", "", "no Python file is on show"),
    ],
)
def test_what_cannot_be_checked_is_said(line: str, file: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        expected(line, file)


async def test_what_is_expected_of_the_file_on_show_is_proved_and_done_again(
    open_app: Opener, tmp_path: Path
) -> None:
    """The route is the user's word, so doing it again takes it too."""
    from assistant.diagnose import Assistant

    async with open_app(opened(tmp_path), Assistant()) as screen:
        await screen.finished()
        screen.app.submit("expect mean([1, 2]) == 1.5")
        await until(screen, lambda: "verified" in screen.text("#fix"))
        await screen.finished()
        assert "stats.py: mean([1, 2]) == 1.5" in screen.text("Title")
        shown = screen.text("#source")

        await screen.press("R")
        assert "def mean" in screen.text("#source")  # it is read before the work has ended
        await screen.finished()
        assert screen.app.main.state.decision is not None
        assert screen.app.main.state.decision.route is Route.LOGIC
        assert screen.text("#source") == shown

        await screen.press("a")
        assert "sum(numbers) / len(numbers)" in (tmp_path / "stats.py").read_text()


async def test_a_line_that_expects_nothing_stays_to_be_mended(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), Whole()) as screen:
        await screen.finished()
        screen.app.submit("expect it to work")
        await until(screen, lambda: screen.app.main.ask.text == "expect it to work")

        assert any("what is and what should be" in message for message in screen.toasts())
