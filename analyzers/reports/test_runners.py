"""What do test runners say: did a comparison fail, did an exception stop the test, did it not even load?

A failed comparison is the program doing the wrong thing (logic); an exception inside a test is a program
that was stopped (runtime); a test that had to raise and did not is logic as well.
"""

from analyzers.facts import Route
from analyzers.reports import Rule


def _compared(
    needles: str | tuple[str, ...],
    pattern: str,
    tool: str,
    strength: float = 0.95,
    kind: str = "comparison",
    also: str = "",
) -> Rule:
    words = {
        "comparison": "a test compares values and they differ",
        "not-raised": "an expected exception did not come",
        "hang": "it did not end in time",
        "judge": "the answer is wrong",
        "snapshot": "the output differs from the stored one",
    }
    needles = (needles,) if isinstance(needles, str) else needles
    return Rule(needles, pattern, tool, Route.LOGIC, kind, f"{tool}: {words[kind]}", strength, also)


def _stopped(
    needles: str | tuple[str, ...], pattern: str, tool: str, strength: float = 0.95, also: str = ""
) -> Rule:
    needles = (needles,) if isinstance(needles, str) else needles
    return Rule(
        needles,
        pattern,
        tool,
        Route.RUNTIME,
        "exception",
        f"{tool}: an exception stops a test",
        strength,
        also,
    )


def _unloadable(needles: str | tuple[str, ...], pattern: str, tool: str) -> Rule:
    needles = (needles,) if isinstance(needles, str) else needles
    return Rule(needles, pattern, tool, Route.SYNTAX, "grammar", f"{tool}: a file does not parse", 0.97)


_EXCEPTION = r"(?!AssertionError|SyntaxError\b|IndentationError\b|TabError\b|assert\b|Failed\b|AssertionFailedError|Assertion)(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Warning|NotFound|DoesNotExist)\b"

