"""Which weights find the line at fault before any edit was tried?

`python -m benchmarks.crash_lines collect OUT.jsonl DIR...` runs every crashing program below the folders and keeps what
is known of each of its lines; `... fit OUT.jsonl` shows how the fitted weights do on the programs of each author whose
batch was left out, and writes `analyzers/runtime/line_weights.py`.
"""

import json
import sys
import tempfile
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import numpy as np  # noqa: TID253  # a program of its own, not part of ours
from numpy.typing import NDArray  # noqa: TID253

_WEIGHTS = Path(__file__).resolve().parents[1] / "analyzers" / "runtime" / "line_weights.py"
_HELD = 5.0  # how strongly each weight is held at zero
_OUTSIDERS, _OURS = 1.5, 0.8  # how much a program counts: who wrote ours knew what the debugger looks for
_STEPS = 250

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class _Case:
    group: str
    rows: Vector  # of each line
    fault: Vector  # 1 at the lines at fault
    first: Sequence[bool]  # whether the nth suspect as it was ranked is at fault

    @property
    def share(self) -> float:
        return _OUTSIDERS if self.group.startswith("blind") else _OURS


def main() -> int:
    """Collect or fit."""
    parser = ArgumentParser(prog="python -m benchmarks.crash_lines")
    parser.add_argument("what", choices=("collect", "fit"))
    parser.add_argument("file", type=Path)
    parser.add_argument("folders", nargs="*", type=Path)
    args = parser.parse_args()
    if args.what == "fit":
        _fit(args.file)
        return 0
    known = (
        {json.loads(line)["case"] for line in args.file.read_text().splitlines()}
        if args.file.exists()
        else set()
    )
    for root in args.folders:
        for run in sorted(root.glob("*/run.json")):
            record = None if run.parent.name in known else _record(run.parent)
            if record is not None:
                with args.file.open("a") as out:
                    out.write(json.dumps(record) + "\n")
    return 0


def _record(folder: Path) -> dict[str, Any] | None:
    """What is known of each line when the program has been run and recorded; nothing is tried."""
    from analyzers.facts import Problem
    from analyzers.runtime.faulty import facts
    from assistant.diagnose import Assistant, Settings
    from tools.configuration import Configuration

    case = json.loads((folder / "run.json").read_text())
    live: Any = import_module("assistant.paths.live")  # its names are not exported: typed as anything
    told: list[Any] = []
    usual = live.likely, live.searchable

    def listen(*known: Any) -> Any:
        told[:] = known
        return usual[0](*known)

    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary).resolve() / "program"
        copytree(folder, root, ignore=ignore_patterns("fixed*", "hidden*", "run.json", "__pycache__"))
        settings = Settings(
            configuration=Configuration(), interpreter=sys.executable, time_limit=20.0, capture=True
        )
        live.likely, live.searchable = listen, lambda *_: False
        try:
            for _ in Assistant(settings).run(Problem(command=tuple(case["entry"]), workspace=str(root))):
                pass
        finally:
            live.likely, live.searchable = usual
    if not told:
        return None
    fault = {(item["file"], item["line"]) for item in case["fault"]}
    author = folder.name.partition("_")[0]
    return {
        "case": folder.name,
        "group": author if author.startswith("blind") or len(author) == 1 else folder.parent.name,
        "first": [(one.path, one.line) in fault for one in told[1]],
        "lines": [[numbers, line in fault] for line, numbers in facts(*told).items()],
    }


def _fit(file: Path) -> None:
    records = [json.loads(line) for line in file.read_text().splitlines()]
    names = sorted({name for record in records for told, _ in record["lines"] for name in told})
    cases = [_case(record, names) for record in records]
    counts: dict[str, list[list[bool]]] = defaultdict(list)
    for group in sorted({case.group for case in cases}):
        weights = _learn([case for case in cases if case.group != group])
        for case in cases:
            if case.group == group:
                ordered = case.fault[np.argsort(-(case.rows @ weights), kind="stable")]
                found = [
                    any(case.first[:1]),
                    any(case.first[:3]),
                    bool(ordered[:1].any()),
                    bool(ordered[:3].any()),
                ]
                for name in (group, "outsiders" if group.startswith("blind") else "ours"):
                    counts[name].append(found)
    for name, found_of in counts.items():
        before1, before3, first, third = np.mean(found_of, axis=0)
        print(
            f"{name}, {len(found_of)}: first {before1:.0%} -> {first:.0%}, among three {before3:.0%} -> {third:.0%}"
        )
    weights = _learn(cases)
    lines = [f'    "{name}": {weight:.2f},' for name, weight in zip(names, weights, strict=True)]
    doc = (
        '"""How much does each fact about a line say? Written by `benchmarks/crash_lines.py`; not by hand."""'
    )
    _WEIGHTS.write_text("\n".join([doc, "", "LINE: dict[str, float] = {", *lines, "}", ""]))


def _case(record: dict[str, Any], names: Sequence[str]) -> _Case:
    rows = np.array([[told.get(name, 0.0) for name in names] for told, _ in record["lines"]])
    fault = np.array([float(faulty) for _, faulty in record["lines"]])
    return _Case(record["group"], rows.reshape(len(fault), len(names)), fault, record["first"])


def _learn(cases: Sequence[_Case]) -> Vector:
    """Climb the likelihood of the lines at fault (Adam), each weight held at zero."""
    cases = [case for case in cases if case.fault.any()]
    rows, fault = np.vstack([case.rows for case in cases]), np.concatenate([case.fault for case in cases])
    sizes = [len(case.fault) for case in cases]
    starts, of = np.r_[0, np.cumsum(sizes)[:-1]], np.repeat(np.arange(len(cases)), sizes)
    share = np.array([case.share for case in cases])[of]
    weights: Vector = np.zeros(rows.shape[1])
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        scores = rows @ weights
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        chances = powers / np.add.reduceat(powers, starts)[of]
        wanted = chances * fault
        wanted /= np.add.reduceat(wanted, starts)[of]
        slope = rows.T @ (share * (wanted - chances)) - _HELD * weights
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights += 0.08 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


if __name__ == "__main__":
    sys.exit(main())
