"""How is a broken Python text repaired, and how is that told?"""

import sys

from analyzers.facts import Applicability, Diagnostic, Fix, Span, Status
from analyzers.syntax.changes import edits_between, first_difference
from analyzers.syntax.python.explain import applicability, diagnose, title, undiagnosed
from analyzers.syntax.python.search import EFFORT, Budget, Step, solve
from analyzers.syntax.python.verdict import Verdict, judge
from analyzers.syntax.result import Repair
from analyzers.text import Lines

_FREEDOM = (Applicability.DISPLAY, Applicability.UNSAFE, Applicability.SAFE)
_MOST_DIAGNOSTICS = 10


def repair_python(text: str, path: str = "", *, effort: int | None = None) -> Repair:
    """Return what is wrong with a text and the repairs that CPython accepts, likeliest first."""
    verdict = judge(text, path)
    if verdict is None:
        return Repair()
    steps, others = ([], []) if verdict.hopeless else solve(text, Budget(effort or EFFORT))
    lines = Lines(text)
    if not steps:
        span = _place(lines, verdict, path)
        return Repair(diagnostics=(undiagnosed(verdict, span),), line=verdict.line)
    diagnostics = _diagnostics(text, path, steps, lines)
    complete = steps[-1].complete
    fixes = [_fix(text, path, steps)] if complete else []
    fixes += [_fix(text, path, [other]) for other in others]
    notes: tuple[str, ...] = ()
    if not complete:
        left = judge(steps[-1].text)
        if left is not None:
            notes = (f"{len(steps)} mistakes were found; behind them Python says `{left.message}`",)
    return Repair(
        diagnostics=diagnostics,
        fixes=tuple(fixes),
        text=steps[-1].text if complete else None,
        line=min(first_difference(text, steps[0].text), len(lines.starts)),
        notes=notes,
    )


def _diagnostics(text: str, path: str, steps: list[Step], lines: Lines) -> tuple[Diagnostic, ...]:
    found = []
    before = text
    for number, step in enumerate(steps[:_MOST_DIAGNOSTICS]):
        first = step.candidate.changes[0]
        start = _back(first.start, steps[:number])
        end = _back(max(first.end, first.start), steps[:number])
        span = Span(path, min(start, len(text)), min(max(start, end), len(text)))
        found.append(diagnose(step.candidate, before, span, step.before, lines.position(start)[0]))
        before = step.text
    return tuple(found)


def _back(offset: int, steps: list[Step]) -> int:
    """Return where an offset of the text after some steps lay in the text before them."""
    for step in reversed(steps):
        shift = 0
        for change in step.candidate.changes:
            begin = change.start + shift
            if offset < begin:
                break
            if offset < begin + len(change.text):
                offset = change.start + shift
                break
            shift += len(change.text) - (change.end - change.start)
        offset -= shift
    return max(offset, 0)


def _fix(text: str, path: str, steps: list[Step]) -> Fix:
    first = steps[0].candidate
    said = title(first, text)
    freest = min((applicability(step.candidate) for step in steps), key=_FREEDOM.index)
    if len(steps) > 1:
        said += f", and {len(steps) - 1} more"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Fix(
        title=said,
        edits=edits_between(text, steps[-1].text, path),
        applicability=freest,
        status=Status.VERIFIED,
        check=f"compiles with Python {version}",
        proposer="rules" if first.kind not in ("token-missing", "token-wrong") else "search",
        code=f"syntax/{first.kind}",
    )


def _place(lines: Lines, verdict: Verdict, path: str) -> Span:
    start = lines.offset(verdict.line, max(verdict.column - 1, 0))
    end = lines.offset(verdict.end_line, max(verdict.end_column - 1, 0)) if verdict.end_line else start
    return Span(path, start, max(start, end))
