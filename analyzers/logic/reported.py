"""Which tests does a runner's output name, and how does it say that each one ended?

Two kinds of lines tell it: one for each test while it runs (`test_a … ok`, `--- FAIL: TestA`), which only verbose runners
print, and the part about each failure afterwards, which has its place. Both are read, and a test is told once.
"""

import re
from functools import cache

from analyzers.deferred import dataclass
from analyzers.logic.runners import failed_tests
from analyzers.reports import searchable

_REACH = 4_000  # characters after a test's name in which more about it stands
_RAISED = re.compile(r"\n(?: {4}.*\n)+Exception raised:")  # a doctest that was stopped
_PASSED, _FAILED, _ERROR, _SKIPPED = "passed", "failed", "error", "skipped"
_MEANS = {
    "ok": _PASSED,
    "pass": _PASSED,
    "passed": _PASSED,
    "xpass": _PASSED,
    "✓": _PASSED,
    "✔": _PASSED,
    "expected failure": _PASSED,
    "failed": _FAILED,
    "fail": _FAILED,
    "not ok": _FAILED,
    "✕": _FAILED,
    "✖": _FAILED,
    "✗": _FAILED,
    "×": _FAILED,
    "unexpected success": _FAILED,
    "error": _ERROR,
}  # fmt: skip; whatever else a runner says, the test was not run


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A test and how it ended: passed, failed (on a comparison), error (on an exception), skipped."""

    runner: str
    name: str
    ended: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class _Lines:
    runner: str
    sign: str  # without it in the text, lines like these mean nothing
    test: str  # groups `name` and `how`; `file` and `line` where they are told
    place: str = ""  # where a bad one's place is told further down; group `bare` is the test's bare name


_LINES = (
    _Lines("pytest", r"^=+ .*(?:test session starts|\d (?:passed|failed|error)|short test summary)", r"^(?P<how>FAILED|ERROR) (?P<name>(?P<file>[^\s:-][^\s:]*)::.+?)(?: - .*)?$"),
    _Lines("pytest", r"^=+ .*(?:test session starts|\d (?:passed|failed|error)|short test summary)", r"^(?P<name>(?P<file>[^\s:-][^\s:]*)::.+?) (?P<how>PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)\b"),
    _Lines("unittest", r"^Ran \d+ tests? in ", r"^(?P<name>\w+ \([\w.]+\))(?:\n.+?)? \.\.\. (?:.*\n){0,40}?(?P<how>ok|FAIL|ERROR|skipped|expected failure|unexpected success)\b"),
    _Lines("unittest", r"^Ran \d+ tests? in ", r"^(?P<how>FAIL|ERROR): (?P<name>\w+ \([\w.]+\))", r'File "(?P<file>[^"\n]+)", line (?P<line>\d+), in (?P<bare>\w+)\n'),
    _Lines("doctest", r"^Failed example:$", r'^File "(?P<file>[^"\n]+)", line (?P<line>\d+), in (?P<name>\S+)\n(?P<how>Failed) example:'),
    _Lines("doctest", r"^\d+ items? passed all tests:|^\d+ tests in \d+ items", r"^ +\d+ tests? in (?P<name>\S+)(?P<how>)$"),
    _Lines("go test", r"^[ \t]*--- (?:PASS|FAIL|SKIP): ", r"^[ \t]*--- (?P<how>PASS|FAIL|SKIP): (?P<name>\S+)"),
    _Lines("cargo test", r"^test result: ", r"^test (?P<name>\S+) \.\.\. (?P<how>ok|FAILED|ignored)"),
    _Lines("googletest", r"^\[-{10}\]|^\[={10}\]", r"^\[ +(?P<how>OK|FAILED|SKIPPED) +\] (?P<name>[\w/]+\.[\w/]+)(?: \(|$|,)"),
    _Lines("javascript", r"^Tests: +\d|^[ \t]+\d+ passing|^[ \t]+Tests +\d|^ℹ tests \d", r"^[ \t]+(?P<how>[✓✔✕✖✗×○]) (?P<name>\S.*?)(?: \(?[\d.]+ ?m?s\)?)?$"),
    _Lines("TAP", r"^TAP version|^1\.\.\d+$", r"^[ \t]*(?P<how>not ok|ok) \d+ (?:- )?(?P<name>[^#\n]+)(?:#.*)?$", r"location: '(?P<file>[^'\n]+?):(?P<line>\d+)(?::\d+)?'"),
)  # fmt: skip


def reported(text: str) -> tuple[Reported, ...]:
    """Return the tests that a runner's output names, each once, in the order of the output."""
    text = searchable(text)
    found: dict[str, Reported] = {}
    for lines in _LINES:
        if not _compiled(lines.sign).search(text):
            continue
        for match in _compiled(lines.test).finditer(text):
            one = _read(lines, match)
            known = found.get(one.name)
            if known is None or known.ended != one.ended or (one.line and not known.line):
                found[one.name] = one
    for failed in failed_tests(text):
        same = next((name for name, one in found.items() if _same(failed.name, one)), failed.name)
        before = found.get(same)
        found[same] = Reported(
            runner=failed.runner,
            name=same,
            ended=before.ended if before is not None and before.ended == _ERROR else _FAILED,
            file=failed.file,
            line=failed.line,
        )
    return tuple(found.values())


def _read(lines: _Lines, match: re.Match[str]) -> Reported:
    groups = match.groupdict()
    how, name = groups["how"].lower(), groups["name"].strip()
    ended = _PASSED if not how else _MEANS.get(how, _SKIPPED)
    below = match.string[match.end() : match.end() + _REACH]
    if lines.runner == "doctest" and _RAISED.match(below):
        ended = _ERROR
    if lines.place and ended in (_FAILED, _ERROR):
        bare = name.partition(" ")[0]
        for place in _compiled(lines.place).finditer(below):
            told = place.groupdict()
            if told.get("bare", bare) == bare:
                groups |= told
                break
    return Reported(
        runner=lines.runner,
        name=name,
        ended=ended,
        file=groups.get("file") or "",
        line=int(groups.get("line") or 0),
    )


def _same(name: str, one: Reported) -> bool:
    """Whether a failure's heading, which may have the names of its suites before it, is that test's."""
    return one.ended in (_FAILED, _ERROR) and (
        name == one.name or name.endswith((f" {one.name}", f".{one.name}"))
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
