"""What did a failing check compare?"""

import pytest

from analyzers.logic.comparison import check_at, compared
from analyzers.logic.examples import failed_examples, told_by_runner
from analyzers.logic.program import Program

_CASES = [
    (
        'assert slug("a  b") == "a-b"',
        "assert 'a--b' == 'a-b'\n  \n  - a-b\n  + a--b",
        "`slug(\"a  b\")` gave `'a--b'` where the test expects `'a-b'`",
    ),
    ("assert 3 == count(x)", "assert 3 == 4", "`count(x)` gave `4` where the test expects `3`"),
    ("assert 3 < count(x)", "assert 3 < 2", "`count(x)` gave `2` where the test expects `> 3`"),
    ("assert count(x) != 3", "assert 3 != 3", "`count(x)` gave `3` where the test expects anything but `3`"),
    ("assert ready(x)", "assert False\n +  where False = ready(7)", "`ready(7)` gave `False` where the test expects something true"),
    ("assert not ready(1)", "assert not True", "`ready(1)` gave `True` where the test expects something false"),
    ("assert 2 in items()", "assert 2 in [1]", "`2` gave `2` where the test expects `in [1]`"),
    ("assert mean(x) == 2, 'mean'", "mean\nassert 1 == 2", "`mean(x)` gave `1` where the test expects `2`"),
    ("assert mean(x) == 2", "", "`mean(x)` is not what the test expects: `2`"),
    ("self.assertEqual(sum(f(3)), 10)", "9 != 10", "`sum(f(3))` gave `9` where the test expects `10`"),
    (
        "self.assertEqual(f(3), [1, 2])",
        "Lists differ: [1] != [1, 2]\n\nSecond list contains 1 additional elements.",
        "`f(3)` gave `[1]` where the test expects `[1, 2]`",
    ),
    ("self.assertEqual(f(3), 10, 'three')", "9 != 10 : three", "`f(3)` gave `9` where the test expects `10`"),
    (
        "self.assertAlmostEqual(f(3), 0.5)",
        "0.4 != 0.5 within 7 places (0.1 difference)",
        "`f(3)` gave `0.4` where the test expects `0.5`",
    ),
    ("self.assertTrue(f(3))", "None is not true", "`f(3)` gave `None` where the test expects something true"),
    ("self.assertIsNone(f(3))", "4 is not None", "`f(3)` gave `4` where the test expects `None`"),
    ("self.assertRaises(KeyError, f, 3)", "KeyError not raised by f", "`f(3)` raises nothing where the test expects `KeyError`"),
    (
        "with pytest.raises(ValueError):\n    f(3)",
        "DID NOT RAISE <class 'ValueError'>",
        "`f(3)` raises nothing where the test expects `ValueError`",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("check", "message", "sentence"), _CASES)
def test_a_failing_check_becomes_one_clause(check: str, message: str, sentence: str) -> None:
    program = Program("test_a.py", check)

    found = compared(program, program.tree.body[0], message)

    assert found is not None
    assert found.sentence() == sentence


def test_a_name_stands_for_the_only_value_it_was_given() -> None:
    program = Program("test_a.py", "def test_f():\n    got = f(3)\n    assert got == 4\n")
    check = check_at(program, 3)

    found = compared(program, check, "assert 5 == 4") if check else None

    assert found is not None
    assert found.expression == "f(3)"


def test_a_name_whose_value_is_changed_keeps_its_name() -> None:
    program = Program("test_a.py", "def test_f():\n    got = f(3)\n    got.sort()\n    assert got == [4]\n")
    check = check_at(program, 4)

    found = compared(program, check, "assert [5] == [4]") if check else None

    assert found is not None
    assert found.expression == "got"


def test_a_value_that_holds_the_operator_is_not_split_at_it() -> None:
    program = Program("test_a.py", "assert f() == 'a == b'")

    found = compared(program, program.tree.body[0], "assert '== c' == 'a == b'")

    assert found is not None
    assert (found.got, found.wanted) == ("'== c'", "'a == b'")


def test_a_statement_that_compares_nothing_says_nothing() -> None:
    program = Program("test_a.py", "run(3)")

    assert compared(program, program.tree.body[0], "9 != 10") is None


_BY_DOCTEST = """\
**********************************************************************
File "stats.py", line 9, in stats.median
Failed example:
    median([4, 1])
Expected:
    2.5
Got:
    3
**********************************************************************
"""
_BY_PYTEST = """\
005 Return the middle.
009     >>> median([4, 1])
Expected:
    2.5
Got:
    3

/src/stats.py:9: DocTestFailure
"""


@pytest.mark.parametrize("text", [_BY_DOCTEST, _BY_PYTEST])
def test_a_failed_example_is_read_with_its_place_and_values(text: str) -> None:
    [example] = failed_examples(text)

    assert example.file.endswith("stats.py")
    assert example.line == 9
    sentence = example.comparison.sentence("the example")
    assert sentence == "`median([4, 1])` gave `3` where the example expects `2.5`"


@pytest.mark.parametrize(
    "text", ["Expected:\n", "Expected:\n    1\nGot:\n    2\n", "Expected nothing\nGot:\n"]
)
def test_a_piece_of_an_example_is_no_example(text: str) -> None:
    assert not list(failed_examples(text))


def test_the_runners_words_for_an_example_are_understood() -> None:
    found = told_by_runner("    >>> f(3)", "expected '1, got\\n', got '2\\n'")

    assert found is None or found.got == "2"


def test_an_example_that_prints_nothing_says_so() -> None:
    found = told_by_runner("    >>> f(3)", "expected '2\\n', got ''")

    assert found is not None
    assert (found.got, found.wanted) == ("nothing", "2")
