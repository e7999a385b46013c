"""Of two spellings the one is righted that is a word, or has the letters of one."""

import pytest

from analyzers.runtime.spelling import righted


@pytest.mark.parametrize(
    ("wrong", "right"), [("rigth", "right"), ("curent", "current"), ("quantiy", "quantity"), ("naem", "name")]
)
def test_a_word_is_likelier_than_a_slip_of_the_finger(wrong: str, right: str) -> None:
    assert righted(wrong, right) > 1
    assert righted(right, wrong) < 1


@pytest.mark.parametrize(
    ("one", "other"), [("item", "items"), ("celar", "cellar"), ("x", "y"), ("", "name"), ("left", "right")]
)
def test_where_letters_say_nothing_nothing_is_said(one: str, other: str) -> None:
    assert righted(one, other) == righted(other, one) == 1
