"""Which part of a statement takes all items of what a name holds, so that an iterator is empty afterwards?"""

import ast
from collections.abc import Iterator

_WHOLE = frozenset(  # what goes through all that it is given
    ["sum", "list", "tuple", "set", "frozenset", "sorted", "dict", "max", "min", "fsum", "mean", "Counter", "deque",
     "join", "extend"]
)  # fmt: skip
_COMPOUND = (
    ast.If, ast.While, ast.AsyncFor, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match, ast.FunctionDef,
    ast.AsyncFunctionDef, ast.ClassDef,
)  # fmt: skip


def going_through(statement: ast.stmt, name: str) -> ast.expr | None:
    """Return the part of a statement that takes every item of a name's value; None where it may stop before."""
    if isinstance(statement, ast.For):
        early = any(isinstance(node, ast.Break | ast.Return | ast.Raise) for node in _inside(statement))
        is_it = isinstance(statement.iter, ast.Name) and statement.iter.id == name
        return statement.iter if is_it and not early else None
    if isinstance(statement, ast.With):
        return next((found for one in statement.body if (found := going_through(one, name))), None)
    if isinstance(statement, _COMPOUND):
        return None
    for node in _surely(statement):
        match node:
            case ast.Call(args=[ast.Name(id=given)]) if given == name:
                if getattr(node.func, "id", getattr(node.func, "attr", "")) in _WHOLE:
                    return node
            case (
                ast.ListComp(generators=[part])
                | ast.SetComp(generators=[part])
                | ast.DictComp(generators=[part])
            ):
                if isinstance(part.iter, ast.Name) and part.iter.id == name:
                    return node
    return None


def _surely(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a statement that are evaluated whatever holds."""
    yield node
    for part in ast.iter_child_nodes(node):
        if not isinstance(part, ast.IfExp | ast.BoolOp | ast.Lambda) and not isinstance(node, ast.Assert):
            yield from _surely(part)


def _inside(loop: ast.For) -> Iterator[ast.AST]:
    """The parts of a loop that run in it: not what functions hold that it defines."""
    pending: list[ast.AST] = [*loop.body]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            pending += ast.iter_child_nodes(node)
