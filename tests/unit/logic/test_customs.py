"""Is the custom kept that was not, and does change what was read as if it did?"""

from textwrap import dedent

import pytest

from analyzers.logic.edits import candidates
from analyzers.logic.program import Program


def proposals(text: str) -> set[str]:
    program = Program("a.py", text)
    return {made.apply(text) for made in candidates(program, frozenset(range(1, 1000)))}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('return f"{n} {word}s"', "return f\"{n} {word}{'' if n == 1 else 's'}\""),
        ("return '\"' + text + '\"'", "return '\"' + text.replace('\"', '\"\"') + '\"'"),
        ("text = str(abs(n))\nreturn text[:2]", 'text = str(abs(n))\nreturn ("-" if n < 0 else "") + text[:2]'),
        ("n += 1\nreturn items[n]", "n = (n + 1) % len(items)\nreturn items[n]"),
        ("return sum((a, b) in items for a in (-1, 0, 1) for b in (-1, 0, 1))",
         "return sum((a, b) in items for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b)"),
        ("a(text)\nb(text)\nc(text)\nreturn n", "c(text)\na(text)\nb(text)\nreturn n"),
        ("if n < a - b:\n    c = 1\nelse:\n    c = 2", "if n < a - b:\n    c = 1\nelif n > a + b:\n    c = 2"),
        ("items[n].extend(text)", "items[n] = items[n] + text"),
        ("return sum(x - n for x in items) ** 2 / n", "return sum((x - n) ** 2 for x in items) / n"),
        ("return abs(sum(x - n for x in items))", "return sum(abs(x - n) for x in items)"),
        ("return sum(round(x, 2) for x in items)", "return round(sum(x for x in items), 2)"),
        ("return n // word * 100", "return n * 100 // word"),
        ("t = 0\nfor x in items:\n    t += round(x, n)\nreturn t", "t = 0\nfor x in items:\n    t += x\nreturn round(t, n)"),
        ("last = 0\nfor x in items:\n    if x < last:\n        n -= x\nreturn n",
         "last = 0\nfor x in items:\n    if x < last:\n        n -= x\n    last = x\nreturn n"),
        ("name, _, word = text.rpartition(':')\nreturn word", "name, _, word = text.partition(':')\nreturn word"),
    ],
)  # fmt: skip
def test_the_custom_is_proposed(wrong: str, right: str) -> None:
    def function(body: str) -> str:
        rows = "".join(f"    {row}\n" for row in body.split("\n"))
        return f"def f(items, n, word, text, a, b, c):\n{rows}"

    assert function(right) in proposals(function(wrong))


QUEUE = dedent(
    """\
    class Queue:
        def __init__(self):
            self.items = []
            self.count = 0
            self.done = []

        def take(self, n):
            if n < 0:
                return False
            self.items.remove(n)
            return True

        def add(self, item):
            self.items.append((self.count, item))

        def both(self, n):
            self.take(n)
            self.add(n)
            return True
    """
)


def test_a_number_that_is_read_and_never_goes_on_goes_on_after_it() -> None:
    right = QUEUE.replace("(self.count, item))\n", "(self.count, item))\n        self.count += 1\n")
    assert right in proposals(QUEUE)


def test_a_verdict_that_nobody_looks_at_is_asked() -> None:
    asked = "        if not self.take(n):\n            return False\n"
    assert QUEUE.replace("        self.take(n)\n", asked) in proposals(QUEUE)


def test_what_a_change_makes_out_of_date_is_emptied() -> None:
    right = QUEUE.replace("(self.count, item))\n", "(self.count, item))\n        self.done.clear()\n")
    assert right in proposals(QUEUE)


def test_nothing_is_put_behind_a_jump() -> None:
    """The swap of a statement with the `return` behind it would only take it away."""
    text = "def f(x):\n    x.sort()\n    return x\n"
    assert "def f(x):\n    return x\n    x.sort()\n" not in proposals(text)
