"""Which edits are proposed where a part of a key, a value or a case was forgotten?"""

from textwrap import dedent

import pytest

from tests.unit.logic.test_edits import proposals

CASES = {
    "what is remembered depends on more than its key": (
        """
        def f(n, base, known):
            if n in known:
                return known[n]
            known[n] = g(n, base)
            return known[n]
        """,
        """
        def f(n, base, known):
            if (n, base) in known:
                return known[(n, base)]
            known[(n, base)] = g(n, base)
            return known[(n, base)]
        """,
    ),
    "a record where its field was meant": (
        """
        def f(orders):
            seen = set()
            for order in orders:
                seen.add(order)
                log(order.id)
            return seen
        """,
        """
        def f(orders):
            seen = set()
            for order in orders:
                seen.add(order.id)
                log(order.id)
            return seen
        """,
    ),
    "an order without a word on ties": (
        """
        def f(counts):
            return sorted(counts.items(), key=lambda pair: -pair[1])
        """,
        """
        def f(counts):
            return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        """,
    ),
    "a repetition that was to be passed over": (
        """
        def f(words):
            seen = set()
            for word in words:
                seen.add(word)
                show(word)
        """,
        """
        def f(words):
            seen = set()
            for word in words:
                if word in seen:
                    continue
                seen.add(word)
                show(word)
        """,
    ),
    "the other case": (
        """
        def f(a, n):
            if a:
                n += 2
            n += 1
            return n
        """,
        """
        def f(a, n):
            if a:
                n += 2
            else:
                n += 1
            return n
        """,
    ),
    "the other edge of a table": (
        """
        def f(t, rows, columns):
            for c in range(columns):
                t[0][c] = c
            for r in range(1, rows):
                g(t, r)
        """,
        """
        def f(t, rows, columns):
            for c in range(columns):
                t[0][c] = c
            for c in range(rows):
                t[c][0] = c
            for r in range(1, rows):
                g(t, r)
        """,
    ),
    "a bound that is not to be passed": (
        """
        def f(fill, more, most):
            fill = fill + more
            return fill
        """,
        """
        def f(fill, more, most):
            fill = min(fill + more, most)
            return fill
        """,
    ),
    "numbers that are nearly equal": (
        """
        def f(a, b, c):
            return a * b == c
        """,
        """
        def f(a, b, c):
            return abs(a * b - (c)) < 1e-9
        """,
    ),
    "less to do for the function itself": (
        """
        def f(items):
            if not items:
                return 0
            return items[0] + f(items)
        """,
        """
        def f(items):
            if not items:
                return 0
            return items[0] + f(items[1:])
        """,
    ),
    "parts that count one after another": (
        """
        def f(a, b):
            return a.month < b.month and a.day < b.day
        """,
        """
        def f(a, b):
            return (a.month, a.day) < (b.month, b.day)
        """,
    ),
    "one neighbour too few": (
        """
        def f(rolls, at):
            return 10 + rolls[at + 1]
        """,
        """
        def f(rolls, at):
            return 10 + rolls[at + 1] + rolls[at + 2]
        """,
    ),
    "all of them, not one": (
        """
        def f(word, known):
            for c in word:
                if c.isalpha() and c in known:
                    return True
            return False
        """,
        """
        def f(word, known):
            for c in word:
                if c.isalpha() and c not in known:
                    return False
            return True
        """,
    ),
    "the value that another step sets": (
        """
        def f(table, text):
            k = 0
            for c in text:
                while k and c:
                    k = table[k - 1]
                if k == 3:
                    k = 0
            return k
        """,
        """
        def f(table, text):
            k = 0
            for c in text:
                while k and c:
                    k = table[k - 1]
                if k == 3:
                    k = table[k - 1]
            return k
        """,
    ),
    "the share of a condition that another one has": (
        """
        def f(a, b, c):
            if a == b and a != 0:
                return a
            if a == c:
                return a
        """,
        """
        def f(a, b, c):
            if a == b and a != 0:
                return a
            if a == c and a != 0:
                return a
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_was_forgotten_is_put_in(name: str) -> None:
    wrong, right = (dedent(text).lstrip("\n") for text in CASES[name])

    assert right in proposals(wrong)
