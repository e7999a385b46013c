"""Is nonsense that compiles told from code, a statement judged by itself, and a form too new for a Python named?"""

import ast

import pytest

from analyzers.syntax import repair
from analyzers.syntax.python.local import alone
from analyzers.syntax.python.model import LINE, key, symbols, token_model
from analyzers.syntax.python.newer import newest
from analyzers.syntax.python.plausible import ODDITIES, oddities
from analyzers.syntax.python.tokens import lex
from analyzers.syntax.python.verdict import compiles


def odd(text: str, *known: str) -> dict[str, int]:
    counts = oddities(ast.parse(text), known)
    return {name: count for name, count in zip(ODDITIES, counts, strict=True) if count}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("len(a, b)\n", "arity"),
        ("len(a != 2)\n", "compared"),
        ("a[0 or b] = 1\n", "compared"),
        ("a, b\n", "idle"),
        ("def f():\n    return a\n    b()\n", "dead"),
        ("a = 1 in b > 2\n", "kinds"),
        ("a = 'x' + 1\n", "kinds"),
        ("a = 'x'(1)\n", "kinds"),
        ("def Some(Base): pass\n", "naming"),
        ("f(a)\nf(b)\nf(a, b)\n", "shapes"),
    ],
)
def test_nonsense_that_compiles_is_counted(text: str, name: str) -> None:
    assert odd(text, "a", "b", "f", "len", "Base") == {name: 1}


@pytest.mark.parametrize(
    "text",
    [
        "a = len(b)\n",
        '"""Doc."""\n...\n',
        "def f(x):\n    if x:\n        return 1\n    return 2\n",
        "a = b'%s' % b\nc = '-' * 3\n",
        "for k, v in b.items():\n    print(k, v, sep='')\n",
        "a.sort()\nawaited = [f(x) for x in a]\n",
        "try:\n    f()\nexcept OSError as e:\n    print(e)\n",
    ],
)
def test_ordinary_code_holds_nothing_odd(text: str) -> None:
    assert odd(text, "a", "b", "f", "len", "print", "OSError") == {}


def test_a_name_that_nothing_binds_is_counted() -> None:
    assert odd("import os.path as p\nx = p.join(y)\n")["unbound"] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "    return x",
        "else:",
        "elif x:",
        "except ValueError as e:",
        "case 1:",
        "  @decorated",
        "async def f():",
        "    x = (1,\n         2)",
        "with a as b:",
        "match x:",
        "    await x",
        "break",
    ],
)
def test_a_statement_is_whole_by_itself(statement: str) -> None:
    assert compiles(alone(statement))


@pytest.mark.parametrize("statement", ["return x)", "if x", "else if y:", "x = (1,"])
def test_a_broken_statement_is_broken_by_itself(statement: str) -> None:
    assert not compiles(alone(statement))


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("match x:\n    case 1: pass\n", (3, 10)),
        ("try:\n    pass\nexcept* ValueError:\n    pass\n", (3, 11)),
        ("if (n := 1): pass\n", (3, 8)),
        ("def f(a, /): pass\n", (3, 8)),
        ("@a[0]\ndef f(): pass\n", (3, 9)),
    ],
)
def test_the_newest_form_is_named(text: str, version: tuple[int, int]) -> None:
    found = newest(text)

    assert found is not None
    assert found.version == version


def test_plain_code_needs_nothing_new() -> None:
    assert newest("@a.b(1)\ndef f(x): return x\n") is None


def test_the_key_of_a_run_of_symbols_depends_on_each_of_them() -> None:
    """A model that does not see the last symbol cannot tell what may follow."""
    assert len({key([1, 2, last]) for last in range(700)}) == 700
    assert len({key([first, 2, 3]) for first in range(700)}) == 700


@pytest.mark.parametrize(
    ("natural", "strange"),
    [
        ("for x in items:", "for x and items:"),
        ("import os, sys", "import os sys"),
        ("if x == 1:", "if x = 1:"),
        ("from a import b", "from a as b"),
        ("return x", "return = x"),
    ],
)
def test_the_model_finds_code_more_natural_than_slips(natural: str, strange: str) -> None:
    model = token_model()

    def cost(text: str) -> float:
        return model.cost([LINE, *symbols(lex(text + "\n"))])

    assert cost(natural) < cost(strange)


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        (
            "def f(x)\n    return x\n\ndef g(y)\n    return f(y\n",
            "def f(x):\n    return x\n\ndef g(y):\n    return f(y)\n",
        ),
        ("print('a)\nx = (1, 2\nprint(x)\n", "print('a')\nx = (1, 2)\nprint(x)\n"),
        (
            "if x = 1:\n    y = [1, 2\nelse\n    y = []\n",
            "if x == 1:\n    y = [1, 2]\nelse:\n    y = []\n",
        ),
    ],
)
def test_several_mistakes_are_repaired_one_after_another(broken: str, mended: str) -> None:
    assert repair(broken, "a.py").text == mended
