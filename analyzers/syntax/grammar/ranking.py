"""How likely is it that an author meant a candidate? Its cost in nats, from its kind, place and words.

The weights are learnt by `benchmarks/train_grammar_ranking.py`: among the candidates that parse, the author's own
is to have the lowest cost.
"""

from operator import mul

from analyzers.syntax.candidate import Candidate
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.weights import DEFAULT_PRIOR, PRIORS, WEIGHTS

FEATURES = ("own", "model", "lines", "tokens", "behind", "removed", "changes", "added", "shorter")
_WEIGHTS = tuple(WEIGHTS[name] for name in FEATURES)
_UNPLACED = frozenset(
    {"bracket-unclosed", "block-unclosed", "tag-unclosed", "brace-below"}
)  # the parser notices far away
_FARTHEST_LINES, _FARTHEST_TOKENS = 12, 16
_LITTLE, _TORN = 0.2, 4.0  # a quote in a shell turns all that follows inside out: the whole text is asked
_STRONGEST = 25.0  # nats that the token model may say


def features(ground: Ground, candidate: Candidate) -> tuple[float, ...]:
    """Return what is measured of a candidate, in the order of FEATURES; without the token model's word."""
    text = ground.text.text
    first = candidate.changes[0].start
    removed = added = 0
    for change in candidate.changes:
        removed += len(text[change.start : change.end].strip())
        added += len(change.text.strip())
    placed = candidate.kind not in _UNPLACED
    lines, tokens = ground.off(first) if placed else (0, 0)
    return (
        candidate.cost,
        0.0,
        min(lines, _FARTHEST_LINES) / 4,
        min(tokens, _FARTHEST_TOKENS) / 4,
        float(placed and bool(ground.marks) and first > ground.marks[-1]),
        min(removed, 12) / 4,
        min(len(candidate.changes) - 1, 3),
        min(added, 12) / 4,
        float(removed > added),
    )


def likeness(ground: Ground, candidate: Candidate) -> float:
    """Return what the token model says of a candidate."""
    said = ground.surprise(candidate)
    if ground.text.name == "bash" and _touches_quotes(ground, candidate):
        said = _LITTLE * said + _TORN * ground.torn_more(candidate)
    return max(-_STRONGEST, min(said, _STRONGEST))


def _touches_quotes(ground: Ground, candidate: Candidate) -> bool:
    return any(
        mark in change.text or mark in ground.text.text[change.start : change.end]
        for change in candidate.changes
        for mark in "\"'`"
    )


def cost(kind: str, measured: tuple[float, ...], model: float = 0.0) -> float:
    """Return the cost of a candidate of a kind from its features."""
    weighed: float = sum(map(mul, _WEIGHTS, measured))
    return PRIORS.get(kind, DEFAULT_PRIOR) + weighed + WEIGHTS["model"] * model
