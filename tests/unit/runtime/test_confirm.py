"""A recorded run confirms a missing return, and nothing that it did not show."""

from analyzers.facts import Suspect, Verdict
from analyzers.runtime.confirm import confirmed
from analyzers.runtime.crash import Finding
from analyzers.runtime.rank import Watched
from tests.unit.runtime.crashes import crash, explained

TEXT = """
import re
def pick(xs):
    for x in xs:
        if x:
            return x.strip() if x else None

y = pick([])
y + 1  # here
"""
ENDED = "`pick` ends here without returning a value"


def _finding() -> Finding:
    error = "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'"
    return explained(crash(TEXT, error, ("here", "<module>"), mark="y + 1"))


def _origin(reason: str) -> Suspect:
    return Suspect(path="main.py", line=3, score=0.9, reasons=(reason,))


def test_the_function_seen_to_end_leads_the_cause() -> None:
    found = confirmed(_finding(), Watched(origins=(_origin(ENDED),)), {})

    assert found.cause == "`pick` ends at main.py:3 without returning a value, so `y` is `None`"
    assert [one.verdict for one in found.hypotheses if "missing-return" in one.code] == [Verdict.CONFIRMED]


def test_another_origin_confirms_nothing() -> None:
    finding = _finding()

    assert confirmed(finding, Watched(origins=(_origin("`None` is written here"),)), {}) == finding


def test_an_argument_of_a_library_is_not_taken_for_its_result() -> None:
    finding = _finding()
    ended = _origin("`helper` ends here without returning a value")

    assert (
        confirmed(finding, Watched(origins=(ended, _origin("`match` gives the value here"))), {}) == finding
    )


def test_what_a_value_is_called_for_is_not_what_made_it() -> None:
    """`made()(1)` makes two calls; that the second one ended without a value, for an earlier element, says nothing of the first."""
    text = "def thank(x):\n    print(x)\nmade = refs[0]\nmade()(1)  # here"
    one = crash(text, "TypeError: 'NoneType' object is not callable", ("here", "<module>"), mark="made()(1)")
    finding = explained(one)
    ended = Watched(origins=(_origin("`thank` ends here without returning a value"),))

    assert finding.trails
    assert confirmed(finding, ended, one.sources) == finding
