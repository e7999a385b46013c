"""The line at fault is often not the line that crashed."""

import pytest

from analyzers.facts import Suspect
from analyzers.runtime.mend import mend
from analyzers.runtime.rank import Watched, merged, rank
from analyzers.runtime.similar import kin, similar
from analyzers.runtime.source import Source
from tests.unit.runtime.crashes import crash, explained

NONE = """
def pick(kind):
    if kind == "a":
        return 1  # returned
    if kind == "b":  # fault
        return 2


def use(kind):
    value = pick(kind)
    return value + 1  # here


use("c")  # caller
"""
STORED = """
class Box:
    def __init__(self, size):
        self.size = size


def make(row):
    return Box(row["size"])  # fault


def total(boxes):
    return sum(box.size * 2 - 1 for box in boxes)  # here


total([make({"size": "4"})])  # caller
"""
PAIRS = """
def names(rows):
    return [None for row in rows]  # fault


def show(rows):
    for number, (name, row) in enumerate(zip(names(rows), rows)):
        print(number, name.upper())  # here


show(["a"])  # caller
"""
SWAPPED = """
def area(w, h):
    return w * h


def describe(shape):
    return area(shape)  # here


describe((2, 3))  # caller
"""


def line_of(text: str, marker: str) -> int:
    return next(n for n, line in enumerate(text.strip("\n").split("\n"), 1) if line.endswith(f"# {marker}"))


def test_the_path_without_a_return_comes_before_the_crash_line() -> None:
    one = crash(
        NONE,
        "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'",
        ("caller", "<module>"),
        ("here", "use"),
    )

    assert rank(one, explained(one))[0].line == line_of(NONE, "fault")


def test_a_value_is_followed_through_a_constructor_to_where_it_was_put_in() -> None:
    one = crash(
        STORED,
        "TypeError: unsupported operand type(s) for -: 'str' and 'int'",
        ("caller", "<module>"),
        ("here", "total"),
        ("here", "<genexpr>"),
        mark="box.size * 2 - 1",
    )

    assert line_of(STORED, "fault") in [each.line for each in rank(one, explained(one))[:4]]


def test_pairs_within_pairs_are_followed_apart() -> None:
    """`for n, (a, b) in enumerate(zip(…))`: the second part of the first, then its own first."""
    one = crash(
        PAIRS,
        "AttributeError: 'NoneType' object has no attribute 'upper'",
        ("caller", "<module>"),
        ("here", "show"),
        mark="name.upper",
    )

    assert line_of(PAIRS, "fault") in [each.line for each in rank(one, explained(one))[:3]]


def test_a_wrong_call_is_first_when_no_other_call_is_like_it() -> None:
    one = crash(
        SWAPPED,
        "TypeError: area() missing 1 required positional argument: 'h'",
        ("caller", "<module>"),
        ("here", "describe"),
        mark="area(shape)",
    )

    assert rank(one, explained(one))[0].line == line_of(SWAPPED, "here")


def test_lines_that_did_not_run_are_no_suspects() -> None:
    one = crash(
        NONE,
        "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'",
        ("caller", "<module>"),
        ("here", "use"),
    )
    ran = frozenset(("main.py", line) for line in (1, 2, 4, 8, 9, 10, 13))

    lines = [each.line for each in rank(one, explained(one), watched=Watched(ran=ran))]

    assert line_of(NONE, "fault") in lines
    assert line_of(NONE, "returned") not in lines


def test_two_reasons_for_a_line_weigh_more_than_one() -> None:
    [both] = merged(
        [
            Suspect(path="a.py", line=1, score=0.5, reasons=("one",)),
            Suspect(path="a.py", line=1, score=0.4, reasons=("other",)),
        ]
    )

    assert both.score > 0.5
    assert both.reasons == ("one", "other")


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("colour", ["color", "size"], ("color",)),
        ("user_name", ["username"], ("username",)),
        ("warning", ["warn", "info"], ("warn",)),
        ("x", ["y"], ()),
        ("total", ["size", "name"], ()),
    ],
)
def test_misspellings_are_near_names_only(name: str, known: list[str], expected: tuple[str, ...]) -> None:
    assert similar(name, known) == expected


@pytest.mark.parametrize(
    ("text", "error", "mark", "expected"),
    [
        (
            "for w in ['a', '1']:\n    if w.isdigit:\n        int(w)  # here",
            "ValueError: invalid literal for int() with base 10: 'a'",
            "int(w)",
            "w.isdigit():",
        ),
        (
            "x = [1, 2]\nfor i in range(len(x) + 1):\n    x[i]  # here",
            "IndexError: list index out of range",
            "x[i]",
            "range(len(x)):",
        ),
        (
            "import datetime\nF = '%d/%m/%Y'\ndatetime.datetime.strptime('01/31/2024', F)  # here",
            "ValueError: time data '01/31/2024' does not match format '%d/%m/%Y'",
            "",
            "F = '%m/%d/%Y'",
        ),
        (
            "import datetime\nF = '%d-%m-%Y'\ndatetime.datetime.strptime('2026-12-24', F)  # here",
            "ValueError: time data '2026-12-24' does not match format '%d-%m-%Y'",
            "",
            "F = '%Y-%m-%d'",
        ),
        (
            "import datetime\nF = '%I:%M'\ndatetime.datetime.strptime('18:05', F)  # here",
            "ValueError: time data '18:05' does not match format '%I:%M'",
            "",
            "F = '%H:%M'",
        ),
    ],
    ids=["method-not-called", "range-too-long", "day-and-month", "order-of-a-date", "hours"],
)
def test_a_slip_is_mended_where_it_is(text: str, error: str, mark: str, expected: str) -> None:
    one = crash(
        "def f():\n" + "\n".join("    " + line for line in text.split("\n")), error, ("here", "f"), mark=mark
    )
    found = explained(one)
    source = one.sources["main.py"]

    mended = [*found.fixes, *mend(one, found, rank(one, found))]

    assert any(
        expected in changed(source, fix.edits[0].span.start, fix.edits[0].span.end, fix.edits[0].text)
        for fix in mended
    )


def changed(source: Source, start: int, end: int, text: str) -> str:
    return source.text[:start] + text + source.text[end:]


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("qty", ["sku", "quantity", "shelf"], ("quantity",)),
        ("cnt", ["count", "names"], ("count",)),
        ("num", ["number", "price"], ("number",)),
        ("minimum", ["file", "top", "min_length", "skip"], ("min_length",)),
        ("min", ["min_length", "min_size"], ()),
        ("cls", ["name", "colour"], ()),
        ("sum", ["total", "items"], ()),
        ("id", ["index", "ident"], ()),
    ],
)
def test_names_cut_short_are_known_again_where_only_one_fits(
    name: str, known: list[str], expected: tuple[str, ...]
) -> None:
    assert kin(name, known) == expected
