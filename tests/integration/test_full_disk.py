"""The disk is full while knowledge is added: one clear line, and nothing that was there is lost.

No file may grow beyond a limit, which the system says at the write itself, to whatever library it is that writes.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.command import LAUNCHER

COUNT = 160


def add(folder: Path, most: int | None = None, *words: str) -> "subprocess.CompletedProcess[str]":
    def limited() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return subprocess.run(
        [sys.executable, str(LAUNCHER), "index", "add", "threads.jsonl", *words],
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")},
        preexec_fn=limited,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    ("most", "words"),
    [(20_000, ()), (250_000, ()), (20_000, ("--words-only",)), (250_000, ("--jobs", "2"))],
    ids=["documents", "vectors", "words", "processes"],
)
def test_a_full_disk_is_said_and_what_was_there_stays(
    most: int, words: tuple[str, ...], tmp_path: Path
) -> None:
    rows = (
        f'{{"id": "q{n}", "title": "remark number {n}", "body": "{"so many words " * 8} {n % 5}"}}\n'
        for n in range(COUNT)
    )
    (tmp_path / "threads.jsonl").write_text("".join(rows))

    full = add(tmp_path, most, *words)
    assert full.returncode in (3, 4), full.stderr
    assert "Traceback" not in full.stderr
    assert "the assistant itself failed" not in full.stderr
    said = [line for line in full.stderr.splitlines() if line.startswith("error")]
    assert len(said) == 1, full.stderr

    again = add(tmp_path, None, *words)
    assert again.returncode == 0, again.stderr
    found = subprocess.run(
        [sys.executable, str(LAUNCHER), "index", "status"],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert f"{COUNT} documents" in found.stdout
    assert "note" not in found.stdout
