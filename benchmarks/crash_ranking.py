"""Which weights choose the author's edit among those that keep a crashing program from failing?

`python -m benchmarks.crash_ranking collect OUT.jsonl DIR...` runs every crashing program below the folders and keeps
what the search found, with what the labels say of it; `... fit OUT.jsonl` fits the weights of `analyzers.runtime.choice`,
shows how they do on programs that they were not fitted to, and writes `analyzers/runtime/weights.py`.
"""

import json
import math
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import numpy as np  # noqa: TID253  # a program of its own, not part of ours
from numpy.typing import NDArray  # noqa: TID253

from analyzers.runtime.families import FEATURES
from analyzers.runtime.families import told as family_of
from analyzers.runtime.faulty import MOST_LINES
from assistant.evals.bugs import passes_hidden

_WEIGHTS = Path(__file__).resolve().parents[1] / "analyzers" / "runtime" / "weights.py"
_FOLDS = 6
_RIGHT = 0.98  # share of the offered fixes that has to be right; programs never seen show fewer than this
_NUMBERS = tuple(
    [
        "one",
        "weight",
        "suspicion",
        "first",
        "stack",
        "early",
        "explained",
        "root",
        "crowd",
        "all",
        "echo",
        "removed",
        "added",
        "unused",
        "constant",
        "callee",
        "given",
        "broader",
        "gone",
        "further",
        "avoids",
        "fewer",
        "again",
        "lost",
        "short",
        "blank",
        "odd",
        "length",
        "agrees",
    ]
    + ["crash line", *FEATURES]
)
_START = {"weight": 1.0, "suspicion": 1.0}
_MOST_JUDGED = 12
_ABSENT = 0.5  # how much a program counts once more, as it were had nobody thought of its right edits
_PATIENT = 200.0  # seconds by the clock, so that a busy machine tries as many edits as an idle one

Vector = NDArray[np.float64]


def main() -> int:
    """Collect or fit."""
    parser = ArgumentParser(prog="python -m benchmarks.crash_ranking")
    parser.add_argument("what", choices=("collect", "fit"))
    parser.add_argument("file", type=Path)
    parser.add_argument("folders", nargs="*", type=Path)
    args = parser.parse_args()
    if args.what == "collect":
        _collect(args.file, args.folders)
    else:
        _fit(args.file)
    return 0


# --- collecting ---------------------------------------------------------------------------------


def _collect(file: Path, folders: Sequence[Path]) -> None:
    known = {json.loads(line)["case"] for line in file.read_text().splitlines()} if file.exists() else set()
    for root in folders:
        for run in sorted(root.glob("*/run.json")):
            if run.parent.name in known:
                continue
            record = _record(run.parent)
            if record is not None:
                with file.open("a") as out:
                    out.write(json.dumps(record) + "\n")
            print(run.parent.name, "-" if record is None else len(record["survivors"]), flush=True)


def _record(folder: Path) -> dict[str, Any] | None:
    """What the runtime path knows when it chooses, and the verdict of the labels on each survivor."""
    from analyzers.facts import Problem
    from assistant.diagnose import Assistant, Settings
    from tools.configuration import Configuration

    case = json.loads((folder / "run.json").read_text())
    live: Any = import_module("assistant.paths.live")  # its names are not exported: typed as anything
    searching: Any = import_module("assistant.undo")
    usual = searching.Budget
    told: list[Any] = []
    lines: dict[tuple[str, int], float] = {}
    choose, ranked = live.choose, live.ranked

    def listen(*known: Any) -> Any:
        told[:] = known
        return choose(*known)

    def look(chosen: Any, suspects: Any, before: Any) -> Any:
        lines.update(before)
        return ranked(chosen, suspects, before)

    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary).resolve() / "program"
        copytree(folder, root, ignore=ignore_patterns("fixed*", "hidden*", "run.json", "__pycache__"))
        settings = Settings(
            configuration=Configuration(), interpreter=sys.executable, time_limit=20.0, capture=True
        )
        live.choose, live.ranked = listen, look  # the path tells nobody else what it chose among
        searching.Budget = lambda: usual(clock=_PATIENT)
        try:
            for _ in Assistant(settings).run(Problem(command=tuple(case["entry"]), workspace=str(root))):
                pass
        finally:
            live.choose, live.ranked = choose, ranked
            searching.Budget = usual
    if not told:
        return None
    return _judged(folder, case, *told) | {
        "likely": [[*line, share] for line, share in lines.items()][:MOST_LINES]
    }


