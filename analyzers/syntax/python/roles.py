"""Does a word stand where a name cannot, and where else does it stand so? `retrun x`, `wenn x > 3:`, `for x dans y:`.

A name beside another name or value, with nothing between them, is no name.
"""

from typing import NamedTuple

from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import Site
from analyzers.syntax.python.tokens import KEYWORDS, NAME, NUMBER, STRING, Token

_JOINS = frozenset({"in", "is", "and", "or", "if", "else", "not", "for", "as", "import", "from"})


class Use(NamedTuple):
    """A place where a word stands, and in what role: "" where it may be a name."""

    token: Token
    role: str


def role(statement: Statement, place: int) -> str:
    """Return how the word at an index stands where a name cannot: "alone", "head", "start", "between", or ""."""
    tokens = statement.tokens
    token = tokens[place]
    if token.kind != NAME or token.text in KEYWORDS or place + 1 >= len(tokens):
        return ""
    right = tokens[place + 1]
    beside = right.kind in (NAME, NUMBER, STRING) and right.text not in _JOINS
    if place == 0:
        if statement.opens_block:
            return "alone" if right.text == ":" else "head" if beside or right.text in ("not", "(") else ""
        return "start" if beside or right.text == "not" else ""
    left = tokens[place - 1]
    return "between" if left.ends_operand and right.starts_operand and right.text not in "([{" else ""


def uses(site: Site, word: str) -> list[Use]:
    """Return where a word stands in the text."""
    return [
        Use(token, role(one, place))
        for one in site.statements
        for place, token in enumerate(one.tokens)
        if token.text == word and token.kind == NAME
    ]


def is_name(site: Site, word: str) -> bool:
    """Whether a word stands as a name more than twice."""
    return site.names.get(word, 0) > 2 and sum(not use.role for use in uses(site, word)) > 1


def is_stranger(site: Site, word: str) -> bool:
    """Whether nothing else in the text knows a word as a name."""
    return not site.knows(word) or (site.names.get(word, 0) > 1 and all(use.role for use in uses(site, word)))
