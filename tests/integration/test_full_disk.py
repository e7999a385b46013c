"""The disk is full while knowledge is added: one clear line, and nothing that was there is lost.

No file may grow beyond a limit, which the system says at the write itself, to whatever library it is that writes.
"""

import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from analyzers.errors import ToolError
from tests.integration.command import LAUNCHER
from tools.embedding import DIMENSIONS
from tools.knowledge import failing
from tools.knowledge.document import Document
from tools.knowledge.query import query
from tools.knowledge.store import Store
from tools.knowledge.vectors import Vectors

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


def test_vectors_that_find_no_room_are_no_fault_of_the_assistant(tmp_path: Path) -> None:
    """SQLite itself says that a file is full where it may have no more pages."""
    vectors = Vectors(tmp_path / "vectors.sqlite")
    vectors._base.execute("PRAGMA max_page_count = 8")
    texts = [f"text {number}" for number in range(100)]

    with pytest.raises(ToolError, match="the disk is full"):
        vectors.keep(texts, bytes(2 * DIMENSIONS * len(texts)))
    vectors.close()


def test_an_index_that_finds_no_room_is_not_called_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk SQLite cannot make the files beside its own, and calls that an input or output error."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_WRITE"
    for free, said in ((0, "the disk is full"), (10**9, "index rebuild")):
        monkeypatch.setattr(failing, "disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        found = failing.failed("the index of words cannot be opened", error, tmp_path / "words.sqlite")
        assert said in f"{found.message} {found.hint}"


def test_what_is_there_is_found_though_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be made beside the index then, so it is read as it lies, by its words."""
    store = Store(tmp_path)
    store.add([Document(id="a", title="FrobError: no spline")])
    store.close()
    monkeypatch.setattr(failing, "disk_usage", lambda _: SimpleNamespace(free=0))
    before = sorted(tmp_path.rglob("*"))
    assert [one.document.id for one in store.search(query("FrobError spline"))] == ["a"]
    assert "the disk is full" in store.note
    assert sorted(tmp_path.rglob("*")) == before
    store.close()
