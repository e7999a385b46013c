"""Do the words of a program that stand in one role together tell which edit undoes a slip?"""

import pytest

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program
from analyzers.logic.roles import cured, repeated_roles, senseless

MATCH = """\
def play(a, b, points):
    a.enter(b.name, points[1])
    b.enter(a.name, points[1])
    while a.goals < b.goals:
        b.goals -= 1
"""


def _edit(text: str, old: str, new: str) -> tuple[Candidate, Program]:
    start = text.index(old)
    line = text.count("\n", 0, start) + 1
    edit = (start, start + len(old), new)
    return Candidate("match.py", (edit,), line, "name", 0.5), Program("match.py", text)


def test_what_another_call_has_too_is_probably_no_slip() -> None:
    """Two calls with `points[1]` are two witnesses; the edit of one of them contradicts the other."""
    assert repeated_roles(*_edit(MATCH, "points[1]", "points[0]")) > 0


def test_what_is_said_once_may_be_a_slip() -> None:
    """Nothing speaks for the old text but itself."""
    assert repeated_roles(*_edit(MATCH, "-= 1", "-= 2")) == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a.goals < b.goals", "a.goals < a.goals"),
        ("a.goals < b.goals", "0 < a.goals > b.name"),
        ("b.goals -= 1", "b.goals = b.goals"),
        ("points[1]", "points[1] + 0"),
        ("points[1]", "min(a, a)"),
    ],
)
def test_what_nobody_writes_is_senseless(old: str, new: str) -> None:
    """Such edits pass tests by accident: they switch a part of the program off."""
    assert senseless(*_edit(MATCH, old, new))


def test_a_plain_change_is_not_senseless() -> None:
    """A change of an operand says something new."""
    assert not senseless(*_edit(MATCH, "a.goals < b.goals", "a.goals <= b.goals"))


def test_an_edit_that_is_no_program_has_no_roles() -> None:
    """What cannot be parsed is not judged here."""
    assert repeated_roles(*_edit(MATCH, "points[1]", "points[")) == 0


def test_a_membership_that_says_the_opposite_is_senseless() -> None:
    """Python gives `__contains__` its meaning: turned round it passes a test or two, and breaks every user."""
    text = "class Bag:\n    def __contains__(self, key):\n        return key in self.items\n"

    assert senseless(*_edit(text, "key in", "key not in"))
    assert not senseless(*_edit(text, "self.items", "self.keys"))


SIDES = """\
def goes_first(side, a, b):
    if side == "left":
        return a > b
    return a > b
"""


def test_a_condition_that_decides_nothing_is_given_its_use() -> None:
    """Whoever wrote two cases meant two answers."""
    start = SIDES.index("a > b")
    edit = Candidate("a.py", ((start, start + 5, "a >= b"),), 3, "compare", 0.5)

    assert cured(edit, Program("a.py", SIDES))
    assert not cured(*_edit(MATCH, "a.goals < b.goals", "a.goals <= b.goals"))


BOX = """\
def box(row, column):
    top = row // 3
    left = row // 3
    return top, left
"""


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (MATCH, "    a.enter(b.name, points[1])\n", "    return\n    a.enter(b.name, points[1])\n"),
        (BOX.replace("left = row", "left = column"), "left = column", "left = row"),
        ("x = sum(y) / len(y)\n", "sum", "min"),
        ("for x in range(left, left + 3):\n    f(x)\n", "left,", "top,"),
        (
            "def f(x):\n    y = []\n    for z in x:\n        y.append(z)\n    return y\n",
            "y.append",
            "y = []\n        y.append",
        ),
    ],
)
def test_what_is_never_reached_or_kept_twice_has_no_use(text: str, old: str, new: str) -> None:
    assert senseless(*_edit(text, old, new)) == 1


def test_an_edit_that_tells_apart_what_was_kept_twice_is_a_cure() -> None:
    assert cured(*_edit(BOX, "left = row", "left = column")) == 1
