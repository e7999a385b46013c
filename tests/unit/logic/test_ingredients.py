"""Which edits put another part of the program in, or a statement that goes with one that is there?"""

from textwrap import dedent

import pytest

from tests.unit.logic.test_edits import proposals

CASES = {
    "the second factor": (
        "def f(lines):\n    return sum(line.price for line in lines) - lines[0].count\n",
        "def f(lines):\n    return sum(line.price * line.count for line in lines) - lines[0].count\n",
    ),
    "the rest of a whole": (
        "def f(price, percent):\n    return price * percent / 100\n",
        "def f(price, percent):\n    return price - price * percent / 100\n",
    ),
    "parentheses round a sum": (
        "def f(w, h):\n    return 2 * w + h\n",
        "def f(w, h):\n    return 2 * (w + h)\n",
    ),
    "the other side of two": (
        "def f(a, b):\n    return a.end >= b.start\n",
        "def f(a, b):\n    return a.end >= b.start and b.end >= a.start\n",
    ),
    "a bound that nothing reads": (
        "def f(x, low, high):\n    return x >= low\n",
        "def f(x, low, high):\n    return x >= low and x <= high\n",
    ),
    "a key made apart": (
        "def f(a, b, known):\n    key = a\n    return known[key]\n",
        "def f(a, b, known):\n    key = (a, b)\n    return known[key]\n",
    ),
    "the width of a table": (
        "def f(g, r, c):\n    return r < len(g) and c < len(g)\n",
        "def f(g, r, c):\n    return r < len(g) and c < len(g[0])\n",
    ),
    "the other one of two": (
        "def f(n):\n    return g(n.left, n.left)\n",
        "def f(n):\n    return g(n.left, n.right)\n",
    ),
    "numbers in a text": (
        'def f(v):\n    return v.split(".")\n',
        'def f(v):\n    return [int(part) for part in v.split(".")]\n',
    ),
    "a pattern for the whole text": (
        "def f(p, t):\n    return p.match(t)\n",
        "def f(p, t):\n    return p.fullmatch(t)\n",
    ),
    "a pattern that takes too much": (
        'import re\ndef f(t):\n    return re.findall("<(.+)>", t)\n',
        'import re\ndef f(t):\n    return re.findall("<(.+?)>", t)\n',
    ),
    "two digits": (
        'def f(m):\n    return f"{m // 60}:{m % 60:02d}"\n',
        'def f(m):\n    return f"{m // 60:02d}:{m % 60:02d}"\n',
    ),
    "what comes last": ("def f(a, b):\n    return {**a, **b}\n", "def f(a, b):\n    return {**b, **a}\n"),
    "both directions": (
        "def f(g, a, b):\n    g[a].add(b)\n",
        "def f(g, a, b):\n    g[a].add(b)\n    g[b].add(a)\n",
    ),
    "the best so far": (
        """
        def f(xs, best):
            who = 0
            for x in xs:
                if x.n > best:
                    who = x
            return who
        """,
        """
        def f(xs, best):
            who = 0
            for x in xs:
                if x.n > best:
                    who = x
                    best = x.n
            return who
        """,
    ),
    "the last group": (
        """
        def f(xs):
            out, run = [], []
            for x in xs:
                if run and x != run[-1]:
                    out.append(run)
                    run = []
                run.append(x)
            return out
        """,
        """
        def f(xs):
            out, run = [], []
            for x in xs:
                if run and x != run[-1]:
                    out.append(run)
                    run = []
                run.append(x)
            if run:
                out.append(run)
            return out
        """,
    ),
    "all are asked first": (
        """
        def f(stock, wanted):
            for key, n in wanted:
                if stock[key] < n:
                    return False
                stock[key] -= n
            return True
        """,
        """
        def f(stock, wanted):
            for key, n in wanted:
                if stock[key] < n:
                    return False
            for key, n in wanted:
                stock[key] -= n
            return True
        """,
    ),
    "the other case begins anew": (
        """
        def f(bits):
            run = best = 0
            for bit in bits:
                if bit:
                    run += 1
                    best = max(best, run)
            return best
        """,
        """
        def f(bits):
            run = best = 0
            for bit in bits:
                if bit:
                    run += 1
                    best = max(best, run)
                else:
                    run = 0
            return best
        """,
    ),
    "what was tried is taken away": (
        """
        def solve(grid, at):
            if at == len(grid):
                return True
            for n in (1, 2):
                grid[at] = n
                if solve(grid, at + 1):
                    return True
            return False
        """,
        """
        def solve(grid, at):
            if at == len(grid):
                return True
            for n in (1, 2):
                grid[at] = n
                if solve(grid, at + 1):
                    return True
                grid[at] = 0
            return False
        """,
    ),
    "an expression that stands elsewhere": (
        "def f(g, a, b):\n    g.put(a.name, b)\n    return g.get(b)\n",
        "def f(g, a, b):\n    g.put(a.name, b)\n    return g.get(a.name)\n",
    ),
    "what is left of whole rounds": (
        'def f(s):\n    m = s // 60\n    return f"{m // 60}:{m}"\n',
        'def f(s):\n    m = s // 60\n    return f"{m // 60}:{m % 60}"\n',
    ),
    "what is not there yet": (
        "def f(cells, c, n):\n    for c in cells:\n        if n == 3:\n            g(c)\n",
        "def f(cells, c, n):\n    for c in cells:\n        if c not in cells and n == 3:\n            g(c)\n",
    ),
    "what came in is kept": (
        """
        class B:
            def __init__(self):
                self.hits = []

            def f(self, now):
                if self.hits:
                    return False
                return True
        """,
        """
        class B:
            def __init__(self):
                self.hits = []

            def f(self, now):
                if self.hits:
                    return False
                self.hits.append(now)
                return True
        """,
    ),
    "the time of the last round": (
        """
        class B:
            def f(self, now):
                self.n = self.n + (now - self.last)
                return self.n
        """,
        """
        class B:
            def f(self, now):
                self.n = self.n + (now - self.last)
                self.last = now
                return self.n
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_repair_is_among_the_edits(name: str) -> None:
    wrong, right = (dedent(text).lstrip() for text in CASES[name])

    assert right in proposals(wrong)
