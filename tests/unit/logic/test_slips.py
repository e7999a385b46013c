"""Which edits are proposed where the language was taken to do something else than it does?"""

import ast
from textwrap import dedent

import pytest

from analyzers.logic.edits import candidates
from analyzers.logic.edits.repeated import repeated
from analyzers.logic.program import Program
from tests.unit.logic.test_edits import proposals

CASES = {
    "an empty value for a missing one": (
        """
        def f(limit, n):
            if not limit:
                return n
            return min(limit, n)
        """,
        "if not limit",
        "if limit is None",
    ),
    "a zero that `or` replaces": (
        "def f(width=None):\n    return width or 80\n",
        "width or 80",
        "width if width is not None else 80",
    ),
    "a key that is there without a value": (
        """
        def f(old, key):
            before = old.get(key)
            if before is None:
                return "new"
            return "kept"
        """,
        "before is None",
        "key not in old",
    ),
    "an order that one part of the key has": (
        "def f(d):\n    return sorted(d, key=lambda n: (d[n], n), reverse=True)\n",
        "(d[n], n), reverse=True",
        "(-d[n], n)",
    ),
    "an order of pairs": (
        "def f(d):\n    return max(d.items())\n",
        "items()",
        "items(), key=lambda item: item[1]",
    ),
    "a generator that is put in order": (
        "def f(d):\n    return sorted(x for x in d)\n",
        "(x for x in d)",
        "((x for x in d), key=len)",
    ),
    "an index that comes round": ("def f(a, i):\n    return a[i + 1]\n", "i + 1", "(i + 1) % len(a)"),
    "an amount that cannot be negative": ("def f(a, b):\n    return a - b\n", "a - b", "max(0, a - b)"),
    "a word that strip takes for characters": (
        "def f(s):\n    return s.lstrip('www.')\n",
        "lstrip",
        "removeprefix",
    ),
    "a text cut once": ("def f(s):\n    return s.split(':')\n", "':'", "':', 1"),
    "a set that keeps the order": ("def f(s):\n    return list(set(s))\n", "set(s)", "dict.fromkeys(s)"),
    "the digits of a format": ("def f(x):\n    return f'{x:.1f} m'\n", ".1f", ".2f"),
    "an option given without need": (
        "def peek(ahead=0):\n    return ahead\n\n\ndef f():\n    return peek(1)\n",
        "peek(1)",
        "peek()",
    ),
    "an option that was forgotten": (
        "def show(x, strict=False):\n    return x, strict\n\n\ndef f(x):\n    return show(x)\n",
        "return show(x)",
        "return show(x, strict=True)",
    ),
    "a list of the class": (
        "class A:\n    items = []\n\n    def add(self, x):\n        self.items.append(x)\n",
        "    items = []\n",
        "    def __init__(self):\n        self.items = []\n",
    ),
    "an argument that is changed": (
        "def f(rows):\n    rows.sort()\n    return rows[0]\n",
        "    rows.sort()",
        "    rows = rows.copy()\n    rows.sort()",
    ),
    "an attribute that stayed a name": (
        "class A:\n    def __init__(self):\n        self.n = 0\n\n    def up(self, by):\n        n = self.n + by\n",
        " n = ",
        " self.n = ",
    ),
    "a global that stayed in its function": (
        "count = 0\n\n\ndef f(by):\n    count = by\n",
        "    count = by",
        "    global count\n    count = by",
    ),
    "another exception": (
        "def f(x):\n    raise TypeError(x)\n",
        "TypeError",
        "ValueError",
    ),
    "a step that is not undone": (
        "def f(path, x):\n    path.append(x)\n    g(x)\n    return path\n",
        "    return",
        "    path.pop()\n    return",
    ),
    "a sum that lacks a factor": (
        "def f(total, coin, count):\n    total -= coin\n    return total\n",
        "-= coin",
        "-= coin * count",
    ),
    "the exception to the exception of a calendar": (
        "def leap(year):\n    if year % 4:\n        return False\n    return year % 100 != 0\n",
        "return year % 100 != 0",
        "return (year % 100 != 0 or year % 400 == 0)",
    ),
    "a comparison for an assignment": ("def f(x):\n    x == 1\n    return x\n", "x == 1", "x = 1"),
    "a sum that nobody keeps": ("def f(x):\n    x + 1\n    return x\n", "    x + 1", "    x = x + 1"),
    "a result that is printed": ("def f(x):\n    print(x * 2)\n", "print(x * 2)", "return x * 2"),
    "a list of each key": (
        "def f(d, k, v):\n    d[k] = [v]\n",
        "d[k] = [v]",
        "d.setdefault(k, []).append(v)",
    ),
    "a count of each key": ("def f(d, k, v):\n    d[k] = v\n", "= v", "= d.get(k, 0) + v"),
    "a method that is not called": (
        "def f(s):\n    if s.isdigit:\n        return s\n",
        "isdigit",
        "isdigit()",
    ),
    "a mean of nothing": (
        "def f(a):\n    return sum(a) / len(a)\n",
        "sum(a) / len(a)",
        "sum(a) / len(a) if len(a) else 0",
    ),
    "texts alike but for their case": (
        "def f(a, b):\n    return a == b\n",
        "a == b",
        "a.lower() == b.lower()",
    ),
    "a `not` of both": ("def f(a, b):\n    return not a and b\n", "not a and b", "not (a and b)"),
    "another unit": ("def f(h):\n    return h * 60\n", "60", "3600"),
    "a word of another function": (
        "def f(d):\n    return d['name']\n\n\ndef g(d):\n    return d['title']\n",
        "'title'",
        "'name'",
    ),
    "a function from elsewhere": (
        "from math import ceil, fsum\n\n\ndef f(a):\n    return g(fsum(a))\n",
        "g(",
        "ceil(",
    ),
    "a forgotten refusal": (
        "def f(a):\n    raise ValueError('a')\n\n\ndef g(n):\n    return n * 2\n",
        "def g(n):\n",
        "def g(n):\n    if n < 0:\n        raise ValueError('a')\n",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_was_meant_is_proposed(name: str) -> None:
    wrong, old, new = CASES[name]
    text = dedent(wrong)
    assert text.count(old) == 1

    assert text.replace(old, new) in proposals(text)


def test_what_is_proposed_can_be_parsed() -> None:
    for wrong, _, _ in CASES.values():
        for text in proposals(dedent(wrong)):
            ast.parse(text)


def test_a_slip_that_was_made_twice_is_undone_twice() -> None:
    text = dedent(CASES["a key that is there without a value"][0]).replace(
        '    return "kept"',
        '    after = new.get(key)\n    if after is None:\n        return "gone"\n    return "kept"',
    )
    program = Program("a.py", text)
    singles = list(candidates(program, frozenset(range(1, 20))))

    right = text.replace("before is None", "key not in old").replace("after is None", "key not in new")
    assert right in {made.apply(text) for made in repeated(program, singles)}
    assert right not in {made.apply(text) for made in singles}
