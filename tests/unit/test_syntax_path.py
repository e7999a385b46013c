"""The syntax path: what it emits, and when it hands a problem back."""

import pytest

from analyzers.diff import apply_edits
from analyzers.facts import (
    Code,
    Decision,
    Diagnosis,
    Done,
    Event,
    FixChecked,
    Found,
    HandedBack,
    Problem,
    Route,
    Stage,
    Status,
)
from analyzers.traceback import Reading, read
from assistant.blocking import drive
from assistant.diagnose import Task
from assistant.paths.syntax import follow
from tools.workspace import Workspace


def _events(*code: Code) -> list[Event]:
    task = Task(
        problem=Problem(code=code),
        decision=Decision(route=Route.SYNTAX, confidence=0.9, stage=Stage.STRUCTURE),
        reading=Reading(),
        workspace=Workspace.at("."),
    )
    return list(drive(follow(task)))


def test_a_mistake_is_found_and_its_repair_checked_before_the_answer() -> None:
    events = _events(Code(text="if x\n    pass\n", path="a.py", language="python"))

    done = events[-1]
    assert isinstance(done, Done)
    assert done.diagnosis.cause == "a line that begins a block must end with a colon"
    assert any(isinstance(event, Found) for event in events)
    assert [e.fix.status for e in events if isinstance(e, FixChecked)][:1] == [Status.VERIFIED]


def test_code_that_parses_is_handed_back_with_what_was_learnt() -> None:
    last = _events(Code(text="x = 1\n", path="a.py", language="python"))[-1]

    assert isinstance(last, HandedBack)
    assert last.problem.notes == ("a.py parses",)


def test_without_code_it_says_what_is_missing() -> None:
    last = _events()[-1]

    assert isinstance(last, Done)
    assert last.diagnosis.notes == ("no code was handed over: name the file, or paste the code along",)


def _of_report(quoted: str, message: str, kind: str = "SyntaxError") -> Diagnosis:
    """What is said of a report of a file that is nowhere."""
    text = f'  File "/srv/nowhere/x.py", line 12\n    {quoted}\n    ^\n{kind}: {message}\n'
    task = Task(
        problem=Problem(text=text),
        decision=Decision(route=Route.SYNTAX, confidence=0.9, stage=Stage.STRUCTURE),
        reading=read(text),
        workspace=Workspace.at("."),
    )
    done = list(drive(follow(task)))[-1]
    assert isinstance(done, Done)
    return done.diagnosis


@pytest.mark.parametrize(
    ("quoted", "message", "repaired"),
    [
        ("print(total(items)", "'(' was never closed", "print(total(items))"),
        ("def area(w, h)", "expected ':'", "def area(w, h):"),
    ],
)
def test_a_mistake_within_the_quoted_line_is_repaired_but_never_verified(
    quoted: str, message: str, repaired: str
) -> None:
    diagnosis = _of_report(quoted, message)

    fix = diagnosis.fixes[0]
    assert apply_edits(quoted + "\n", fix.edits) == repaired + "\n"
    assert {fix.status for fix in diagnosis.fixes} == {Status.UNVERIFIED}
    assert "not at hand" in fix.check


@pytest.mark.parametrize(
    ("quoted", "message", "kind"),
    [
        ("else:", "invalid syntax", "SyntaxError"),
        ('"b": 3', "invalid syntax. Perhaps you forgot a comma?", "SyntaxError"),
        ("return x", "'return' outside function", "SyntaxError"),
        ("items = [", "'[' was never closed", "SyntaxError"),
        ("x = 3", "unexpected indent", "IndentationError"),
    ],
)
def test_what_hangs_on_lines_that_are_not_at_hand_is_told_in_the_words_of_the_report(
    quoted: str, message: str, kind: str
) -> None:
    diagnosis = _of_report(quoted, message, kind)

    assert diagnosis.cause == f"`{kind}`: {message}"
    assert diagnosis.fixes == ()
    assert diagnosis.code[0].text == quoted + "\n"
    assert diagnosis.code[0].first_line == 12


def test_a_line_of_another_language_is_not_read_as_python() -> None:
    text = (
        "/srv/nowhere/x.js:3\n  return x +;\n            ^\n\nSyntaxError: Unexpected token ';'\n"
        "    at wrapSafe (node:internal/modules/cjs/loader:1378:20)\n"
    )
    task = Task(
        problem=Problem(text=text),
        decision=Decision(route=Route.SYNTAX, confidence=0.9, stage=Stage.STRUCTURE),
        reading=read(text),
        workspace=Workspace.at("."),
    )

    done = list(drive(follow(task)))[-1]

    assert isinstance(done, Done)
    assert done.diagnosis.cause == "`SyntaxError`: Unexpected token ';'"
    assert done.diagnosis.code[0].language == "javascript"
    assert done.diagnosis.fixes == ()
