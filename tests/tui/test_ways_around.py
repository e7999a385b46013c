"""How a person gets about: letters over targets, search everywhere, tests, themes."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Static

from analyzers.facts import Code, Done, Printed, Problem, Routed
from assistant.diagnose import Assistant, Settings
from tests.tui.conftest import NARROW, Opener, Screen
from tests.tui.fakes import DECISION, DIAGNOSIS, Scripted, Whole, problem
from tests.tui.test_editing import begin, until
from tools.testing.listing import Ending, ending_of, here, operand, outcomes
from tools.testing.outcomes import Ended
from tui.screens.jump import Jump
from tui.screens.jumping import Target, lettered
from tui.themes import own_themes

SUITE = """\
import pytest


def test_adds():
    assert 1 + 1 == 2


@pytest.mark.parametrize("text", ["a b", "c"])
def test_splits(text):
    assert len(text.split()) == 1


@pytest.mark.skip
def test_later():
    pass


def test_breaks():
    {}["x"]
"""


async def jump(screen: Screen) -> dict[tuple[int, int], str]:
    """Open the overlay; return the letters by where they stand."""
    await screen.pilot.press("f")
    await until(screen, lambda: isinstance(screen.app.screen, Jump))
    return {(label.region.x, label.region.y): label.name or "" for label in screen.app.screen.query(Static)}


async def gone(screen: Screen) -> None:
    await until(screen, lambda: not isinstance(screen.app.screen, Jump))


@pytest.mark.parametrize("size", [(120, 36), NARROW])
async def test_a_letter_over_a_pane_goes_there(
    open_app: Opener, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with open_app(problem(tmp_path), size=size) as screen:
        await screen.finished()
        region = screen.app.main.source.region
        letters = await jump(screen)
        await screen.pilot.press(*letters[(region.x + 1, region.y)])
        await gone(screen)

        assert screen.app.main.pane_name == "source"


async def test_a_letter_over_a_marked_line_an_entry_or_the_input(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        main = screen.app.main
        view = main.source.view
        row = next(n for n, line in enumerate(screen.text("#source").split("\n")) if "│ 18" in line)
        letters = await jump(screen)
        await screen.pilot.press(*letters[(view.content_region.x, main.source.region.y + row)])
        await gone(screen)
        assert view.line == 18
        assert view.has_focus

        rows = screen.text("#diagnosis").split("\n")
        row = next(n for n, line in enumerate(rows) if "✗ rate_of(currency)" in line)
        body = main.diagnosis.body()
        assert body is not None
        letters = await jump(screen)
        await screen.pilot.press(*letters[(body.content_region.x, main.diagnosis.region.y + row)])
        await gone(screen)
        assert view.line == 14

        letters = await jump(screen)
        await screen.pilot.press(*letters[(main.ask.region.x + 1, main.ask.region.y)])
        await gone(screen)
        assert main.ask.has_focus


async def test_any_other_key_closes_the_letters(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        before = screen.app.main.focused
        await jump(screen)
        await screen.pilot.press("escape")
        await gone(screen)

        assert screen.app.main.focused is before


def test_more_targets_than_letters_take_two() -> None:
    few = lettered(Target(0, 0, str) for _ in range(26))
    many = lettered(Target(0, 0, str) for _ in range(27))

    assert {len(key) for key in few} == {1}
    assert {len(key) for key in many} == {2}
    assert len(many) == 27


@pytest.mark.parametrize(("pane", "text", "found"), [("2", "confirmed", "1 line"), ("3", "module", "1 line"), ("4", "coins", "1 line"), ("5", "yen", "1 line"), ("6", "0.0", "1 line")])  # fmt: skip
async def test_search_works_in_every_pane(
    open_app: Opener, tmp_path: Path, pane: str, text: str, found: str
) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press(pane, "slash", *text)

        assert found in screen.words("#find-count")


async def test_search_in_the_editor_selects_what_it_finds(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await begin(screen)
        await screen.press("ctrl+f", *"RATES", "enter")
        editor = screen.app.main.source.editor
        assert editor is not None
        assert editor.selected_text == "RATES"
        first = editor.line
        await screen.press("enter")
        assert editor.line != first
        await screen.press("escape")

        assert editor.has_focus


async def test_tests_are_listed_run_and_explained(open_app: Opener, tmp_path: Path) -> None:
    (tmp_path / "test_suite.py").write_text(SUITE)
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant) as screen:
        await screen.finished()
        pane = screen.app.main.tests
        await screen.press("7")
        assert "L lists them" in screen.flow("#tests")

        await screen.press("L")
        await until(screen, lambda: len(pane.names) == 5)
        assert "· test_adds" in screen.text("#tests")

        await screen.press("space")
        await until(screen, lambda: "✓ test_adds" in screen.text("#tests"))
        assert "✗" not in screen.text("#tests")

        await screen.press("A")
        await until(screen, lambda: len(pane.bad) == 2)
        await until(screen, lambda: not [one for one in screen.app.workers if one.group == "tests"])
        shown = screen.text("#tests")
        for entry in ("✗ test_splits[a b]", "✓ test_splits[c]", "- test_later", "✗ test_breaks"):
            assert entry in shown
        assert "2 passed · 2 did not · 5 tests" in shown

        await screen.press("slash", *"breaks", "escape", "enter")
        await until(screen, lambda: len(assistant.problems) == 2)
        assert assistant.problems[1].command == ("python", "-m", "pytest", "test_suite.py::test_breaks")
        assert list(tmp_path.glob(".pytest_cache")) == []


async def test_who_is_among_the_tests_stays_there_when_the_work_is_done_again(
    open_app: Opener, tmp_path: Path
) -> None:
    """While watching, each save of another editor would else take the keys of this pane away."""
    (tmp_path / "test_suite.py").write_text("def test_adds():\n    assert 1 + 1 == 2\n")
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant) as screen:
        await screen.finished()
        await screen.press("L")
        await until(screen, lambda: screen.app.main.tests.names)

        await screen.press("R")
        await until(screen, lambda: len(assistant.problems) == 2)
        await screen.finished()

        assert "· test_adds" in screen.text("#tests")
        assert "A all" in screen.text("Hints")
        await screen.press("A")
        await until(screen, lambda: "✓ test_adds" in screen.text("#tests"))


async def test_marks_of_tests_say_that_they_are_of_before_once_a_file_has_changed(
    open_app: Opener, tmp_path: Path
) -> None:
    """What passed with a fix is no news of the files without it."""
    (tmp_path / "test_suite.py").write_text("def test_adds():\n    assert 1 + 1 == 2\n")
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("L")
        await until(screen, lambda: screen.app.main.tests.names)
        await screen.press("A")
        await until(screen, lambda: "✓ test_adds" in screen.text("#tests"))
        await until(screen, lambda: not [one for one in screen.app.workers if one.group == "tests"])
        assert "before" not in screen.text("#tests")

        for key in ("a", "u"):
            await screen.press(key)
            await until(screen, lambda: "✓ test_adds  before the change" in screen.text("#tests"))
            assert "1 passed · 1 test · before the change" in screen.text("#tests")
            await screen.press("A")
            await until(screen, lambda: "before" not in screen.text("#tests"))
            await until(screen, lambda: not [one for one in screen.app.workers if one.group == "tests"])


async def test_a_test_that_has_just_passed_is_marked_so(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What pytest prints names those that fail alone: the command says which ones passed."""
    monkeypatch.chdir(tmp_path)
    suite = tmp_path / "test_suite.py"
    suite.write_text("def test_adds():\n    assert 0\n\n\ndef test_takes():\n    assert 0\n")
    async with open_app(problem(tmp_path), Assistant(Settings(capture=True))) as screen:
        await screen.finished()
        await screen.press("L")
        await until(screen, lambda: screen.app.main.tests.names)
        await screen.press("A")
        await until(screen, lambda: len(screen.app.main.tests.bad) == 2)
        await until(screen, lambda: not [one for one in screen.app.workers if one.group == "tests"])
        suite.write_text(suite.read_text().replace("assert 0", "assert 1", 1))

        await screen.press("enter")
        await until(screen, lambda: screen.app.main.state.fine)
        await screen.press("7")
        await until(screen, lambda: "✓ test_adds" in screen.text("#tests"))

        assert "✗ test_takes" in screen.text("#tests")


