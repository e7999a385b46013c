"""What a library asks for, and steps left out or taken too early: the edit that was meant is tried."""

import pytest

from tests.unit.runtime.crashes import crash
from tests.unit.runtime.test_slips import changed

CASES = [
    ("import random\nprint(random.choice(W))  # here", "KeyError: 1", "random.choice(list(W))"),
    ("import random\nrandom.sample({1, 2}, 1)  # here", "TypeError: Population must be a sequence.  For dicts or sets, use sorted(d).", "random.sample(sorted({1, 2}), 1)"),
    ("from itertools import groupby\nfor a, b in groupby('aab'):\n    print(len(b))  # here", "TypeError: object of type 'itertools._grouper' has no len()", "len(list(b))"),
    ("from itertools import groupby\nd = {a: b for a, b in groupby(xs)}\nd['a'][0]  # here", "TypeError: 'itertools._grouper' object is not subscriptable", "{a: list(b) for"),
    ("print(name.encode('latin-1'))  # here", "UnicodeEncodeError: 'latin-1' codec can't encode characters in position 0-1: ordinal not in range(256)", "name.encode('utf-8')"),
    ("import configparser\np = configparser.ConfigParser()\ndict(p['a'])  # here", "configparser.InterpolationSyntaxError: '%' must be followed by '%' or '(', found: '%b'", "ConfigParser(interpolation=None)"),
    ("import csv\nwith open('a', 'rb') as f:\n    list(csv.reader(f))  # here", "_csv.Error: iterator should return strings, not bytes (the file should be opened in text mode)", "open('a', 'r')"),
    ("with open('a', 'wb') as f:\n    f.write('x')  # here", "TypeError: a bytes-like object is required, not 'str'", "open('a', 'w')"),
    ("import pickle\nwith open('a', 'w') as f:\n    pickle.dump(1, f)  # here", "TypeError: write() argument must be str, not bytes", "open('a', 'wb')"),
    ("print(sum(row['n'] for row in rows))  # here", "TypeError: unsupported operand type(s) for +: 'int' and 'NoneType'", "sum(row['n'] or 0 for"),
    ("for i, x in enumerate(xs, 1):\n    print(xs[i])  # here", "IndexError: list index out of range", "    print(x)"),
    ("import asyncio\nasync def main():\n    n = asyncio.run(f())  # here\nmain()", "RuntimeError: asyncio.run() cannot be called from a running event loop", "n = await f()"),
    ("async def main():\n    n = await len('a')  # here\nmain()", "TypeError: object int can't be used in 'await' expression", "n = len('a')"),
    ("print(measure(sorted(xs)))  # here", "TypeError: 'list' object is not callable", "measure(sorted, xs)"),
    ("print(retry(load('a')))  # here", "TypeError: 'int' object is not callable", "retry(lambda: load('a'))"),
    ("sorted({}.items(), key=lambda name, age: age)  # here", "TypeError: <lambda>() missing 1 required positional argument: 'age'", "key=lambda item: item[1])"),
    ("print((b - a).hours)  # here", "AttributeError: 'datetime.timedelta' object has no attribute 'hours'", "(b - a).total_seconds() // 3600"),
    ("print(sum(rows, []))  # here", "TypeError: can only concatenate list (not \"tuple\") to list", "sum(rows, ())"),
    ("print('-' * (w / 2))  # here", "TypeError: can't multiply sequence by non-int of type 'float'", "(w // 2)"),
    ("from datetime import time\ntime(a + b, 0)  # here", "ValueError: hour must be in 0..23", "time((a + b) % 24, 0)"),
    ("import subprocess\nsubprocess.run(line)  # here", "FileNotFoundError: [Errno 2] No such file or directory: 'echo a b'", "subprocess.run(split(line))"),
    ("def f(t):\n    if t.isdigit() or t[1:].isdigit():\n        return int(t)  # here\nf('a')", "ValueError: invalid literal for int() with base 10: '²'", "t.isdecimal() or t[1:].isdecimal()"),
    ("def f(t):\n    if t.isdigit():\n        return int(t)\n    raise ValueError(t)  # here\nf('a')", "ValueError: -3", 't.lstrip("-").isdigit()'),
    ("class S:\n    def add(self):\n        self.db.execute('x')  # here\n        self.db.close()\nS().add()", "sqlite3.ProgrammingError: Cannot operate on a closed database.", "self.db.execute('x')  # here\nS()"),
    ("for line in lines:\n    k, v = line.split('=')  # here", "ValueError: not enough values to unpack (expected 2, got 1)", "    if '=' not in line:\n        continue\n    k, v"),
    ("import json\nfor line in lines:\n    print(json.loads(line))  # here", "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)", "    if not line.strip():\n        continue\n    print"),
    ("import os\nfor n in names:\n    with open(n) as f:  # here\n        print(f.read())", "IsADirectoryError: [Errno 21] Is a directory: 'sub'", "    if not os.path.isfile(n):\n        continue\n    with"),
    ("for p in folder.iterdir():\n    print(p.read_text())  # here", "IsADirectoryError: [Errno 21] Is a directory: 'sub'", "    if not p.is_file():\n        continue\n    print"),
    ("def log(text, *args):\n    print(text.format(*args))  # here\nlog('{a}')", "KeyError: 'a'", "text.format(*args) if args else text"),
    ("class A:\n    def __init__(self, a):\n        self.a = a\nclass B(A):\n    def __init__(self, a, b):\n        super().__init__(a, b)  # here\n        self.b = b\nB(1, 2)", "TypeError: A.__init__() takes 2 positional arguments but 3 were given", "super().__init__(a)"),
    ("def url(**o):\n    return f\"{o.host}:{o.port}\"  # here\nurl(host=1)", "AttributeError: 'dict' object has no attribute 'host'", "{o['host']}:{o['port']}"),
    ("def walk(xs, visit):\n    for i, x in xs:\n        visit(x, i)\nseen = []\nwalk([], seen.append)  # here", "TypeError: list.append() takes exactly one argument (2 given)", "walk([], lambda x, i: seen.append(x))"),
    ("class N:\n    count = 0\n    def __init__(self):\n        count += 1  # here\nN()\nprint(N.count)", "UnboundLocalError: cannot access local variable 'count' where it is not associated with a value", "N.count += 1"),
    ("class H:\n    def __init__(self, n):\n        self.shown = '_' * n\n    def put(self):\n        self.shown[0] = 'a'  # here\nH(2).put()", "TypeError: 'str' object does not support item assignment", "self.shown = list('_' * n)"),
    ("def move(text):\n    return ''.join(ABC[ABC.index(one) + 3] for one in text)  # here\nmove('z')", "IndexError: string index out of range", "ABC[(ABC.index(one) + 3) % len(ABC)]"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "wanted"), CASES)
def test_the_change_that_the_message_asks_for_is_tried(text: str, error: str, wanted: str) -> None:
    assert any(wanted in one for one in changed(crash(text, error, ("here", _around(text)))))


def _around(text: str) -> str:
    """The function in which a program fails."""
    before = text.partition("  # here")[0].rpartition("\n")
    if not before[2].startswith("    ") or "def " not in before[0]:
        return "<module>"
    return before[0].rpartition("def ")[2].partition("(")[0]


def test_what_closes_in_its_own_method_goes_on_closing() -> None:
    text = "class S:\n    def close(self):\n        self.db.commit()  # here\n        self.db.close()\nS().close()"
    found = changed(
        crash(text, "sqlite3.ProgrammingError: Cannot operate on a closed database.", ("here", "close"))
    )
    assert found
    assert not any("self.db.commit()  # here\nS()" in one for one in found)
