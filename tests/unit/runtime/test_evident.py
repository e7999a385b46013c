"""A change is spoken for by the program only where its signs are all there; sound code that looks alike is left alone."""

import pytest

from analyzers.logic.program import Program
from analyzers.runtime.evident import evident
from analyzers.runtime.mend import mend
from analyzers.runtime.rank import rank
from analyzers.runtime.slips import about_of, slips
from tests.unit.runtime.crashes import crash, explained

NAMESAKE = """
def pay(hours, wage):
    return sum(hours) * wage  # here


def slips(week, wages):
    hours = [day["ali"] for day in week.values()]
    return pay(week, wages["ali"])  # caller


slips({"Mo": {"ali": 8}}, {"ali": 2})  # outer
"""
WHOLE_AGAIN = """
def size(node):
    total = 0
    for child in node.values():
        total += size(node) if isinstance(child, dict) else child  # here
    return total


size({"a": {}})  # outer
"""
UNMARKED = """
def collect(friends, person, seen):
    group = [person]
    for friend in friends[person]:
        if friend not in seen:
            group += collect(friends, friend, seen)  # here
    return group


seen = set()
collect({"a": ["a"]}, "a", seen)  # outer
"""
MARKED_LATE = """
def steps(n, seen):
    \"\"\"How many steps until one comes again.\"\"\"
    if n in seen:
        return len(seen)
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    return steps(n, seen)  # here


steps(6, seen=set())  # outer
"""
LENGTH = """
def last(items, high):
    return items[high]  # here


def top(values):
    return last(values, len(values))  # caller


top([1])  # outer
"""
HALF = """
def near(field, row, col):
    found = 0
    for r, c in ((row - 1, col), (row + 1, col)):
        if r < 0 or c < 0:
            continue
        if field[r][c] == "*":  # here
            found += 1
    return found


near(["*"], 0, 0)  # outer
"""
RING = """
class Ring:
    def __init__(self, size):
        self.size, self.next = size, 0
        self.slots = [None] * size

    def add(self, event):
        self.slots[self.next] = event  # here
        self.next = (self.next + 1) % (self.size + 1)


for event in "ab":
    Ring(1).add(event)  # outer
"""
ENTERED = """
class Phase:
    def __enter__(self):
        self.started = 1

    def __exit__(self, *_):
        return False


def phase():
    made = Phase()
    return made


with phase() as one:
    one.note()  # here
"""
INDEX = "IndexError: list index out of range"
DEEP = "RecursionError: maximum recursion depth exceeded"


def proposed(text: str, error: str, *frames: tuple[str, str], mark: str = "") -> list[str]:
    """What the changes that are spoken for put in."""
    one = crash(text, error, *frames, mark=mark)
    return [fix.edits[0].text for fix in (each.fix for each in evident(one))]


@pytest.mark.parametrize(
    ("text", "error", "frames", "mark", "expected"),
    [
        (NAMESAKE, "TypeError: unsupported operand type(s) for +: 'int' and 'str'", [("outer", "<module>"), ("caller", "slips"), ("here", "pay")], "sum(hours)", "hours"),
        (WHOLE_AGAIN, DEEP, [("outer", "<module>"), *[("here", "size")] * 4], "", "child"),
        (UNMARKED, DEEP, [("outer", "<module>"), *[("here", "collect")] * 4], "", "    seen.add(person)\n"),
        (MARKED_LATE, DEEP, [("outer", "<module>"), *[("here", "steps")] * 4], "", "    seen.add(n)\n"),
        (LENGTH, INDEX, [("outer", "<module>"), ("caller", "top"), ("here", "last")], "items[high]", "len(values) - 1"),
        (HALF, INDEX, [("outer", "<module>"), ("here", "near")], "field[r]", "r < 0 or c < 0 or r >= len(field)"),
        (ENTERED, "AttributeError: 'NoneType' object has no attribute 'note'", [("here", "<module>")], "one.note", "\n        return self"),
        (RING, INDEX, [("outer", "<module>"), ("here", "add")], "self.slots[self.next]", "self.size"),
    ],
)  # fmt: skip
def test_what_the_program_speaks_for(
    text: str, error: str, frames: list[tuple[str, str]], mark: str, expected: str
) -> None:
    assert proposed(text, error, *frames, mark=mark) == [expected]
    one = crash(text, error, *frames, mark=mark)
    assert expected in [fix.edits[0].text for fix in mend(one, explained(one), rank(one, explained(one)))]


def test_a_mark_is_made_after_the_question_about_itself() -> None:
    one = crash(MARKED_LATE, DEEP, ("outer", "<module>"), *[("here", "steps")] * 4)
    text = one.sources["main.py"].text
    edit = next(iter(evident(one))).fix.edits[0]

    assert text[: edit.span.start].endswith("return len(seen)\n")


SUM = "TypeError: unsupported operand type(s) for +: 'int' and 'str'"


