"""Makes realistic defects in well-formed code, and measures how they are repaired.

    python -m benchmarks.syntax_defects [--who people|students] [--part tune|measure|both] [--count 400] [--seed 1]
        [--show KIND]

Real files of the running interpreter's library and of the packages installed beside it are taken whole or
cut down to one definition, and broken as people break them. The source packages are split in two: one part to
tune on, one that is only ever measured, each with its own chance. `benchmarks.defect_kinds` holds the ways of breaking
it, `benchmarks.student_kinds` what learners do to short programs.
"""

import argparse
import ast
import hashlib
import random
import sysconfig
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analyzers.syntax.changes import defect_line
from analyzers.syntax.python.verdict import compiles
from benchmarks.defect_kinds import KINDS, Ground, Kinds
from benchmarks.student_kinds import OPEN, SLIPS

WHO: dict[str, tuple[Kinds, int]] = {
    "people": (KINDS, 0),
    "students": (SLIPS, 45),
}  # the kinds, the longest text
_MOST_TEXTS = 60  # that one kind is tried on
_SKIPPED = {"test", "tests", "lib2to3", "__pycache__", "site-packages", "idlelib", "turtledemo"}


@dataclass(frozen=True, slots=True)
class Defect:
    """A broken text, what it was, and where and how it was broken."""

    kind: str
    code: str
    fixed: str
    line: int
    origin: str


def is_held_out(path: Path) -> bool:
    """Whether a library file is kept from the token model, so that defects can be made of it."""
    return hashlib.sha256(path.name.encode()).digest()[0] % 3 == 0


def part_of(path: Path, root: Path) -> str:
    """Return "tune" or "measure" for a file, the same for all files of a package."""
    package = path.relative_to(root).parts[0]
    return "measure" if hashlib.sha256(package.encode()).digest()[1] % 2 else "tune"


def files(part: str) -> list[Path]:
    """Return the well-formed files of a part: held-out library modules and installed packages."""
    chosen = []
    for name in ("stdlib", "purelib"):
        root = Path(sysconfig.get_path(name))
        for path in sorted(root.rglob("*.py")):
            if _SKIPPED & set(path.relative_to(root).parts):
                continue
            if name == "stdlib" and not is_held_out(path):
                continue
            if part_of(path, root) == part and 400 < path.stat().st_size < 60_000:
                chosen.append(path)
    return chosen


def defects(part: str, count: int, seed: int, who: str = "people") -> Iterator[Defect]:
    """Yield that many defects of a part; the same seed gives the same ones on the same machine."""
    ways, longest = WHO[who]
    rng = random.Random(f"{part}{seed}")
    packages: dict[str, list[Path]] = defaultdict(list)
    for path in files(part):
        packages[_package(path)].append(path)
    library = packages.pop("", [])
    names = sorted(packages)
    kinds = list(ways)
    weights = [ways[kind][0] for kind in kinds]
    made = tries = 0
    kind = ""
    seen: set[str] = set()
    while made < count:
        # half of the library, and as much of each package, however many files it has
        path = rng.choice(library if rng.random() < 0.5 else packages[rng.choice(names)])
        try:
            whole = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        text = _excerpt(whole, rng) if longest or rng.random() < 0.6 else whole
        if not text or not compiles(text):
            continue
        if longest and (text in seen or not 3 < text.count("\n") < longest):
            continue
        if not longest or not tries:  # in short texts a kind waits for one that it can break
            kind, tries = rng.choices(kinds, weights)[0], _MOST_TEXTS
        tries -= 1
        for _ in range(6):
            broken = ways[kind][1](Ground(text, rng))
            if broken and broken != text and not compiles(broken):
                yield Defect(kind, broken, text, defect_line(broken, text), path.name)
                made, tries = made + 1, 0
                seen.add(text)
                break


def _package(path: Path) -> str:
    """Return the installed package that a file is of, or an empty string for one of the library."""
    root = Path(sysconfig.get_path("purelib"))
    return path.relative_to(root).parts[0] if path.is_relative_to(root) else ""


