"""Learns the weights of `analyzers/syntax/python/weights.py` from defects whose repair is known.

    python -m benchmarks.train_ranking collect OUT.jsonl [--count 1500] [--seed 7]
    python -m benchmarks.train_ranking fit OUT.jsonl

`collect` breaks code of the tuning part (and takes the written cases of `fixtures/syntax/`), compiles every
candidate, and notes the features of those that compile and whether each is the author's repair. `fit` (needs
numpy) finds the weights that make the author's repair the likeliest of its case: a softmax over the candidates,
with the priors drawn towards each other so that rare kinds keep sensible ones.
"""

import argparse
import ast
import json
from collections.abc import Iterator
from pathlib import Path

from analyzers.syntax.python.plausible import ODDITIES
from analyzers.syntax.python.ranking import FEATURES, Ranking
from analyzers.syntax.python.site import apply
from analyzers.syntax.python.steps import all_candidates
from analyzers.syntax.python.verdict import compiles, judge
from analyzers.syntax.python.weights import DEFAULT_PRIOR, PRIORS, WEIGHTS
from benchmarks.syntax_defects import defects

_ALL = (*FEATURES, *ODDITIES)
_ROOT = Path(__file__).parents[1]
_LONGEST = 2_500
_WRITTEN_WEIGHT = 4.0
# What the defects that we make cannot teach: none of them changes several places, and all leave their blanks.
FIXED = {"changes": 0.5, "wide": -0.5, "swallowed": 0.4}
_NOT_LEARNT = frozenset({"two-defects", "three-defects"})


def cases(count: int, seed: int) -> Iterator[tuple[str, str, float]]:
    """Yield broken texts with their authors' repair and how much each counts."""
    for name in ("tune.jsonl", "blind/tune.jsonl"):
        for line in (_ROOT / "fixtures" / "syntax" / name).read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            if case["lang"] == "python":
                yield case["code"], case["fixed"], _WRITTEN_WEIGHT
    for defect in defects("tune", count, seed):
        if defect.kind not in _NOT_LEARNT and len(defect.code) < _LONGEST:
            yield defect.code, defect.fixed, 1.0


def collect(target: Path, count: int, seed: int) -> None:
    """Write the features of the candidates that compile, one case per line."""
    tried = 0
    covered = 0
    with target.open("w", encoding="utf-8") as out:
        for code, fixed, weight in cases(count, seed):
            verdict = judge(code)
            found = None if verdict is None or verdict.hopeless else all_candidates(code, verdict)
            if found is None:
                continue
            site, candidates = found
            ranking = Ranking(site)
            wanted = ast.dump(ast.parse(fixed))
            rows = []
            seen: dict[str, bool | None] = {}
            for candidate in candidates:
                text = apply(code, candidate.changes)
                if text not in seen:
                    seen[text] = ast.dump(ast.parse(text)) == wanted if compiles(text) else None
                if seen[text] is not None:
                    values = (*ranking.features(candidate), *ranking.sense(text, candidate))
                    rows.append((candidate.kind, values, seen[text]))
            tried += 1
            if any(right for *_, right in rows):
                covered += 1
                out.write(json.dumps({"weight": weight, "rows": rows}) + "\n")
    print(f"the author's repair was among the candidates of {covered} in {tried} cases")


def fit(source: Path) -> None:
    """Print the weights as the module that holds them."""
    import numpy as np

    records = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    kinds = sorted({kind for record in records for kind, *_ in record["rows"]} | set(PRIORS))
    number = {kind: place for place, kind in enumerate(kinds)}
    start = np.array(
        [*(PRIORS.get(kind, DEFAULT_PRIOR) for kind in kinds), *(WEIGHTS[name] for name in _ALL)]
    )
    weights = start.copy()
    matrices = []
    for record in records:
        matrix = np.zeros((len(record["rows"]), len(start)))
        for place, (kind, values, _) in enumerate(record["rows"]):
            matrix[place, number[kind]] = 1
            matrix[place, len(kinds) :] = values
        right = np.array([one[2] for one in record["rows"]])
        matrices.append((matrix, right, record["weight"]))
    total = sum(weight for *_, weight in matrices)
    pull = np.array([0.4] * len(kinds) + [0.0] * len(_ALL)) / total * 10
    moment = np.zeros_like(weights)
    square = np.zeros_like(weights)
    frozen = np.array([name in FIXED for name in [*kinds, *_ALL]])
    for name, value in FIXED.items():
        weights[len(kinds) + _ALL.index(name)] = value
    for step in range(1, 401):
        gradient = pull * (weights - start)
        loss = hits = 0.0
        for matrix, right, weight in matrices:
            costs = matrix @ weights
            chances = np.exp(-(costs - costs.min()))
            chances /= chances.sum()
            good = chances * right
            loss -= weight * np.log(good.sum() + 1e-12)
            hits += weight * right[costs.argmin()]
            gradient += weight / total * (matrix.T @ (good / (good.sum() + 1e-12) - chances))
        gradient[frozen] = 0.0
        moment = 0.9 * moment + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        weights -= 0.05 * (moment / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        if step % 100 == 0:
            print(f"# step {step}: loss {loss / total:.4f}, first {hits / total:.1%} of {len(matrices)}")
    print('"""What does each feature of a candidate weigh? Written by `benchmarks/train_ranking.py`."""\n')
    print(f"DEFAULT_PRIOR = {DEFAULT_PRIOR}\nPRIORS = {{")
    print("\n".join(f'    "{kind}": {weights[place]:.2f},' for kind, place in number.items()))
    print("}\nWEIGHTS = {")
    for place, name in enumerate(_ALL):
        print(f'    "{name}": {weights[len(kinds) + place]:.3f},')
    print("}")


def main() -> None:
    """Collect or fit, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("collect", "fit"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    if options.what == "collect":
        collect(options.file, options.count, options.seed)
    else:
        fit(options.file)


if __name__ == "__main__":
    main()
