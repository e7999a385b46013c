"""The written mistakes keep their share of right repairs, so that a rule for one does not break another."""

import json
from pathlib import Path

import pytest

from assistant.evals.syntax import predict, same_tree

_CASES = Path(__file__).parents[2] / "fixtures" / "syntax"


@pytest.mark.parametrize(("part", "line", "tree"), [("tune", 0.94, 0.90), ("test", 0.94, 0.88)])
def test_floor(part: str, line: float, tree: float) -> None:
    cases = [json.loads(row) for row in (_CASES / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()]
    said = [(case, predict({"lang": case["lang"], "code": case["code"]})) for case in cases]

    assert sum(one["line"] == case["edit_line"] for case, one in said) >= line * len(cases)
    right = [
        one["fixed_code"] is not None and same_tree(case["lang"], one["fixed_code"], case["fixed"])
        for case, one in said
    ]
    assert sum(right) >= tree * len(cases)
