"""Is the small step proposed that everybody forgets once?"""

import pytest

from analyzers.logic.edits import candidates
from analyzers.logic.program import Program

HEAD = "from collections import OrderedDict\n\n\ndef f(xs, text, word, rate, done, node, n, size):\n"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("return n * (1 + rate)", "return n * (1 + rate / 100)"),
        ("return n * rate / 100", "return n * rate / 100 / 12"),
        ("for x in xs:\n    n += x.price\n    size += x.count", "for x in xs:\n    n += x.price * x.count\n    size += x.count"),
        ("return text.count(word)", "return text.lower().count(word.lower())"),
        ("xs.popitem()", "xs.popitem(last=False)"),
        ("xs.setdefault(word, n)", "xs[word] = n"),
        ("return text.split('.')[0]", "return text.rsplit('.', 1)[0]"),
        ("return text.split('=')[1]", "return text.split('=', 1)[1]"),
        ("return text.replace('<', '&lt;').replace('&', '&amp;')", "return text.replace('&', '&amp;').replace('<', '&lt;')"),
        ("return f(node.left) + f(node.right) + [node.value]", "return f(node.left) + [node.value] + f(node.right)"),
        ("for i in range(xs[0], n + 1):\n    g(i)", "for i in range(n, xs[0] - 1, -1):\n    g(i)"),
        ("return n // size + 1", "return -(-n // size)"),
        ("return xs[word]", "return xs.get(word, text)"),
        ("return n * 84600", "return n * 86400"),
        ("return {'won': 1, 'drawn': 3, 'lost': 0}[word]", "return {'won': 3, 'drawn': 1, 'lost': 0}[word]"),
        ("for x, n in xs:\n    done(lambda text: text * n)", "for x, n in xs:\n    done(lambda text, n=n: text * n)"),
        ("for x in xs:\n    n = x.size\n    done(lambda text: text * n)",
         "for x in xs:\n    n = x.size\n    done(lambda text, n=n: text * n)"),
        ("return xs[n * size:(n + 1) * size]", "return xs[(n - 1) * size:(n) * size]"),
        ("for one in node.parts:\n    f(one)\ndone.append(node)",
         "if node in done:\n    return\nfor one in node.parts:\n    f(one)\ndone.append(node)"),
        ("for c in text:\n    if c == '(':\n        n += 1\n    else:\n        n -= 1\nreturn n == 0",
         "for c in text:\n    if c == '(':\n        n += 1\n    else:\n        n -= 1\n    if n < 0:\n        return False\nreturn n == 0"),
    ],
)  # fmt: skip
def test_the_step_is_proposed(wrong: str, right: str) -> None:
    def function(body: str) -> str:
        return HEAD + "".join(f"    {row}\n" for row in body.split("\n"))

    text = function(wrong)
    made = {one.apply(text) for one in candidates(Program("a.py", text), frozenset(range(1, 99)))}

    assert function(right) in made


def test_a_table_without_an_order_of_its_own_gives_its_first_key() -> None:
    """Since Python 3.7 a dict keeps the order in which keys came; `popitem` takes the last one."""
    text = "def f(xs):\n    xs.popitem()\n"
    made = {one.apply(text) for one in candidates(Program("a.py", text), frozenset({2}))}

    assert "def f(xs):\n    xs.pop(next(iter(xs)))\n" in made
