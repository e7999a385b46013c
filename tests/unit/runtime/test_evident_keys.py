"""Keys that leave something out, entries that tie, marks that come late, methods that take too little: only where all signs are there."""

import pytest

from analyzers.runtime.mend import mend
from analyzers.runtime.rank import rank
from tests.unit.runtime.crashes import crash, explained

KEPT = """
class Shelf:
    def __init__(self, store):
        self.store, self.kept = store, {}

    def rows(self, table, names):
        key = (self.store, table)
        found = self.kept.get(key)
        if found is None:
            found = self.store.select(table, names)
            self.kept[key] = found
        return found


def first(shelf):
    return shelf.rows("trees", ["age"])[0]["age"]  # here


first(Shelf(None))  # outer
"""
MADE = """
KNOWN = {}


def columns(table, version):
    if table not in KNOWN:
        KNOWN[table] = load(table, version)
    return KNOWN[table]


def total(line):
    return columns("orders", 2)["total"]  # here


total("")  # outer
"""
HEAP = """
import heapq
from itertools import count


class Task:
    pass


class Plan:
    def __init__(self):
        self.numbers = count()
        self.waiting = []

    def add(self, when, task):
        heapq.heappush(self.waiting, (when, task))  # here


Plan().add(1, Task())  # outer
"""
PAIRS = """
class Task:
    pass


def order(tasks):
    return sorted((task.when, task) for task in tasks)  # here


order([Task()])  # outer
"""
LATE = """
class Walk:
    def __init__(self, links):
        self.links, self.seen = links, []

    def visit(self, page):
        if page in self.seen:
            return
        for link in self.links[page]:
            self.visit(link)  # here
        self.seen.append(page)


Walk({"a": ["a"]}).visit("a")  # outer
"""
METHODS = """
class Sheet:
    def row(self, values, names):
        raise NotImplementedError

    def write(self, rows):
        return [self.row(list(row), list(row)) for row in rows]  # here


class Plain(Sheet):
    def row(self, values):
        return ",".join(values)


class Tabbed(Sheet):
    def row(self, values):
        return "\\t".join(values)


Plain().write([{}])  # outer
"""
RENAMED = """
from dataclasses import dataclass


@dataclass
class Person:
    given_name: str
    family_name: str
    mail: str


def card(person):
    return f"{person.last_name}, {person.given_name}"  # here


def line(person):
    return person.last_name.upper()


card(Person("a", "b", "c"))  # outer
"""
GONE = "AttributeError: 'Person' object has no attribute 'last_name'"
KEY = "KeyError: 'age'"
TIE = "TypeError: '<' not supported between instances of 'Task' and 'Task'"
DEEP = "RecursionError: maximum recursion depth exceeded"
MANY = "TypeError: Plain.row() takes 2 positional arguments but 3 were given"
CASES = [
    (KEPT, KEY, [("here", "first")], "    key = (self.store, table, names)"),
    (MADE, KEY, [("here", "total")], "    if (table, version) not in KNOWN:"),
    (HEAP, TIE, [("here", "add")], "(when, next(self.numbers), task)"),
    (HEAP.replace("count()", "0"), TIE, [("here", "add")], "(when, id(task), task)"),
    (PAIRS, TIE, [("here", "order")], "key=lambda pair: pair[0])"),
    (LATE, DEEP, [("here", "visit")] * 4, "            return\n        self.seen.append(page)\n        for link"),
    (RENAMED, GONE, [("here", "card")], "return person.family_name.upper()"),
    (METHODS, MANY, [("here", "write")], "def row(self, values, names):\n        return \"\\t\""),
]  # fmt: skip


def proposed(
    text: str, error: str, *frames: tuple[str, str], outer: bool = True
) -> tuple[list[str], tuple[str, ...]]:
    one = crash(text, error, *((("outer", "<module>"),) if outer else ()), *frames)
    finding = explained(one)
    source = one.sources["main.py"].text
    texts = []
    suspects = rank(one, finding)
    for fix in (*finding.fixes, *mend(one, finding, suspects)):
        changed = source
        for edit in sorted(fix.edits, key=lambda edit: -edit.span.start):
            changed = changed[: edit.span.start] + edit.text + changed[edit.span.end :]
        texts.append(changed)
    return texts, tuple(" ".join(one.reasons) for one in suspects)


@pytest.mark.parametrize(("text", "error", "frames", "wanted"), CASES)
def test_what_a_program_speaks_for(text: str, error: str, frames: list[tuple[str, str]], wanted: str) -> None:
    texts, _ = proposed(text, error, *frames)

    assert any(wanted in one for one in texts)


@pytest.mark.parametrize(
    ("text", "error", "frames", "never"),
    [
        # the key has every parameter, or the other one is not of what is kept, or nothing is kept at all
        (KEPT.replace("table)", "table, tuple(names))"), KEY, [("here", "first")], "names, names"),
        (KEPT.replace("names)", "timeout)"), KEY, [("here", "first")], "table, timeout)\n        found = self.kept"),
        (KEPT.replace("            self.kept[key] = found\n", ""), KEY, [("here", "first")], "table, names)\n        found = self.kept"),
        (MADE.replace("load(table, version)", "load(table)"), KEY, [("here", "total")], "(table, version) not in"),
        (MADE.replace("KNOWN[table] = load", "table = load"), KEY, [("here", "total")], "(table, version) not in"),
        # another pair of types is a defect of its own
        (HEAP, TIE.replace("and 'Task'", "and 'int'"), [("here", "add")], "id(task)"),
        (PAIRS.replace("(task.when, task)", "task"), TIE, [("here", "order")], "key=lambda pair"),
        # marked before, or marked with something else
        (LATE.replace("append(page)", "append(link)"), DEEP, [("here", "visit")] * 4, "return\n        self.seen.append"),
        # two that it may be, or one that is asked for beside it
        (RENAMED.replace("mail", "nick_name"), GONE, [("here", "card")], "family_name.upper()"),
        (RENAMED.replace("given_name}", "family_name}"), GONE, [("here", "card")], "family_name.upper()"),
        # the overridden method takes as much, or any number
        (METHODS.replace("values, names):", "values):"), MANY, [("here", "write")], "def row(self, values, names):\n        return"),
        (METHODS.replace("values, names):", "*values):"), MANY, [("here", "write")], "def row(self, values, names):\n        return"),
    ],
)  # fmt: skip
def test_sound_code_that_looks_alike_is_left_alone(
    text: str, error: str, frames: list[tuple[str, str]], never: str
) -> None:
    texts, _ = proposed(text, error, *frames)

    assert not any(never in one for one in texts)


def test_all_that_override_it_alike_are_mended_at_once() -> None:
    texts, reasons = proposed(METHODS, MANY, ("here", "write"))

    assert texts[0].count("def row(self, values, names):") == 3
    assert sum("it overrides a `row` that takes `names` too" in one for one in reasons) == 2
