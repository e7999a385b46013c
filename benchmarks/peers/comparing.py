"""How do we and the others fare on the same work? Processor time, in one run, and whether the answer is right.

Each comparison is a table; the ratio says how many times our value the other's is.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.figures import LAUNCHER, ROOT, cost
from benchmarks.fuzz.inputs import cases
from benchmarks.peers.environment import peers

_DEMO = ROOT / "fixtures" / "demo"
_RUNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one program did."""

    who: str
    value: float
    right: str = ""  # whether, or how often, the answer is right


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The same work done by several; the first row is ours."""

    title: str
    work: str
    unit: str
    right: str = ""  # what the column of right answers says
    rows: tuple[Row, ...]
    more_is_better: bool = False


def comparisons() -> Iterator[Comparison]:
    """Yield every comparison."""
    for one in (explained_crash, read_reports, syntax_errors, debugger_start, localised, changed_programs):
        place = peers("mutants" if one is changed_programs else "reports")
        with tempfile.TemporaryDirectory() as folder:
            yield one(place, Path(folder))


def explained_crash(place: Path, folder: Path) -> Comparison:
    """A program that crashes, run with each one's report."""
    shutil.copytree(_DEMO, folder / "demo")
    hooks = {
        "plain Python": "pass",
        "rich": "import rich.traceback; rich.traceback.install(show_locals=True)",
        "stackprinter": "import stackprinter; stackprinter.set_excepthook()",
        "friendly-traceback": "import friendly_traceback; friendly_traceback.install(lang='en')",
    }
    run = "; import runpy, sys; sys.argv = ['report.py', 'orders.csv']; runpy.run_path('report.py', run_name='__main__')"
    commands: dict[str, Sequence[str]] = {"debugassist run": (*LAUNCHER, "run", "report.py", "orders.csv")}
    commands |= {who: (str(place / "python"), "-c", hook + run) for who, hook in hooks.items()}
    rows = []
    for who, command in commands.items():
        said = _said(command, folder / "demo")
        # `discount_for` ends at line 12 without a return: that is the fault, the crash is at line 26.
        origin = "yes" if re.search(r"report\.py:12\b|line `?12\b", said) else "no"
        value = "yes" if re.search(r"reduction\W+(?:is\W+)?`?None", said) else "no"
        rows.append(Row(who=who, value=_cpu(command, folder / "demo"), right=f"{value}, {origin}"))
    return Comparison(
        title="A crash explained",
        work="`fixtures/demo/report.py` is run and crashes; the fault lies fourteen lines above",
        unit="s CPU",
        right="shows the bad value, names the line that made it",
        rows=tuple(rows),
    )


def read_reports(place: Path, _: Path) -> Comparison:
    """One traceback of a hundred lines, read again and again."""
    report = "Traceback (most recent call last):\n" + "".join(
        f'  File "/app/a{n}.py", line {n}, in f{n}\n    total(rows[{n}])\n' for n in range(1, 50)
    )
    timed = (
        "import json, sys, time; text = json.load(sys.stdin)\n{}\n"
        "best = 9.0\nfor _ in range(9):\n"
        " t = time.process_time(); [read(text) for _ in range(50)]; best = min(best, (time.process_time() - t) / 50)\n"
        "print(best * 1000)"
    )
    ours = timed.format(f"sys.path.insert(0, {str(ROOT)!r})\nfrom analyzers.traceback import read")
    theirs = timed.format("from boltons.tbutils import ParsedException\nread = ParsedException.from_string")
    text = json.dumps(report + "ValueError: bad\n").encode()
    return Comparison(
        title="A traceback read",
        work="a native traceback of a hundred lines, text to frames",
        unit="ms CPU",
        right="formats it knows",
        rows=(
            Row(
                who="debugassist",
                value=float(_said((sys.executable, "-c", ours), ROOT, text)),
                right="16 languages, pytest, logs",
            ),
            Row(
                who="boltons",
                value=float(_said((str(place / "python"), "-c", theirs), ROOT, text)),
                right="native Python",
            ),
        ),
    )


