"""Each line has a chance to be at fault, also those that nobody suspected."""

from analyzers.facts import Suspect
from analyzers.runtime.faulty import facts, in_order, likely
from tests.unit.runtime.crashes import crash

TEXT = "limits = {\n    'a': 1,\n    'b': '2',\n}\ndef total():\n    return sum(limits.values())  # here\nprint(total())  # called\n"
CRASH = crash(
    TEXT,
    "TypeError: unsupported operand type(s) for +: 'int' and 'str'",
    ("called", "<module>"),
    ("here", "total"),
)
SUSPECTS = (
    Suspect(path="main.py", line=6, score=0.5, reasons=("the program stopped here",)),
    Suspect(path="data.ini", line=3, score=0.4, reasons=("`limits` gets its value here",)),
)


def test_every_line_has_a_chance_and_all_together_are_one() -> None:
    """Entries of a table are lines of their own; a suspect that is no code keeps its place."""
    found = likely(CRASH, SUSPECTS)

    assert abs(sum(found.values()) - 1) < 1e-9
    assert {("main.py", 2), ("main.py", 3), ("main.py", 7), ("data.ini", 3)} <= set(found)
    assert next(iter(found)) == ("main.py", 6)


def test_a_line_that_did_not_run_is_less_likely() -> None:
    ran = [("main.py", line) for line in (1, 5, 6, 7)]

    assert facts(CRASH, SUSPECTS, ran)["main.py", 2]["still"]
    assert likely(CRASH, SUSPECTS, ran)["main.py", 2] < likely(CRASH, SUSPECTS)["main.py", 2]


def test_suspects_keep_their_reasons() -> None:
    """Nothing is named without saying why."""
    lines = in_order(
        {("main.py", 6): 0.6, ("main.py", 1): 0.3}, SUSPECTS, {("main.py", 6): ("an edit helps",)}
    )

    assert lines[0].reasons == ("an edit helps", "the program stopped here")
    assert all(one.reasons for one in lines)
