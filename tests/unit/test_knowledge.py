"""Are words, queries and ranking of the knowledge what a search needs? No disk, no model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.knowledge.document import Document, from_json
from tools.knowledge.lexical import Hit
from tools.knowledge.query import Query, query
from tools.knowledge.ranking import Weights, agreement, fuse, overlap, rerank
from tools.knowledge.words import stem, words


def test_a_name_is_kept_whole_and_taken_apart() -> None:
    assert words("pd.read_csv") == ["pd", "read_csv", "read", "csv"]
    assert words("FileNotFoundError") == ["filenotfounderror", "file", "not", "found", "error"]


@pytest.mark.parametrize(
    ("left", "right"), [("iterating", "iterate"), ("classes", "class"), ("copies", "copy")]
)
def test_forms_of_a_word_meet(left: str, right: str) -> None:
    assert stem(left) == stem(right)


def test_signs_that_name_a_language_are_spelt_out() -> None:
    assert "c_plus_plus" in words("segfault in C++ vector")
    assert "c_sharp" in words("C# null reference")


@given(st.text(max_size=300))
def test_words_never_hold_what_the_index_takes_for_an_operator(text: str) -> None:
    assert not any(set(word) & set("\"'*^:()- \n") for word in words(text))


def test_a_report_is_looked_up_by_its_last_four_lines() -> None:
    text = (
        'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    main()\n'
        '  File "b.py", line 2, in main\n    open(path)\nFileNotFoundError: [Errno 2] No such file\n'
    )
    found = query(text)
    assert found.text.splitlines() == [
        "    main()",
        '  File "b.py", line 2, in main',
        "    open(path)",
        "FileNotFoundError: [Errno 2] No such file",
    ]
    assert found.exception == "FileNotFoundError"


def test_a_question_is_looked_up_as_it_is() -> None:
    text = "how do I read a file line by line?\nit is large\nvery\nvery\nlarge"
    assert (query(text).text, query(text).report) == (text, False)


def test_quoted_names_stay_in_the_query() -> None:
    assert "'url_quote'" in query("ImportError: cannot import name 'url_quote' from 'werkzeug.urls'").text


def test_both_scores_are_scaled_before_they_are_joined() -> None:
    scores = fuse([Hit("a", 20.0), Hit("b", 10.0)], {"a": 0.2, "b": 0.6}, 0.5)
    assert scores == {"a": 0.5, "b": 0.75}


def test_without_vectors_words_decide_alone() -> None:
    assert fuse([Hit("a", 20.0), Hit("b", 10.0)], {}, 0.5) == {"a": 1.0, "b": 0.5}


def test_the_same_exception_and_library_move_a_result_up() -> None:
    documents = {
        "other": Document(id="other", title="ValueError in numpy"),
        "same": Document(id="same", title="KeyError in pandas", library="pandas", version="2.1"),
    }
    asked = Query(text="", exception="KeyError", library="pandas", version="2.3")
    ranked = rerank(asked, {"other": 0.8, "same": 0.79}, documents, Weights())
    assert [each for each, _ in ranked] == ["same", "other"]


@pytest.mark.parametrize(
    ("asked", "documented", "agree"),
    [
        ("2.3.1", "2.3", 1.0),
        ("2.3", "2.1", 0.8),
        ("2.3", "2", 1.0),
        ("2.3", "1.9", 0.0),
        ("0.24", "0.19", 0.0),
        ("0.24", "0.24.2", 1.0),
        ("2.3", "", 0.0),
        ("", "2.3", 0.0),
    ],
)
def test_versions_agree_as_far_as_they_promise_to(asked: str, documented: str, agree: float) -> None:
    """Before 1.0 a minor version may change everything."""
    assert agreement(asked, documented) == agree


@pytest.mark.parametrize(
    ("record", "wrong"),
    [
        ({"title": "x"}, "id"),
        ({"id": "1", "title": 3}, "title"),
        ({"id": "1", "title": "", "tags": "x"}, "tags"),
    ],
)
def test_a_wrong_field_of_a_document_is_named(record: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        from_json(record)


def test_words_count_less_where_even_the_best_hit_is_far_from_ideal() -> None:
    hits = [Hit("a", 10.0), Hit("b", 5.0)]
    assert fuse(hits, {"a": 0.2, "b": 0.6}, 0.5, ideal=10.0)["a"] == 0.5
    assert fuse(hits, {"a": 0.2, "b": 0.6}, 0.5, ideal=40.0)["a"] == 0.25


def test_what_was_asked_and_what_was_answered_are_found_apart() -> None:
    both = Document(id="1", title="T", body="asked", answer="answered")
    assert both.embedded() == ("T\nasked", "T\nanswered")
    assert Document(id="1", title="T", answer="answered").embedded() == ("T\nanswered",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  File 'a', line 1\nE   KeyError: 'x'", "KeyError: 'x'"),
        ("error[E0382]: borrow of moved value: `a`", "error[E0382]: borrow of moved value: `a`"),
        ("goroutine 1 [running]:\nmain.main()", "main.main()"),
        ("why is my list empty", ""),
        ("KeyError for a column that is there", ""),
    ],
)
def test_the_line_that_names_the_failure_is_known(text: str, message: str) -> None:
    assert query(text).message == message


def test_a_message_that_stands_in_a_document_word_for_word_overlaps_wholly() -> None:
    message = "TypeError: can only concatenate str"
    assert overlap(message, Document(id="1", title=f"what is {message} about")) == 1.0
    assert overlap(message, Document(id="1", title="str can concatenate")) == 0.0


def test_a_version_of_thousands_of_digits_is_compared() -> None:
    assert agreement("9" * 5_000, "9" * 5_000 + ".1") == 1.0
    assert agreement("02.1", "2.1") == 1.0
