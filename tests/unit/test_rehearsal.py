"""The rehearsal says of a program what really happens when Python runs it, or nothing."""

import contextlib
import io
import traceback

import pytest

from analyzers.rehearsal import rehearse

PROGRAMS = {
    "sum": "total = 0\nfor n in range(5):\n    total += n\nprint(total)",
    "index": "xs = [1, 2]\nprint(xs[2])",
    "key": "stock = {'a': 1}\nfor name in ('a', 'b'):\n    stock[name] -= 1",
    "none": "def find(xs, x):\n    for each in xs:\n        if each == x:\n            return each\nprint(find([1], 2) + 1)",
    "attribute": "class Cat:\n    def __init__(self, name):\n        self.nme = name\nprint(Cat('Tom').name)",
    "arguments": "def add(a, b):\n    return a + b\nprint(add(1))",
    "inherited": "class A:\n    def __init__(self, x):\n        self.x = x\nclass B(A):\n    def __init__(self, x, y):\n"
    "        super().__init__(x)\n        self.y = y\nb = B(1, 2)\nprint(b.x + b.y)",
    "inherited wrongly": "class A:\n    def __init__(self, x):\n        self.x = x\nclass B(A):\n    def __init__(self, y):\n"
    "        self.y = y\nprint(B(1).x)",
    "caught": "try:\n    int('x')\nexcept ValueError as error:\n    print('no', error)\nelse:\n    print('yes')",
    "uncaught": "try:\n    int('x')\nexcept KeyError:\n    pass",
    "raised": "class TooOld(Exception):\n    pass\ndef check(age):\n    if age > 100:\n        raise TooOld(age)\ncheck(130)",
    "closure": "def counter():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n        return n\n    return up\nc = counter()\nc()\nassert c() == 2",
    "local": "n = 0\ndef up():\n    n += 1\nup()",
    "comprehension": "print({k: v for k, v in [(1, 2), (3, 4)] if k > 1}[1])",
    "generator": "def evens(xs):\n    for x in xs:\n        if x % 2 == 0:\n            yield x\nprint(list(evens([1, 2, 4]))[1])",
    "generator exhausted": "g = (x for x in [1])\nnext(g)\nnext(g)",
    "sorted": "people = [('a', 3), ('b', 1)]\npeople.sort(key=lambda p: p[1])\nassert people[0][0] == 'b'",
    "sort gives None": "xs = [3, 1].sort()\nprint(xs[0])",
    "unpack": "a, b = [1, 2, 3]",
    "starred": "first, *rest = [1, 2, 3]\nprint(rest[1], *rest)",
    "format": "print(f'{3.14159:.2f} {\"a\":>5}' + '%d' % 3 + '{:d}'.format('x'))",
    "changed while looping": "d = {1: 1, 2: 2}\nfor k in d:\n    del d[k]",
    "property": "class C:\n    @property\n    def area(self):\n        return 2\nprint(C().area())",
    "equal": "class P:\n    def __init__(self, x):\n        self.x = x\n    def __eq__(self, other):\n        return self.x == other.x\nassert P(1) == P(1)",
    "add": "class V:\n    def __init__(self, x):\n        self.x = x\n    def __add__(self, other):\n        return V(self.x + other.x)\nprint((V(1) + V(2)).x)",
    "added to a number": "class V:\n    pass\nprint(V() + 1)",
    "default": "def put(x, into=[]):\n    into.append(x)\n    return into\nput(1)\nassert put(2) == [2]",
    "counter": "from collections import Counter, defaultdict\nc = Counter('aab')\nd = defaultdict(list)\nd['x'].append(1)\nprint(c['a'] / c['z'])",
    "json": "import json\njson.loads('{x: 1}')",
    "finally": "def f():\n    try:\n        return 1\n    finally:\n        print('x')\nprint(f())",
    "static": "class M:\n    @staticmethod\n    def one():\n        return 1\n    @classmethod\n    def two(cls):\n        return cls.one() + 1\nprint(M.two(), M().one())",
    "method without self": "class M:\n    def one():\n        return 1\nM().one()",
    "while": "n = 5\nwhile n:\n    n -= 1\nelse:\n    print('done')",
    "text and number": "age = 3\nprint('age ' + age)",
    "none has no items": "d = {'lines': None}\nfor line in d['lines']:\n    print(line)",
    "walrus": "if (n := len([1, 2])) > 1:\n    print(n)",
    "global": "n = 1\ndef up():\n    global n\n    n += 1\nup()\nassert n == 2",
    "name of a loop": "for i in []:\n    pass\nprint(i)",
    "nested": "m = [[0] * 3 for _ in range(3)]\nm[3][0] = 1",
    "call method": "class A:\n    def __call__(self, x):\n        return x\nprint(A()(3))",
    "sorting objects": "class A:\n    pass\nsorted([A(), A()])",
    "joined": "print(', '.join([1, 2]))",
    "zero": "def mean(xs):\n    return sum(xs) / len(xs)\nprint(mean([]))",
}  # fmt: skip


