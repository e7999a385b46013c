"""Which labelled examples does the text resemble?

Two multinomial logistic regressions trained on `exemplars.jsonl` by `benchmarks/train_router.py`: one over
hashed n-grams, whose weights are bytes (one signed byte for each route and bucket, and a scale), and one over
sentence embeddings, whose model is loaded only for what is still in doubt and may be absent. The user's own
corrections are compared too, and outweigh both where they are nearly the same text.
"""

import json
from array import array
from functools import cache, lru_cache
from itertools import count
from pathlib import Path

from analyzers.deferred import dataclass
from analyzers.facts import Route, Signal, Stage
from assistant.router.features import BUCKETS, features
from assistant.router.opinion import ROUTES, Chances, Opinion, logs, mostly, pool, sharpen, softmax
from assistant.router.view import View

WEIGHTS = Path(__file__).with_name("linear.bin")
HEAD = Path(__file__).with_name("head.json")
EXEMPLARS = Path(__file__).with_name("exemplars.jsonl")
_LEAST_SIMILAR = 0.55  # cosine from which a local exemplar counts
_NEARLY_SAME = 0.9
_SETTLED = 0.85
_PATIENCE = 4  # texts after which loading the model again, to embed seven times as fast, has paid for itself
_embedded = count(1)
_GIST = 600  # characters: more than the model reads


@dataclass(frozen=True, slots=True)
class Head:
    """A linear classifier over sentence embeddings, and the model whose vectors it was fitted on."""

    model: str
    rows: tuple[tuple[float, ...], ...]
    biases: tuple[float, ...]


@cache
def load_head() -> Head | None:
    """Return the shipped head, or None where it is missing, damaged, or of other exemplars than those beside it."""
    from tools.embedding.checked import has_sum

    try:
        record = json.loads(HEAD.read_text(encoding="utf-8"))
        if not has_sum(EXEMPLARS, record["exemplars"]):
            return None
        return Head(record["model"], tuple(map(tuple, record["rows"])), tuple(record["biases"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@cache
def load() -> "tuple[array[int], float, tuple[float, ...]] | None":
    """Return weights, their scale and the biases, or None where they are not installed."""
    try:
        data = WEIGHTS.read_bytes()
    except OSError:
        return None
    header = array("f")
    header.frombytes(data[:20])
    weights = array("b")
    weights.frombytes(data[20:])
    if len(weights) != BUCKETS * len(ROUTES):
        return None
    scale, *biases = header
    return weights, scale, tuple(biases)


def compare(
    seen: View, corrections: tuple[tuple[Route, dict[int, float]], ...] = (), so_far: Opinion | None = None
) -> Opinion | None:
    """Return what the text resembles, or None when it has no words or the weights are missing.

    The embedding model is loaded only where pieces of words and the opinion so far do not settle it.
    """
    vector = features(seen)
    near = max(
        ((_cosine(vector, other), route) for route, other in corrections),
        key=lambda item: item[0],
        default=(0.0, Route.UNCLEAR),
    )
    if near[0] >= _NEARLY_SAME:
        return _corrected(*near)
    if not (seen.said.strip() or seen.report.strip()):
        return None
    pieces = by_pieces(vector)
    if pieces is None:
        return None
    meaning = None if settled(pieces, so_far) else by_meaning(seen)
    chances = blend(pieces, meaning)
    if near[0] >= _LEAST_SIMILAR:
        pulled = logs(chances)
        pulled[ROUTES.index(near[1])] += 4.0 * near[0]
        chances = softmax(pulled)
    opinion = Opinion(stage=Stage.SEMANTIC, chances=chances)
    how = "in its words" if meaning is None else "in words and meaning"
    signal = Signal(
        Stage.SEMANTIC,
        opinion.route,
        f"reads like the {opinion.route.value} examples, {how}",
        round(opinion.confidence, 2),
    )
    return Opinion(stage=Stage.SEMANTIC, chances=chances, signals=(signal,))


def by_pieces(vector: dict[int, float]) -> Chances | None:
    """Return the chances that the n-gram model gives, or None where it is not installed."""
    model = load()
    if model is None:
        return None
    weights, scale, biases = model
    logits = list(biases)
    for bucket, value in vector.items():
        start = bucket * len(ROUTES)
        for index in range(len(ROUTES)):
            weight = weights[start + index]
            if weight:
                logits[index] += scale * weight * value
    return softmax(logits)


def by_meaning(seen: View) -> Chances | None:
    """Return the chances that a linear head over the sentence embedding gives, or None where that is missing."""
    return _meaning(gist(seen))


@lru_cache(maxsize=32)
def _meaning(text: str) -> Chances | None:
    from analyzers.errors import AssistantError

    head = load_head()
    if head is None:
        return None
    try:
        from tools.embedding import MODEL_SHA256, embedder

        if head.model != MODEL_SHA256:
            return None
        vector = embedder(throughput=next(_embedded) > _PATIENCE).embed([text])[0].tolist()
    except (AssistantError, ImportError):
        return None  # the n-gram model goes on alone
    return softmax(
        [
            bias + sum(weight * value for weight, value in zip(row, vector, strict=True))
            for row, bias in zip(head.rows, head.biases, strict=True)
        ]
    )


def forget() -> None:
    """Drop the embeddings that were kept, so that the next one costs what a first one does."""
    _meaning.cache_clear()


def blend(pieces: Chances, meaning: Chances | None) -> Chances:
    """Return one opinion of two; alone, the n-grams count half as much, as in the blend."""
    return pool([(0.5, pieces), (0.5, meaning)]) if meaning else sharpen(pieces, 1.5)


def settled(pieces: Chances, so_far: Opinion | None) -> bool:
    """Whether the embedding could hardly change the outcome: both cheap readers are sure, and agree."""
    if so_far is None:
        return False
    best = max(pieces)
    return so_far.confidence >= _SETTLED and best >= _SETTLED and so_far.route is ROUTES[pieces.index(best)]


def gist(seen: View) -> str:
    """Return what is embedded: the writer's words, or else the last lines of the report, where the error stands."""
    if seen.said.strip():
        return seen.said[:_GIST]
    lines = [line for line in seen.report.split("\n") if line.strip()]
    return "\n".join(lines[-4:])[-_GIST:] or seen.text[:_GIST]


def _corrected(similarity: float, route: Route) -> Opinion:
    signal = Signal(Stage.SEMANTIC, route, "nearly the same as a text you corrected", round(similarity, 2))
    return Opinion(stage=Stage.SEMANTIC, chances=mostly(route, 0.97), signals=(signal,))


def _cosine(first: dict[int, float], second: dict[int, float]) -> float:
    if len(second) < len(first):
        first, second = second, first
    return sum(value * second.get(bucket, 0.0) for bucket, value in first.items())
