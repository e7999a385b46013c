"""Nothing false is said of a crash: each claim is evaluated again by a harness that shares nothing with the debugger."""

import json
from pathlib import Path

import pytest

from benchmarks.crash_facts import Fact, check, holds_up

TUNED = Path(__file__).resolve().parents[2] / "fixtures" / "crashes" / "tune"
SAMPLE = ("e_contest_dp", "e_ini_reader", "e_contest_prefix", "f_bst", "e_recipe_scale", "c_hotel_rooms")


@pytest.mark.parametrize("name", SAMPLE)
def test_what_is_said_of_a_crash_is_so(name: str) -> None:
    """`python -m benchmarks.crash_facts` does the same for all programs, which takes minutes."""
    checked = check(TUNED / name, json.loads((TUNED / name / "run.json").read_text())["entry"])

    assert checked.facts
    assert not checked.false


@pytest.mark.parametrize(
    ("value", "answer", "holds"),
    [
        ("7", ["is", "7"], True),
        ("7", ["is", "8"], False),
        ("True", ["is", "False"], False),
        ("exists", ["fails", "KeyError"], False),
        ("{'a': <Book object>}", ["is", "{'a': <__main__.Book object at 0x1>}"], True),
        ("{'a': <Book object>}", ["is", "{'b': 1}"], False),
    ],
)
def test_a_false_claim_is_noticed(value: str, answer: list[str], *, holds: bool) -> None:
    assert holds_up(Fact("said", "", 0, "x", value), answer) is holds
