"""Is an iterator empty because the same function has gone through it already?

`sum(numbers) / len(list(numbers))` works for a list; a generator, `map` or `zip` gives its items once.
"""

import ast
import re
from collections.abc import Iterator

from analyzers.facts import Variable
from analyzers.logic.going_through import going_through
from analyzers.runtime.crash import Asking, Crash, Finding, Site, seen
from analyzers.runtime.index import bindings
from analyzers.runtime.lazy import listed
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    hypothesis,
    known,
    shown,
    suspect,
)
from analyzers.runtime.source import Source

_ONCE = frozenset(["generator", "map", "filter", "zip", "enumerate", "reversed", "reader"])
_MADE = frozenset(["list", "tuple", "sorted", "set", "iter"])
_EMPTY = re.compile(r"is an empty sequence|iterable argument is empty|at least one data point")
_NOTHING = frozenset(["0", "0.0", "None", "''", "[]", "()", "{}", "set()"])
_CODE = "used-up"


def explain(crash: Crash) -> Asking:
    """Explain an exception about something empty by an iterator that was gone through before."""
    site = crash.site
    if site is None or not crash.ours or site.statement is None:
        return None
    source = site.source
    for name, taking in _taken(source, site, crash):
        held = known((yield ask(-1, source, name)))
        if held is None or held.type not in _ONCE or not _is_empty(held):
            continue
        took = _took(source, taking)
        if took is None:
            continue  # nobody can tell whether it gave anything
        result = known((yield ask(-1, source, took)))
        if result is None or result.repr in _NOTHING or result.size == 0:
            continue  # it was empty from the start
        taker = "the loop" if isinstance(taking, ast.Name) else shown(source, taking)
        cause = f"`{name.id}` gives its items once, and {taker} at {source.path}:{taking.lineno} has gone through it already"
        return Finding(
            cause=cause,
            diagnostic=diagnostic(
                _CODE, cause, crash, name, "nothing is left in it", help=f"make a list of `{name.id}` first"
            ),
            hypotheses=(
                hypothesis(_CODE, f"`{name.id}` is a `{held.type}`", CONFIRMED, seen(name.id, held, site)),
            ),
            fixes=listed(crash, name, _CODE),
            suspects=(suspect(source, taking, 0.6, f"the items of `{name.id}` are taken here"),),
            crash_weight=0.4,
        )
    return None


def _taken(source: Source, site: Site, crash: Crash) -> Iterator[tuple[ast.Name, ast.expr]]:
    """Names that what failed wants items of, that the function has gone through above, and what did that."""
    assert site.statement is not None
    scope = source.function_at(site.line)
    body = source.tree.body if scope is None else scope.body
    for name in _wanted(crash, site):
        for statement in body:
            if (statement.end_lineno or statement.lineno) >= site.statement.lineno:
                break
            taking = going_through(statement, name.id)
            if taking is not None:
                own = bindings(source, source.tree if scope is None else scope, name.id)
                if all(getattr(one.statement, "lineno", 0) < taking.lineno for one in own):
                    yield name, taking
                break


def _wanted(crash: Crash, site: Site) -> Iterator[ast.Name]:
    """The names whose items the failing operation needs, where its message says that there are none."""
    parts: list[ast.expr] = []
    if crash.type == "ZeroDivisionError":
        for division in failing(
            site, ast.BinOp, lambda one: isinstance(one.op, ast.Div | ast.FloorDiv | ast.Mod)
        ):
            if isinstance(division.right, ast.Call) and getattr(division.right.func, "id", "") == "len":
                parts += division.right.args
    elif crash.type == "IndexError":
        parts += [subscript.value for subscript in failing(site, ast.Subscript)]
    elif crash.type == "StopIteration" or _EMPTY.search(crash.message):
        parts += [call.args[0] for call in failing(site, ast.Call) if len(call.args) == 1]
    for part in parts:
        while isinstance(part, ast.Call) and getattr(part.func, "id", "") in _MADE and len(part.args) == 1:
            part = part.args[0]
        if isinstance(part, ast.Name):
            yield part


def _took(source: Source, taking: ast.expr) -> ast.Name | None:
    """The name that shows whether something was taken: the loop's own, or what the result was kept under."""
    around = source.parents.get(taking)
    scope = source.scope(taking)
    name: ast.expr | None = None
    if isinstance(around, ast.For):
        name = around.target
    elif isinstance(around, ast.Assign) and len(around.targets) == 1:
        name = around.targets[0]
    if not isinstance(name, ast.Name) or isinstance(scope, ast.Lambda):
        return None
    return name if len(bindings(source, scope, name.id)) == 1 else None


def _is_empty(held: Variable) -> bool:
    """Whether nothing is left: a generator says so, the others were gone through to their ends."""
    return held.type != "generator" or "exhausted" in held.flags
