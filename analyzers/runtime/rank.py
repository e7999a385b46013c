"""Which lines are most likely at fault, all evidence together?

The crash line, the explainer's own suspects, the origins of the bad values and the callers on the stack are
put on one scale; a line that several of them name gains a little from each.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence

from analyzers.deferred import dataclass, field, replace
from analyzers.facts import Suspect
from analyzers.origins import Carrier
from analyzers.runtime.crash import Crash, Finding, Trail
from analyzers.runtime.index import Index
from analyzers.runtime.named import named
from analyzers.runtime.oddities import oddities
from analyzers.runtime.slice import Slicer
from analyzers.runtime.source import Source, inside

_MOST = 10
_SHARED = 0.12  # what a further, independent reason adds to a line, of what is left to certainty
_CALLER = 0.22  # the caller of the crashing function; half of it for each step further out
_SEEN = 0.85  # of the weight that following the values through a recorded run gave
_ON_PURPOSE = 0.65  # of a `return None` that somebody wrote out: the fault is rather why it was reached
_LIBRARY = 0.7  # of a call of a library, which mostly does what it is for
_EMPTY_START = 0.4  # of an assignment of an empty container, which is where filling it begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a recorded run adds: where the bad values came from, and which lines ran at all."""

    origins: tuple[Suspect, ...] = ()
    roots: frozenset[tuple[str, int]] = frozenset()  # of these, the lines at which the values were made
    ran: frozenset[tuple[str, int]] = frozenset()  # (path, line); empty when not known
    carriers: Mapping[Trail, Sequence[Carrier]] = field(default_factory=dict)  # what the value went through
    notes: tuple[str, ...] = ()


def rank(
    crash: Crash, finding: Finding, more: Iterable[Suspect] = (), *, watched: Watched | None = None
) -> tuple[Suspect, ...]:
    """Return the suspicious lines, most suspicious first.

    `more` are suspects from elsewhere, such as lines whose change was seen to help.
    """
    watched = watched or Watched()
    suspects: list[Suspect] = [*finding.suspects, *more, *named(crash), *_stack(crash, finding)]
    hurt = [ast.unparse(trail.node) for trail in finding.trails]
    suspects += oddities(crash, lambda source, node: _ran(source, node, watched), hurt)
    suspects += _origins(crash, finding, watched)
    suspects += [
        replace(one, score=one.score * _SEEN * _discount(crash.sources.get(one.path), one))
        for one in watched.origins
    ]
    return merged(suspects)


def _stack(crash: Crash, finding: Finding) -> list[Suspect]:
    if crash.site is None:
        return []
    site = crash.site
    first = Suspect(
        path=site.source.path,
        line=site.line,
        score=finding.crash_weight,
        reasons=("the program stopped here",),
    )
    suspects = [first]
    weight = _CALLER
    known = {(site.source.path, site.line)}
    for caller in reversed(crash.sites[:-1]):
        place = caller.source.path, caller.line
        if place in known:
            continue
        known.add(place)
        suspects.append(Suspect(path=place[0], line=place[1], score=weight, reasons=("on the stack",)))
        weight /= 2
        if weight < 0.02:
            break
    return suspects


def _origins(crash: Crash, finding: Finding, watched: Watched) -> list[Suspect]:
    """The lines that the sources allow the bad values to come from, without those that did not run."""
    if not finding.trails or not crash.sites:
        return []
    slicer = Slicer(crash, Index.of(crash.sources))
    return [
        Suspect(
            path=origin.source.path, line=origin.line, score=min(origin.weight, 1.0), reasons=(origin.reason,)
        )
        for trail in finding.trails
        for origin in slicer.follow(trail)
        if not origin.source.partial and _ran(origin.source, origin.node, watched)
    ]


def _ran(source: Source, node: ast.AST, watched: Watched) -> bool:
    if not watched.ran:
        return True
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If | ast.For | ast.While):
        last = first
    statement = source.statement(first)
    if statement is not None and not isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.If | ast.For):
        first = min(first, statement.lineno)
    return any((source.path, line) in watched.ran for line in range(first, last + 1))


def _discount(source: Source | None, origin: Suspect) -> float:
    """Return how much less an origin says because of what it is: a start, a search, a library doing its work."""
    statement = None if source is None else source.statement(origin.line)
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        match statement.value:
            case ast.Dict(keys=[]) | ast.List(elts=[]):
                return _EMPTY_START
            case ast.Call(func=ast.Name(id="deque" | "dict" | "list" | "set"), args=[], keywords=[]):
                return _EMPTY_START
    if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Constant):
        return _ON_PURPOSE if statement.value.value is None else 1.0
    if isinstance(statement, ast.For | ast.While) and any(
        isinstance(one, ast.Return) for one in inside(statement.body)
    ):
        return _ON_PURPOSE
    if any(reason.endswith("gives the value here") for reason in origin.reasons):
        return _LIBRARY
    return 1.0


def merged(suspects: Iterable[Suspect]) -> tuple[Suspect, ...]:
    """Return one suspect per line, most suspicious first."""
    lines: dict[tuple[str, int], Suspect] = {}
    for one in suspects:
        key = one.path, one.line
        old = lines.get(key)
        if old is None:
            lines[key] = one
            continue
        high, low = (old, one) if old.score >= one.score else (one, old)
        reasons = tuple(dict.fromkeys((*high.reasons, *low.reasons)))
        fresh = len(reasons) > len(old.reasons)
        score = high.score + (1 - high.score) * low.score * _SHARED if fresh else high.score
        lines[key] = Suspect(path=one.path, line=one.line, score=round(score, 4), reasons=reasons[:4])
    ordered = sorted(lines.values(), key=lambda one: (-one.score, one.path, one.line))
    return tuple(ordered[:_MOST])
