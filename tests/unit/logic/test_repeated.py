"""Is a slip that was made at several places undone at all of them at once?"""

import pytest

from analyzers.logic.edits import candidates
from analyzers.logic.edits.repeated import repeated
from analyzers.logic.program import Program

SHARED = """\
def shared(a, b):
    width = min(a[2], b[2]) - min(a[0], b[0])
    height = min(a[3], b[3]) - min(a[1], b[1])
    return width * height
"""
METHODS = """\
class Headers:
    def put(self, name, value):
        self.values[name] = value

    def drop(self, name):
        self.values[name] = None
"""
FIELDS = """\
def fields(part):
    found = {}
    key, value = part.split(":")
    found[key] = value
    return found
"""
MOVED = """\
def move(self, source, target, amount):
    self.held[source] += amount
    self.held[target] -= amount
"""


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (SHARED, [("- min(", "- max(")]),
        (METHODS, [("[name]", "[name.lower()]")]),
        (FIELDS, [("[key] = value", "[key.strip()] = value.strip()")]),
        (MOVED, [("+=", "?="), ("-=", "+="), ("?=", "-=")]),
    ],
)
def test_every_place_is_changed_at_once(text: str, changes: list[tuple[str, str]]) -> None:
    program = Program("a.py", text)
    singles = list(candidates(program, frozenset(range(1, 20))))
    right = text
    for old, new in changes:
        right = right.replace(old, new)

    assert right in {made.apply(text) for made in repeated(program, singles)}
    assert right not in {made.apply(text) for made in singles}


def test_places_of_another_shape_are_left_alone() -> None:
    """The bounds of the two loops belong together, the offset in the index does not."""
    text = (
        "def around(grid, row, column):\n    for r in range(row - 1, row + 1):\n"
        "        for c in range(column - 1, column + 1):\n            yield grid[r - 1][c - 1]\n"
    )
    program = Program("a.py", text)
    made = {one.apply(text) for one in repeated(program, list(candidates(program, frozenset(range(1, 9)))))}

    assert text.replace("+ 1)", "+ 2)") in made


def test_a_slip_at_a_part_of_the_places_is_undone_there() -> None:
    """Of four lines of a shape, two that follow one another may be wrong and two right."""
    text = (
        "def common(a, b):\n    left = min(a.left, b.left)\n    top = min(a.top, b.top)\n"
        "    right = min(a.right, b.right)\n    bottom = min(a.bottom, b.bottom)\n    return left, top, right, bottom\n"
    )
    right = text.replace("left = min", "left = max").replace("top = min", "top = max")
    program = Program("a.py", text)
    singles = list(candidates(program, frozenset(range(1, 10))))
    assert right in {one.apply(text) for one in repeated(program, singles)}
