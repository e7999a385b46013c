"""A person asks about the answer, compares versions side by side, and takes a report along."""

import asyncio
import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Event, Problem, Said
from analyzers.followup import facts_about, is_question
from tests.tui.conftest import NARROW, Opener, Screen
from tests.tui.fakes import DIAGNOSIS, REPORT, Stuck, Whole, problem
from tests.tui.test_editing import until
from tui.beside import pairs
from tui.difference import rows
from tui.export import write
from tui.investigation import Phase


async def ask(screen: Screen, question: str) -> str:
    """Type a question and return what the diagnosis pane says then."""
    await screen.press("i")
    screen.app.main.ask.load_text(question)
    await screen.press("enter")
    await until(screen, lambda: bool(screen.app.main.state.asked) and screen.app.main.state.asked[-1].ended)
    return screen.flow("#diagnosis")


async def test_a_question_is_answered_from_the_facts(open_app: Opener, tmp_path: Path) -> None:
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant) as screen:
        await screen.finished()
        shown = await ask(screen, "what is currency?")

        assert "YOU ASKED ? what is currency?" in shown
        assert "currency is 'yen' (str) at till.py:14 in total" in shown
        assert len(assistant.problems) == 1  # it is no new problem
        assert screen.app.main.diagnosis.has_focus or screen.app.main.pane_name == "diagnosis"


class Talking(Whole):
    """Answers piece by piece for as long as it is listened to."""

    async def follow_up(
        self,
        question: str,
        problem: Problem,
        diagnosis: Diagnosis,
        earlier: tuple[tuple[str, str], ...] = (),
        spent: float = 0.0,
    ) -> AsyncGenerator[Event]:
        """Yield word after word."""
        for number in range(10_000):
            yield Said(f"word{number} ", "big-7b")
            await asyncio.sleep(0.01)


async def test_the_keyboard_stays_where_the_reader_takes_it_while_an_answer_streams_in(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(problem(tmp_path), Talking(), size=(160, 60)) as screen:
        await screen.finished()
        await screen.press("i")
        screen.app.main.ask.load_text("what is currency?")
        await screen.press("enter")
        await until(screen, lambda: "word1 " in screen.flow("#diagnosis"))
        assert screen.app.main.pane_name == "diagnosis"
        await screen.press("1")
        asked = screen.app.main.state.asked[-1]
        seen = len(asked.turn[1])
        await until(screen, lambda: len(asked.turn[1]) > seen + 100)

        assert screen.app.main.pane_name == "source"


async def test_questions_stand_together_over_what_was_found(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=(150, 60)) as screen:
        await screen.finished()
        await ask(screen, "what is currency?")
        shown = await ask(screen, "why?")

        assert shown.count("YOU ASKED") == 2
        assert shown.count("WHAT WAS FOUND") == 1
        assert shown.index("what is currency?") < shown.index("WHAT WAS FOUND")


async def test_what_nobody_can_answer_is_said(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        shown = await ask(screen, "? how do I bake bread")

        assert "nothing was established about that" in shown
        assert "debugassist setup" in shown


async def test_a_question_before_there_is_an_answer_is_a_problem_of_its_own(
    open_app: Opener, tmp_path: Path
) -> None:
    assistant = Whole()
    async with open_app(None, assistant) as screen:
        screen.app.main.ask.load_text("why is it slow?")
        await screen.press("enter")
        await screen.finished()

        assert assistant.problems[0].text.strip() == "why is it slow?"


async def test_a_question_while_the_work_goes_on_is_kept_and_ends_nothing(
    open_app: Opener, tmp_path: Path
) -> None:
    assistant = Stuck()
    async with open_app(problem(tmp_path), assistant) as screen:
        await until(screen, lambda: screen.app.main.state.decision is not None)
        screen.app.main.ask.start("why is it slow?")
        await screen.press("enter")

        assert screen.app.main.state.phase is Phase.WORKING
        assert not assistant.cancelled
        assert screen.app.main.ask.text == "why is it slow?"
        assert any("no answer yet" in toast for toast in screen.toasts())


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("what is `rate_of(currency)`?", "`rate_of(currency)` is `None` (NoneType) at till.py:14 in total"),
        ("what is rate_of(currency)?", "`rate_of(currency)` is `None` (NoneType) at till.py:14 in total"),
        ("why runtime?", "runtime, 98% sure, decided by structure"),
        ("is the fix safe?", "return 0.0 for a currency without a rate: verified, ran `python till.py` on a copy: exit 0"),
        ("where is it?", "till.py:14: this is `None`"),
        ("what does none-operand mean?", "`rate_of(currency)` is `None`"),
        ("what is a TypeError?", "`TypeError`: Inappropriate argument type."),
        ("why?", "`rate_of` returns nothing for `'yen'`, so `total` multiplies by `None`"),
        ("how did `rate_of` end?", "confirmed: `rate_of` can end without a `return`"),
    ],
)  # fmt: skip
def test_the_facts_to_a_question(question: str, fact: str) -> None:
    assert is_question(question)
    assert fact in facts_about(question, DIAGNOSIS)


