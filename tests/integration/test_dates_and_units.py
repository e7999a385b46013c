"""Is the right one of the formats and units proved, with which a crashing program runs to its end?"""

import sys
from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done, Problem, Status
from assistant.diagnose import Assistant, Settings

ORDER = """\
from datetime import datetime
FORMAT = "%m/%d/%Y"
for row in ["03/04/2024 anna", "13/05/2024 bert"]:
    day, name = row.split()
    print(datetime.strptime(day, FORMAT).strftime("%Y-%m-%d"), name)
"""
YEAR = """\
from datetime import datetime
for row in ["03.04.2024", "13.05.2024"]:
    print(datetime.strptime(row, "%d.%m.%y").strftime("%A"))
"""
MILLISECONDS = """\
from datetime import datetime
years = []
for stamp in [1700000000000, 1700000500000]:
    years.append(datetime.fromtimestamp(stamp).year)
print(years)
"""


def diagnosis(folder: Path, text: str) -> Diagnosis:
    (folder / "main.py").write_text(text)
    problem = Problem(command=("python", "main.py"), workspace=str(folder), folder=str(folder))
    *_, last = Assistant(Settings(interpreter=sys.executable, capture=True)).run(problem)
    assert isinstance(last, Done)
    return last.diagnosis


@pytest.mark.parametrize(
    ("text", "new"), [(ORDER, '"%d/%m/%Y"'), (YEAR, '"%d.%m.%Y"'), (MILLISECONDS, "stamp / 1000")]
)
def test_what_all_rows_have_is_proved(tmp_path: Path, text: str, new: str) -> None:
    best = diagnosis(tmp_path, text).fixes[0]

    assert best.status is Status.VERIFIED
    [edit] = best.edits
    assert new in text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert new not in text


def test_a_unit_is_not_changed_for_stamps_that_were_right(tmp_path: Path) -> None:
    fixes = diagnosis(tmp_path, MILLISECONDS.replace("[1700000000000", "[1700000000")).fixes

    assert not any(one.status is Status.VERIFIED for one in fixes)
