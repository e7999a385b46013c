"""Shares and percentiles are computed once, here, and rightly."""

import pytest

from assistant.evals.measures import mcnemar, percentile, share_text, wilson


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)]
)
def test_the_interval_is_wilsons(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-4)


def test_nothing_measured_is_nothing_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert share_text(0, 0) == "-"


def test_a_percentile_is_a_value_that_was_seen() -> None:
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert percentile([5.0, 1.0, 3.0], 0.95) == 5.0
    assert percentile([], 0.5) == 0.0


@pytest.mark.parametrize(
    ("one", "other", "chance"), [(0, 0, 1.0), (3, 3, 1.0), (5, 0, 0.0625), (0, 6, 0.03125), (8, 2, 0.109375)]
)
def test_an_uneven_split_is_weighed_exactly(one: int, other: int, chance: float) -> None:
    assert mcnemar(one, other) == pytest.approx(chance)
