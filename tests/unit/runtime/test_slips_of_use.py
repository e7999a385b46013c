"""The edit that fits what a library, a protocol, a recursion, a shape or a missing value calls for is among those tried."""

import pytest

from tests.unit.runtime.crashes import crash
from tests.unit.runtime.test_slips import changed

CASES = [
    ("from datetime import datetime\ndue = datetime.fromisoformat('2031-01-01T00:00:00+00:00')\nnow = datetime.now()\nprint(due - now)  # here",
     "TypeError: can't subtract offset-naive and offset-aware datetimes", "from datetime import datetime, timezone\n"),
    ("from datetime import date, datetime\nday = datetime(2024, 1, 2)\nprint(day < date(2024, 1, 3))  # here", "TypeError: can't compare datetime.datetime to datetime.date",
     "day = datetime(2024, 1, 2).date()"),
    ("from decimal import Decimal\nRATE = 0.19\nprint(Decimal('10') * RATE)  # here", "TypeError: unsupported operand type(s) for *: 'decimal.Decimal' and 'float'",
     'RATE = Decimal("0.19")'),
    ("import json\nseen = {1}\nprint(json.dumps({'a': seen}))  # here", "TypeError: Object of type set is not JSON serializable", "{'a': sorted(seen)}"),
    ("base = 'a'\nprint(base / 'b')  # here", "TypeError: unsupported operand type(s) for /: 'str' and 'str'", "from pathlib import Path\nbase = 'a'\nprint(Path(base)"),
    ("import re\nprint(re.match('#', 'a#').group())  # here", "AttributeError: 'NoneType' object has no attribute 'group'", "re.search('#'"),
    ("import argparse\np = argparse.ArgumentParser()\np.add_argument('--n')\nn = p.parse_args(['--n', '3']).n\nprint(range(n))  # here",
     "TypeError: 'str' object cannot be interpreted as an integer", "add_argument('--n', type=int)"),
    ("import os\nfolder = 'out'\nwith open(os.path.join(folder, 'a'), 'w') as f:  # here\n    f.write('b')", "FileNotFoundError: [Errno 2] No such file or directory: 'out/a'",
     "os.makedirs(folder, exist_ok=True)\nwith"),
    ("class Bag:\n    def __init__(self):\n        self.rows = []\n    def __iter__(self):\n        return self.rows\nfor row in Bag():  # here\n    pass",
     "TypeError: iter() returned non-iterator of type 'list'", "return iter(self.rows)"),
    ("class P:\n    def __init__(self, x, y):\n        self.x, self.y = x, y\n    def __eq__(self, other):\n        return self.x == other.x and self.y == other.y\nseen = {P(1, 2)}  # here",
     "TypeError: unhashable type: 'P'", "return hash((self.x, self.y))"),
    ("from dataclasses import dataclass\n@dataclass  # here\nclass Cart:\n    rows: list = []\n", "ValueError: mutable default <class 'list'> for field rows is not allowed: use default_factory",
     "from dataclasses import dataclass, field\n@dataclass  # here\nclass Cart:\n    rows: list = field(default_factory=list)"),
    ("class A:\n    def name(self):\n        return 'a'\nclass B(A):\n    def name(self):\n        return 'b' + self.name()  # here\nB().name()",
     "RecursionError: maximum recursion depth exceeded", "super().name()"),
    ("class Job:\n    def __init__(self, n):\n        self.n = n\nprint(sorted([Job(2), Job(1)]))  # here", "TypeError: '<' not supported between instances of 'Job' and 'Job'",
     "key=lambda one: one.n)"),
    ("def total(rows):\n    return rows[0] + total(rows[1:])  # here\ntotal([1])", "RecursionError: maximum recursion depth exceeded", "    if not rows:\n        return 0\n"),
    ("def reach(node, seen, graph):\n    seen.add(node)\n    for other in graph[node]:\n        reach(other, seen, graph)  # here\nreach(1, set(), {1: [1]})",
     "RecursionError: maximum recursion depth exceeded", "    if node in seen:\n        return\n"),
    ("def find(rows, name):\n    for i, row in enumerate(rows):\n        if row == name:\n            return i, row\n    return None\ni, row = find(['a'], 'b')  # here",
     "TypeError: cannot unpack non-iterable NoneType object", "return None, None"),
    ("low, high = min([1]), max([1]), sum([1])  # here", "ValueError: too many values to unpack (expected 2)", "low, high, _ ="),
    ("import sqlite3\ndb = sqlite3.connect(':memory:')\ndb.execute('select ?', ('ab'))  # here", "ProgrammingError: Incorrect number of bindings supplied. The current statement uses 1, and there are 2 supplied.",
     "('ab',))"),
    ("print('%s %s' % 1, 2)  # here", "TypeError: not enough arguments for format string", "'%s %s' % (1, 2))"),
    ("jobs = []\ndef greet(name):\n    print(name)\njobs.append(greet('a'))\njobs[0]()  # here", "TypeError: 'NoneType' object is not callable", "append(lambda: greet('a'))"),
    ("def twice(f):\n    def inner(x):\n        return f(x) * 2\n    return inner\n@twice\ndef add(a, b):\n    return a + b\nadd(1, 2)  # here",
     "TypeError: twice.<locals>.inner() takes 1 positional argument but 2 were given", "def inner(*args):\n        return f(*args) * 2"),
    ("def mean(rows):\n    return sum(rows) / len(rows)  # here\nmean([])", "ZeroDivisionError: division by zero", "return sum(rows) / len(rows) if rows else 0"),
    ("users = {}\ndel users['a']  # here", "KeyError: 'a'", "users.pop('a', None)"),
    ("names = []\nnames.remove('a')  # here", "ValueError: list.remove(x): x not in list", "if 'a' in names:\n    names.remove('a')"),
    ("row = {'n': ''}\nprint(int(row.get('n')))  # here", "ValueError: invalid literal for int() with base 10: ''", "int(row.get('n') or 0)"),
    ("with open('a') as f:\n    rows = f\nprint(list(rows))  # here", "ValueError: I/O operation on closed file.", "rows = f.readlines()"),
    ("c = {'server': {'port': 1}}\nprint(c['port'])  # here", "KeyError: 'port'", "c['server']['port']"),
    ("def mark(n):\n    if n > 9:\n        m = 'a'\n    elif n > 4:\n        m = 'b'\n    return m  # here\nmark(1)", "UnboundLocalError: cannot access local variable 'm' where it is not associated with a value",
     "    else:\n        m = 'b'"),
    ("from datetime import datetime\nprint(datetime.strptime('2024-01-02 10:30', '%Y-%m-%d'))  # here", "ValueError: unconverted data remains:  10:30", "'%Y-%m-%d %H:%M'"),
    ("def named(key):\n    def keep(cls):\n        cls.key = key\n    return keep\n@named('a')\nclass A:\n    pass\nA()  # here", "TypeError: 'NoneType' object is not callable",
     "        cls.key = key\n        return cls\n"),
    ("def load(name, seen=()):\n    if name in seen:\n        return []\n    return load(name)  # here\nload('a')", "RecursionError: maximum recursion depth exceeded", "load(name, seen=seen)"),
    ("def again(f):\n    def inner(*args, **kwargs):\n        return f(*args)  # here\n    return inner\nagain(print)(1)", "TypeError: f() missing 1 required keyword-only argument: 'n'",
     "f(*args, **kwargs)"),
    ("ways = {}\ndef link(a, b):\n    ways.setdefault(a, []).append(b)\nlink('x', 'y')\nprint(ways['y'])  # here", "KeyError: 'y'",
     "append(b)\n    ways.setdefault(b, []).append(a)\n"),
    ("from .prices import VAT  # here\n", "ImportError: attempted relative import with no known parent package", "from prices import VAT"),
    ("def pay(euros):\n    if euros > 50:\n        raise ValueError(euros)  # here\ncents = 2000\nprint(cents / 100)\npay(cents)", "ValueError: 2000", "pay(cents / 100)"),
    ("print(int('1.234.567'))  # here", "ValueError: invalid literal for int() with base 10: '1.234.567'", """.replace(".", "")"""),
    ("import random\ndef deck(cards):\n    cards = random.shuffle(cards)\n    return cards[0]  # here\ndeck([1])", "TypeError: 'NoneType' object is not subscriptable",
     "    random.shuffle(cards)\n    return"),
    ("def walk(start, steps):\n    seen = {}\n    return seen[start]  # here\nwalk('a', [])", "KeyError: 'a'", "seen = {start: None}"),
    ("def run(xs):\n    return find(xs, len(xs))\ndef find(xs, high):\n    return xs[high]  # here\nrun([1])", "IndexError: list index out of range", "find(xs, len(xs) - 1)"),
    ("seen = []\nseen.add(1)  # here", "AttributeError: 'list' object has no attribute 'add'", "seen = set()"),
    ("from datetime import date\nprint(date(2024, 1, 1) + 3)  # here", "TypeError: unsupported operand type(s) for +: 'datetime.date' and 'int'",
     "from datetime import date, timedelta\n"),
    ("class Log:\n    def __init__(self):\n        self.rows = []\n    def read(self, xs):\n        for x in xs:\n            if x in self.rows:\n                raise ValueError(x)  # here\n            self.rows.append(x)\nlog = Log()\nlog.read([1])\nlog.read([1])",
     "ValueError: 1", "    def read(self, xs):\n        self.rows = []\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "wanted"), CASES)
def test_the_edit_that_was_meant_is_tried(text: str, error: str, wanted: str) -> None:
    found = crash(text, error, ("here", "<module>"))

    assert any(wanted in one and one != found.sources["main.py"].text for one in changed(found))
