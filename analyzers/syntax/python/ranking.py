"""How likely is it that an author meant a candidate? Its cost, in nats: the kind of mistake, the place, the words.

The cost is a weighted sum of features. The weights are learnt by `benchmarks/train_ranking.py`: among the
candidates that compile, the author's own is to have the lowest cost.
"""

import ast
import warnings
from bisect import bisect_left
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from analyzers.deferred import regex
from analyzers.syntax.python.local import stub
from analyzers.syntax.python.margins import unreachable
from analyzers.syntax.python.model import LINE, symbols, token_model
from analyzers.syntax.python.plausible import ODDITIES, oddities
from analyzers.syntax.python.signatures import arities as signatures
from analyzers.syntax.python.site import Candidate, Change, Site, apply
from analyzers.syntax.python.tokens import (
    BUILTINS,
    CLAUSES,
    COMMENT,
    CONTINUED,
    KEYWORDS,
    NAME,
    NEWLINE,
    NUMBER,
    OP,
    STRING,
    Token,
    lex,
)
from analyzers.syntax.python.weights import DEFAULT_PRIOR, PRIORS, WEIGHTS

FEATURES = (
    "own",
    "model",
    "length",
    "before",
    "behind",
    "strange",
    "removed",
    "changes",
    "wide",
    "swallowed",
    "odd",
    "novel",
    "familiar",
    "unreachable",
    "codelike",
    "escaped",
    "quoted",
    "paired",
)
_UNWEIGHED = (
    "indent",
    "tabs",
    "clause",
    "body",
    "block-bare",
    "handler",
    "legacy",
    "paste",
    "comment",
    "definition",
    "braces",
    "loop",
    "line-doubled",
    "colon-early",
    "keyword-as-name",
    "name-hyphen",
)
_EVERYWHERE = ("legacy", "paste", "comment", "braces")  # they change many places at once
_MOVED = ("indent", "clause", "block-bare")
_BINDS = frozenset({"def", "class", "import", "as", "for", "global", ","})
_UNPLACED = ("bracket", "colon", "string")
_MOST_LINES = 6
_WHOLE_LINES = 800  # characters of changed lines that are measured whole
_ROUND = 40  # tokens on either side of a change, of longer ones
_LONGEST = 4_000  # characters
_LONGEST_TEXT = 400_000  # characters whose pairs of tokens are counted
_LONGEST_BLOCK = 16_000  # characters whose sense is looked at
_LONGEST_SWALLOWED = 100_000  # characters read to see what a triple quote turns into text
_LIKE_CODE = regex(r"^\w+\s*=(?=[.\w])|^\s*(?:\+\s*\w|,\s*\w+\s*[,)=]|\))|\w\)?\s*(?:\+\s*$|,\s*$|=$)")
_BETWEEN = regex(
    r"""(?<!^)\\?["'][)\]]*\s*(?:,|\+|:|%|\bif\b|\belse\b|\bin\b|==|!=)\s*[(\[]*[rbfu]?\\?["']"""
)
_BEHIND = regex(
    r"(?<=\w), ?(?:None|True|False|\d+|self\.\w+|\w+=\S+|\w+[(\[].*[)\]])[)\]]*$|\w \+ \w|\] \+|\w (?:==|!=) \w|"
    r"\w\)? (?:if|else|in|and|or|for) \w+\)?$|\w['\"]? %(?![sdifrxg]\b)\s*[\w(]"
)
_APOSTROPHE = regex(r"\w'\w|s' ")
_FARTHEST = 20  # tokens
_MOST_ODDITIES = 12  # of one kind that count


class _Lines(NamedTuple):
    """What is measured of some lines of text, or by how much it differs after a change."""

    cost: float = 0.0  # of their symbols, in nats
    symbols: int = 0
    strange: int = 0  # names that nothing else in the text knows
    odd: float = 0.0  # strings that read like code
    codelike: int = 0  # strings that hold what stands between two strings
    novel: int = 0  # neighbouring tokens that come together by the change and nowhere else in the text
    familiar: int = 0  # those that come together elsewhere too
    pairs: frozenset[tuple[str, str]] = frozenset()


