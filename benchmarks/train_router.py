"""Trains the router's linear model and fits its calibration: `python -m benchmarks.train_router`.

Deterministic. The models learn from `assistant/router/exemplars.jsonl` and `fixtures/routing/tune`; pool and calibration
are fitted on the same texts, each as seen by models that learnt from nothing its author wrote, since that is how the
router meets the next author. The held-back half in `fixtures/routing/test` is never read here.
"""

import hashlib
import json
import os
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzers.facts import Problem, Stage
from analyzers.text import clean
from analyzers.traceback import read
from assistant.router import calibration, semantic
from assistant.router.cascade import STAGE_FUNCTIONS, Cascade
from assistant.router.features import BUCKETS, features
from assistant.router.opinion import ROUTES, Chances, Opinion, logs, pool, softmax
from assistant.router.view import Texture, View, view

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EXEMPLARS = Path(semantic.__file__).with_name("exemplars.jsonl")
TUNE = Path(__file__).parents[1] / "fixtures" / "routing" / "tune"
EPOCHS = 20
RATE = 0.5
PENALTY = 2e-5
FOLDS = 5
_TOGETHER = 20  # neighbours in a file that may resemble each other
_OUTSIDERS = ("blind", "fifth")  # files whose author had seen neither rules nor other texts
# How much a text counts in pool and confidence: the fewer rules were shaped on it, the more it is like the next one.
_WORTH = {"blind": 1.0, "fifth": 2.0, "exemplars": 0.3}
_WORTH_OF_OWN = 0.5
_POOL_STEPS = 2_000
_POOL_RATE = 0.5
HEAD_STEPS = 800
HEAD_RATE = 20.0
HEAD_PENALTY = 3e-4

Vector = dict[int, float]
Point = tuple[float, bool, float]  # how sure, whether right, how much it counts

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # on small matrices more threads only wait for each other


def main() -> int:
    """Write the weights and the tables, and print how well they fit."""
    texts = [
        (file.stem, record) for file in (EXEMPLARS, *sorted(TUNE.glob("*.jsonl"))) for record in records(file)
    ]
    views = [_view(record["input"]) for _, record in texts]
    labels = [_index(record["label"]) for _, record in texts]
    parts = folds([source for source, _ in texts])
    examples = list(zip(map(features, views), labels, strict=True))
    pieces = cross_fit(examples, parts)
    vectors = _embedded(views)
    meanings = cross_fit_head(vectors, labels, parts)
    for name, unseen in (("n-grams", pieces), ("embeddings", meanings)):
        hits = sum(
            chances.index(max(chances)) == label for chances, label in zip(unseen, labels, strict=True)
        )
        print(f"{name}: right on {hits / len(labels):.1%} of {len(labels)} texts not trained on")
    weights, biases = train(examples)
    save(weights, biases)
    save_head(*train_head(vectors, labels))
    semantic.load.cache_clear()
    semantic.load_head.cache_clear()
    calibration.fitted.cache_clear()
    cases = []
    for (source, _), seen, label, piece, meaning in zip(texts, views, labels, pieces, meanings, strict=True):
        opinions = _opinions(seen, (Stage.STRUCTURE, Stage.KEYWORD))
        if seen.said.strip() or seen.report.strip():
            settled = semantic.settled(piece, opinions.get(Stage.KEYWORD))
            chances = semantic.blend(piece, None if settled else meaning)
            opinions[Stage.SEMANTIC] = Opinion(stage=Stage.SEMANTIC, chances=chances)
        said = {stage: opinion.chances for stage, opinion in opinions.items()}
        cases.append(Case(said, label, seen.texture, _WORTH.get(source.split("_")[0], _WORTH_OF_OWN)))
    fit(cases, parts)
    return 0


@dataclass(frozen=True, slots=True)
class Case:
    """What the stages said of one text, the truth, what the text is made of, and how much it counts."""

    said: dict[Stage, Chances]
    label: int
    texture: Texture
    worth: float


