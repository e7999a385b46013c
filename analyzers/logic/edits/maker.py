"""What do all makers of expression edits share: the program, the statement and the names at hand?"""

import ast
import re

from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program

Made = tuple[int, int, str, str, float]
"""Start, end, text, kind and weight of an edit."""

ATOMS = (
    ast.Name,
    ast.Constant,
    ast.Call,
    ast.Subscript,
    ast.Attribute,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
)


class Maker:
    """Makes the edits of single nodes of one statement."""

    def __init__(self, program: Program, statement: ast.stmt, scope: Scope) -> None:
        self.program = program
        self.statement = statement
        self.scope = scope

    def replace(self, node: ast.AST, text: str, kind: str, weight: float) -> Made:
        """Return the edit that replaces a node."""
        return self.program.start(node), self.program.end(node), text, kind, weight

    def between(self, left: ast.AST, right: ast.AST, operator: str) -> tuple[int, int] | None:
        """Return the span of an operator's text between two nodes."""
        start = self.program.end(left)
        text = self.program.text[start : self.program.start(right)]
        words = r"\s+".join(re.escape(word) for word in operator.split())
        found = re.search(rf"\b{words}\b" if operator[0].isalpha() else words, text)
        return (start + found.start(), start + found.end()) if found else None

    def grouped(self, node: ast.AST) -> str:
        """Return a node's text, in parentheses unless it stands alone anyway."""
        text = self.program.source(node)
        return text if isinstance(node, ATOMS) else f"({text})"
