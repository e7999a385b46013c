"""How often is the faulty line of a wrong program named first, and how many candidate fixes are tried a second?

The programs are every twentieth of `fixtures/wrong/tune`; none is skipped for what it shows. Each is looked at
three times: the command's tests are run and edits are tried; the lines that the tests execute alone decide, by each
formula, with ties broken towards the later line; and the tests' report is read with nothing run.
"""

import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from analyzers.facts import Diagnosis, Done, Problem
from analyzers.logic.spectrum import Formula, suspicion
from analyzers.logic.subject import is_test_file
from assistant.diagnose import Assistant, Settings
from assistant.evals.bugs import load
from benchmarks.figures import ROOT, Figure
from tools.sandbox import sandbox
from tools.testing.outcomes import Tracing
from tools.testing.plan import plan_of
from tools.testing.server import serve

_STEP = 20
_TRIED = re.compile(r"^(\d+) candidates, .*?, ([\d.]+) s of the processors")


def figures() -> Iterator[Figure]:
    """Measure ranks, the rate of candidates by CPU time, and the time that one program takes."""
    cases = load(Namespace(cases=[str(ROOT / "fixtures/wrong/tune")], kind="logic")).cases[::_STEP]
    tested: list[bool] = []
    ranks: list[int] = []
    told: list[int] = []
    seconds: list[float] = []
    tried = cpu = 0.0
    for case in cases:
        command = tuple(case["tests"] or case["entry"])
        started = perf_counter()
        diagnosis = _diagnosed(Problem(command=command, workspace=case["folder"]))
        seconds.append(perf_counter() - started)
        ranks.append(_rank(case, diagnosis))
        tested.append(bool(diagnosis and diagnosis.fixes))
        for note in diagnosis.notes if diagnosis else ():
            found = _TRIED.match(note)
            if found:
                tried, cpu = tried + float(found[1]), cpu + float(found[2])
        told.append(_rank(case, _diagnosed(Problem(text=_report(case, command), workspace=case["folder"]))))
    for formula in Formula:
        alone = [_rank_by(case, formula) for case in cases]
        yield _share(f"wrong programs, {formula} alone: faulty line first", alone, 1, "")
        yield _share(f"wrong programs, {formula} alone: in the first five", alone, 5, "")
    yield _share("wrong programs, run: faulty line first", ranks, 1, ">= 50 %")
    yield _share("wrong programs, run: in the first five", ranks, 5, ">= 92 %")
    yield Figure(
        name="wrong programs, run: a verified fix",
        value=100 * sum(tested) / max(1, len(tested)),
        unit="%",
        budget=">= 78 %",
    )
    yield Figure(
        name="candidates a second of CPU", value=tried / max(cpu, 0.001), unit="/s", budget=">= 300 /s"
    )
    yield Figure(
        name="one wrong program, wall time, median", value=median(seconds), unit="s", budget="<= 10 s"
    )
    yield _share("wrong programs, report only: faulty line first", told, 1, "")
    yield _share("wrong programs, report only: in the first five", told, 5, "")


def _diagnosed(problem: Problem) -> Diagnosis | None:
    settings = Settings(interpreter=sys.executable, time_limit=20.0, capture=True)
    events = Assistant(settings).run(problem)
    return next((event.diagnosis for event in events if isinstance(event, Done)), None)


def _rank_by(case: dict[str, Any], formula: Formula) -> int:
    """The place of the first faulty line when nothing but the executed lines decides."""
    executed = runs(case["folder"], tuple(case["tests"] or case["entry"]))
    scores = suspicion(executed, formula)
    order = sorted(scores, key=lambda line: (-scores[line], line[0], -line[1]))
    faults = {(fault["file"], fault["line"]) for fault in case["fault"]}
    return next((rank for rank, line in enumerate(order, 1) if line in faults), sys.maxsize)


@cache
def runs(folder: str, command: tuple[str, ...]) -> tuple[tuple[bool, frozenset[tuple[str, int]]], ...]:
    """Whether each test fails, and the lines of the program that it executes."""
    import asyncio

    async def traced() -> Tracing:
        plan = plan_of(command, Path(folder), sys.executable)
        assert plan is not None  # the fixtures' commands start Python
        with sandbox(folder) as box:
            async with serve(box, plan, lanes=1) as server:
                return await server.trace(limits={"": 5.0}, wall=30.0)

    found = []
    for outcome in asyncio.run(traced()).outcomes:
        lines = {
            (file, line)
            for file, counts in outcome.lines.items()
            if not is_test_file(file)
            for line in counts
        }
        found.append((outcome.status.bad, frozenset(lines)))
    return tuple(found)


def _report(case: dict[str, Any], command: Sequence[str]) -> str:
    """What the tests print; the program's own Python takes the place of `python`."""
    words = [sys.executable if word in ("python", "python3") else word for word in command]
    try:
        done = subprocess.run(
            [*words],
            cwd=case["folder"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout + done.stderr


def _rank(case: dict[str, Any], diagnosis: Diagnosis | None) -> int:
    """The place of the first faulty line among the suspects; beyond any list when it is not there."""
    faults = {(fault["file"], fault["line"]) for fault in case["fault"]}
    for rank, suspect in enumerate(diagnosis.suspects if diagnosis else (), 1):
        if (suspect.path, suspect.line) in faults:
            return rank
    return sys.maxsize


def _share(name: str, ranks: Sequence[int], within: int, budget: str) -> Figure:
    share = 100 * sum(rank <= within for rank in ranks) / max(1, len(ranks))
    return Figure(name=f"{name} ({len(ranks)} programs)", value=share, unit="%", budget=budget)
