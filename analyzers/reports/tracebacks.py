"""What does a parsed traceback prove about its kind of failure?

The exception's name is not enough. A SyntaxError is the program's own only when a file, a cell or a prompt was
being compiled, not when a string was; an AssertionError is a test's verdict only where a test raised it.
"""

import re
from collections.abc import Sequence

from analyzers.deferred import regex
from analyzers.facts import Frame, Link, Raised, Route, Traceback
from analyzers.reports import Report

_SYNTAX = frozenset(("SyntaxError", "IndentationError", "TabError"))
_FAILED_TEST = frozenset(
    ("AssertionError", "AssertionFailedError", "ComparisonFailure", "MultipleFailuresError")
)
# What a supervisor raises because something else has failed: the cause stands earlier in the same text.
_ECHOES = frozenset(
    ("HaltServer", "SystemExit", "CalledProcessError", "BrokenProcessPool", "ChildFailedError")
)
_COMPILES_DATA = regex(
    r"\b(?:eval|exec|literal_eval|parse|compile|parse_expr|sympify|query|numexpr|evaluate|fromstring|loads?|render)\s*\("
)
_STRING_FILES = regex(
    r"^<(?:string|unknown|expr\w*|eval\w*|template|fstring|dynamic|generated.*|config.*|lambdifygenerated.*)>$"
)
# The frames are left out, but the text around names what was handed a string.
_EVALUATES = regex(
    r"\b(?:eval|exec|literal_eval|parse_expr|sympify|ast\.parse|numexpr|\w+\.query|\w+\.eval|compile)\s*\(|\bformulas?\b"
)
_CHECKS = regex(
    r"test|assert|check|verify|expect|compare|ensure|should|equal"
)  # what helpers of tests are called
_COMPARES_CALL = regex(r"^assert\b.*\w\(.*\).*(?:==|!=| in | is |<|>)|^assert\b.*(?:==|!=).*\w\(")
_TEST_FILE = regex(r"(?:^|[/\\])(?:test_[^/\\]*|[^/\\]*_test|conftest|tests?)\.py$|(?:^|[/\\])tests?[/\\]|\.spec\.|\.test\.|Tests?\.(?:java|kt|cs)$")  # fmt: skip
_TEST_TOOL = regex(
    r"[/\\](?:unittest|_pytest|hypothesis|numpy[/\\]testing|pandas[/\\]_testing|nose|doctest|mock)\b"
)
_TEST_FRAMEWORK = regex(
    r"junit|testng|jest|mocha|vitest|assertj|hamcrest|rspec|minitest|phpunit|xunit|nunit|node:test",
    re.IGNORECASE,
)
_COMPARED = regex(r"expected|strictly|equal|!==|!=|but was|to be", re.IGNORECASE)
_LOADER = regex(r"importlib|runpy|<frozen ")


def weigh(tracebacks: tuple[Traceback, ...], text: str) -> Report | None:
    """Return what the tracebacks of a text prove together, or None when there is none."""
    if not tracebacks:
        return None
    subject = tracebacks[-1]
    if len(tracebacks) > 1 and _name(subject.final) in _ECHOES:
        subject = tracebacks[0]
    return _weigh(subject, text)


def _weigh(subject: Traceback, text: str) -> Report:
    final = subject.final
    name = _name(final)
    if subject.language == "python":
        if final.type in _SYNTAX:
            return _weigh_syntax(subject, final, text)
        for earlier in subject.chain[:-1]:
            if earlier.type in _SYNTAX and earlier.link is Link.CAUSE and not _data(earlier):
                return _report(subject, Route.SYNTAX, "grammar", f"`{earlier.type}` is the cause", 0.9)
        if name == "KeyboardInterrupt":
            return _report(subject, Route.LOGIC, "hang", "the program was interrupted while it ran on", 0.95)
        if name == "Failed":
            return _weigh_pytest_failure(subject, final)
    if name in _FAILED_TEST or (name == "Error" and "assert" in final.message.lower()):
        return _weigh_assertion(subject, final, text)
    if not final.type:
        what = "a stack whose exception is not in the report"
        return _report(subject, Route.RUNTIME, "exception", what, 0.85)
    if subject.language != "python":
        # The rules for reports of that language are finer: this only says that something was reported.
        return _report(subject, Route.RUNTIME, "exception", f"`{final.type}` stopped the program", 0.85)
    if name in ("ModuleNotFoundError", "ImportError"):
        return _report(subject, Route.RUNTIME, "import", f"the import that raised `{name}` ran", 0.97)
    return _report(subject, Route.RUNTIME, "exception", f"`{final.type}` stopped the program", 0.97)


