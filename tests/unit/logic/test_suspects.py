"""Which lines does a check make suspicious when nothing is run?"""

import ast

import pytest

from analyzers.logic.called import Called, called
from analyzers.logic.comparison import check_at
from analyzers.logic.program import Program
from analyzers.logic.suspects import suspects
from analyzers.logic.traps import traps


def _called(files: dict[str, str], line: int, test: str = "tests/test_it.py") -> tuple[Called, ...]:
    programs = {path: Program(path, text) for path, text in files.items()}
    check = check_at(programs[test], line)
    assert check is not None
    return called(programs[test], check, programs.get)


@pytest.mark.parametrize(
    ("imports", "expression", "path"),
    [
        ("from shop import total", "total(1)", "shop.py"),
        ("from shop import total as t", "t(1)", "shop.py"),
        ("import shop", "shop.total(1)", "shop.py"),
        ("import pkg.shop", "pkg.shop.total(1)", "pkg/shop.py"),
        ("from pkg import shop as s", "s.total(1)", "pkg/shop.py"),
        ("from pkg.shop import total", "total(1)", "src/pkg/shop.py"),
        ("from ..shop import total", "total(1)", "shop.py"),
    ],
)
def test_a_called_function_is_found_through_the_imports(imports: str, expression: str, path: str) -> None:
    files = {
        path: "def total(n):\n    return n\n",
        "tests/test_it.py": f"{imports}\nassert {expression} == 2\n",
    }

    found = _called(files, 2)

    assert [(one.program.path, one.node.name, one.distance) for one in found] == [(path, "total", 0)]


def test_a_package_that_hands_a_function_on_is_looked_through() -> None:
    files = {
        "pkg/__init__.py": "from .shop import total\n",
        "pkg/shop.py": "def total(n):\n    return n\n",
        "tests/test_it.py": "from pkg import total\nassert total(1) == 2\n",
    }

    assert [one.program.path for one in _called(files, 2)] == ["pkg/shop.py"]


def test_what_made_the_object_of_a_check_is_looked_at_after_the_checked_method() -> None:
    files = {
        "cart.py": "class Cart:\n    def __init__(self):\n        self.n = 0\n    def add(self, n):\n        self.n += n\n"
        "    def total(self):\n        return self.n\n",
        "tests/test_it.py": "from cart import Cart\ndef test_it():\n    cart = Cart()\n    cart.add(2)\n"
        "    assert cart.total() == 2\n",
    }

    assert {one.node.name for one in _called(files, 5)} >= {"__init__", "add", "total"}


def test_functions_that_call_each_other_come_to_an_end() -> None:
    files = {
        "a.py": "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\n",
        "tests/test_it.py": "from a import f\nassert f(1) == 2\n",
    }

    assert [(one.node.name, one.distance) for one in _called(files, 2)] == [("f", 0), ("g", 1)]


def test_a_trap_on_the_way_to_the_result_comes_first() -> None:
    files = {
        "text.py": 'def slug(title):\n    log = title\n    words = title.split(" ")\n    return "-".join(words)\n',
        "tests/test_it.py": 'from text import slug\nassert slug("a  b") == "a-b"\n',
    }

    assert [suspect.line for suspect in suspects(_called(files, 2))] == [3, 4, 2]


@pytest.mark.parametrize(
    "source",
    [
        "def f(a=[]): pass",
        "x = y.strip('.txt')",
        "x = range(1, n)",
        "x = range(n - 1)",
        "x = a[:-1]",
        "x = [[0] * 3] * 3",
        "x = a is 3",
        "for i in a:\n    a.remove(i)",
        "for i in a:\n    if i:\n        return 1\n    else:\n        return 2",
    ],
)
def test_a_trap_is_seen(source: str) -> None:
    assert list(traps(ast.parse(source).body[0]))


@pytest.mark.parametrize(
    "source",
    ["def f(a=()): pass", "x = y.strip()", "x = range(n)", "x = a[:n]", "x = a is None", "x = a == 3"],
)
def test_what_is_usual_is_no_trap(source: str) -> None:
    assert not list(traps(ast.parse(source).body[0]))


def test_a_line_that_leaves_the_work_to_another_function_comes_after_that_functions_lines() -> None:
    files = {
        "a.py": "def report(n):\n    return total(n)\ndef total(n):\n    return n + n\n",
        "tests/test_it.py": "from a import *\nassert report(1) == 3\n",
    }

    assert [suspect.line for suspect in suspects(_called(files, 2))] == [4, 2]
