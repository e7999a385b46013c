"""When a search for a fix is interrupted, is everything that it started and copied gone?"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.command import LAUNCHER

_ANSWERING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); os.execv(sys.argv[1], sys.argv[1:])"
PROGRAM = "def f(n):\n    total = 0\n    for i in range(n):\n        total += i * n\n    return total\n"
TEST = "from prog import f\n\n\ndef test_f():\n    assert [f(n) for n in range(200)] == [7] * 150 + ['no'] * 50\n"


def _children(pid: int) -> Iterator[int]:
    """The processes that one has started, and theirs."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            child = int(path.parent.name)
            yield child
            yield from _children(child)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_search_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    work, copies = tmp_path / "work", tmp_path / "copies"
    work.mkdir()
    copies.mkdir()
    (work / "prog.py").write_text(PROGRAM)
    (work / "test_prog.py").write_text(TEST)
    ours = subprocess.Popen(
        [sys.executable, "-c", _ANSWERING, sys.executable, str(LAUNCHER), "test", "--workspace", ".", "test_prog.py"],
        cwd=work, env={**os.environ, "TMPDIR": str(copies)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    lanes: list[int] = []
    while (
        len(lanes) < 4 or not list(copies.iterdir())
    ) and time.monotonic() < deadline:  # only the search has as many
        time.sleep(0.1)
        lanes = list(_children(ours.pid))
    assert len(lanes) >= 4
    assert list(copies.iterdir())
    time.sleep(0.5)
    lanes = list(_children(ours.pid))
    ours.send_signal(number)
    said, _ = ours.communicate(timeout=30)

    while any(map(_alive, lanes)) and time.monotonic() < deadline + 20:
        time.sleep(0.05)
    assert not any(map(_alive, lanes))
    assert not list(copies.iterdir())
    assert "fix:" not in said
    assert sorted(path.name for path in work.iterdir() if path.name != "__pycache__") == [
        "prog.py",
        "test_prog.py",
    ]
