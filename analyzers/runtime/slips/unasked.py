"""What is taken for granted before it is looked up: that a key was met before, that a place lies on the board?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, put


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the conditions that a statement lacks."""
    del scope
    if about.type == "KeyError" and isinstance(statement, ast.If):
        made = _first_met(program, statement)
    elif about.type == "IndexError":
        made = _on_the_board(program, statement)
    else:
        return
    for changes, kind, weight in made:
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _first_met(program: Program, statement: ast.If) -> Iterator[Changes]:
    """What is found is kept if it is better than what was found before; at first nothing was."""
    match statement.test:
        case ast.Compare(ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], left=left, comparators=[right]):
            for kept in (left, right):
                if not isinstance(kept, ast.Subscript) or isinstance(kept.slice, ast.Constant):
                    continue
                text = program.source(kept)
                stored = any(
                    isinstance(target, ast.Subscript) and program.source(target) == text
                    for one in ast.walk(ast.Module(statement.body, []))
                    for target in getattr(one, "targets", ())
                )
                if stored:
                    unmet = f"{program.source(kept.slice)} not in {program.source(kept.value)}"
                    start = program.start(statement.test)
                    yield ((start, start, f"{unmet} or "),), "condition added", 6.0


def _on_the_board(program: Program, statement: ast.stmt) -> Iterator[Changes]:
    """The place beside a place may lie beyond the edge of a board; before the edge an index begins at the other end."""
    for node in own_expressions(statement):
        match node:
            case ast.Subscript(value=ast.Subscript(value=board, slice=row), slice=column) if not isinstance(
                row, ast.Slice | ast.Constant
            ) and not isinstance(column, ast.Slice | ast.Constant):
                test = _condition(program, node)
                if test is None or "len(" in program.source(test) or not _steps(program, row, column):
                    continue
                rows, down, along = program.source(board), program.source(row), program.source(column)
                inside = f"0 <= {down} < len({rows}) and 0 <= {along} < len({rows}[0])"
                whole = program.source(test)
                if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
                    whole = f"({whole})"
                yield put(program, test, f"{inside} and {whole}"), "condition added", 4.0


def _condition(program: Program, node: ast.AST) -> ast.expr | None:
    """The condition that an expression is part of."""
    while (above := program.parents.get(node)) is not None and isinstance(node, ast.expr):
        if isinstance(above, ast.If | ast.While | ast.IfExp) and above.test is node:
            return node
        if isinstance(above, ast.comprehension) and node in above.ifs:
            return node
        node = above
    return None


def _steps(program: Program, *indices: ast.expr) -> bool:
    """Whether the indices lead from a place to one beside it: both are sums, or names that sums were given to."""
    found = [one for one in indices if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add | ast.Sub)]
    named = {one.id for one in indices if isinstance(one, ast.Name)}
    function = program.function(indices[0])
    for node in ast.walk(function or program.tree):
        for target, value in _given(node):
            if isinstance(target, ast.Name) and target.id in named and isinstance(value, ast.BinOp):
                found.append(value)
    return len(found) >= len(indices)


def _given(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                yield from zip(target.elts, node.value.elts, strict=False)
            else:
                yield target, node.value
