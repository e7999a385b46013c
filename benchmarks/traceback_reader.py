"""How fast are reports found in a large log, and how long does one report take?"""

import tracemalloc
from collections.abc import Iterator
from statistics import median
from time import process_time

from analyzers.traceback import read
from benchmarks.figures import Figure

_NATIVE = (
    "Traceback (most recent call last):\n"
    + "".join(f'  File "/app/a{n}.py", line {n}, in f{n}\n    total(rows[{n}])\n' for n in range(1, 50))
    + "ValueError: bad\n"
)


def figures() -> Iterator[Figure]:
    """Measure a log without a report, one with few, and a report of a hundred lines."""
    quiet, few = _log(every=0), _log(every=20_000)
    yield Figure(name="50 MB log without a report", value=_rate(quiet), unit="MB/s", budget=">= 50 MB/s")
    yield Figure(name="50 MB log with 21 reports", value=_rate(few), unit="MB/s")
    yield Figure(name="memory beyond the log itself", value=_peak(few), unit="MB", budget="<= 10 MB")
    yield Figure(name="report of 100 lines", value=_seconds(_NATIVE, 51) * 1000, unit="ms", budget="<= 3 ms")


def _log(every: int) -> str:
    lines: list[str] = []
    for n in range(420_000):
        lines.append(
            f"2024-05-17 09:14:{n % 60:02d},{n % 1000:03d} INFO shop.worker[{n % 7}]: request {n} handled at "
            f"/api/v1/items/{n % 977} in {n % 313} ms by worker (ok): status=200\n"
        )
        if every and n % every == 777:
            lines.append(_NATIVE)
    return "".join(lines)


def _seconds(text: str, times: int) -> float:
    taken: list[float] = []
    for _ in range(times):
        started = process_time()
        read(text)
        taken.append(process_time() - started)
    return median(taken)


def _rate(text: str) -> float:
    return len(text) / 1e6 / _seconds(text, 3)


def _peak(text: str) -> float:
    tracemalloc.start()
    read(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6
