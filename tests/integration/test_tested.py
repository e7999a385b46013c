"""Are wrong programs localised and repaired, whatever runs their checks?"""

import sys
from pathlib import Path

import pytest

from analyzers.facts import (
    Diagnosis,
    Done,
    Event,
    FixChecked,
    Problem,
    Route,
    Status,
    StepFinished,
    StepStarted,
)
from assistant.diagnose import Assistant, Settings
from tools.sandbox import sandbox
from tools.testing.outcomes import Change, Ended, Variant
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
def test_the_faulty_line_comes_first_and_its_fix_makes_the_checks_pass(
    workspace: Path, command: tuple[str, ...]
) -> None:
    """The other edits that pass are guesses: no doubt is said, though of a bare script no call is known to ask about."""
    diagnosis = answer(workspace, *command)

    assert (diagnosis.suspects[0].path, diagnosis.suspects[0].line) == ("prog.py", 3)
    assert diagnosis.fixes[0].status is Status.VERIFIED
    assert f"`{' '.join(command)}` passes with it and fails again without it" in diagnosis.fixes[0].check
    assert ", but " not in diagnosis.fixes[0].check
    assert "may still be wrong" not in diagnosis.cause
    assert (workspace / "prog.py").read_text() == WRONG


def test_a_test_that_runs_the_program_anew_sees_the_edit_once_it_is_taken(workspace: Path) -> None:
    """Edits are tried in memory, where another process does not look."""
    command = 'subprocess.run([sys.executable, "-c", "from prog import larger; assert larger(5, 3) == 5"])'
    (workspace / "test_prog.py").write_text(
        f"import subprocess\nimport sys\n\n{PYTEST}\n\ndef test_anew():\n    assert not {command}.returncode\n"
    )

    found = answer(workspace, "python", "-m", "pytest", "-q", "test_prog.py")

    assert found.fixes[0].status is Status.VERIFIED
    assert "a part of" not in found.cause


def test_what_fails_out_of_sight_is_not_searched_for(workspace: Path) -> None:
    command = 'subprocess.run([sys.executable, "-c", "from prog import larger; assert larger(5, 3) == 5"])'
    (workspace / "test_prog.py").write_text(
        f"import subprocess\nimport sys\n\n\ndef test_anew():\n    assert not {command}.returncode\n"
    )

    found = answer(workspace, "python", "-m", "pytest", "-q", "test_prog.py")

    assert any("start the program anew" in note for note in found.notes)
    assert all(timing.step != "search" for timing in found.timings)


def test_what_answers_to_any_name_is_not_taken_for_a_cache(workspace: Path) -> None:
    """Tests that say `from pytest import mark` hold such an object, and so do mocks."""
    (workspace / "test_prog.py").write_text(
        f"from unittest.mock import MagicMock\n\nfrom pytest import mark\n\n{PYTEST}\n\nANY = MagicMock()\n"
    )

    found = answer(workspace, "python", "-m", "pytest", "-q", "test_prog.py")

    assert (found.suspects[0].path, found.suspects[0].line) == ("prog.py", 3)
    assert found.fixes[0].status is Status.VERIFIED


def test_a_stated_expectation_is_a_check(workspace: Path) -> None:
    diagnosis = answer(
        workspace,
        "python",
        "test_expectation_of_user.py",
        expects=("larger(5, 3) == 5", "larger(1, 2) == 2"),
    )

    assert diagnosis.suspects[0].line == 3
    assert diagnosis.fixes[0].status is Status.VERIFIED


def test_a_program_that_never_ends_is_mended(workspace: Path) -> None:
    (workspace / "prog.py").write_text("n = 3\nwhile n > 0:\n    print(n)\n")
    problem = Problem(
        command=("python", "test_expectation_of_user.py"),
        workspace=str(workspace),
        folder=str(workspace),
        ends=True,
        paths=("prog.py",),
    )
    settings = Settings(interpreter=sys.executable, capture=True, time_limit=1.0)
    last = list(Assistant(settings).run(problem, Route.LOGIC))[-1]

    assert isinstance(last, Done)
    assert last.diagnosis.cause.startswith("the program does not end")
    assert last.diagnosis.suspects[0].line in (2, 3)


