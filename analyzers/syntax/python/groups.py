"""Where does the missing half of a pair of brackets round a part of an expression belong?

Brackets round a part are there to change the order of evaluation. `a + b) / 2` was `(a + b) / 2`: without the
opener the closer would have had no use. Where an operator binds more tightly than one within the bracket, the
bracket ends, or begins, between the two.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import Candidate, Site, insert
from analyzers.syntax.python.tokens import CLOSERS, NAME, OPENERS, STRING, Token

_BINDING = {
    **dict.fromkeys(("or", "and", "not", "if", "else"), 0), **dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "in", "is"), 1),
    "|": 2, "^": 3, "&": 4, "<<": 5, ">>": 5, "+": 6, "-": 6, "*": 7, "/": 7, "//": 7, "%": 7, "@": 7, "**": 8,
}  # fmt: skip
_BOUNDS = frozenset(
    {",", "=", ":", ";", ":=", "+=", "-=", "*=", "/=", "return", "for", "lambda", "yield", "print"}
)
_BOUNDS_TOO = frozenset({"if", "elif", "while", "and", "or", "not", "else", "in", "assert"})
_MOST = 80  # tokens that are looked at from a bracket on
_PLAIN = -1.6  # the bracket would have no use anywhere else


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield the lost halves of brackets round a part of an expression."""
    for index in range(max(site.index - 1, 0), site.index + 1):
        statement = site.statements[index]
        cost = 0.0 if index == site.index else 0.7
        for closer in (*statement.extra, *(one for _, one in statement.mismatched)):
            place = statement.tokens.index(closer)
            yield from _openings(statement, place, cost)
            yield from _filling(statement, place, cost)
            if place and statement.tokens[place - 1].text == closer.text:
                yield from _openings(statement, place - 1, cost)
        for opener in statement.unclosed[-2:]:
            yield from _endings(statement, statement.tokens.index(opener), cost)


def _openings(statement: Statement, closer: int, cost: float) -> Iterator[Candidate]:
    """Yield the places before which the opener of a `)` or `]` may be missing."""
    tokens = statement.tokens
    if tokens[closer].text != ")":
        return
    following = tokens[closer + 1] if closer + 1 < len(tokens) else None
    binding = _BINDING.get(following.text) if following is not None and following.text != "not" else None
    within: list[int] = []  # how tightly what stands in the bracket binds
    depth = 0
    for place in range(closer - 1, max(closer - _MOST, -1), -1):
        token = tokens[place]
        depth += (token.text in CLOSERS) - (token.text in OPENERS)
        before = tokens[place - 1] if place else None
        if depth > 0:
            continue
        if depth < 0 or token.text in _BOUNDS or (token.text in _BOUNDS_TOO and within):
            return
        sign = _BINDING.get(token.text)
        if sign is not None:
            if before is None or not before.ends_operand:
                sign = 6 if token.text in ("-", "+") else sign  # the sign of a number
            within.append(sign)
            continue
        starts = token.starts_operand and not (before is not None and before.ends_operand)
        starts = starts and (before is None or before.text != ".")
        if not starts or not within:
            continue
        if (
            before is not None
            and before.text in ("-", "+")
            and place > 1
            and not tokens[place - 2].ends_operand
        ):
            token, before = before, tokens[place - 2]
        left = _BINDING.get(before.text, -1) if before is not None else -1
        free = (
            before is None or before.text in OPENERS or before.text in _BOUNDS or before.text in _BOUNDS_TOO
        )
        change = insert(token.start, "(")
        if binding is not None and min(within) < binding and free:
            yield Candidate("bracket-unopened", (change,), cost + _PLAIN)
        elif binding is not None and min(within) < binding:
            yield Candidate("bracket-unopened", (change,), cost - 0.4)
        elif binding is None and min(within) <= left and left >= 6:
            yield Candidate("bracket-unopened", (change,), cost - 0.8)  # `x / 2 * a)`


def _filling(statement: Statement, closer: int, cost: float) -> Iterator[Candidate]:
    """`"%s of %s" % a, b))`: as many values as the text has places stand in brackets of their own."""
    tokens = statement.tokens
    depth = commas = 0
    for place in range(closer - 1, max(closer - _MOST, 0), -1):
        token = tokens[place]
        if place == closer - 1 and token.text == ")":
            continue  # the closer of what the brackets stand in
        depth += (token.text in CLOSERS) - (token.text in OPENERS)
        if depth < 0:
            return
        commas += not depth and token.text == ","
        before = tokens[place - 1]
        if not depth and token.text == "%" and before.kind == STRING:
            if commas and len(re.findall(r"%[^%\s]*?[a-zA-Z]", before.text.replace("%%", ""))) == commas + 1:
                yield Candidate(
                    "bracket-unopened", (insert(tokens[place + 1].start, "("),), cost + 2 * _PLAIN
                )
            return


def _endings(statement: Statement, opener: int, cost: float) -> Iterator[Candidate]:
    """Yield the places behind which the closer of a bracket may be missing."""
    tokens = statement.tokens
    mark = tokens[opener].text
    before = tokens[opener - 1] if opener else None
    called = before is not None and before.ends_operand and mark == "("
    if mark == "{" or called:
        return
    if mark == "[":
        if before is not None and before.ends_operand:
            yield from _index(tokens, opener, cost)
        return
    within: list[int] = []
    depth = 0
    last = before is None or before.text in _BOUNDS or before.text in OPENERS
    alike = {after.text for one, after in pairwise(tokens) if one.text == ")"}
    for place in range(opener + 1, min(opener + _MOST, len(tokens))):
        token = tokens[place]
        sign = _BINDING.get(token.text, 0)
        if not depth and within and tokens[place - 1].ends_operand and sign > max(min(within), 1):
            sure = _PLAIN if last or token.text in alike else -0.2
            yield Candidate("bracket-unclosed", (insert(tokens[place - 1].end, ")"),), cost + sure)
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if depth < 0 or (not depth and (token.text in _BOUNDS or token.text == ":")):
            return
        if not depth and sign:
            within.append(sign)


def _index(tokens: list[Token], opener: int, cost: float) -> Iterator[Candidate]:
    """`items[i + 1 - items[i]`: no sequence is indexed by its own items before it is worked with."""
    name = tokens[opener - 1]
    depth = 0
    for place in range(opener + 1, min(opener + _MOST, len(tokens) - 2)):
        token = tokens[place]
        again = name.kind == NAME and [one.text for one in tokens[place + 1 : place + 3]] == [name.text, "["]
        if again and not depth and token.text in _BINDING and tokens[place - 1].ends_operand:
            yield Candidate("bracket-unclosed", (insert(tokens[place - 1].end, "]"),), cost + _PLAIN)
            return
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if depth < 0:
            return
