"""Which statements are written in a way that often means something else?"""

import ast
from collections.abc import Iterator

from analyzers.logic.program import Function, own_expressions


def traps(statement: ast.stmt) -> Iterator[str]:
    """Yield what is known to go wrong with a statement such as this."""
    if isinstance(statement, Function):
        if any(isinstance(item, ast.List | ast.Dict | ast.Set) for item in statement.args.defaults):
            yield "its default value is made once and shared by all calls"
        return
    if isinstance(statement, ast.For):
        yield from _loop(statement)
    for node in own_expressions(statement):
        yield from _expression(node)


def _loop(loop: ast.For) -> Iterator[str]:
    name = loop.iter.id if isinstance(loop.iter, ast.Name) else ""
    for part in ast.walk(loop):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=changed), attr="remove" | "pop" | "insert")):
                if changed == name:
                    yield f"`{name}` is changed while it is gone through"
                    break
    last = loop.body[-1]
    if isinstance(last, ast.If) and last.orelse and _returns(last.body) and _returns(last.orelse):
        yield "the loop ends in its first round"
    elif isinstance(last, ast.Return):
        yield "the loop returns in its first round"


def _returns(body: list[ast.stmt]) -> bool:
    return isinstance(body[-1], ast.Return)


def _expression(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Attribute(attr="split"), args=[ast.Constant(value=" ")]):
            yield '`split(" ")` keeps an empty text between two blanks'
        case ast.Call(
            func=ast.Attribute(attr="strip" | "lstrip" | "rstrip"), args=[ast.Constant(value=str(chars))]
        ):
            if len(set(chars)) > 1:
                yield "it strips any of these characters, not the text as a whole"
        case ast.Call(func=ast.Name(id="range"), args=arguments):
            if len(arguments) > 1 and _is_one(arguments[0]):
                yield "the range leaves out 0"
            elif _shifted(arguments[0] if len(arguments) == 1 else arguments[1] if arguments else None):
                yield "the end of the range is moved by one"
        case ast.Call(func=ast.Name(id="int"), args=[ast.BinOp(op=ast.Div())]) | ast.BinOp(op=ast.FloorDiv()):
            yield "the division drops what is left over"
        case ast.Call(func=ast.Name(id="round"), args=[_]):
            yield "`round` takes halves to the even neighbour"
        case ast.BinOp(left=ast.List(elts=[ast.List() | ast.BinOp() | ast.Dict()]), op=ast.Mult()):
            yield "every item is the same object"
        case ast.Subscript(slice=ast.Slice(lower=lower, upper=upper)):
            if _shifted(upper) or _shifted(lower) or _is_minus(upper) or _is_one(lower):
                yield "the slice leaves out an end"
        case ast.Compare(ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=value)]):
            if value is not None and not isinstance(value, bool) and value is not ...:
                yield "`is` compares identity, not value"
        case ast.Compare(ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()]):
            yield "a boundary is decided here"


def _is_one(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def _is_minus(node: ast.expr | None) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _shifted(node: ast.expr | None) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and _is_one(node.right)
