"""What does a maker of edits yield?"""

import ast
from collections.abc import Callable, Iterable, Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About

Edit = tuple[int, int, str]
"""Start and end of what is replaced, in characters, and the new text."""
Changes = tuple[tuple[Edit, ...], str, float]
"""Edits that belong together, the kind of slip that they undo, and its weight."""


def put(program: Program, node: ast.AST, text: str, *more: Edit) -> tuple[Edit, ...]:
    """Return the edit that replaces a node, and those that go with it."""
    return ((program.start(node), program.end(node), text), *more)


def by_expression(
    makers: Iterable[Callable[[Program, ast.expr, About], Iterator[Changes]]],
    program: Program,
    statement: ast.stmt,
    about: About,
) -> Iterator[Candidate]:
    """Yield what each maker makes of each expression of a statement, at the expression's line."""
    for node in own_expressions(statement):
        for maker in makers:
            for changes, kind, weight in maker(program, node, about):
                yield Candidate(program.path, tuple(sorted(changes)), node.lineno, kind, weight)
