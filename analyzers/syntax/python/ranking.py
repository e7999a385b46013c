"""How likely is it that an author meant a candidate? Its cost, in nats: the kind of mistake, the place, the words."""

from bisect import bisect_left

from analyzers.syntax.python.model import LINE, symbols, token_model
from analyzers.syntax.python.site import Candidate, Site, apply
from analyzers.syntax.python.tokens import lex

# What each kind of mistake costs before anything is known of the place; rarer kinds cost more.
PRIORS: dict[str, float] = {
    "bracket-unclosed": 1.0,
    "bracket-mismatched": 1.0,
    "colon-missing": 0.5,
    "equals-for-comparison": 0.5,
    "operator-misspelt": 0.0,
    "operator-foreign": 0.5,
    "comma-missing": 1.5,
    "keyword-misspelt": 0.8,
    "keyword-foreign": 0.8,
    "word-split": 1.5,
    "stray": 2.5,
    "mark-exchanged": 3.5,
    "newline-missing": 3.0,
    "string-unquoted": 2.5,
    "surplus-word": 3.0,
    "comment-prose": 5.0,
    "legacy": 0.0,
    "rule-async": 0.0,
    "rule-nonlocal": 0.0,
    "token-missing": 2.5,
    "token-wrong": 4.5,
    "else-missing": 2.5,
}
_DEFAULT_PRIOR = 2.0
_MODEL_WEIGHT = 0.55
_TYPICAL = 1.5  # nats of a usual token: what keeps shorter from being better in itself
_STEP_BEFORE, _STEP_BEHIND, _FARTHEST = 0.12, 0.5, 3.0
_UNWEIGHED = ("indent", "tabs", "clause", "body", "handler", "legacy", "paste", "comment", "definition")
_MOST_LINES = 6


class Ranking:
    """Costs of candidates for one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._starts = [token.start for token in site.layout.tokens]
        self._before: dict[tuple[int, int], float] = {}
        self._error = bisect_left(self._starts, site.offset)
        self._reach = max(bisect_left(self._starts, site.reach), self._error)

    def cost(self, candidate: Candidate) -> float:
        """Return the cost of a candidate: the lower, the likelier."""
        total = PRIORS.get(candidate.kind, _DEFAULT_PRIOR) + candidate.cost
        if candidate.kind.startswith(_UNWEIGHED):
            return total
        return total + self._distance(candidate) + _MODEL_WEIGHT * self.surprise(candidate)

    def _distance(self, candidate: Candidate) -> float:
        if candidate.kind.startswith(("bracket", "colon", "string")):
            return 0.0
        first = bisect_left(self._starts, candidate.changes[0].start)
        if first > self._reach:
            return min(_STEP_BEHIND * (first - self._reach), _FARTHEST)
        return min(_STEP_BEFORE * max(self._error - first, 0), _FARTHEST)

    def surprise(self, candidate: Candidate) -> float:
        """Return by how many nats the changed lines are less natural than they were."""
        layout = self.site.layout
        first = layout.line_of(candidate.changes[0].start)
        last = layout.line_of(candidate.changes[-1].end)
        if last - first > _MOST_LINES:
            return 0.0
        start = layout.line_start(first)
        end = min(layout.line_end(last) + 1, len(layout.text))
        depth = layout.depths.get(first, 0)
        before = self._before.get((first, last))
        if before is None:
            before = self._lines_cost(layout.text[start:end], depth)
            self._before[first, last] = before
        local = [type(c)(c.start - start, c.end - start, c.text) for c in candidate.changes]
        return self._lines_cost(apply(layout.text[start:end], local), depth) - before

    def _lines_cost(self, text: str, depth: int) -> float:
        if len(text) > 4000:
            return 0.0
        words = [LINE, *symbols(lex(text), depth)]
        return token_model().cost(words) - _TYPICAL * len(words)
