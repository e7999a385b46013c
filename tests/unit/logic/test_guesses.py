"""Are edits known that pass the checks by accident?"""

import pytest

from analyzers.logic.edits import Candidate
from analyzers.logic.guesses import guessed, unordered
from analyzers.logic.program import Program

TEXT = """\
def f(xs, n, rows):
    kept = list(xs)
    for x in xs:
        kept[n - 1] = x + n * 2
    return [x for x in range(n) if x < n + 1], len(xs), rows.items()
"""


def edit(old: str, new: str, kind: str) -> tuple[Candidate, Program]:
    start = TEXT.index(old)
    return Candidate("a.py", ((start, start + len(old), new),), 1, kind, 0.5), Program("a.py", TEXT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("list(xs)", "set(xs)"),
        ("xs:", "set(xs):"),
        ("rows.items()", "reversed(rows.items())"),
    ],
)
def test_an_order_left_to_chance_is_known(old: str, new: str) -> None:
    """A set of words is gone through in another order in each run of the program."""
    assert unordered(*edit(old, new, "conversion"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("len(xs)", "len(set(xs))"),
        ("list(xs)", "sorted(set(xs))"),
        ("list(xs)", "list(reversed(xs))"),
        ("x < n + 1", "x in set(xs)"),
    ],
)
def test_a_set_that_is_only_asked_and_a_list_turned_round_leave_nothing_to_chance(old: str, new: str) -> None:
    assert not unordered(*edit(old, new, "conversion"))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("list(xs)", "sorted(list(xs))", "conversion"),
        ("2", "3", "constant"),
        ("n * 2", "n * 2 - 1", "off by one"),
    ],
)
def test_what_fits_any_value_is_a_guess(old: str, new: str, kind: str) -> None:
    assert guessed(*edit(old, new, kind))


@pytest.mark.parametrize(
    ("around", "old", "new", "kind"),
    [
        ("kept[n - 1]", "n - 1", "n - 2", "off by one"),
        ("(n)", "n", "n + 1", "off by one"),
        ("x < n + 1", "n + 1", "n + 2", "off by one"),
        ("n * 2", "2", "float('inf')", "constant"),
        ("x < n", "x < n", "x <= n", "compare"),
    ],
)
def test_a_place_a_bound_and_a_comparison_are_no_guess(around: str, old: str, new: str, kind: str) -> None:
    start = TEXT.index(old, TEXT.index(around) + around.index(old) if old != around else 0)
    candidate = Candidate("a.py", ((start, start + len(old), new),), 1, kind, 0.5)

    assert not guessed(candidate, Program("a.py", TEXT))
