"""A value that nothing reads is a reason to believe an edit that reads it."""

import pytest

from analyzers.logic.edits import Candidate
from analyzers.logic.plausible import filled
from analyzers.logic.program import Program

_SERVED = """\
ORDER = ["low", "high"]


def serve(waiting, time):
    name, joined = waiting.pop(0)
    return name, time
"""


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("return name, time", "return name, time - joined", 1),
        ("return name, time", "return ORDER.index(name), time", 1),
        ("return name, time", "return name, time - 1", 0),
        ("name, joined =", "name, _ =", 0),  # taking the value away reads nothing
    ],
)
def test_only_an_edit_that_reads_the_value_counts(old: str, new: str, counts: int) -> None:
    start = _SERVED.index(old)
    edit = (start, start + len(old), new)
    assert filled(Candidate("a.py", (edit,), 6, "name", 0.5), Program("a.py", _SERVED)) == counts