def syntax_errors(place: Path, folder: Path) -> Comparison:
    """Broken Python files: the line of the mistake, and a repair."""
    known = [
        case for case in cases("syntax/tune.jsonl") if case["lang"] == "python" and case.get("edit_line")
    ]
    for number, case in enumerate(known):
        (folder / f"c{number:04}.py").write_text(case["code"], encoding="utf-8")
    head = "import glob, json, sys\nfound = {}\n"
    loop = "for name in sorted(glob.glob('c*.py')):\n text = open(name, encoding='utf-8').read()\n"
    tail = "print(json.dumps(found))"
    scripts = {
        "debugassist, with a repair": (
            sys.executable,
            f"{head}sys.path.insert(0, {str(ROOT)!r})\nfrom analyzers.syntax import repair\n{loop} found[name] = repair(text, name).line\n{tail}",
        ),
        "CPython's compiler": (
            sys.executable,
            (
                f"{head}import warnings; warnings.simplefilter('ignore')\n{loop} try: compile(text, name, 'exec'); found[name] = None\n"
                f" except SyntaxError as error: found[name] = error.lineno\n{tail}"
            ),
        ),
        "parso": (
            str(place / "python"),
            (
                f"{head}import parso\ngrammar = parso.load_grammar()\n{loop} errors = list(grammar.iter_errors(grammar.parse(text)))\n"
                f" found[name] = errors[0].start_pos[0] if errors else None\n{tail}"
            ),
        ),
    }
    rows = []
    for who, (python, code) in scripts.items():
        found = json.loads(_said((python, "-c", code), folder))
        rows.append(_judged(who, known, found, _cpu((python, "-c", code), folder)))
    ruff = (
        str(place / "ruff"),
        "check",
        "--isolated",
        "--no-cache",
        "--output-format",
        "json",
        "--select",
        "E9",
        ".",
    )
    found = {}
    for one in json.loads(_said(ruff, folder)):
        found.setdefault(Path(one["filename"]).name, one["location"]["row"])
    rows.append(_judged("ruff", known, found, _cpu(ruff, folder)))
    return Comparison(
        title="Syntax errors found",
        work=f"{len(known)} broken Python files, those of our own fixtures that may be looked at",
        unit="ms CPU a file",
        right="names the line of the mistake",
        rows=tuple(rows),
    )


def _judged(who: str, known: Sequence[dict[str, object]], found: dict[str, object], seconds: float) -> Row:
    right = sum(found.get(f"c{number:04}.py") == case["edit_line"] for number, case in enumerate(known))
    return Row(who=who, value=1000 * seconds / len(known), right=f"{100 * right / len(known):.0f} %")


def debugger_start(place: Path, folder: Path) -> Comparison:
    """What `import` of a debugger costs a program that has a breakpoint in it."""
    inside = "from _debugassist_inside import calls, dialogue, hooks, inspector, limited, stepper"
    codes = {
        "debugassist": (
            sys.executable,
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); import debugassist, json; debugassist._inside(); {inside}",
        ),
        "pudb": (str(place / "python"), "import pudb.debugger"),
        "pdb": (sys.executable, "import pdb"),
    }
    for python, code in codes.values():
        subprocess.run([python, "-c", code], cwd=folder, check=True)  # else nothing would be the quickest
    bare = _cpu((sys.executable, "-c", "pass"), folder)
    return Comparison(
        title="A debugger loaded",
        work="what a `breakpoint()` loads into the program, beyond the bare interpreter; our prompt is a process of its own",
        unit="ms CPU",
        rows=tuple(
            Row(who=who, value=1000 * (_cpu((python, "-c", code), folder) - bare))
            for who, (python, code) in codes.items()
        ),
    )


def localised(place: Path, folder: Path) -> Comparison:
    """A failing test: where is the fault?"""
    for name in ("schedule.py", "test_schedule.py"):
        shutil.copyfile(_DEMO / name, folder / name)
    ours = (*LAUNCHER, "test", "--format", "json", "test_schedule.py")
    suspects = json.loads(_said(ours, folder))["diagnosis"]["suspects"]
    rank = next((number for number, one in enumerate(suspects, 1) if one["line"] == 11), 0)
    faux = (str(place / "python"), "-m", "pytest", "-q", "test_schedule.py", "--src", "schedule.py", "--family", "sbfl",
            "--granularity", "statement", "--top-n", "10")  # fmt: skip
    ochiai = _said(faux, folder).partition("Scores for Ochiai")[2].partition("Scores for")[0]
    lines = re.findall(r"schedule\.py\s*\|\s*(\d+)", ochiai)
    theirs = f"place {lines.index('11') + 1}" if "11" in lines else "not listed"
    return Comparison(
        title="A failing test",
        work="`fixtures/demo/schedule.py`: one of three tests fails; the fault is at line 11",
        unit="s CPU",
        right="the faulty line in its list",
        rows=(
            Row(
                who="debugassist test, with a verified fix",
                value=_cpu(ours, folder, 1),
                right=f"place {rank}" if rank else "not listed",
            ),
            Row(who="fauxpy (Ochiai)", value=_cpu(faux, folder, 1), right=theirs),
        ),
    )


