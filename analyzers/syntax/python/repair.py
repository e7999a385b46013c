"""How is a broken Python text repaired, and how is that told?"""

import re
import sys

from analyzers.facts import Applicability, Diagnostic, Fix, Label, Span, Status
from analyzers.syntax.apart import told_apart
from analyzers.syntax.changes import defect_line, edits_between
from analyzers.syntax.explain import applicability, diagnose, title
from analyzers.syntax.python.newer import Needs, newest
from analyzers.syntax.python.scopes import TOLD
from analyzers.syntax.python.search import effort_for, solve
from analyzers.syntax.python.steps import Budget, Step
from analyzers.syntax.python.verdict import Judge, Target, Verdict, judge
from analyzers.syntax.result import Repair
from analyzers.text import Lines

_FREEDOM = (Applicability.DISPLAY, Applicability.UNSAFE, Applicability.SAFE)
_MOST_DIAGNOSTICS = 10
_LIMITS = {
    "TooLarge": "the text is too large to be checked",
    "TooDeep": "the code is nested too deeply for the compiler",
    "Unreadable": "the text holds what no Python source may hold",
}


def repair_python(
    text: str, path: str = "", *, effort: int | None = None, target: Target | None = None
) -> Repair:
    """Return what is wrong with a text and the repairs that CPython accepts, likeliest first.

    With a `target` that Python decides what is well-formed. An older one is asked last: its messages say less.
    """
    ask = judge if target is None else target.ask
    verdict = ask(text)
    if verdict is None:
        return Repair()
    version = sys.version_info[:2] if target is None else target.version
    if version < sys.version_info[:2]:
        ask = _both(ask)
        own = judge(text)
        if own is None and "f-string" not in verdict.message:  # no slip, but a form that came later
            needs = newest(text)
            if needs is None or needs.version <= version:
                needs = Needs(version, "this form", verdict.line)
            place = Lines(text).offset(needs.line, 0)
            said = _too_new(needs, version, Span(path, place, place), verdict.message)
            return Repair(diagnostics=(said,), line=needs.line)
        verdict = own or verdict
    steps, others = ([], []) if verdict.hopeless else solve(text, Budget(effort or effort_for(text), ask))
    lines = Lines(text)
    if not steps:
        span = _place(lines, verdict, path)
        return Repair(diagnostics=(_undiagnosed(verdict, span),), line=verdict.line)
    diagnostics = _diagnostics(text, path, steps, lines)
    complete = steps[-1].complete
    fixes = [_fix(text, path, steps, version)] if complete else []
    fixes += [_fix(text, path, [other], version) for other in others]
    notes: tuple[str, ...] = ()
    if not complete:
        left = ask(steps[-1].text)
        if left is not None:
            notes = (f"{len(steps)} mistakes were found; behind them Python says `{left.message}`",)
    return Repair(
        diagnostics=diagnostics,
        fixes=told_apart(fixes, text),
        text=steps[-1].text if complete else None,
        line=defect_line(text, steps[-1].text),
        notes=notes,
    )


def _both(older: Judge) -> Judge:
    """Return the verdict of our own compiler, and where it has nothing to say that of an older one."""
    return lambda text: judge(text) or older(text)


def _diagnostics(text: str, path: str, steps: list[Step], lines: Lines) -> tuple[Diagnostic, ...]:
    found = []
    before = text
    for number, step in enumerate(steps[:_MOST_DIAGNOSTICS]):
        first = step.candidate.changes[0]
        start = _back(first.start, steps[:number])
        end = _back(max(first.end, first.start), steps[:number])
        span = Span(path, min(start, len(text)), min(max(start, end), len(text)))
        found.append(diagnose(step.candidate, before, span, _notes(step.before, lines.position(start)[0])))
        before = step.text
    return tuple(sorted(found, key=lambda one: one.primary.span.start if one.primary else 0))


def _notes(verdict: Verdict, line: int) -> tuple[str, ...]:
    said = f"Python says `{verdict.message}` on line {verdict.line}"
    if verdict.line <= line:
        return (said,)
    return said, "the parser gives up later than the mistake: until there, what it read could still go on"


def _undiagnosed(verdict: Verdict, span: Span) -> Diagnostic:
    """Return the finding when no repair is known: CPython's own words at CPython's own place."""
    if verdict.hopeless:
        return Diagnostic(
            code="syntax/beyond-limits",
            message=_LIMITS[verdict.kind],
            primary=Label(span),
            notes=(verdict.message,),
        )
    said = next((one for one in TOLD if re.fullmatch(one[0], verdict.message)), None)
    unsaid = verdict.message[:1].lower() + verdict.message[1:]
    return Diagnostic(
        code="syntax/invalid",
        message=unsaid if said is None else said[1],
        primary=Label(span),
        notes=(
            *(() if said is None else (f"Python says `{verdict.message}`",)),
            "no small change was found that makes it compile",
        ),
        help="" if said is None else said[2],
    )


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


def _too_new(needs: Needs, version: tuple[int, int], span: Span, message: str) -> Diagnostic:
    """Return the finding that a text is written in a newer Python than the one that is to run it."""
    wanted, given = (".".join(map(str, one)) for one in (needs.version, version))
    newer = f"Python {wanted}" if needs.version > version else f"a newer Python than {given}"
    return Diagnostic(
        code="syntax/newer-python",
        message=f"{needs.what} needs {newer}",
        primary=Label(span),
        notes=(f"Python {given} is to run it, and says `{message}`",),
        help=f"run it with {newer}, or say it another way",
    )


def _fix(text: str, path: str, steps: list[Step], version: tuple[int, int]) -> Fix:
    first = steps[0].candidate
    said = title(first, text)
    freest = min((applicability(step.candidate) for step in steps), key=_FREEDOM.index)
    if len(steps) > 1:
        said += f", and {len(steps) - 1} more"
    return Fix(
        title=said,
        edits=edits_between(text, steps[-1].text, path),
        applicability=freest,
        status=Status.VERIFIED,
        check=f"compiles with Python {version[0]}.{version[1]}",
        proposer="rules" if first.kind not in ("token-missing", "token-wrong") else "search",
        code=f"syntax/{first.kind}",
    )


def _place(lines: Lines, verdict: Verdict, path: str) -> Span:
    start = lines.offset(verdict.line, max(verdict.column - 1, 0))
    end = lines.offset(verdict.end_line, max(verdict.end_column - 1, 0)) if verdict.end_line else start
    return Span(path, start, max(start, end))
