"""There are enough cases, each well formed, and none is both tuned on and held back; `floors` measures them."""

from pathlib import Path

import pytest

from assistant.evals import router, syntax, traceback
from assistant.evals.harness import Evaluation, read_cases

_FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.mark.parametrize(
    ("evaluation", "halves", "least"),
    [
        (router.EVALUATION, ("routing/tune", "routing/test"), 1000),
        (router.EVALUATION, ("routing/tune/seventh.jsonl", "routing/vague/test.jsonl"), 600),
        (traceback.EVALUATION, ("tracebacks/tune", "tracebacks/test"), 900),
        (syntax.EVALUATION, ("syntax/tune.jsonl", "syntax/test.jsonl"), 300),
        (syntax.EVALUATION, ("syntax/blind/tune.jsonl", "syntax/blind/test.jsonl"), 140),
        (syntax.EVALUATION, ("syntax/blind/tune_b.jsonl", "syntax/blind/test_b.jsonl"), 160),
    ],
)
def test_the_halves_are_large_and_apart(evaluation: Evaluation, halves: tuple[str, str], least: int) -> None:
    read = [read_cases([_FIXTURES / half], evaluation.problem) for half in halves]
    tuned, held_back = ({str(case.get("input", case.get("code"))) for case in half.cases} for half in read)

    assert not any(half.malformed for half in read)
    assert not tuned & held_back
    assert len(tuned) + len(held_back) >= least
