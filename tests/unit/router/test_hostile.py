"""Hostile text costs linear time: twice the text must not cost much more than twice the time."""

from time import process_time

import pytest

from analyzers.blocks import split
from analyzers.language import scores
from analyzers.reports import find_reports
from assistant.router.keyword import weigh

NASTY = [
    "SyntaxError: \n    at x\n",
    "--- FAIL: T\n",
    "{" * 40 + "\n",
    "def f(a=" + "(" * 60 + "\n",
    "expect(expect(expect(",
    "Error Trace: Error: ",
    "a.b.c.d.e.f.g.h:1:1: error: ",
    " " * 80 + "x\n",
    "json json json json json ",
    "not not not not error error ",
    "is is is wrong wrong should should ",
    "thread 'tests::x' panicked ",
    "● x\n\n",
    "final int x = 3; ",
    "int f() { ",
    "5",  # digits can be cut into numbers in exponentially many ways
    "asdf",
    "\n",
    " \n",
]


@pytest.mark.parametrize("piece", NASTY, ids=range(len(NASTY)))
def test_time_grows_with_the_text_and_not_faster(piece: str) -> None:
    def cost(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        started = process_time()
        find_reports(text)
        split(text)
        weigh(text[:6_000] + "é")  # what fits but for its end is tried in every way
        return process_time() - started

    cost(2_000)  # patterns are compiled on first use
    assert cost(40_000) < 8 * max(cost(10_000), 0.02)


@pytest.mark.parametrize("piece", [".", "a.", ".a:", "$x[1]", "[1]", "->a", "\n", "a ", "(", "<a "])
def test_telling_a_language_takes_no_time_that_explodes(piece: str) -> None:
    """As the names in a goroutine's report, between dots, once did."""
    started = process_time()
    scores(f"main{piece * 3_000}!")
    scores(f"${piece * 3_000}!")

    assert process_time() - started < 5.0
