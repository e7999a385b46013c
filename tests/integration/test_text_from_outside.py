"""Text that came from outside and fails as a number is converted where it was read, and not where it happened to fail."""

from pathlib import Path
from textwrap import dedent

import pytest

from analyzers.facts import Diagnosis, Done, Problem, Status
from assistant.diagnose import Assistant, Settings

PROGRAMS = {
    "a row handed to an object": (
        """
        import csv, io
        class Bolt:
            def __init__(self, name, pieces):
                self.name, self.pieces = name, pieces
            def weight(self):
                return self.pieces * 0.25
        def load(text):
            return [Bolt(row["name"], row["pieces"]) for row in csv.DictReader(io.StringIO(text))]
        for bolt in load("name,pieces\\nm6,40\\nm8,12\\n"):
            print(bolt.name, bolt.weight())
        """,
        'int(row["pieces"])',
    ),
    "an option": (
        """
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument("--depth", default=2)
        given = parser.parse_args(["--depth", "3"])
        def indent(depth):
            return [" " * n for n in range(depth)]
        print(indent(given.depth))
        """,
        "2, type=int",
    ),
    "parts that are all numbers": (
        """
        def moves(text):
            found = []
            for line in text.splitlines():
                column, row = line.split(":")
                found.append((column, row))
            return found
        board = [[0, 0], [0, 0]]
        for column, row in moves("0:1\\n1:1"):
            board[row][column] += 1
        print(board)
        """,
        'map(int, line.split(":"))',
    ),
    "a part among others": (
        """
        class Runner:
            def __init__(self, name, years):
                self.name, self.years = name, years
            def is_senior(self):
                return self.years > 49
        def read(line):
            name, years = line.split(",")
            return Runner(name, years)
        print([one.name for one in map(read, ["ada,61", "bo,34"]) if one.is_senior()])
        """,
        "int(years)",
    ),
    "elements of what is left": (
        """
        def totals(lines):
            found = {}
            for line in lines:
                name, *points = line.split()
                found[name] = points
            return found
        for name, points in totals(["ada 3 4", "bo 5 6"]).items():
            print(name, sum(points))
        """,
        "[int(one) for one in points]",
    ),
    "a field of a named tuple": (
        """
        import re
        from collections import namedtuple
        Load = namedtuple("Load", ["host", "share"])
        def parse(line):
            found = re.match(r"(\\w+)=([\\d.]+)", line)
            return Load(found.group(1), found.group(2))
        for line in ["web=0.75", "db=0.5"]:
            print(f"{parse(line).host:<6}", end="")
            load = parse(line)
            print(f"{load.share:6.1f}")
        """,
        "float(found.group(2))",
    ),
    "a day": (
        """
        import json
        from datetime import date, timedelta
        def load(text):
            return [(one["name"], one["taken"]) for one in json.loads(text)]
        def due(taken):
            return taken + timedelta(days=14)
        for name, taken in load('[{"name": "dune", "taken": "2024-03-01"}]'):
            print(name, due(taken))
        """,
        'date.fromisoformat(one["taken"])',
    ),
    "handed on by a star": (
        """
        class Account:
            def __init__(self):
                self.sum = 10
            def draw(self, name, amount):
                if self.sum < amount:
                    raise ValueError(name)
                self.sum -= amount
        def parse(line):
            command, *given = line.split()
            return command, given[0], given[1]
        account = Account()
        for line in ["draw ada 3"]:
            command, *given = parse(line)
            getattr(account, command)(*given)
        print(account.sum)
        """,
        "int(given[1])",
    ),
}


def diagnosed(folder: Path, text: str) -> Diagnosis:
    (folder / "main.py").write_text(dedent(text).lstrip("\n"))
    problem = Problem(command=("python", "main.py"), workspace=str(folder))
    done = [
        one
        for one in Assistant(Settings(time_limit=30.0, capture=True)).run(problem)
        if isinstance(one, Done)
    ]
    return done[0].diagnosis


@pytest.mark.parametrize("name", PROGRAMS)
def test_text_is_converted_where_it_was_read(name: str, tmp_path: Path) -> None:
    text, edit = PROGRAMS[name]

    found = diagnosed(tmp_path, text)

    first = found.fixes[0]
    assert first.status is Status.VERIFIED
    assert [one.text for one in first.edits] == [edit]
    line = first.edits[0].span
    before = (tmp_path / "main.py").read_text()[: line.start]
    assert found.suspects[0].line == before.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        'def double(size):\n    return "size: " + size\nprint(double(3))\n',  # a number where text is needed
        'words = "a b".split()\nfor word in words:\n    print(word * 0.5)\n',  # no text that is a number
        'limit = "ten"\nprint(limit > 3)\n',
    ],
)
def test_text_that_is_no_number_is_not_said_to_be_one(text: str, tmp_path: Path) -> None:
    found = diagnosed(tmp_path, text)

    assert not [one for fix in found.fixes for one in fix.edits if one.text.startswith(("int(", "float("))]


def test_only_the_value_with_that_format_is_blamed(tmp_path: Path) -> None:
    text = 'def show(name, share):\n    print(f"{name:<6}{share:6.1f}")\nshow("web", "0.5")\n'

    found = diagnosed(tmp_path, text)

    assert found.cause == "`share` is a `str`, which cannot be formatted like a number"


KEPT = """\
import json, io
class Plan:
    def __init__(self, rows):
        self.rows = rows
    def at(self, row):
        return self.rows[row]
def load(file):
    return Plan(json.load(file)["rows"])
print(load(io.StringIO('{"rows": {"1": "ada", "2": "bo"}}')).at(2))
"""
MARKED = """\
import csv
from pathlib import Path
Path("people.csv").write_bytes(b"\\xef\\xbb\\xbfname,age\\nada,61\\n")
def load(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))
for one in load("people.csv"):
    print(one["name"], one["age"])
"""


@pytest.mark.parametrize(
    ("text", "edit", "line"),
    [
        (KEPT, '{int(key): value for key, value in json.load(file)["rows"].items()}', 8),
        (MARKED, ', encoding="utf-8-sig"', 5),
    ],
    ids=["keys that JSON made text", "a mark before the text"],
)
def test_what_the_keys_show_is_mended_where_they_were_read(
    text: str, edit: str, line: int, tmp_path: Path
) -> None:
    found = diagnosed(tmp_path, text)

    assert found.fixes[0].status is Status.VERIFIED
    assert [one.text for one in found.fixes[0].edits] == [edit]
    assert found.suspects[0].line == line


TREE = """\
class Entry:
    def __init__(self, name):
        self.name, self.left, self.right = name, None, None
def insert(root, name):
    if root is None:
        return Entry(name)
    if name == root.name:
        root.twice = True
    elif name < root.name:
        root.left = insert(root.left, name)
        return root
    else:
        root.right = insert(root.right, name)
        return root
def find(root, name):
    while root is not None and root.name != name:
        root = root.left if name < root.name else root.right
    return root
top = None
for name in ["m", "c", "x", "a", "c", "p"]:
    top = insert(top, name)
print(find(top, "a").name)
"""


def test_the_branch_that_ended_without_a_value_is_found_behind_the_objects(tmp_path: Path) -> None:
    found = diagnosed(tmp_path, TREE)

    assert found.fixes[0].status is Status.VERIFIED
    assert found.fixes[0].edits[0].text == "\n        return root"
    assert found.suspects[0].line == 8
    assert "beside it return one" in " ".join(found.suspects[0].reasons)
