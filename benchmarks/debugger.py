"""What does the debugger cost: a program that works, a crash, hostile values, a recorded run?"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure
from tools.debugger.session import start
from tools.interpreter import Launch

_ROUNDS = 9
_HOSTILE = Path(__file__).parents[1] / "fixtures" / "crashes" / "hostile"
_WORKING = {
    "arithmetic": "total = 0\nfor i in range(6_000_000):\n    total += i * i % 7\nprint(total)",
    "calls": "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nprint(f(28))",
    "objects": (
        "class P:\n    def __init__(self, x): self.x = x\n    def step(self): self.x += 1\n"
        "ps = [P(i) for i in range(300_000)]\nfor p in ps: p.step()\nprint(sum(p.x for p in ps))"
    ),
    "exceptions": (
        "n = 0\nfor i in range(1_200_000):\n    try:\n        int('x') if i % 3 == 0 else None\n"
        "    except ValueError:\n        n += 1\nprint(n)"
    ),
    "threads": (
        "import threading\ndef w():\n    for i in range(2_000_000): pass\n"
        "ts = [threading.Thread(target=w) for _ in range(4)]\n[t.start() for t in ts]; [t.join() for t in ts]"
    ),
    "imports": "import json, argparse, logging, unittest, email.message, http.client, decimal, sqlite3, asyncio",
}
_CRASH = "def f(users):\n    user = None\n    return user.name\nf([1, 2, 3])\n"
_TRACED = (
    "def step(n):\n    n += 1\n    return n if n % 2 else n + 1\n"
    "def run():\n    value = 0\n    for i in range(20_000):\n        value = step(value)\n    return [][value]\nrun()\n"
)


def figures() -> Iterator[Figure]:
    """Yield the costs, each against the plain interpreter's in turns."""
    import asyncio

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "main.py")
        program = Launch(python=sys.executable, target=str(path))
        for name, text in _WORKING.items():
            path.write_text(text)
            plain, probed = _in_turns(program, path)
            yield Figure(
                name=f"run: {name}, against plain Python", value=probed / plain, unit="x", budget="1.05"
            )
        path.write_text(_CRASH)
        plain = median(_plain(path) for _ in range(_ROUNDS))
        looked = median(asyncio.run(_looked(program)) for _ in range(_ROUNDS))
        yield Figure(
            name="run: crash to snapshot, beyond the program's own time",
            value=1000 * (looked - plain),
            unit="ms",
            budget="300",
        )
        path.write_text(_TRACED)
        plain = median(_children(lambda: _plain(path)) for _ in range(5))
        traced = median(_children(lambda: asyncio.run(_looked(program, watch=folder))) for _ in range(5))
        yield Figure(
            name="run: recorded for origins, against plain Python",
            value=traced / plain,
            unit="x",
            budget="10",
        )
    for name in ("reprs", "large"):
        hostile = Launch(python=sys.executable, target=str(_HOSTILE / f"{name}.py"))
        taken = median(asyncio.run(_snapshot(hostile)) for _ in range(3))
        yield Figure(name=f"run: snapshot of hostile values ({name})", value=taken, unit="s", budget="1")


def _in_turns(program: Launch, path: Path) -> tuple[float, float]:
    """CPU seconds of the program alone and under the debugger, as it counts them itself, by turns; the least of each."""
    import asyncio

    path.write_text(path.read_text() + "\nimport time\nprint('used', time.process_time())\n")
    plain, probed = [], []
    for _ in range(_ROUNDS):
        done = subprocess.run([sys.executable, path], check=True, capture_output=True, text=True)
        plain.append(float(done.stdout.split()[-1]))
        probed.append(float(asyncio.run(_printed(program)).split()[-1]))
    return min(plain), min(probed)


def _children(work: Callable[[], float]) -> float:
    """CPU seconds of the processes that some work starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _plain(path: Path) -> float:
    before = perf_counter()
    subprocess.run([sys.executable, path], check=False, capture_output=True)
    return perf_counter() - before


async def _printed(program: Launch) -> str:
    async with start(program, capture=True) as session:
        return (await session.finish()).stdout


async def _looked(program: Launch, watch: str = "") -> float:
    before = perf_counter()
    async with start(program, capture=True, watch=watch) as session:
        if watch:
            await session.recorded()
        else:
            await session.snapshot()
        return perf_counter() - before


async def _snapshot(program: Launch) -> float:
    async with start(program, capture=True) as session:
        before = perf_counter()
        await session.snapshot()
        return perf_counter() - before