def _judged(
    folder: Path, case: dict[str, Any], undone: Any, crash: Any, suspicion: Any, roots: Any
) -> dict[str, Any]:
    from analyzers.runtime.choice import features

    survivors: list[dict[str, Any]] = []
    groups = printing_alike(undone)
    wanted = _printed(folder, case["entry"])
    judged = 0
    for one, numbers in zip(undone.survivors, features(undone, crash, suspicion, roots), strict=True):
        right = one.output is not None and one.output == wanted
        if one.output is None and judged < _MOST_JUDGED:
            judged += 1
            right = _is_right(folder, case, one.line[0], one.candidate.apply(one.program.text))
        survivors.append({"line": one.line, "kind": one.candidate.kind, "numbers": numbers, "right": right,
                          "group": groups[len(survivors)],
                          "text": [edit[2] for edit in one.candidate.edits]})  # fmt: skip
    return {
        "case": folder.name,
        "type": crash.type,
        "fault": [(item["file"], item["line"]) for item in case["fault"]],
        "suspects": list(suspicion),
        "survivors": survivors,
    }


def printing_alike(undone: Any) -> list[int]:
    """The same number for survivors that count as one because of what they print, another for each other one."""
    numbers: dict[object, int] = {}
    said = [(one.output, place) for place, one in enumerate(undone.survivors)]
    return [
        numbers.setdefault(
            output if output and len(output) > len(undone.before or "") else place, len(numbers)
        )
        for output, place in said
    ]


def _printed(folder: Path, entry: Sequence[str]) -> str | None:
    """What the author's repair prints; None where it does not end well by itself."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "program"
        copytree(folder, root, ignore=ignore_patterns("fixed*", "hidden*", "__pycache__"))
        copytree(folder / "fixed", root, dirs_exist_ok=True)
        command = [sys.executable, "-B", *entry[1:]]
        done = subprocess.run(
            command, cwd=root, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
    return done.stdout if done.returncode == 0 else None


def _is_right(folder: Path, case: dict[str, Any], path: str, changed: str) -> bool:
    from difflib import unified_diff

    before = (folder / path).read_text().splitlines(keepends=True)
    lines = unified_diff(before, changed.splitlines(keepends=True), f"a/{path}", f"b/{path}")
    patch = "".join(one if one.endswith("\n") else f"{one}\n\\ No newline at end of file\n" for one in lines)
    return passes_hidden({**case, "folder": str(folder)}, patch)


# --- fitting ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Case:
    name: str
    fault: frozenset[tuple[str, int]]
    suspects: list[tuple[str, int]]
    likely: list[tuple[tuple[str, int], float]]  # lines before any edit was tried
    lines: list[tuple[str, int]]
    rows: Vector
    right: Vector
    at_fault: Vector
    groups: NDArray[np.int64]
    share: float  # how much the case counts
    robbed: bool = False  # its right edits were taken out, as if nobody had thought of them


def _fit(file: Path) -> None:
    records = [json.loads(line) for line in file.read_text().splitlines()]
    kinds = sorted({one["kind"] for record in records for one in record["survivors"]})
    cases = [_case(record, kinds) for record in records]
    cases += [_without_right(case) for case in cases if case.right.any() and not case.right.all()]
    groups = sorted({_group(case) for case in cases})
    np.random.default_rng(3).shuffle(groups)
    fold = {group: number % _FOLDS for number, group in enumerate(groups)}
    unseen: list[tuple[_Case, Vector]] = []
    for number in range(_FOLDS):
        weights = _learn([case for case in cases if fold[_group(case)] != number], kinds)
        unseen += [(case, _chances(case, weights)) for case in cases if fold[_group(case)] == number]
    written = [pair for pair in unseen if not pair[0].name.startswith("s_")]
    whole = [pair for pair in unseen if not pair[0].robbed]
    print(f"all: {_lines(whole)}")
    print(f"without their right edits: {_lines([pair for pair in unseen if pair[0].robbed])}")
    offered = _threshold(written)
    weights = _learn(cases, kinds)
    _write(weights, kinds, offered)


def _case(record: dict[str, Any], kinds: list[str]) -> _Case:
    rows = np.zeros((len(record["survivors"]), len(_NUMBERS) + len(kinds)))
    for row, one in zip(rows, record["survivors"], strict=True):
        numbers = one["numbers"]
        numbers |= family_of(one["kind"], here=numbers["crash line"] > 0, root=numbers["root"] > 0)
        row[: len(_NUMBERS)] = [numbers.get(name, 0.0) for name in _NUMBERS]
        row[len(_NUMBERS) + kinds.index(one["kind"])] = 1.0
    fault = frozenset((path, line) for path, line in record["fault"])
    lines = [(path, line) for path, line in (one["line"] for one in record["survivors"])]
    return _Case(
        name=record["case"],
        fault=fault,
        suspects=[(path, line) for path, line in record["suspects"]],
        likely=[((path, line), share) for path, line, share in record["likely"]],
        lines=lines,
        rows=rows,
        right=np.array([float(one["right"]) for one in record["survivors"]]),
        at_fault=np.array([float(line in fault) for line in lines]),
        groups=np.array([one["group"] for one in record["survivors"]], dtype=np.int64),
        share=0.4 if record["case"].startswith("s_") else 1.0,  # a slip that a program made counts less
    )


def _without_right(case: _Case) -> _Case:
    """The same program, had the right edits not been tried; each program counts as often as before in all."""
    kept = case.right == 0
    return replace(
        case,
        lines=[line for line, keep in zip(case.lines, kept, strict=True) if keep],
        rows=case.rows[kept],
        right=case.right[kept],
        at_fault=case.at_fault[kept],
        groups=case.groups[kept],
        share=case.share * _ABSENT,
        robbed=True,
    )


def _group(case: _Case) -> str:
    """Programs with slips put in stay in one fold with the program they were made from."""
    return case.name[2:].rpartition("_")[0] if case.name.startswith("s_") else case.name


def _chances(case: _Case, weights: Vector) -> Vector:
    """The chance of each survivor, and last that none of them is right."""
    scores = np.append(case.rows @ weights, 0.0)
    powers = np.exp(scores - scores.max())
    chances: Vector = powers / powers.sum()
    return chances


def _learn(cases: Sequence[_Case], kinds: list[str]) -> Vector:
    """Climb the likelihood of the author's edits, held back towards the weights that were guessed."""
    start = np.array([*(_START.get(name, 0.0) for name in _NUMBERS), *(0.0 for _ in kinds)])
    held = np.array([*(0.3 for _ in _NUMBERS), *(1.0 for _ in kinds)])
    held[0] = 0.01
    weights = start.copy()
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, 401):
        slope = -held * (weights - start)
        for case in cases:
            if not len(case.rows):
                continue
            chances = _chances(case, weights)
            slope += case.share * (case.rows.T @ (_wanted(case, chances) - chances)[:-1])
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights += 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def _wanted(case: _Case, chances: Vector) -> Vector:
    """How the chances should be shared: among the right edits; else half with those of the right line."""
    for marks, share in ((case.right, 1.0), (case.at_fault, 0.5)):
        if marks.sum():
            part = chances[:-1] * marks
            return np.append(share * part / part.sum(), 1.0 - share)
    return np.append(np.zeros(len(chances) - 1), 1.0)