def folds(sources: Sequence[str]) -> list[int]:
    """Return the part that each text belongs to, from the files' names.

    An outsider's texts stay together; of our own, neighbours, which were written together.
    """
    outsiders = sorted({source for source in sources if source.startswith(_OUTSIDERS)})
    parts, own = [], 0
    for source in sources:
        if source in outsiders:
            parts.append(outsiders.index(source) % FOLDS)
        else:
            parts.append(own // _TOGETHER % FOLDS)
            own += 1
    return parts


def records(path: Path) -> list[dict[str, Any]]:
    """Return the JSON lines of a file, or of every file in a folder."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return [
        json.loads(line)
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def train(examples: Sequence[tuple[Vector, int]]) -> tuple[list[float], list[float]]:
    """Return weights and biases of a multinomial logistic regression, fitted by AdaGrad (Duchi et al., 2011).

    Every route counts the same, however many examples it has.
    """
    import numpy as np

    size = len(ROUTES)
    counts = [sum(label == index for _, label in examples) for index in range(size)]
    share = [len(examples) / (size * max(count, 1)) for count in counts]
    weights, squares = np.zeros((BUCKETS, size)), np.full((BUCKETS, size), 1e-8)
    biases, bias_squares = np.zeros(size), np.full(size, 1e-8)
    arrays = [
        (np.fromiter(vector, dtype=np.int64), np.fromiter(vector.values(), dtype=np.float64), label)
        for vector, label in examples
    ]
    truth = np.eye(size)
    order = list(range(len(arrays)))
    for epoch in range(EPOCHS):
        order.sort(key=lambda index: (index * 7919 + epoch * 104729) % 100003)
        for index in order:
            buckets, values, label = arrays[index]
            held = weights[buckets]
            logits = values @ held + biases
            powers = np.exp(logits - logits.max())
            slopes = (powers / powers.sum() - truth[label]) * share[label]
            bias_squares += slopes * slopes
            biases -= 0.1 * RATE * slopes / np.sqrt(bias_squares)
            if np.abs(slopes).max() < 1e-3:
                continue
            steps = np.outer(values, slopes) + PENALTY * held
            spread = squares[buckets] + steps * steps
            squares[buckets] = spread
            weights[buckets] = held - RATE * steps / np.sqrt(spread + 0.02)
    return weights.ravel().tolist(), biases.tolist()


def cross_fit(examples: Sequence[tuple[Vector, int]], parts: Sequence[int]) -> list[Chances]:
    """Return for every example the chances that a model gives which was not trained on its part."""
    unseen: list[Chances] = [(0.25, 0.25, 0.25, 0.25)] * len(examples)
    for fold in sorted(set(parts)):
        weights, biases = train(
            [example for example, part in zip(examples, parts, strict=True) if part != fold]
        )
        for index, (vector, _) in enumerate(examples):
            if parts[index] != fold:
                continue
            logits = list(biases)
            for bucket, value in vector.items():
                for route in range(len(ROUTES)):
                    logits[route] += weights[bucket * len(ROUTES) + route] * value
            unseen[index] = softmax(logits)
    return unseen


def save(weights: Sequence[float], biases: Sequence[float]) -> None:
    """Write the weights as signed bytes with one scale."""
    scale = max(map(abs, weights)) / 127
    header = array("f", [scale, *biases])
    body = array("b", [round(weight / scale) for weight in weights])
    semantic.WEIGHTS.write_bytes(header.tobytes() + body.tobytes())


def _opinions(seen: View, stages: Sequence[Stage]) -> dict[Stage, Opinion]:
    found: list[Opinion] = []
    for stage in stages:
        opinion = STAGE_FUNCTIONS[stage](seen, found)
        if opinion is not None:
            found.append(opinion)
    return {opinion.stage: opinion for opinion in found}


def _embedded(views: Sequence[View]) -> "NDArray[np.float32]":
    from tools.embedding import Embedder

    return Embedder(throughput=True).embed([semantic.gist(seen) for seen in views])


def train_head(
    vectors: "NDArray[np.float32]", labels: Sequence[int]
) -> tuple[list[list[float]], list[float]]:
    """Return rows and biases of a multinomial logistic regression, fitted by plain gradient descent."""
    import numpy as np

    size = len(ROUTES)
    truth = np.eye(size)[list(labels)]
    rows, biases = np.zeros((size, vectors.shape[1])), np.zeros(size)
    for _ in range(HEAD_STEPS):
        logits = vectors @ rows.T + biases
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        miss = (powers / powers.sum(axis=1, keepdims=True) - truth) / len(labels)
        rows -= HEAD_RATE * (miss.T @ vectors + HEAD_PENALTY * rows)
        biases -= 0.1 * HEAD_RATE * miss.sum(axis=0)
    return rows.tolist(), biases.tolist()


def cross_fit_head(
    vectors: "NDArray[np.float32]", labels: Sequence[int], parts: Sequence[int]
) -> list[Chances]:
    """Return for every vector the chances that a head gives which was not trained on its part."""
    unseen: list[Chances] = [(0.25, 0.25, 0.25, 0.25)] * len(labels)
    for fold in sorted(set(parts)):
        kept = [index for index, part in enumerate(parts) if part != fold]
        rows, biases = train_head(vectors[kept], [labels[index] for index in kept])
        for index, part in enumerate(parts):
            if part != fold:
                continue
            vector = vectors[index].tolist()
            logits = [sum(map(float.__mul__, row, vector)) for row in rows]
            unseen[index] = softmax([logit + bias for logit, bias in zip(logits, biases, strict=True)])
    return unseen


def save_head(rows: Sequence[Sequence[float]], biases: Sequence[float]) -> None:
    """Write the head with the sums of the model and of the exemplars that it depends on."""
    from tools.embedding import MODEL_SHA256

    record = {
        "model": MODEL_SHA256,
        "exemplars": hashlib.sha256(EXEMPLARS.read_bytes()).hexdigest(),
        "biases": [round(bias, 4) for bias in biases],
        "rows": [[round(weight, 4) for weight in row] for row in rows],
    }
    semantic.HEAD.write_text(json.dumps(record) + "\n", encoding="utf-8")


def fit(cases: Sequence[Case], parts: Sequence[int]) -> None:
    """Fit how opinions are pooled, then the confidence tables, and write them.

    What is pooled for the tables is pooled as fitted on the other parts.
    """
    threshold = Cascade().threshold(Stage.STRUCTURE)
    sure: list[Point] = []
    left: list[int] = []
    for number, case in enumerate(cases):
        structure = case.said.get(Stage.STRUCTURE)
        if structure and max(structure) >= threshold:
            sure.append((max(structure), structure.index(max(structure)) == case.label, case.worth))
        else:
            left.append(number)
    pooled: list[Point] = []
    for fold in sorted(set(parts)):
        balances = fit_pool([cases[number] for number in left if parts[number] != fold])
        for number in left:
            if parts[number] == fold:
                case = cases[number]
                chances = _pool(case.said, balances[case.texture])
                pooled.append((max(chances), chances.index(max(chances)) == case.label, case.worth))
    balances = fit_pool([cases[number] for number in left])
    tables = {
        "pool": {
            texture.value: {
                "weights": {stage: round(weight, 3) for stage, weight in balance.weights.items()},
                "bias": [round(value, 3) for value in balance.bias],
            }
            for texture, balance in balances.items()
        },
        "knots": {Stage.STRUCTURE.value: isotonic(sure), calibration.DECISION: isotonic(pooled)},
    }
    calibration.TABLES.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")
    for name, points in (("structure", sure), ("pool", pooled)):
        print(f"{name} decides {len(points)}, right {sum(hit for _, hit, _ in points) / len(points):.1%}")


def fit_pool(cases: Sequence[Case]) -> dict[Texture, calibration.Balance]:
    """Return weights per stage and a bias per route for every texture, which minimise the log loss.

    Each texture's are the common ones and a difference, which is drawn towards nothing: few cases change little.
    Plain gradient descent.
    """
    import numpy as np

    stages = (Stage.STRUCTURE, Stage.KEYWORD, Stage.SEMANTIC)
    textures = tuple(Texture)
    said = np.zeros((len(cases), len(stages), len(ROUTES)))  # a stage that abstained adds nothing
    for row, case in enumerate(cases):
        for column, stage in enumerate(stages):
            if stage in case.said:
                said[row, column] = logs(case.said[stage])
    said -= said.mean(axis=2, keepdims=True)
    truth = np.eye(len(ROUTES))[[case.label for case in cases]]
    worth = np.array([case.worth for case in cases])
    kinds = np.array([textures.index(case.texture) for case in cases])
    members = np.eye(len(textures))[kinds]
    weights, bias = np.full(len(stages), 0.7), np.zeros(len(ROUTES))
    own_weights, own_bias = np.zeros((len(textures), len(stages))), np.zeros((len(textures), len(ROUTES)))
    for _ in range(_POOL_STEPS):
        logits = np.einsum("csr,cs->cr", said, weights + own_weights[kinds]) + bias + own_bias[kinds]
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        miss = (powers / powers.sum(axis=1, keepdims=True) - truth) * worth[:, None]
        pulls = np.einsum("cr,csr->cs", miss, said)
        rate = _POOL_RATE / worth.sum()
        weights -= rate * (pulls.sum(axis=0) + 3.0 * (weights - 0.7))
        own_weights -= rate * (members.T @ pulls + 10.0 * own_weights)
        bias -= rate * (miss.sum(axis=0) + bias)
        own_bias -= rate * (members.T @ miss + 3.0 * own_bias)
    found = {}
    for number, texture in enumerate(textures):
        total = (weights + own_weights[number]).tolist()
        syntax, runtime, logic, unclear = (bias + own_bias[number]).tolist()
        found[texture] = calibration.Balance(
            {stage.value: weight for stage, weight in zip(stages, total, strict=True)},
            (syntax, runtime, logic, unclear),
        )
    return found


def isotonic(points: Sequence[Point], least: int = 40, drawn: float = 8.0) -> list[list[float]]:
    """Return knots (confidence, share right) that never fall: pool adjacent violators over bins of cases.

    Shares are drawn towards the mean confidence of their bin by `drawn` imagined cases: rules were shaped on
    some of these texts, so a handful of hits is no proof of certainty.
    """
    ordered = sorted(points)
    blocks: list[list[float]] = []  # confidence sum, hits, cases, each by its worth
    for start in range(0, len(ordered), least):
        part = ordered[start : start + least]
        sums = [
            sum(sure * worth for sure, _, worth in part),
            sum(hit * worth for _, hit, worth in part),
            sum(worth for *_, worth in part),
        ]
        if len(part) < least // 2 and blocks:
            blocks[-1] = [first + second for first, second in zip(blocks[-1], sums, strict=True)]
        else:
            blocks.append(sums)
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] > blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [first + second for first, second in zip(blocks[-1], last, strict=True)]
    return [
        [round(total / count, 4), round((hits + drawn * total / count) / (count + drawn), 4)]
        for total, hits, count in blocks
    ]


def _pool(opinions: dict[Stage, Chances], balance: calibration.Balance) -> Chances:
    return pool([(balance.weight(stage), chances) for stage, chances in opinions.items()], balance.bias)


def _view(text: str) -> View:
    text = clean(text)
    return view(Problem(text=text), read(text))


def _index(label: str) -> int:
    return [route.value for route in ROUTES].index(label)


if __name__ == "__main__":
    sys.exit(main())
