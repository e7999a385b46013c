"""`debugassist test` on tests that crash or cannot be loaded: the debugger answers, and what the tests say is used as well."""

from pathlib import Path

import pytest

from analyzers.facts import Done, HandedBack, Problem, Route, Status
from assistant.diagnose import Assistant, Settings
from tests.integration.command import debugassist

TEST = "from calc import total\n\n\ndef test_total():\n    assert total(['1', '2']) == 3\n"


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("def total(parts)\n    return sum(map(int, parts))\n", "syntax"),
        ("import maths\n\n\ndef total(parts):\n    return sum(map(int, parts))\n", "runtime"),
        ("def total(parts):\n    return sum(part for part in parts)\n", "runtime"),
    ],
    ids=["a syntax error", "a missing module", "an exception in the program"],
)
def test_it_is_diagnosed_and_mended_where_it_fails(program: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "calc.py").write_text(program)
    (tmp_path / "test_calc.py").write_text(TEST)

    done = debugassist("test", "--workspace", ".", "-q", folder=tmp_path)

    assert done.returncode == 1
    assert f"error[{says}/" in done.stdout
    assert "calc.py:" in done.stdout
    assert "[verified]" in done.stdout
    assert "debugassist-copy" not in done.stdout + done.stderr
    assert "1 error in" not in done.stdout  # what pytest prints


def test_a_search_against_the_tests_follows_where_the_debugger_proves_nothing(tmp_path: Path) -> None:
    """Only the tests say that the second of two bounds is meant."""
    (tmp_path / "calc.py").write_text(
        "def middle(values, low, high):\n    kept = [v for v in values if v > low and v < low]\n    return sum(kept) / len(kept)\n"
    )
    (tmp_path / "test_calc.py").write_text(
        "from calc import middle\n\n\ndef test_middle():\n    assert middle([1, 4, 6, 9], 1, 9) == 5\n\n\n"
        "def test_other():\n    assert middle([0, 2, 3, 7, 20], 1, 10) == 4\n"
    )
    problem = Problem(command=("python", "-m", "pytest", "-q"), workspace=str(tmp_path))

    events = list(Assistant(Settings(capture=True)).run(problem, Route.LOGIC))

    assert [event.route for event in events if isinstance(event, HandedBack)] == [Route.RUNTIME]
    assert isinstance(events[-1], Done)
    answer = events[-1].diagnosis
    assert answer.traceback is not None
    assert answer.traceback.final.type == "ZeroDivisionError"
    assert answer.fixes[0].status is Status.VERIFIED
    assert "high" in answer.fixes[0].edits[0].text


def test_a_comparison_among_the_failures_stays_with_the_search(tmp_path: Path) -> None:
    (tmp_path / "calc.py").write_text("def total(parts):\n    return sum(parts) + 1\n")
    (tmp_path / "test_calc.py").write_text(
        "from calc import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n\n\ndef test_text():\n    total('ab')\n"
    )
    problem = Problem(command=("python", "-m", "pytest", "-q"), workspace=str(tmp_path))

    events = list(Assistant(Settings(capture=True)).run(problem, Route.LOGIC))

    assert not any(isinstance(event, HandedBack) for event in events)
    assert isinstance(events[-1], Done)
    assert events[-1].diagnosis.decision.route is Route.LOGIC
