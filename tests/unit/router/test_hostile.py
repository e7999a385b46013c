"""Hostile text costs linear time: twice the text must not cost much more than twice the time."""

import re
from time import process_time

import pytest

from analyzers.blocks import split
from analyzers.language import scores
from analyzers.reports import Rule, find_reports, searchable
from analyzers.reports.compilers import COMPILERS
from analyzers.reports.crashes import CRASHES
from analyzers.reports.refusals import find_refusals
from analyzers.reports.setups import SETUPS
from analyzers.reports.test_runners import TEST_RUNNERS
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


RULES = (*COMPILERS, *TEST_RUNNERS, *CRASHES, *SETUPS)
FILLERS = ("\n", " ", ".\n", "a\n", " \n")


def _slowest(rule: Rule, size: int) -> float:
    """Return the CPU time of the rule's worst search over its own needles, each before and in a long repetition."""
    worst = 0.0
    for pattern in filter(None, (rule.pattern, rule.also)):
        compiled = re.compile(pattern, re.MULTILINE)
        for needle in rule.needles:
            for piece in (*FILLERS, f"{needle}\n", f"{needle} a\n", f" at {needle}\n"):
                text = searchable(needle + piece * (size // len(piece)))
                started = process_time()
                compiled.search(text)
                worst = max(worst, process_time() - started)
    return worst


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.tool}-{rule.kind}")
def test_no_rule_is_quadratic_on_what_follows_its_needle(rule: Rule) -> None:
    assert _slowest(rule, 16_000) < 0.5  # a quadratic one takes a second and more


@pytest.mark.parametrize(
    "head", ["a.js:1:1: error: x", "[ERROR] x", "help: x", "a.js", "error: x", "x: 1: ", ""]
)
@pytest.mark.parametrize("filler", FILLERS)
def test_reading_refusals_is_not_quadratic(head: str, filler: str) -> None:
    started = process_time()
    find_refusals(f"{head}\n" + filler * 30_000)
    find_refusals(f"{head}{filler}" * 3_000)

    assert process_time() - started < 2.0
