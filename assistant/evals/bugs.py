"""How often are the faulty line, the cause and a right fix of a crashing or wrong program found?

A case is a folder with a program and a `run.json`. The assistant sees a copy without labels: `fault`, `cause`,
anything named `fixed*` or `hidden*`. A patch is judged afterwards by the case's `hidden_tests`, where it has them.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from analyzers.errors import InputError
from analyzers.facts import Diagnosis, Done, Event, Failed, Fix, Problem, Status
from assistant.evals.harness import Cases, Evaluation, Record, Report, Table
from assistant.evals.measures import percentile, share_data, share_text
from assistant.evals.models import added, leaves, measured, part

_ROOT = Path(__file__).resolve().parents[2]
_FIXTURES = ("fixtures/crashes", "fixtures/wrong")
_HIDDEN = ("fixed", "hidden")
_INPUTS = ("entry", "tests", "kind")  # of run.json: all that the assistant is told
_LINES = 10


def configure(parser: ArgumentParser) -> None:
    """Add the folder of cases and what to measure of them."""
    parser.add_argument(
        "--cases", nargs="+", metavar="DIR", help="folders of cases; default: our own fixtures"
    )
    parser.add_argument("--kind", choices=("runtime", "logic"), help="measure only these cases")


def load(args: Namespace) -> Cases:
    """Return every case below the named folders: the folders that hold a `run.json`.

    Raises InputError when a named folder is none.
    """
    cases: list[Record] = []
    malformed: list[str] = []
    for root in map(Path, args.cases or [_ROOT / name for name in _FIXTURES]):
        if not root.is_dir():
            raise InputError(f"`{root}` is no folder", "name a folder that holds a folder for each case")
        for file in sorted(root.rglob("run.json")):
            name = str(file.parent.relative_to(root)) if file.parent != root else root.name
            try:
                case = json.loads(file.read_text(encoding="utf-8"))
                wrong = _problem(case)
            except (OSError, ValueError) as error:
                case, wrong = {}, str(error)
            if wrong:
                malformed.append(f"{file}:1: {wrong}")
            elif args.kind in (None, case["kind"]):
                cases.append({**case, "id": name, "folder": str(file.parent.resolve())})
    return Cases(tuple(cases), tuple(malformed))


def _problem(case: object) -> str:
    if not isinstance(case, dict):
        return "not a JSON object"
    if case.get("kind") not in ("runtime", "logic"):
        return "`kind` is neither `runtime` nor `logic`"
    for name in ("entry", "tests"):
        words = case.get(name, [] if name == "tests" else None)
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            return f"`{name}` is missing or no list of words"
    return "" if case["entry"] or case.get("tests") else "`entry` is empty"


def predict(case: Record) -> Record:
    """Return what the assistant makes of one case, from a copy that holds no label."""
    started = perf_counter()
    with tempfile.TemporaryDirectory(prefix="debugassist-case-") as folder:
        root = Path(folder).resolve() / "program"
        shutil.copytree(case["folder"], root, ignore=_labels, symlinks=True)
        answer, failed = _worked_on(case, str(root))
    seconds = round(perf_counter() - started, 3)
    if answer is None:
        return {"case": case["id"], "route": "", "error": failed or "no diagnosis", "seconds": seconds}
    return {**_prediction(answer), "case": case["id"], "seconds": seconds}


def _worked_on(case: Record, root: str) -> tuple[Diagnosis | None, str]:
    """The answer, and why there is none.

    A crashing program is run as its `entry` says, and its fixes must pass the `tests` too.
    """
    from assistant.diagnose import Assistant, Settings

    entry, tests = tuple(case["entry"]), tuple(case.get("tests") or ())
    crashes = case["kind"] == "runtime" and bool(entry)
    settings = Settings(
        configuration=measured(),  # as shipped, whatever the user has set
        offline=not leaves(),
        interpreter=sys.executable,
        time_limit=20.0,
        capture=True,
        check=tests if crashes else (),
    )
    problem = Problem(command=entry if crashes else tests or entry, workspace=root)
    answer, failed = _answer(Assistant(settings).run(problem))
    if crashes and tests and answer is not None and answer.traceback is None:
        problem = replace(problem, command=tests)  # it is the tests that crash
        answer, failed = _answer(Assistant(settings).run(problem))
    return answer, failed


def _answer(events: Iterator[Event]) -> tuple[Diagnosis | None, str]:
    """The diagnosis that the events end in, or why there is none."""
    found, failed = None, ""
    for event in events:
        match event:
            case Done(diagnosis):
                found = diagnosis
            case Failed(message, hint):
                failed = f"{message}: {hint}" if hint else message
    return found, failed


def _labels(_folder: str, names: list[str]) -> list[str]:
    """What a copy must not hold; of `run.json` only the inputs are told."""
    return [name for name in names if name.lower().startswith(_HIDDEN) or name in ("run.json", "__pycache__")]


def _prediction(diagnosis: Diagnosis) -> Record:
    fix = _best(diagnosis.fixes)
    return {
        "route": diagnosis.decision.route.value,
        "exception": diagnosis.traceback.final.type if diagnosis.traceback else None,
        "cause": diagnosis.cause,
        "ranked_lines": [[suspect.path, suspect.line] for suspect in diagnosis.suspects[:_LINES]],
        "patch": patch_of(fix, diagnosis) if fix else None,
        "status": fix.status.value if fix else Status.UNVERIFIED.value,
        **part(diagnosis, fix.proposer if fix else ""),
    }


def _best(fixes: Sequence[Fix]) -> Fix | None:
    """The fix that is shown first: a verified one, else one that the search found: doubted, or a part."""
    verified = (fix for fix in fixes if fix.status is Status.VERIFIED)
    doubted = (fix for fix in fixes if fix.status is Status.UNVERIFIED and fix.proposer == "search")
    return next(verified, None) or next(doubted, None)


def patch_of(fix: Fix, diagnosis: Diagnosis) -> str:
    """Return a fix as a unified diff that `patch -p1` and `git apply` take."""
    from difflib import unified_diff

    texts = {code.path: code.text for code in diagnosis.code}
    parts: list[str] = []
    for path in sorted({edit.span.path for edit in fix.edits}):
        before = after = texts[path]
        for edit in sorted(fix.edits, key=lambda one: -one.span.start):
            if edit.span.path == path:
                after = after[: edit.span.start] + edit.text + after[edit.span.end :]
        lines = unified_diff(
            before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}"
        )
        parts += [
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
        ]
    return "".join(parts)


def score(cases: Sequence[Record], predictions: Sequence[Record]) -> Report:
    """Judge lines against `fault`, exceptions against `exception`, patches by running the hidden tests."""
    rows: list[tuple[str, ...]] = []
    data: Record = {"kinds": {}, "each": []}
    for kind in ("runtime", "logic"):
        judged = [
            _judged(case, prediction)
            for case, prediction in zip(cases, predictions, strict=True)
            if case["kind"] == kind
        ]
        data["each"] += judged
        if not judged:
            continue
        counts: Record = {}
        for measure in _MEASURES:
            known = [bool(item[measure]) for item in judged if item.get(measure) is not None]
            counts[measure] = share_data(sum(known), len(known))
            rows.append((kind, measure.replace("_", " "), share_text(sum(known), len(known))))
        seconds = [float(item["seconds"]) for item in judged]
        counts["seconds"] = {
            "p50": percentile(seconds, 0.5),
            "p95": percentile(seconds, 0.95),
            "max": max(seconds),
        }
        rows.append(
            (kind, "seconds p50, p95, max", " ".join(f"{value:.1f}" for value in counts["seconds"].values()))
        )
        data["kinds"][kind] = counts
    table = Table(title="programs", header=("kind", "measure", "share"), rows=tuple(rows))
    misses = tuple(
        (
            item["case"],
            *(_mark(item[measure]) for measure in _MEASURES),
            f"{item['seconds']:.1f}",
            item["note"],
        )
        for item in data["each"]
        if not item["first"] or item["correct"] is False or item.get("patched") is False
    )
    header = ("case", *(measure.replace("_", " ") for measure in _MEASURES), "seconds", "")
    right = {item["case"]: item["patch_is_right"] for item in data["each"]}
    rungs = added((one, right.get(one.get("case", ""))) for one in predictions)
    short = Table(title="short of the mark", header=header, rows=misses)
    return Report(tables=(table, *rungs, short), data=data)


_MEASURES = ("route", "exception", "first", "top3", "top5", "patched", "correct", "patch_is_right")


def _mark(value: object) -> str:
    return "-" if value is None else "yes" if value else "NO"


def _judged(case: Record, prediction: Record) -> Record:
    """One case against its labels; None where there is no label."""
    faults = {(item["file"], item["line"]) for item in case.get("fault", ())}
    lines = [(file, line) for file, line in prediction.get("ranked_lines") or []]
    patch = prediction.get("patch")
    verified = patch is not None and prediction.get("status") == Status.VERIFIED
    judged: Record = {
        "case": case["id"],
        "route": prediction.get("route") == case["kind"],
        "exception": _named(case["exception"], prediction.get("exception"))
        if case.get("exception")
        else None,
        "patched": verified,
        "correct": None,
        "patch_is_right": None,
        "seconds": prediction.get("seconds", 0.0),
        "note": prediction.get("error", ""),
    }
    for name, count in (("first", 1), ("top3", 3), ("top5", 5)):
        judged[name] = not faults.isdisjoint(lines[:count]) if faults else None
    if (Path(case["folder"]) / "hidden_tests").is_dir():
        judged["correct"] = patch is not None and passes_hidden(case, patch)
        judged["patch_is_right"] = judged["correct"] if verified else None
    return judged


def _named(label: str, predicted: object) -> bool:
    """Whether an exception is the labelled one; a label without its module leaves the module open."""
    return isinstance(predicted, str) and label in (predicted, predicted.rpartition(".")[2])


def passes_hidden(case: Record, patch: str) -> bool:
    """Whether the hidden tests of a case pass once a patch is applied to a copy of its program."""
    with tempfile.TemporaryDirectory(prefix="debugassist-judge-") as folder:
        root = Path(folder) / "program"
        shutil.copytree(case["folder"], root, ignore=shutil.ignore_patterns("__pycache__"))
        git = ["git", "apply", "--unsafe-paths", "-"]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            ".",
            "hidden_tests",
        ]
        env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            applied = subprocess.run(
                git, cwd=root, input=patch.encode(), capture_output=True, timeout=60, check=False
            )
            if applied.returncode:
                return False
            done = subprocess.run(
                command,
                cwd=root,
                env=env,
                capture_output=True,
                timeout=60,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


EVALUATION = Evaluation(
    predict=predict,
    score=score,
    inputs=("folder", *_INPUTS),
    identity="case",
    timeout=120.0,
    answers=3,
    load=load,
    configure=configure,
)

__all__ = ["EVALUATION", "passes_hidden", "patch_of"]
