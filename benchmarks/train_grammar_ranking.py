"""Learns the weights of `analyzers/syntax/grammar/weights.py` from defects whose repair is known.

    python -m benchmarks.train_grammar_ranking collect OUT.jsonl [--count 30] [--seed 7] [--roots FOLDER,FOLDER]
    python -m benchmarks.train_grammar_ranking fit OUT.jsonl

`collect` breaks files of the tuning part (and takes the written cases of `fixtures/syntax/tune.jsonl`), parses the
likeliest candidates, and notes the features of those that parse and whether each is the author's repair. `fit`
(needs numpy) finds the weights that make the author's repair the likeliest of its case.
"""

import argparse
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from analyzers.syntax.candidate import apply
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.languages import LANGUAGES
from analyzers.syntax.grammar.ranking import FEATURES, features, likeness
from analyzers.syntax.grammar.search import ordered
from analyzers.syntax.grammar.tokens import Text
from analyzers.syntax.grammar.trees import Trials, judge, same_tree
from analyzers.syntax.grammar.weights import DEFAULT_PRIOR, PRIORS, WEIGHTS
from benchmarks.grammar_defects import defects

_ROOT = Path(__file__).parents[1]
_LONGEST = 6_000  # characters
_MOST = 260  # candidates of a case
_WRITTEN_WEIGHT = 3.0
# Far candidates that are collected at all are good ones; the search meets the others too.
LEAST = {"own": 0.3, "model": 0.2, "lines": 0.2, "tokens": 0.05}
_NOT_LEARNT = frozenset({"two-defects"})


def cases(count: int, seed: int, roots: tuple[str, ...]) -> Iterator[tuple[str, str, str, float]]:
    """Yield languages and broken texts with their authors' repair and how much each counts."""
    for line in (_ROOT / "fixtures" / "syntax" / "tune.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["lang"] != "python":
            yield case["lang"], case["code"], case["fixed"], _WRITTEN_WEIGHT
    for language in LANGUAGES:
        if language != "python":
            for defect in defects(language, "tune", count, seed, roots):
                if defect.kind not in _NOT_LEARNT and len(defect.code) < _LONGEST:
                    yield language, defect.code, defect.fixed, 1.0


def collect(target: Path, count: int, seed: int, roots: tuple[str, ...]) -> None:
    """Write the features of the candidates that parse, one case per line."""
    tried = covered = 0
    with target.open("w", encoding="utf-8") as out:
        for language, code, fixed, weight in cases(count, seed, roots):
            verdict = judge(language, code)
            if not verdict.faults or verdict.stuck:
                continue
            rows = []
            for wide in (False, True):
                ground = Ground(Text(language, code), verdict.faults, wide=wide)
                trials = Trials(language, code)
                seen: set[str] = set()
                for _, candidate in islice(ordered(ground), _MOST):
                    text = apply(code, candidate.changes)
                    if text in seen:
                        continue
                    seen.add(text)
                    if not trials.judge(candidate.changes).faults:
                        measured = list(features(ground, candidate))
                        measured[FEATURES.index("model")] = likeness(ground, candidate)
                        rows.append((candidate.kind, measured, same_tree(language, text, fixed)))
                if rows:
                    break
            tried += 1
            if any(right for *_, right in rows):
                covered += 1
                out.write(json.dumps({"language": language, "weight": weight, "rows": rows}) + "\n")
    print(f"the author's repair was among the candidates of {covered} in {tried} cases")


def fit(source: Path) -> None:
    """Print the weights as the module that holds them."""
    import numpy as np

    records = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    kinds = sorted({kind for record in records for kind, *_ in record["rows"]} | set(PRIORS))
    number = {kind: place for place, kind in enumerate(kinds)}
    start = np.array(
        [*(PRIORS.get(kind, DEFAULT_PRIOR) for kind in kinds), *(WEIGHTS[name] for name in FEATURES)]
    )
    blocks = []
    for record in records:
        matrix = np.zeros((len(record["rows"]), len(start)))
        for row, (kind, measured, _) in enumerate(record["rows"]):
            matrix[row, number[kind]] = 1.0
            matrix[row, len(kinds) :] = measured
        blocks.append((matrix, np.array([right for *_, right in record["rows"]]), record["weight"]))

    def hits(weights: "np.ndarray") -> int:
        return sum(bool(right[int(np.argmin(matrix @ weights))]) for matrix, right, _ in blocks)

    weights = start.copy()
    least = np.array([*(-9.0 for _ in kinds), *(LEAST.get(name, 0.0) for name in FEATURES)])
    pull = np.where(np.arange(len(start)) < len(kinds), 1.0, 0.5)  # towards where we began
    for step in range(1500):
        gradient = pull * (weights - start)
        for matrix, right, weight in blocks:
            score = -(matrix @ weights)
            chance = np.exp(score - score.max())
            chance /= chance.sum()
            good = chance * right / max(float((chance * right).sum()), 1e-12)
            gradient += weight * (good - chance) @ matrix
        weights -= gradient * (0.02 / (1 + step / 300)) / 10
        weights = np.maximum(weights, least)
    print(f"# right first: {hits(start)} before, {hits(weights)} after, of {len(blocks)}")
    print(f"DEFAULT_PRIOR = {DEFAULT_PRIOR}\nPRIORS = {{")
    for place, kind in enumerate(kinds):
        print(f'    "{kind}": {weights[place]:.2f},')
    print("}\nWEIGHTS = {")
    for place, name in enumerate(FEATURES, len(kinds)):
        print(f'    "{name}": {weights[place]:.3f},')
    print("}")


def main() -> None:
    """Collect or fit, from the command line."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("what", choices=("collect", "fit"))
    options.add_argument("file", type=Path)
    options.add_argument("--count", type=int, default=30)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument(
        "--roots", default="", help="more folders to look for sources in, comma between them"
    )
    args = options.parse_args()
    if args.what == "fit":
        fit(args.file)
    else:
        collect(args.file, args.count, args.seed, tuple(root for root in args.roots.split(",") if root))


if __name__ == "__main__":
    main()
