"""Which expression was meant: another operator, constant, name, argument, index or bound?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.bounds import Bounds
from analyzers.logic.edits.calls import Calls
from analyzers.logic.edits.maker import Made
from analyzers.logic.edits.operators import Operators, augmented
from analyzers.logic.edits.scope import Scope
from analyzers.logic.edits.values import Values
from analyzers.logic.program import Program, own_expressions


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that change an expression of one statement."""
    maker = _Maker(program, statement, scope)
    for node in own_expressions(statement):
        if _is_written(program, node) or _is_annotation(program, statement, node):
            continue
        for start, end, text, kind, weight in maker.of(node):
            yield Candidate(program.path, ((start, end, text),), node.lineno, kind, weight)
    if isinstance(statement, ast.AugAssign):
        yield from augmented(program, statement)
    yield from _everywhere(program, statement, maker)


def _is_written(program: Program, node: ast.expr) -> bool:
    """Whether a node is (part of) a target whose change would only rename something, or a piece of an f-string."""
    if isinstance(node, ast.JoinedStr):
        return True
    return isinstance(program.parents.get(node), ast.JoinedStr)


def _is_annotation(program: Program, statement: ast.stmt, node: ast.expr) -> bool:
    if isinstance(statement, ast.AnnAssign):
        return node is statement.annotation or statement.annotation in program.ancestors(node)
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    defaults = [item for item in (*statement.args.defaults, *statement.args.kw_defaults) if item is not None]
    around = {node, *program.ancestors(node)}
    return not any(default in around for default in defaults)


class _Maker(Operators, Values, Calls, Bounds):
    """Makes every edit of a node."""

    def of(self, node: ast.expr) -> Iterator[Made]:
        """Yield start, end, text, kind and weight of each edit of one node."""
        match node:
            case ast.Compare():
                yield from self.compare(node)
            case ast.BinOp():
                yield from self.binary(node)
            case ast.BoolOp():
                yield from self.boolean(node)
            case ast.UnaryOp():
                yield from self.unary(node)
            case ast.Constant():
                yield from self.constant(node)
            case ast.Name():
                yield from self.name(node)
            case ast.Attribute():
                yield from self.attribute(node)
            case ast.Call():
                yield from self.call(node)
            case ast.Subscript():
                yield from self.subscript(node)
            case ast.IfExp():
                yield from self.conditional(node)
            case ast.List() | ast.Tuple():
                yield from self.sequence(node)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            yield from self.comprehension(node)
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            return
        yield from self.shift(node)
        yield from self.wrap(node)


def _everywhere(program: Program, statement: ast.stmt, maker: _Maker) -> Iterator[Candidate]:
    """Replace a name at every place of a statement at once, where it stands more than once."""
    places: dict[str, list[ast.Name]] = {}
    for node in own_expressions(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in maker.scope.variables:
            places.setdefault(node.id, []).append(node)
    for name, nodes in places.items():
        if len(nodes) < 2 or isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for other in maker.scope.variables:
            if other != name:
                changes = sorted((program.start(node), program.end(node), other) for node in nodes)
                yield Candidate(program.path, tuple(changes), statement.lineno, "name everywhere", 0.12)
