"""The rehearsal says of a program what really happens when Python runs it, or nothing."""

import contextlib
import io
import traceback

import pytest

from analyzers.logic.expected import agrees
from analyzers.rehearsal import rehearse

PROGRAMS = {
    "method lines": "print('a'\n  .join(\n   [1]))",
    'keyword only': 'def f(*, a, b): return a\nf()',
    'inner': 'def outer():\n    def inner(a): return a\n    return inner()\nouter()',
    'inner class': 'def outer():\n    class C:\n        def m(self, x): return x\n    return C().m()\nouter()',
    'inner lambda': 'def outer():\n    return lambda x: x\nouter()()',
    'nested class': 'class A:\n    class B:\n        def m(self, x): return x\nA.B().m()',
    'function as index': 'def f(): return 1\nxs = [1]\nxs[f]',
    'object as index': 'class A: pass\nxs = [1]\nxs[A()]',
    'function joined': "def f(): return 'a'\nprint(', '.join([f, 'b']))",
    'object unpacked': 'class A: pass\na, b = A()',
    'builtin unpacked': 'a, b = len',
    'class subscripted': 'class A: pass\nA[0]',
    'init returns': 'class P:\n    def __init__(self): return 5\nP()',
    'own type': 'def f(type):\n    return [type(x) for x in [1]]\nprint(f(str))',
    'own print': 'def f(print):\n    def g():\n        return print(3)\n    return g()\nx = f(lambda n: n * 2)\nassert x == 6',
    'class scope': 'class A:\n    n = 2\n    xs = [n * i for i in range(3)]',
    'nested class scope': 'class A:\n    n = 2\n    class B:\n        m = n',
    'unpack lines': 'a, b = [\n    1,\n    2,\n    3,\n]',
    'dict lines': 'x = {\n    [1]: 2,\n    3: 4,\n}',
    'set lines': 'x = {\n    1,\n    [2],\n}',
    'chain lines': "x = (\n    'abc'\n    .upper()\n    .foo()\n)",
    'unary lines': "x = -(\n 'a'\n)",
    'for lines': 'for x in (\n   5\n): pass',
    'format lines': "x = f'{1}' 'b' f'{[1]:>5}'",
    'printed late': "d = {}\nd.setdefault('a', []).append(1)\nprint(d, d.get('b'), d.pop('a'), d.pop('z', 0))\nd.pop('q')",
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
    "self extended": 'xs = [1]\nxs += xs\nprint(xs)',
    "identity": 'x = [1]\ny = x\nassert x is y and x is not [1]',
    "not equal by equal": 'class P:\n    def __init__(self, x):\n        self.x = x\n    def __eq__(self, other):\n        return self.x == other.x\nassert not (P(1) != P(1))',
    "reflected": 'class P:\n    def __gt__(self, other):\n        return True\nassert 1 < P()',
    "or": 'class P:\n    def __or__(self, other):\n        return 1\nprint(P() | P())',
    "in place": 'class P:\n    def __iadd__(self, other):\n        return 5\np = P()\np += 1\nprint(p)',
    "union": "print(isinstance(1, int | str), isinstance('', (int, (list, str))))",
    "inherited none": 'class A:\n    x = None\nclass B(A):\n    pass\nprint(B().x)',
    "object in a text": "class A:\n    def __str__(self):\n        return 'hi'\nprint(f'{A()}', f'{[1]!s:>10}')",
    "short cut": 'print(any(10 / x > 1 for x in [5, 0]))',
    "lazy": 'n = 1\ng = (n * x for x in [1, 2])\nn = 5\nprint(list(g))',
    "length of a generator": 'g = (x for x in [1])\nlen(g)',
    "dictionary in a function": 'k = 1\ndef f():\n    d = {k: 1 for k in range(3)}\n    return k\nprint(f())',
    "walrus in a comprehension": 'y = [last := i for i in range(3)]\nprint(last)',
    "unpacked result": 'def f():\n    return 1, 2, 3\n\na, b = f()',
    "leaving": "import sys\nx = 0\ntry:\n    if not x:\n        sys.exit\nexcept SystemExit:\n    print('left')\nassert x == 1, 'two'",
    "augmented once": 'it = iter([0, 1])\nxs = [1, 2]\nxs[next(it)] += 5\nprint(xs)',
    "caught and gone": "try:\n    int('x')\nexcept ValueError as error:\n    pass\nprint(error)",
    "text and object": "class A:\n    pass\nprint('a' + A())",
    "function of a line": 'f = lambda x: 1 / x\n\nf(0)',
    "free": 'def outer():\n    def inner():\n        return x\n    inner()\n    x = 1\nouter()',
    "private": 'class A:\n    def __init__(self):\n        self.__x = 1\na = A()\nprint(a._A__x)\nprint(a.__x)',
    "global within": 'x = 1\ndef outer():\n    x = 2\n    def inner():\n        global x\n        x += 10\n        return x\n    return inner(), x\nprint(outer(), x)',
    "returns at last": 'def f():\n    try:\n        return 1\n    finally:\n        return 2\nprint(f())',
    "module": 'import math\nmath[0]',
    "function as a number": 'def f():\n    pass\nint(f)',
    "changes its default": 'def f(a=[]):\n    a.append(1)\n    return len(a)\nwhile f() < 10:\n    pass',
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
        "eval('1')",
        "print('{0.__class__}'.format(1))",
        "list(range(10 ** 9))",
        # What the interpreter's own library would do for ever, or until the memory is full.
        "list(iter(int, 1))",
        "sum(iter(int, 1))",
        "round(5, -10 ** 9)",
        "(1).to_bytes(10 ** 9, 'big')",
        "'{:{}}'.format(1, '999999999')",
        "list(map(list, map(range, [10 ** 8])))",
        "list(map('a'.zfill, [10 ** 9]))",
        "import json\njson.dumps([1] * 4000, indent=10 ** 6)",
        "sum([[0] * 4000] * 4000, [])",
        "import ast\ntext = '[' + '1,' * 1900 + ']'\nfor i in range(900):\n    ast.literal_eval(text)",
        "list(zip(*[range(4000)] * 4000))",
        "x = [0] * 4000\nx = [x] * 4000\nx = [x] * 4000\nprint(x)",
        "x = (1,)\nfor i in range(40):\n    x = (x, x)\nraise ValueError(x)",
        "x = (1,)\nfor i in range(40):\n    x = (x, x)\nassert False, x",
        "x = (1,)\nfor i in range(40):\n    x = (x, x)\n{x: 1}",
        "x = y = (1,)\nfor i in range(40):\n    x, y = (x, x), (y, y)\nprint(x == y)",
        "x = y = (1,)\nfor i in range(40):\n    x, y = (x, x), (y, y)\nsorted(iter([x, y]))",
        "x = y = (1,)\nfor i in range(40):\n    x, y = (x, x), (y, y)\nprint(x in iter([y]))",
        "x = [1]\nfor i in range(12):\n    x = [x] * 30\nwhile True:\n    pass\nopen('x')",
        # What reads attributes.
        "from collections import Counter\nprint('{0.__init__.__globals__[_sys].path}'.format(Counter()))",
        "print(list(map('{0.__class__}'.format, [1])))",
        "print('{x.__class__}'.format_map({'x': 1}))",
        "print('{0[:].__class__}'.format({':': 1}))",
        # What hangs on the unknown.
        "raise ValueError(input())",
        "class A:\n    def __repr__(self):\n        return 'x'\nraise ValueError(A())",
        "from decimal import Decimal\nprint(isinstance(1.5, (int, Decimal)))",
        "import heapq\nheap = []\nheapq.heappush(heap, 3)\nprint(heap[0])",
        "from contextlib import suppress\nwith suppress(ZeroDivisionError):\n    1 / 0",
        "import os\nif os.environ.get('X'):\n    user = None\nelse:\n    user = 'bob'\nuser.upper()",
        "while True:\n    input()",
        # What it does not work out.
        "class E(Exception):\n    code = 5\ntry:\n    raise E()\nexcept E as error:\n    print(error.code)",
        "class A:\n    pass\nclass B(A):\n    pass\nclass C(A):\n    pass\nclass D(B, C):\n    pass\nprint(D().x)",
        "def g():\n    n = 0\n    while True:\n        yield n\n        n += 1\nfor i in g():\n    if i > 3:\n        break",
        "def g():\n    print('a')\n    yield 1\n    print('b')\nfor x in g():\n    print(x)",
        "def g():\n    x = yield 1\na = g()\nnext(a)\na.send(3)",
        "class A:\n    def __setattr__(self, name, value):\n        pass\na = A()\na.x = 1\nprint(a.x)",
        "class A:\n    def __new__(cls):\n        return 5\nassert A() == 5",
        "x = 'a b'\nassert x is 'a b'",
    ],
)
def test_nothing_is_said_of_what_hangs_on_the_outside_or_is_too_large(code: str) -> None:
    """No verdict, at once, and nothing reached."""
    assert rehearse(code) is None


