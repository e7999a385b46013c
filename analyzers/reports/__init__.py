"""Which tools' reports of a failure does a text hold, and what does each of them prove?

Rules are data: a cheap substring that must be there, a pattern, and what it means. A pattern is compiled when
its substring is first seen, so a text pays only for what it resembles.
"""

import re
from functools import cache

from analyzers.deferred import dataclass, regex
from analyzers.facts import Route

MAX_CHARS = 120_000  # of a longer text the head and the tail are searched: causes come first, verdicts last


# No tool says what matters in the middle of a line this long; cutting it keeps every pattern's time linear.
_LONG = regex(r"^(.{400}).*(.{200})$", re.MULTILINE)

# A line that a compiler quotes, or an import: by its whole shape, for "from" and "use" begin sentences, too.
_SOURCE = regex(
    r"^[ \t]*(?:(?:>[ \t]*)?\d+[ \t]*[|│]|(?:using|use|import)[ \t][^;]*;[ \t]*$|import[ \t]+[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*$"
    r"|import[ \t].*[ \t]from[ \t]+[\"']|from[ \t]+[\w.]+[ \t]+import[ \t]|#include\b)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of report is recognised and what it proves."""

    needles: tuple[str, ...]  # one of them must be in the text, else the pattern is not tried
    pattern: (
        str  # searched with MULTILINE; after `^` no run may cross lines: over blank lines that is quadratic
    )
    tool: str
    route: Route
    kind: str
    what: str  # for people
    strength: float  # how often this alone is right
    also: str = ""  # a second pattern that must be found anywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A recognised piece of a tool's output."""

    tool: str
    route: Route
    kind: str
    what: str
    strength: float
    offset: int  # of its first match in the text
    excerpt: str = ""


def searchable(text: str) -> str:
    """Return what of a text is searched: head and tail of a long one, no line longer than 600 characters."""
    sample = text if len(text) <= MAX_CHARS else text[: MAX_CHARS // 2] + "\n" + text[-MAX_CHARS // 2 :]
    return _LONG.sub(r"\1\2", sample)


def find_reports(text: str) -> tuple[Report, ...]:
    """Return what the text proves, in the order it stands there."""
    from analyzers.reports.compilers import COMPILERS
    from analyzers.reports.crashes import CRASHES
    from analyzers.reports.setups import SETUPS
    from analyzers.reports.test_runners import TEST_RUNNERS

    sample = searchable(text)
    found = []
    for rule in (*COMPILERS, *TEST_RUNNERS, *CRASHES, *SETUPS):
        if not any(needle in sample for needle in rule.needles):
            continue
        matches = _compiled(rule.pattern).finditer(sample)
        if rule.route is Route.RUNTIME:
            matches = (match for match in matches if not _is_source(sample, match.start()))
        match = next(matches, None)
        if match is None or (rule.also and _compiled(rule.also).search(sample) is None):
            continue
        found.append(
            Report(
                tool=rule.tool,
                route=rule.route,
                kind=rule.kind,
                what=rule.what,
                strength=rule.strength,
                offset=match.start(),
                excerpt=match[0].strip()[:120],
            )
        )
    found.sort(key=lambda report: report.offset)
    return tuple(found)


def _is_source(text: str, at: int) -> bool:
    """Whether a place is in a line of code that a compiler quotes, or that says what is imported: no tool complains there."""
    start = text.rfind("\n", 0, at) + 1
    return _SOURCE.match(text[start : start + 200].partition("\n")[0]) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