@pytest.mark.parametrize(
    ("text", "error", "frames", "mark"),
    [
        # a namesake: handed on in another place, in a call of itself, or not used where it failed
        (NAMESAKE.replace('pay(week, wages["ali"])', 'pay(week, hours)'), SUM, [("caller", "slips"), ("here", "pay")], "sum(hours)"),
        ("def gcd(a, b):\n    return gcd(b, a % b)  # here\n\n\ngcd(2, 0)  # outer", "ZeroDivisionError: integer modulo by zero", [("outer", "<module>"), ("here", "gcd")], "a % b"),
        (NAMESAKE.replace("sum(hours) * wage", "wage + 'x'"), SUM, [("caller", "slips"), ("here", "pay")], "wage + 'x'"),
        (NAMESAKE.replace('    return pay', '    week = [one + 1 for one in hours]\n    return pay'), SUM, [("caller", "slips"), ("here", "pay")], "sum(hours)"),
        # the whole again: with something else that grows smaller, outside the loop, or with a part already
        (WHOLE_AGAIN.replace("size(node)", "size(child)"), DEEP, [("here", "size")] * 4, ""),
        ("def f(node, n):\n    for child in range(n):\n        f(node, child)  # here\n\n\nf([], 3)", DEEP, [("here", "f")] * 4, ""),
        ("def f(node):\n    for child in node:\n        print(child)\n    return f(node)  # here\n\n\nf([])", DEEP, [("here", "f")] * 4, ""),
        ("def f(items, path):\n    for one in items:\n        f(items, path + [one])  # here\n\n\nf([1], [])", DEEP, [("here", "f")] * 4, ""),
        # marks: put in somewhere, handed on with one more, or of a kind that is not clear
        (UNMARKED.replace("    group = [person]", "    seen.add(person)\n    group = [person]"), DEEP, [("here", "collect")] * 4, ""),
        (UNMARKED.replace("friend, seen)  # here", "friend, seen | {person})  # here"), DEEP, [("here", "collect")] * 4, ""),
        (UNMARKED.replace("seen = set()", "seen = make()"), DEEP, [("here", "collect")] * 4, ""),
        # marks: a function that they are handed to may put something in, and what asks about itself is marked after an `if` that leaves
        (UNMARKED.replace("    group = [person]", "    note(seen, person)\n    group = [person]"), DEEP, [("here", "collect")] * 4, ""),
        (MARKED_LATE.replace("return len(seen)", "n += 1"), DEEP, [("here", "steps")] * 4, ""),
        (MARKED_LATE.replace("n in seen", "n not in seen"), DEEP, [("here", "steps")] * 4, ""),
        # a length that is no index: a slice, a position that is counted down first, a length of something else on the way
        (LENGTH.replace("items[high]", "items[:high]"), INDEX, [("caller", "top"), ("here", "last")], ""),
        (LENGTH.replace("items[high]", "items[high - 1]"), INDEX, [("caller", "top"), ("here", "last")], "items[high - 1]"),
        (LENGTH.replace("len(values))", "max(values))"), INDEX, [("caller", "top"), ("here", "last")], "items[high]"),
        # a guard: complete, about something else, or one that does not leave
        (HALF.replace("c < 0:", "c < 0 or r >= len(field):"), INDEX, [("here", "near")], "field[r]"),
        (HALF.replace("r < 0 or c < 0", "found < 0"), INDEX, [("here", "near")], "field[r]"),
        (HALF.replace("continue", "print(r)"), INDEX, [("here", "near")], "field[r]"),
        # a block: its object is returned, the name is another, or nobody is at fault
        (ENTERED.replace("self.started = 1", "return self"), "AttributeError: 'NoneType' object has no attribute 'note'", [("here", "<module>")], "one.note"),
        (ENTERED.replace("one.note()", "made.note()"), "AttributeError: 'NoneType' object has no attribute 'note'", [("here", "<module>")], "made.note"),
        (ENTERED, "AttributeError: 'Phase' object has no attribute 'note'", [("here", "<module>")], "one.note"),
        # a ring: modulo its size, of another attribute, or one more that is meant
        (RING.replace("(self.size + 1)", "self.size"), INDEX, [("here", "add")], "self.slots[self.next]"),
        (RING.replace("self.next = (", "self.turn = ("), INDEX, [("here", "add")], "self.slots[self.next]"),
        (RING.replace("% (self.size + 1)", "% (self.size + 2)"), INDEX, [("here", "add")], "self.slots[self.next]"),
    ],
)  # fmt: skip
def test_what_nothing_speaks_for(text: str, error: str, frames: list[tuple[str, str]], mark: str) -> None:
    text = text if "# outer" in text else f"{text}\nprint()  # outer"
    frames = frames if frames[0][0] == "outer" else [("outer", "<module>"), *frames]

    assert proposed(text, error, *frames, mark=mark) == []


@pytest.mark.parametrize(
    ("text", "wraps"),
    [
        ("def at(items, place):\n    return items[place + 1]  # here\n\n\nat([1], 0)", True),
        ("def at(grid, x, y):\n    return grid[y + 1][x]  # here\n\n\nat([[1]], 0, 0)", True),
        (
            "def at(items, place):\n    if place < 0:\n        return 0\n    return items[place]  # here\n\n\nat([1], 1)",
            False,
        ),
        (
            "def at(items, place):\n    if place < len(items):\n        print(place)\n    return items[place]  # here\n\n\nat([1], 1)",
            False,
        ),
        ("def put(grid, x, y):\n    grid[y][x] = 1  # here\n\n\nput([[1]], 0, 1)", False),
        (
            "def later(items):\n    return [lambda: items[n] for n in range(2)]  # here\n\n\nlater([1])[0]()",
            False,
        ),
        ("def at(items, n):\n    place = n % 7\n    return items[place]  # here\n\n\nat([1], 5)", False),
    ],
)
def test_an_index_begins_anew_only_where_no_edge_is_minded(text: str, wraps: bool) -> None:
    one = crash(text, INDEX, ("here", "at"))
    program = Program("main.py", one.sources["main.py"].text)
    lines = frozenset(statement.lineno for statement in program.statements())
    about = about_of(one, explained(one), {"main.py": program})

    assert any(each.kind == "wrapped round" for each in slips(program, lines, about)) is wraps
