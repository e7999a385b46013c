"""How does a stated expectation become a check?"""

import ast

import pytest

from analyzers.errors import UsageError
from analyzers.logic.expectation import check_of
from analyzers.logic.program import Program
from analyzers.logic.subject import editable_lines, is_test_file


def test_each_expectation_becomes_an_assert() -> None:
    check = check_of("src/stats.py", ("mean([1]) == 1", "mean([]) == 0"))

    asserts = [ast.unparse(node.test) for node in ast.walk(ast.parse(check)) if isinstance(node, ast.Assert)]
    assert asserts == ["mean([1]) == 1", "mean([]) == 0"]


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(UsageError, match="no Python expression"):
        check_of("stats.py", ("mean([1]) = 1",))


def test_an_expected_output_is_compared_line_by_line() -> None:
    check = check_of("table.py", (), "a  \nb\n\n")

    assert "['a', 'b']" in check


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("a\nc", "line 2 of the output is `c` where `b` is expected"),
        ("a", "line 2 of the output is nothing where `b` is expected"),
        ("a\nb\n\nc", "line 3 of the output is `` where nothing is expected"),
    ],
)
def test_the_first_line_of_an_output_that_differs_is_told(printed: str, said: str) -> None:
    check = check_of("table.py", (), "a\nb")
    lines = check[check.index("got = [") :].replace("printed.getvalue()", repr(printed))

    with pytest.raises(AssertionError, match=said):
        exec("from itertools import zip_longest\n" + lines, {})


def test_checks_in_a_file_are_not_the_program() -> None:
    program = Program(
        "a.py", "def f():\n    return 1\n\n\ndef test_f():\n    assert f() == 2\n\n\nassert f() == 2\n"
    )

    assert editable_lines(program) == frozenset({1, 2})


@pytest.mark.parametrize(
    ("path", "expected"),
    [("test_a.py", True), ("pkg/a_test.py", True), ("tests/helpers.py", True), ("latest.py", False), ("contest.py", False)],
)  # fmt: skip
def test_tests_are_known_by_their_names(path: str, expected: bool) -> None:
    assert is_test_file(path) is expected
