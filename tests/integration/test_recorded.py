"""Is a long suite run once as it is, and only what matters of it recorded?"""

import sys
from pathlib import Path

import pytest

from assistant.recorded import Observed, dealt, nearest, record
from tools.sandbox import sandbox
from tools.testing.outcomes import Ended, Outcome
from tools.testing.plan import plan_of
from tools.testing.server import serve

PROGRAM = "def double(n):\n    return n * 3\n\n\ndef half(n):\n    return n / 2\n"
FAST = "from prog import double, half\n\n\ndef test_double():\n    assert double(2) == 4\n\n\ndef test_zero():\n    assert double(0) == 0\n"
SLOW = "import time\n\nfrom prog import half\n\n\ndef test_half():\n    end = time.process_time() + 0.3\n    while time.process_time() < end:\n        assert half(2) == 1\n"


async def observed(workspace: Path) -> Observed:
    plan = plan_of(("python", "-m", "pytest", "-q"), workspace, sys.executable)
    assert plan is not None
    with sandbox(workspace) as box:
        async with serve(box, plan, lanes=2, changing=False) as server:
            return await record(server, 10.0, 2)


def ended(name: str, seconds: float = 0.0, status: Ended = Ended.PASSED) -> Outcome:
    return Outcome(name=name, status=status, seconds=seconds)


async def test_a_slow_test_that_passes_is_run_and_not_recorded(tmp_path: Path) -> None:
    """Recording it would take as long as all that follows."""
    (tmp_path / "prog.py").write_text(PROGRAM)
    (tmp_path / "test_fast.py").write_text(FAST)
    (tmp_path / "test_slow.py").write_text(SLOW)

    found = await observed(tmp_path)

    assert [one.name for one in found.failing] == ["test_fast.py::test_double"]
    assert {one.name for one in found.passing} == {"test_fast.py::test_zero", "test_slow.py::test_half"}
    assert {one.name for one in found.tracing.outcomes} == {
        "test_fast.py::test_double",
        "test_fast.py::test_zero",
    }
    assert found.failing[0].lines["prog.py"] == {2: 1}
    first, second = found.judges
    assert [one.name for one in first] == ["test_fast.py::test_double"]
    assert "test_slow.py::test_half" not in {one.name for one in second}


async def test_a_quick_suite_is_recorded_wholly(tmp_path: Path) -> None:
    (tmp_path / "prog.py").write_text(PROGRAM)
    (tmp_path / "test_fast.py").write_text(FAST)

    found = await observed(tmp_path)

    assert found.whole
    assert all(one.lines for one in (*found.failing, *found.passing))


async def test_a_test_that_is_only_slow_is_no_failure(tmp_path: Path) -> None:
    """Beside one that fails, what does not end in its time says nothing."""
    (tmp_path / "prog.py").write_text(PROGRAM)
    (tmp_path / "test_fast.py").write_text(FAST)
    (tmp_path / "test_slow.py").write_text(SLOW)
    (tmp_path / "test_slower.py").write_text(SLOW.replace("0.3", "1.5"))
    plan = plan_of(("python", "-m", "pytest", "-q"), tmp_path, sys.executable)
    assert plan is not None
    with sandbox(tmp_path) as box:
        async with serve(box, plan, lanes=2, changing=False) as server:
            found = await record(server, 0.5, 2)

    assert [one.name for one in found.failing] == ["test_fast.py::test_double"]


def test_tests_of_a_class_stay_together() -> None:
    """They may share what takes long to set up."""
    tests = [f"test_{file}.py::Test{kind}::test_{n}" for file in "ab" for kind in "XY" for n in range(3)]

    shares = dealt(tests, 2)

    assert sorted(map(len, shares)) == [6, 6]
    assert sorted(name for share in shares for name in share) == sorted(tests)
    places = [{name.rpartition("::")[0] for name in share} for share in shares]
    assert not places[0] & places[1]


def test_near_and_cheap_tests_come_first() -> None:
    failing = [ended("tests/test_a.py::test_size[big]", status=Ended.FAILED)]
    passing = [
        ended("tests/test_b.py::test_name", 0.001),
        ended("tests/test_a.py::test_other", 0.02),
        ended("tests/test_a.py::test_third", 0.01),
        ended("tests/test_a.py::test_size[small]", 0.5),
    ]

    order = [one.name.rpartition("::")[2] for one in nearest(failing, passing)]

    assert order == ["test_size[small]", "test_third", "test_other", "test_name"]


KINDS = """\
import unittest

from prog import double


class TestSetUp:
    def setup_method(self):
        self.n = 2

    def test_wrong(self):
        assert double(self.n) == 4

    def test_right(self):
        assert double(self.n - 2) == 0


class Case(unittest.TestCase):
    def setUp(self):
        self.n = 2

    def test_wrong(self):
        self.assertEqual(double(self.n), 4)

    def test_right(self):
        for n in range(2):
            with self.subTest(n=n):
                self.assertEqual(double(0), 0)

    @unittest.skip("not yet")
    def test_skipped(self):
        raise ValueError

    @unittest.expectedFailure
    def test_known(self):
        self.assertEqual(double(2), 5)


class Shared(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.n = 0

    def test_right(self):
        self.assertEqual(double(self.n), 0)


class Later(unittest.IsolatedAsyncioTestCase):
    async def test_wrong(self):
        self.assertEqual(double(1), 2)


def setup_function(function):
    function.n = 0


def test_set_up():
    assert double(test_set_up.n) == 0
"""


@pytest.mark.parametrize("lines", [False, True], ids=["as they are", "recorded"])
async def test_what_a_class_or_module_sets_up_is_there(tmp_path: Path, lines: bool) -> None:
    """A test is called without pytest's hooks only where they would do nothing for it."""
    (tmp_path / "prog.py").write_text(PROGRAM)
    (tmp_path / "test_kinds.py").write_text(KINDS)
    plan = plan_of(("python", "-m", "pytest", "-q"), tmp_path, sys.executable)
    assert plan is not None
    with sandbox(tmp_path) as box:
        async with serve(box, plan, lanes=1, changing=False) as server:
            found = await server.trace(lines=lines)

    status = {one.name.partition("::")[2]: one.status for one in found.outcomes}
    assert {name for name, one in status.items() if one.bad} == {
        "TestSetUp::test_wrong",
        "Case::test_wrong",
        "Later::test_wrong",
    }
    assert {one for name, one in status.items() if "wrong" in name} == {Ended.FAILED}
    assert all(one.failure and one.failure.frames for one in found.outcomes if one.status.bad)
    assert status["Case::test_skipped"] is Ended.SKIPPED
