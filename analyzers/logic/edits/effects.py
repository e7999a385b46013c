"""Which statement has no effect, or overwrites what it should have added to?

A comparison for an assignment, a value that nobody keeps, a method that is named and not called, a result that is
printed instead of returned, an entry that replaces the one before.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions

_PREDICATES = frozenset(
    ["isdigit", "isalpha", "isalnum", "isupper", "islower", "isspace", "lower", "upper", "strip", "title", "split",
     "copy", "keys", "values", "items", "pop", "popleft", "sort", "reverse", "clear"]
)  # fmt: skip


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that give a statement the effect that was meant."""
    made = [
        make(program, statement, scope) for make in (_lost, _printed, _overwritten, _uncalled, _by_nothing)
    ]
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _whole(program: Program, node: ast.AST, text: str) -> tuple[tuple[int, int, str]]:
    return ((program.start(node), program.end(node), text),)


def _lost(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """`x == 1` and `x + 1` as statements: nothing keeps the value."""
    match statement:
        case ast.Expr(value=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right])):
            text = f"{program.source(left)} = {program.source(right)}"
            yield _whole(program, statement, text), "assignment", 0.95
        case ast.Expr(value=ast.BinOp(left=ast.Name() | ast.Attribute() | ast.Subscript() as left) as value):
            text = program.source(value)
            yield _whole(program, statement, f"{program.source(left)} = {text}"), "assignment", 0.8
            yield _whole(program, statement, f"return {text}"), "return", 0.6
        case ast.Expr(value=ast.Name(id=name)) if name in scope.variables:
            yield _whole(program, statement, f"return {name}"), "return", 0.8


def _printed(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """What is printed was to be returned."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[value], keywords=[])):
            if program.function(statement) is not None and not isinstance(value, ast.Starred):
                yield _whole(program, statement, f"return {program.source(value)}"), "return", 0.35


def _overwritten(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """An entry that should grow is set anew each time."""
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=owner, slice=key, ctx=ast.Store())], value=value):
            table, at, text = program.source(owner), program.source(key), program.source(value)
        case _:
            return
    if isinstance(key, ast.Slice):
        return
    if isinstance(value, ast.List) and len(value.elts) == 1:
        item = program.source(value.elts[0])
        yield (
            _whole(program, statement, f"{table}.setdefault({at}, []).append({item})"),
            "entry overwritten",
            0.5,
        )
    elif isinstance(value, ast.Constant | ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        yield _whole(program, value, f"{table}.get({at}, 0) + {text}"), "entry overwritten", 0.3
    if isinstance(value, ast.Constant | ast.Name):
        yield _whole(program, statement, f"{table}.setdefault({at}, {text})"), "entry overwritten", 0.2


def _uncalled(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A method that is only named is always true."""
    for node in own_expressions(statement):
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
            continue
        parent = program.parents.get(node)
        known = node.attr in _PREDICATES or node.attr in scope.methods
        if known and isinstance(
            parent, ast.If | ast.While | ast.BoolOp | ast.UnaryOp | ast.Compare | ast.Expr
        ):
            place = program.end(node)
            yield ((place, place, "()"),), "call added", 0.9


def _by_nothing(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """A quotient of what may be nothing."""
    match statement:
        case ast.Return(value=ast.BinOp(op=ast.Div() | ast.FloorDiv(), right=right) as value) if (
            not isinstance(right, ast.Constant)
        ):
            below = program.source(right)
            yield _whole(program, value, f"{program.source(value)} if {below} else 0"), "guard", 0.25
