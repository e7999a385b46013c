"""Which edits are proposed where rows belong together, or where only the surface of a value was thought of?"""

from textwrap import dedent

import pytest

from tests.unit.logic.test_edits import proposals

CASES = {
    "start values that each round needs anew": (
        """
        def f(months):
            rows = []
            seen = {}
            whole = 0
            for name, items in months:
                rows.append((name, whole, seen))
            return rows
        """,
        """
        def f(months):
            rows = []
            for name, items in months:
                seen = {}
                whole = 0
                rows.append((name, whole, seen))
            return rows
        """,
    ),
    "start values that are to be kept": (
        """
        def f(items):
            for item in items:
                low = item
                high = item
                low = min(low, item)
            return low, high
        """,
        """
        def f(items):
            low = item
            high = item
            for item in items:
                low = min(low, item)
            return low, high
        """,
    ),
    "steps that belong to the block before them": (
        """
        def f(text, out):
            if text:
                out.append(text)
            text = ""
            out.sort()
            return text
        """,
        """
        def f(text, out):
            if text:
                out.append(text)
                text = ""
                out.sort()
            return text
        """,
    ),
    "steps that belong behind the loop": (
        """
        def f(items, out):
            for item in items:
                out.append(item)
                out.sort()
                out.append(0)
            return out
        """,
        """
        def f(items, out):
            for item in items:
                out.append(item)
            out.sort()
            out.append(0)
            return out
        """,
    ),
    "the rows of a copy": (
        "def f(grid):\n    fresh = grid[:]\n    return fresh\n",
        "def f(grid):\n    fresh = [row[:] for row in grid]\n    return fresh\n",
    ),
    "the values of a copied table": (
        "def f(d):\n    return dict(d)\n",
        "def f(d):\n    return {key: list(value) for key, value in d.items()}\n",
    ),
    "a copy of all there is": (
        "import copy\n\n\ndef f(d):\n    return copy.copy(d)\n",
        "import copy\n\n\ndef f(d):\n    return copy.deepcopy(d)\n",
    ),
    "words that are to be brought into shape": (
        """
        def f(words, ignored):
            known = set(ignored)
            return [w for w in words if w.lower() in known]
        """,
        """
        def f(words, ignored):
            known = {item.lower() for item in ignored}
            return [w for w in words if w.lower() in known]
        """,
    ),
    "keys that went through JSON": (
        "import json\n\n\ndef f(text):\n    data = json.loads(text)\n    return dict(rooms=data['rooms'])\n",
        "import json\n\n\ndef f(text):\n    data = json.loads(text)\n"
        + "    return dict(rooms={int(key): value for key, value in data['rooms'].items()})\n",
    ),
    "so many steps from nothing": (
        "def f(b):\n    row = [0] * (len(b) + 1)\n    return row\n",
        "def f(b):\n    row = list(range(len(b) + 1))\n    return row\n",
    ),
    "an order of which one part stays as it is": (
        "def f(d):\n    return sorted(d, key=lambda t: (d[t], len(t), t), reverse=True)\n",
        "def f(d):\n    return sorted(d, key=lambda t: (-d[t], -len(t), t))\n",
    ),
    "a queue that gives the greatest first": (
        "import heapq\n\n\ndef f(heap, rank, name):\n    heapq.heappush(heap, (rank, name))\n",
        "import heapq\n\n\ndef f(heap, rank, name):\n    heapq.heappush(heap, (-rank, name))\n",
    ),
    "a parameter that nothing reads": (
        """
        def cut(cart, percent):
            return cart.total * percent // 100


        def tax(cart, percent=0):
            base = 0
            for price in cart.prices:
                base += price
            return base
        """,
        """
        def cut(cart, percent):
            return cart.total * percent // 100


        def tax(cart, percent=0):
            base = 0
            for price in cart.prices:
                base += price - price * percent // 100
            return base
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_was_meant_is_proposed(name: str) -> None:
    wrong, right = CASES[name]

    assert dedent(right) in proposals(dedent(wrong))