class Ranking:
    """Costs of candidates for one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._marks: int | None = None
        self._starts = [token.start for token in site.layout.tokens]
        self._without: dict[tuple[int, int], tuple[int, ...]] = {}
        self._before: dict[tuple[int, int], tuple[_Lines, dict[str, int]]] = {}
        self._error = bisect_left(self._starts, site.offset)
        self._reach = max(bisect_left(self._starts, site.reach), self._error)

    def cost(self, candidate: Candidate) -> float:
        """Return the cost of a candidate: the lower, the likelier."""
        values = self.features(candidate)
        total = PRIORS.get(candidate.kind, DEFAULT_PRIOR)
        return total + sum(WEIGHTS[name] * value for name, value in zip(FEATURES, values, strict=True))

    def afterthought(self, text: str, candidate: Candidate) -> float:
        """Return what the sense of a text that compiles adds to the cost of the candidate that led to it."""
        return sum(
            WEIGHTS[name] * count for name, count in zip(ODDITIES, self.sense(text, candidate), strict=True)
        )

    def sense(self, text: str, candidate: Candidate) -> tuple[float, ...]:
        """Return by how much more of `ODDITIES` the top-level statement round a change holds than it must."""
        start, end = self._block(candidate)
        if end - start > _LONGEST_BLOCK or candidate.kind.startswith(_EVERYWHERE):
            return (0.0,) * len(ODDITIES)
        tree = parsed(text[start : end + len(text) - len(self.site.text)])
        if tree is None:
            return (0.0,) * len(ODDITIES)
        counts = oddities(tree, self.bound, self.arities)
        usual = self._usual(start, end)
        return tuple(
            float(min(count - known, _MOST_ODDITIES)) for count, known in zip(counts, usual, strict=True)
        )

    def _usual(self, start: int, end: int) -> tuple[int, ...]:
        """Return how many of `ODDITIES` a range holds without the statement that CPython stumbles over."""
        if (start, end) not in self._without:
            one, layout, text = self.site.statement, self.site.layout, self.site.text
            above, below = text[start : layout.line_start(one.first)], text[layout.line_end(one.last) : end]
            tree = parsed(above + self.site.margin(one) + stub(one) + below)
            known = (0,) * len(ODDITIES) if tree is None else oddities(tree, self.bound, self.arities)
            self._without[start, end] = known
        return self._without[start, end]

    def _block(self, candidate: Candidate) -> tuple[int, int]:
        """Return the range of the top-level statements that a candidate changes, and of the error."""
        statements = self.site.statements
        layout = self.site.layout
        first = min(layout.index_at(layout.line_of(candidate.changes[0].start)), self.site.index)
        last = max(layout.index_at(layout.line_of(candidate.changes[-1].end)), self.site.index)
        first = max(first - 1, 0)
        while first and (statements[first].indent or statements[first].word in CLAUSES):
            first -= 1
        while first and statements[first - 1].word == "@" and not statements[first - 1].indent:
            first -= 1
        last += 1
        while last + 1 < len(statements) and (
            statements[last + 1].indent or statements[last + 1].word in CLAUSES
        ):
            last += 1
        return (
            layout.line_start(statements[first].first) if first else 0,
            layout.line_end(statements[last].last) if last < len(statements) - 1 else len(self.site.text),
        )

    @cached_property
    def bound(self) -> frozenset[str]:
        """Names that the text binds somewhere, roughly, and those that Python binds."""
        tokens = self.site.layout.tokens
        bound = set(BUILTINS)
        for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], None], strict=False):
            if token.kind != NAME or token.text in KEYWORDS:
                continue
            told = isinstance(before, Token) and before.text in _BINDS
            if told or (after is not None and after.text in ("=", ":=", "in")):
                bound.add(token.text)
        return frozenset(bound)

    @cached_property
    def arities(self) -> dict[str, tuple[int, int]]:
        """How many arguments the text's own functions take, as far as their heads can be read."""
        return signatures(self.site.statements)

    def features(self, candidate: Candidate) -> tuple[float, ...]:
        """Return the values of `FEATURES` for a candidate."""
        if candidate.kind.startswith(_UNWEIGHED):
            moved = unreachable(self.site, candidate.changes) if candidate.kind.startswith(_MOVED) else 0
            return (candidate.cost, *(0.0,) * (len(FEATURES) - 6), moved, 0.0, 0.0, 0.0, 0.0)
        before = behind = 0
        first = bisect_left(self._starts, candidate.changes[0].start)
        if not candidate.kind.startswith(_UNPLACED):
            behind = min(max(first - self._reach, 0), _FARTHEST)
            before = min(max(self._error - first, 0), _FARTHEST)
        removed = sum(c.end - c.start > len(c.text) and c.end - c.start > 1 for c in candidate.changes)
        only = candidate.changes[0]
        gap = self.site.text[only.start - 1 : only.start] + self.site.text[only.start : only.start + 2]
        wide = only.start == only.end and (gap.startswith("  ") or gap.endswith("  "))
        measured = self._words(candidate)
        return (
            candidate.cost,
            measured.cost,
            measured.symbols,
            before,
            behind,
            measured.strange,
            removed,
            min(len(candidate.changes) - 1, 3),
            wide,
            self._swallowed(candidate),
            measured.odd,
            min(measured.novel, 6),
            min(measured.familiar, 6),
            0,
            min(measured.codelike, 3),
            min(sum(c.text.count("\\") for c in candidate.changes), 3),
            measured.cost * candidate.kind.startswith(("string", "quote")),
            measured.cost * candidate.kind.startswith("bracket"),
        )

    def _swallowed(self, candidate: Candidate) -> float:
        """Return how many marks of code a triple quote would turn into text."""
        if not any('"""' in c.text or "'''" in c.text for c in candidate.changes):
            return 0.0
        text = self.site.text
        if len(text) > _LONGEST_SWALLOWED:
            return 0.0
        if self._marks is None:
            self._marks = sum(token.kind == OP for token in self.site.layout.tokens)
        after = sum(token.kind == OP for token in lex(apply(text, candidate.changes)))
        return float(min(max(self._marks - after, 0), 30))

    def _words(self, candidate: Candidate) -> _Lines:
        """Return by how much the changed lines are less natural, longer and stranger than they were."""
        layout = self.site.layout
        first = layout.line_of(candidate.changes[0].start)
        last = layout.line_of(candidate.changes[-1].end)
        if last - first > _MOST_LINES:
            if len({change.text for change in candidate.changes}) > 1:
                return _Lines()
            # the same slip again and again: the first says enough
            candidate, last = candidate._replace(changes=candidate.changes[:1]), first
        start = layout.line_start(first)
        end = min(layout.line_end(last) + 1, len(layout.text))
        if end - start > _WHOLE_LINES:  # the tokens round the change are enough
            before = bisect_left(self._starts, candidate.changes[0].start) - _ROUND
            behind = bisect_left(self._starts, candidate.changes[-1].end) + _ROUND
            start = max(start, self._starts[max(before, 0)])
            end = min(end, self._starts[behind]) if behind < len(self._starts) else end
        if end - start > _LONGEST:
            return _Lines()
        depth = layout.depths.get(first, 0)
        known = self._before.get((start, end))
        if known is None:
            tokens = lex(layout.text[start:end])
            own: dict[str, int] = {}
            for token in tokens:
                if token.kind == NAME:
                    own[token.text] = own.get(token.text, 0) + 1
            known = self._measure(tokens, depth, own), own
            self._before[start, end] = known
        plain, own = known
        local = [Change(c.start - start, c.end - start, c.text) for c in candidate.changes]
        after = self._measure(lex(apply(layout.text[start:end], local)), depth, own)
        made = after.pairs - plain.pairs
        familiar = sum(self.pairs.get(pair, 0) > 0 for pair in made)
        return _Lines(
            after.cost - plain.cost,
            after.symbols - plain.symbols,
            after.strange - plain.strange,
            after.odd - plain.odd,
            after.codelike - plain.codelike,
            len(made) - familiar,
            familiar,
        )

    @cached_property
    def pairs(self) -> dict[tuple[str, str], int]:
        """How often two tokens stand side by side in the text."""
        counts: dict[tuple[str, str], int] = {}
        if len(self.site.text) > _LONGEST_TEXT:
            return counts
        for pair in pairwise(_spelt(self.site.layout.tokens)):
            counts[pair] = counts.get(pair, 0) + 1
        return counts

    def _measure(self, tokens: list[Token], depth: int, own: dict[str, int]) -> _Lines:
        words = [LINE, *symbols(tokens, depth)]
        names = self.site.names
        strange = {
            token.text
            for place, token in enumerate(tokens)
            if token.kind == NAME
            and token.text not in KEYWORDS
            and token.text not in BUILTINS
            and names.get(token.text, 0) <= own.get(token.text, 0)
            and not (place and tokens[place - 1].text == ".")
        }
        return _Lines(
            token_model().cost(words),
            len(words),
            len(strange),
            sum(_oddness(token.text) for token in tokens if token.kind == STRING)
            + sum(a.kind == b.kind == STRING and a.end == b.start for a, b in pairwise(tokens)),
            sum(_codelike(token.text) for token in tokens if token.kind == STRING),
            pairs=frozenset(pairwise(_spelt(tokens))),
        )