def test_fixes_that_are_shown_differ_and_an_input_says_how(workspace: Path) -> None:
    (workspace / "prog.py").write_text(
        "def total(prices, limit):\n    result = 0\n    for price in prices:\n        if price < limit:\n"
        "            result += price\n    return result\n"
    )
    diagnosis = answer(
        workspace, "python", "test_expectation_of_user.py", expects=("total([1, 2, 3], 3) == 6",)
    )

    assert "<=" in diagnosis.fixes[0].title
    assert len(diagnosis.fixes) > 1
    assert any("they differ on `total(" in note for note in diagnosis.notes)


def test_expectations_are_written_as_tests_that_were_seen_to_fail(workspace: Path) -> None:
    problem = Problem(
        command=("python", "test_expectation_of_user.py"),
        workspace=str(workspace),
        folder=str(workspace),
        expects=("larger(5, 3) == 5", "larger(1, 2) == 2"),
        paths=("prog.py",),
    )
    target = workspace / "tests" / "test_larger.py"
    settings = Settings(interpreter=sys.executable, capture=True, write_test=str(target))
    last = list(Assistant(settings).run(problem, Route.LOGIC))[-1]

    assert isinstance(last, Done)
    assert "wrote `tests/test_larger.py`: it was seen to fail, and passes with fix 1" in last.diagnosis.notes
    assert "assert larger(5, 3) == 5" in target.read_text()


@pytest.mark.parametrize(
    "command",
    [
        ("python", "-m", "pytest", "-q", "test_prog.py"),
        ("python", "-m", "unittest", "test_unit.py"),
        ("python", "-m", "doctest", "told.py"),
    ],
)
def test_what_a_failing_test_compares_is_written_as_a_test_of_its_own(
    workspace: Path, command: tuple[str, ...]
) -> None:
    example = '    """\n    >>> larger(5, 3)\n    5\n    >>> larger(1, 2)\n    2\n    """\n'
    (workspace / "told.py").write_text(WRONG.replace("(a, b):\n", "(a, b):\n" + example, 1))
    problem = Problem(command=command, workspace=str(workspace), folder=str(workspace))
    target = workspace / "test_again.py"
    settings = Settings(interpreter=sys.executable, capture=True, write_test=str(target))
    last = list(Assistant(settings).run(problem, Route.LOGIC))[-1]

    assert isinstance(last, Done)
    assert "wrote `test_again.py`: it was seen to fail, and passes with fix 1" in last.diagnosis.notes
    assert "import larger" in target.read_text()
    assert "assert larger(5, 3) == 5" in target.read_text()
    assert "larger(1, 2)" not in target.read_text()


def test_what_needs_its_test_is_not_written_as_one_of_its_own(workspace: Path) -> None:
    kept = UNITTEST.replace("self.assertEqual(larger(5, 3), 5)", "self.assertEqual(larger(*self.pair), 5)")
    (workspace / "test_unit.py").write_text(
        kept.replace("    def test_first", "    pair = 5, 3\n\n    def test_first")
    )
    problem = Problem(
        command=("python", "-m", "unittest", "test_unit.py"), workspace=str(workspace), folder=str(workspace)
    )
    target = workspace / "test_again.py"
    settings = Settings(interpreter=sys.executable, capture=True, write_test=str(target))
    last = list(Assistant(settings).run(problem, Route.LOGIC))[-1]

    assert isinstance(last, Done)
    assert any(note.startswith("no test was written") for note in last.diagnosis.notes)
    assert not target.exists()


