"""One way in: whatever the problem, its events begin with a decision and end with an answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from analyzers.facts import Code, Diagnosis, Done, Event, HandedBack, Problem, Route, Routed, Status
from assistant.diagnose import Assistant
from tools.intake import from_command

TRACEBACK = """\
Traceback (most recent call last):
  File "shop.py", line 2, in price
    return PRICES[item]
KeyError: 'plum'
"""


def diagnose(problem: Problem, route: Route | None = None) -> tuple[list[Event], Diagnosis]:
    events = list(Assistant().run(problem, route))
    assert isinstance(events[-1], Done), events[-1]
    return events, events[-1].diagnosis


@pytest.mark.parametrize(
    ("problem", "route"),
    [
        (Problem(text=TRACEBACK), Route.RUNTIME),
        (Problem(code=(Code(text="print((1)\n", path="a.py", language="python"),)), Route.SYNTAX),
        (
            Problem(text="E       assert 3 == 4\nE        +  where 3 = f(2)\n\ntest_a.py:3: AssertionError"),
            Route.LOGIC,
        ),
        (Problem(text="help"), Route.UNCLEAR),
    ],
    ids=["runtime", "syntax", "logic", "unclear"],
)
def test_each_route_ends_in_an_answer(problem: Problem, route: Route, tmp_path: Path) -> None:
    events, diagnosis = diagnose(problem)

    assert [event.decision.route for event in events if isinstance(event, Routed)] == [route]
    assert diagnosis.cause


def test_a_user_who_knows_better_is_followed() -> None:
    _, diagnosis = diagnose(Problem(text=TRACEBACK), Route.UNCLEAR)

    assert diagnosis.decision.route is Route.UNCLEAR


def test_a_path_hands_back_what_is_not_its_own() -> None:
    """Code that parses, sent the syntax way, is not a syntax error however often it is sent there."""
    code = Code(text="def double(n):\n    return n + n\n", path="a.py", language="python")
    events, diagnosis = diagnose(Problem(code=(code,), question="why is double(3) 6?"), Route.SYNTAX)

    assert any(isinstance(event, HandedBack) for event in events)
    assert diagnosis.decision.route is not Route.SYNTAX


def test_who_calls_a_crash_a_syntax_error_is_told_that_the_program_parses_and_sees_it_run(
    tmp_path: Path,
) -> None:
    """The file is named by the command: nobody has to hand it over."""
    (tmp_path / "cart.py").write_text("print(1 + '2')\n")
    problem = from_command(("python", "cart.py"), workspace=str(tmp_path))
    _, diagnosis = diagnose(replace(problem, folder=str(tmp_path)), Route.SYNTAX)

    assert diagnosis.decision.route is Route.RUNTIME
    assert "cart.py parses" in diagnosis.notes
    assert diagnosis.traceback is not None


def test_a_path_that_hands_on_says_why(tmp_path: Path) -> None:
    (tmp_path / "cart.py").write_text("print(1 + '2')\n")
    problem = from_command(("python", "cart.py"), workspace=str(tmp_path))
    _, diagnosis = diagnose(replace(problem, folder=str(tmp_path)), Route.LOGIC)

    assert diagnosis.decision.route is Route.RUNTIME
    assert "fails with an exception, not on a comparison" in diagnosis.decision.signals[0].what


def test_a_fix_says_what_proved_it() -> None:
    code = Code(text="def area(w, h)\n    return w * h\n", path="a.py", language="python")
    _, diagnosis = diagnose(Problem(code=(code,)))

    assert diagnosis.fixes[0].status is Status.VERIFIED
    assert "compiles" in diagnosis.fixes[0].check
