"""Which questions near those of the tests are asked, and which values are near a value?"""

from textwrap import dedent
from typing import Any

import pytest

from analyzers.logic.literals import Domain, near
from analyzers.logic.neighbours import Seen, near_calls, near_tests
from analyzers.logic.program import Program


def domain(*values: object) -> Domain:
    made = Domain()
    for value in values:
        made.add(value)
    return made


def test_numbers_stay_on_the_side_of_zero_that_was_seen() -> None:
    assert -1 not in near(0, domain(0, 5))
    assert -1 in near(0, domain(0, -5))


def test_a_text_is_also_asked_in_the_other_case() -> None:
    """Of two edits that make capitals count, one may forget the small letters."""
    assert "apple" in near("APPLE", domain("APPLE"))


def test_a_list_that_was_always_in_order_stays_in_order() -> None:
    made = near([1, 3, 5], domain([1, 3, 5], [2, 4, 4]))

    assert made
    for one in made:
        assert isinstance(one, list)
        assert one == sorted(one)


def test_the_rows_of_a_table_stay_as_long_as_one_another() -> None:
    table = [[1, 2], [3, 4]]

    for made in near(table, domain(table)):
        assert isinstance(made, list)
        assert len({len(row) for row in made}) <= 1


@pytest.mark.parametrize("value", [3, -2.5, "word", "", [], [1, 2], (1, "a"), {"k": [1]}, {1, 2}, True])
def test_what_is_near_is_of_the_same_type_and_not_the_same(value: object) -> None:
    for other in near(value, domain(value)):
        assert type(other) is type(value)
        assert repr(other) != repr(value)


def call(function: str, *, passed: bool, **arguments: object) -> Seen:
    texts = tuple((name, repr(value)) for name, value in arguments.items())
    return Seen(file="prog.py", function=function, arguments=texts, passed=passed)


def answer(question: str, function: object, name: str) -> object:
    space: dict[str, object] = {name: function}
    exec(question, space)  # what the child does with it
    return space["probe"]()  # type: ignore[operator]  # a function


def test_every_question_can_be_asked_and_the_seen_ones_come_first() -> None:
    questions = near_calls([call("f", passed=True, a=3, b=[1, 2]), call("f", passed=False, a=5, b=[])])

    assert [question.seen for question in questions[:2]] == [True, True]
    assert len({question.source for question in questions}) == len(questions)
    assert answer(questions[0].source, lambda a, b: a + len(b), "f") == 5


def test_an_argument_that_is_changed_is_part_of_the_answer() -> None:
    [question, *_] = near_calls([call("f", passed=True, b=[2, 1])])

    assert answer(question.source, lambda b: b.sort(), "f") == (None, [1, 2])
    assert answer(question.source, sorted, "f") == [1, 2]


def test_arguments_that_are_always_equally_long_stay_so() -> None:
    calls = [call("f", passed=True, a=[1, 2], b=[3, 4]), call("f", passed=True, a=[1], b=[3])]

    for question in near_calls(calls):
        space: dict[str, object] = {"f": lambda a, b: len(a) == len(b)}
        exec(question.source, space)
        assert space["probe"]() is True  # type: ignore[operator]  # a function


TESTS = """\
import unittest
from bank import Account

class Tests(unittest.TestCase):
    def setUp(self):
        self.account = Account(10)

    def test_draw(self):
        self.account.draw(4)
        self.assertEqual(self.account.balance, 6)
"""


def test_a_test_of_objects_becomes_questions_with_one_literal_changed() -> None:
    first, *others = near_tests(Program("test_bank.py", TESTS), {"test_draw": True})

    assert first.seen
    assert "self = Tests('test_draw')" in first.source
    assert "self.setUp()" in first.source
    assert "_kept.append(self.account.balance)" in first.source
    assert any("draw(5)" in other.source for other in others)
    assert not any("7" in other.source for other in others)  # what was expected is not asked


def test_what_fixtures_of_the_file_make_is_made_for_a_question() -> None:
    text = dedent(
        """
        import pytest

        @pytest.fixture
        def size():
            return 3

        @pytest.fixture(scope="module")
        def box(size):
            yield [0] * size

        def test_box(box):
            assert box.count(0) == 3

        def test_here(tmp_path):
            assert tmp_path.exists()
        """
    )
    asked = near_tests(Program("test_box.py", text), {"test_box": True, "test_here": True})
    answers = []
    for question in asked:
        space: dict[str, Any] = {}
        exec(question.source, space)
        answers.append(space["probe"]())

    assert answers[0] == [3]
    assert all("tmp_path" not in question.source for question in asked)


def test_whether_something_is_in_a_container_is_asked_as_it_is() -> None:
    text = "def test_in():\n    assert 'a' in BOX\n"
    asked = near_tests(Program("test_in.py", text), {"test_in": True})

    assert asked[0].shown == "'a' in BOX"


def test_two_arguments_of_a_kind_are_exchanged() -> None:
    """Whatever is the same both ways round, a distance, stays so with the right edit and seldom with a wrong one."""
    asked = near_calls([call("distance", passed=True, a="ab", b="abc")])

    [turned] = [one for one in asked if one.reorders is not None]
    assert turned.shown == "distance('abc', 'ab')"
    assert asked[turned.reorders or 0].shown == "distance('ab', 'abc')"
    assert not any(one.reorders for one in near_calls([call("wide", passed=True, text="ab", width=3)]))
