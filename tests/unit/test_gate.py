"""A hook blocks on proof alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.gate import conflict, language_of, refusal


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", "python"),
        ("src/stub.pyi", "python"),
        ("A.PY", "python"),
        ("pyproject.toml", "toml"),
        ("data.json", "json"),
        ("tsconfig.base.json", ""),
        (".vscode/settings.json", ""),
        ("main.c", ""),
        ("Makefile", ""),
        ("py", ""),
        ("dir.py/README", ""),
    ],
)
def test_only_languages_with_a_parser_of_their_own_are_judged(path: str, expected: str) -> None:
    assert language_of(path) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("x = 1\n", "python"),
        ("", "python"),
        ("print('é')\f\n", "python"),
        ('{"a": [1, 2]}', "json"),
        ("", "json"),
        ('// generated\n{"a": 1}', "json"),
        ('{"a": 1, /* why */ "b": 2}', "json"),
        ('{"name": {{ name }}}', "json"),
        ("[a]\nb = 1\n", "toml"),
        ('[a]\nb = "{{ cookiecutter.name }}"\n{% if x %}\n', "toml"),
        ("[" * 100_000, "json"),
        ("(" * 1_000, "python"),
    ],
)
def test_what_may_be_good_is_not_refused(text: str, language: str) -> None:
    found = refusal(text, "f", language)

    assert found is None or (text.startswith("(") and language == "python")


@pytest.mark.parametrize(
    ("text", "language", "line", "column"),
    [
        ("def f(:\n", "python", 1, 7),
        ('{"a": 1,\n "b" 2}', "json", 2, 6),
        ("a = 1\nb = \n", "toml", 2, 5),
    ],
)
def test_a_refusal_says_where(text: str, language: str, line: int, column: int) -> None:
    found = refusal(text, "f", language)

    assert found is not None
    assert (found.line, found.column) == (line, column)
    assert found.message[0].islower()
    assert not found.message.endswith(".")


@given(st.text(), st.sampled_from(["python", "json", "toml", "other"]))
def test_judging_never_raises(text: str, language: str) -> None:
    refusal(text, "f", language)


CONFLICT = b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd\n"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (CONFLICT, 2),
        (CONFLICT.replace(b"\n", b"\r\n"), 2),
        (b"<<<<<<< a\nb\n||||||| base\nx\n=======\nc\n>>>>>>> other\n", 1),
        (b"Title\n=======\n", 0),
        (b"<<<<<<< a\n=======\n", 0),
        (b"    <<<<<<< a\n    =======\n    >>>>>>> b\n", 0),
        (b">>>>>>> b\n=======\n<<<<<<< a\n", 0),
        (b"", 0),
    ],
)
def test_a_conflict_needs_its_three_marks_in_order(data: bytes, line: int) -> None:
    assert conflict(data) == line
