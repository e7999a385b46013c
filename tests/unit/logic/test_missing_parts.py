"""Which edits are proposed where something is missing, or stands in the wrong order?"""

from textwrap import dedent

import pytest

from tests.unit.logic.test_edits import proposals

CASES = {
    "a run that begins anew from where it began": (
        """
        def f(xs):
            best = run = 1
            for i in range(1, len(xs)):
                if xs[i] > xs[i - 1]:
                    run += 1
                    best = max(best, run)
            return best
        """,
        """
        def f(xs):
            best = run = 1
            for i in range(1, len(xs)):
                if xs[i] > xs[i - 1]:
                    run += 1
                    best = max(best, run)
                else:
                    run = 1
            return best
        """,
    ),
    "the other side of a merge": (
        """
        def f(a, b):
            out = []
            i = j = 0
            while i < len(a) and j < len(b):
                if a[i] <= b[j]:
                    out.append(a[i])
                    i += 1
                else:
                    out.append(b[j])
                    j += 1
            out.extend(a[i:])
            return out
        """,
        """
        def f(a, b):
            out = []
            i = j = 0
            while i < len(a) and j < len(b):
                if a[i] <= b[j]:
                    out.append(a[i])
                    i += 1
                else:
                    out.append(b[j])
                    j += 1
            out.extend(a[i:])
            out.extend(b[j:])
            return out
        """,
    ),
    "the last of what a loop by places gathers": (
        """
        def f(s):
            out, count = "", 1
            for i in range(1, len(s)):
                if s[i] == s[i - 1]:
                    count += 1
                else:
                    out += s[i - 1] + str(count)
                    count = 1
            return out
        """,
        """
        def f(s):
            out, count = "", 1
            for i in range(1, len(s)):
                if s[i] == s[i - 1]:
                    count += 1
                else:
                    out += s[i - 1] + str(count)
                    count = 1
            if s:
                out += s[-1] + str(count)
            return out
        """,
    ),
    "a case that a wider one takes first": (
        """
        def f(n):
            if n >= 10:
                return "low"
            elif n >= 50:
                return "high"
            return ""
        """,
        """
        def f(n):
            if n >= 50:
                return "high"
            elif n >= 10:
                return "low"
            return ""
        """,
    ),
    "a guard in front of a pop": (
        """
        def f(stack, c):
            if stack.pop() != c:
                return False
            return True
        """,
        """
        def f(stack, c):
            if not stack or stack.pop() != c:
                return False
            return True
        """,
    ),
    "the step that stays where it is": (
        """
        def f(g, r, c):
            n = 0
            for dr in (-1, 0, 1):
                for dc in (-1, 0, 1):
                    if g(r + dr, c + dc):
                        n += 1
            return n
        """,
        """
        def f(g, r, c):
            n = 0
            for dr in (-1, 0, 1):
                for dc in (-1, 0, 1):
                    if (dr or dc) and g(r + dr, c + dc):
                        n += 1
            return n
        """,
    ),
    "the twin of a case": (
        """
        def a(p):
            return p.isupper()


        def b(p):
            return p.isdigit()


        def f(p):
            if not a(p):
                return False
            return True
        """,
        """
        def a(p):
            return p.isupper()


        def b(p):
            return p.isdigit()


        def f(p):
            if not a(p):
                return False
            if not b(p):
                return False
            return True
        """,
    ),
    "a value kept before it is overwritten": (
        """
        def f(xs):
            first = second = None
            for x in xs:
                if first is None or x > first:
                    first = x
            return second
        """,
        """
        def f(xs):
            first = second = None
            for x in xs:
                if first is None or x > first:
                    second = first
                    first = x
            return second
        """,
    ),
    "the first entry of a table": (
        """
        def f(n):
            ways = [0] * n
            return ways
        """,
        """
        def f(n):
            ways = [0] * n
            ways[0] = 1
            return ways
        """,
    ),
    "loops in the wrong order": (
        """
        def f(n, coins):
            for v in range(n):
                for c in coins:
                    use(v, c)
        """,
        """
        def f(n, coins):
            for c in coins:
                for v in range(n):
                    use(v, c)
        """,
    ),
    "a queue emptied at the wrong end": (
        """
        def f(start):
            queue = deque([start])
            return queue.pop()
        """,
        """
        def f(start):
            queue = deque([start])
            return queue.popleft()
        """,
    ),
    "a quotient rounded up": ("def f(a, b):\n    return a // b\n", "def f(a, b):\n    return -(-a // b)\n"),
}


@pytest.mark.parametrize(("wrong", "right"), CASES.values(), ids=CASES.keys())
def test_what_is_missing_is_proposed(wrong: str, right: str) -> None:
    assert dedent(right).lstrip("\n") in proposals(dedent(wrong).lstrip("\n"))


def test_what_reads_a_name_that_nothing_reads_is_likelier() -> None:
    used = proposals("def f(a, b):\n    c = a\n    return c + b\n")
    unused = proposals("def f(a, b):\n    c = a\n    return c\n")

    changed = "def f(a, b):\n    c = a\n    return b\n"
    assert unused[changed] > used["def f(a, b):\n    c = a\n    return c + a\n"] * 0.5
    assert unused[changed] >= 0.4


def test_the_step_of_a_loop_that_never_moves_on_is_likely() -> None:
    stuck = proposals("def f(n):\n    t = 0\n    while n > 0:\n        t += n % 10\n    return t\n")
    moving = proposals(
        "def f(n):\n    t = 0\n    while n > 0:\n        t += n\n        n //= 10\n    return t\n"
    )

    added = "def f(n):\n    t = 0\n    while n > 0:\n        n -= 1\n        t += n % 10\n    return t\n"
    assert added in stuck
    again = "def f(n):\n    t = 0\n    while n > 0:\n        n -= 1\n        t += n\n        n //= 10\n    return t\n"
    assert stuck[added] > 2 * moving[again]
