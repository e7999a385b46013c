"""What is odd beside its like is suspected, and what merely looks so is not."""

import pytest

from analyzers.runtime.oddities import oddities
from tests.unit.runtime.crashes import crash

ODD = [
    ("rates = {'a': D('1'), 'b': D('2'),\n    'c': 0.5}  # odd\nD('1') * rates['c']  # here", "TypeError: unsupported operand type(s) for *: 'D' and 'float'", 0.8),
    ("rows = [{'a': 1}, {'a': 2},\n    {'b': 3}]  # odd\nrows[2]['a']  # here", "KeyError: 'a'", 0.3),
    ("def f(text):\n    text.strip()  # odd\n    return int(text)  # here\nf('x')", "ValueError: invalid literal for int() with base 10: 'x'", 0.7),
    ("def f(q):\n    q.put((1, 2, 3))\n    q.put((1, 2))  # odd\n    a, b, c = q.get()  # here", "ValueError: not enough values to unpack (expected 3, got 2)", 0.8),
    ("def g(t, k):\n    return t[norm(k)]\ndef h(t, k):\n    k = norm(k)\n    return t[k]\ndef p(t, k):\n    t[k] = 1  # odd\nh({}, 'a')  # here", "KeyError: 'a'", 0.75),
    ("def add(a):\n    a.parts.append(a)  # odd\n    return size(a)  # here", "RecursionError: maximum recursion depth exceeded", 0.65),
    ("xs = [1]\nwhile len(xs) >= 0:  # odd\n    xs.pop()  # here", "IndexError: pop from empty list", 0.9),
    ("def f(kind, xs):\n    if kind == 'a' or 'b':  # odd\n        return xs[0]  # here\nf('c', [])", "IndexError: list index out of range", 0.9),
]  # fmt: skip
SOUND = [
    ("xs = [1]\nwhile len(xs) > 0:\n    xs.pop()\nxs[0]  # here", "IndexError: list index out of range"),
    ("def f(kind, xs):\n    if kind == 'a' or xs:\n        return xs[0]  # here\nf('a', [])", "IndexError: list index out of range"),
    ("pair = ('a', 1, 2.5)\nprint(pair[3])  # here", "IndexError: tuple index out of range"),
    ("person = {'name': 'Ann', 'city': 'Rome', 'age': 3}\nperson['job']  # here", "KeyError: 'job'"),
    ("def f(thread, path, game):\n    thread.join()\n    path.replace('b')\n    game.start()\n    game['x']  # here", "KeyError: 'x'"),
    ("class A:\n    def strip(self):\n        pass\ndef f(a):\n    a.strip()\n    a['x']  # here", "KeyError: 'x'"),
    ("def f(q):\n    q.put((1, 2))\n    a, b, c = q.get()  # here", "ValueError: not enough values to unpack (expected 3, got 2)"),
    ("def g(t, k):\n    return t[norm(k)]\ndef p(t, k):\n    t[k] = 1\ng({}, 'a')  # here", "KeyError: 'a'"),
    ("'''What this does.'''\nprint(1 / 0)  # here", "ZeroDivisionError: division by zero"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "score"), ODD)
def test_the_odd_line_is_suspected(text: str, error: str, score: float) -> None:
    odd = next(number for number, line in enumerate(text.split("\n"), 1) if "# odd" in line)

    found = oddities(crash(text, error, ("here", "<module>")), lambda *_: True)

    assert [(one.line, one.score) for one in found] == [(odd, score)]


def test_an_item_taken_as_it_comes_is_odd_beside_converted_ones() -> None:
    """Text from a file is converted where it is read, or nowhere."""
    text = "kept = {'qty': row['qty'], 'price': float(row['price']), 'name': row['name']}\nkept['qty'] * 1.5  # here"
    found = crash(text, "TypeError: can't multiply sequence by non-int of type 'float'", ("here", "<module>"))

    odd = oddities(found, lambda *_: True, ["kept['qty']"])

    assert [(one.line, one.reasons) for one in odd] == [(1, ("others beside it are converted by `float`",))]
    assert oddities(found, lambda *_: True, ["kept['colour']"]) == []


@pytest.mark.parametrize(("text", "error"), SOUND)
def test_what_is_common_is_not_odd(text: str, error: str) -> None:
    assert oddities(crash(text, error, ("here", "<module>")), lambda *_: True) == []


def test_what_did_not_run_is_not_suspected() -> None:
    found = crash(ODD[0][0], ODD[0][1], ("here", "<module>"))

    assert oddities(found, lambda *_: False) == []
