"""The syntax path: what it emits, and when it hands a problem back."""

from analyzers.facts import (
    Code,
    Decision,
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
from analyzers.traceback import Reading
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
