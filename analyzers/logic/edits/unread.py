"""What was a parameter meant for that nothing reads?

The module does with such a value elsewhere what was forgotten here: `price * percent // 100` in one function says what
`percent` is for in the next.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.maker import ATOMS
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions

_MOST = 6  # of what the module does with it
_LONG = 60  # characters of that
_WEIGHT = 0.3


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that do with a value of the statement what is done elsewhere with the parameter."""
    function = program.function(statement)
    names = sorted(scope.unused & {*scope.parameters})
    if function is None or not names:
        return
    uses = [use for name in names for use in _uses(program, function, name)][:_MOST]
    for node in own_expressions(statement) if uses else ():
        parent = program.parents.get(node)
        if not isinstance(node, (*ATOMS, ast.BinOp)) or isinstance(getattr(node, "ctx", None), ast.Store):
            continue
        if not isinstance(parent, ast.Assign | ast.AugAssign | ast.Return | ast.BinOp | ast.Call):
            continue
        if isinstance(parent, ast.Call) and parent.func is node:
            continue
        text = program.source(node)
        own = text if isinstance(node, ATOMS) else f"({text})"
        for before, behind in uses:
            share = f"{before}{own}{behind}"
            for whole in (share, f"{text} - {share}", f"{text} + {share}"):
                said = f"({whole})" if isinstance(parent, ast.BinOp) else whole
                change = (program.start(node), program.end(node), said)
                yield Candidate(program.path, (change,), node.lineno, "parameter used", _WEIGHT)


def _uses(program: Program, function: ast.AST, name: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind a value in the arithmetic that other functions do with a parameter of that name."""
    for node in ast.walk(program.tree):
        if not isinstance(node, ast.BinOp) or isinstance(program.parents.get(node), ast.BinOp):
            continue
        if program.function(node) in (None, function):
            continue
        product = _with(node, name)
        if product is None:
            continue
        value = _first_factor(product)
        text = program.source(product)
        if len(text) > _LONG or "\n" in text or isinstance(value, ast.Name) and value.id == name:
            continue
        start, end = program.start(product), program.end(product)
        yield program.text[start : program.start(value)], program.text[program.end(value) : end]


def _with(node: ast.expr, name: str) -> ast.expr | None:
    """The product with a name in it, without the sums around it."""
    if not any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(node)):
        return None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return _with(node.left, name) or _with(node.right, name)
    return node if isinstance(node, ast.BinOp) else None


def _first_factor(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.BinOp):
        node = node.left
    return node
