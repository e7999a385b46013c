"""Which edits are proposed for a wrong line?"""

import ast
from textwrap import dedent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzers.logic.edits import Candidate, candidates
from analyzers.logic.program import Program

EVERY_LINE = frozenset(range(1, 1000))


def proposals(text: str) -> dict[str, float]:
    """The changed texts with their weights."""
    program = Program("a.py", text)
    return {made.apply(text): made.weight for made in candidates(program, EVERY_LINE)}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("def f(a, b):\n    return a < b\n", "def f(a, b):\n    return a <= b\n"),
        ("def f(a, b):\n    return a - b\n", "def f(a, b):\n    return b - a\n"),
        ("def f(a, b):\n    return a + b / 2\n", "def f(a, b):\n    return (a + b) / 2\n"),
        ("def f(n):\n    for i in range(n):\n        g(i)\n", "def f(n):\n    for i in range(n + 1):\n        g(i)\n"),
        ("def f(x):\n    return x == 1 or 2\n", "def f(x):\n    return x in (1, 2)\n"),
        ("m = [[0] * n] * k\n", "m = [[0] * n for _ in range(k)]\n"),
        ("def f(xs):\n    xs = xs.sort()\n    return xs\n", "def f(xs):\n    xs.sort()\n    return xs\n"),
        ("def f(s):\n    s.strip()\n    return s\n", "def f(s):\n    s = s.strip()\n    return s\n"),
        ("def f(xs):\n    for x in xs:\n        xs.remove(x)\n", "def f(xs):\n    for x in list(xs):\n        xs.remove(x)\n"),
        ("def f(é, b):\n    return é and b\n", "def f(é, b):\n    return é or b\n"),
        ("def f(x, to=[]):\n    to.append(x)\n    return to\n",
         "def f(x, to=None):\n    if to is None:\n        to = []\n    to.append(x)\n    return to\n"),
    ],
)  # fmt: skip
def test_the_common_slip_has_its_remedy(wrong: str, right: str) -> None:
    assert right in proposals(wrong)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("return xs[len(xs) - 2]", "return xs[len(xs) - 1]"),
        ("return f(n + 1)", "return f(n + 2)"),
        ("return g((a if b else c) - 3)", "return g((a if b else c) - 2)"),
        ("for i in range(3): g(i)", "for i in range(1, 4): g(i)"),
        ("return xs[n - (2)]", "return xs[n - (2) + 1]"),
    ],
)
def test_one_more_is_written_as_somebody_would(wrong: str, right: str) -> None:
    head = "def f(xs, n, a, b, c):\n    "

    assert f"{head}{right}\n" in proposals(f"{head}{wrong}\n")


def test_a_verdict_given_in_the_first_step_of_a_loop_moves_behind_the_loop() -> None:
    wrong = dedent(
        """\
        def every(xs):
            for x in xs:
                if not x:
                    return False
                else:
                    return True
        """
    )
    right = dedent(
        """\
        def every(xs):
            for x in xs:
                if not x:
                    return False
            return True
        """
    )

    assert right in proposals(wrong)


def test_a_boundary_is_likelier_than_another_name() -> None:
    text = "def f(low, high):\n    return low < high\n"
    weights = proposals(text)

    assert (
        weights["def f(low, high):\n    return low <= high\n"]
        > weights["def f(low, high):\n    return high < high\n"]
    )


def test_letters_that_are_looked_for_are_added_to_rather_than_exchanged() -> None:
    found = proposals('def f(s):\n    return sum(c in "aeiou" for c in s)\n')
    assert found['def f(s):\n    return sum(c in "aeiouAEIOU" for c in s)\n'] > 0.2
    assert found['def f(s):\n    return sum(c in "AEIOU" for c in s)\n'] < 0.1


def test_only_the_asked_lines_are_edited() -> None:
    text = "a = 1\nb = 2\n"

    assert {made.line for made in candidates(Program("a.py", text), frozenset({2}))} == {2}


def test_documentation_is_left_alone() -> None:
    assert proposals('"""Return 1 or 0."""\n') == {}


def test_edits_leave_the_rest_of_the_text_as_it_is() -> None:
    made = Candidate("a.py", ((0, 1, "bb"), (4, 5, "")), 1, "", 1.0)

    assert made.apply("a = 1 # why") == "bb =  # why"


_NAMES = st.sampled_from(["a", "b", "total", "xs"])
_ATOMS = st.one_of(
    _NAMES, st.integers(0, 20).map(str), st.sampled_from(['"t"', "[]", "[1, 2]", "None", "True"])
)
_EXPRESSIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "<", "<=", "==", "and", "or"]), inner
        ).map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
        inner.map(lambda part: f"(not {part})"),
        inner.map(lambda part: f"len({part})"),
        st.tuples(_NAMES, inner).map(lambda part: f"{part[0]}[{part[1]}:]"),
        st.tuples(_NAMES, inner).map(lambda part: f"[{part[0]} for {part[0]} in {part[1]}]"),
    ),
    max_leaves=6,
)
_LINES = st.one_of(
    st.tuples(_NAMES, _EXPRESSIONS).map(lambda part: f"{part[0]} = {part[1]}"),
    st.tuples(_NAMES, _EXPRESSIONS).map(lambda part: f"{part[0]} += {part[1]}"),
    _EXPRESSIONS.map(lambda part: f"return {part}"),
    st.tuples(_EXPRESSIONS, _NAMES).map(lambda part: f"if {part[0]}:\n        {part[1]} = 0"),
    st.tuples(_NAMES, _EXPRESSIONS).map(lambda part: f"for {part[0]} in {part[1]}:\n        total += 1"),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_LINES, min_size=1, max_size=3))
@example(lines=["a = a", "a = a", "if (a < (not a)):\n        a = 0"])
@example(lines=["a += (a % (not a))"])
@example(lines=["b = ((0 * xs) + (not a))"])
@example(lines=["b = ((a / len(b)) * (not a))"])
def test_what_is_proposed_for_a_function_is_python(lines: list[str]) -> None:
    text = "def f(a, b, xs):\n" + "".join(f"    {line}\n" for line in lines)

    for changed in proposals(text):
        ast.parse(changed)
