"""What did a command cost, and how does it compare with another one in the same run?

Wall times on a shared machine say little, so commands are compared by the CPU time the kernel accounts to the
finished process and its children, in turns (A B A B …), by medians.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
LAUNCHER = (sys.executable, str(ROOT / "debugassist.py"))
BARE = (sys.executable, "-c", "pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number, and the budget it is held against."""

    name: str
    value: float
    unit: str
    budget: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run of a command used."""

    cpu: float  # seconds, user and system, children included
    wall: float  # seconds
    memory: float  # MiB, the largest resident set so far among the children of this process


def cost(
    command: Sequence[str], *, cwd: Path | None = None, stdin: bytes = b"", env: dict[str, str] | None = None
) -> Cost:
    """Run a command once, its output thrown away, and return what it used."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(
        command,
        cwd=cwd,
        input=stdin,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        timeout=300,
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu=cpu, wall=wall, memory=after.ru_maxrss / 1024)


def medians(
    *commands: Sequence[str], runs: int = 9, cwd: Path | None = None, stdin: bytes = b""
) -> tuple[Cost, ...]:
    """Run commands in turns after one warm-up each, and return the median cost of each."""
    for command in commands:
        cost(command, cwd=cwd, stdin=stdin)
    measured = [[cost(command, cwd=cwd, stdin=stdin) for command in commands] for _ in range(runs)]
    return tuple(
        Cost(
            cpu=median(costs.cpu for costs in column),
            wall=median(costs.wall for costs in column),
            memory=median(costs.memory for costs in column),
        )
        for column in zip(*measured, strict=True)
    )


def at(times: Sequence[float], share: int) -> float:
    """Return the time below which a share of them, in percent, lies; 100 is the longest."""
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]
