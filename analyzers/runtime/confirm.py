"""Which hypotheses about a `None` does a recorded run of the program settle?"""

import ast
from collections.abc import Mapping

from analyzers.deferred import regex, replace
from analyzers.facts import Evidence, Fix, Suspect
from analyzers.runtime.crash import Finding
from analyzers.runtime.rank import Watched
from analyzers.runtime.report import CONFIRMED, hypothesis
from analyzers.runtime.returning import forgotten_branch, missing_return
from analyzers.runtime.source import Function, Source

_CODE = "runtime/none-from-missing-return"
_FORGOTTEN = 0.85  # suspicion of a branch that gives nothing beside others that give something
_OUTSIDE = "gives the value here"
_ENDED = regex(r"`([^`]+)` ends here without returning a value")


def confirmed(finding: Finding, watched: Watched, sources: Mapping[str, Source]) -> Finding:
    """Return a finding with what the run showed: the function that ended without returning the value, and what it may return.

    `sources` are the workspace's files by path.
    """
    if not finding.trails or any(trail.bad != "none" for trail in finding.trails):
        return finding
    ends = [
        (one, found[1])
        for one in watched.origins
        for reason in one.reasons
        if (found := _ENDED.search(reason))
    ]
    if len(finding.trails) != 1 or len(ends) != 1:
        return finding
    origin, function = ends[0]
    if _of_another_call(finding, function, sources):
        return finding
    shown = hypothesis(
        "none-from-missing-return",
        f"`{function}` reached its end without a `return`",
        CONFIRMED,
        Evidence(
            expression=f"{function}(...)", value="None", where=f"{origin.path}:{origin.line} in {function}"
        ),
    )
    known = [one for one in finding.hypotheses if one.code == _CODE]
    if any(one.verdict is CONFIRMED for one in known):
        return finding
    expected = any(one.claim.startswith(f"`{function}` ") for one in known)
    if not expected and any(reason.endswith(_OUTSIDE) for one in watched.origins for reason in one.reasons):
        return finding  # the None may as well be what a library made of something else
    lead = f"`{function}` ends at {origin.path}:{origin.line} without returning a value"
    return replace(
        finding,
        cause=f"{lead}, so {_consequence(finding.cause)}",
        hypotheses=(*(one for one in finding.hypotheses if one not in known), shown),
        fixes=(*finding.fixes, *_returning(sources.get(origin.path), origin.line)),
        suspects=(*finding.suspects, *_forgotten(sources.get(origin.path), origin.line)),
    )


def _of_another_call(finding: Finding, function: str, sources: Mapping[str, Source]) -> bool:
    """Whether a function may have been called by what the value is called for: `table[key]()(value)` makes two calls."""
    node = finding.trails[0].node
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    around = next((found for source in sources.values() if (found := source.parents.get(node))), None)
    return name != function.rpartition(".")[2] and isinstance(around, ast.Call) and around.func is node


def _returning(source: Source | None, line: int) -> tuple[Fix, ...]:
    """What the innermost function at a line may have been meant to return."""
    around = _around(source, line)
    return () if source is None or around is None else missing_return(source, around, line)


def _forgotten(source: Source | None, line: int) -> tuple[Suspect, ...]:
    """The branch that ended without a value while the others return one."""
    around = _around(source, line)
    last = None if source is None or around is None else forgotten_branch(source, around, line)
    if source is None or last is None:
        return ()
    reason = "it ended here without a value, while the branches beside it return one"
    return (Suspect(path=source.path, line=line, score=_FORGOTTEN, reasons=(reason,)),)


def _around(source: Source | None, line: int) -> Function | None:
    found = [] if source is None else source.functions
    around = [one for one in found if one.lineno <= line <= (one.end_lineno or one.lineno)]
    return around[-1] if around else None


def _consequence(cause: str) -> str:
    """Return the part of a cause that says what is None, without a guess where from."""
    what, said, _ = cause.partition(" is `None`")
    return f"{what}{said}" if said else cause
