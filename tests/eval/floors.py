"""Does the assistant keep the accuracy it has reached? Runs every evaluation; the floors only ever rise.

`python -m tests.eval.floors` measures both halves of the fixtures through the same command that anyone uses,
prints what was reached beside each floor, and ends with 1 when something fell below.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
Case = tuple[str, str]  # the name of an evaluation, and the cases that it measures


@dataclass(frozen=True, slots=True)
class Floor:
    """A measure of one evaluation, on one set of cases, and the least it may be."""

    measure: str  # path into the report's JSON, `*` for the worst of all; a leading `-`: less is better
    least: float


SUITE: dict[Case, tuple[Floor, ...]] = {
    ("router", "fixtures/routing/tune"): (
        # 0.98 until the half grew by 600 texts of outsiders, written to be hard: their bare code is not learnt by heart.
        Floor("accuracy.share", 0.97),
        Floor("-ece", 0.05),
    ),
    ("router", "fixtures/routing/test"): (
        Floor("accuracy.share", 0.92),
        Floor("parts.hard.share", 0.85),
        Floor("parts.kind question.share", 0.91),
        Floor("parts.label syntax.share", 0.89),  # of a larger half, which leans on refusals in bare code
        Floor("parts.label unclear.share", 0.80),
        Floor("-ece", 0.04),
        Floor("-false_unclear.share", 0.02),
    ),
    (
        "router",
        "fixtures/routing/vague/test.jsonl",
    ): (  # by the stages alone; tests/live has the model's floor
        Floor("accuracy.share", 0.75),
        Floor("-ece", 0.10),
    ),
    ("traceback", "fixtures/tracebacks/tune"): (
        Floor("accuracy.exact.share", 0.99),
        Floor("accuracy.reports.share", 0.98),
    ),
    ("traceback", "fixtures/tracebacks/test"): (
        Floor("accuracy.exact.share", 0.98),
        Floor("accuracy.reports.share", 0.98),
        Floor("mean_over_families", 0.98),
        Floor("families.*.exact.share", 0.85),
    ),
    ("bugs", "fixtures/crashes/tune"): (
        Floor("kinds.runtime.exception.share", 1.0),
        Floor("kinds.runtime.first.share", 0.75),
        Floor("kinds.runtime.top3.share", 0.88),
        # Of nine: one is wrong, and one more may be. The half grew by 44 programs of outsiders, which are harder.
        Floor("kinds.runtime.patch_is_right.share", 0.75),
    ),
    ("bugs", "fixtures/crashes/test"): (
        Floor("kinds.runtime.exception.share", 1.0),
        Floor("kinds.runtime.first.share", 0.60),
        Floor("kinds.runtime.top3.share", 0.80),
        Floor("kinds.runtime.patch_is_right.share", 0.85),
    ),
    ("bugs", "fixtures/wrong/test"): (
        Floor("kinds.logic.route.share", 0.88),  # a test that crashes is runtime by its evidence
        Floor("kinds.logic.first.share", 0.70),
        Floor("kinds.logic.correct.share", 0.75),  # the fix shown first, verified or not
        Floor("kinds.logic.patched.share", 0.80),
    ),
    ("retrieval", "fixtures/retrieval/queries-tune.jsonl"): (
        Floor("recall@1.share", 0.84),
        Floor("recall@5.share", 0.95),
        Floor("mrr", 0.89),
    ),
    ("retrieval", "fixtures/retrieval/queries-test.jsonl"): (
        Floor("recall@1.share", 0.84),
        Floor("recall@5.share", 0.95),
        Floor("mrr", 0.89),
    ),
    ("syntax", "fixtures/syntax/tune.jsonl"): (Floor("tree.share", 0.93),),
    ("syntax", "fixtures/syntax/test.jsonl"): (
        Floor("line.share", 0.97),
        Floor("parses.share", 0.99),
        Floor("tree.share", 0.95),
    ),
    ("syntax", "fixtures/syntax/blind/test.jsonl"): (
        Floor("line.share", 0.92),
        Floor("parses.share", 0.93),
        Floor("tree.share", 0.82),
    ),
    ("syntax", "fixtures/syntax/blind/test_b.jsonl"): (
        Floor("line.share", 0.92),
        Floor("parses.share", 0.95),
        Floor("tree.share", 0.82),
    ),
    ("syntax", "fixtures/syntax/blind/test_c.jsonl"): (
        Floor("line.share", 0.95),
        Floor("parses.share", 0.98),
        Floor("tree.share", 0.85),
    ),
}

SAMPLED = {
    "fixtures/wrong/test": 9,
    "fixtures/crashes/tune": 12,
    "fixtures/crashes/test": 5,
}  # every so many cases: one takes up to a minute


# No case needs a plugin, and pytest, which is started a hundred times, takes a second to load ours.
ENVIRONMENT = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def main() -> int:
    """Run the suite and return 0 when every floor holds."""
    held = True
    for (name, cases), report in _reports():
        for floor in SUITE[name, cases]:
            reached = _reached(report, floor.measure.removeprefix("-"))
            fine = reached <= floor.least if floor.measure.startswith("-") else reached >= floor.least
            held = held and fine
            relation = "at most" if floor.measure.startswith("-") else "at least"
            verdict = "ok  " if fine else "FELL"
            print(f"{verdict} {name:<10}{cases:<40}{floor.measure.removeprefix('-'):<30}", end="")
            print(f"{reached:.3f}  ({relation} {floor.least}; {report['cases']} cases)", flush=True)
    return 0 if held else 1


def _reports() -> Iterator[tuple[Case, Any]]:
    """Every report in the order of the suite. As many are made at once as there are cores, each by one worker."""
    groups: dict[str, list[Case]] = {}
    for name, cases in SUITE:  # the halves of retrieval one after another: they search the same index
        groups.setdefault(name if name == "retrieval" else cases, []).append((name, cases))
    longest_first = sorted(
        groups.values(), key=lambda group: (group[0][0] != "bugs", "wrong" not in group[0][1])
    )
    with TemporaryDirectory() as index, ThreadPoolExecutor(os.cpu_count()) as pool:
        made = [pool.submit(_measured, group, index) for group in longest_first]
        begun = {case: future for group, future in zip(longest_first, made, strict=True) for case in group}
        for case in SUITE:
            yield case, begun[case].result()[case]


def _measured(group: Sequence[Case], index: str) -> dict[Case, Any]:
    return {case: _measure(*case, index) for case in group}


def _measure(name: str, cases: str, index: str) -> Any:
    with TemporaryDirectory() as sample:
        folder = ROOT / cases
        if cases in SAMPLED:
            for case in sorted(folder.iterdir())[:: SAMPLED[cases]]:
                shutil.copytree(case, Path(sample, case.name))
            folder = Path(sample)
        words = ["--cases", str(folder)]
        if name == "retrieval":
            corpus = folder.with_name("corpus.jsonl")
            words = ["--corpus", str(corpus), "--queries", str(folder), "--index", index]
        done = subprocess.run(
            [sys.executable, ROOT / "debugassist.py", "eval", name, *words, "--jobs", "1", "--json"],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            check=True,
            timeout=1800,
        )
    return json.loads(done.stdout)


def _reached(report: Any, measure: str) -> float:
    first, star, rest = measure.partition(".*.")
    for part in first.split("."):
        report = report[part]
    return min(_reached(each, rest) for each in report.values()) if star else float(report)


if __name__ == "__main__":
    sys.exit(main())