@pytest.mark.parametrize("code", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_it_ends_as_python_does(code: str) -> None:
    """What is said without running must be what running shows."""
    outcome = rehearse(code)
    assert outcome is not None
    real = message = ""
    line: int | None = outcome.line
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(code, "<own>", "exec"), {"__name__": "__main__"})
        except Exception as error:  # noqa: BLE001 - any may come
            real, message = type(error).__name__, str(error)
            line = [
                each.lineno for each in traceback.extract_tb(error.__traceback__) if each.filename == "<own>"
            ][-1]
    assert (outcome.exception, outcome.message, outcome.line) == (real, message, line)
    assert outcome.printed == printed.getvalue()


@pytest.mark.parametrize(
    "code",
    [
        "import os\nif os.environ.get('X'):\n    print(1)\nelse:\n    print([][0])",
        "n = int(input())\nprint([1, 2][n])",
        "x = 2 ** 10 ** 9",
        "s = 'a' * 10 ** 9",
        "s = 'ab'\nwhile len(s) > 1:\n    s += s",
        "print('%1000000000d' % 3)",
        "print(f'{3:1000000000}')",
        "().__class__.__base__.__subclasses__()",
        "getattr((), '__class__')()",
        "open('/etc/passwd').read().splitlines()[0][99999]",
        "exec('1/0')",
        "__import__('os').system('true')",
        "print('{0.__class__}'.format(1)) if 0 else eval('1')",
        "list(range(10 ** 9))",
    ],
)
def test_nothing_is_said_of_what_hangs_on_the_outside_or_is_too_large(code: str) -> None:
    """No verdict, at once, and nothing reached."""
    assert rehearse(code) is None


def test_a_loop_that_changes_nothing_never_ends() -> None:
    """The state after a round is the state before it, so it goes on for ever."""
    outcome = rehearse("lo, hi = 0, 3\nwhile lo < hi:\n    mid = (lo + hi) // 2\n    lo = mid\nprint(lo)")
    assert outcome is not None
    assert outcome.endless


def test_what_every_choice_about_the_unknown_leads_to_is_said() -> None:
    """A dictionary has no attributes, whatever stands in the file."""
    outcome = rehearse(
        "import csv\nrows = []\nfor row in csv.reader(open('x')):\n    rows.append({'a': row})\nprint(rows[0].a)"
    )
    assert outcome is not None
    assert outcome.exception == "AttributeError"


@pytest.mark.parametrize(
    "code",
    [
        "return\n",
        "for i in [1]:\n    return i\n",
        "if 1:\n    break\n",
        "continue\n",
        "class A:\n    return 1\n",
    ],
)
def test_what_only_the_compiler_refuses_is_not_worked_through(code: str) -> None:
    assert rehearse(code) is None
