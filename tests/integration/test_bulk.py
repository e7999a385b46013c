"""Is an index the same whoever made its vectors: this process, several, a real Dask cluster? And is nothing lost on the way?"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzers.errors import ToolError
from tests.integration.command import debugassist
from tools.knowledge.bulk import Hands
from tools.knowledge.document import Document, Documents
from tools.knowledge.query import query
from tools.knowledge.store import Store

ROOT = Path(__file__).resolve().parents[2]
COUNT = 300  # three batches


def documents(count: int = COUNT) -> Iterator[Document]:
    yield Document(id="loop", title="my while loop never ends although the counter changes")
    yield from (Document(id=f"n{n}", title=f"remark {n}", answer=f"about {n % 7}") for n in range(count))


@pytest.fixture
def cluster() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as running:
        yield running.scheduler_address


def found(folder: Path, hands: Hands) -> list[tuple[str, float]]:
    store = Store(folder, hands=hands)
    assert store.add(documents()) == COUNT + 1
    assert store.add(documents()) == 0
    results = store.search(query("endless iteration, it just keeps going"), 3)
    store.close()
    return [(one.document.id, round(one.score, 3)) for one in results]


def test_processes_and_a_cluster_make_the_same_index(tmp_path: Path, cluster: str) -> None:
    here = found(tmp_path / "here", Hands())
    assert here[0][0] == "loop"
    assert found(tmp_path / "processes", Hands(jobs=2)) == here
    assert found(tmp_path / "cluster", Hands(scheduler=cluster)) == here


def test_a_document_that_comes_again_in_the_next_batch_is_written_once(tmp_path: Path) -> None:
    """With several jobs the next batch is looked at before this one is written."""
    store = Store(tmp_path, hands=Hands(jobs=2))
    assert store.add([*documents(200), *documents(200)]) == 201
    assert len((tmp_path / "documents.jsonl").read_text().splitlines()) == 201
    store.close()


def test_a_scheduler_that_does_not_answer_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.spread._PATIENCE", 1)
    Store(tmp_path).add(documents(3))
    with pytest.raises(ToolError, match="no Dask scheduler answers"):
        Store(tmp_path, hands=Hands(scheduler="tcp://127.0.0.1:9")).add(documents(200))
    again = Store(tmp_path)
    assert again.search(query("endless iteration"))[0].document.id == "loop"
    again.close()
    assert again.status().documents == 4


_INDEX = """
import sys
from pathlib import Path
from tools.knowledge.bulk import Hands
from tools.knowledge.document import Document
from tools.knowledge.store import Store
if __name__ == "__main__":
    name, count = sys.argv[2], int(sys.argv[3])
    Store(Path(sys.argv[1]), hands=Hands(jobs=2)).add(
        (Document(id=f"{name}{n}", title=f"{name} problem number {n}") for n in range(count)),
        lambda done, what: print(done, what, flush=True),
    )
"""


def indexer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _INDEX, str(folder), name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)


def test_two_that_index_at_once_with_processes_of_their_own_lose_nothing(tmp_path: Path) -> None:
    with indexer(tmp_path, "left", 200) as left, indexer(tmp_path, "right", 200) as right:
        for each in (left, right):
            each.communicate(timeout=300)
    assert (left.returncode, right.returncode) == (0, 0)
    assert Store(tmp_path).status().documents == 400


def test_who_is_killed_leaves_no_process_behind_and_is_taken_up_again(tmp_path: Path) -> None:
    with indexer(tmp_path, "killed", 100_000) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "0 making the index: there is none\n"
        assert process.stdout.readline() == "128 indexed\n"
        helpers = _group(process.pid) - {process.pid}
        assert len(helpers) >= 2
        process.send_signal(signal.SIGKILL)
    ends = time.monotonic() + 60
    while _group(process.pid) and time.monotonic() < ends:
        time.sleep(0.2)
    assert _group(process.pid) == set()
    again = Store(tmp_path)
    assert again.search(query("killed problem number 77"))[0].document.id == "killed77"
    again.close()
    written = {document.id for document in Documents(tmp_path / "documents.jsonl")}
    assert again.status().documents == len(written) >= 128


def _group(leader: int) -> set[int]:
    """The processes that were begun by another one, and live."""
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader and fields[0] != "Z":
            found.add(int(stat.parts[2]))
    return found


def test_the_command_takes_the_number_of_processes(tmp_path: Path) -> None:
    rows = (f'{{"id": "q{n}", "title": "remark number {n}"}}\n' for n in range(200))
    (tmp_path / "threads.jsonl").write_text("".join(rows))
    added = debugassist(
        "index",
        "add",
        "threads.jsonl",
        "--jobs",
        "2",
        folder=tmp_path,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert (added.returncode, "200 documents added" in added.stderr) == (0, True), added.stderr
