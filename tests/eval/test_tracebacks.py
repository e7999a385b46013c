"""The reader keeps what it has reached, on cases it was tuned on and on cases that were held back."""

from functools import cache
from pathlib import Path

import pytest

from assistant.evals.harness import Record, read_cases
from assistant.evals.traceback import EVALUATION, predict, score

_FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "tracebacks"


@cache
def _measured(half: str) -> Record:
    read = read_cases([_FIXTURES / half], EVALUATION.problem)
    assert not read.malformed
    cases = [{"id": case["id"], "input": case["input"]} for case in read.cases]
    return score(read.cases, [predict(case) for case in cases]).data


@pytest.mark.parametrize(("half", "floor"), [("tune", 0.99), ("test", 0.98)])
def test_the_final_exception_and_all_its_frames_are_read(half: str, floor: float) -> None:
    assert _measured(half)["accuracy"]["exact"]["share"] >= floor


@pytest.mark.parametrize("half", ["tune", "test"])
def test_the_reports_in_a_text_are_counted(half: str) -> None:
    assert _measured(half)["accuracy"]["reports"]["share"] >= 0.98


@pytest.mark.parametrize("half", ["tune", "test"])
def test_no_family_falls_behind(half: str) -> None:
    shares = {name: family["exact"]["share"] for name, family in _measured(half)["families"].items()}

    assert {name: share for name, share in shares.items() if share < 0.85} == {}


def test_there_are_three_hundred_cases() -> None:
    counts = [_measured(half)["accuracy"]["exact"]["total"] for half in ("tune", "test")]

    assert sum(counts) >= 300
