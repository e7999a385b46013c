"""Is what a program makes for nothing pointed at, where it was to be used?"""

from textwrap import dedent

import pytest

from analyzers.logic.oddities import oddities
from analyzers.logic.program import Program

CASES = {
    "a part of what a loop unpacks": (
        """
        def total(items):
            result = 0
            for _, price, count in items:
                result += price
            return result
        """,
        {4: ["`count` is unpacked beside what is read here, and never read"]},
    ),
    "a part of what a comprehension unpacks": (
        """
        def total(items):
            return sum(price for price, count in items)
        """,
        {2: ["`count` is unpacked beside what is read here, and never read"]},
    ),
    "a value that nothing reads": (
        """
        def change(total, paid):
            rest = paid - total
            return paid
        """,
        {2: ["`rest` is set and never read"]},
    ),
    "an argument that nothing reads": (
        """
        def scaled(value, factor):
            return value * 2
        """,
        {2: ["`factor` is given and never read"]},
    ),
    "two sides that say the same": (
        """
        def same(a, b):
            print(b)
            return a.x == a.x
        """,
        {3: ["both sides say the same"]},
    ),
    "nothing odd": (
        """
        def count(pairs):
            n = 0
            for _name, value in pairs:
                n += value
            for key, _ in pairs:
                print(key)
            return n
        """,
        {},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_made_for_nothing_is_odd(name: str) -> None:
    text, odd = CASES[name]

    assert oddities(Program("a.py", dedent(text).lstrip("\n"))) == odd
