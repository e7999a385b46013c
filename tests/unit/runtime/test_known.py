"""Well-known messages of libraries are put in plain words that say no more than they do."""

import re
from pathlib import Path

import pytest

from analyzers.runtime.known import SITUATIONS
from tests.unit.runtime.crashes import crash, explained

DOCS = Path(__file__).resolve().parents[3] / "docs" / "diagnostics.md"


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("TypeError: Object of type datetime is not JSON serializable", "JSON has no form for a `datetime`"),
        ("dataclasses.FrozenInstanceError: cannot assign to field 'x'", "the data class is frozen, so `x` cannot be set"),
        ("re.error: unterminated character set at position 3", "the regular expression is wrong at position 3: unterminated character set"),
        ("configparser.NoOptionError: No option 'port' in section: 'web'", "the section `web` of the configuration has no option `port`"),
        ("subprocess.CalledProcessError: Command '['ls']' returned non-zero exit status 2.", "the command that was run failed with exit status 2"),
        ("requests.exceptions.MissingSchema: Invalid URL 'a.org': No scheme supplied. Perhaps you meant https://a.org?", "the address has no `http://` or `https://`"),
        ("requests.exceptions.HTTPError: 404 Client Error: Not Found for url: http://a/b", "the server answered 404 Not Found"),
        ("httpx.HTTPStatusError: Client error '503 Service Unavailable' for url 'http://a'", "the server answered 503 Service Unavailable"),
        ("ValueError: The truth value of a Series is ambiguous. Use a.empty", "a condition asks for one yes or no, and there are many values"),
        ("ValueError: cannot reshape array of size 6 into shape (4,2)", "6 elements cannot be put into the shape (4,2)"),
        ("pandas.errors.ParserError: Error tokenizing data. C error: Expected 3 fields in line 7, saw 4", "line 7 of the file has 4 fields where there should be 3"),
        ("sqlalchemy.exc.IntegrityError: (sqlite3.IntegrityError) UNIQUE constraint failed: user.name", "there is a row with that `user.name` already"),
        ("django.core.exceptions.FieldError: Cannot resolve keyword 'nmae' into field. Choices are: id, name", "the model has no field `nmae`; it has `name`"),
        ("EOFError: EOF when reading a line", "`input` is asked for a line, and there is nothing more to read"),
        ("jinja2.exceptions.UndefinedError: 'user' is undefined", "the template uses `user`, which it is not given"),
    ],
)  # fmt: skip
def test_a_message_is_put_in_plain_words(error: str, cause: str) -> None:
    """What the message names is named; nothing is said of values that it does not show."""
    assert explained(crash("work(item)  # here", error, ("here", "<module>"))).cause == cause


def test_what_the_table_does_not_know_is_left_to_others() -> None:
    """The name of an exception alone says nothing."""
    assert (
        "JSON"
        not in explained(
            crash("work(item)  # here", "TypeError: work() takes no arguments", ("here", "<module>"))
        ).cause
    )


def test_every_situation_is_documented_and_its_pattern_has_the_parts_that_it_names() -> None:
    """A cause that names a group which the pattern lacks would show a brace to the reader."""
    known = set(re.findall(r"`runtime/([a-z0-9-]+)`", DOCS.read_text()))
    for one in SITUATIONS:
        groups = re.compile(one.message).groups
        named = {int(number) for number in re.findall(r"\{(\d)\}", one.cause + one.help)}
        assert one.code in known
        assert not named or max(named) <= groups
