"""Which part of the running statement raised?

The report's underline decides where there is one; otherwise the message says what to look for, and when
several parts fit, all of them are returned and nothing is claimed of a single one.
"""

import ast
from collections.abc import Callable
from typing import TypeVar

from analyzers.runtime.crash import Site

N = TypeVar("N", bound=ast.AST)


def failing(site: Site, kind: type[N], fits: Callable[[N], bool] = lambda _: True) -> list[N]:
    """Return the parts of the site's statement that are of a kind and fit, the likeliest first.

    A single element means that nothing else in the statement could have raised in this way.
    """
    if site.statement is None:
        return []
    nodes = [
        node
        for node in site.source.parts(site.statement, site.function)
        if isinstance(node, kind) and fits(node)
    ]
    if site.mark is not None:
        return _marked(site, nodes, site.mark)
    on_line = [
        node
        for node in nodes
        if getattr(node, "lineno", 0) <= site.line <= getattr(node, "end_lineno", 0)
        and _touches(node, site.line)
    ]
    return on_line or nodes


def marked(site: Site) -> ast.expr | None:
    """Return the smallest expression that the report's underline covers exactly."""
    if site.mark is None or site.statement is None:
        return None
    exact = [
        node
        for node in site.source.parts(site.statement)
        if isinstance(node, ast.expr) and _range(site, node) == site.mark
    ]
    return exact[-1] if exact else None


def _marked(site: Site, nodes: list[N], mark: tuple[int, int, int, int]) -> list[N]:
    ranges = [(node, place) for node in nodes if (place := _range(site, node)) is not None]
    exact = [node for node, place in ranges if place == mark]
    if exact:
        return exact[:1]
    if marked(site) is not None:
        return []  # what is underlined is something else
    start, end = mark[:2], mark[2:]
    around = [(node, place) for node, place in ranges if place[:2] <= start and end <= place[2:]]
    if around:
        # The innermost of those that enclose the underline starts last.
        return [max(around, key=lambda pair: (pair[1][:2], _negative(pair[1][2:])))[0]]
    within = [node for node, place in ranges if start <= place[:2] and place[2:] <= end]
    return within or [node for node, place in ranges if place[:2] < end and start < place[2:]]


def _negative(place: tuple[int, int]) -> tuple[int, int]:
    return -place[0], -place[1]


def _range(site: Site, node: ast.AST) -> tuple[int, int, int, int] | None:
    if not hasattr(node, "lineno"):
        return None
    lines = site.source.lines
    span = site.source.span(node)
    return *lines.position(span.start), *lines.position(span.end)


def _touches(node: ast.AST, line: int) -> bool:
    """Return whether the part of a node that is its own, not its operands', may be on a line."""
    if isinstance(node, ast.Call | ast.Subscript | ast.Attribute):
        return int(node.lineno) <= line
    return True
