"""The cascade: it always ends, says who decided, and can be overruled, reordered and corrected."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.facts import Problem, Route, Stage
from analyzers.traceback import Reading, read
from assistant.router import decide
from assistant.router.calibration import calibrate
from assistant.router.cascade import Cascade, decide_with
from assistant.router.keyword import weigh
from assistant.router.opinion import pool, softmax

CRASH = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nKeyError: 1'


def test_nothing_is_unclear_and_asks() -> None:
    decision = decide(Problem(text="  \n"), Reading())

    assert decision.route is Route.UNCLEAR
    assert decision.question.endswith("?")


def test_overruling_is_certain_and_keeps_the_opinions() -> None:
    decision = decide(Problem(text=CRASH), read(CRASH), overruled=Route.LOGIC)

    assert (decision.route, decision.confidence, decision.stage) == (Route.LOGIC, 1.0, Stage.DEFAULT)
    assert decision.opinions[0].route is Route.RUNTIME


def test_a_proof_asks_no_other_stage() -> None:
    decision = decide(Problem(text=CRASH), read(CRASH))

    assert [opinion.stage for opinion in decision.opinions] == [Stage.STRUCTURE]


def test_a_stage_that_is_switched_off_is_not_asked() -> None:
    cascade = replace(Cascade(), order=(Stage.KEYWORD,))
    decision = decide_with(cascade, Problem(text="the app crashes on start"), Reading())

    assert (decision.route, decision.stage) == (Route.RUNTIME, Stage.KEYWORD)


def test_a_threshold_above_one_never_lets_a_stage_decide_alone() -> None:
    cascade = replace(Cascade(), order=(Stage.STRUCTURE, Stage.KEYWORD), thresholds=())
    decision = decide_with(cascade, Problem(text=CRASH + "\nit crashes"), read(CRASH))

    assert {opinion.stage for opinion in decision.opinions} == {Stage.STRUCTURE, Stage.KEYWORD}


@pytest.mark.parametrize(
    ("words", "route"),
    [
        ("no errors, but it prints 0", Route.LOGIC),
        ("it doesn't crash, the total is just wrong", Route.LOGIC),
        ("it compiles fine and then segfaults", Route.RUNTIME),
        ("es compila pero el total siempre es 0", Route.LOGIC),
        ("Mein Programm stürzt ab", Route.RUNTIME),
        ("не компилируется", Route.SYNTAX),
        ("程序崩溃了", Route.RUNTIME),
        ("コンパイルエラーが出ます", Route.SYNTAX),
        ("how do I install pandas", Route.UNCLEAR),
    ],
)
def test_words_are_weighed_with_what_they_deny(words: str, route: Route) -> None:
    votes, _ = weigh(words)

    assert max(votes, key=votes.__getitem__) is route


@given(st.lists(st.floats(-30, 30), min_size=4, max_size=4))
def test_chances_add_up_to_one(logits: list[float]) -> None:
    assert sum(softmax(logits)) == pytest.approx(1.0)


def test_agreement_makes_a_pool_surer() -> None:
    one = (0.6, 0.2, 0.1, 0.1)

    assert pool([(1.0, one), (1.0, one)])[0] > one[0]


@given(st.floats(0, 1), st.floats(0, 1))
def test_calibration_keeps_the_order(first: float, second: float) -> None:
    low, high = sorted((first, second))

    assert calibrate("pool", low) <= calibrate("pool", high) <= 1.0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_a_route(text: str) -> None:
    cascade = replace(Cascade(), order=(Stage.STRUCTURE, Stage.KEYWORD))
    decision = decide_with(cascade, Problem(text=text), read(text))

    assert 0.0 <= decision.confidence <= 1.0
