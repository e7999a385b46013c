"""Which lines belong to the program, and which ran before any test?"""

from analyzers.logic.program import Program
from analyzers.logic.subject import imported_files, loaded_lines, names_read

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


def _loaded(executed: set[int]) -> frozenset[int]:
    program = Program("shop.py", SOURCE)
    return loaded_lines(program, executed, names_read(program, executed))


def test_what_the_executed_functions_read_is_suspect_though_no_test_runs_it() -> None:
    lines = _loaded({16})

    assert {1, 13, 15} <= lines  # the rate, the fee, the default
    assert 2 not in lines  # nothing reads it


def test_functions_that_made_a_table_are_suspect() -> None:
    assert {6, 9} <= _loaded({20})


def test_what_a_file_may_import_is_looked_for_from_where_it_stands() -> None:
    """Constants stand in files of which no line is executed: only the import leads there."""
    text = "import rates\nfrom shop.money import TAX\nfrom . import sizes\n"

    found = imported_files(Program("shop/cart.py", text))

    assert {"shop/rates.py", "rates.py", "src/rates.py", "shop/money.py", "shop/sizes.py"} <= set(found)
    assert "sizes.py" not in found
