"""Which lines of the functions that a check calls deserve a look first, when nothing may be run?"""

import ast
from collections.abc import Iterable, Iterator

from analyzers.facts import Suspect
from analyzers.logic.called import Called
from analyzers.logic.program import Function, is_docstring, own_expressions
from analyzers.logic.traps import traps

_NEAR = (1.0, 0.9, 0.75, 0.5)  # by the calls between the check and the function
_SHOWN = 10
_TRAP, _BOUNDARY = 0.3, 0.1
_PASSED_ON = 0.6  # a line that leaves the work to another function that is looked at


def suspects(functions: Iterable[Called]) -> tuple[Suspect, ...]:
    """Return the most suspicious lines, by how near the check they run, what they do with the result, and traps."""
    found: dict[tuple[str, int], Suspect] = {}
    looked_at = list(functions)
    names = {one.node.name for one in looked_at}
    for one in looked_at:
        for suspect in _lines(one, names - {one.node.name}):
            place = (suspect.path, suspect.line)
            if place not in found or found[place].score < suspect.score:
                found[place] = suspect
    ranked = sorted(found.values(), key=lambda suspect: (-suspect.score, suspect.path, -suspect.line))
    return tuple(ranked[:_SHOWN])


def _lines(one: Called, others: set[str]) -> Iterator[Suspect]:
    near = _NEAR[min(one.distance, len(_NEAR) - 1)]
    by = f"`{one.node.name}` is called by " + (f"`{one.caller}`" if one.caller else "the check")
    needed = _needed(one.node)
    for statement in _statements(one.node):
        known = list(dict.fromkeys(traps(statement)))
        if statement is one.node and not known:
            continue
        weight, role = _role(statement, needed)
        if _calls(statement) & others:
            weight *= _PASSED_ON
        bonus = max((_BOUNDARY if "boundary" in trap else _TRAP for trap in known), default=0.0)
        yield Suspect(
            path=one.program.path,
            line=statement.lineno,
            score=round(near * min(1.0, weight + bonus), 3),
            reasons=(*known, *((role,) if role else ()), by),
        )


def _statements(function: Function) -> Iterator[ast.stmt]:
    for node in ast.walk(function):
        if isinstance(node, ast.stmt) and not is_docstring(node):
            yield node


def _calls(statement: ast.stmt) -> set[str]:
    """The names of what a statement's own expressions call."""
    found = set()
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                found.add(name)
    return found


def _role(statement: ast.stmt, needed: set[str]) -> tuple[float, str]:
    match statement:
        case ast.Return(value=None) | ast.Return(value=ast.Constant()):
            return 0.45, "it ends the function with a fixed value"
        case ast.Return() | ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            return 0.6, "its value is returned"
        case ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.Expr(value=ast.Call()):
            if _changed(statement) & needed:
                return 0.6, "it makes a part of the result"
            return 0.3, ""
        case ast.If() | ast.While() | ast.For() | ast.Match():
            return 0.55, "it decides what becomes of the result"
        case _:
            return 0.15, ""


def _needed(function: Function) -> set[str]:
    """The names that the result is made of: a backward slice without regard to order (Weiser 1981)."""
    needed: set[str] = {"self"}
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom) and node.value is not None:
            needed |= _loaded(node.value)
    while True:
        before = len(needed)
        for statement in _statements(function):
            match statement:
                case ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.Expr(value=ast.Call()):
                    if _changed(statement) & needed:
                        needed |= _loaded(statement)
                case ast.For(target=target, iter=source):
                    if _names(target) & needed:
                        needed |= _loaded(source)
        if len(needed) == before:
            return needed


def _changed(statement: ast.stmt) -> set[str]:
    match statement:
        case ast.Assign(targets=targets):
            return set().union(*map(_names, targets))
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return _names(target)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner))):
            return _names(owner)
    return set()


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _loaded(node: ast.AST) -> set[str]:
    return {
        part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    }