def _excerpt(text: str, rng: random.Random) -> str:
    """Return one or two definitions or a few statements of a module, as a snippet on its own."""
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return ""
    lines = text.splitlines(keepends=True)
    nodes = [n for n in ast.walk(ast.Module(body, [])) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    if not nodes or rng.random() < 0.2:
        if len(body) < 4:
            return ""
        first = rng.randrange(len(body) - 3)
        last = body[min(first + rng.randrange(2, 8), len(body) - 1)]
        return "".join(lines[body[first].lineno - 1 : last.end_lineno])
    node = rng.choice(nodes)
    start = min([node.lineno, *(one.lineno for one in node.decorator_list)]) - 1
    chunk = lines[start : node.end_lineno]
    margin = len(chunk[0]) - len(chunk[0].lstrip())
    if any(line.strip() and not line.startswith(" " * margin) for line in chunk):
        return ""
    return "".join(line[margin:] if line.strip() else "\n" for line in chunk[:120])


def same_tree(left: str, right: str) -> bool:
    """Whether two texts have the same syntax tree, positions and docstring blanks aside."""
    try:
        return ast.dump(ast.parse(left)) == ast.dump(ast.parse(right))
    except (SyntaxError, ValueError, RecursionError):
        return False


def measure(part: str, count: int, seed: int, show: str = "", who: str = "people") -> None:
    """Repair the defects of a part and print what came of it, per kind."""
    from analyzers.syntax import repair

    totals: Counter[str] = Counter()
    hits: dict[str, Counter[str]] = defaultdict(Counter)
    times = []
    for number, defect in enumerate(defects(part, count, seed, who)):
        started = time.process_time()
        result = repair(defect.code, "a.py")
        times.append(time.process_time() - started)
        tree = result.text is not None and same_tree(result.text, defect.fixed)
        totals[defect.kind] += 1
        hits[defect.kind]["line"] += result.line == defect.line
        hits[defect.kind]["parses"] += result.text is not None
        hits[defect.kind]["tree"] += tree
        if show and show in (defect.kind, "all") and not tree:
            _show(number, defect, result.text, result.line)
    known = sorted((kind for kind in totals if kind not in OPEN), key=lambda kind: -totals[kind])
    totals["ALL"] = sum(totals[kind] for kind in known)
    for what in ("line", "parses", "tree"):
        hits["ALL"][what] = sum(hits[kind][what] for kind in known)
    print(f"{part}: {count} defects, seed {seed}\n{'kind':24}{'n':>6}{'line':>7}{'parses':>8}{'tree':>7}")
    for kind in (*known, "ALL", *(kind for kind in OPEN if kind in totals)):
        n = totals[kind]
        print(f"{kind:24}{n:6}" + "".join(f"{hits[kind][w] / n:7.0%}" for w in ("line", "parses", "tree")))
    times.sort()
    print(
        f"CPU time: p50 {times[len(times) // 2] * 1000:.0f} ms, p95 {times[int(len(times) * 0.95)] * 1000:.0f} ms"
    )


def _show(number: int, defect: Defect, text: str | None, line: int | None) -> None:
    import difflib

    print(f"--- {number} {defect.kind} {defect.origin} true line {defect.line}, said {line}")
    wanted = list(difflib.unified_diff(defect.code.split("\n"), defect.fixed.split("\n"), n=1, lineterm=""))[
        3:
    ]
    print("\n".join(wanted[:14]))
    print("   ours:")
    if text is not None:
        got = list(difflib.unified_diff(defect.code.split("\n"), text.split("\n"), n=0, lineterm=""))[3:]
        print("\n".join(got[:14]))


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--who", choices=tuple(WHO), default="people")
    parser.add_argument("--part", choices=("tune", "measure", "both"), default="both")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--show", default="", help="print the failures of this kind, or of `all`; tune part only"
    )
    options = parser.parse_args()
    for part in ("tune", "measure"):
        if options.part in (part, "both"):
            measure(part, options.count, options.seed, options.show if part == "tune" else "", options.who)


if __name__ == "__main__":
    main()
