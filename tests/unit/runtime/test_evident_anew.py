"""What a loop, a decorator or a reset leaves as it was, and a callback that was called at once: only where all signs are there."""

import pytest

from tests.unit.runtime.test_evident_keys import proposed

BOUND = """
jobs = {}
for line in ["a=int", "b=str"]:
    name, _, kind = line.partition("=")
    jobs[name] = lambda text: read(kind, text)


def read(kind, text):
    return {"int": int, "str": str}[kind](text)  # here


jobs["a"]("x")  # outer
"""
NESTED = """
def workers(parts):
    found = []
    for number, part in enumerate(parts):
        def job():
            return number, part[number]  # here
        found.append(job)
    return found


workers(["a"])[0]()  # outer
"""
CALLED = """
class Game:
    def __init__(self, bus):
        bus.on("end", self.finish())

    def finish(self):
        self.over = True


def emit(callback):
    callback()  # here


emit(None)  # outer
"""
ROWS = """
class Table:
    def __init__(self):
        self.rows = []
        self.row = []

    def cell(self, text):
        self.row.append(text)

    def end(self):
        self.rows.append(self.row)


def read(table):
    for name, size in table.rows:  # here
        print(name, size)


read(Table())  # outer
"""
RESET = """
class Board:
    def __init__(self):
        self.cells = [" "] * 9
        self.free = set(range(9))

    def reset(self):
        self.cells = [" "] * 9

    def place(self, at):
        self.cells[at] = "x"
        self.free.remove(at)  # here


Board().place(3)  # outer
"""
MEMO = """
_known = {}


def memoize(function):
    def wrapper(*args):
        key = args
        if key not in _known:
            _known[key] = function(*args)
        return _known[key]
    return wrapper


@memoize
def one(n):
    return n


@memoize
def two(n):
    return [n]


print(len(two(1)))  # here
"""
PARTS = """
def roll(args):
    return int(args[0])  # here


COMMANDS = {"roll": roll}


def handle(message):
    parts = message.split()
    command = COMMANDS.get(parts[0])
    return command(parts)  # caller


handle("roll 6")  # outer
"""
NO_KEY = "KeyError: 'float'"
CASES = [
    (BOUND, NO_KEY, [("here", "read")], "lambda text, kind=kind:"),
    (NESTED, "IndexError: string index out of range", [("here", "job")], "def job(number=number, part=part):"),
    (CALLED, "TypeError: 'NoneType' object is not callable", [("here", "emit")], 'bus.on("end", self.finish)'),
    (ROWS, "ValueError: too many values to unpack (expected 2)", [("here", "read")], "self.rows.append(self.row)\n        self.row = []\n"),
    (RESET, "KeyError: 3", [("here", "place")], '    self.cells = [" "] * 9\n        self.free = set(range(9))\n\n    def place'),
    (MEMO, "TypeError: object of type 'int' has no len()", [("here", "<module>")], "key = (function, args)"),
    (PARTS, "ValueError: invalid literal for int() with base 10: 'roll'", [("caller", "handle"), ("here", "roll")], "command(parts[1:])"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "frames", "wanted"), CASES)
def test_what_a_program_speaks_for(text: str, error: str, frames: list[tuple[str, str]], wanted: str) -> None:
    texts, _ = proposed(text, error, *frames, outer="# outer" in text)

    assert any(wanted in one for one in texts)


@pytest.mark.parametrize(
    ("text", "error", "frames", "never"),
    [
        (BOUND.replace("lambda text:", "lambda text, kind=kind:"), NO_KEY, [("here", "read")], "kind=kind, kind"),
        (NESTED.replace("found.append(job)", "found.append(job())"), "IndexError: x", [("here", "job")], "def job(n"),
        (CALLED.replace("self.over = True", "return self.end"), "TypeError: 'NoneType' object is not callable", [("here", "emit")], "self.finish)\n"),
        (ROWS.replace("self.rows.append(self.row)", "self.rows.append(self.row)\n        self.row = []"), "ValueError: too many values to unpack (expected 2)", [("here", "read")], "[]\n        self.row = []"),
        (RESET.replace("def reset", "def clear_cells"), "KeyError: 3", [("here", "place")], "free = set(range(9))\n\n    def place"),
        (MEMO.replace("key = args", "key = function, args"), "TypeError: object of type 'int' has no len()", [("here", "<module>")], "(function, function"),
        (PARTS.replace("command(parts)", "command(message)"), "ValueError: invalid literal for int() with base 10: 'roll'", [("caller", "handle"), ("here", "roll")], "[1:]"),
    ],
)  # fmt: skip
def test_nor_where_its_signs_are_missing(
    text: str, error: str, frames: list[tuple[str, str]], never: str
) -> None:
    texts, _ = proposed(text, error, *frames, outer="# outer" in text)

    assert not any(never in one for one in texts)