async def test_who_works_on_one_test_of_a_report_goes_on_with_the_others(
    open_app: Opener, tmp_path: Path
) -> None:
    """A report with three failures is worked on one by one; the next report names one test only."""
    (tmp_path / "test_suite.py").write_text(
        "def test_adds():\n    assert 0\n\n\ndef test_takes():\n    assert 0\n"
    )
    named = "FAILED test_suite.py::test_adds - assert 0\nFAILED test_suite.py::test_takes - assert 0\n"
    piped = Problem(
        text=f"= short test summary info =\n{named}= 2 failed in 0.01s =\n", workspace=str(tmp_path)
    )
    assistant = Whole()
    async with open_app(piped, assistant) as screen:
        await screen.finished()
        await until(screen, lambda: len(screen.app.main.tests.names) == 2)

        await screen.press("7", "enter")
        await until(screen, lambda: len(assistant.problems) == 2)
        await screen.finished()

        assert len(screen.app.main.tests.names) == 2


CARGO = """\
running 2 tests
test adds ... ok
test splits ... FAILED

---- splits stdout ----
thread 'splits' panicked at shop.rs:2:9:
assertion `left == right` failed
  left: 3
 right: 4

test result: FAILED. 1 passed; 1 failed; 0 ignored
"""


async def test_tests_of_another_runner_s_report_are_listed_and_lead_to_their_lines(
    open_app: Opener, tmp_path: Path
) -> None:
    """Nobody has to read a runner's output for what failed."""
    code = Code(text="fn splits() {\n    assert_eq!(3, 4);\n}\n", path="shop.rs", language="rust")
    piped = Problem(text=CARGO, code=(code,), workspace=str(tmp_path))
    async with open_app(piped) as screen:
        await screen.finished()
        await screen.press("7")
        shown = screen.text("#tests")
        for words in ("cargo test", "✓ adds", "✗ splits", "1 passed · 1 did not · 2 tests"):
            assert words in shown

        await screen.press("space")
        assert any("another runner's" in message for message in screen.toasts())
        await screen.press("enter")
        assert screen.app.main.source.view.has_focus
        assert screen.app.main.source.view.line == 2

        screen.app.main.start(problem(tmp_path))
        await screen.finished()
        assert "splits" not in screen.text("#tests")


