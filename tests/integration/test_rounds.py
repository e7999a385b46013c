"""Are several faults mended one after another, and is a part of the repair called a part?"""

import sys
from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done, Problem, Route, Status
from assistant.diagnose import Assistant, Settings

SHOP = """\
def total(items):
    result = 0
    for _, price, count in items:
        result += price
    return result


def label(name, width):
    text = name.strip()
    return text.rjust(width)
"""
TOTALS = """\
from shop import total


def test_total():
    assert total([('a', 2, 4), ('b', 5, 2)]) == 18


def test_one():
    assert total([('a', 2, 1)]) == 2
"""
LABELS = """\
from shop import label


def test_label():
    assert label(' ab ', 4) == 'ab  '


def test_full():
    assert label('abcd', 4) == 'abcd'
"""
RIDDLE = "from shop import label\n\n\ndef test_riddle():\n    assert label('seven', 5) == 'of nine, or so they say'\n"


def answer(workspace: Path, *command: str, expects: tuple[str, ...] = ()) -> Diagnosis:
    problem = Problem(
        command=command,
        workspace=str(workspace),
        paths=("shop.py",) if expects else (),
        expects=expects,
        folder=str(workspace),
    )
    settings = Settings(offline=True, interpreter=sys.executable, capture=True, time_limit=20.0)
    events = Assistant(settings).run(problem, Route.LOGIC)
    [done] = [event.diagnosis for event in events if isinstance(event, Done)]
    return done


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "test_totals.py").write_text(TOTALS)
    return tmp_path


def changed_lines(diagnosis: Diagnosis) -> set[int]:
    [first, *_] = diagnosis.fixes
    return {SHOP.count("\n", 0, edit.span.start) + 1 for edit in first.edits}


def test_two_faults_are_mended_by_one_fix(workspace: Path) -> None:
    """Each failing test has a fault of its own: no single edit helps both."""
    (workspace / "test_labels.py").write_text(LABELS)

    found = answer(workspace, "python", "-m", "pytest", "-q")

    assert found.fixes[0].status is Status.VERIFIED
    assert changed_lines(found) == {4, 10}


def test_faults_in_two_files_are_mended_together(workspace: Path) -> None:
    head, _, tail = SHOP.partition("\n\n\n")
    (workspace / "shop.py").write_text(head + "\n")
    (workspace / "tags.py").write_text(tail)
    (workspace / "test_labels.py").write_text(LABELS.replace("shop", "tags"))

    found = answer(workspace, "python", "-m", "pytest", "-q")

    assert found.fixes[0].status is Status.VERIFIED
    assert {edit.span.path for edit in found.fixes[0].edits} == {"shop.py", "tags.py"}


def test_a_part_of_the_repair_is_shown_as_a_part(workspace: Path) -> None:
    """One of the two can be mended: better than nothing, and never called verified."""
    (workspace / "test_riddle.py").write_text(RIDDLE)

    found = answer(workspace, "python", "-m", "pytest", "-q")

    assert found.fixes[0].status is Status.UNVERIFIED
    assert changed_lines(found) == {4}
    assert "mends `test_total`; `test_riddle` still fails" in found.fixes[0].check
    assert "another one's fault is at shop.py:4" in found.cause


def test_the_expectations_of_the_command_line_are_mended_one_by_one(workspace: Path) -> None:
    expects = (
        "total([('a', 2, 4), ('b', 5, 2)]) == 18",
        "label(' ab ', 4) == 'ab  '",
        "total([('a', 2, 1)]) == 2",
        "label('abcd', 4) == 'abcd'",
    )

    found = answer(workspace, "python", "test_expectation_of_user.py", expects=expects)

    assert found.fixes[0].status is Status.VERIFIED
    assert changed_lines(found) == {4, 10}


JOBS = """\
from heapq import heappop, heappush


class Jobs:
    def __init__(self):
        self.heap = []

    def add(self, name, rank):
        heappush(self.heap, (rank, name))

    def first(self):
        return self.heap[0][1]

    def take(self):
        rank, name = heappop(self.heap)
        return name, rank
"""
TAKEN = """\
from jobs import Jobs


def test_the_highest_is_first():
    jobs = Jobs()
    jobs.add('low', 1)
    jobs.add('high', 9)
    jobs.add('mid', 5)
    assert jobs.first() == 'high'


def test_the_rank_is_told():
    jobs = Jobs()
    jobs.add('x', 3)
    assert jobs.first() == 'x'
    assert jobs.take() == ('x', 3)
"""


def test_what_one_half_of_a_repair_breaks_is_mended_by_the_other(tmp_path: Path) -> None:
    """The second half is in a function that no failing test runs, and that passes as it is."""
    (tmp_path / "jobs.py").write_text(JOBS)
    (tmp_path / "test_jobs.py").write_text(TAKEN)

    found = answer(tmp_path, "python", "-m", "pytest", "-q")

    [first, *_] = found.fixes
    assert first.status is Status.VERIFIED
    assert {JOBS.count("\n", 0, edit.span.start) + 1 for edit in first.edits} == {9, 16}


def test_a_constant_in_a_file_of_which_no_line_is_executed_is_found(tmp_path: Path) -> None:
    """It ran when the program was loaded, before any test: only the import leads to it."""
    (tmp_path / "rates.py").write_text("NAME = 'tax'\nTAX = 21\n")
    (tmp_path / "shop.py").write_text(
        "from rates import TAX\n\n\ndef total(price):\n    return price + price * TAX // 100\n"
    )
    (tmp_path / "test_shop.py").write_text(
        "from shop import total\n\n\ndef test_total():\n    assert total(100) == 120\n    assert total(1000) == 1200\n"
        "\n\ndef test_nothing():\n    assert total(0) == 0\n"
    )

    found = answer(tmp_path, "python", "-m", "pytest", "-q")

    assert ("rates.py", 2) in [(one.path, one.line) for one in found.suspects[:5]]
    assert any(edit.span.path == "rates.py" for fix in found.fixes for edit in fix.edits)
