"""Is what a function has at hand put together for another expression, what is near it first?"""

import ast

import pytest

from analyzers.logic.edits import compositions
from analyzers.logic.program import Program

EVERY = frozenset(range(1, 1000))


def made(text: str) -> dict[str, float]:
    """The changed texts, and the most that one of their edits weighs."""
    weights: dict[str, float] = {}
    for one in compositions(Program("a.py", text), EVERY):
        changed = one.apply(text)
        weights[changed] = max(one.weight, weights.get(changed, 0.0))
    return weights


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("rows.setdefault(key, []).append(row)", "rows.setdefault(row[key], []).append(row)"),
        (
            "part = rows[:size]\n    return sum(part) / size",
            "part = rows[:size]\n    return sum(part) / len(part)",
        ),
        ("return min(size, key)", "return min(size, 100)"),
        ("rows['$'] = 1\n    return True", "rows['$'] = 1\n    return '$' in rows"),
        ("return size", "return total(row, size)"),
        ("return (size - key) / 2", "return key + (size - key) / 2"),
        ("return row", "return row + rows[size:]"),
    ],
)
def test_the_expression_is_composed(wrong: str, right: str) -> None:
    head = "def total(a, b):\n    return a\n\n\ndef f(rows, row, key, size):\n    "
    assert f"{head}{right}\n" in made(f"{head}{wrong}\n")


def test_what_shares_a_name_with_the_expression_comes_before_what_does_not() -> None:
    text = "def f(rows, row, key):\n    rows.append(key)\n"
    weights = made(text)
    assert weights[text.replace("append(key)", "append(row[key])")] > weights[text.replace("append(key)", "append(len(row))")]  # fmt: skip


def test_another_of_its_kind_is_asked() -> None:
    text = (
        "class Role:\n    def __init__(self, rights, parent=None):\n        self.rights = rights\n        self.parent = parent\n\n"
        "    def allowed(self, right):\n        if right in self.rights:\n            return True\n        return False\n"
    )
    asked = text.replace("return False", "return self.parent is not None and self.parent.allowed(right)")
    assert asked in made(text)


def test_every_composed_program_parses() -> None:
    text = "class A:\n    def __init__(self):\n        self.n = 1\n\n    def f(self, x):\n        for y in x.z:\n            self.n += x[y] * 2\n        return not x\n"
    for changed in made(text):
        ast.parse(changed)
