"""What does it cost to start: the hook on one clean file, a pipe to a plain report, help, and a huge log?"""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import BARE, LAUNCHER, ROOT, Figure, cost, medians

_DEMO = ROOT / "fixtures" / "demo"
_LOG_LINES = 850_000  # 55 MB


def figures() -> Iterator[Figure]:
    """Measure the budgets of the hook and the pipe, in CPU time, against the bare interpreter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _stage_one_file(folder)
        bare, check = medians(BARE, (*LAUNCHER, "check"), cwd=folder)
        yield Figure(name="bare interpreter", value=bare.cpu * 1000, unit="ms CPU")
        yield Figure(
            name="check, one clean staged file, over the bare interpreter",
            value=(check.cpu - bare.cpu) * 1000,
            unit="ms CPU",
            budget="40 ms",
        )
        [report] = medians(LAUNCHER, cwd=_DEMO, stdin=_traceback())
        yield Figure(
            name="piped traceback to plain report", value=report.cpu * 1000, unit="ms CPU", budget="150 ms"
        )
        [help_page] = medians((*LAUNCHER, "--help"))
        yield Figure(name="--help", value=help_page.cpu * 1000, unit="ms CPU")
        log = _write_log(folder / "huge.log")
        huge = cost((*LAUNCHER, str(log)), cwd=folder)
        yield Figure(name=f"log of {log.stat().st_size / 1e6:.0f} MB, time", value=huge.cpu, unit="s CPU")
        yield Figure(name="the same, largest memory", value=huge.memory, unit="MiB", budget="200 MiB")


def _stage_one_file(folder: Path) -> None:
    (folder / "clean.py").write_bytes((ROOT / "analyzers" / "text.py").read_bytes())
    for words in (("init", "-q"), ("add", "clean.py")):
        subprocess.run(["git", *words], cwd=folder, check=True)


def _traceback() -> bytes:
    crash = [LAUNCHER[0], "report.py", "orders.csv"]
    return subprocess.run(crash, cwd=_DEMO, capture_output=True, check=False).stderr


def _write_log(path: Path) -> Path:
    report = _traceback()
    with path.open("wb") as file:
        for number in range(_LOG_LINES):
            file.write(b"2024-05-01 12:00:00,123 INFO  web.request %08d served in 12 ms\n" % number)
            if number % (_LOG_LINES // 3) == 1000:
                file.write(report)
    return path
