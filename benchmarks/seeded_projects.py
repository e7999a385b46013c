"""Are faults found and mended in real projects, with their own tests, layout and configuration?

    python -m benchmarks.seeded_projects SDIST ... [--faults 5] [--seed 1] [--python PYTHON] [--tests PATH ...]

Each source distribution is unpacked and its tests are run; then faults are put in, one at a time, where the tests run
and notice: a comparison, an operator, a constant, a condition turned round or half of it left out, another variable,
arguments in the wrong order, a statement left out; each kind in its turn. What puts them in shares no code with the
search that takes them out. Nothing of the projects is kept. The seconds are those until lines are ranked, and until the
answer. With `--fauxpy PYTHON`, an interpreter that has fauxpy, the rank that its Ochiai gives the same line is printed
beside ours: the mean place of the lines that share its score.
"""

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from time import perf_counter
from typing import TypeGuard

from analyzers.facts import Diagnosis, Done, Failed, Found, Problem, Route, Status
from assistant.diagnose import Assistant, Settings
from assistant.evals.bugs import patch_of

_COMPARE = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}  # fmt: skip
_ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv}  # fmt: skip
_LIMIT = 300  # seconds for a run of the tests


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One line of a project, wrong."""

    path: Path
    line: int
    text: str  # the whole file with the fault
    kind: str
    what: str


def faults(path: Path, text: str, seed: int) -> Iterator[Fault]:
    """Yield faults of a file in an order that the seed decides, one of each kind before a second of any."""
    tree = ast.parse(text)
    rows = text.split("\n")
    kinds: dict[str, list[Fault]] = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names = sorted({node.id for node in ast.walk(function) if _is_variable(node)})
        for node in (part for statement in function.body for part in ast.walk(statement)):
            for old, new, kind in _changes(node, names):
                line = old.lineno  # type: ignore[attr-defined]  # statements and expressions have places
                if old.end_lineno != line:  # type: ignore[attr-defined]
                    continue
                row = rows[line - 1]
                start = len(row.encode()[: old.col_offset].decode())  # type: ignore[attr-defined]
                end = len(row.encode()[: old.end_col_offset].decode())  # type: ignore[attr-defined]
                wrong = row[:start] + new + row[end:]
                changed = "\n".join([*rows[: line - 1], wrong, *rows[line:]])
                what = f"`{row[start:end]}` became `{new}`"
                kinds.setdefault(kind, []).append(
                    Fault(path=path, line=line, text=changed, kind=kind, what=what)
                )
    chance = random.Random(seed)  # the same every time
    order = sorted(kinds)
    chance.shuffle(order)
    for found in kinds.values():
        chance.shuffle(found)
    for several in zip_longest(*(kinds[kind] for kind in order)):
        yield from (one for one in several if one is not None)


def _is_variable(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _changes(node: ast.AST, names: list[str]) -> Iterator[tuple[ast.AST, str, str]]:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
            swapped = ast.Compare(left=left, ops=[_COMPARE[type(op)]()], comparators=[right])
            yield node, ast.unparse(swapped), "comparison"
        case ast.BoolOp(op=op, values=[first, *others]):
            rest = others[0] if len(others) == 1 else ast.BoolOp(op=op, values=others)
            yield node, f"({ast.unparse(rest)})", "missing condition"
            yield node, ast.unparse(first), "missing condition"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            text = isinstance(left, ast.Constant | ast.JoinedStr) or isinstance(right, ast.JoinedStr)
            if not text:
                other = ast.BinOp(left=left, op=_ARITHMETIC[type(op)](), right=right)
                yield node, f"({ast.unparse(other)})", "operator"
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            yield node, str(value + 1), "off by one"
        case ast.If(test=test) if not isinstance(test, ast.Compare):
            yield test, f"not ({ast.unparse(test)})", "condition"
        case ast.AugAssign() | ast.Expr(value=ast.Call()):
            yield node, "pass", "missing statement"
        case ast.Name(id=name, ctx=ast.Load()) if name in names:
            for other_name in names:
                if other_name != name:
                    yield node, other_name, "wrong variable"
        case ast.Call(func=func, args=[one, two, *more], keywords=[]) if ast.dump(one) != ast.dump(two):
            if not any(isinstance(part, ast.Starred) for part in (one, two)):
                turned = ast.Call(func=func, args=[two, one, *more], keywords=[])
                yield node, ast.unparse(turned), "wrong order"


def _code(root: Path, command: tuple[str, ...], python: str) -> int:
    """The exit code of the tests, which end at the first failure; -1 when they do not end."""
    words = [python, *command[1:], "-x", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            words, cwd=root, capture_output=True, timeout=_LIMIT, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return -1
    return done.returncode


def _diagnosed(root: Path, command: tuple[str, ...], python: str) -> tuple[Diagnosis | None, str, float]:
    """The answer or why there is none, and the seconds until the lines were first ranked."""
    settings = Settings(interpreter=python, time_limit=60.0, capture=True)
    started, ranked = perf_counter(), 0.0
    for event in Assistant(settings).run(Problem(command=command, workspace=str(root)), Route.LOGIC):
        if isinstance(event, Found) and not ranked:
            ranked = perf_counter() - started
        if isinstance(event, Done):
            return event.diagnosis, "", ranked
        if isinstance(event, Failed):
            return None, f"{event.message} {event.hint}", ranked
    return None, "no answer", ranked


def _rank_of_fauxpy(python: str, root: Path, fault: Fault, command: tuple[str, ...]) -> str:
    """The place of the faulty line in fauxpy's list, and how long that took."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, root.name)
        shutil.copytree(root, copy)
        source = fault.path.relative_to(root).parts[0]
        # A project that makes an error of each warning would end with the first one of coverage's own.
        words = [python, *command[1:], "-W", "ignore", "--src", source, "--family", "sbfl", "--granularity", "statement"]  # fmt: skip
        started = perf_counter()
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(
                words, cwd=copy, capture_output=True, timeout=_LIMIT, check=False, stdin=subprocess.DEVNULL
            )
        seconds = perf_counter() - started
        wanted = f"{fault.path.relative_to(root)}::{fault.line},"
        for report in Path(folder).glob("FauxPyReport*/Scores_Ochiai.csv"):
            rows = report.read_text(encoding="utf-8").splitlines()[1:]
            scores = [float(row.rpartition(",")[2]) for row in rows]
            own = next((score for row, score in zip(rows, scores, strict=True) if wanted in row), None)
            if own is None:
                return f"fauxpy -, {seconds:.0f} s"
            rank = sum(score > own for score in scores) + (scores.count(own) + 1) / 2
            return f"fauxpy {rank:g}, {seconds:.0f} s"
    return f"fauxpy: no report, {seconds:.0f} s"


