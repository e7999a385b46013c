"""How is a broken Python text repaired, and how is that told?"""

from analyzers.facts import Applicability, Diagnostic, Edit, Fix, Label, Span, Status
from analyzers.syntax.python.search import EFFORT, Budget, Step, solve
from analyzers.syntax.python.verdict import Verdict, judge
from analyzers.syntax.result import Repair
from analyzers.text import Lines


def repair_python(text: str, path: str = "", *, effort: int | None = None) -> Repair:
    """Return what is wrong with a text and the repairs that CPython accepts, likeliest first."""
    verdict = judge(text, path)
    if verdict is None:
        return Repair()
    steps, others = ([], []) if verdict.hopeless else solve(text, Budget(effort or EFFORT))
    lines = Lines(text)
    fixed = steps[-1].text if steps and steps[-1].complete else None
    line = first_difference(text, steps[0].text) if steps else verdict.line
    return Repair(
        diagnostics=(Diagnostic(code="syntax/invalid", message=verdict.message),), text=fixed, line=line
    )


def first_difference(left: str, right: str) -> int:
    """Return the 1-based line at which two texts begin to differ."""
    common = 0
    for common, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            break
    else:
        common = min(len(left), len(right))
    return left.count("\n", 0, common) + 1
