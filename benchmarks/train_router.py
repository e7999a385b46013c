"""Trains the router's linear model and fits its calibration: `python -m benchmarks.train_router`.

Deterministic. The models learn from `assistant/router/exemplars.jsonl` and `fixtures/routing/tune`; pool and calibration
are fitted on the same texts, each as seen by models that did not train on it. The held-back half in
`fixtures/routing/test` is never read here.
"""

import hashlib
import json
import os
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzers.facts import Problem, Stage
from analyzers.text import clean
from analyzers.traceback import read
from assistant.router import calibration, semantic
from assistant.router.cascade import STAGE_FUNCTIONS, Cascade
from assistant.router.features import BUCKETS, features
from assistant.router.opinion import ROUTES, Chances, Opinion, logs, softmax
from assistant.router.view import View, view

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EXEMPLARS = Path(semantic.__file__).with_name("exemplars.jsonl")
TUNE = Path(__file__).parents[1] / "fixtures" / "routing" / "tune"
EPOCHS = 20
RATE = 0.5
PENALTY = 2e-5
_TOGETHER = 20  # neighbours in a file that may resemble each other
HEAD_STEPS = 800
HEAD_RATE = 20.0
HEAD_PENALTY = 3e-4

Vector = dict[int, float]

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # on small matrices more threads only wait for each other


def main() -> int:
    """Write the weights and the tables, and print how well they fit."""
    learnt = [
        (_view(record["input"]), _index(record["label"])) for record in (*records(EXEMPLARS), *records(TUNE))
    ]
    examples = [(features(seen), label) for seen, label in learnt]
    pieces = cross_fit(examples)
    labels = [label for _, label in learnt]
    vectors = _embedded([seen for seen, _ in learnt])
    meanings = cross_fit_head(vectors, labels)
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
    said = []
    for (seen, _), piece, meaning in zip(learnt, pieces, meanings, strict=True):
        opinions = _opinions(seen, (Stage.STRUCTURE, Stage.KEYWORD))
        if seen.said.strip() or seen.report.strip():
            keyword = opinions.get(Stage.KEYWORD)
            settled = keyword is not None and semantic.settled(piece, keyword)
            chances = semantic.blend(piece, None if settled else meaning)
            opinions[Stage.SEMANTIC] = Opinion(
                stage=Stage.SEMANTIC, chances=semantic.with_code(chances) if seen.codes else chances
            )
        said.append({stage: opinion.chances for stage, opinion in opinions.items()})
    fit(said, labels)
    return 0


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


def cross_fit(examples: Sequence[tuple[Vector, int]], folds: int = 5) -> list[Chances]:
    """Return for every example the chances that a model gives which was not trained on it."""
    unseen: list[Chances] = [(0.25, 0.25, 0.25, 0.25)] * len(examples)
    for fold in range(folds):
        weights, biases = train(
            [example for index, example in enumerate(examples) if fold_of(index, folds) != fold]
        )
        for index in _members(fold, len(examples), folds):
            logits = list(biases)
            for bucket, value in examples[index][0].items():
                for route in range(len(ROUTES)):
                    logits[route] += weights[bucket * len(ROUTES) + route] * value
            unseen[index] = softmax(logits)
    return unseen


def fold_of(index: int, folds: int) -> int:
    """Return the part that an example belongs to: neighbours were written together, and stay together."""
    return index // _TOGETHER % folds


def _members(fold: int, size: int, folds: int) -> list[int]:
    return [index for index in range(size) if fold_of(index, folds) == fold]


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


def cross_fit_head(vectors: "NDArray[np.float32]", labels: Sequence[int], folds: int = 5) -> list[Chances]:
    """Return for every vector the chances that a head gives which was not trained on it."""
    unseen: list[Chances] = [(0.25, 0.25, 0.25, 0.25)] * len(labels)
    for fold in range(folds):
        kept = [index for index in range(len(labels)) if fold_of(index, folds) != fold]
        rows, biases = train_head(vectors[kept], [labels[index] for index in kept])
        for index in _members(fold, len(labels), folds):
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


