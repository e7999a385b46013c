"""Are wrong programs localised and repaired, whatever runs their checks?"""

import sys
from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done, Event, Failed, Problem, Route, Status
from assistant.diagnose import Assistant, Settings
from tools.sandbox import sandbox
from tools.testing.outcomes import Change, Ended
from tools.testing.plan import plan_of
from tools.testing.server import serve

WRONG = """\
def larger(a, b):
    if a > b:
        return b
    return b


def count_down(n):
    while n > 0:
        n -= 1
    return n
"""
PYTEST = "from prog import larger\n\n\ndef test_a():\n    assert larger(1, 2) == 2\n\n\ndef test_b():\n    assert larger(5, 3) == 5\n"
UNITTEST = """\
import unittest

from prog import larger


class Larger(unittest.TestCase):
    def test_first(self):
        self.assertEqual(larger(5, 3), 5)

    def test_second(self):
        self.assertEqual(larger(1, 2), 2)


if __name__ == "__main__":
    unittest.main()
"""
ASSERTS = "from prog import larger\n\nassert larger(1, 2) == 2\nassert larger(5, 3) == 5\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "prog.py").write_text(WRONG)
    (tmp_path / "test_prog.py").write_text(PYTEST)
    (tmp_path / "test_unit.py").write_text(UNITTEST)
    (tmp_path / "run_checks.py").write_text(ASSERTS)
    return tmp_path


def answer(workspace: Path, *command: str, expects: tuple[str, ...] = ()) -> Diagnosis:
    problem = Problem(
        command=command,
        workspace=str(workspace),
        folder=str(workspace),
        expects=expects,
        paths=("prog.py",) if expects else (),
    )
    settings = Settings(interpreter=sys.executable, capture=True)
    events: list[Event] = list(Assistant(settings).run(problem, Route.LOGIC))
    last = events[-1]
    assert isinstance(last, Done), last
    return last.diagnosis


@pytest.mark.parametrize(
    "command",
    [
        ("python", "-m", "pytest", "-q", "test_prog.py"),
        ("python", "test_unit.py"),
        ("python", "-m", "unittest", "-q", "test_unit"),
        ("python", "run_checks.py"),
    ],
    ids=["pytest", "unittest in a script", "unittest", "asserts"],
)
def test_the_faulty_line_comes_first_and_its_fix_is_verified(
    workspace: Path, command: tuple[str, ...]
) -> None:
    diagnosis = answer(workspace, *command)

    assert (diagnosis.suspects[0].path, diagnosis.suspects[0].line) == ("prog.py", 3)
    assert diagnosis.fixes[0].status is Status.VERIFIED
    assert (workspace / "prog.py").read_text() == WRONG


def test_a_stated_expectation_is_a_check(workspace: Path) -> None:
    diagnosis = answer(
        workspace,
        "python",
        "test_expectation_of_user.py",
        expects=("larger(5, 3) == 5", "larger(1, 2) == 2"),
    )

    assert diagnosis.suspects[0].line == 3
    assert diagnosis.fixes[0].status is Status.VERIFIED


def test_when_nothing_fails_that_is_said(workspace: Path) -> None:
    (workspace / "prog.py").write_text(WRONG.replace("return b\n    return", "return a\n    return"))

    diagnosis = answer(workspace, "python", "-m", "pytest", "-q", "test_prog.py")

    assert diagnosis.cause == "nothing fails: 2 checks ran and passed"
    assert diagnosis.fixes == ()


def test_a_test_that_no_edit_can_satisfy_gets_no_fix(workspace: Path) -> None:
    (workspace / "test_prog.py").write_text("def test_a():\n    assert 1 == 2\n")

    assert answer(workspace, "python", "-m", "pytest", "-q", "test_prog.py").fixes == ()


def test_tests_that_cannot_be_loaded_are_an_error_of_their_own(workspace: Path) -> None:
    (workspace / "test_prog.py").write_text("import no_such_module_here\n")
    problem = Problem(command=("python", "-m", "pytest", "test_prog.py"), workspace=str(workspace))

    last = list(Assistant(Settings(interpreter=sys.executable)).run(problem, Route.LOGIC))[-1]

    assert isinstance(last, Failed)
    assert "no_such_module_here" in last.hint


HOSTILE = {
    "an endless loop": "while True: pass",
    "an exit": "import os; os._exit(0)",
    "sys.exit": "import sys; sys.exit(0)",
    "endless recursion": "return larger(a, b)",
    "swallowed time-out": "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
    "a killed group": "import os, signal; os.kill(0, signal.SIGKILL)",
    "much memory": "return [0] * 10**12",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_candidate_costs_only_its_child(workspace: Path, body: str) -> None:
    plan = plan_of(("python", "-m", "pytest", "-q", "test_prog.py"), workspace, sys.executable)
    assert plan is not None
    failing, passing = ("test_prog.py::test_b",), ("test_prog.py::test_a",)
    with sandbox(workspace) as box:
        path = str(box.root / "prog.py")

        def changed(source: str) -> Change:
            return Change(file=path, first=1, name="larger", source=source)

        async with serve(box, plan, lanes=1, rewrite=False) as server:
            hostile = f"def larger(a, b):\n    {body}\n"
            bad = await server.attempt(
                {path: hostile}, changed(hostile), failing=failing, passing=passing, cpu=0.3, wall=2.0
            )
            right = "def larger(a, b):\n    return max(a, b)\n"
            good = await server.attempt(
                {path: right}, changed(right), failing=failing, passing=passing, cpu=2.0, wall=10.0
            )

    assert not bad.passed
    assert good.passed


async def test_a_test_that_never_ends_is_seen_with_its_lines(workspace: Path) -> None:
    (workspace / "prog.py").write_text("def spin():\n    n = 1\n    while n:\n        n += 1\n")
    (workspace / "test_prog.py").write_text(
        "from prog import spin\n\n\ndef test_spin():\n    spin()\n\n\ndef test_other():\n    assert True\n"
    )
    plan = plan_of(("python", "-m", "pytest", "-q", "test_prog.py"), workspace, sys.executable)
    assert plan is not None
    with sandbox(workspace) as box:
        async with serve(box, plan, lanes=1) as server:
            tracing = await server.trace(limits={"": 0.5})

    spin, other = tracing.outcomes
    assert spin.status is Ended.HUNG
    assert {3, 4} <= set(spin.lines["prog.py"])
    assert other.status is Ended.PASSED
