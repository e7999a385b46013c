"""Which call made the coroutine that is used here as if it were its result?"""

import ast
import re
from itertools import pairwise

from analyzers.facts import Evidence, Fix, Label
from analyzers.runtime.crash import Crash, Finding, Trail, read_from
from analyzers.runtime.index import Index, bindings, parameters
from analyzers.runtime.kinds import kind_of
from analyzers.runtime.locate import failing
from analyzers.runtime.report import CONFIRMED, diagnostic, hypothesis, label, replace, shown, suspect
from analyzers.runtime.source import Source

_ATTRIBUTE = re.compile(r"'coroutine' object has no attribute '([^']+)'")
_COMPLAINT = re.compile(
    r"'coroutine' (?:object|and )|and 'coroutine'|type '?coroutine|non-iterable coroutine|not [\"']?coroutine"
)
_PAIR = re.compile(r"(?:operand type\(s\) for|between instances of).*?'([\w.]+)' and '([\w.]+)'")


def explain_coroutine(crash: Crash) -> Finding | None:
    """Explain a TypeError or AttributeError that a coroutine caused which nothing awaits."""
    site = crash.site
    if site is None or not crash.ours or not _COMPLAINT.search(crash.message):
        return None
    source = site.source
    index = Index.of(crash.sources)
    found: dict[str, tuple[ast.expr, ast.Call | None]] = {}
    for value in _used(crash):
        if isinstance(value, ast.Call | ast.Name | ast.Attribute) and not kind_of(value):
            found.setdefault(source.segment(value), (value, _made_by(source, value)))
    if len(found) > 1:
        found = {text: one for text, one in found.items() if one[1] and _definition(index, source, one[1])}
    if len(found) != 1:
        return None
    value, call = next(iter(found.values()))
    name = shown(source, value)
    if call is None:
        return Finding(
            cause=f"{name} is a coroutine that was not awaited",
            diagnostic=diagnostic("missing-await", f"{name} is a coroutine", crash, value, "not awaited"),
            trails=(Trail(value, -1, "type:coroutine", 1.0),),
            crash_weight=0.5,
        )
    made = _definition(index, source, call)
    place = f"{source.path}:{call.lineno}"
    cause = f"{shown(source, call)} gives a coroutine, which is not awaited at {place}"
    evidence = Evidence(expression=source.segment(value), value="a coroutine", where=site.where)
    secondary: tuple[Label, ...] = ()
    if made is not None:
        text = made[0].line(made[1].lineno).strip()
        evidence = Evidence(expression=text, value="async", where=read_from(made[0], made[1].lineno))
    if call is not value:
        secondary = (label(source, call, "the coroutine is made here"),)
    fixes, help = _fixes(crash, source, call)
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "missing-await", cause, crash, value, "a coroutine", secondary=secondary, help=help
        ),
        hypotheses=(
            hypothesis("missing-await", f"{shown(source, call)} is not awaited", CONFIRMED, evidence),
        ),
        fixes=fixes,
        suspects=(suspect(source, call, 0.9, "the coroutine made here is not awaited"),),
        crash_weight=0.5,
    )


def _used(crash: Crash) -> list[ast.expr]:
    """Return the expressions of the failing statement that may be the coroutine, as the message has it."""
    site = crash.sites[-1]
    message = crash.message
    if named := _ATTRIBUTE.search(message):
        return [one.value for one in failing(site, ast.Attribute, lambda one: one.attr == named[1])]
    if pair := _PAIR.search(message):
        sides: list[tuple[ast.expr, ast.expr]] = []
        sides += [(one.left, one.right) for one in failing(site, ast.BinOp)]
        sides += [(one.target, one.value) for one in failing(site, ast.AugAssign)]
        for compare in failing(site, ast.Compare):
            sides += pairwise([compare.left, *compare.comparators])
        return [
            one
            for both in sides
            for one, kind in zip(both, pair.groups(), strict=True)
            if kind == "coroutine"
        ]
    if "subscriptable" in message or "item assignment" in message:
        return [one.value for one in failing(site, ast.Subscript)]
    if "not callable" in message:
        return [one.func for one in failing(site, ast.Call)]
    statement = site.statement
    values: list[ast.expr] = []
    if isinstance(statement, ast.For):
        values.append(statement.iter)
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple | ast.List):
        values.append(statement.value)
    values += [one.iter for one in failing(site, ast.comprehension)] if "iterable" in message else []
    values += (
        [one.comparators[-1] for one in failing(site, ast.Compare)] if "argument of type" in message else []
    )
    values += [one.value for one in failing(site, ast.Starred)]
    values += [one.value for one in failing(site, ast.AugAssign)]
    values += [argument for one in failing(site, ast.Call) for argument in one.args]
    return [one for one in values if not isinstance(one, ast.Await)]


def _made_by(source: Source, value: ast.expr) -> ast.Call | None:
    """Return the call that gives an expression its value, where there is one way only."""
    if isinstance(value, ast.Call):
        return value
    if isinstance(value, ast.Name):
        scope = source.scope(value)
        own = bindings(source, scope, value.id)
        given = not isinstance(scope, ast.Module | ast.ClassDef) and value.id in parameters(scope)
        if not given and len(own) == 1 and own[0].how == "is" and isinstance(own[0].value, ast.Call):
            return own[0].value
    return None


def _definition(index: Index, source: Source, call: ast.Call) -> tuple[Source, ast.AsyncFunctionDef] | None:
    made = index.callable_of(source, call)
    return (made[0], made[1]) if made and isinstance(made[1], ast.AsyncFunctionDef) else None


def _fixes(crash: Crash, source: Source, call: ast.Call) -> tuple[tuple[Fix, ...], str]:
    """Return what would await the coroutine where it is made, or else the advice to."""
    text = source.segment(call)
    scope = source.scope(call)
    parent = source.parents.get(call)
    if isinstance(scope, ast.AsyncFunctionDef):
        inner = (
            isinstance(parent, ast.Attribute | ast.Subscript)
            and parent.value is call
            or isinstance(parent, ast.Call)
            and parent.func is call
        )
        changed = f"(await {text})" if inner else f"await {text}"
        return (replace(source, call, changed, "await the coroutine", "missing-await"),), ""
    if any(isinstance(site.definition, ast.AsyncFunctionDef) for site in crash.sites):
        return (), "only an `async` function can await: make the functions on the way here `async`"
    if any(isinstance(one, ast.Import) and one.names[0].name == "asyncio" for one in source.tree.body):
        changed = f"asyncio.run({text})"
        return (replace(source, call, changed, "run the coroutine", "missing-await"),), ""
    return (), "outside of `async` functions, `asyncio.run` runs a coroutine"
