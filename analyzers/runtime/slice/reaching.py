"""Which bindings of a name may reach a use of it?"""

import ast

from analyzers.runtime.index import (
    Binding,
)
from analyzers.runtime.source import Scope, Source


def reaching_bindings(found: list[Binding], line: int, source: Source, node: ast.AST) -> list[Binding]:
    """Return the bindings that may reach a use: not the ones a later one on the same straight path replaces."""
    inner = source.parents.get(node)
    loop_start = line
    while inner is not None and not isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
        if isinstance(inner, ast.For | ast.While | ast.AsyncFor):
            loop_start = min(loop_start, inner.lineno)
            loop_end = inner.end_lineno or inner.lineno
            break
        inner = source.parents.get(inner)
    else:
        loop_end = line
    own = _statement_of(source, node)
    before = [
        one for one in found if getattr(one.statement, "lineno", 0) <= line and one.statement is not own
    ]
    within_own = [one for one in found if one.statement is own and one.how in ("item", "with")]
    if isinstance(own, ast.Assign | ast.AugAssign | ast.AnnAssign) and loop_end > line:
        within_own += [one for one in found if one.statement is own]
    later = [one for one in found if line < getattr(one.statement, "lineno", 0) <= loop_end]
    # The last binding in a block that also encloses the use hides all before it.
    enclosing = _ancestors(source, node)
    kept: list[Binding] = []
    for one in reversed(before):
        kept.append(one)
        block = source.parents.get(one.statement)
        if one.how in ("is", "with") and block in enclosing and not _is_branch(source, one.statement, node):
            break
    return list(reversed(kept)) + [one for one in within_own if one not in kept] + later


def _ancestors(source: Source, node: ast.AST) -> set[ast.AST]:
    found: set[ast.AST] = set()
    current: ast.AST | None = node
    while current is not None:
        found.add(current)
        current = source.parents.get(current)
    return found


def _is_branch(source: Source, statement: ast.AST, use: ast.AST) -> bool:
    """Return whether a statement and a use stand in different arms of the same compound statement."""
    parent = source.parents.get(statement)
    arms = [getattr(parent, field, None) for field in ("body", "orelse", "finalbody")]
    above = _ancestors(source, use)
    for arm in arms:
        if isinstance(arm, list) and statement in arm:
            return not any(one in above for one in arm)
    return False


def _statement_of(source: Source, node: ast.AST) -> ast.AST | None:
    current: ast.AST | None = node
    while current is not None and not isinstance(current, ast.stmt):
        current = source.parents.get(current)
    return current


def always(source: Source, scope: Scope, binding: Binding, line: int) -> bool:
    """Return whether a binding surely replaces a parameter before a line."""
    return (
        source.parents.get(binding.statement) is scope
        and getattr(binding.statement, "lineno", 0) < line
        and binding.how == "is"
    )
