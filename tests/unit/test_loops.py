"""A loop is called endless only when nothing in it can change what its condition reads."""

import ast

import pytest

from analyzers.runtime.loops import unchanged


def loop_of(text: str) -> tuple[ast.While, ast.AST | None]:
    tree = ast.parse(text)
    loop = next(node for node in ast.walk(tree) if isinstance(node, ast.While))
    return loop, next((node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)), None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(n):\n    while n > 0:\n        n / 10\n", ("n",)),
        (
            "def f(low, high):\n    while low < high - 1:\n        middle = (low + high) // 2\n",
            ("high", "low"),
        ),
        ("n = 3\nwhile n > 0:\n    m = n\n", ("n",)),
        ("def f(n):\n    while n > 0:\n        print(n)\n", ("n",)),
    ],
)
def test_what_nothing_changes_is_named(text: str, names: tuple[str, ...]) -> None:
    assert unchanged(*loop_of(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "def f(n):\n    while n > 0:\n        n //= 10\n",
        "def f(n):\n    while n > 0:\n        break\n",
        "def f(n):\n    while n > 0:\n        (n := n - 1)\n",
        "def f(n):\n    while n > 0:\n        for n in range(3):\n            pass\n",
        "def f(items):\n    while items:\n        items.pop()\n",
        "def f(items):\n    while items:\n        work(items)\n",
        "def f(self):\n    while self.n > 0:\n        self.step()\n",
        "def f(q):\n    while not q.empty():\n        pass\n",
        "n = 3\nwhile n > 0:\n    step()\n",
        "def f():\n    while n > 0:\n        step()\n",
        "def f(n):\n    def less():\n        nonlocal n\n        n -= 1\n    while n > 0:\n        less()\n",
        "def f(a, b):\n    while a != b:\n        a.step()\n",
    ],
)
def test_where_something_could_change_it_nothing_is_said(text: str) -> None:
    """A false claim is worse than none."""
    assert unchanged(*loop_of(text)) == ()
