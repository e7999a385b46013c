"""Which statement runs too early or too late?

A change made before the check that may refuse it, a value used in the line above the one that sets it.
"""

import ast
import builtins
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import own_lines
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, is_docstring
from analyzers.runtime.slips.about import About

_MOVED = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.If)
_NOT_YET = regex(
    r"(?i)\bnot (?:yet )?(?:been )?(?:connect|open|start|initiali[sz]|ready|load|logged|running|set\b|configur|regist|bound|log)"
    r"|no such table|\bfirst\b|before (?:it|any|you|use|call|being)"
)
_LAST = frozenset(["close", "stop", "shutdown", "disconnect", "quit", "commit", "join", "clear", "flush"])
_LEAVES = (ast.Raise, ast.Return, ast.Continue, ast.Break)


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that put a statement behind or before others of its block."""
    del scope
    yield from _too_late(program, statement, about)
    if program.function(statement) is None or not isinstance(statement, _MOVED) or is_docstring(statement):
        return
    block = program.block(statement)
    index = next(number for number, one in enumerate(block) if one is statement)
    later = block[index + 1 :]
    if later and isinstance(later[0], _MOVED) and _depends(statement, later[0]):
        weight = 0.45 if _is_check(later[0]) and not isinstance(statement, ast.If) else 0.25
        yield from _swapped(program, statement, later[0], weight)
    wanted = _missing(about)
    if wanted and any(isinstance(node, ast.Call | ast.Attribute) for node in ast.walk(statement)):
        for other in later:
            if wanted in _stored(other) and wanted not in _stored(statement):
                yield from _moved_up(program, other, statement)
                return


def _missing(about: About) -> str:
    """The name or attribute that has no value yet."""
    if about.type == "AttributeError":
        return about.attribute
    if about.type in ("UnboundLocalError", "NameError"):
        return about.message.partition("'")[2].partition("'")[0]
    return ""


def _is_check(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and not statement.orelse and isinstance(statement.body[-1], _LEAVES)


def _depends(one: ast.stmt, other: ast.stmt) -> bool:
    """Whether the order of two statements may matter; printing more or less early is no fault."""
    if any(isinstance(node, Function) for node in (one, other)):
        return False
    checks = _is_check(one) or _is_check(other)
    calls = [node for part in (one, other) for node in ast.walk(part) if isinstance(node, ast.Call)]
    stored = _stored(one) | _stored(other)
    return checks or bool(stored & (_loaded(one) | _loaded(other))) or bool(stored and calls)


def _stored(statement: ast.stmt) -> set[str]:
    return {name for node, name in _named(statement) if isinstance(node.ctx, ast.Store)}


def _loaded(statement: ast.stmt) -> set[str]:
    return {name for node, name in _named(statement) if isinstance(node.ctx, ast.Load)}


def _named(statement: ast.stmt) -> Iterator[tuple[ast.Name | ast.Attribute, str]]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name):
            yield node, node.id
        elif isinstance(node, ast.Attribute):
            yield node, node.attr


def _swapped(program: Program, one: ast.stmt, other: ast.stmt, weight: float) -> Iterator[Candidate]:
    first, second = own_lines(program, one), own_lines(program, other)
    if first is None or second is None or program.text[slice(*second)][-1:] != "\n":
        return
    changes = ((*first, program.text[slice(*second)]), (*second, program.text[slice(*first)]))
    yield Candidate(program.path, changes, one.lineno, "statements swapped", weight)


def _moved_up(program: Program, late: ast.stmt, early: ast.stmt) -> Iterator[Candidate]:
    first, second = own_lines(program, early), own_lines(program, late)
    if first is None or second is None or program.text[slice(*second)][-1:] != "\n":
        return
    changes = ((first[0], first[0], program.text[slice(*second)]), (*second, ""))
    yield Candidate(program.path, changes, early.lineno, "set earlier", 0.8)


def _too_late(program: Program, statement: ast.stmt, about: About) -> Iterator[Candidate]:
    """What has to be done first stands below what needs it."""
    if (program.path, statement.lineno) not in about.stack or isinstance(statement, Function | ast.ClassDef):
        return
    block, span = program.block(statement), own_lines(program, statement)
    names = {one.id for one in ast.walk(statement) if isinstance(one, ast.Name)} - set(dir(builtins))
    index = next(number for number, one in enumerate(block) if one is statement)
    for later in block[index + 1 : index + 4]:
        match later:
            case ast.Expr(
                value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) as call
            ) if name not in _LAST and (name != "print" or any(_acts(one) for one in args)):
                owner = call.func.value if isinstance(call.func, ast.Attribute) else None
                shared = {
                    one.id
                    for part in (*args, owner)
                    for one in ast.walk(part or call.func)
                    if isinstance(one, ast.Name)
                }
            case _:
                continue
        rows = own_lines(program, later)
        if not shared & names or span is None or rows is None or program.text[slice(*rows)][-1:] != "\n":
            continue
        weight = 3.0 if _NOT_YET.search(about.message) else 0.6
        changes = ((span[0], span[0], program.text[slice(*rows)]), (*rows, ""))
        yield Candidate(program.path, changes, statement.lineno, "statement moved", weight)


def _acts(node: ast.expr) -> bool:
    """Whether something is done to an object for a value to be shown."""
    return any(isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) for part in ast.walk(node))
