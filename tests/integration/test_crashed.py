"""Is a fix for a crash called proved only where it is likely, and not because the tests pass with it?"""

import sys
from pathlib import Path

from analyzers.facts import (
    Applicability,
    Decision,
    Diagnosis,
    Done,
    Edit,
    Event,
    Fix,
    Problem,
    Route,
    Span,
    Stage,
    Status,
    Suspect,
)
from assistant.diagnose import Assistant, Settings
from assistant.paths.crashed import joined

REFUSES = """\
def pick(n):
    if n * 3 + n % 7 > 17:
        raise LookupError(n)
    return n
"""
TESTS = """\
import pytest

from prog import pick


def test_a():
    assert pick(5) == 5


def test_b():
    with pytest.raises(LookupError):
        pick(9)
"""


def test_one_of_many_edits_with_which_the_tests_pass_is_not_called_proved(tmp_path: Path) -> None:
    """Where the bound lies nobody can tell from two tests."""
    (tmp_path / "prog.py").write_text(REFUSES)
    (tmp_path / "test_prog.py").write_text(TESTS)
    problem = Problem(
        command=("python", "-m", "pytest", "-q", "test_prog.py"),
        workspace=str(tmp_path),
        folder=str(tmp_path),
    )
    settings = Settings(interpreter=sys.executable, capture=True)

    events: list[Event] = list(Assistant(settings).run(problem, Route.RUNTIME))
    last = events[-1]

    assert isinstance(last, Done)
    fixes = last.diagnosis.fixes
    assert fixes
    assert {one.status for one in fixes} == {Status.UNVERIFIED}
    assert "passes with it and fails again without it, but other changes" in fixes[0].check


def fix(text: str, status: Status, check: str = "") -> Fix:
    span = Span(path="prog.py", start=0, end=1)
    return Fix(
        title=f"replace by {text}",
        edits=(Edit(span=span, text=text),),
        applicability=Applicability.UNSAFE,
        status=status,
        check=check,
    )


def answered(*fixes: Fix) -> Diagnosis:
    return Diagnosis(
        cause="it fails",
        decision=Decision(route=Route.RUNTIME, confidence=0.9, stage=Stage.STRUCTURE),
        suspects=(Suspect(path="prog.py", line=1, score=0.5),),
        fixes=fixes,
    )


def test_what_debugger_and_search_find_likeliest_alike_is_proved() -> None:
    searched = answered(fix("a", Status.UNVERIFIED, "passes, but"), fix("b", Status.UNVERIFIED))

    agreed = joined(answered(fix("a", Status.UNVERIFIED)), searched)
    apart = joined(answered(fix("c", Status.UNVERIFIED)), searched)

    assert [one.status for one in agreed.fixes] == [Status.VERIFIED, Status.UNVERIFIED]
    assert [one.status for one in apart.fixes] == [Status.UNVERIFIED] * 3
    assert apart.fixes[0].check == "passes, but"


def test_what_debugger_and_search_both_tried_is_shown_once() -> None:
    searched = answered(fix("b", Status.UNVERIFIED), fix("a", Status.UNVERIFIED, "passes, but"))

    both = joined(answered(fix("a", Status.UNVERIFIED)), searched)

    assert [one.edits[0].text for one in both.fixes] == ["b", "a"]


def test_a_doubted_fix_of_a_wrong_value_was_checked_all_the_same(tmp_path: Path) -> None:
    """The debugger looked first and saw that nothing crashes: what it was seen to pass, it passes, and the doubt is told."""
    (tmp_path / "prog.py").write_text(
        "def average(values, size):\n    window = values[:size]\n    return sum(window) / size\n"
    )
    (tmp_path / "test_prog.py").write_text(
        "from prog import average\n\n\ndef test_whole():\n    assert average([2, 4, 6], 2) == 3\n\n\n"
        "def test_short():\n    assert average([2, 6], 3) == 4\n"
    )
    problem = Problem(
        command=("python", "-m", "pytest", "-q", "test_prog.py"),
        workspace=str(tmp_path),
        folder=str(tmp_path),
    )

    events: list[Event] = list(Assistant(Settings(interpreter=sys.executable, capture=True)).run(problem))
    last = events[-1]

    assert isinstance(last, Done)
    assert last.diagnosis.fixes[0].status is Status.VERIFIED
    assert "len(window)" in last.diagnosis.cause
    assert "may still be wrong" in last.diagnosis.cause
