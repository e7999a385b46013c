"""Where is a text broken, and what may be done there? What every generator of candidates works on."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from analyzers.syntax.candidate import Candidate, Change, apply, insert
from analyzers.syntax.python.layout import Layout, Statement
from analyzers.syntax.python.tokens import BROKEN, BUILTINS, CLOSERS, KEYWORDS, NAME, OPENERS, STRING, Token
from analyzers.syntax.python.verdict import Verdict

__all__ = [
    "Candidate",
    "Change",
    "Site",
    "Target",
    "apply",
    "insert",
    "insert_between",
    "replace_token",
    "swap",
]


_LONG = 240  # tokens of a statement that are all looked at


class Target(NamedTuple):
    """A statement that may hold the mistake, and what it costs to look for it there."""

    statement: Statement
    number: int  # its index among the statements
    cost: float


class Site:
    """A broken text, its layout, the compiler's verdict, and the statements that may be to blame."""

    def __init__(self, layout: Layout, verdict: Verdict) -> None:
        self.layout = layout
        self.text = layout.text
        self.verdict = verdict
        self.message = verdict.message
        start = layout.line_start(verdict.line)
        self.offset = min(start + max(verdict.column - 1, 0), len(self.text))
        last = layout.line_start(verdict.end_line)
        self.reach = max(min(last + max(verdict.end_column - 1, 0), len(self.text)), self.offset)
        self.statements = layout.statements
        self._inside: dict[int, list[str]] = {}
        self.index = layout.index_at(verdict.line) if self.statements else 0

    @property
    def statement(self) -> Statement:
        """The statement in which the compiler gave up."""
        return self.statements[self.index]

    @property
    def before(self) -> Statement | None:
        """The statement before that."""
        return self.statements[self.index - 1] if self.index else None

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """The statements to look at, likeliest first."""
        found = [Target(self.statement, self.index, 0.0)]
        if self.index:
            early = self.offset <= self.statement.start + 1
            found.append(Target(self.statements[self.index - 1], self.index - 1, 1.0 if early else 3.0))
        if self.index + 1 < len(self.statements) and self.message.endswith("was never closed"):
            found.append(Target(self.statements[self.index + 1], self.index + 1, 3.0))
        return tuple(found)

    @cached_property
    def names(self) -> dict[str, int]:
        """How often each name occurs in the text."""
        counts: dict[str, int] = {}
        for token in self.layout.tokens:
            if token.kind == NAME and token.text not in KEYWORDS:
                counts[token.text] = counts.get(token.text, 0) + 1
        return counts

    def knows(self, word: str) -> bool:
        """Whether a word is Python's own or stands in the text more than once."""
        return word in KEYWORDS or word in BUILTINS or self.names.get(word, 0) > 1

    @cached_property
    def called(self) -> frozenset[str]:
        """The names that are called somewhere in the text; those of attributes with a dot before them."""
        found: set[str] = set()
        dot = ""
        for token, after in pairwise(self.layout.tokens):
            if token.kind == NAME and after.text == "(" and after.start == token.end:
                found.add(dot + token.text)
            dot = "." if token.text == "." else ""
        return frozenset(found)

    @cached_property
    def values(self) -> frozenset[str]:
        """The names that are given a value somewhere in the text: by `=`, a loop, or as a parameter."""
        found: set[str] = set()
        for one in self.statements:
            defines = one.word in ("def", "async")
            for before, token, after in zip(
                one.tokens, one.tokens[1:], [*one.tokens[2:], None], strict=False
            ):
                given = before.text in ("for", "as") or (defines and before.text in ("(", ",", "*", "**"))
                if token.kind == NAME and (given or (after is not None and after.text == "in")):
                    found.add(token.text)
            if len(one.tokens) > 1 and one.tokens[0].kind == NAME and one.tokens[1].text == "=":
                found.add(one.tokens[0].text)
        return frozenset(found - KEYWORDS)

    @cached_property
    def string_lines(self) -> frozenset[int]:
        """The lines that begin inside a string: their margin is part of its value."""
        lines: set[int] = set()
        for token in self.layout.tokens:
            if token.kind in (STRING, BROKEN) and "\n" in token.text:
                first = self.layout.line_of(token.start)
                lines.update(range(first + 1, first + 1 + token.text.count("\n")))
        return frozenset(lines)

    def near(self, statement: Statement) -> Iterator[tuple[int, Token]]:
        """Yield the tokens of a statement with their indexes; of a very long one, those near the error."""
        tokens = statement.tokens
        first, last = 0, len(tokens)
        if last > _LONG:
            here = bisect_left(tokens, self.offset, key=lambda token: token.start)
            first, last = max(here - _LONG, 0), min(here + _LONG // 2, last)
        for place in range(first, last):
            yield place, tokens[place]

    def gaps(self, target: Target) -> Iterator[tuple[int, Token, Token]]:
        """Yield every two neighbouring tokens of a statement with the index of the second, as `near` does."""
        tokens = target.statement.tokens
        for place, token in self.near(target.statement):
            if place:
                yield place, tokens[place - 1], token

    def inside(self, statement: Statement, place: int) -> str:
        """Return the innermost bracket that is open before the token at an index, or an empty string."""
        known = self._inside.get(statement.start)
        if known is None:
            known = []
            depth: list[str] = []
            for token in statement.tokens:
                known.append(depth[-1] if depth else "")
                if token.text in OPENERS:
                    depth.append(token.text)
                elif token.text in CLOSERS and depth:
                    depth.pop()
            self._inside[statement.start] = known
        return known[place]

    def margin(self, statement: Statement) -> str:
        """Return the blanks before a statement."""
        return self.text[statement.start - statement.margin : statement.start]

    def next_indent(self, index: int) -> int | None:
        """Return the indentation of the statement behind an index, or None at the end."""
        return self.statements[index + 1].indent if index + 1 < len(self.statements) else None

    def body_follows(self, index: int) -> bool:
        """Whether the statement behind an index is indented more deeply."""
        after = self.next_indent(index)
        return after is not None and after > self.statements[index].indent


def swap(token: Token, text: str) -> Change:
    """Return the change that puts a text in a token's place."""
    return Change(token.start, token.end, text)


def replace_token(site: Site, token: Token, word: str) -> Change:
    """Return the change of a token into a word, with blanks where it would touch its neighbours."""
    before = site.text[token.start - 1 : token.start]
    after = site.text[token.end : token.end + 1]
    left = " " if before and (before.isalnum() or before in "_)]}\"'") and word[:1].isalpha() else ""
    right = " " if after and (after.isalnum() or after in "_\"'(") and word[-1:].isalpha() else ""
    return Change(token.start, token.end, left + word + right)


def insert_between(site: Site, left: Token, right: Token, text: str) -> Change:
    """Return the insertion of a word or operator between two tokens, spaced as people write it."""
    gap = site.text[left.end : right.start]
    if "\n" in gap or text in (",", ":", ";"):
        return insert(left.end, text)
    if text == ".":
        return Change(left.end, right.start, ".")
    if gap:
        return insert(left.end, " " + text)
    return insert(left.end, f" {text} ")
