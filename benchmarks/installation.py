"""How large is what is installed, how long does that take, and what does each command cost to start?

`plain` is `pip install debugassist`, with which everything works that needs no model, store or network; the light hook of
pre-commit installs nothing at all.
"""

import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.figures import BARE, LAUNCHER, ROOT, Figure, medians
from tui.cli import COMMANDS


def figures() -> Iterator[Figure]:
    """Build and install the wheel, plain and with every extra, and start every command."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", name, str(ROOT)]
        subprocess.run(build, check=True, capture_output=True)
        [wheel] = folder.glob("*.whl")
        yield Figure(name="wheel", value=wheel.stat().st_size / 1e6, unit="MB")
        for what, extra in (("plain", ""), ("with every extra", "[all]")):
            place = folder / "venv"
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
            before = _packages(place)
            started, used = perf_counter(), _used()
            pip = [
                str(place / "bin" / "python"),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ]
            subprocess.run([*pip, f"{wheel}{extra}"], check=True, capture_output=True)
            yield Figure(
                name=f"installed {what}: time, packages fetched", value=perf_counter() - started, unit="s"
            )
            yield Figure(
                name=f"installed {what}: the same, of the processor", value=_used() - used, unit="s CPU"
            )
            yield Figure(
                name=f"installed {what}: packages, ours included", value=_packages(place) - before, unit=""
            )
            yield Figure(name=f"installed {what}: size", value=_size(place), unit="MB")
            shutil.rmtree(place)
    starts = [(*LAUNCHER, command, "--help") for command in COMMANDS]
    bare, *costs = medians(BARE, *starts, runs=3)
    for command, one in zip(COMMANDS, costs, strict=True):
        yield Figure(
            name=f"{command} --help, over the bare interpreter",
            value=(one.cpu - bare.cpu) * 1000,
            unit="ms CPU",
        )


def _used() -> float:
    """Seconds of the processor that our ended children have used: on a busy machine the clock proves little."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _packages(place: Path) -> int:
    listed = subprocess.run(
        [place / "bin" / "python", "-m", "pip", "list", "--format", "freeze"],
        check=True,
        capture_output=True,
        text=True,
    )
    return len(re.findall(r"==", listed.stdout))


def _size(place: Path) -> float:
    return (
        sum(path.stat().st_size for path in place.rglob("*") if path.is_file() and not path.is_symlink())
        / 1e6
    )
