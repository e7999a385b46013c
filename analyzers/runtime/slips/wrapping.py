"""May an index that leads beyond the end be meant to begin anew, or is the edge minded elsewhere?

`(index) % len(items)` lets nearly every program run on that asks for one item too many; it is right for rings, alphabets
and worlds without an edge, and hides the fault everywhere else.
"""

import ast

from analyzers.logic.program import Program

_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def may_wrap(program: Program, node: ast.Subscript) -> bool:
    """Return whether nothing speaks against taking the index of a subscript modulo the length."""
    parts = {ast.unparse(part) for part in _indices(node)}
    whole: ast.AST = node
    while isinstance(above := program.parents.get(whole), ast.Subscript) and above.value is whole:
        whole = above
    if isinstance(whole, ast.Subscript) and isinstance(whole.ctx, ast.Store) and len(_indices(whole)) > 1:
        return False  # a picture or a board that is filled has the size that it has
    return not (
        _bound_outside(program, node, parts) or _minded(program, node, parts) or _counted(program, node)
    )


def _counted(program: Program, node: ast.Subscript) -> bool:
    """Whether the index is what a loop counts, with nothing added: then the loop counts too far."""
    if not isinstance(node.slice, ast.Name):
        return False
    for other in ast.walk(program.function(node) or program.tree):
        match other:
            case (
                ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range")))
                | ast.comprehension(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range")))
            ) if name == node.slice.id:
                return True
    return False


def _indices(node: ast.Subscript) -> list[ast.expr]:
    """The names and attributes that the index, and that of the rows before it, is made of."""
    found: list[ast.expr] = []
    inner: ast.expr = node
    while isinstance(inner, ast.Subscript):
        found += [part for part in ast.walk(inner.slice) if isinstance(part, ast.Name | ast.Attribute)]
        inner = inner.value
    return found


def _bound_outside(program: Program, node: ast.AST, parts: set[str]) -> bool:
    """Whether it stands in a lambda that looks its index up later: then the index is not the one that was meant."""
    while node in program.parents:
        node = program.parents[node]
        if isinstance(node, ast.Lambda):
            return not parts <= {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
        if isinstance(node, ast.stmt):
            return False
    return False


def _minded(program: Program, node: ast.AST, parts: set[str]) -> bool:
    """Whether the edges are asked about in the same function, or the index was taken modulo something when it was made."""
    for other in ast.walk(program.function(node) or program.tree):
        if isinstance(other, ast.Compare) and any(isinstance(one, _ORDER) for one in other.ops):
            sides = [other.left, *other.comparators]
            if any(ast.unparse(side) in parts for side in sides) and any(_is_edge(side) for side in sides):
                return True
    for other in program.parents:
        if (
            isinstance(other, ast.Assign)
            and any(ast.unparse(target) in parts for target in other.targets)
            and any(isinstance(part, ast.Mod) for part in ast.walk(other.value))
        ):
            return True
    return False


def _is_edge(side: ast.expr) -> bool:
    match side:
        case ast.Constant(value=int()) | ast.UnaryOp(operand=ast.Constant(value=int())):
            return True
        case ast.Call(func=ast.Name(id="len")):
            return True
    return False
