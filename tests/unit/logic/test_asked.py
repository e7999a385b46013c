"""Which questions say what is and what should be?"""

import pytest

from analyzers.logic.asked import asked, calls_in, only_wanted, remarked


@pytest.mark.parametrize(
    ("question", "expectation"),
    [
        ("mean([1, 2]) returns 1, should be 1.5", "mean([1, 2]) == 1.5"),
        ("`mean([1, 2])` returns `1` instead of `1.5`", "mean([1, 2]) == 1.5"),
        ("Why does total(['a'], 3) give 5 when it should be 6?", "total(['a'], 3) == 6"),
        ("I get 'ab' for shop.join('a', 'b') but expected 'a-b'", "shop.join('a', 'b') == 'a-b'"),
        ("expected [1, 2] but got [2, 1] from order([2, 1])", "order([2, 1]) == [1, 2]"),
        ("flat([[1], [2]]) returns [[1], [2]], should be [1, [2]]", "flat([[1], [2]]) == [1, [2]]"),
        ("f(2) returned None, should have returned 4", "f(2) == 4"),
        ("primes(10) gives [2, 3, 5, 7, 9]. It should give [2, 3, 5, 7]", "primes(10) == [2, 3, 5, 7]"),
    ],
)
def test_a_question_becomes_an_expectation(question: str, expectation: str) -> None:
    found = asked(question)

    assert found is not None
    assert found.expectation == expectation


def test_without_a_call_the_values_are_known_and_nothing_can_be_checked() -> None:
    found = asked("it returns 5, should be 6")

    assert found is not None
    assert (found.got, found.wanted, found.expectation) == ("5", "6", "")


@pytest.mark.parametrize(
    "question", ["", "why is it slow?", "it returns 5", "should I use a list?", "returns x, should be y z("]
)
def test_other_questions_say_nothing(question: str) -> None:
    assert asked(question) is None


@pytest.mark.parametrize("piece", ["f(", "a", "a.", "is 1 for" + " " * 50, "got [", "should be ("])
def test_a_long_question_costs_a_bounded_number_of_steps(piece: str) -> None:
    """Every opening bracket of a text was followed to its end."""
    text = (piece * 400_000)[:400_000]

    assert asked(text) is None
    assert calls_in(text) == []


def test_calls_are_found_with_the_brackets_in_them() -> None:
    assert calls_in("so `mean([f(1), 2])` and g( are wrong") == ["mean([f(1), 2])", "f(1)"]


@pytest.mark.parametrize(
    ("comment", "value"),
    [
        (" expected 4", "4"),
        (" prints 3, should be 6", "6"),
        (" expected [1, 3] got [1, 2, 3]", "[1, 3]"),
        (" => 5 (should be 6)", "6"),
        (" 6 expected", "6"),
        (" should print 'ab'", "'ab'"),
        (" should be larger", ""),
        (" the total", ""),
        (" 6", ""),
    ],
)
def test_a_comment_says_what_is_wanted(comment: str, value: str) -> None:
    assert remarked(comment) == value


def test_a_wanted_value_alone_is_read_where_there_is_one() -> None:
    assert only_wanted("I expected [[1, 0], [0, 0]] but both rows change") == "[[1, 0], [0, 0]]"
    assert only_wanted("it should be 3, then it should be 4") == ""
    assert only_wanted("why is the mean wrong? each list should have 3 items") == ""
    assert only_wanted("it should print 3 lines") == ""
    assert only_wanted("it should print 3.") == "3"


def test_the_head_of_a_function_is_no_call() -> None:
    assert calls_in("def f(n):\n    return g(n)") == ["g(n)"]


@pytest.mark.parametrize(
    ("question", "got", "wanted"),
    [
        ("it is always 0, should be 120", "0", "120"),
        ("I expect 70 but it says 130", "130", "70"),
        ("f([1]) -> 3, expected 2.5", "3", "2.5"),
        ("got 20, want 30", "20", "30"),
        ("f(2) = 5 but should be -14", "5", "-14"),
        ("expected 12.50 got 1_000", "1000", "12.5"),
        ("expected output is 15 but it prints 10", "10", "15"),
        ("the correct answer would be 15, I get 10", "10", "15"),
    ],
)
def test_numbers_are_read_whole(question: str, got: str, wanted: str) -> None:
    found = asked(question)

    assert found is not None
    assert (found.got, found.wanted) == (got, wanted)


@pytest.mark.parametrize(
    "question", ["should be 120", "expected 2.5", "it must be -17 in the end", "want 1e10"]
)
def test_one_number_alone_is_not_two(question: str) -> None:
    assert asked(question) is None
