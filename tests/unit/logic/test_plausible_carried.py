"""A loop that forgets what it gathered is a reason to believe an edit that makes it remember."""

from analyzers.logic.edits import Candidate
from analyzers.logic.plausible import carried
from analyzers.logic.program import Program

_TOTAL = "def total(prices):\n    amount = 0\n    for price in prices:\n        amount = price\n    return amount\n"


def _edited(old: str, new: str) -> int:
    start = _TOTAL.index(old)
    edit = (start, start + len(old), new)
    return carried(Candidate("a.py", (edit,), 4, "operator", 0.5), Program("a.py", _TOTAL))


def test_only_an_edit_that_makes_the_loop_add_to_the_value_counts() -> None:
    assert _edited("amount = price", "amount += price") == 1
    assert _edited("amount = price", "amount = amount + price") == 1
    assert _edited("amount = price", "amount = price + 1") == 0
    assert _edited("return amount", "return 3") == 0