def parsed(text: str) -> ast.Module | None:
    """Return the syntax tree of a text, or None where it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _spelt(tokens: list[Token]) -> list[str]:
    """Return tokens as they are written, texts and numbers by their class, without comments."""
    return [
        token.kind if token.kind in (STRING, NUMBER, NEWLINE) else token.text
        for token in tokens
        if token.kind not in (COMMENT, CONTINUED)
    ]


def _codelike(text: str) -> int:
    """Return how often a string holds what stands between two strings, or behind the last: `', "`, `, None`."""
    quote = text[-1]
    if text[-3:] == quote * 3 or len(text) > _LONGEST:
        return 0
    body = text[text.index(quote) + 1 : -1]
    return len(_BETWEEN.findall(body)) + len(_BEHIND.findall(body))


def _oddness(text: str) -> float:
    """Return how much a string reads like code between two strings: ` + name + `."""
    quote = text[-1]
    if text[-3:] == quote * 3:
        return 0.0
    body = text[text.index(quote) + 1 : -1]
    if not body:
        return 0.5
    odd = 1.0 * bool(_LIKE_CODE.search(body))
    other = '"' if quote == "'" else "'"
    if other == '"' or not _APOSTROPHE.search(body):
        odd += body.count(other) % 2
    return odd + (body.count("(") != body.count(")"))