def fit(said: Sequence[dict[Stage, Chances]], labels: Sequence[int]) -> None:
    """Fit the pool's weights and bias, then the confidence tables, and write them."""
    threshold = Cascade().threshold(Stage.STRUCTURE)
    sure: list[tuple[float, bool]] = []
    left: list[int] = []
    for number, opinions in enumerate(said):
        structure = opinions.get(Stage.STRUCTURE)
        if structure and max(structure) >= threshold:
            sure.append((max(structure), structure.index(max(structure)) == labels[number]))
        else:
            left.append(number)
    weights, bias = fit_pool([(said[number], labels[number]) for number in left])
    pooled: list[tuple[float, bool]] = []
    for number in left:
        chances = _pool(said[number], weights, bias)
        pooled.append((max(chances), chances.index(max(chances)) == labels[number]))
    tables = {
        "weights": {stage.value: round(weight, 3) for stage, weight in weights.items()},
        "bias": [round(value, 3) for value in bias],
        "knots": {Stage.STRUCTURE.value: isotonic(sure), calibration.DECISION: isotonic(pooled)},
    }
    calibration.TABLES.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")
    print(f"structure decides {len(sure)}, right {sum(hit for _, hit in sure) / max(len(sure), 1):.1%}")
    print(f"pool decides {len(left)}, right {sum(hit for _, hit in pooled) / max(len(pooled), 1):.1%}")
    print(json.dumps(tables["weights"]), tables["bias"])


def fit_pool(cases: Sequence[tuple[dict[Stage, Chances], int]]) -> tuple[dict[Stage, float], list[float]]:
    """Return weights per stage and a bias per route that minimise the log loss, by plain gradient descent."""
    import numpy as np

    stages = (Stage.STRUCTURE, Stage.KEYWORD, Stage.SEMANTIC)
    said = np.zeros((len(cases), len(stages), len(ROUTES)))  # a stage that abstained adds nothing
    for row, (opinions, _) in enumerate(cases):
        for column, stage in enumerate(stages):
            if stage in opinions:
                said[row, column] = logs(opinions[stage])
    truth = np.eye(len(ROUTES))[[label for _, label in cases]]
    weights, bias = np.full(len(stages), 0.7), np.zeros(len(ROUTES))
    for _ in range(600):
        logits = np.einsum("csr,s->cr", said, weights) + bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        miss = powers / powers.sum(axis=1, keepdims=True) - truth
        weights -= 0.3 * (np.einsum("cr,csr->s", miss, said) / len(cases) + 0.01 * (weights - 0.7))
        bias -= 0.3 * (miss.sum(axis=0) / len(cases) + 0.02 * bias)
    return dict(zip(stages, weights.tolist(), strict=True)), bias.tolist()


def isotonic(points: Sequence[tuple[float, bool]], least: int = 40, drawn: float = 8.0) -> list[list[float]]:
    """Return knots (confidence, share right) that never fall: pool adjacent violators over bins of cases.

    Shares are drawn towards the mean confidence of their bin by `drawn` imagined cases: rules were shaped on
    some of these texts, so a handful of hits is no proof of certainty.
    """
    ordered = sorted(points)
    if not ordered:
        return []
    blocks: list[list[float]] = []  # confidence sum, hits, cases
    for start in range(0, len(ordered), least):
        part = ordered[start : start + least]
        if len(part) < least // 2 and blocks:
            blocks[-1] = [
                blocks[-1][0] + sum(sure for sure, _ in part),
                blocks[-1][1] + sum(hit for _, hit in part),
                blocks[-1][2] + len(part),
            ]
        else:
            blocks.append(
                [sum(sure for sure, _ in part), float(sum(hit for _, hit in part)), float(len(part))]
            )
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] > blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [first + second for first, second in zip(blocks[-1], last, strict=True)]
    return [
        [round(total / count, 4), round((hits + drawn * total / count) / (count + drawn), 4)]
        for total, hits, count in blocks
    ]


def _pool(opinions: dict[Stage, Chances], weights: dict[Stage, float], bias: Sequence[float]) -> Chances:
    total = list(bias)
    for stage, chances in opinions.items():
        for route, value in enumerate(logs(chances)):
            total[route] += weights.get(stage, 0.0) * value
    return softmax(total)


def _view(text: str) -> View:
    text = clean(text)
    return view(Problem(text=text), read(text))


def _index(label: str) -> int:
    return [route.value for route in ROUTES].index(label)


if __name__ == "__main__":
    sys.exit(main())
