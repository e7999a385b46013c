"""Messages that ask for one change: calls, protocols, loops and tables of every kind; the edit that was meant is tried."""

import pytest

from tests.unit.runtime.crashes import crash
from tests.unit.runtime.test_evident_keys import proposed
from tests.unit.runtime.test_slips import changed

CASES = [
    ("print(args.dry-run)  # here", "AttributeError: 'Namespace' object has no attribute 'dry'", "args.dry_run"),
    ("rows = {'a': 1}\nrows['a'].append(2)  # here", "AttributeError: 'int' object has no attribute 'append'", "rows['a'] += 2"),
    ("from collections import deque\nq = deque([1])\nq.pop(0)  # here", "TypeError: deque.pop() takes no arguments (1 given)", "q.popleft()"),
    ("recent = make()\nprint(recent[-2:])  # here", "TypeError: sequence index must be integer, not 'slice'", "list(recent)[-2:]"),
    ("rows = [[1]]\nprint(set(rows))  # here", "TypeError: unhashable type: 'list'", "set(map(tuple, rows))"),
    ("T = '{name}: {n}'\nprint(T.format('a', 3))  # here", "KeyError: 'name'", "T.format(name='a', n=3)"),
    ("day = row['day']\nprint(day.strftime('%Y'))  # here", "AttributeError: 'str' object has no attribute 'strftime'", "date.fromisoformat(day).strftime"),
    ("def mask(text):\n    chars = text\n    chars[0] = '*'  # here\n    return chars\nmask('a')", "TypeError: 'str' object does not support item assignment",
     "chars = list(text)\n    chars[0] = '*'  # here\n    return \"\".join(chars)"),
    ("def power(b, e):\n    if e == 0:\n        return 1\n    return b * power(b, e)  # here\npower(2, 3)", "RecursionError: maximum recursion depth exceeded", "power(b, e - 1)"),
    ("def fib(n):\n    if n == 0:\n        return 0\n    return fib(n - 1) + fib(n - 2)  # here\nfib(3)", "RecursionError: maximum recursion depth exceeded", "if n <= 1:\n        return n"),
    ("from enum import Enum\nclass L(Enum):\n    A = 1\n    B = 2\nprint(L.A < L.B)  # here", "TypeError: '<' not supported between instances of 'L' and 'L'", "class L(IntEnum):"),
    ("from enum import Enum\nclass C(Enum):\n    RED = 'red'\nprint(C['red'])  # here", "KeyError: 'red'", "C('red')"),
    ("def log(line):\n    with open('a.log') as f:  # here\n        f.write(line)\nlog('a')", "FileNotFoundError: [Errno 2] No such file or directory: 'a.log'", "open('a.log', \"a\")"),
    ("class T:\n    @property\n    def c(self):\n        return self._c\n    @c.setter\n    def c(self, value):\n        self.c = value  # here\nT().c = 1", "RecursionError: maximum recursion depth exceeded",
     "self._c = value"),
    ("class T:\n    @property\n    def c(self):\n        return self.c\n    @c.setter\n    def c(self, value):\n        self.c = value  # here\nT().c = 1", "RecursionError: maximum recursion depth exceeded",
     "return self._c\n    @c.setter\n    def c(self, value):\n        self._c = value"),
    ("class L:\n    def __init__(self, load):\n        self.load = load  # here\n    def __getattr__(self, name):\n        return self._seen.get(name)\nL(int).x", "RecursionError: maximum recursion depth exceeded",
     "        self._seen = {}"),
    ("best = {}\nif cost < best[node]:  # here\n    best[node] = cost", "KeyError: 'b'", "if node not in best or cost < best[node]:"),
    ("def free(r, c, dr, dc):\n    if GRID[r + dr][c + dc] != '#':  # here\n        return 1\nfree(1, 2, 0, 1)", "IndexError: list index out of range",
     "if 0 <= r + dr < len(GRID) and 0 <= c + dc < len(GRID[0]) and GRID[r + dr][c + dc] != '#':"),
    ("def send(parts):\n    return b'|'.join(parts)\nsend([b'id', '7'])  # here", "TypeError: sequence item 1: expected a bytes-like object, str found", "send([b'id', b'7'])"),
    ("from contextlib import contextmanager\n@contextmanager\ndef opened(name):\n    return name  # here\nwith opened('a'):\n    pass", "TypeError: 'str' object is not an iterator", "    yield name"),
    ("def read(line):\n    return int(line)  # here\nread('2.5')", "ValueError: invalid literal for int() with base 10: '2.5'", "return float(line)"),
    ("def middle(rows):\n    return rows[0]\nmiddle(evens(9))  # here", "TypeError: 'generator' object is not subscriptable", "middle(list(evens(9)))"),
    ("people = dict(names, ages)  # here", "TypeError: dict expected at most 1 argument, got 2", "dict(zip(names, ages))"),
    ("class C:\n    def __new__(cls, path):\n        return super().__new__(cls, path)  # here\nC('a')", "TypeError: object.__new__() takes exactly one argument (the type to instantiate)", "super().__new__(cls)"),
    ("class D:\n    def __next__(self):\n        if self.n:  # here\n            return self.n\nprint(next(D()) + 1)", "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'", "            return self.n\n        raise StopIteration"),
    ("def flat(xs):\n    out = []\n    for x in xs:\n        out.append(flat(x))  # here\n    return out\nsum(flat([[1]]))", "TypeError: unsupported operand type(s) for +: 'int' and 'list'", "out.extend(flat(x))"),
    ("for word, i in enumerate(words):  # here\n    len(word)", "TypeError: object of type 'int' has no len()", "for i, word in enumerate(words)"),
    ("def total(node):\n    return node['n'] + total(node['left'])  # here\ntotal(None)", "TypeError: 'NoneType' object is not subscriptable", "    if node is None:\n        return 0\n"),
    ("LEVELS = {'WARN': 1}\nprint(LEVELS[level])  # here", "KeyError: 'WARN '", "LEVELS[level.strip()]"),
    ("user = {'name': 'ann'}\nprint(f\"hello {user.name}\")  # here", "AttributeError: 'dict' object has no attribute 'name'", "{user['name']}"),
    ("from collections import defaultdict\ngroups = defaultdict([])  # here", "TypeError: first argument must be callable or None", "defaultdict(list)"),
    ("import re\nids = [m.group(1) for m in re.findall('#(.)', text)]  # here", "AttributeError: 'str' object has no attribute 'group'", "re.finditer("),
    ("import re\nre.sub('(a)(b)', r'\\1\\3', text)  # here", "re.error: invalid group reference 3 at position 3", "r'\\1\\2'"),
    ("class C(B):\n    def name(self):\n        return super.name()  # here\nC().name()", "AttributeError: type object 'super' has no attribute 'name'", "super().name()"),
    ("total = sum(row['n'] for r in rows)  # here", "NameError: name 'row' is not defined", "for row in rows"),
    ("def mark(board, i, sign):\n    board[i] = sign  # here\n    return board\nmark('...', 1, 'X')", "TypeError: 'str' object does not support item assignment", "board = board[:i] + sign + board[i + 1:]"),
    ("while True:  # here\n    total += q.get_nowait()", "_queue.Empty", "while not q.empty():"),
    ("class S:\n    async def __aenter__(self):\n        return self\nasync def main():\n    with S() as s:  # here\n        pass", "TypeError: 'S' object does not support the context manager protocol", "async with S()"),
    ("class A:\n    def __init__(self, name, left):\n        self.name = name\n        self.left = left\nclass B:\n    def open(self, name, left=0):\n        self.all[name] = left  # here", "AttributeError: 'int' object has no attribute 'left'", "self.all[name] = A(name, left)"),
    ("def call(*args, **kw):\n    key = (args, kw)  # here\n    return seen[key]", "TypeError: unhashable type: 'dict'", "(args, tuple(sorted(kw.items())))"),
    ("total = sum(values)  # here", "TypeError: unsupported operand type(s) for +: 'int' and 'str'", "sum(map(int, values))"),
    ("OPS = {'area': area()}  # here", "TypeError: area() missing 2 required positional arguments: 'w' and 'h'", "{'area': area}"),
    ("n = seen.get(name) + 1  # here", "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'", "seen.get(name, 0) + 1"),
    ("class C(B):\n    def __init__(self, name):\n        super().__init__(self, name)  # here", "TypeError: __init__() takes 2 positional arguments but 3 were given", "super().__init__(name)"),
    ("def setup():\n    db = connect()\n    db.close()  # here\n    return db", "sqlite3.ProgrammingError: Cannot operate on a closed database.", "db = connect()\n    return db"),
    ("def greet(name):\n    print('hi ' + name)  # here\ngreet('a').upper()", "AttributeError: 'NoneType' object has no attribute 'upper'", "    return 'hi ' + name"),
    ("def label(str, n):\n    return str + str(n)  # here\nlabel('a', 1)", "TypeError: 'str' object is not callable", "def label(str_, n):\n    return str_ + str(n)"),
    ("table = dict(line.split('=') for line in lines)  # here", "ValueError: dictionary update sequence element #1 has length 3; 2 is required", "line.split('=', 1)"),
    ("import csv\ndef rows(text):\n    return [r[1] for r in csv.reader(text)]  # here", "IndexError: list index out of range", "csv.reader(text.splitlines())"),
    ("f.write(n)  # here", "TypeError: write() argument must be str, not int", "f.write(str(n))"),
    ("from datetime import datetime\nday = datetime.date(2024, 1, 2)  # here", "TypeError: descriptor 'date' for 'datetime.datetime' objects doesn't apply to a 'int' object", "day = date(2024, 1, 2)"),
    ("def handles(kind):\n    def wrap(f):\n        ALL[f.__name__] = f  # here\n        return f\n    return wrap", "KeyError: 'made'", "ALL[kind] = f"),
    ("text = sum(words, '')  # here", "TypeError: sum() can't sum strings [use ''.join(seq) instead]", 'text = "".join(words)'),
    ("total = sum(jobs)  # here", "TypeError: unsupported operand type(s) for +: 'int' and 'Future'", "sum(one.result() for one in jobs)"),
    ("def shift(c):\n    return chr(c - ord('a'))  # here\nshift('b')", "TypeError: unsupported operand type(s) for -: 'str' and 'int'", "chr(ord(c) - ord('a'))"),
    ("import time\nasync def step():\n    await time.sleep(0)  # here", "TypeError: object NoneType can't be used in 'await' expression", "await sleep(0)"),
    ("if name not in out:\n    out[name] = n  # here\nelse:\n    out[name].append(n)", "AttributeError: 'int' object has no attribute 'append'", "out[name] = [n]"),
    ("from dataclasses import dataclass\nclass Point:  # here\n    x: int\n    y: int\nPoint(1, 2)", "TypeError: Point() takes no arguments", "@dataclass\nclass Point:"),
    ("class B(A):\n    def __init__(self, **kw):\n        super().__init__(kw)  # here", "TypeError: A.__init__() takes 1 positional argument but 2 were given", "super().__init__(**kw)"),
    ("def inner(n):\n    if n in cache:\n        return cache[n]\n    cache[n] = f(n)  # here\ninner(2) + 1", "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'", "# here\n    return cache[n]"),
    ("def enrol(name):\n    names.append(name)\n    places[name] = len(names)  # here\nnames[places['a']]", "IndexError: list index out of range", "places[name] = len(names) - 1"),
    ("high = rates[i + 1] if i < len(rates) else top  # here", "IndexError: list index out of range", "if i + 1 < len(rates)"),
    ("def parse(lines):\n    section, out = None, {}\n    for line in lines:\n        if line[0] == '[':\n            name = line\n            out[name] = {}  # here\n        else:\n            out[section][line] = 1\nparse([])", "KeyError: None", "section = line\n            out[section] = {}"),
    ("MOVES = {'n': (0, 1), 's': (0, -1), 'w': (-1)}  # here\ndx, dy = MOVES['w']", "TypeError: cannot unpack non-iterable int object", "'w': (-1, 0)}"),
    ("class E:\n    def __init__(self, start, minutes):\n        self.end = start + minutes\nE(now, 30)  # here", "TypeError: unsupported operand type(s) for +: 'datetime.datetime' and 'int'", "E(now, timedelta(minutes=30))"),
    ("def add(name):\n    table[name.lower()] = 1\ndef get(name):\n    return table[name]  # here\nget('A')", "KeyError: 'A'", "return table[name.lower()]"),
    ("values = [rows['a'] for row in rows]  # here", "TypeError: list indices must be integers or slices, not str", "[row['a'] for row in rows]"),
    ("print(answer['a'].lower())  # here", "AttributeError: 'int' object has no attribute 'lower'", "str(answer['a']).lower()"),
    ("from dataclasses import field\nclass T:\n    members: list = field(default=list)  # here\nT().members.append(1)", "TypeError: descriptor 'append' for 'list' objects doesn't apply to a 'int' object", "field(default_factory=list)"),
    ("class A:\n    def __init__(self):\n        self.acts = {'a': self.add, 'l': self.list()}  # here", "AttributeError: 'A' object has no attribute 'items'", "'l': self.list}"),
    ("class Item:\n    def __init__(self, name):\n        self.name = name\nprint(', '.join(items))  # here", "TypeError: sequence item 0: expected str instance, Item found", "', '.join(one.name for one in items)"),
    ("class A:\n    def __setattr__(self, key, value):\n        self.key = value  # here\nA().x = 1", "RecursionError: maximum recursion depth exceeded", "super().__setattr__(key, value)"),
    ("class N:\n    def __iter__(self):\n        return self\n    def next(self):\n        raise StopIteration\nlist(N())  # here", "TypeError: iter() returned non-iterator of type 'N'", "def __next__(self)"),
    ("class P:\n    __slots__ = ('x',)\n    def __init__(self):\n        self.y = 1  # here\nP()", "AttributeError: 'P' object has no attribute 'y'", "('x', \"y\",)"),
    ("class P:\n    def __eq__(self, other):\n        return self.x == other.x  # here\nP() == None", "AttributeError: 'NoneType' object has no attribute 'x'", "isinstance(other, P) and self.x"),
    ("class T:\n    def __init__(self):\n        rows = []\n    def add(self, x):\n        self.rows.append(x)  # here\nT().add(1)", "AttributeError: 'T' object has no attribute 'rows'", "self.rows = []"),
    ("def total(*nums):\n    return sum(nums)  # here\nxs = [1]\ntotal(xs)", "TypeError: unsupported operand type(s) for +: 'int' and 'list'", "total(*xs)"),
    ("def area(w, h):\n    return w * h\nsize = {}\narea(size)  # here", "TypeError: area() missing 1 required positional argument: 'h'", "area(**size)"),
    ("word, n = c.most_common(1)  # here", "ValueError: not enough values to unpack (expected 2, got 1)", "c.most_common(1)[0]"),
    ("from operator import attrgetter\nsorted([{}], key=attrgetter('n'))  # here", "AttributeError: 'dict' object has no attribute 'n'", "key=itemgetter('n')"),
    ("print(root['price'])  # here", "TypeError: element indices must be integers", "root.get('price')"),
    ("import random\nrandom.sample(names, n)  # here", "ValueError: Sample larger than population or is negative", "random.sample(names, min(n, len(names)))"),
    ("t.substitute(name='a', cuont=2)  # here", "KeyError: 'count'", "count=2"),
    ("d = {'user': None}\nprint(d.get('user', {}).get('name'))  # here", "AttributeError: 'NoneType' object has no attribute 'get'", "(d.get('user') or {}).get('name')"),
    ("print(b'LEN:' + text)  # here", "TypeError: can't concat str to bytes", "b'LEN:' + text.encode()"),
    ("size = len(xs) // n\nrange(0, 9, size)  # here", "ValueError: range() arg 3 must not be zero", "max(1, len(xs) // n)"),
    ("for n in numbers():  # here\n    pass", "TypeError: 'async_generator' object is not iterable", "async for n"),
    ("node = head\nwhile node:  # here\n    node = node.next\nnode.next = 1", "AttributeError: 'NoneType' object has no attribute 'next'", "while node.next:"),
    ("i = j = 0\nwhile i < len(a) or j < len(b):\n    a[i], b[j]  # here", "IndexError: list index out of range", "len(a) and j"),
    ("if 0 <= r <= len(g) and 0 <= c <= len(g[0]):\n    g[r][c]  # here", "IndexError: list index out of range", "0 <= r < len(g) and 0 <= c < len(g[0])"),
    ("import csv\nreader = csv.reader(f)\nrows = [int(r[1]) for r in reader]  # here", "ValueError: invalid literal for int() with base 10: 'qty'", "csv.reader(f)\nnext(reader, None)\n"),
    ("for line in lines:\n    a, b = line.split()  # here", "ValueError: not enough values to unpack (expected 2, got 0)", "    if not line.strip():\n        continue\n    a, b"),
    ("out = ''\nfor ch in text:\n    out += ABC[ABC.index(ch) + 1]  # here", "ValueError: substring not found", "    if ch not in ABC:\n        out += ch\n        continue\n"),
    ("def acc():\n    x = yield\ng = acc()\ng.send(3)  # here", "TypeError: can't send non-None value to a just-started generator", "g = acc()\nnext(g)\n"),
    ("print({}.has_key('a'))  # here", "AttributeError: 'dict' object has no attribute 'has_key'", "print('a' in {})"),
    ("if not name.contains('b'):  # here\n    pass", "AttributeError: 'str' object has no attribute 'contains'", "if not ('b' in name):"),
    ("print(xs.length)  # here", "AttributeError: 'list' object has no attribute 'length'", "print(len(xs))"),
    ("d = {}\nd.add('a', 1)  # here", "AttributeError: 'dict' object has no attribute 'add'", "d['a'] = 1"),
    ("print(s.reverse())  # here", "AttributeError: 'str' object has no attribute 'reverse'", "s[::-1]"),
    ("print(words.upper())  # here", "AttributeError: 'list' object has no attribute 'upper'", "[one.upper() for one in words]"),
    ("import string\nprint(string.letters)  # here", "AttributeError: module 'string' has no attribute 'letters'", "string.ascii_letters"),
    ("import collections\nprint(collections.Mapping)  # here", "AttributeError: module 'collections' has no attribute 'Mapping'", "from collections.abc import Mapping"),
    ("class N:\n    def __init__(self):\n        return self\nN()  # here", "TypeError: __init__() should return None, not 'N'", "        return\nN()"),
    ("class N:\n    def __str__(self):\n        return self.n\nprint(N())  # here", "TypeError: __str__ returned non-string (type int)", "return str(self.n)"),
    ("class V:\n    def __add__(self, other):\n        V(self.x + other.x)\nprint((V() + V()).x)  # here", "AttributeError: 'NoneType' object has no attribute 'x'", "return V(self.x + other.x)"),
    ("class V:\n    def __add__(self, other):\n        return V(self.x)\nprint(sum([V()]))  # here", "TypeError: unsupported operand type(s) for +: 'int' and 'V'", "def __radd__(self, other):\n        return self if other == 0"),
    ("while xs[i] == 0 and i < len(xs):  # here\n    i += 1", "IndexError: list index out of range", "while i < len(xs) and xs[i] == 0:"),
    ("while xs[i] >= 0:  # here\n    i += 1", "IndexError: list index out of range", "while i < len(xs) and xs[i] >= 0:"),
]  # fmt: skip
TABLE = """
def best(weights, cap):
    n = len(weights)
    table = [[0] * cap for _ in range(n + 1)]
    for i in range(1, n + 1):
        for c in range(cap + 1):
            table[i][c] = table[i - 1][c]  # here
    return table


best([1], 3)  # outer
"""
SEARCH = """
def find(xs, x):
    low, high = 0, len(xs)
    while low <= high:
        mid = (low + high) // 2
        if xs[mid] < x:  # here
            low = mid + 1
        else:
            high = mid - 1
    return -1


find([1], 3)  # outer
"""
STEPS = """
def pairs(xs):
    out = []
    for i in range(len(xs)):
        out.append(xs[i] + xs[i + 1])  # here
    return out


pairs([1])  # outer
"""
AGAIN = """
def stats(f):
    lines = len(f.readlines())
    words = f.read().split()
    return lines, words[0]  # here


stats(None)  # outer
"""
PLAIN = """
def logged(func):
    def wrapper(*args):
        return func(*args)


@logged
def add(a, b):
    return a + b


print(add(1, 2))  # here
"""
STATIC = """
class User:
    @staticmethod
    def valid(self, name):
        return len(name) > 1


print(User.valid("bo"))  # here
"""
LAMBDAS = """
HANDLERS = {"up": lambda: "went up", "down": lambda step: f"down {step}"}
print(HANDLERS["up"](2))  # here
"""
THREAD = """
import threading
results = []
t = threading.Thread(target=results.append, args=(3))
print(results[0])  # here
"""
RANGE = "IndexError: list index out of range"
EVIDENT = [
    (TABLE, RANGE, "best", "[[0] * (cap + 1) for"),
    (SEARCH, RANGE, "find", "0, len(xs) - 1"),
    (STEPS, RANGE, "pairs", "range(len(xs) - 1)"),
    (AGAIN, RANGE, "stats", "    f.seek(0)\n    words"),
    (PLAIN, "TypeError: 'NoneType' object is not callable", "<module>", "return func(*args)\n    return wrapper\n"),
    (STATIC, "TypeError: User.valid() missing 1 required positional argument: 'name'", "<module>", "def valid(name):"),
    (LAMBDAS, "TypeError: <lambda>() takes 0 positional arguments but 1 was given", "<module>", 'lambda step: "went up"'),
    (THREAD, RANGE, "<module>", "args=(3,)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "wanted"), CASES)
def test_the_edit_that_was_meant_is_tried(text: str, error: str, wanted: str) -> None:
    function = next(
        (line.split("(")[0][4:] for line in text.split("\n") if line.startswith("def ")), "<module>"
    )
    inner = "# here" in text and "    " in text.partition("  # here")[0].rpartition("\n")[2][:4]

    found = changed(crash(text, error, ("here", function if inner else "<module>")))

    assert any(wanted in one for one in found)


@pytest.mark.parametrize(("text", "error", "function", "wanted"), EVIDENT)
def test_what_a_program_speaks_for(text: str, error: str, function: str, wanted: str) -> None:
    texts, _ = proposed(text, error, ("here", function), outer="# outer" in text)

    assert any(wanted in one for one in texts)


@pytest.mark.parametrize(
    ("text", "error", "function", "never"),
    [
        (TABLE.replace("range(cap + 1)", "range(cap)"), RANGE, "best", "(cap + 1) for"),
        (SEARCH.replace("low <= high", "low < high"), RANGE, "find", "0, len(xs) - 1"),
        (AGAIN.replace("    words", "    f.seek(0)\n    words"), RANGE, "stats", "f.seek(0)\n    f.seek(0)"),
        (PLAIN.replace("return func(*args)", "return func(*args)\n    return wrapper"), "TypeError: 'NoneType' object is not callable", "<module>", "wrapper\n    return wrapper"),
        (STATIC.replace("len(name)", "self.least"), "TypeError: User.valid() missing 1 required positional argument: 'name'", "<module>", "def valid(name):"),
        (THREAD.replace("(3)", "(3,)"), RANGE, "<module>", "(3,,)"),
    ],
)  # fmt: skip
def test_nor_where_its_signs_are_missing(text: str, error: str, function: str, never: str) -> None:
    texts, _ = proposed(text, error, ("here", function), outer="# outer" in text)

    assert not any(never in one for one in texts)
