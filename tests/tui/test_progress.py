"""What is seen while the work goes on? What it is, how far, for how long, and its answer line by line."""

import asyncio
import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from textual.content import Content

from analyzers.facts import Diagnosis, Event, Problem, Route, Routed, Said, StepProgress, StepStarted
from assistant.diagnose import Assistant
from tests.integration.model_servers import message, server
from tests.integration.test_advice import settings
from tests.tui.conftest import Opener, Screen
from tests.tui.fakes import DECISION, Pondering, Scripted, Trying, Whole, problem
from tests.tui.test_editing import until
from tests.tui.test_follow_up import ask
from tui.investigation import Phase
from tui.widgets.diagnosis import FindingsList
from tui.widgets.variables import VariablesTree


class Slow(Scripted):
    """Says what it does, and never ends."""

    async def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield the script, then wait."""
        async for event in super().diagnose(problem, route):
            yield event
        await asyncio.sleep(1_000)


async def test_work_that_takes_over_a_second_says_what_it_does_and_where_it_is(
    open_app: Opener, tmp_path: Path
) -> None:
    steps = (StepStarted("try", "trying changes"), StepProgress("try", 3, 40))
    async with open_app(problem(tmp_path), Slow(Routed(DECISION), *steps)) as screen:
        await until(screen, lambda: "trying changes 3/40" in screen.text("Title"))
        await until(screen, lambda: re.search(r"3/40 \d+ s", screen.text("Title")) is not None)

        assert "esc stops" in screen.text("Title")


ANSWER = """## Why it is `None`

`rate_of` knows **no** rate for `'yen'`:
see till.py:14.

1. give it a default
   - or *raise*
2. run it again

```python
return RATES.get(currency, 1)
```

| currency | rate |
|---|---|
| yen | none |

Rates are on [its page](https://example.org/rates).

> <b>that is all</b> [x](javascript:alert(1)) \x1b]0;mine\x07
"""


def in_pieces(text: str) -> tuple[Said, ...]:
    """A text as a model writes it."""
    return tuple(Said(text[at : at + 7], "big-7b") for at in range(0, len(text), 7))


class Wordy(Whole):
    """Answers a question as a model does, in Markdown and piece by piece."""

    async def follow_up(
        self,
        question: str,
        problem: Problem,
        diagnosis: Diagnosis,
        earlier: tuple[tuple[str, str], ...] = (),
        spent: float = 0.0,
    ) -> AsyncGenerator[Event]:
        """Yield the pieces."""
        for said in in_pieces(ANSWER):
            yield said


def under_cursor(screen: Screen) -> str:
    """The words of the entry that the cursor is on."""
    listing = screen.app.main.diagnosis.query_one(FindingsList)
    assert listing.highlighted is not None
    return str(listing.get_option_at_index(listing.highlighted).prompt)


async def test_an_answer_that_streams_in_is_drawn_as_markdown(open_app: Opener, tmp_path: Path) -> None:
    """Pieces join to paragraphs; nothing foreign acts on the screen."""
    async with open_app(
        problem(tmp_path), Slow(Routed(DECISION), *in_pieces(ANSWER)), size=(150, 60)
    ) as screen:
        await until(screen, lambda: "that is all" in screen.flow("#diagnosis"))
        shown = screen.flow("#diagnosis")

        assert "Why it is None rate_of knows no rate for 'yen': see till.py:14." in shown
        assert "1. give it a default • or raise 2. run it again ▏ return RATES.get(currency, 1)" in shown
        assert "currency rate yen none Rates are on its page (https://example.org/rates)." in shown
        assert "▎ <b>that is all</b> [x](javascript:alert(1))" in shown
        assert "\x1b" not in shown


class Connected(Whole):
    """Has a model: a server on this machine that speaks as Anthropic's does."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self._real = Assistant(settings(host))

    def follow_up(
        self,
        question: str,
        problem: Problem,
        diagnosis: Diagnosis,
        earlier: tuple[tuple[str, str], ...] = (),
        spent: float = 0.0,
    ) -> AsyncGenerator[Event]:
        """Ask it."""
        return self._real.follow_up(question, problem, diagnosis, earlier, spent)


