"""A bad element, or an object's own method, is found where it was made rather than where it was noticed."""

import pytest

from analyzers.runtime.rank import rank
from tests.unit.runtime.crashes import crash, explained

GATHERED = """
    import asyncio
    async def price(name):
        value = len(name)
        value += 1  # fault
    async def main():
        got = await asyncio.gather(*(price(n) for n in ['a', 'b']))
        print(sum(got))  # here
    asyncio.run(main())  # call
"""
BUILT = """
    def price(name):
        value = len(name)
        value += 1  # fault
    prices = [price(n) for n in ['a', 'b']]
    print(sum(prices))  # here
"""
MAPPED = """
    def price(name):
        value = len(name)
        value += 1  # fault
    prices = {n: price(n) for n in ['a', 'b']}
    print(sum(prices.values()))  # here
"""
NONE_ADDED = "TypeError: unsupported operand type(s) for +: 'int' and 'NoneType'"
CASES = [
    (GATHERED, NONE_ADDED, (("call", "<module>"), ("here", "main"))),
    (BUILT, NONE_ADDED, (("here", "<module>"),)),
    (MAPPED, NONE_ADDED, (("here", "<module>"),)),
    (
        """
    class Timer:
        def __enter__(self):
            self.laps = []  # fault
        def __exit__(self, *exc):
            return False
    with Timer() as t:
        t.laps.append(1)  # here
""",
        "AttributeError: 'NoneType' object has no attribute 'laps'",
        (("here", "<module>"),),
    ),
    (
        """
    class Bag:
        def __iter__(self):
            return [1]  # fault
    for one in Bag():  # here
        pass
""",
        "TypeError: iter() returned non-iterator of type 'list'",
        (("here", "<module>"),),
    ),
    (
        """
    from dataclasses import dataclass
    @dataclass  # here
    class Cart:
        owner: str
        rows: list = []  # fault
""",
        "ValueError: mutable default <class 'list'> for field rows is not allowed: use default_factory",
        (("here", "<module>"),),
    ),
]


@pytest.mark.parametrize(("text", "error", "frames"), CASES)
def test_the_line_that_made_it_comes_first(
    text: str, error: str, frames: tuple[tuple[str, str], ...]
) -> None:
    one = crash(text, error, *frames)

    first = rank(one, explained(one))[0]

    assert one.sources["main.py"].text.split("\n")[first.line - 1].endswith("# fault")
