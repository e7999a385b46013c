"""What does a maker of edits yield?"""

import ast

from analyzers.logic.program import Program

Edit = tuple[int, int, str]
"""Start and end of what is replaced, in characters, and the new text."""
Changes = tuple[tuple[Edit, ...], str, float]
"""Edits that belong together, the kind of slip that they undo, and its weight."""


def put(program: Program, node: ast.AST, text: str, *more: Edit) -> tuple[Edit, ...]:
    """Return the edit that replaces a node, and those that go with it."""
    return ((program.start(node), program.end(node), text), *more)
