"""Which expressions stand in the line that failed?"""

from __future__ import annotations

import ast
import warnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 24


def of_line(source: bytes, line: int, mark: tuple[int, int, int, int] | None) -> list[str]:
    """The texts of the expressions that take part in a failing line, inner ones first, without constants.

    `mark` limits them to the part that was running: first line, last line, first and last column in bytes.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []
    statement = _statement(tree, line)
    if statement is None:
        return []
    rows = source.split(b"\n")
    found = []  # type: list[str]
    for node in _expressions(statement):
        if mark and not _within(node, mark):
            continue
        text = _segment(rows, node)
        if text and text not in found and len(text) < 200:
            found.append(text)
    return found[-_MOST:]


def _statement(tree: ast.Module, line: int) -> ast.stmt | None:
    best = None
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno):
            if best is None or node.lineno >= best.lineno:
                best = node
    return best


def _expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement's own line, not those of the statements inside it, inner ones first."""
    found = []
    stack = [child for child in ast.iter_child_nodes(statement)]  # noqa: C416
    while stack:
        node = stack.pop(0)
        if isinstance(node, (ast.stmt, ast.Lambda, ast.ExceptHandler)):
            continue
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp, ast.Call, ast.Compare)):
            found.append(node)
        stack.extend(ast.iter_child_nodes(node))
    return reversed(found)


def _within(node: ast.expr, mark: tuple[int, int, int, int]) -> bool:
    first, last, start, end = mark
    return (node.lineno, node.col_offset) >= (first, start) and (
        node.end_lineno or node.lineno,
        node.end_col_offset or 0,
    ) <= (last, end)


def _segment(rows: list[bytes], node: ast.expr) -> str:
    if node.end_lineno != node.lineno:
        return ""
    return rows[node.lineno - 1][node.col_offset : node.end_col_offset].decode("utf-8", "replace")