async def test_an_answer_is_on_screen_while_the_model_goes_on_writing(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    pieces = (
        "`rate_of` knows ",
        "no rate.\n\n",
        "1. look at `RATES`\n",
        "2. see ",
        "till.py:14\n\n",
        "That is all.",
    )
    with server(lambda *_: message(*pieces, pause=0.4)) as (host, _):
        async with open_app(problem(tmp_path), Connected(host), size=(150, 60)) as screen:
            await screen.finished()
            await screen.press("i")
            screen.app.main.ask.load_text("what now?")
            await screen.press("enter")
            await until(screen, lambda: "rate_of knows no rate." in screen.flow("#diagnosis"))
            asked = screen.app.main.state.asked[-1]
            assert not asked.ended

            await until(screen, lambda: asked.ended)
            shown = screen.flow("#diagnosis")
            assert "rate_of knows no rate. 1. look at RATES 2. see till.py:14 That is all." in shown
            assert "in the words of claude-haiku-5-5" in shown
            assert "cost: 1 question to claude-haiku-5-5: 20 tokens read, 7 written" in shown
            assert "of $" in shown  # the money, and what may be spent


async def test_an_answer_that_streams_in_is_stopped_by_escape(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    pieces = ("`rate_of` knows no rate.\n\n", *["See till.py:14.\n\n"] * 200)
    with server(lambda *_: message(*pieces, pause=0.1)) as (host, _):
        async with open_app(problem(tmp_path), Connected(host), size=(150, 45)) as screen:
            await screen.finished()
            await screen.press("i")
            screen.app.main.ask.load_text("what now?")
            await screen.press("enter")
            asked = screen.app.main.state.asked
            await until(screen, lambda: bool(asked) and bool(asked[-1].said))
            assert "esc stops the answer" in screen.flow("#diagnosis")

            await screen.press("escape")
            await until(screen, lambda: asked[-1].ended)
            shown = screen.flow("#diagnosis")
            assert "rate_of knows no rate." in shown
            assert "esc stops" not in shown
            assert "the answer was stopped here" in shown
            said = screen.app.main.diagnosis.copied()
            assert re.search(r"cost: 1 question to claude-haiku-5-5: 20 tokens read, \d+ written", said)


async def test_the_words_of_a_model_lead_to_a_line_or_give_an_address(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(problem(tmp_path), Wordy(), size=(150, 45)) as screen:
        await screen.finished()
        await ask(screen, "what now?")
        assert "in the words of big-7b" in screen.flow("#diagnosis")

        await screen.press("j", "j")
        assert under_cursor(screen) == "rate_of knows no rate for 'yen': see till.py:14."
        await screen.press("enter")
        assert screen.app.main.pane_name == "source"
        assert "till.py:14" in screen.text("#source") or "14" in screen.text("#source")

        await screen.press("2")
        while "its page" not in under_cursor(screen):
            await screen.press("j")
        await screen.press("enter")
        assert screen.app.clipboard == "https://example.org/rates"
        assert screen.app.main.pane_name == "diagnosis"


async def test_the_words_of_a_model_come_back_with_the_problem(open_app: Opener, tmp_path: Path) -> None:
    session = tmp_path / "session.json"
    async with open_app(problem(tmp_path), Wordy(), session=session) as screen:
        await screen.finished()
        await ask(screen, "what now?")
        await until(screen, lambda: session.exists() and "that is all" in session.read_text())
    async with open_app(None, Wordy(), session=session) as screen:
        await until(screen, lambda: "rate_of knows no rate" in screen.flow("#diagnosis"))

        assert "Why it is None rate_of knows no rate for 'yen': see till.py:14." in screen.flow("#diagnosis")


async def test_an_entry_that_grows_is_drawn_as_if_all_were_drawn_anew(
    open_app: Opener, tmp_path: Path
) -> None:
    """What is kept of the others while an answer streams in must not be of another place or height."""
    async with open_app(problem(tmp_path), Wordy(), size=(150, 60)) as screen:
        await screen.finished()
        listing = screen.app.main.diagnosis.query_one(FindingsList)
        for index in (1, listing.option_count - 1):
            for words in ("short", "as long as " * 30, "two\nlines", ""):
                listing.change({index: Content(words)})
                rows = listing.starts()
                listing.scroll_to(y=rows[0 if index == 1 else -1][0], animate=False)
                await screen.settle()
                kept = screen.text("#diagnosis")
                listing._clear_caches()
                await screen.settle()
                assert screen.text("#diagnosis") == kept
                assert words.split("\n")[0][:10] in kept


async def test_the_answer_stands_while_a_model_is_asked_and_when_it_is_stopped(
    open_app: Opener, tmp_path: Path
) -> None:
    """A small model takes a minute for its sentence; cause, stack and fix are known before, and can be used."""
    async with open_app(problem(tmp_path), Pondering()) as screen:
        await until(screen, lambda: screen.app.main.state.diagnosis is not None)
        await screen.settle()

        assert _phase(screen) is Phase.WORKING
        assert "rate_of returns nothing for 'yen'" in screen.flow("#diagnosis")
        assert "✓ verified" in screen.text("#fix")
        await screen.press("escape")
        await screen.finished()

        assert _phase(screen) is Phase.STOPPED
        assert "rate_of returns nothing for 'yen'" in screen.flow("#diagnosis")
        assert "✓ verified" in screen.text("#fix")


async def test_calls_and_values_can_be_looked_at_while_edits_are_tried(
    open_app: Opener, tmp_path: Path
) -> None:
    """Nothing is said to run that has ended; what comes later leaves the place where somebody is looking."""
    assistant = Trying()
    async with open_app(problem(tmp_path), assistant) as screen:
        await until(screen, lambda: screen.app.main.state.diagnosis is not None)
        await screen.settle()
        assert "total  till.py:14" in screen.text("#stack")
        assert "running" not in screen.text("#variables")
        await screen.press("4", "j")
        await screen.press("1", "g")
        cursor = screen.app.main.variables.query_one(VariablesTree).cursor_line
        assert cursor > 0

        assistant.ends.set()
        await screen.finished()

        assert "✓ verified" in screen.text("#fix")
        assert screen.app.main.variables.query_one(VariablesTree).cursor_line == cursor
        assert screen.app.main.source.view.line == 1


def _phase(screen: Screen) -> Phase:
    return screen.app.main.state.phase


async def test_what_ends_the_work_is_said_however_long_its_name(open_app: Opener, tmp_path: Path) -> None:
    """The words for what is done may be cut; the key that stops it may not."""
    steps = (StepStarted("try", "trying changes that would make this program do what was meant " * 3),)
    async with open_app(problem(tmp_path), Slow(Routed(DECISION), *steps)) as screen:
        await until(screen, lambda: "trying changes" in screen.text("Title"))

        assert "…  esc stops" in screen.text("Title")