async def test_unittests_that_a_program_prints_are_listed(open_app: Opener, tmp_path: Path) -> None:
    ran = replace(problem(tmp_path, ""), command=("python", "-m", "unittest", "-v"))
    printed = "test_a (test_x.T.test_a) ... ok\ntest_b (test_x.T.test_b) ... FAIL\n\nRan 2 tests in 0.1s\n\nFAILED\n"
    answer = Scripted(Routed(DECISION), Printed("stderr", printed), Done(DIAGNOSIS))
    async with open_app(ran, answer) as screen:
        await screen.finished()
        await screen.press("7")

        assert "✓ test_a (test_x.T.test_a)" in screen.text("#tests")
        assert "✗ test_b (test_x.T.test_b)" in screen.text("#tests")
        await screen.press("enter")
        assert any("does not say where" in message for message in screen.toasts())


FORGED = """\
=========================== short test summary info ============================
FAILED --basetemp=/srv/x::/../documents - AssertionError
FAILED ../../elsewhere/test_suite_of_others.py::test_a - AssertionError
FAILED /app/test_suite.py::test_breaks - AssertionError
============================== 3 failed in 0.01s ===============================
"""


async def test_of_a_report_only_tests_that_are_here_are_run(open_app: Opener, tmp_path: Path) -> None:
    """A report is anybody's text: what it calls a test must not become an option of pytest, nor another folder's file."""
    (tmp_path / "test_suite.py").write_text(SUITE)
    async with open_app(Problem(text=FORGED, workspace=str(tmp_path))) as screen:
        await screen.finished()
        pane = screen.app.main.tests

        await screen.press("7")
        assert pane.names == pane.bad == ("test_suite.py::test_breaks",)
        assert "test_a" in screen.text("#tests")
        assert "basetemp" not in screen.text("#tests")

        screen.app.main.start(problem(tmp_path))
        await screen.finished()
        assert len(pane.names) == 0


async def test_a_name_is_no_option(tmp_path: Path) -> None:
    """A folder may be called like an option, and `@` begins a file of options."""
    file = tmp_path / "-px" / "test_suite.py"
    file.parent.mkdir()
    file.write_text("def test_a():\n    pass\n")
    name = "-px/test_suite.py::test_a"

    assert here(["-px/test_suite.py::test_a", "@x::a"], str(tmp_path)) == {}
    assert operand("@x::a", tmp_path) == f"{tmp_path}/@x::a"
    assert [ending async for ending in outcomes(str(tmp_path), [name])] == [Ending(name, Ended.PASSED)]


async def test_tests_that_cannot_be_listed_are_said(open_app: Opener, tmp_path: Path) -> None:
    (tmp_path / "test_suite.py").write_text("import nowhere_at_all\n")
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("7", "L")
        await until(screen, lambda: "could not be gathered" in screen.flow("#tests"))


@pytest.mark.parametrize(
    ("line", "ending"),
    [
        ("tests/a.py::test_b PASSED [ 50%]", Ending("tests/a.py::test_b", Ended.PASSED)),
        (
            "tests/a.py::T::test_b[x y] FAILED       [  1%]",
            Ending("tests/a.py::T::test_b[x y]", Ended.FAILED),
        ),
        ("tests/a.py::test_b SKIPPED (why not) [100%]", Ending("tests/a.py::test_b", Ended.SKIPPED)),
        ("[gw1] [ 50%] PASSED tests/a.py::test_b ", Ending("tests/a.py::test_b", Ended.PASSED)),
        ("tests/a.py::test_b ERROR", Ending("tests/a.py::test_b", Ended.ERROR)),
        ("tests/a.py::test_b", None),
        ("FAILED tests/a.py::test_b - assert 1 == 2", None),
        ("collected 5 items", None),
        ("E   KeyError: 'a::b'", None),
    ],
)
def test_what_pytest_s_lines_say(line: str, ending: Ending | None) -> None:
    assert ending_of(line) == ending


def test_the_plain_theme_has_no_colour() -> None:
    [plain] = [theme for theme in own_themes() if theme.name == "debugassist-plain"]
    colours = [plain.primary, plain.error, plain.success, plain.background, *plain.variables.values()]

    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in colours if colour is not None)
