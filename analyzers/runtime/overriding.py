"""Does a method take other arguments than the one that it overrides, which its callers know?"""

import ast

from analyzers.deferred import replace as changed
from analyzers.facts import Fix, Suspect
from analyzers.runtime.index import Index
from analyzers.runtime.report import edit, suspect
from analyzers.runtime.source import Function, Source

_SUSPICION = 0.93


def overriding(index: Index, source: Source, function: Function) -> tuple[list[Suspect], list[Fix]] | None:
    """Return the overriding methods that lack parameters of the overridden one, and the fix for all of them; None if none does."""
    cls = source.parents.get(function)
    if not isinstance(cls, ast.ClassDef) or function.name == "__init__":
        return None
    base = _overridden(index, source, cls, function.name)
    if base is None or not _lacks(function, base[1]):
        return None
    others = [
        (where, other)
        for where, other in index.functions.get(function.name, ())
        for owner in [where.parents.get(other)]
        if isinstance(owner, ast.ClassDef)
        and _overridden(index, where, owner, function.name) == base
        and _lacks(other, base[1]) == _lacks(function, base[1])
    ]
    named = ", ".join(f"`{name}`" for name in _lacks(function, base[1]))
    reason = f"it overrides a `{function.name}` that takes {named} too"
    fixes = [_adding(where, other, _lacks(function, base[1])) for where, other in others]
    mine = next(fix for fix, (_, other) in zip(fixes, others, strict=True) if other is function)
    found = [mine]
    if len(fixes) > 1:
        found.insert(0, changed(mine, edits=tuple(edit for fix in fixes for edit in fix.edits)))
    return [suspect(where, other, _SUSPICION, reason) for where, other in others], found


def _overridden(index: Index, source: Source, cls: ast.ClassDef, name: str) -> tuple[Source, Function] | None:
    for where, base in index.lineage(source, cls):
        if base is not cls:
            for node in base.body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
                    return where, node
    return None


def _lacks(function: Function, base: Function) -> list[str]:
    """The parameters of the overridden method, past those that the overriding one has; none where that takes any."""
    if function.args.vararg is not None or base.args.vararg is not None:
        return []
    own = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    wanted = [one.arg for one in (*base.args.posonlyargs, *base.args.args)]
    return wanted[len(own) :] if len(own) < len(wanted) and not set(wanted[len(own) :]) & set(own) else []


def _adding(source: Source, function: Function, names: list[str]) -> Fix:
    last = [*function.args.posonlyargs, *function.args.args][-1]
    end = source.span(last).end
    given = function.args.defaults[-1:] if function.args.defaults else []
    if given:
        end = source.span(given[0]).end
    text = "".join(f", {name}=None" if given else f", {name}" for name in names)
    title = f"take {' and '.join(f'`{name}`' for name in names)} as the overridden method does"
    return edit(source, end, end, text, title, "other-signature")