def test_what_runs_whatever_happens_does_not_end_a_loop_without_end() -> None:
    """`finally` is reached when the loop is left, and it never is."""
    outcome = rehearse(
        "def f():\n    try:\n        while True:\n            pass\n    finally:\n        return 1\nprint(f())"
    )
    assert outcome is not None
    assert outcome.endless


def test_what_the_compiler_only_warns_of_is_not_said_aloud(recwarn: pytest.WarningsRecorder) -> None:
    """Standard error belongs to the reports."""
    assert rehearse("x = 1\nassert (x, 'never false')") is not None
    assert not recwarn.list


def test_leaving_the_program_ends_it() -> None:
    """What stands behind `sys.exit` is not reached."""
    outcome = rehearse("import sys\nx = 0\nif not x:\n    sys.exit(1)\nprint(1 / x)")
    assert outcome is not None
    assert not outcome.exception


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


@pytest.mark.parametrize(
    ("code", "ask"),
    [
        ("def f():\n    return [int(input())]", "f()"),
        ("import os\ndef f():\n    return {'a': os.name}", "f()"),
    ],
)
def test_a_value_that_holds_something_unknown_is_not_known(code: str, ask: str) -> None:
    assert rehearse(code, ask=ask) is None


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("class P:\n    def __eq__(self, other):\n        return True\nx = [P()]", "[1]"),
        ("x = 10 ** 1000", "1.5"),
    ],
)
def test_what_cannot_be_compared_does_not_agree(code: str, wanted: str) -> None:
    """Objects of the program compare as the program says, which no library knows."""
    outcome = rehearse(code, ask="x")
    assert outcome is not None
    assert not agrees(outcome.value, wanted)


