"""How is a program seen by those who would change it: its functions, statements, names and spans?"""

import ast
import warnings
from collections.abc import Iterator
from functools import cached_property

from analyzers.deferred import dataclass
from analyzers.text import Lines

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Region:
    """An outermost function, which can be replaced without loading the rest of the program again."""

    node: Function
    first: int  # its first line, decorators included
    last: int
    body: int  # the line its body begins at: what stands before runs when the module is loaded
    owner: str  # the class around it, or an empty string
    depth: int  # how many blocks are around it


class Program:
    """One parsed file, with every node's parent and its place in the text.

    Raises SyntaxError or ValueError when the text is not valid Python.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = Lines(text)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.tree = ast.parse(text)
        self.parents: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
        self._rows = text.split("\n")

    def start(self, node: ast.AST) -> int:
        """Return the character offset at which a node begins."""
        return self._offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]  # nodes with a place

    def end(self, node: ast.AST) -> int:
        """Return the character offset one past a node."""
        return self._offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]  # as above

    def source(self, node: ast.AST) -> str:
        """Return a node's text."""
        return self.text[self.start(node) : self.end(node)]

    def _offset(self, line: int, column: int) -> int:
        row = self._rows[line - 1]
        if not row.isascii():
            column = len(row.encode("utf-8")[:column].decode("utf-8", "replace"))
        return self.lines.starts[line - 1] + column

    def indentation(self, statement: ast.AST) -> str:
        """Return the white space before a statement's line."""
        row = self._rows[statement.lineno - 1]  # type: ignore[attr-defined]  # statements have a place
        return row[: len(row) - len(row.lstrip())]

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around a node, innermost first."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the innermost statement that a node belongs to, itself included."""
        if isinstance(node, ast.stmt):
            return node
        return next((around for around in self.ancestors(node) if isinstance(around, ast.stmt)), None)

    def function(self, node: ast.AST) -> Function | None:
        """Return the innermost function around a node."""
        return next((around for around in self.ancestors(node) if isinstance(around, Function)), None)

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """Return the list of statements in which a statement stands."""
        parent = self.parents[statement]
        for name in ("body", "orelse", "finalbody"):
            block = getattr(parent, name, None)
            if isinstance(block, list) and any(other is statement for other in block):
                return block
        return [statement]

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Outermost functions, in order."""
        found: list[Region] = []

        def visit(node: ast.AST, owner: str, depth: int) -> None:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, Function):
                    first = min([child.lineno, *(item.lineno for item in child.decorator_list)])
                    found.append(
                        Region(child, first, child.end_lineno or first, child.body[0].lineno, owner, depth)
                    )
                elif isinstance(child, ast.ClassDef):
                    visit(child, child.name, depth + 1)
                elif isinstance(child, ast.If | ast.Try | ast.With):
                    visit(child, owner, depth + 1)

        visit(self.tree, "", 0)
        return tuple(found)

    @cached_property
    def constants(self) -> dict[tuple[int, int], ast.Constant]:
        """Every constant that is written, by its place in the text."""
        return {
            (self.start(node), self.end(node)): node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant)
        }

    def region(self, line: int) -> Region | None:
        """Return the outermost function whose lines hold this one."""
        return next((region for region in self.regions if region.first <= line <= region.last), None)

    def statements(self) -> Iterator[ast.stmt]:
        """Yield every statement, outer before inner, in the order of the text."""
        stack: list[ast.AST] = [self.tree]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.stmt):
                yield node
            stack.extend(
                child
                for child in reversed(list(ast.iter_child_nodes(node)))
                if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
            )


def own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """Yield every expression of a statement itself, not of the statements inside it."""
    stack: list[ast.AST] = [
        child
        for child in ast.iter_child_nodes(statement)
        if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
    ]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.expr):
            yield node
        stack.extend(ast.iter_child_nodes(node))


def is_docstring(statement: ast.stmt) -> bool:
    """Whether a statement is a string that nothing uses."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
