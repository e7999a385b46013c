"""The edit of how values are handed on, of what is there from the beginning, or of several places at once is among those tried."""

from pathlib import Path

import pytest

from analyzers.logic.program import Program
from analyzers.runtime.slips import about_of, slips
from assistant.named_in_data import names_in_data
from tests.unit.runtime.crashes import crash, explained
from tests.unit.runtime.test_slips import changed

CASES = [
    ("def area(w, h):\n    return w * h\nprint(area((2, 3)))  # here", "TypeError: area() missing 1 required positional argument: 'h'", "area(*(2, 3))"),
    ("row = {'name': 'a'}\nprint('{name}'.format(row))  # here", "KeyError: 'name'", "'{name}'.format(**row)"),
    ("sets = [{1}, {2}]\nprint(set.union(one for one in sets))  # here", "TypeError: descriptor 'union' for 'set' objects doesn't apply to a 'generator' object",
     "set.union(*(one for one in sets))"),
    ("import sqlite3\ndb = sqlite3.connect(':memory:')\ndb.execute('select ?, ?', 1, 2)  # here", "TypeError: execute expected at most 2 arguments, got 3", "('select ?, ?', (1, 2))"),
    ("from collections import deque\nbody = deque((1, 2))\nx, y = body[0]  # here", "TypeError: cannot unpack non-iterable int object", "deque([(1, 2)])"),
    ("class A:\n    def off(self, cart):\n        return 1\nclass B:\n    def off(self):\n        return 2\nB().off([])  # here",
     "TypeError: B.off() takes 1 positional argument but 2 were given", "class B:\n    def off(self, cart):"),
    ("def each(f, *args):\n    return f(*args)  # here\ndef again():\n    return 1\neach(again, 3)", "TypeError: again() takes 0 positional arguments but 1 was given", "each(again)"),
    ("places = {}\nplaces['x'] = ('1', '2')\nlat, lon = '1', '2'\nplaces['y'] = (lat, lon)\nfrom math import sin\nprint(sin(places['y'][0]))  # here",
     "TypeError: must be real number, not str", "(float(lat), float(lon))"),
    ("def move(x, steps):\n    x += steps  # here\n    return x * steps\nmove(1, '2')", "TypeError: unsupported operand type(s) for +=: 'int' and 'str'",
     "    x += int(steps)  # here\n    return x * int(steps)"),
    ("SIZE = {'m': 1}\ndef ratio(a, b):\n    return SIZE(a) / SIZE(b)  # here\nratio('m', 'm')", "TypeError: 'dict' object is not callable", "SIZE[a] / SIZE[b]"),
    ("def bar(n, top):\n    return '#' * (n / top * 20)  # here\nbar(1, 2)", "TypeError: can't multiply sequence by non-int of type 'float'", "'#' * (int(n / top * 20))"),
    ("text = 'a b c'\nfirst, rest = text.split()  # here", "ValueError: too many values to unpack (expected 2)", "text.split(maxsplit=1)"),
    ("def mean(rows):\n    return round(sum(rows) / len(rows), 2)  # here\nmean([])", "ZeroDivisionError: division by zero", "round(sum(rows) / len(rows), 2) if rows else None"),
    ("import os\nos.remove('a')  # here", "FileNotFoundError: [Errno 2] No such file or directory: 'a'", "if os.path.exists('a'):\n    os.remove('a')"),
    ("class Frac:\n    def __add__(self, other):\n        return self\nprint(1 + Frac())  # here", "TypeError: unsupported operand type(s) for +: 'int' and 'Frac'", "    __radd__ = __add__"),
    ("guests = {}\ndef book(number, name):\n    guests[number] = name\nbook(1, 'a')\nprint(guests['a'])  # here", "KeyError: 'a'", "guests[name] = number"),
    ("from datetime import date\nday = date(2024, 1, 1)\nday -= 1  # here", "TypeError: unsupported operand type(s) for -=: 'datetime.date' and 'int'", "day -= timedelta(days=1)"),
    ("LIMIT = 3\ndef check(n):\n    return n + 'x'  # here\ncheck(1)", "TypeError: unsupported operand type(s) for +: 'int' and 'str'", "n + LIMIT"),
    ("def read(day):\n    day.strip()\n    return int(day)  # here\nread('x')", "ValueError: invalid literal for int() with base 10: 'x'", "    day = day.strip()"),
    ("class Box:\n    def __init__(self):\n        count = 0\nprint(Box().count)  # here", "AttributeError: 'Box' object has no attribute 'count'", "self.count = 0"),
    ("folders = {}\ndef put(name, mail):\n    folders[name].append(mail)  # here\nput('inbox', 1)", "KeyError: 'inbox'", "folders = {'inbox': []}"),
    ("low, high, total = {}.get('a', (5, 1))  # here", "ValueError: not enough values to unpack (expected 3, got 2)", "(5, 1, 0)"),
    ("from collections import Counter\nvalue, count = Counter('aa').most_common(1)  # here", "ValueError: not enough values to unpack (expected 2, got 1)", "most_common(1)[0]"),
    ("print(2.0 ^ 3)  # here", "TypeError: unsupported operand type(s) for ^: 'float' and 'int'", "2.0 ** 3"),
    ("print({1} + {2})  # here", "TypeError: unsupported operand type(s) for +: 'set' and 'set'", "{1} | {2}"),
    ("gain = 2.0\nprint(gain(3))  # here", "TypeError: 'float' object is not callable", "gain * 3"),
    ("print(int('ff'))  # here", "ValueError: invalid literal for int() with base 10: 'ff'", "int('ff', 16)"),
    ("def change(prices):\n    return round(prices[-1] - prices[-2], 2)  # here\nchange([1])", "IndexError: list index out of range", "round(prices[-1] - prices[-2], 2) if len(prices) > 1 else 0"),
    ("names = {}\nfor line in ['a ;1']:\n    name, number = line.split(';')\n    names[name] = number\nprint(names['a'])  # here", "KeyError: 'a'", "[part.strip() for part in line.split(';')]"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "wanted"), CASES)
def test_the_edit_that_was_meant_is_tried(text: str, error: str, wanted: str) -> None:
    found = crash(text, error, ("here", "<module>"))

    assert any(wanted in one and one != found.sources["main.py"].text for one in changed(found))


def test_a_key_of_the_data_that_the_program_never_names_is_tried(tmp_path: Path) -> None:
    """Whoever writes a key from memory takes another one of the same record."""
    (tmp_path / "shop.json").write_text('{"articles": [{"id": "k1", "name": "kettle"}]}')
    text = (
        "import json\nshop = json.load(open('shop.json'))\nall = {one['name']: one for one in shop['articles']}\n"
        "print(all['k1'])  # here"
    )
    found = crash(text, "KeyError: 'k1'", ("here", "<module>"))
    program = Program("main.py", found.sources["main.py"].text)
    names = names_in_data(tmp_path, [program])

    about = about_of(found, explained(found), {"main.py": program}, names)

    assert names == ("articles", "id", "name")
    assert any("one['id']" in one.apply(program.text) for one in slips(program, frozenset({3}), about))


def test_no_file_outside_the_workspace_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text('{"secret": 1}')
    root = tmp_path / "program"
    root.mkdir()

    assert names_in_data(root, [Program("main.py", "open('../outside.json')")]) == ()
