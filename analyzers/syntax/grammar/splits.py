"""Which words or marks were run together or torn apart?"""

from collections.abc import Iterator
from itertools import pairwise

from analyzers.syntax.candidate import Candidate, Change
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.model import vocabulary
from analyzers.syntax.grammar.tokens import MARK, NAME, NUMBER, Token

_SHORTEST, _LONGEST = 3, 60


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield what parts or joins the words and marks on the lines near the faults."""
    lines = set(ground.lines)
    marks = {word for word in vocabulary(ground.text.name) if not word[0].isalpha()}
    known = _known(ground)
    for left, right in pairwise(ground.code):
        if left.line not in lines:
            continue
        if left.kind == MARK and right.kind == MARK and left.line == right.line:
            joined = left.text + right.text
            if len(joined) > 1 and joined in marks and left.end < right.start:
                yield Candidate("operator-split", (Change(left.end, right.start, ""),), 0.0)
        if left.kind == NAME and right.kind == NAME and left.line == right.line:
            joined = left.text + right.text
            if joined in known or joined in ground.text.language.keywords:
                yield Candidate("word-split", (Change(left.end, right.start, ""),), 0.0)
        if left.kind == NUMBER and left.text[-1:].isalpha():
            yield from _number(left)
        if left.kind == MARK and len(left.text) in (2, 4) and left.text == left.text[0] * len(left.text):
            half = left.text[: len(left.text) // 2]
            yield Candidate("mark-doubled", (Change(left.start, left.end, half),), 0.3)
        if left.kind == MARK and left.text == right.text and left.end == right.start:
            yield Candidate("mark-doubled", (Change(right.start, right.end, ""),), 0.0)
        if left.kind == NAME:
            yield from _parted(ground, left, known, marks)


def _known(ground: Ground) -> set[str]:
    names = {name for name in ground.names if len(name) > 1}
    learnt = {} if ground.model is None else ground.model.numbers
    return names | ground.text.language.keywords | {word for word in learnt if word[:1].isalpha()}


def _number(token: Token) -> Iterator[Candidate]:
    digits = token.text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
    if digits:
        at = token.start + len(digits)
        yield Candidate("words-joined", (Change(at, at, " "),), 1.0)


def _parted(ground: Ground, token: Token, known: set[str], marks: set[str]) -> Iterator[Candidate]:
    """A name that is two words with a mark or a blank lost between them."""
    word = token.text
    keywords = ground.text.language.keywords
    if word in keywords or not _SHORTEST <= len(word) <= _LONGEST:
        return
    for at in range(2, len(word)):
        left, right = word[:at], word[at:]
        certain = (left in known) + (right in known)
        if not certain or (certain == 1 and len(left if left in known else right) < 3):
            continue
        price = 0.3 if certain == 2 else 1.3
        place = token.start + at
        if left in keywords or right in keywords:
            yield Candidate("words-joined", (Change(place, place, " "),), price)
        for mark in ("(", "[", ".", "->", "::", "<"):
            if mark in marks:
                kind = "bracket-unopened" if mark in "([" else "token-missing"
                yield Candidate(kind, (Change(place, place, mark),), price + (0.0 if mark == "(" else 0.6))
    digits = len(word) - len(word.rstrip("0123456789"))
    if 0 < digits < len(word) and "=" in marks:
        place = token.end - digits
        yield Candidate("token-missing", (Change(place, place, "="),), 0.8)
