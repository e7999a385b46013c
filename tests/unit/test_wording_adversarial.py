"""Is a sentence refused that says something else than the facts, in the very words of the facts?

Each is wrong and was written to pass: its words, numbers and code are those of the cause, in another order or with
another number between them.
"""

from dataclasses import replace

import pytest

from analyzers.wording import objection
from tests.unit.test_wording import FOUND

INDEX = "`xs` has 3 items, so there is no index 3"
NONE = "`xs` is `None`: `last` returned it at main.py:2"
TYPES = "`xs` is a `list` and `i` is a `str`, which `+` does not take"
KEY = "`xs` has no key `'id'`; it has `'name'` and `'year'`"
NAME = "`xi` is not defined; `xs` is bound in main.py"
GAVE = "`last(1)` gave `3` where the test expects `2`"
COMMA = "a comma is missing between two items"
RAISED = "`Gone` was raised by a `raise` at main.py:2: `i > 3` was true"
CALLS = "`last` calls itself until the limit of the stack is reached"
ZERO = "`i` is zero, and something is divided by it"
UNPACK = "an item of `xs` has 3 values where 2 are unpacked"


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (INDEX, "On line 2 `xs` has no items, so there is an index 3."),
        (INDEX, "`xs` has no 3 items, so there is an index 3 on line 2."),
        (INDEX, "`xs` has 2 items, so there is no index 3."),
        (INDEX, "`i` has 3 items, so there is no index 3 on line 2."),
        (INDEX, "`xs` has no items on line 2."),
        (NONE, "`last` is `None`, so `xs` is not returned on line 2."),
        (NONE, "`xs` returned `last` on line 2."),
        (NONE, "`xs` is not `None`, and `last` returned it on line 2."),
        (TYPES, "`xs` is a `str` and `i` is a `list`, which `+` does not take, on line 2."),
        (TYPES, "On line 2 `i` is a `list`, which `+` does not take with `xs`."),
        (TYPES, "`xs` is not a `list`, so `+` does take `i` on line 2."),
        (KEY, "`xs` has no key `'name'`; it has `'id'` on line 2."),
        (KEY, "On line 2 `xs` has the key `'id'`, not `'name'`."),
        (KEY, "`xs` has no key `'year'` on line 2."),
        (NAME, "`xs` is not defined; `xi` is bound in main.py on line 2."),
        (NAME, "On line 2 `xi` is bound, and `xs` is not defined."),
        (NAME, "`xi` is bound in main.py on line 2, not defined."),
        (GAVE, "`last(1)` gave `2` where the test expects `3` on line 2."),
        (GAVE, "On line 2 `last(1)` gives `2`, and `3` stands in the test."),
        (GAVE, "The test expects `3` of `last(1)` on line 2."),
        (GAVE, "`last(1)` gave `3`, which the test expects on line 2."),
        (COMMA, "On line 2 two items are missing between a comma."),
        (COMMA, "On line 2 an item is missing between two commas."),
        (RAISED, "`Gone` was raised on line 2 because `i > 3` was not true."),
        (RAISED, "`Gone` was raised on line 2 because `3 > i` was true."),
        (RAISED, "`Gone` was not raised by the `raise` on line 2."),
        (CALLS, "`last` never calls itself on line 2 until the limit of the stack is reached."),
        (CALLS, "The limit of the stack calls `last` until `last` is reached on line 2."),
        (UNPACK, "An item of `xs` has 2 values where 3 are unpacked on line 2."),
        (UNPACK, "On line 2 `xs` has 3 items where 2 are unpacked."),
        (NONE, "On line 2, `xs[i]` is `None`, so `return xs[i]` fails because of `xs`."),
        (KEY, "On line 2 `xs[i]` has no key `'id'`, and `xs` fails."),
        (ZERO, "On line 2 `i` is zero, so `xs[i]` gives `xs`."),
        (ZERO, "On line 2 `i` is zero, so `xs[i]` is `xs`."),
        (ZERO, "On line 2 `i` is zero, so it gives 2."),
        (ZERO, "On line 2 `i` is zero, so the program passes."),
        (ZERO, "On line 2 `xs[i]` runs, and `i` is zero."),
        (ZERO, "On line 2 `i` is zero and returns."),
        (CALLS, "`xs[i]` calls itself until the limit of the stack is reached, on line 2 of `last`."),
    ],
)
def test_the_words_of_the_facts_in_another_order_are_refused(cause: str, said: str) -> None:
    found = replace(FOUND.diagnostics[0], message=cause)
    assert objection(said, replace(FOUND, cause=cause, diagnostics=(found,), fixes=()))


@pytest.mark.parametrize(
    "said",
    [
        "On line 2 `i` is zero, and something is divided by it.",
        "On line 2, `return xs[i]`, `i` is zero.",
        "Line 2 fails because `i` is zero.",
        "`i` is zero, so `return xs[i]` fails on line 2.",
        "`i` is zero, so the program stops on line 2.",
    ],
)
def test_that_it_fails_and_where_may_be_said_beside_it(said: str) -> None:
    found = replace(FOUND.diagnostics[0], message=ZERO)
    assert not objection(said, replace(FOUND, cause=ZERO, diagnostics=(found,), fixes=()))
