"""Which labelled examples does the text resemble?

A multinomial logistic regression over hashed n-grams, trained on `exemplars.jsonl` by
`assistant/router/training.py`. Its weights are bytes: one signed byte for each route and bucket, and a scale.
The user's own corrections are compared too, and outweigh the model where they are nearly the same text.
"""

from array import array
from functools import cache
from pathlib import Path

from analyzers.facts import Route, Signal, Stage
from assistant.router.features import BUCKETS, features
from assistant.router.opinion import ROUTES, Opinion, softmax
from assistant.router.view import View

WEIGHTS = Path(__file__).with_name("linear.bin")
_LEAST_SIMILAR = 0.55  # cosine from which a local exemplar counts
_NEARLY_SAME = 0.9


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


def compare(seen: View, corrections: tuple[tuple[Route, dict[int, float]], ...] = ()) -> Opinion | None:
    """Return what the text resembles, or None when it has no words or the weights are missing."""
    vector = features(seen)
    near = max(
        ((_cosine(vector, other), route) for route, other in corrections),
        key=lambda item: item[0],
        default=(0.0, Route.UNCLEAR),
    )
    if near[0] >= _NEARLY_SAME:
        return _corrected(*near)
    model = load()
    if model is None or not (seen.words.strip() or seen.report.strip()):
        return None
    weights, scale, biases = model
    logits = list(biases)
    for bucket, value in vector.items():
        start = bucket * 4
        for index in range(4):
            weight = weights[start + index]
            if weight:
                logits[index] += scale * weight * value
    if near[0] >= _LEAST_SIMILAR:
        logits[ROUTES.index(near[1])] += 4.0 * near[0]
    chances = softmax(logits)
    opinion = Opinion(stage=Stage.SEMANTIC, chances=chances)
    signal = Signal(
        Stage.SEMANTIC,
        opinion.route,
        f"reads like the {opinion.route.value} examples",
        round(opinion.confidence, 2),
    )
    return Opinion(stage=Stage.SEMANTIC, chances=chances, signals=(signal,))


def _corrected(similarity: float, route: Route) -> Opinion:
    signal = Signal(Stage.SEMANTIC, route, "nearly the same as a text you corrected", round(similarity, 2))
    chance = 0.97
    syntax, runtime, logic, unclear = (chance if each is route else (1 - chance) / 3 for each in ROUTES)
    return Opinion(stage=Stage.SEMANTIC, chances=(syntax, runtime, logic, unclear), signals=(signal,))


def _cosine(first: dict[int, float], second: dict[int, float]) -> float:
    if len(second) < len(first):
        first, second = second, first
    return sum(value * second.get(bucket, 0.0) for bucket, value in first.items())