_COSMIC_RAY = """[cosmic-ray]
module-path = "schedule.py"
timeout = 20.0
test-command = "{python} -m pytest -x -q test_schedule.py"
[cosmic-ray.distributor]
name = "local"
"""


def changed_programs(place: Path, folder: Path) -> Comparison:
    """The same tests on one changed program after the other: searching for a fix, and testing tests by mutation."""
    mended = (
        (_DEMO / "schedule.py").read_text(encoding="utf-8").replace("begin = end", "begin = max(begin, end)")
    )
    for name in ("ours", "cosmic-ray", "mutmut"):
        (folder / name).mkdir()
        shutil.copyfile(_DEMO / "test_schedule.py", folder / name / "test_schedule.py")
        (folder / name / "schedule.py").write_text(mended, encoding="utf-8")  # mutants need tests that pass
    shutil.copyfile(_DEMO / "schedule.py", folder / "ours" / "schedule.py")
    (folder / "cosmic-ray" / "cr.toml").write_text(
        _COSMIC_RAY.format(python=place / "python"), encoding="utf-8"
    )
    (folder / "mutmut" / "setup.cfg").write_text(
        "[mutmut]\npaths_to_mutate=schedule.py\nsource_paths=schedule.py\n"
    )
    cosmic_ray = (str(place / "cosmic-ray"), "exec", "cr.toml", "session.sqlite")
    _said((str(place / "cosmic-ray"), "init", "cr.toml", "session.sqlite"), folder / "cosmic-ray")
    counted = (
        ("debugassist test", (*LAUNCHER, "test", "-v", "test_schedule.py"), "ours", r"(\d+) candidates", ()),
        (
            "cosmic-ray",
            cosmic_ray,
            "cosmic-ray",
            r"complete: (\d+)",
            (str(place / "cr-report"), "session.sqlite"),
        ),
        ("mutmut", (str(place / "mutmut"), "run"), "mutmut", r"(\d+)/\1 ", ()),
    )
    rows = []
    for who, command, where, pattern, report in counted:
        path = _path(Path(command[0]).parent)
        with tempfile.TemporaryFile() as said:
            used = _used(command, folder / where, path, said)
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
        found = re.findall(pattern, _said(report, folder / where) if report else text)
        tried = int(found[-1]) if found else 0
        rows.append(Row(who=who, value=tried / used, right=str(tried)))
    return Comparison(
        title="Changed programs tried",
        work="`fixtures/demo/schedule.py` and its three tests: a fix is searched for, or (mended) mutants are tried",
        unit="a CPU second, from start to end",
        right="programs tried",
        rows=tuple(rows),
        more_is_better=True,
    )


def _used(command: Sequence[str], folder: Path, path: dict[str, str], said: IO[bytes]) -> float:
    """Seconds of the processors that a command and all it waited for took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=path, stdout=said, stderr=said, check=False, timeout=600)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _said(command: Sequence[str], folder: Path, stdin: bytes = b"") -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=600,
        env=_path(Path(command[0]).parent),
    )
    return done.stdout.decode("utf-8", "replace") + (
        "" if done.stdout.startswith((b"{", b"[")) else done.stderr.decode("utf-8", "replace")
    )


def _path(place: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{place}:{os.environ['PATH']}"}


def _cpu(command: Sequence[str], folder: Path, runs: int = _RUNS) -> float:
    """Seconds of the processor, the least of a few runs: a busy machine only ever adds."""
    measure: Callable[[], float] = lambda: cost(command, cwd=folder, env=_path(Path(command[0]).parent)).cpu
    return min(measure() for _ in range(runs))
