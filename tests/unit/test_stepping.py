"""What is typed at the debugger's prompt is understood, and what it answers can be printed."""

import pytest

from analyzers.facts import Frame, Variable
from tools.debugger.protocol import Breakpoint, SourceText, Stopped, Why
from tui.render.ink import Ink
from tui.stepping.keyboard import complete
from tui.stepping.page import Page
from tui.stepping.words import WORDS, Typed, breakpoint_of, nearest, read

PAGE = Page(Ink(False), 60, "/srv/shop/")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("n", Typed("next")),
        ("  step 3 ", Typed("step", "3")),
        ("b cart.py:3 if x > 1", Typed("break", "cart.py:3 if x > 1")),
        ("", Typed("")),
        ("# a remark", Typed("")),
        ("!x = 3", Typed("execute", "x = 3")),
        ("total", Typed("evaluate", "total")),
        ("total + 1", Typed("evaluate", "total + 1")),
        ("a in b", Typed("evaluate", "a in b")),
        ("x if y else z", Typed("evaluate", "x if y else z")),
        ("list[0]", Typed("evaluate", "list[0]")),
        ("n = 3", Typed("evaluate", "n = 3")),
        ("c.total", Typed("evaluate", "c.total")),
        ("stp 3", Typed("unknown", "stp")),
        ("?", Typed("help")),
    ],
)
def test_a_line_is_a_command_an_expression_or_code(line: str, expected: Typed) -> None:
    assert read(line) == expected


def test_a_variable_of_the_program_wins_over_a_long_short_form() -> None:
    """`cont` is a command, but not in a program that has a `cont`; `n` always steps."""
    assert read("cont") == Typed("continue")
    assert read("cont", frozenset(["cont", "n"])) == Typed("evaluate", "cont")
    assert read("n", frozenset(["cont", "n"])) == Typed("next")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", Breakpoint(line=12)),
        ("cart.py:12", Breakpoint(file="cart.py", line=12)),
        ("cart.py:12 if total < 0", Breakpoint(file="cart.py", line=12, condition="total < 0")),
        ("total, price == 'a b'", Breakpoint(function="total", condition="price == 'a b'")),
        ("Cart.add", Breakpoint(function="Cart.add")),
        ("shop/cart.py:Cart.add", Breakpoint(file="shop/cart.py", function="Cart.add")),
    ],
)
def test_a_breakpoint_is_read(text: str, expected: Breakpoint) -> None:
    assert breakpoint_of(text) == expected


@pytest.mark.parametrize("text", ["", "cart.py", "a b", "3x", "cart.py:", "f()"])
def test_what_is_no_breakpoint_is_said(text: str) -> None:
    assert isinstance(breakpoint_of(text), str)


def test_every_command_has_one_meaning() -> None:
    names = [name for word in WORDS for name in (word.name, *word.short)]

    assert len(names) == len(set(names))
    assert nearest("contnue") == "continue"


def test_a_word_is_completed() -> None:
    assert "continue " in list(complete("cont", "cont", ["price"]))
    assert list(complete("pri", "p pri", ["price", "total"])) == ["price"]


def test_control_characters_of_the_program_never_reach_the_terminal() -> None:
    evil = "\x1b[2J\x07"
    stop = Stopped(
        why=Why.STEP,
        frames=(Frame(file=f"/srv/shop/{evil}.py", line=3, function=evil, code=evil),),
        frame=0,
        thread=evil,
        returned=Variable(name=evil, type=evil, repr=evil, flags=(evil,)),
        notes=(evil,),
    )
    source = SourceText(file="a", first=1, lines=(evil,), line=1)
    rows = [*PAGE.stop(stop, source), *PAGE.frames(stop.frames, 0)]

    assert rows
    assert not any("\x1b" in row or "\x07" in row for row in rows)


def test_the_current_line_is_marked_by_more_than_colour() -> None:
    rows = list(PAGE.source(SourceText(file="a", first=9, lines=("a = 1", "b = 2"), line=10)))

    assert rows == ["   9 | a = 1", "> 10 | b = 2"]
