"""Steps over the end of a month, days among moments, rows of a closed file, bounds of a grid: the edit that was meant is tried."""

import pytest

from tests.unit.runtime.crashes import crash
from tests.unit.runtime.test_slips import changed

MONTH = "ValueError: month must be in 1..12"
DAY = "ValueError: day is out of range for month"
MIXED = "TypeError: can't compare datetime.datetime to datetime.date"
RANGE = "IndexError: list index out of range"
GRID = "class Maze:\n    def __init__(self, rows):\n        self.rows = rows\n    def is_wall(self, r, c):\n        return self.rows[r][c] == '#'  # here\nMaze(['.']).is_wall(1, 0)"
OUTSIDE = "        if not (0 <= r < len(self.rows) and 0 <= c < len(self.rows[r])):\n            return True\n        return"
CASES = [
    ("from datetime import date\nd = date(2024, 12, 1)\nprint(date(d.year, d.month + 1, 1))  # here", MONTH, "date(d.year + d.month // 12, d.month % 12 + 1, 1)"),
    ("from datetime import date\nd = date(2024, 11, 1)\nprint(date(d.year, d.month + 3, 1))  # here", MONTH, "date(d.year + (d.month + 3 - 1) // 12, (d.month + 3 - 1) % 12 + 1, 1)"),
    ("from datetime import date\nd = date(2024, 12, 1)\nd = d.replace(month=d.month + 1)  # here", MONTH, "d.replace(year=d.year + d.month // 12, month=d.month % 12 + 1)"),
    ("from datetime import date, timedelta\nd = date(2024, 1, 31)\nd = d.replace(day=d.day + 1)  # here", DAY, "d = d + timedelta(days=1)"),
    ("from datetime import date\nd = date(2024, 1, 31)\nd = date(d.year, d.month, d.day + 2)  # here", DAY, "d = d + timedelta(days=2)"),
    ("import calendar\nmonth = 0\nprint(calendar.monthrange(2024, month))  # here", "calendar.IllegalMonthError: bad month number 0; must be 1-12", "month = 1\n"),
    ("from datetime import date, datetime\nday = date.fromisoformat('2024-01-02')\nprint(datetime.now() > day)  # here", MIXED, "day = datetime.fromisoformat("),
    ("from datetime import date, datetime\nday = datetime.strptime('2024', '%Y')\nprint(day > date.today())  # here", MIXED, "'%Y').date()"),
    ("import sqlite3\ndef rows(path):\n    with sqlite3.connect(path) as db:\n        return db.execute('select 1')\nfor row in rows(':memory:'):  # here\n    pass",
     "sqlite3.ProgrammingError: Cannot operate on a closed database.", "db.execute('select 1').fetchall()"),
    ("import csv\ndef rows(path):\n    with open(path) as f:\n        return csv.DictReader(f)\nfor row in rows('a'):  # here\n    pass",
     "ValueError: I/O operation on closed file.", "return list(csv.DictReader(f))"),
    ("from itertools import accumulate\nsums = list(accumulate([1, 2]))\nprint(sums[2])  # here", RANGE, "accumulate([1, 2], initial=0)"),
    ("W, H = 2, 1\nrows = ['ab']\ndef at(x, y):\n    return 0 <= x < H and 0 <= y < W and rows[y][x]  # here\nat(0, 1)", RANGE, "0 <= x < W and 0 <= y < H and"),
    (GRID, RANGE, OUTSIDE),
    ("def box(r, c):\n    return r // 3 * 3 + c % 3 * 3\nboxes = [0] * 9\nboxes[box(4, 5)]  # here", RANGE, "r // 3 * 3 + c // 3"),
    ("def add(a, b):\n    size = max(len(a), len(b))\n    return [a[i] + b[i] for i in range(size)]  # here\nadd([1], [1, 2])", RANGE,
     "(a[i] if i < len(a) else 0) + (b[i] if i < len(b) else 0)"),
    ("class Cache:\n    def __init__(self, size):\n        self.size = size\n    def full(self):\n        return len(self.rows) > self.size\n    def size(self):\n        return 1\nCache(2).size()  # here",
     "TypeError: 'int' object is not callable", "self._size = size"),
    ("dt, end, t, n = 0.1, 1.0, 0.0, 0\nrows = [0] * 10\nwhile t < end:\n    rows[n] = t  # here\n    n += 1\n    t += dt", "IndexError: list assignment index out of range", "while t < end - dt / 2:"),
    ("def files(folder):\n    return list(folder.glob('*'))  # here\nfiles('logs')", "AttributeError: 'str' object has no attribute 'glob'", "files(Path('logs'))"),
    ("class Field:\n    def clean(self):\n        for i in range(len(self.rows)):\n            if not self.rows[i].alive:  # here\n                self.rows.pop(i)\n", RANGE,
     "        for row in list(self.rows):\n            if not row.alive:  # here\n                self.rows.remove(row)\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "wanted"), CASES)
def test_the_edit_that_was_meant_is_tried(text: str, error: str, wanted: str) -> None:
    assert any(wanted in one for one in changed(crash(text, error, ("here", "<module>"))))


@pytest.mark.parametrize(
    ("text", "error", "never"),
    [
        ("from datetime import date\nprint(date(2024, 1, 1 + 1))  # here", "TypeError: no", "timedelta"),
        ("rows = [1]\nfor i in range(len(rows)):\n    print(i, rows[i])  # here\n    rows.pop(i)", RANGE, "for row in list(rows)"),
        (GRID.replace("(self, r, c)", "(self, pair)").replace("[r][c]", "[pair[0]][pair[1]]"), RANGE, "if not (0 <="),
    ],
)  # fmt: skip
def test_nor_where_its_signs_are_missing(text: str, error: str, never: str) -> None:
    assert not any(never in one for one in changed(crash(text, error, ("here", "<module>"))))
