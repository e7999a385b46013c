"""What comes from outside the program is said in words of the program: which host, field, clock or shape."""

import pytest

from tests.unit.runtime.crashes import crash, explained

REFUSED = (
    "requests.exceptions.ConnectionError: HTTPConnectionPool(host='db.local', port=81): Max retries exceeded "
    'with url: /x (Caused by NewConnectionError("[Errno 111] Connection refused"))'
)
MODEL = """pydantic_core._pydantic_core.ValidationError: 2 validation errors for Order
lines.0.count
  Input should be a valid integer [type=int_type, input_value=None, input_type=NoneType]
    For further information visit https://errors.pydantic.dev/2/v/int_type
total
  Field required [type=missing, input_value={'totl': 2}, input_type=dict]"""
TIMES = "TypeError: can't compare offset-naive and offset-aware datetimes"


@pytest.mark.parametrize(
    ("text", "error", "cause"),
    [
        ("get(url)  # here", REFUSED, "nothing answers at `db.local:81`: the connection was refused"),
        (
            "get(url)  # here",
            "httpx.ConnectError: [Errno -2] Name or service not known",
            "the name of the host to connect to cannot be resolved",
        ),
        (
            "Order(**row)  # here",
            MODEL,
            (
                "`Order` does not accept its input: `lines.0.count` is `None`, a `NoneType`: "
                "input should be a valid integer; `total` is missing, there is `totl`"
            ),
        ),
        (
            "datetime.now() < due  # here",
            TIMES,
            "`datetime.now()` has no time zone and `due` has one, so Python will not compare them",
        ),
        (
            "datetime.now(zone) < due  # here",
            TIMES,
            "`due` has no time zone and `datetime.now(zone)` has one, so Python will not compare them",
        ),
        (
            "datetime.now(None) < due  # here",
            TIMES,
            "only one of the two datetimes has a time zone, so Python will not compare them",
        ),
        (
            "a + b  # here",
            "ValueError: operands could not be broadcast together with shapes (3,) (4,)",
            "shapes (3,) and (4,) do not fit",
        ),
    ],
)
def test_the_cause_names_what_was_refused(text: str, error: str, cause: str) -> None:
    assert explained(crash(text, error, ("here", "<module>"))).cause == cause


@pytest.mark.parametrize("error", ["TimeoutError: the job timed out", "ConnectionError: lost"])
def test_of_a_failure_without_a_known_reason_nothing_is_added(error: str) -> None:
    assert (
        explained(crash("work()  # here", error, ("here", "<module>"))).diagnostic.code
        == "runtime/failed-call"
    )


def test_a_text_is_offered_as_a_tuple_of_one_value() -> None:
    text = "def add(con, name):\n    con.execute('insert into tag values (?)', (name))  # here"
    error = (
        "sqlite3.ProgrammingError: Incorrect number of bindings supplied. "
        "The current statement uses 1, and there are 6 supplied."
    )

    found = explained(crash(text, error, ("here", "add"), variables=(("name", "'python'"),)))

    assert found.cause == (
        "the statement has 1 place for values, and 6 are given: "
        "`name` is a text, each of whose characters counts as a value"
    )
    assert [fix.edits[0].text for fix in found.fixes] == ["(name,)"]


def test_an_option_that_defaults_to_none_is_where_the_none_came_from() -> None:
    text = (
        "@click.option('--n', default=None, type=int)\ndef main(n):\n    range(n)  # here\n\nmain()  # call"
    )
    error = "TypeError: 'NoneType' object cannot be interpreted as an integer"

    found = explained(crash(text, error, ("call", "<module>"), ("here", "main")))

    assert found.cause == "`n` is `None`: the option `'--n'` at main.py:1 defaults to `None`"
