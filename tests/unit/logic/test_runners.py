"""What test runners of other languages print is read: the check, its two values and its place."""

import pytest

from analyzers.logic.runners import failed_tests

_PRINTED = {
    "jest": (
        """ FAIL  src/cart.test.js
  ● cart › applies discount

    expect(received).toBe(expected) // Object.is equality

    Expected: 90
    Received: 100

      12 |   test("applies discount", () => {
      13 |     const c = new Cart([100]);
    > 14 |     expect(c.total("SAVE10")).toBe(90);
         |                               ^
      15 |   });

      at Object.<anonymous> (src/cart.test.js:14:31)

Tests:       1 failed, 3 passed, 4 total
""",
        ("jest", 'c.total("SAVE10")', "100", "90", "src/cart.test.js", 14),
    ),
    "go": (
        """--- FAIL: TestSum (0.00s)
    sum_test.go:9: Sum([1 2 3]) = 5; want 6
FAIL
exit status 1
FAIL	example.com/sum	0.002s
""",
        ("go test", "Sum([1 2 3])", "5", "6", "sum_test.go", 9),
    ),
    "vitest": (
        """ FAIL  src/cart.test.ts > Cart > applies discount
AssertionError: expected 100 to be 90 // Object.is equality

- Expected
+ Received

- 90
+ 100

 ❯ src/cart.test.ts:14:31
     12|     const c = new Cart([100])
     13| 
     14|     expect(c.total('SAVE10')).toBe(90)
       |                               ^
""",
        ("vitest", "c.total('SAVE10')", "100", "90", "src/cart.test.ts", 14),
    ),
    "mocha": (
        """  2 passing (8ms)
  1 failing

  1) Cart
       applies discount:

      AssertionError: expected 100 to equal 90
      + expected - actual

      -100
      +90

      at Context.<anonymous> (test/cart.js:14:20)
""",
        ("mocha", "Cart applies discount", "100", "90", "test/cart.js", 14),
    ),
    "testify": (
        """--- FAIL: TestTotal (0.00s)
    cart_test.go:22:
        	Error Trace:	/src/cart_test.go:22
        	Error:      	Not equal:
        	            	expected: 90
        	            	actual  : 100
        	Test:       	TestTotal
FAIL
""",
        ("go test", "TestTotal", "100", "90", "cart_test.go", 22),
    ),
    "cargo": (
        """running 1 test
test tests::adds ... FAILED

failures:

---- tests::adds stdout ----
thread 'tests::adds' panicked at src/lib.rs:10:9:
assertion `left == right` failed
  left: 5
 right: 6
note: run with `RUST_BACKTRACE=1`
""",
        ("cargo test", "tests::adds", "5", "6", "src/lib.rs", 10),
    ),
    "junit": (
        """[ERROR] Tests run: 1, Failures: 1
[ERROR] com.acme.CartTest.appliesDiscount  Time elapsed: 0.03 s  <<< FAILURE!
org.opentest4j.AssertionFailedError: expected: <90> but was: <100>
	at org.junit.jupiter.api.AssertionUtils.fail(AssertionUtils.java:55)
	at com.acme.CartTest.appliesDiscount(CartTest.java:14)
""",
        ("JUnit", "com.acme.CartTest.appliesDiscount", "100", "90", "CartTest.java", 14),
    ),
    "gradle": (
        """CartTest > appliesDiscount() FAILED
    org.opentest4j.AssertionFailedError: expected: <90> but was: <100>
        at app//com.acme.CartTest.appliesDiscount(CartTest.java:14)
""",
        ("JUnit", "CartTest > appliesDiscount()", "100", "90", "CartTest.java", 14),
    ),
    "rspec": (
        """Failures:

  1) Cart applies discount
     Failure/Error: expect(cart.total).to eq(90)

       expected: 90
            got: 100

       (compared using ==)
     # ./spec/cart_spec.rb:14:in `block (2 levels) in <top (required)>'
""",
        ("rspec", "cart.total", "100", "90", "./spec/cart_spec.rb", 14),
    ),
    "minitest": (
        """  1) Failure:
CartTest#test_total [test/cart_test.rb:14]:
Expected: 90
  Actual: 100
""",
        ("minitest", "CartTest#test_total", "100", "90", "test/cart_test.rb", 14),
    ),
    "phpunit": (
        """There was 1 failure:

1) CartTest::testTotal
Failed asserting that 100 matches expected 90.

/app/tests/CartTest.php:14
""",
        ("PHPUnit", "CartTest::testTotal", "100", "90", "/app/tests/CartTest.php", 14),
    ),
    "gtest": (
        """[ RUN      ] Cart.Total
cart_test.cc:14: Failure
Expected equality of these values:
  cart.total()
    Which is: 100
  90
[  FAILED  ] Cart.Total (0 ms)
""",
        ("googletest", "cart.total()", "100", "90", "cart_test.cc", 14),
    ),
    "exunit": (
        """  1) test total (CartTest)
     test/cart_test.exs:14
     Assertion with == failed
     code:  assert Cart.total(c) == 90
     left:  100
     right: 90
""",
        ("ExUnit", "Cart.total(c)", "100", "90", "test/cart_test.exs", 14),
    ),
    "xunit": (
        """  Failed Tests.CartTests.Total [12 ms]
  Error Message:
   Assert.Equal() Failure: Values differ
Expected: 90
Actual:   100
  Stack Trace:
     at Tests.CartTests.Total() in /src/CartTests.cs:line 14
""",
        ("NUnit", "Tests.CartTests.Total", "100", "90", "/src/CartTests.cs", 14),
    ),
    "catch": (
        """-------------------------------------------------------------------------------
cart total
-------------------------------------------------------------------------------
cart.cpp:10
...............................................................................

cart.cpp:14: FAILED:
  REQUIRE( total(c) == 90 )
with expansion:
  100 == 90
""",
        ("Catch2", "total(c)", "100", "90", "cart.cpp", 14),
    ),
}


@pytest.mark.parametrize(("text", "told"), _PRINTED.values(), ids=_PRINTED.keys())
def test_the_check_and_its_values_are_read(text: str, told: tuple[object, ...]) -> None:
    [failed] = failed_tests(text)
    assert failed.comparison is not None

    runner, expression, got, wanted, file, line = told
    assert (failed.runner, failed.file, failed.line) == (runner, file, line)
    assert (failed.comparison.expression, failed.comparison.got, failed.comparison.wanted) == (
        expression,
        got,
        wanted,
    )


def test_all_the_tests_that_failed_are_told_apart() -> None:
    text = _PRINTED["go"][0] + _PRINTED["testify"][0]

    assert [one.name for one in failed_tests(text)] == ["TestSum", "TestTotal"]


def test_nothing_is_read_where_no_test_failed() -> None:
    assert list(failed_tests("1) first do this\n2) then that: expected 3 apples\n")) == []
    assert list(failed_tests("[ RUN      ] Cart.Total\n[       OK ] Cart.Total (0 ms)\n")) == []