@pytest.mark.parametrize(
    "code",
    [
        "s = {'apple', 'pear', 'fig', 'plum'}\nprint(s)",
        "s = {'apple', 'pear', 'fig', 'plum'}\nfor x in s:\n    print(x)",
        "s = {'apple', 'pear', 'fig', 'plum'}\nprint(list(s)[0])",
        "s = {'apple', 'pear', 'fig', 'plum'}\nprint(s.pop())",
        "print(map(str, [1]))",
        "def f():\n    pass\nprint([f])",
        "class A:\n    pass\n{}[A()]",
    ],
)
def test_what_differs_from_run_to_run_is_not_told(code: str) -> None:
    """The order of a set of texts, and where something is in the memory."""
    assert rehearse(code) is None


@pytest.mark.parametrize(
    "code",
    [
        "it = [iter([1, 2, 3])]\nwhile True:\n    next(it[0])",
        "def counter():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n        return n\n    return up\nc = [counter()]\nwhile c[0]() < 5:\n    pass",
        "def make():\n    class A:\n        n = 0\n    return A()\nxs = [make()]\nwhile xs[0].n < 5:\n    xs[0].n += 1",
    ],
)
def test_what_changes_out_of_sight_is_no_endless_loop(code: str) -> None:
    """Iterators, closures and objects in a list move on while the list stays as it is."""
    outcome = rehearse(code)
    assert outcome is None or not outcome.endless


@pytest.mark.parametrize(
    "code",
    [
        "def g(data):\n    for x in data:\n        yield x\ndata = [1]\nit = g(data)\ndata.append(3)\nprint(list(it))",
        "n = 1\ndef g():\n    yield n\nit = g()\nn = 2\nprint(next(it))",
        "def g(xs):\n    while xs:\n        x = xs.pop()\n        yield x\nxs = [1, 2]\nit = g(xs)\nnext(it)\nprint(len(xs))",
        "def add(xs):\n    xs += open('x').read()\nxs = []\nadd(xs)\nxs[0]",
    ],
)
def test_what_was_worked_through_too_early_or_is_unknown_is_given_up(code: str) -> None:
    assert rehearse(code) is None


@pytest.mark.parametrize(
    "code",
    [
        "xs = [i * (2**61 - 1) for i in range(3000)]\nfor j in range(300):\n    set(xs)",
        "r = range(4000)\nxs = [list(r) for i in range(3999)]",
        "xs = [['y' * 60] * 130] * 130\nprint(('{0}' * 1300).format(xs))",
        "xs = [['y' * 60] * 130] * 130\nprint(('%(a)s' * 790) % {'a': xs})",
        "r = range(4000)\nfor i in range(9):\n    print(*r, sep='x' * 4000)",
        "xs = [0] * 4000\nys = [xs[:] for i in range(3999)]",
    ],
)
def test_what_would_take_long_or_fill_the_memory_is_given_up(code: str) -> None:
    assert rehearse(code, most=40_000) is None
