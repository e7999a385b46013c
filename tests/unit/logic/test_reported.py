"""The tests that a runner's output names are listed, each once, with how it ended and where it failed."""

from time import process_time

import pytest

from analyzers.logic.reported import Reported, reported

_UNITTEST = """\
test_first (test_shop.TestShop.test_first) ... ERROR
test_later (test_shop.TestShop.test_later) ... skipped 'later'
test_ok (test_shop.TestShop.test_ok)
It is fine. ... ok
test_total (test_shop.TestShop.test_total) ... FAIL

======================================================================
ERROR: test_first (test_shop.TestShop.test_first)
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/srv/test_shop.py", line 9, in test_first
    shop.first([])
  File "/srv/shop.py", line 18, in first
    return xs[0]
IndexError: list index out of range

======================================================================
FAIL: test_total (test_shop.TestShop.test_total)
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/srv/test_shop.py", line 4, in test_total
    self.assertEqual(shop.total([1, 2]), 4)
AssertionError: 3 != 4

----------------------------------------------------------------------
Ran 4 tests in 0.001s

FAILED (failures=1, errors=1, skipped=1)
"""
_DOCTEST = """\
**********************************************************************
File "/srv/shop.py", line 15, in shop.first
Failed example:
    first([])
Exception raised:
    Traceback (most recent call last):
      File "<doctest shop.first[1]>", line 1, in <module>
        first([])
    IndexError: list index out of range
**********************************************************************
File "/srv/shop.py", line 4, in shop.total
Failed example:
    total([1, 2])
Expected:
    4
Got:
    3
1 items had no tests:
    shop
1 items passed all tests:
   1 tests in shop.fine
**********************************************************************
2 items had failures:
   1 of   2 in shop.first
   1 of   2 in shop.total
5 tests in 4 items.
***Test Failed*** 2 failures.
"""
_GO = """\
=== RUN   TestSum
    sum_test.go:9: Sum([1 2 3]) = 5; want 6
--- FAIL: TestSum (0.00s)
=== RUN   TestMax
--- PASS: TestMax (0.00s)
=== RUN   TestNet
--- SKIP: TestNet (0.00s)
FAIL
"""
_CARGO = """\
running 2 tests
test tests::adds ... ok
test tests::splits ... FAILED

failures:

---- tests::splits stdout ----
thread 'tests::splits' panicked at src/lib.rs:14:9:
assertion `left == right` failed
  left: 3
 right: 4

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out
"""
_JEST = """\
 FAIL  src/cart.test.js
  cart
    ✓ is empty (2 ms)
    ✕ applies discount (4 ms)

  ● cart › applies discount

    expect(received).toBe(expected) // Object.is equality

    Expected: 90
    Received: 100

      at Object.<anonymous> (src/cart.test.js:14:31)

Tests:       1 failed, 1 passed, 2 total
"""
_TAP = """\
TAP version 13
# Subtest: adds
ok 1 - adds
# Subtest: subs
not ok 2 - subs
  ---
  location: '/srv/s.test.js:2:44'
  failureType: 'testCodeFailure'
1..2
"""
_PYTEST = """\
============================= test session starts ==============================
tests/test_shop.py::TestShop::test_total FAILED                          [ 50%]
tests/test_shop.py::TestShop::test_ok PASSED                             [100%]
=========================== short test summary info ============================
FAILED tests/test_shop.py::TestShop::test_total - AssertionError: 3 != 4
========================= 1 failed, 1 passed in 0.05s ==========================
"""


def _short(one: Reported) -> tuple[str, str, str]:
    return one.name.rpartition(" (")[0] or one.name, one.ended, f"{one.file}:{one.line}" if one.line else ""


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        (_UNITTEST, {("test_first", "error", "/srv/test_shop.py:9"), ("test_later", "skipped", ""), ("test_ok", "passed", ""), ("test_total", "failed", "/srv/test_shop.py:4")}),
        (_DOCTEST, {("shop.first", "error", "/srv/shop.py:15"), ("shop.total", "failed", "/srv/shop.py:4"), ("shop.fine", "passed", "")}),
        (_GO, {("TestSum", "failed", ""), ("TestMax", "passed", ""), ("TestNet", "skipped", "")}),
        (_CARGO, {("tests::adds", "passed", ""), ("tests::splits", "failed", "src/lib.rs:14")}),
        (_JEST, {("is empty", "passed", ""), ("applies discount", "failed", "src/cart.test.js:14")}),
        (_TAP, {("adds", "passed", ""), ("subs", "failed", "/srv/s.test.js:2")}),
        (_PYTEST, {("tests/test_shop.py::TestShop::test_total", "failed", ""), ("tests/test_shop.py::TestShop::test_ok", "passed", "")}),
    ],
    ids=["unittest", "doctest", "go", "cargo", "jest", "tap", "pytest"],
)  # fmt: skip
def test_each_runner_s_tests_are_told_once(printed: str, wanted: set[tuple[str, str, str]]) -> None:
    found = reported(printed)

    assert {_short(one) for one in found} == wanted
    assert len(found) == len(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "deploying\n  ✓ copied 3 files\n  ✗ could not restart\n",
        "ok 1 - I think so\nnot ok 2 is what he said\n",
        "test_a (x) ... ok said the log\n",
        'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nKeyError: 1\n',
    ],
    ids=["ticks", "prose", "no-summary", "traceback"],
)
def test_what_only_looks_like_a_test_is_none(text: str) -> None:
    """A tick in a log is no test: the runner's own summary has to be there."""
    assert reported(text) == ()


def test_one_word_of_a_long_output_does_not_take_long() -> None:
    assert reported("x ... \n" * 30_000 + "Ran 1 test in 0.1s\n") == ()


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 150_000,
        " \n" * 75_000,
        "=== 1 failed\n" + "FAILED a::" + "b - " * 40_000,
        "1..2\n" + ("not ok 1 a" + " " * 500 + "b\n") * 230,
        "     1) a\n" * 12_000,
        "Ran 1 test in 1s\n" + "ERROR: a (b)\n" * 12_000,
        "Ran 1 test in 1s\n" + "".join(f"ERROR: a{n} (b)\n" for n in range(9_000)),
        "1..2\n" + "".join(f"not ok {n} a{n}\n" for n in range(9_000)),
        "Ran 1 test in 1s\n" + "a (b) ... x\n" * 12_000,
    ],
)
def test_it_is_read_in_linear_time(text: str) -> None:
    """Every output of a program is read, whatever it is."""
    start = process_time()
    reported(text)

    assert process_time() - start < 1.5