def measure(sdist: Path, tests: list[str], count: int, seed: int, python: str, fauxpy: str) -> None:
    """Print a row for each fault that the project's tests notice."""
    with tempfile.TemporaryDirectory(prefix="debugassist-seeded-") as folder:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        [root] = [path for path in Path(folder).iterdir() if path.is_dir()]
        command = ("python", "-m", "pytest", "-q", *[name for name in tests if (root / name).exists()])
        if _code(root, command, python):
            print(f"{sdist.name}: its tests do not pass here")
            return
        sources = [
            path
            for path in sorted(root.rglob("*.py"))
            if "test" not in str(path.relative_to(root)) and path.name not in ("setup.py", "conf.py")
        ]
        sources = sorted(sources, key=lambda path: -path.stat().st_size)[:4]
        streams = [faults(path, path.read_text(encoding="utf-8"), seed) for path in sources]
        in_turn = [fault for several in zip_longest(*streams) for fault in several if fault is not None]
        done: list[str] = []  # the kinds of the faults
        while in_turn and len(done) < count:
            fault = min(in_turn, key=lambda one: done.count(one.kind))
            in_turn.remove(fault)
            before = fault.path.read_text(encoding="utf-8")
            fault.path.write_text(fault.text, encoding="utf-8")
            if _code(root, command, python) == 1:  # the tests are loaded, and one fails
                done.append(fault.kind)
                beside = _rank_of_fauxpy(fauxpy, root, fault, command) if fauxpy else ""
                _row(sdist.name, root, fault, before, command, python, beside)
            fault.path.write_text(before, encoding="utf-8")


def _row(
    name: str, root: Path, fault: Fault, before: str, command: tuple[str, ...], python: str, beside: str
) -> None:
    started = perf_counter()
    diagnosis, failed, ranked = _diagnosed(root, command, python)
    seconds = perf_counter() - started
    file = str(fault.path.relative_to(root))
    suspects = diagnosis.suspects if diagnosis else ()
    rank = next((n for n, one in enumerate(suspects, 1) if (one.path, one.line) == (file, fault.line)), None)
    fixes = [one for one in diagnosis.fixes if one.status is Status.VERIFIED] if diagnosis else []
    same = [_same(patch_of(one, diagnosis), fault.text, before) for one in fixes] if diagnosis else []
    right = "the author's" if any(same[:1]) else "verified" if fixes else "-"
    if any(same[1:]) and not same[0]:
        right = f"verified, the author's {same.index(True) + 1}."
    times = f"{ranked:.0f} / {seconds:.0f}"
    print(f"| {name}, {file}:{fault.line} | {fault.kind}: {fault.what[:80]} | {rank or '-'} | {right} | {times} | {beside} | {failed[:80]}", flush=True)  # fmt: skip


def _same(patch: str, wrong: str, before: str) -> bool:
    """Whether a patch says what the author had: compared as trees, so that layout does not count."""
    with tempfile.TemporaryDirectory() as folder:
        name = patch.split("\n", 1)[0].removeprefix("--- a/").strip()
        target = Path(folder, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(wrong, encoding="utf-8")
        words = ["git", "apply", "--unsafe-paths", "-"]
        subprocess.run(words, cwd=folder, input=patch.encode(), capture_output=True, check=False)
        try:
            return ast.dump(ast.parse(target.read_text(encoding="utf-8"))) == ast.dump(ast.parse(before))
        except SyntaxError:
            return False


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sdists", nargs="+", type=Path)
    parser.add_argument("--faults", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--python", default=sys.executable, help="the interpreter of the projects")
    parser.add_argument("--fauxpy", default="", metavar="PYTHON", help="an interpreter that has fauxpy")
    parser.add_argument(
        "--tests", nargs="*", default=[], help="paths in the project, where its suite is long"
    )
    chosen = parser.parse_args()
    for one in chosen.sdists:
        measure(one, chosen.tests, chosen.faults, chosen.seed, chosen.python, chosen.fauxpy)