def _weigh_syntax(subject: Traceback, final: Raised, text: str) -> Report:
    place = final.location.file if final.location else ""
    told = not final.frames and _STRING_FILES.match(place) and _EVALUATES.search(text)
    if told or _data(final):
        return _report(
            subject, Route.RUNTIME, "data", f"`{final.type}` is about a string the program compiled", 0.98
        )
    if place:
        return _report(
            subject, Route.SYNTAX, "grammar", f"`{final.type}` in {place}: the file does not compile", 0.98
        )
    return _report(subject, Route.SYNTAX, "grammar", f"`{final.type}` ends the report", 0.94)


def _data(raised: Raised) -> bool:
    """Whether what could not be parsed was a string at run time rather than a file being loaded."""
    place = raised.location.file if raised.location else ""
    frames = [frame for frame in raised.frames if not _LOADER.search(frame.file)]
    if (
        place.endswith((".py", ".pyi", ".pyw", ".ipynb"))
        or "ipython-input" in place
        or place.startswith(("Cell", "In ["))
    ):
        return any(
            re.search(r"\b(?:ast\.)?(?:parse|literal_eval|compile)\(", frame.code) for frame in frames[-2:]
        )
    if any(frame.function == "literal_eval" for frame in frames):
        return True
    if _STRING_FILES.match(place):
        return bool(frames)  # without frames it is what `python -c` was given
    deepest = frames[-1] if frames else None
    return deepest is not None and deepest.file != place and bool(_COMPILES_DATA.search(deepest.code))


def _weigh_pytest_failure(subject: Traceback, final: Raised) -> Report:
    if "DID NOT" in final.message:
        return _report(subject, Route.LOGIC, "not-raised", "an expected exception did not come", 0.98)
    if "imeout" in final.message:
        return _report(subject, Route.LOGIC, "hang", "a test did not end in time", 0.95)
    return _report(subject, Route.LOGIC, "comparison", "a test declared itself failed", 0.85)


def _weigh_assertion(subject: Traceback, final: Raised, text: str) -> Report:
    crash = subject.crash
    if crash is not None and _guards(crash, final.frames):
        return _report(subject, Route.RUNTIME, "guard", "a guard assertion stopped the program", 0.93)
    if crash is None or _in_test(crash) or _TEST_TOOL.search(crash.file):
        return _report(subject, Route.LOGIC, "comparison", "a test's assertion does not hold", 0.97)
    code = crash.code
    if subject.language == "python" and code.startswith("assert"):
        informal = (
            crash.function in ("<module>", "main", "check", "run_tests", "demo") or "test" in crash.function
        )
        if informal and _COMPARES_CALL.search(code):
            return _report(subject, Route.LOGIC, "comparison", "an assertion compares a result", 0.85)
    elif subject.language != "python":
        if subject.subject or _COMPARED.search(final.message) or _TEST_FRAMEWORK.search(text):
            return _report(subject, Route.LOGIC, "comparison", "a test's assertion does not hold", 0.93)
        return _report(subject, Route.RUNTIME, "guard", "a guard assertion stopped the program", 0.9)
    return _report(subject, Route.RUNTIME, "guard", "a guard assertion stopped the program", 0.985)


def _guards(crash: Frame, frames: Sequence[Frame]) -> bool:
    """Whether code that shares its file with a test, and is called by it, asserts what it was given."""
    name = crash.function.rpartition(".")[2].lower()
    called = any(frame.function.rpartition(".")[2].startswith("test") for frame in frames[:-1])
    states = crash.code.startswith("assert") and "==" not in crash.code
    return called and states and not _CHECKS.search(name)


def _in_test(frame: Frame) -> bool:
    function = frame.function.rpartition(".")[2].lower()
    return function.startswith("test") or bool(_TEST_FILE.search(frame.file))


def _name(raised: Raised) -> str:
    return re.split(r"[.:]", raised.type)[-1]


def _report(subject: Traceback, route: Route, kind: str, what: str, strength: float) -> Report:
    return Report(
        tool=subject.language, route=route, kind=kind, what=what, strength=strength, offset=subject.start
    )
