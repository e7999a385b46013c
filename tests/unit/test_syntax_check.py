"""CPython's verdict, and what the hook gets to see of it."""

import pytest

from analyzers.syntax import check, repair
from analyzers.syntax.python.verdict import MAX_CHARACTERS, judge


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1\n",
        "\ufeffx = 1\n",
        "# é 𝒳\n",
        "def f():\r\n    return 1\r\n",
        "if x:\n\tpass\n",
        "async def f(): await g()\n",
    ],
)
def test_says_nothing_of_a_text_that_compiles(text: str) -> None:
    assert check(text, "a.py") == ()


def test_finds_what_only_the_compiler_sees() -> None:
    """`return` outside a function parses; it still cannot run."""
    verdict = judge("return 1\n")

    assert verdict is not None
    assert "outside function" in verdict.message


def test_a_warning_of_the_compiler_is_no_finding() -> None:
    """Warnings are errors in this run: an invalid escape must not become one."""
    assert check("x = '\\d'\nassert (1, 'always true')\n", "a.py") == ()


@pytest.mark.parametrize(
    "text", ["x = '\0'\n", "x = '\ud800'\n", "(" * 100_000, "x = " + "-" * 100_000 + "1\n"]
)
def test_hostile_text_gets_an_answer(text: str) -> None:
    found = repair(text, "a.py")

    assert found.text is None
    assert found.diagnostics[0].code == "syntax/beyond-limits"


def test_a_file_too_large_to_check_is_not_called_wrong() -> None:
    assert check("x = 1\n" * (MAX_CHARACTERS // 6 + 1), "data.py") == ()


def test_an_unknown_language_is_left_alone() -> None:
    found = repair("HAI 1.2\n", "a.lol", "lolcode")

    assert found.unchecked
    assert not found.well_formed
    assert found.text is None
    assert found.notes == ("there is no grammar for lolcode",)


def test_a_broken_file_is_explained_where_the_mistake_is() -> None:
    """The bracket is opened on the first line; CPython of old complains about the second."""
    [found] = check("print(foo(1)\nbar()\n", "a.py")

    assert found.code == "syntax/bracket-unclosed"
    assert found.primary is not None
    assert (found.primary.span.start, found.primary.span.path) == (12, "a.py")
    assert found.help == "close it with `)`"
