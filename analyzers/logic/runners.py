"""Which check does a test runner of another language say to have failed, and with which values?

A row of the table is a runner: how a failed test begins in its output, and where after that the values, the place and
the checked expression stand. What a runner does not print is left out, never guessed.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from analyzers.deferred import dataclass
from analyzers.logic.comparison import Comparison

_REACH = 4_000  # characters after a test's name in which its values stand
_MOST = 20  # failed tests
_MAX_CHARS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A failed test of another language."""

    runner: str
    language: str
    name: str
    comparison: Comparison | None = None
    message: str = ""  # where there are no two values
    file: str = ""
    line: int = 0
    code: str = ""  # the line of the check, where the runner quotes it


@dataclass(frozen=True, slots=True)
class _Runner:
    name: str
    language: str
    test: str  # how a failed test begins; group `name`
    values: tuple[str, ...]  # groups `got` and `wanted`, and `expression` where it stands with them
    place: str  # groups `file` and `line`
    code: str = ""  # the quoted line; group `code`
    checked: str = ""  # what is checked within that line; group 1
    message: str = ""  # what is said where no values are; group 1


_JS_PLACE = r"(?P<file>(?:file://)?[\w./\\@-]+\.[cm]?[jt]sx?):(?P<line>\d+):\d+"
_JS_CHECK = r"expect\((.+)\)\s*\.(?:not\.|resolves\.|rejects\.)*to|assert(?:\.\w+)?\((.+?),"
_RUNNERS = (
    _Runner("jest", "javascript", r"^[ \t]*● (?P<name>\S.*)$", (
        r"^[ \t]*Expected(?: \w+)*:\s+(?P<wanted>.+)\n\s*Received(?: \w+)*:\s+(?P<got>.+)$",
        r"^[ \t]*Expected: (?P<wanted>.+)\n\s*Number of calls: (?P<got>.+)$",
    ), r"\(?" + _JS_PLACE, r"^[ \t]*> *\d+ \|\s*(?P<code>.+)$", _JS_CHECK, r"^[ \t]+((?:expect\(|Expected |Snapshot |Error: |\w*Error: ).+)$"),
    _Runner("vitest", "javascript", r"^[ \t]*(?:FAIL|❯|×)\s+\S+\.[cm]?[jt]sx?\s+>\s+(?P<name>.+?)(?:\s+\d+ms)?$", (
        r"AssertionError: expected (?P<got>.+?) to (?:strictly |deeply )?(?:be|equal|deeply equal|strictly equal) (?P<wanted>.+?)(?: // .+)?$",
        r"^[ \t]*- Expected\s*\n\s*\+ Received\s*\n\s*\n?\s*- (?P<wanted>.+)\n\s*\+ (?P<got>.+)$",
    ), r"❯ " + _JS_PLACE, r"^[ \t]*\d+\|[ \t]*(?P<code>.*(?:expect|assert).+)$", _JS_CHECK, r"^[ \t]*((?:AssertionError|Error): .+)$"),
    _Runner("mocha", "javascript", r"^ {2,}\d+\) (?P<name>\S.*(?:\n {5,}(?!at |\+|-)[^\n:]+){0,9}):\s*$", (
        r"AssertionError(?: \[ERR_ASSERTION\])?: expected (?P<got>.+?) to (?:deeply |strictly )?(?:equal|be|eql)\s(?P<wanted>.+?)$",
        r"(?:strictly|deep-)equal:\s*\n\s*\n?\s*(?P<got>\S.*?) !==? (?P<wanted>.+)$",
        r"^[ \t]*\+ expected - actual\s*\n\s*\n?\s*-(?P<got>.+)\n\s*\+(?P<wanted>.+)$",
    ), r"at (?:Context\.<anonymous> )?\(?" + _JS_PLACE, "", "", r"^[ \t]*((?:AssertionError|Error)\b.*)$"),
    _Runner("go test", "go", r"^[ \t]*--- FAIL: (?P<name>\S+)", (
        r"^[ \t]*\S+\.go:\d+: (?P<expression>[^=\n]+?) (?:=|returned|was) (?P<got>[^;,\n]+?)(?:[;,]| but| instead of)\s*(?:want(?:ed)?|expected|should be)?\s*(?P<wanted>.+)$",
        r"(?i)\bgot:?\s+(?P<got>.+?)[;,]?\s*(?:\n\s*)?\b(?:want(?:ed)?|expected|exp):?\s+(?P<wanted>.+)$",
        r"(?i)\b(?:want(?:ed)?|expected):?\s+(?P<wanted>.+?)[;,]?\s*(?:\n\s*)?(?:but )?\b(?:got|actual|was)\s*:?\s+(?P<got>.+)$",
    ), r"(?P<file>[\w./-]+\.go):(?P<line>\d+)", "", "", r"^[ \t]*\S+\.go:\d+: (.+)$"),
    _Runner("cargo test", "rust", r"^---- (?P<name>\S+) stdout ----", (
        r"left:\s*`?(?P<got>.+?)`?,?\s*\n\s*right:\s*`?(?P<wanted>.+?)`?$",
    ), r"(?P<file>[\w./\\-]+\.rs):(?P<line>\d+):\d+", "", "", r"panicked at [^\n]*:\n(.+)"),
    _Runner("JUnit", "java", r"^(?:\[ERROR\]\s+)?(?P<name4>[\w$.]+ > .+?) FAILED$|^(?:\[ERROR\]\s+)?(?P<name>(?:[\w$]+\.)+[\w$]+(?:\(\))?)\s+(?:--|Time elapsed|<<<|FAILED)|^[ \t]*(?P<name2>\w+(?:\([^)]*\))?) (?:FAILED|✘).*$|^\d+\) (?P<name3>\w+\([\w.]+\))$", (
        r"(?:AssertionFailedError|ComparisonFailure|AssertionError)[^\n]*?expected:\s?<(?P<wanted>.*?)> but was:\s?<(?P<got>.*?)>",
        r"Expect(?:ing|ed)(?: actual)?:?\s*\n?\s*(?P<got>.+?)\s*\n?\s*to be equal to:?\s*\n?\s*(?P<wanted>.+)$",
    ), r"at (?:(?!org\.junit|java\.|org\.opentest4j|org\.assertj|jdk\.|sun\.)[\w.$/]+)\((?P<file>[\w$]+\.(?:java|kt|scala|groovy)):(?P<line>\d+)\)", "", "", r"((?:[\w.]+\.)?Assertion\w*(?::.+)?)$"),
    _Runner("rspec", "ruby", r"^[ \t]*\d+\) (?P<name>(?!Failure:|Error:)\S.*)$", (
        r"^[ \t]*expected(?: \w+)?: (?P<wanted>.+)\n\s*got: (?P<got>.+)$",
        r"^[ \t]*Expected: (?P<wanted>.+)\n\s*Actual: (?P<got>.+)$",
    ), r"#? ?\[?(?P<file>(?:\./)?[\w./-]+\.rb):(?P<line>\d+)", r"Failure/Error: (?P<code>.+)$", r"expect\((.+)\)\.(?:not_)?to", r"^[ \t]*(expected .+|Expected .+)$"),
    _Runner("minitest", "ruby", r"(?:Failure:|(?<!\S)FAIL\S*)\s*(?P<name>\w+#\w+)", (
        r"^[ \t]*Expected: (?P<wanted>.+)\n\s*Actual: (?P<got>.+)$",
    ), r"\[?(?P<file>[\w./-]+\.rb):(?P<line>\d+)", "", "", r"\]:\n(.+)$"),
    _Runner("PHPUnit", "php", r"^\d+\) (?P<name>[\w\\]+::\w+.*)$", (
        r"Failed asserting that (?P<got>.+?) (?:matches expected|is identical to|equals|is equal to) (?P<wanted>.+?)\.?$",
        r"--- Expected\n\+\+\+ Actual\n@@ @@\n-(?P<wanted>.+)\n\+(?P<got>.+)$",
    ), r"(?P<file>[\w./\\-]+\.php):(?P<line>\d+)", "", "", r"^(Failed asserting .+)$"),
    _Runner("googletest", "cpp", r"^\[ RUN      \] (?P<name>\S+)(?=\n(?!\[       OK))", (
        r"Expected equality of these values:\n\s*(?P<expression>.+)\n\s*Which is: (?P<got>.+)\n\s*(?P<wanted>.+)$",
        r"Expected: \((?P<expression>.+?)\) (?P<relation>[<>=!]+) \((?P<wanted>.+?)\), actual: (?P<got>.+?) vs .+$",
        r"Value of: (?P<expression>.+)\n\s*Actual: (?P<got>.+)\n\s*Expected: (?P<wanted>.+)$",
    ), r"(?P<file>[\w./\\-]+\.(?:cc|cpp|cxx|h|hpp)):(?P<line>\d+): Failure"),
    _Runner("Catch2", "cpp", r"^(?P<name>[^\n.\-=]\S[^\n]*)\n-{20,}\n(?=\S+\.\w+:\d+)", (
        r"with expansion:\n\s*(?P<got>.+?) (?P<relation>==|!=|<=?|>=?) (?P<wanted>.+)$",
    ), r"(?P<file>[\w./\\-]+\.(?:cc|cpp|cxx|h|hpp)):(?P<line>\d+): FAILED", r"(?:REQUIRE|CHECK)\w*\( (?P<code>.+) \)$", r"(.+?) (?:==|!=|<=?|>=?) "),
    _Runner("ExUnit", "elixir", r"^[ \t]*\d+\) (?:test|doctest) (?P<name>.+)$", (
        r"^[ \t]*left:\s+(?P<got>.+)\n\s*right:\s+(?P<wanted>.+)$",
    ), r"(?P<file>[\w./-]+\.exs?):(?P<line>\d+)", r"^[ \t]*code:\s+(?P<code>.+)$", r"assert (.+?) (?:==|===) ", r"^[ \t]*(Assertion .+|\*\* .+)$"),
    _Runner("NUnit", "csharp", r"^[ \t]*(?:Failed|X)\s+(?P<name>[\w.(),\" ]+?)(?: \[.*\])?$|^[ \t]*\d+\) Failed : (?P<name2>\S+)", (
        r"^[ \t]*Expected:\s+(?P<wanted>.+)\n\s*But was:\s+(?P<got>.+)$",
        r"^[ \t]*Expected:\s+(?P<wanted>.+)\n\s*Actual:\s+(?P<got>.+)$",
        r"Expected:<(?P<wanted>.+?)>\. Actual:<(?P<got>.+?)>",
    ), r"in (?P<file>\S+\.(?:cs|fs|vb)):line (?P<line>\d+)", "", "", r"^[ \t]*(Assert\.\w+\(\) Failure.*)$"),
)  # fmt: skip


