"""The unclear path: says what is known and asks one question, or hands a proven problem on."""

from analyzers.facts import Code, Decision, Done, Event, HandedBack, Problem, Route, Stage
from analyzers.traceback import Reading
from assistant.blocking import drive
from assistant.diagnose import Task
from assistant.paths.unclear import follow
from tools.workspace import Workspace


def events(problem: Problem, question: str = "what happened?") -> list[Event]:
    decision = Decision(route=Route.UNCLEAR, confidence=0.6, stage=Stage.DEFAULT, question=question)
    task = Task(problem=problem, decision=decision, reading=Reading(), workspace=Workspace.at("."))
    return list(drive(follow(task)))


def test_it_asks_the_question_that_would_decide() -> None:
    last = events(Problem(text="it is odd"))[-1]

    assert isinstance(last, Done)
    assert [each.help for each in last.diagnosis.diagnostics] == ["what happened?"]


def test_code_that_does_not_parse_is_handed_back_once() -> None:
    broken = Problem(code=(Code(text="def f(:\n", language="python"),))
    back = events(broken)[-1]

    assert isinstance(back, HandedBack)
    assert isinstance(events(back.problem)[-1], Done)


def test_code_that_parses_is_said_to() -> None:
    last = events(Problem(code=(Code(text="x = 1\n", language="python", path="a.py"),)))[-1]

    assert isinstance(last, Done)
    assert "the python code in a.py parses" in last.diagnosis.notes
