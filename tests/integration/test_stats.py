"""What came of the work is counted on this machine, by kinds and numbers, and only there."""

import json
from pathlib import Path

import pytest

from analyzers.facts import Applicability, Edit, Fix, Route, Span
from assistant.models.ledger import Entry, Ledger
from assistant.models.provider import Usage
from assistant.router import corrections
from assistant.statistics import days, total
from tests.integration.command import debugassist
from tools import tally
from tools.patch import apply, undo

REPORT = 'Traceback (most recent call last):\n  File "app.py", line 3, in f\n    x["colour"]\nKeyError: \'colour\'\n'
FIX = Fix(
    title="rename",
    edits=(Edit(Span("a.py", 0, 1), "y"),),
    applicability=Applicability.SAFE,
    proposer="search",
)


def test_problems_fixes_corrections_and_cost_are_told_by_day(tmp_path: Path) -> None:
    for _ in range(2):
        debugassist(folder=tmp_path, stdin=REPORT)
    for _ in range(3):
        (tmp_path / "a.py").write_text("x = 1\n")
        apply(FIX, {}, tmp_path)
    undo(tmp_path)
    corrections.add("some text", Route.LOGIC)
    Ledger(1.0, 1.0).enter(Entry(model="m", role="writer", usage=Usage(read=10, written=5), money=0.25))

    told = json.loads(debugassist("stats", "--json", folder=tmp_path).stdout)

    [day] = told["days"]
    assert day["problems"] == {"syntax": 0, "runtime": 2, "logic": 0, "unclear": 0}
    assert (day["applied"], day["undone"], day["accepted"], day["corrected"]) == (3, 1, 2, 1)
    assert (day["questions"], day["tokens"], day["dollars"]) == (1, 15, 0.25)
    assert told["total"]["accepted"] == 2
    table = debugassist("stats", folder=tmp_path).stdout
    assert "$0.2500" in table.splitlines()[-1]


def test_no_text_of_a_problem_is_kept(tmp_path: Path) -> None:
    debugassist(folder=tmp_path, stdin=REPORT)

    [file] = tally.folder().iterdir()
    assert "colour" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_is_counted_where_that_is_not_wanted(tmp_path: Path) -> None:
    debugassist(folder=tmp_path, stdin=REPORT, env={"DEBUGASSIST_STATS": "0"})

    assert not tally.folder().exists()
    assert debugassist("stats", folder=tmp_path).stdout == "nothing has been counted yet\n"


@pytest.mark.parametrize(
    "line", ["", "null", "[1]", "{", '{"what": "problem", "route": ["x"]}', "[" * 50_000]
)
def test_a_line_that_cannot_be_read_counts_nothing(line: str) -> None:
    tally.count(tally.What.APPLIED)
    [file] = tally.folder().iterdir()
    with file.open("a") as stream:
        stream.write(line + "\n")
    tally.count(tally.What.APPLIED)

    assert total(days()).applied == 2
