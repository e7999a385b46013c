"""Is a line or two without any mark code, and in which language?"""

import pytest

from analyzers.snippets import snippet_language


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("x = [1,2,3] print(x)", "python"),
        ("total = sum([1, 2", "python"),
        ('print "hello world"', "python"),
        ("while True print(x)", "python"),
        ('int x = "hello";', "c"),
        ("const a = 1; a = 2;", "javascript"),
        ("nil.upcase", "ruby"),
        ("[1, 2][5]", "python"),
    ],
)
def test_a_line_of_code_is_known_though_it_may_be_broken(line: str, language: str) -> None:
    assert snippet_language(line) == language


@pytest.mark.parametrize(
    "line",
    [
        "list index out of range",
        "'str' object is not callable",
        "unhashable type: 'list'",
        "segfault (core dumped)",
        "foo(bar) returns None",
        "x = 3 does not work",
        "git commit -m 'x'",
        "https://example.org/?a=b",
        '{"error": "not found"}',
        "doesn't work",
        "main.py",
        "C++",
        "TypeError: f(...) is not a function",
        "[object Object]",
    ],
)
def test_messages_commands_data_and_sentences_are_no_code(line: str) -> None:
    """They do not parse either, which says nothing of anybody's program."""
    assert snippet_language(line) == ""
