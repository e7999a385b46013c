"""How suspicious is a line?"""

import pytest

from analyzers.logic.spectrum import Formula, suspicion

BAD, BOTH, NEVER = ("a.py", 1), ("a.py", 2), ("a.py", 3)
RUNS = ((True, {BAD, BOTH}), (False, {BOTH}), (False, {BOTH, NEVER}))


@pytest.mark.parametrize("formula", Formula)
def test_a_line_that_only_failing_tests_execute_is_the_most_suspicious(formula: Formula) -> None:
    scores = suspicion(RUNS, formula)

    assert scores[BAD] == 1.0
    assert scores[BOTH] < 1.0


def test_a_line_that_no_failing_test_executes_is_not_suspicious() -> None:
    assert NEVER not in suspicion(RUNS)


def test_without_a_passing_test_all_executed_lines_are_equal() -> None:
    assert suspicion([(True, {BAD, BOTH})]) == {BAD: 1.0, BOTH: 1.0}


def test_without_a_failing_test_nothing_is_suspicious() -> None:
    assert suspicion([(False, {BAD})]) == {}


def test_ochiai_counts_as_published() -> None:
    """Two failing tests, one of them here with two passing ones: 1 / sqrt(2 * 3), against 2 / sqrt(2 * 2)."""
    here, everywhere = ("a.py", 1), ("a.py", 2)
    runs = [(True, {here, everywhere}), (True, {everywhere}), (False, {here}), (False, {here})]

    assert suspicion(runs)[here] == pytest.approx(1 / 6**0.5)