@pytest.mark.parametrize("question", ["will it rain?", "what is nobody?", "who are you?"])
def test_no_facts_to_other_questions(question: str) -> None:
    assert facts_about(question, DIAGNOSIS) == ()


@pytest.mark.parametrize("text", ["a\nb?", "run python x.py", "?", REPORT])
def test_what_is_no_question(text: str) -> None:
    assert not is_question(text)


async def test_side_by_side_where_there_is_room(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=(160, 45)) as screen:
        await screen.finished()
        await screen.press("right_curly_bracket", "6", "v")

        halves = [row[1:-1].partition("│") for row in screen.text("#fix").split("\n")]
        left, right = (" ".join("".join(half[side] for half in halves if half[1]).split()) for side in (0, 2))
        assert "14 - amount += value * rate_of(currency)" in left
        assert "14 + amount += value * (rate_of(currency) or 1)" in right  # whole, over two rows
        assert screen.app.main.diff.body().has_focus  # type: ignore[union-attr]  # it is shown

        await screen.press("v")
        assert "│" not in screen.text("#diff-inline")


async def test_side_by_side_falls_back_where_there_is_none(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("6", "v")
        assert screen.app.main.query_one("#diff-inline").display
        assert any("60 columns" in toast for toast in screen.toasts())

        await screen.press("z")

        assert screen.app.main.query_one("#diff-beside").display


def test_unequal_numbers_of_lines_leave_a_side_empty() -> None:
    fix = DIAGNOSIS.fixes[0]
    texts = {code.path: code.text for code in DIAGNOSIS.code}
    found = [pair for pair in pairs(rows(fix, texts.get)) if pair.old is not pair.new]

    assert [(pair.old, pair.new and pair.new.text) for pair in found] == [(None, "    return 0.0")]


@pytest.mark.parametrize(
    ("key", "form", "begins"),
    [("m", "md", "**`rate_of`"), ("h", "html", "<!doctype html>"), ("p", "svg", "<svg"), ("d", "json", "{")],
)
async def test_a_report_is_written(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, form: str, begins: str
) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        monkeypatch.chdir(tmp_path)
        await screen.pilot.press("X", key)
        await until(screen, lambda: any(tmp_path.glob(f"debugassist-*.{form}")))

        [path] = tmp_path.glob(f"debugassist-*.{form}")
        text = path.read_text()
        assert text.startswith(begins)
        assert not re.search(r"src=|@font-face|@import|<link|url\((?!#)", text)  # it loads nothing
        assert any(path.name in toast for toast in screen.toasts())


def test_two_reports_of_one_second_are_two_files(tmp_path: Path) -> None:
    first, second = (write("x", "md", tmp_path) for _ in range(2))

    assert first != second


async def test_one_letter_answers_which_route(open_app: Opener, tmp_path: Path) -> None:
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant, size=NARROW) as screen:
        await screen.finished()
        await screen.press("r", "l")
        await screen.finished()

        assert [str(route) for route in assistant.routes] == ["None", "logic"]
