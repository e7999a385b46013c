"""What is answered to a question about a diagnosis where a model is set up? A scripted server on loopback."""

import asyncio
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from analyzers.facts import Cost, Diagnosis, Done, Event, Said, Spent
from assistant.blocking import drive_with_loop
from assistant.diagnose import Assistant
from assistant.models.ledger import spent_today
from tests.integration.model_servers import message, server
from tests.integration.test_advice import CRASH, problem_in, script, settings


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")


def answered(folder: Path, words: str, question: str = "what is better here?") -> tuple[list[Said], str]:
    """Return what is said to a question, and everything that the model was told."""
    problem = problem_in(folder, CRASH)
    diagnosis = _diagnosis(folder)
    with server(script(words=words)) as (host, asked):
        assistant = Assistant(settings(host))
        events = list(drive_with_loop(assistant.follow_up(question, problem, diagnosis)))
    return [event for event in events if isinstance(event, Said)], json.dumps([body for _, body in asked])


def _diagnosis(folder: Path) -> Diagnosis:
    done = [event for event in Assistant().run(problem_in(folder, CRASH)) if isinstance(event, Done)]
    return done[-1].diagnosis


def test_a_model_s_words_that_hold_are_shown_as_its_own(tmp_path: Path) -> None:
    said, heard = answered(tmp_path, "Give `PRICES.get` a default, so that `price` always returns a number.")

    assert said == [
        Said("Give `PRICES.get` a default, so that `price` always returns a number.", "claude-haiku-5-5")
    ]
    assert "what is better here?" in heard
    assert "PRICES.get(name.strip().lower())" in heard


def test_words_about_what_is_not_there_stay_unseen(tmp_path: Path) -> None:
    [said], _ = answered(tmp_path, "Call `fetch_prices()` first.")

    assert "fetch_prices" in said.text
    assert said.proposer == "facts"
    assert said.text.startswith("no model's answer can be shown")


def test_facts_come_first(tmp_path: Path) -> None:
    said, _ = answered(tmp_path, "It is `None`.", "what is price(name)?")

    assert [one.proposer for one in said] == ["facts", "claude-haiku-5-5"]
    assert "None" in said[0].text


def test_what_an_answer_took_is_said_after_it(tmp_path: Path) -> None:
    """The desk of a question is its own: nothing else would tell."""
    problem, diagnosis = problem_in(tmp_path, CRASH), _diagnosis(tmp_path)
    with server(script(words="It is `None`.")) as (host, _):
        *_, last = drive_with_loop(Assistant(settings(host)).follow_up("what now?", problem, diagnosis))

    assert isinstance(last, Spent)
    assert (last.cost.models, last.cost.questions) == (("claude-haiku-5-5",), 1)
    assert last.cost.money > 0


def test_questions_count_on_the_budget_of_their_problem(tmp_path: Path) -> None:
    """Asked often enough, a problem would cost whatever it likes."""
    problem, diagnosis = problem_in(tmp_path, CRASH), _diagnosis(tmp_path)
    with server(script(words="It is `None`.")) as (host, asked):
        assistant = Assistant(settings(host))
        *_, last = drive_with_loop(assistant.follow_up("what now?", problem, diagnosis, (), 0.01))
        count = len(asked)
        costly = replace(diagnosis, cost=Cost(models=("m",), questions=1, money=99.0))
        said, *_ = (
            event
            for event in drive_with_loop(assistant.follow_up("and now?", problem, costly))
            if isinstance(event, Said)
        )

    assert isinstance(last, Spent)
    assert last.cost.before == 0.01
    assert last.cost.budget - last.cost.before - last.cost.money < last.cost.budget
    assert "$0.0000 is left of the budget" in said.text
    assert len(asked) == count


def test_an_answer_that_is_stopped_says_what_it_took(tmp_path: Path) -> None:
    """The server is paid for what it read and wrote, whoever stops it."""
    problem, diagnosis = problem_in(tmp_path, CRASH), _diagnosis(tmp_path)

    async def stopped(host: str) -> list[Event]:
        heard: list[Event] = []

        async def listen() -> None:
            async for event in Assistant(settings(host)).follow_up("what now?", problem, diagnosis):
                heard.append(event)
                if isinstance(event, Said):
                    begun.set()

        begun = asyncio.Event()
        task = asyncio.create_task(listen())
        await begun.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return heard

    with server(lambda *_: message("`price` is at fault.\n\n", *["And so on.\n\n"] * 200, pause=0.1)) as (
        host,
        _,
    ):
        *_, last = asyncio.run(stopped(host))

    assert isinstance(last, Spent)
    assert (last.cost.questions, last.cost.unknown) == (1, 0)
    assert last.cost.written > 0
    assert last.cost.money > 0
    assert spent_today() == pytest.approx(last.cost.money)


def streamed(folder: Path, *pieces: str, stop: str = "end_turn") -> tuple[list[tuple[float, Said]], int]:
    """What is said when a model writes in pieces, and when; and how often it was asked."""
    problem, diagnosis = problem_in(folder, CRASH), _diagnosis(folder)
    with server(lambda *_: message(*pieces, stop=stop, pause=0.15)) as (host, asked):
        events = drive_with_loop(Assistant(settings(host)).follow_up("what now?", problem, diagnosis))
        heard = [(monotonic(), event) for event in events if isinstance(event, Said)]
    return heard, len(asked)


def test_what_has_ended_and_holds_is_shown_while_the_model_goes_on_writing(tmp_path: Path) -> None:
    pieces = (
        "`price` gives ",
        "`None`.\n",
        "\n",
        "1. look at `name`\n",
        "2. then ",
        "at `price`",
        "\n\n",
        "Done.",
    )
    heard, _ = streamed(tmp_path, *pieces)

    assert "".join(said.text for _, said in heard) == "".join(pieces)
    assert len(heard) >= 3
    assert heard[-1][0] - heard[0][0] > 0.3
    assert {said.proposer for _, said in heard} == {"claude-haiku-5-5"}


def test_what_does_not_hold_stays_unseen_and_so_does_what_follows_it(tmp_path: Path) -> None:
    heard, asked = streamed(
        tmp_path, "`price` is at fault.\n\n", "Call `fetch_prices()`.\n\n", "It is `None`."
    )

    assert [said.text for _, said in heard] == [
        "`price` is at fault.\n\n",
        "the rest of the answer cannot be shown: `fetch_prices()` was not found",
    ]
    assert asked == 1


def test_a_first_block_that_does_not_hold_is_asked_for_again(tmp_path: Path) -> None:
    heard, asked = streamed(tmp_path, "Call `fetch_prices()`.\n\n", "`price` is at fault.")

    assert [said.proposer for _, said in heard] == ["facts"]
    assert asked == 2


def test_an_answer_that_is_cut_off_says_so(tmp_path: Path) -> None:
    heard, _ = streamed(tmp_path, "`price` is at fault.\n\n", "It is `No", stop="max_tokens")

    assert [said.text for _, said in heard] == [
        "`price` is at fault.\n\n",
        "the rest of the answer cannot be shown: it did not come to an end",
    ]
