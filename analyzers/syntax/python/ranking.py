"""How likely is it that an author meant a candidate? Its cost, in nats: the kind of mistake, the place, the words.

The cost is a weighted sum of features. The weights are learnt by `benchmarks/train_ranking.py`: among the
candidates that compile, the author's own is to have the lowest cost.
"""

from bisect import bisect_left
from typing import NamedTuple

from analyzers.syntax.python.model import LINE, symbols, token_model
from analyzers.syntax.python.site import Candidate, Change, Site, apply
from analyzers.syntax.python.tokens import BUILTINS, KEYWORDS, NAME, OP, Token, lex
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
)
_UNWEIGHED = (
    "indent",
    "tabs",
    "clause",
    "body",
    "handler",
    "legacy",
    "paste",
    "comment",
    "definition",
    "braces",
    "loop",
    "keyword-as-name",
    "name-hyphen",
)
_UNPLACED = ("bracket", "colon", "string")
_MOST_LINES = 6
_LONGEST = 4_000  # characters
_FARTHEST = 20  # tokens


class _Lines(NamedTuple):
    """What is measured of some lines of text."""

    cost: float  # of their symbols, in nats
    symbols: int
    strange: int  # names that nothing else in the text knows


class Ranking:
    """Costs of candidates for one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._marks: int | None = None
        self._starts = [token.start for token in site.layout.tokens]
        self._before: dict[tuple[int, int], tuple[_Lines, dict[str, int]]] = {}
        self._error = bisect_left(self._starts, site.offset)
        self._reach = max(bisect_left(self._starts, site.reach), self._error)

    def cost(self, candidate: Candidate) -> float:
        """Return the cost of a candidate: the lower, the likelier."""
        values = self.features(candidate)
        total = PRIORS.get(candidate.kind, DEFAULT_PRIOR)
        return total + sum(WEIGHTS[name] * value for name, value in zip(FEATURES, values, strict=True))

    def features(self, candidate: Candidate) -> tuple[float, ...]:
        """Return the values of `FEATURES` for a candidate."""
        if candidate.kind.startswith(_UNWEIGHED):
            return (candidate.cost, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        before = behind = 0
        first = bisect_left(self._starts, candidate.changes[0].start)
        if not candidate.kind.startswith(_UNPLACED):
            behind = min(max(first - self._reach, 0), _FARTHEST)
            before = min(max(self._error - first, 0), _FARTHEST)
        removed = sum(c.end - c.start > len(c.text) and c.end - c.start > 1 for c in candidate.changes)
        only = candidate.changes[0]
        gap = self.site.text[only.start - 1 : only.start] + self.site.text[only.start : only.start + 2]
        wide = only.start == only.end and (gap.startswith("  ") or gap.endswith("  "))
        return (
            candidate.cost,
            *self._words(candidate)[:2],
            before,
            behind,
            self._words(candidate)[2],
            removed,
            min(len(candidate.changes) - 1, 3),
            wide,
            self._swallowed(candidate),
        )

    def _swallowed(self, candidate: Candidate) -> float:
        """Return how many marks of code a triple quote would turn into text."""
        if not any('"""' in c.text or "'''" in c.text for c in candidate.changes):
            return 0.0
        text = self.site.text
        if self._marks is None:
            self._marks = sum(token.kind == OP for token in self.site.layout.tokens)
        after = sum(token.kind == OP for token in lex(apply(text, candidate.changes)))
        return float(min(max(self._marks - after, 0), 30))

    def _words(self, candidate: Candidate) -> tuple[float, int, int]:
        """Return by how much the changed lines are less natural, longer and stranger than they were."""
        layout = self.site.layout
        first = layout.line_of(candidate.changes[0].start)
        last = layout.line_of(candidate.changes[-1].end)
        if last - first > _MOST_LINES:
            return 0.0, 0, 0
        start = layout.line_start(first)
        end = min(layout.line_end(last) + 1, len(layout.text))
        if end - start > _LONGEST:
            return 0.0, 0, 0
        depth = layout.depths.get(first, 0)
        known = self._before.get((first, last))
        if known is None:
            tokens = lex(layout.text[start:end])
            own: dict[str, int] = {}
            for token in tokens:
                if token.kind == NAME:
                    own[token.text] = own.get(token.text, 0) + 1
            known = self._measure(tokens, depth, own), own
            self._before[first, last] = known
        plain, own = known
        local = [Change(c.start - start, c.end - start, c.text) for c in candidate.changes]
        after = self._measure(lex(apply(layout.text[start:end], local)), depth, own)
        return after.cost - plain.cost, after.symbols - plain.symbols, after.strange - plain.strange

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
        return _Lines(token_model().cost(words), len(words), len(strange))
