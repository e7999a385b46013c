"""How many of the wrong programs does the plainest of searches repair?

    python -m benchmarks.naive_repair FOLDER ... [--seconds 60] [--every 3] [--beside PREDICTIONS] [--keep NAME]

A yardstick for fixtures: what this finds says how hard they are. The lines that the tests execute are taken in the
order of Ochiai, ties towards the later line; on each, single edits of the syntax tree in a fixed order of kinds; each
edit is tried in a process of its own that runs the tests, and the first with which they pass is the answer. Whether
it is right the hidden tests say. It shares nothing with our own search but the recorder of lines. `--beside` takes what
`debugassist eval bugs --predictions` has written of the same programs, `--keep` puts the shares on the page of results.
"""

import argparse
import ast
import json
import os
import signal
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from shutil import copytree, ignore_patterns
from statistics import median
from typing import Any

from analyzers.facts import Status
from analyzers.logic.spectrum import Formula, suspicion
from assistant.evals.bugs import load, passes_hidden
from benchmarks.localisation import runs
from benchmarks.page import RESULTS

_COMPARE = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_MEMBER = {ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)
_LIMIT = 5  # seconds that one candidate has

Place = tuple[Any, str, int | None]
"""A node, one of its fields, and the index where the field is a list."""


def edits(tree: ast.Module, line: int) -> Iterator[str]:
    """Yield the texts of a program, each with one edit of a node that begins on a line."""
    places = list(_places(tree, line))
    for find in (_compared, _computed, _counted, _joined, _negated, _named, _deleted):
        for node, field, index in places:
            owner = getattr(node, field)
            old = owner if index is None else owner[index]
            for new in find(tree, old):
                _put(node, field, index, new)
                try:
                    yield ast.unparse(tree) + "\n"
                finally:
                    _put(node, field, index, old)


def _places(tree: ast.Module, line: int) -> Iterator[Place]:
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            for index, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(one, ast.expr | ast.stmt) and one.lineno == line:
                    yield node, field, index


def _put(node: Any, field: str, index: int | None, new: ast.AST) -> None:
    if index is None:
        setattr(node, field, new)
    else:
        getattr(node, field)[index] = new


def _compared(_tree: ast.Module, node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for place, old in enumerate(node.ops):
            others = _COMPARE if isinstance(old, _COMPARE) else (_MEMBER[type(old)],)
            for other in (one for one in others if one is not type(old)):
                changed = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                yield ast.Compare(node.left, changed, node.comparators)


def _computed(_tree: ast.Module, node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for other in _ARITHMETIC:
            if isinstance(node.op, _ARITHMETIC) and not isinstance(node.op, other):
                if isinstance(node, ast.BinOp):
                    yield ast.BinOp(node.left, other(), node.right)
                else:
                    yield ast.AugAssign(node.target, other(), node.value)


def _counted(_tree: ast.Module, node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (ast.Constant(node.value + step) for step in (1, -1))


def _joined(_tree: ast.Module, node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _negated(_tree: ast.Module, node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.If | ast.While):
        parts = {name: getattr(node, name) for name in ("body", "orelse")}
        yield type(node)(test=ast.UnaryOp(ast.Not(), node.test), **parts)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)


def _named(tree: ast.Module, node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and node in ast.walk(function):
                names = {part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg)}
                names |= {
                    part.id
                    for part in ast.walk(function)
                    if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
                }
                yield from (ast.Name(name, ast.Load()) for name in sorted(names - {node.id}))
                return


def _deleted(_tree: ast.Module, node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Pass):
        yield ast.Pass()


def passes(root: Path, command: list[str]) -> bool:
    """Whether the tests pass, run in a forked process, which is spared the start of Python and of pytest."""
    child = os.fork()
    if not child:
        os.setsid()
        signal.alarm(_LIMIT)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        os.chdir(root)
        sys.path.insert(0, str(root))
        sys.argv = command[2:]
        code = 1
        try:
            import runpy

            runpy.run_module(command[2], run_name="__main__", alter_sys=True)
        except SystemExit as ended:
            code = 1 if isinstance(ended.code, str) else int(ended.code or 0)
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def repaired(case: dict[str, Any], seconds: float) -> tuple[str, int]:
    """Return the patch that makes the tests of a case pass, or nothing, and how many edits were tried."""
    ends = time.perf_counter() + seconds
    tried = 0
    command = [*case["tests"], *(["-x", "-p", "no:cacheprovider"] if "pytest" in case["tests"] else [])]
    scores = suspicion(runs(case["folder"], tuple(case["tests"])), Formula.OCHIAI)
    with tempfile.TemporaryDirectory(prefix="debugassist-naive-") as folder:
        root = Path(folder, "program")
        copytree(case["folder"], root, ignore=ignore_patterns("__pycache__", "hidden*", "fixed*", "run.json"))
        for name, line in sorted(scores, key=lambda one: (-scores[one], one[0], -one[1])):
            file = root / name
            text = file.read_text(encoding="utf-8")
            for changed in edits(ast.parse(text), line):
                if time.perf_counter() > ends:
                    return "", tried
                tried += 1
                file.write_text(changed, encoding="utf-8")
                if passes(root, command):
                    rows = (text.splitlines(keepends=True), changed.splitlines(keepends=True))
                    return "".join(unified_diff(*rows, f"a/{name}", f"b/{name}")), tried
            file.write_text(text, encoding="utf-8")
    return "", tried


def main() -> None:
    """Print what became of each case, and the shares of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--seconds", type=float, default=60.0, help="that one program has")
    parser.add_argument("--every", type=int, default=1, help="of how many cases one is taken")
    parser.add_argument("--beside", type=Path, help="predictions of ours")
    parser.add_argument("--keep", default="", metavar="NAME", help="what the programs are called on the page")
    chosen = parser.parse_args()
    sys.dont_write_bytecode = True
    import pytest  # loaded before the processes are forked  # noqa: F401

    cases = load(Namespace(cases=chosen.folders, kind="logic")).cases[:: chosen.every]
    told = [json.loads(line) for line in chosen.beside.open(encoding="utf-8")] if chosen.beside else []
    ours = {one["case"]: one for one in told}
    kept: dict[str, Any] = {"programs": chosen.keep, "count": len(cases), "naive": {}, "ours": {}, "both": 0}
    spent = []
    for case in cases:
        before = os.times()
        patch, tried = repaired(case, chosen.seconds)
        spent.append(sum(os.times()[:4]) - sum(before[:4]))
        said = judged(case, patch)
        print(f"{case['id']}: {said}, {tried} tried, {spent[-1]:.1f} s", flush=True)
        one = ours.get(case["id"], {})
        verified = one.get("patch") if one.get("status") == Status.VERIFIED else ""
        add(kept, said, judged(case, verified or ""))
    print(f"{json.dumps(kept)}, {median(spent):.1f} s CPU at the median")
    if chosen.keep:
        path = RESULTS / "naive.json"
        rows = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        rows = [row for row in rows if row["programs"] != chosen.keep] + [kept]
        path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def judged(case: dict[str, Any], patch: str) -> str:
    """Whether a patch, which passes the visible tests, passes the hidden ones; `-` where there is none."""
    return "-" if not patch else "right" if passes_hidden(case, patch) else "wrong"


def add(kept: dict[str, Any], naive: str, ours: str) -> None:
    """Count what the two searches came to on one program."""
    for name, said in (("naive", naive), ("ours", ours)):
        kept[name][said] = kept[name].get(said, 0) + 1
    kept["both"] += naive == ours == "right"


if __name__ == "__main__":
    main()
