"""Which lines belong to the program, and which ran before any test?"""

from analyzers.logic.program import Program
from analyzers.logic.subject import loaded_lines

SOURCE = """\
RATE = 3
OTHER = 4


def primes(limit):
    return [n for n in range(2, limit)]


SMALL = primes(10)


class Shop:
    fee = 2

    def price(self, n=RATE):
        return n * RATE + self.fee


def small(n):
    return n in SMALL
"""


def test_what_the_executed_functions_read_is_suspect_though_no_test_runs_it() -> None:
    lines = loaded_lines(Program("shop.py", SOURCE), {16})

    assert {1, 13, 15} <= lines  # the rate, the fee, the default
    assert 2 not in lines  # nothing reads it


def test_functions_that_made_a_table_are_suspect() -> None:
    assert {6, 9} <= loaded_lines(Program("shop.py", SOURCE), {20})
