"""A process that lives long does not grow; `python -m benchmarks load` shows it for ten thousand problems."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.load import problem

ROOT = Path(__file__).resolve().parents[2]


def test_no_two_problems_are_the_same() -> None:
    """Else caches would hide what grows."""
    assert len({problem(number) for number in range(2_000)}) == 2_000


def test_memory_stays_flat_over_many_problems() -> None:
    code = "import json; from benchmarks.load import grown; print(json.dumps(grown(200, 800)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    before, after, _ = json.loads(done.stdout)

    assert after - before < 4.0  # MB: ten thousand problems would add 66