def _lines(pairs: Sequence[tuple[_Case, Vector]]) -> str:
    from analyzers.runtime.choice import KEPT

    counts = [0, 0, 0, 0]
    for case, chances in pairs:
        scores: dict[tuple[str, int], float] = defaultdict(float)
        for line, chance in zip(case.lines, chances, strict=False):
            scores[line] += chance
        none = 1.0 - math.fsum(scores.values())
        for line, share in case.likely:
            scores[line] += share * (none + KEPT * (1 - none))
        ordered = sorted(scores, key=lambda line: -scores[line])
        for number, lines in enumerate((case.suspects[:1], case.suspects[:3], ordered[:1], ordered[:3])):
            counts[number] += not case.fault.isdisjoint(lines)
    before1, before3, first, third = (count / max(1, len(pairs)) for count in counts)
    return (
        f"{len(pairs)} programs, fault first {before1:.1%} -> {first:.1%}, "
        f"among three {before3:.1%} -> {third:.1%}"
    )


def _threshold(pairs: Sequence[tuple[_Case, Vector]]) -> float:
    """The chance from which on, on unseen programs, enough of the best survivors are right."""
    best = []
    for case, chances in pairs:
        if len(case.rows):
            together = np.array([chances[:-1][case.groups == group].sum() for group in case.groups])
            place = int(np.lexsort((chances[:-1], together))[-1])
            best.append((float(together[place]), bool(case.right[place]), case.share))
    best.sort(reverse=True)
    every = sum(case.share for case, _ in pairs)
    right, seen, chosen, shown = 0.0, 0.0, 1.0, 0
    for chance, good, share in best:
        seen += share
        right += share * good
        if right / seen >= _RIGHT:
            chosen = chance
        if seen / every * 12 >= shown + 1:
            shown += 1
            print(f"  chance from {chance:.2f}: {seen / every:.0%} offered, {right / seen:.0%} right")
    return chosen


def _write(weights: Vector, kinds: list[str], offered: float) -> None:
    numbers = {name: round(float(value), 3) for name, value in zip(_NUMBERS, weights, strict=False)}
    learned = {
        kind: round(float(value), 2)
        for kind, value in zip(kinds, weights[len(_NUMBERS) :], strict=True)
        if abs(value) >= 0.05
    }
    parts = [
        '"""What do the tuned fixtures teach about crashes? Written by `benchmarks/crash_ranking.py`; not by hand."""\n',
        f"OFFERED = {offered:.2f}",
        "SURVIVOR: dict[str, float] = {",
        *(f'    "{name}": {value},' for name, value in numbers.items()),
        "}",
        "KINDS: dict[str, float] = {",
        *(f'    "{name}": {value},' for name, value in learned.items()),
        "}",
    ]
    _WEIGHTS.write_text("\n".join(parts) + "\n")


if __name__ == "__main__":
    sys.exit(main())