def failed_tests(text: str) -> Iterator[Failed]:
    """Yield the failed tests of the first runner whose output a text holds, in their order."""
    text = text[:_MAX_CHARS]
    for runner in _RUNNERS:
        begins = list(islice(_compiled(runner.test).finditer(text), _MOST))
        found = [_failed(runner, text, number, begins) for number in range(len(begins))]
        told = [one for one in found if one is not None]
        if told:
            yield from told
            return


def _failed(runner: _Runner, text: str, number: int, begins: list[re.Match[str]]) -> Failed | None:
    """The failed test that begins at a place, or None when nothing of a check is told there."""
    begin = begins[number]
    end = begins[number + 1].start() if number + 1 < len(begins) else len(text)
    part = text[begin.end() : min(end, begin.end() + _REACH)]
    name = " ".join(next((value for value in begin.groups() if value), "").split()).strip()
    place = _compiled(runner.place).search(part) or _compiled(runner.place).search(begin[0])
    quoted = _compiled(runner.code).search(part) if runner.code else None
    code = quoted["code"].strip() if quoted is not None else ""
    comparison = next(
        (
            _compared(match, runner, code, name)
            for pattern in runner.values
            if (match := _compiled(pattern).search(part))
        ),
        None,
    )
    said = _compiled(runner.message).search(part) if runner.message and comparison is None else None
    if comparison is None and said is None:
        return None
    return Failed(
        runner=runner.name,
        language=runner.language,
        name=name,
        comparison=comparison,
        message=said[1].strip() if said is not None else "",
        file=place["file"].removeprefix("file://") if place is not None else "",
        line=int(place["line"]) if place is not None else 0,
        code=code,
    )


def _compared(match: re.Match[str], runner: _Runner, code: str, name: str) -> Comparison:
    groups = match.groupdict()
    checked = _compiled(runner.checked).search(code) if runner.checked and code else None
    expression = (
        groups.get("expression") or next((each for each in checked.groups() if each), "")
        if checked
        else groups.get("expression")
    )
    return Comparison(
        expression=(expression or name).strip(),
        got=groups["got"].strip(),
        wanted=groups["wanted"].strip(),
        relation=groups.get("relation") or "==",
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