@pytest.mark.parametrize("loaded", [True, False])
def test_plugins_that_pytest_may_not_load_are_told_nothing(
    loaded: bool, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An option of xdist would end pytest where it is installed and switched off."""
    if loaded:
        monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")

    diagnosis = answer(workspace, "python", "-m", "pytest", "-q", "test_prog.py")

    assert diagnosis.suspects


def test_when_nothing_fails_that_is_said(workspace: Path) -> None:
    (workspace / "prog.py").write_text(WRONG.replace("return b\n    return", "return a\n    return"))

    diagnosis = answer(workspace, "python", "-m", "pytest", "-q", "test_prog.py")

    assert diagnosis.cause == "nothing fails: 2 checks ran and passed"
    assert diagnosis.fixes == ()


def test_a_test_that_no_edit_can_satisfy_gets_no_fix(workspace: Path) -> None:
    (workspace / "test_prog.py").write_text("def test_a():\n    assert 1 == 2\n")

    assert answer(workspace, "python", "-m", "pytest", "-q", "test_prog.py").fixes == ()


def test_tests_that_cannot_be_loaded_are_told_by_the_debugger(workspace: Path) -> None:
    (workspace / "test_prog.py").write_text("import no_such_module_here\n")
    problem = Problem(command=("python", "-m", "pytest", "test_prog.py"), workspace=str(workspace))

    last = list(Assistant(Settings(interpreter=sys.executable)).run(problem, Route.LOGIC))[-1]

    assert isinstance(last, Done)
    assert "no_such_module_here" in last.diagnosis.cause


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


SPOILING = {
    "a file is written": "open('left.txt', 'w').write('x'); return b",
    "the tests are emptied": "import test_prog; test_prog.test_b = lambda: None; return b",
    "a builtin is replaced": "import builtins; builtins.max = lambda *_: 0; return b",
    "an exit": "import sys; sys.exit(0)",
    "endless recursion": "return larger(a, b)",
    "a loop": "while True: pass",
    "much memory": "x = []\n    while True: x.append('x' * 1000000)",
}


@pytest.mark.parametrize("body", SPOILING.values(), ids=SPOILING.keys())
async def test_a_candidate_does_not_spoil_those_that_are_tried_after_it(workspace: Path, body: str) -> None:
    plan = plan_of(("python", "-m", "pytest", "-q", "test_prog.py"), workspace, sys.executable)
    assert plan is not None
    names = {"failing": ("test_prog.py::test_b",), "passing": ("test_prog.py::test_a",)}
    right, wrong = "return max(a, b)", "return min(a, b)"
    with sandbox(workspace) as box:
        path = str(box.root / "prog.py")
        sources = [f"def larger(a, b):\n    {one}\n" for one in (body, right, wrong)]
        variants = [
            Variant(files={path: one}, change=Change(file=path, first=1, name="larger", source=one))
            for one in sources
        ]
        async with serve(box, plan, lanes=1, rewrite=False) as server:
            trials = await server.attempt_many(variants, cpu=0.3, wall=3.0, **names)

    assert [trial.passed for trial in trials] == [False, True, False]
    assert not (workspace / "left.txt").exists()


async def test_a_change_outside_functions_is_tried_without_loading_the_tests_anew(workspace: Path) -> None:
    (workspace / "prog.py").write_text(
        "RATE = 3\nDOUBLE = RATE * 2\n\n\ndef f(n=RATE):\n    return n + DOUBLE\n"
    )
    (workspace / "test_prog.py").write_text(
        "from prog import RATE, f\n\n\ndef test_f():\n    assert f(1) == 9\n\n\ndef test_rate():\n    assert RATE > 1\n"
    )
    plan = plan_of(("python", "-m", "pytest", "-q", "test_prog.py"), workspace, sys.executable)
    assert plan is not None
    names = {"failing": ("test_prog.py::test_f",), "passing": ("test_prog.py::test_rate",)}
    with sandbox(workspace) as box:
        path = box.root / "prog.py"
        texts = [path.read_text().replace("RATE = 3", f"RATE = {number}") for number in (4, 5, 1)]
        async with serve(box, plan, lanes=1, rewrite=False) as server:
            variants = [Variant(files={str(path): text}) for text in texts]
            trials = await server.attempt_many(variants, cpu=0.5, wall=3.0, **names)

    assert [(trial.passed, trial.refused) for trial in trials] == [
        (True, False),
        (False, False),
        (False, False),
    ]


async def test_a_function_that_ran_while_the_program_was_loaded_is_not_judged_by_what_it_left(
    workspace: Path,
) -> None:
    (workspace / "prog.py").write_text(
        "def double(n):\n    return n * 3\n\n\nTABLE = [double(n) for n in range(3)]\nNAMES = {}\n\n\n"
        "def note(name):\n    NAMES[name] = len(name) + 1\n\n\nnote('ab')\n"
    )
    (workspace / "test_prog.py").write_text(
        "from prog import NAMES, TABLE\n\n\ndef test_table():\n    assert TABLE == [0, 2, 4]\n\n\n"
        "def test_names():\n    assert NAMES == {'ab': 2}\n"
    )
    plan = plan_of(("python", "-m", "pytest", "-q", "test_prog.py"), workspace, sys.executable)
    assert plan is not None
    with sandbox(workspace) as box:
        path = box.root / "prog.py"
        text = path.read_text()
        made = Variant(files={str(path): text.replace("n * 3", "n * 2")})
        noted = Variant(files={str(path): text.replace("len(name) + 1", "len(name)")})
        worse = Variant(files={str(path): text.replace("len(name) + 1", "len(name) + 2")})
        async with serve(box, plan, lanes=1, rewrite=False) as server:
            [one] = await server.attempt_many(
                [made], cpu=0.5, wall=3.0, failing=("test_prog.py::test_table",), passing=()
            )
            two, three = await server.attempt_many(
                [noted, worse], cpu=0.5, wall=3.0, failing=("test_prog.py::test_names",), passing=()
            )

    assert one.passed
    assert two.passed  # the module is run anew, so that what it noted is made anew
    assert not three.passed


async def test_tests_run_in_any_order_whatever_stands_between_them(tmp_path: Path) -> None:
    """What needs no fixture is called without pytest, which then tears nothing down."""
    text = (
        "import pytest\n\n\n@pytest.fixture(scope='module')\ndef one():\n    return 1\n\n\n"
        "def test_it(one):\n    assert one\n\n\ndef test_plain():\n    assert True\n"
    )
    for name in "ab":
        (tmp_path / f"test_{name}.py").write_text(text)
    plan = plan_of(("python", "-m", "pytest"), tmp_path, sys.executable)
    assert plan is not None
    names = ["test_a.py::test_it", "test_a.py::test_plain", "test_b.py::test_it"]
    with sandbox(tmp_path) as box:
        async with serve(box, plan, lanes=1) as server:
            trial = await server.attempt({}, None, failing=names, passing=[], cpu=5.0, wall=20.0)

    assert trial.fixed == set(names)


async def test_what_is_measured_is_run_once(tmp_path: Path) -> None:
    """A plugin with the option and the fixture of pytest-benchmark, which is not installed here."""
    (tmp_path / "conftest.py").write_text(
        "import pytest\n\n\ndef pytest_addoption(parser):\n"
        "    parser.addoption('--benchmark-disable', action='store_true')\n\n\n@pytest.fixture\n"
        "def benchmark(pytestconfig):\n    return 1 if pytestconfig.getoption('benchmark_disable') else 1000\n"
    )
    (tmp_path / "test_speed.py").write_text("def test_it(benchmark):\n    assert benchmark == 1\n")
    plan = plan_of(("python", "-m", "pytest"), tmp_path, sys.executable)
    assert plan is not None
    with sandbox(tmp_path) as box:
        async with serve(box, plan, lanes=1) as server:
            name = "test_speed.py::test_it"
            trial = await server.attempt({}, None, failing=[name], passing=[], cpu=5.0, wall=20.0)

    assert trial.fixed == {name}


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


def test_what_a_doctest_leaves_among_the_builtins_is_put_back(workspace: Path) -> None:
    """It keeps the last value as `_`, for the program and all after it."""
    (workspace / "prog.py").write_text(
        'def larger(a, b):\n    """Give the larger one.\n\n    >>> larger(5, 3)\n    5\n    """\n'
        "    if a > b:\n        return b\n    return b\n"
    )

    found = answer(workspace, "python", "-m", "pytest", "-q", "--doctest-modules", "prog.py", "test_prog.py")

    assert (found.suspects[0].path, found.suspects[0].line) == ("prog.py", 8)
    assert found.fixes[0].status is Status.VERIFIED


def test_every_part_of_the_work_has_a_name_while_it_goes_on(workspace: Path) -> None:
    """Fixes are checked for seconds; "working" alone does not say where that is."""
    problem = Problem(command=("python", "-m", "pytest", "-q", "test_prog.py"), workspace=str(workspace))
    going_on: list[str] = []
    checked: list[str] = []
    for event in Assistant(Settings(capture=True)).run(problem, Route.LOGIC):
        if isinstance(event, StepStarted):
            going_on.append(event.step)
        elif isinstance(event, StepFinished):
            going_on.remove(event.step)
        elif isinstance(event, FixChecked):
            checked += going_on

    assert set(checked) == {"check"}
    assert going_on == []