TEST_RUNNERS = (
    # Python
    _compared(("E  ", "assert "), r"^E {3,}(?:AssertionError: )?assert .*(?!\nE +\^)$", "pytest", 0.96),
    _compared("E  ", r"^E {3,}(?:[\w.]+\.)?AssertionError\b", "pytest", 0.94),
    _stopped("E  ", r"^E {3,}" + _EXCEPTION + r"(?::|$)", "pytest", 0.955),
    _compared(("FAILED ", "AssertionError", "assert "), r"(?:^|\s)FAILED \S+::.* - (?:AssertionError|assert |.*AssertionError)", "pytest", 0.95),
    _stopped(("FAILED ", "ERROR "), r"(?:^|\s)(?:FAILED|ERROR) \S+(?:::.*)? - " + _EXCEPTION, "pytest", 0.955),
    _unloadable(("SyntaxError", "IndentationError", "TabError"), r"^(?:E {3,}|.*\s-\s+)(?:SyntaxError|IndentationError|TabError)(?::.*|$)(?![\s\S]{0,4000}?\b(?:literal_eval|ast\.parse|eval\()\b)", "pytest"),
    _compared("DID NOT ", r"DID NOT (?:RAISE|WARN)", "pytest", 0.98, "not-raised"),
    _compared((" not raised", "not triggered"), r"\bAssertionError: .* not (?:raised|triggered)", "unittest", 0.98, "not-raised"),
    _compared(("Failed: Timeout", "Timeout >"), r"Failed: Timeout >|\+{5,} Timeout \+{5,}", "pytest", 0.95, "hang"),
    _compared("Regex pattern did not match", r"Regex pattern did not match", "pytest", 0.96),
    _compared(("FAIL: ",), r"^FAIL: \w+", "unittest", 0.93),
    _stopped("ERROR: ", r"^ERROR: (?:test\w*|setUp\w*|tearDown\w*)(?: \(|$)", "unittest", 0.93),
    _stopped("(errors=", r"^FAILED \((?:\w+=\d+, )*errors=\d+\)", "unittest", 0.9),
    _compared("Expected:", r"^Expected:\n(?: {4}.*\n)+?Got(?::| nothing)", "doctest", 0.97),
    _compared("Expected nothing", r"^Expected nothing\nGot:", "doctest", 0.97),
    _stopped("Exception raised:", r"^Exception raised:\n", "doctest", 0.98),
    _compared(("Falsifying example",), r"^[ \t]*(?:E +)?Falsifying example", "hypothesis", 0.7),
    _compared(("Arrays are not", "DataFrame.iloc", "Not equal to tolerance", "are different"), r"Arrays are not (?:equal|almost equal)|Not equal to tolerance|(?:DataFrame|Series|Index)(?:\.\w+)? .*are different", "numpy.testing", 0.97),
    # JavaScript
    _compared("expect(", r"expect\((?:received|jest\.fn\(\)|element|.*)\)\.(?:not\.|resolves\.|rejects\.)*to\w+", "jest", 0.95),
    _compared(("Received", "Expected"), r"^[ \t]*(?:Expected|- Expected).*\n(?:.*\n){0,6}?\s*(?:Received|\+ Received)", "jest", 0.96),
    _compared("AssertionError", r"AssertionError(?: \[ERR_ASSERTION\])?: (?:expected .* to |Expected values to be|.* (?:===?|!==?|deepEqual|notEqual) |.*(?:deep(?:ly)?[- ]equal|strictEqual|strictly equal))", "chai", 0.96),
    _compared(("+ expected - actual", "+ actual - expected"), r"\+ (?:expected - actual|actual - expected)", "mocha", 0.96),
    _compared(("Exceeded timeout", "Timeout of ", "Test timed out"), r"Exceeded timeout of \d+ ?ms for a|Timeout of \d+ms exceeded|Test timed out in \d+ms", "jest", 0.9, "hang"),
    _compared(("Received function did not throw", "but no error was thrown", "Missing expected exception", "to throw"), r"Received function did not throw|Missing expected (?:exception|rejection)|expected .* to throw", "jest", 0.97, "not-raised"),
    _compared(("did not match", "Snapshot"), r"(?:toMatch\w*Snapshot|Snapshot name:|Snapshot `.*` mismatched)", "jest", 0.95, "snapshot"),
    _unloadable(("Test suite failed to run", "Jest encountered"), r"Jest encountered an unexpected token|Test suite failed to run\n+[ \t]*(?:Jest encountered|.*SyntaxError|.*Unexpected token)", "jest"),
    _stopped(("Test suite failed to run",), r"Test suite failed to run\n+[ \t]*(?:Cannot find module|TypeError|ReferenceError|Error)", "jest"),
    _stopped(("●", "FAIL ", "failing", "✕"), r"^[ \t]*(?:●(?! Test suite failed to run).*\n|FAIL .*\n|\d+\) .*\n(?:.*\n){0,3}?)\s*(?:TypeError|ReferenceError|RangeError|Error|URIError|SyntaxError)(?: \[\w+\])?: ", "jest", 0.952),
    _stopped(("TypeError: ", "ReferenceError: ", "RangeError: "), r"^[ \t]*(?:[×✕❯→]\s*)?(?:TypeError|ReferenceError|RangeError): ", "vitest", 0.95, also=r"^ *(?:FAIL|❯|✕|×) |Tests?:? +\d+ failed"),
    # JVM
    _compared(("but was", "but was:"), r"expected:? ?<.*?> but was:? ?<|Expecting .*(?:but was|to be)|\bbut: was\b|but was: ", "junit", 0.97),
    _compared(("AssertionFailedError", "ComparisonFailure", "AssertionError: expected", "java.lang.AssertionError"), r"AssertionFailedError(?::|$)|ComparisonFailure|AssertionError: (?:expected|Expecting|\nExpect)|java\.lang\.AssertionError.*\n\s+at org\.(?:junit|testng|hamcrest|assertj)", "junit", 0.95),
    _compared(("nothing was thrown", "Expected exception: ", "Expecting code to raise", "Expected test to throw"), r"nothing was thrown|Expected exception: [\w.]+|Expecting code to raise|Expected test to throw", "junit", 0.98, "not-raised"),
    _compared(("] but found [",), r"expected \[.*\] but found \[", "testng", 0.97),
    _compared("Failures: ", r"Tests run: \d+, Failures: [1-9]\d*, Errors: 0", "surefire", 0.93),
    _stopped("Errors: ", r"Tests run: \d+, Failures: 0, Errors: [1-9]", "surefire", 0.94),
    _stopped(("ERROR!",), r"<<< ERROR!", "surefire", 0.93),
    _compared(("FAILURE!",), r"^(?!.*Tests run).*<<< FAILURE!", "surefire", 0.88),
    # C and C++
    _compared(("Expected equality of these", "Which is:", "Value of:", "The difference between"), r"Expected equality of these values|^[ \t]+Which is: |^Value of: |Expected: \(.*\) (?:==|!=|<|>|<=|>=) \(.*\), actual|The difference between .* exceeds", "googletest", 0.97),
    _compared(("[  FAILED  ]",), r"^\[  FAILED  \]", "googletest", 0.85),
    _stopped("C++ exception with description", r"C\+\+ exception with description .* thrown in", "googletest", 0.97),
    _compared(("with expansion:",), r"(?:REQUIRE|CHECK)\w*\( .*\)\n+with expansion:", "catch2", 0.97),
    _stopped(("due to unexpected exception",), r"due to unexpected exception with message", "catch2", 0.97),
    # Go, Rust
    _compared("_test.go:", r"^[ \t]+\S*_test\.go:\d+: (?!.*panic).*", "go test", 0.93),
    _compared(("Error Trace:", "Not equal:"), r"Error Trace:[\s\S]{0,400}?Error:\s+(?:Not equal|Should|Expected|Received|\")|Not equal: ?\n\s+expected", "testify", 0.96),
    _compared("test timed out after", r"panic: test timed out after", "go test", 0.98, "hang"),
    _stopped("--- FAIL:", r"^panic: (?!test timed out)", "go test", 0.975, also=r"^[ \t]*--- FAIL: "),
    _compared(("assertion `left", "assertion failed: `(left"), r"^thread '(?:\w+::)*(?:tests?|it_|test_)\w*.*panicked[\s\S]{0,300}?assertion (?:`left|failed)", "cargo test", 0.97),
    _compared(("assertion `left", "assertion failed: `(left"), r"assertion (?:`left|failed)", "cargo test", 0.97, also=r"test result: FAILED|^running \d+ tests?|^---- .* stdout ----"),
    _compared("test did not panic as expected", r"test did not panic as expected", "cargo test", 0.98, "not-raised"),
    _stopped(("test result: FAILED", "stdout ----"), r"^---- .* stdout ----\n+thread '.*' panicked at (?!.*assertion)(?:.*\n)?(?:called `|index out of|attempt to|.*unwrap|.*overflow|.*divide)", "cargo test", 0.965),
    # Ruby, PHP, Elixir, .NET, Swift
    _compared("Failure/Error:", r"^[ \t]+expected:? .*\n\s+got:? |expected .* (?:to|not to) (?:eq|be|include|have|match|change|raise|receive)|^[ \t]+expected (?:collection|`)", "rspec", 0.96),
    _stopped("Failure/Error:", r"Failure/Error: .*\n(?:.*\n){0,3}?\s*(?:[\w:]+(?:Error|Exception|NotFound|Invalid)):?\n", "rspec", 0.965),
    _compared(("Expected: ", "Actual: "), r"^[ \t]*(?:Failure:\n[\s\S]{0,200}?)?(?:Expected|--- expected)(?!: [0-9a-f]{10,}$)(?::.*)?\n\s*(?:Actual: |\+\+\+ actual)", "minitest", 0.96),
    _stopped(("Error:\n",), r"^(?:Error:|[ \t]+\d+\) Error:)\n\w+#test_", "minitest", 0.96),
    _compared("Failed asserting that", r"Failed asserting that ", "phpunit", 0.97),
    _stopped("There w", r"^There (?:was|were) \d+ errors?:", "phpunit", 0.95),
    _compared(("Assertion with ", "Expected truthy", "Expected false or nil", "match (=) failed"), r"Assertion with \S+ failed|Expected truthy, got|match \(=\) failed", "exunit", 0.97),
    _compared(("Assert.", "But was:", "Expected: "), r"Assert\.\w+\(\) Failure|Assert\.\w+ failed|^[ \t]*Expected:? .*\n\s*But was:? |Expected \w+ to be .*, but (?:found|it was)", "xunit", 0.97),
    _compared("XCTAssert", r"XCTAssert\w+ failed", "xctest", 0.97),
    _compared(("maximum execution time of", "execution took longer than"), r"^.*(?:job|Job)\b.* (?:exceeded the maximum execution time of|execution took longer than) \d+", "runner", 0.93, "hang"),
    _compared(("not ok ",), r"^not ok \d+", "tap", 0.85),
    # Judges of programming contests
    _compared(("Wrong Answer", "Wrong answer", "WRONG-ANSWER", "WRONG_ANSWER", "WRONG ANSWER", "wrong answer "), r"\b(?:Wrong [Aa]nswer|WRONG[-_ ]ANSWER)\b|^wrong answer ", "judge", 0.95, "judge"),
    _compared(("Time Limit Exceeded", "Time limit exceeded", "TLE", "TIMELIMIT"), r"\bTime [Ll]imit [Ee]xceeded|\bTLE\b|TIMELIMIT", "judge", 0.93, "hang"),
    Rule(("Runtime Error", "Runtime error", "NZEC", "RUN-ERROR"), r"\bRuntime [Ee]rror\b(?: \(|:| on|$)|\bNZEC\b|RUN-ERROR", "judge", Route.RUNTIME, "exception", "judge: the program was stopped", 0.9),
    # Other runners, and what measures speed
    _compared(("Condition not satisfied",), r"^Condition not satisfied:", "spock", 0.97),
    _compared((" has failed [", "error: in \""), r"error: in \"[^\"]+\": check .* has failed", "boost", 0.97),
    _compared((":FAIL",), r"^\S+:\d+:\w+:FAIL\b", "unity", 0.96),
    _compared(("(in test file ",), r"^[ \t]*(?:not ok|✗) .*\n\s*#? ?\(in test file ", "bats", 0.95),
    _compared(("Expected ",), r"^[ \t]*(?:Expected \S.*, but got|Expected strings to be the same)\b", "pester", 0.93),
    _compared(("but got: ",), r"^[ \t]*expected: .*\n\s*but got: ", "hspec", 0.96),
    _compared(("  actual: ", "expected: "), r"^expected: \(.*\n\s*actual: ", "clojure.test", 0.96),
    _compared(("Test Failed at",), r"Test Failed at \S+:\d+", "julia", 0.96),
    _compared(("── Failure ",), r"── Failure \(", "testthat", 0.96),
    _stopped(("── Error ",), r"── Error \(", "testthat", 0.96),
    _compared(("recorded an issue at",), r"recorded an issue at \S+:\d+(?::\d+)?: Expectation failed", "swift testing", 0.97),
    _compared(("Assertion Failed: ", "ASSERT FAILED: "), r"^[ \t]*(?:Assertion Failed|ASSERT FAILED): ", "behave", 0.95),
    _compared(("| FAIL |",), r"\| FAIL \|\s*\n.* (?:!=|should (?:be|have|not|contain)) ", "robot", 0.95),
    _compared(("Timed out retrying after",), r"Timed out retrying after \d+ms: expected ", "cypress", 0.97),
    _compared(("Performance has regressed",), r"Performance has regressed", "criterion", 0.93, "hang"),
    _compared(("thresholds on metrics",), r"thresholds on metrics '[^\n]*have been crossed", "k6", 0.92, "hang"),
    _compared(("Query_time: ",), r"^# Query_time: [1-9]\d*\.", "database", 0.88, "hang"),
    _compared(("WORKER TIMEOUT",), r"\bWORKER TIMEOUT\b", "gunicorn", 0.86, "hang"),
    _compared(("blocked for more than",), r"task \S+ blocked for more than \d+ seconds", "kernel", 0.88, "hang"),
    _compared(("Expected objects to be",), r"Expected objects to be (?:equal|the same)", "busted", 0.97),
    _compared(("differs from baseline", "Screenshot comparison failed", "Snapshot comparison failed", "pixels (ratio"), r"differs? from (?:the )?baseline|(?:Screenshot|Snapshot) comparison failed|\d+ pixels \(ratio", "pictures", 0.93, "snapshot"),
)  # fmt: skip
