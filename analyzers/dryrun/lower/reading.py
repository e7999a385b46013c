"""Which handler lowers which node, and what do all of them need?"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from analyzers.dryrun.program import Block, Dark, Do, Expression, Statement

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = frozenset(
    ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern", "variable_name", "instance_variable", "class_variable", "global_variable", "constant", "name")
)  # fmt: skip
_WORDLESS = frozenset(
    ("comment", "line_comment", "block_comment", "php_tag", "empty_statement", "heredoc_body")
)
_MAX_DEPTH = 150


class Reader:
    """Lowers the nodes of one tree."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.largest = 0
        self.known: set[str] = set()
        self._depth = 0

    def expression(self, node: "Node | None") -> Expression:
        """Return what a node's value is made of."""
        from analyzers.dryrun.lower.expressions import EXPRESSIONS

        if node is None:
            return Dark(names=frozenset())
        handler = EXPRESSIONS.get(node.type)
        if handler is None or self._depth > _MAX_DEPTH:
            return self.dark(node)
        self._depth += 1
        try:
            return handler(self, node)
        finally:
            self._depth -= 1

    def statements(self, node: "Node | None") -> tuple[Statement, ...]:
        """Return what a node does."""
        from analyzers.dryrun.lower.declarations import DECLARATIONS
        from analyzers.dryrun.lower.statements import STATEMENTS

        if node is None or node.type in _WORDLESS:
            return ()
        handler = DECLARATIONS.get(node.type) or STATEMENTS.get(node.type)
        if handler is None or self._depth > _MAX_DEPTH:
            return (Do(self.expression(node), line=line(node)),)
        self._depth += 1
        try:
            return tuple(handler(self, node))
        finally:
            self._depth -= 1

    def body(self, node: "Node | None") -> tuple[Statement, ...]:
        """Return what the children of a node do, one after the other; of a single statement, what that does."""
        if node is None:
            return ()
        if node.type in BODIES:
            return tuple(each for child in node.named_children for each in self.statements(child))
        return self.statements(node)

    def block(self, node: "Node | None") -> tuple[Statement, ...]:
        """Return the body of a node as one block."""
        return (Block(self.body(node), line=line(node)),) if node is not None else ()

    def dark(self, node: "Node") -> Dark:
        """Return a node that is not understood."""
        return Dark(frozenset(_names(node)), line=line(node))

    def field(self, node: "Node", *names: str) -> Expression:
        """Return the value of the first of some fields that is there."""
        return self.expression(child(node, *names))


Expressions = dict[str, Callable[[Reader, "Node"], Expression]]
Statements = dict[str, Callable[[Reader, "Node"], Iterable[Statement]]]

BODIES = frozenset(
    ("program", "source_file", "translation_unit", "compilation_unit", "statement_block", "block", "compound_statement", "statement_list", "body_statement", "block_body", "do", "then", "else", "ensure", "colon_block", "constructor_body", "declaration_list", "global_statement", "field_declaration_list", "class_body", "begin_block", "parenthesized_statements")
)  # fmt: skip


def _names(node: "Node") -> Iterable[str]:
    stack = [node]
    while stack:
        found = stack.pop()
        if found.type in _NAMES:
            yield text(found).lstrip("$")
        stack.extend(found.named_children)


def text(node: "Node | None") -> str:
    """Return a node's text."""
    return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")


def line(node: "Node | None") -> int:
    """Return the line on which a node begins, counted from one."""
    return 0 if node is None else node.start_point.row + 1


def child(node: "Node", *names: str) -> "Node | None":
    """Return the first of some fields that a node has."""
    for name in names:
        found = node.child_by_field_name(name)
        if found is not None:
            return found
    return None


def named(node: "Node") -> "list[Node]":
    """Return the children that mean something."""
    return [each for each in node.named_children if each.type not in _WORDLESS]


def marks(node: "Node") -> list[str]:
    """Return the words and signs that stand directly in a node."""
    return [text(each) for each in node.children if not each.is_named]


def type_name(node: "Node | None") -> str:
    """Return a type as written, without blanks, namespaces and the colon before it."""
    written = re.sub(r"\s+", " ", text(node)).lstrip(": ").strip()
    return re.sub(r"\b(?:std|System(?:\.Collections\.Generic)?|java\.util)(?:::|\.)", "", written)
