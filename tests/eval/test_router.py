"""The router keeps what it has reached, on cases it was tuned on and on cases that were held back."""

from functools import cache
from pathlib import Path

import pytest

from assistant.evals.harness import Record, read_cases
from assistant.evals.router import EVALUATION, predict, score

_FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "routing"


@cache
def _measured(half: str) -> Record:
    read = read_cases([_FIXTURES / half], EVALUATION.problem)
    assert not read.malformed
    cases = [{"id": case["id"], "input": case["input"]} for case in read.cases]
    return score(read.cases, [predict(case) for case in cases]).data


@pytest.mark.parametrize(("half", "floor"), [("tune", 0.98), ("test", 0.895)])
def test_problems_go_the_right_way(half: str, floor: float) -> None:
    assert _measured(half)["accuracy"]["share"] >= floor


@pytest.mark.parametrize(
    ("part", "floor"),
    [("hard", 0.81), ("kind question", 0.87), ("label syntax", 0.88), ("label unclear", 0.85)],
)
def test_no_part_of_the_held_back_half_falls_behind(part: str, floor: float) -> None:
    assert _measured("test")["parts"][part]["share"] >= floor


@pytest.mark.parametrize("half", ["tune", "test"])
def test_confidence_is_what_it_says(half: str) -> None:
    assert _measured(half)["ece"] <= 0.06


@pytest.mark.parametrize("half", ["tune", "test"])
def test_what_is_clear_is_seldom_called_unclear(half: str) -> None:
    assert _measured(half)["false_unclear"]["share"] <= 0.05


def test_every_stage_is_worth_its_place() -> None:
    """Without any one of the stages the cascade is no better."""
    measured = _measured("test")
    whole = measured["accuracy"]["hits"]

    assert all(stage["cascade_without"]["hits"] <= whole for stage in measured["stages"].values())


def test_there_are_five_hundred_cases_and_none_is_in_both_halves() -> None:
    inputs = {
        half: {str(case["input"]) for case in read_cases([_FIXTURES / half]).cases}
        for half in ("tune", "test")
    }

    assert sum(map(len, inputs.values())) >= 500
    assert not inputs["tune"] & inputs["test"]
