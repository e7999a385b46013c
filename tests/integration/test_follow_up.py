"""What is answered to a question about a diagnosis where a model is set up? A scripted server on loopback."""

import json
from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done, Said
from assistant.blocking import drive_with_loop
from assistant.diagnose import Assistant
from tests.integration.model_servers import server
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
