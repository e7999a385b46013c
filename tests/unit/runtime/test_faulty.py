"""Each line has a chance to be at fault, also those that nobody suspected."""

from time import process_time

from analyzers.facts import Suspect
from analyzers.runtime.faulty import facts, in_order, likely
from analyzers.runtime.source import Source
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


def test_a_long_file_is_weighed_in_linear_time() -> None:
    """A table of thousands of entries is an ordinary file; the innermost statement and function stay what they were."""
    tables = "".join(f"t{n} = [{n},\n    {n}]\n" for n in range(4_000))
    text = f"{tables}def total(key):\n    return {{'a': 1}}[key]  # here\nprint(total('b'))  # called\n"
    found = crash(text, "KeyError: 'b'", ("called", "<module>"), ("here", "total"))

    start = process_time()
    likely(found, ())

    assert process_time() - start < 2


def test_the_innermost_statement_and_function_of_a_line() -> None:
    source = Source(
        "a.py",
        "@deco\nclass A:\n    def f(self):\n        def g():\n            pass\n        try:\n            a = 1; b = 2\n        except E:\n            c = 3\n\nz = 1\n",
    )

    kinds = [type(source.statement(n)).__name__ for n in range(1, 12)]
    assert kinds == [
        "ClassDef",
        "ClassDef",
        "FunctionDef",
        "FunctionDef",
        "Pass",
        "Try",
        "Assign",
        "Try",
        "Assign",
        "NoneType",
        "Assign",
    ]
    assert source.segment(source.statement(7) or source.tree) == "b = 2"
    assert [one.name if (one := source.function_at(n)) else "" for n in (2, 3, 4, 5, 6, 9, 11)] == [
        "",
        "f",
        "g",
        "g",
        "f",
        "f",
        "",
    ]


def test_a_faint_line_is_not_said_to_be_often_at_fault() -> None:
    often, faint = in_order({("a.py", 1): 0.4, ("a.py", 2): 0.01}, ())

    assert "often at fault" in often.reasons[0]
    assert "often" not in faint.reasons[0]
