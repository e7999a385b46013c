"""A pattern that does not match says how far it fits; one that could take long is not tried."""

from time import process_time

import pytest

from analyzers.facts import Variable
from analyzers.runtime.crash import Answer, Evaluate, Finding, Unknown
from analyzers.runtime.explain import explain
from analyzers.runtime.unmatched import Stop, stops
from tests.unit.runtime.crashes import crash


@pytest.mark.parametrize(
    ("pattern", "text", "how", "stop"),
    [
        (r"(\d+:\d+) (GET|PUT) (\S+)", "10:02 POST /b", "match", Stop("10:02 ", "(GET|PUT)", "POST /b")),
        (r"(\d+):(\w+)=(\d+)", "12:abc-3", "match", Stop("12:abc", "=", "-3")),
        (r"\d{4}-\d{2}", "24-05", "match", Stop("", r"\d{4}", "24-05")),
        (r"a+b", "xxaac", "search", Stop("aa", "b", "c")),
        (r"\w+@\w+\.com", "joe@site.org", "fullmatch", Stop("joe@site.", "c", "org")),
        (r"^(\w+) (\w+)$", "one two three", "match", Stop("one two", "", " three")),
        (r"[]\]]+x", "]]y", "match", Stop("]]", "x", "y")),
        (r"name=(.*?);", "name=bob smith", "match", None),  # lazy: where it stops says little
        (r"q", "xx", "search", None),
        (r"xx|y", "z", "match", None),
        (r"a", "a", "match", None),
        (r"(", "a", "match", None),
    ],
)
def test_it_says_where_the_pattern_stops_to_fit(pattern: str, text: str, how: str, stop: Stop | None) -> None:
    assert stops(pattern, text, how) == stop


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r".*.*.*.*.*x",
        r"(a|a)*b",
        r"(?:aa|a)*b",
        r"a?" * 25 + "a" * 25 + "b",
        r"[a-z]{1,60}" * 6 + "9",
        r"(?:a?){30}a{30}",
        r"(a*)\1b",
    ],
)
def test_what_could_take_long_is_not_tried(pattern: str) -> None:
    started = process_time()
    stops(pattern, "a" * 60, "match")
    assert process_time() - started < 2


def test_the_crash_on_its_none_tells_it() -> None:
    text = 'import re\nline = "12:abc-3"\nm = re.match(r"(\\d+):(\\w+)=(\\d+)", line)\nm.group(1)  # here\n'
    error = "AttributeError: 'NoneType' object has no attribute 'group'"
    asking = explain(crash(text, error, ("here", "<module>")))
    asked = next(asking)
    try:
        while True:
            line = isinstance(asked, Evaluate) and asked.expression == "line"
            answer: Answer = (
                Variable(name="line", type="str", repr="'12:abc-3'", size=8) if line else Unknown("not here")
            )
            asked = asking.send(answer)
    except StopIteration as ended:
        finding: Finding = ended.value

    assert finding.diagnostic.notes == (
        "the pattern fits `'12:abc'` and then wants `=`, where `'-3'` stands",
    )
