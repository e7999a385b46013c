"""Can knowledge be added, searched and looked after from the command line, and do answers cite it?"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.integration.command import debugassist, modules
from tools.knowledge.document import Document, from_json
from tools.knowledge.store import Store

THREAD: dict[str, Any] = {
    "id": "q1",
    "title": "Object of type int64 is not JSON serializable",
    "body": "dumping a sum of a column fails",
    "answer": "convert it by int()",
    "url": "https://example.org/q/1",
    "licence": "CC BY-SA 4.0",
}
REPORT = """Traceback (most recent call last):
  File "x.py", line 5, in <module>
    n = json.dumps(v)
TypeError: Object of type int64 is not JSON serializable
"""


def test_what_was_added_is_found_counted_and_removed(tmp_path: Path) -> None:
    (tmp_path / "threads.jsonl").write_text(json.dumps(THREAD) + "\nno json\n")
    added = debugassist("index", "add", "threads.jsonl", "--words-only", folder=tmp_path)
    assert "1 document added or changed, 0 were there already" in added.stderr
    assert "threads.jsonl:2:" in added.stderr
    again = debugassist("index", "add", "threads.jsonl", "--words-only", folder=tmp_path)
    assert "0 documents added or changed, 1 were there already" in again.stderr
    status = debugassist("index", "status", "--format", "json", folder=tmp_path)
    assert json.loads(status.stdout)["status"]["origins"] == [["file", 1]]
    found = debugassist("index", "search", "int64 serializable", "--words-only", folder=tmp_path)
    assert "(CC BY-SA 4.0)" in found.stdout
    assert "https://example.org/q/1" in found.stdout
    assert debugassist("index", "remove", "q1", "--words-only", folder=tmp_path).returncode == 0
    nothing = debugassist("index", "search", "int64 serializable", "--words-only", folder=tmp_path)
    assert (nothing.returncode, nothing.stdout) == (1, "")


def test_the_network_is_off_until_the_user_says_otherwise(tmp_path: Path) -> None:
    asked = debugassist("index", "add", "--ask", "KeyError", folder=tmp_path)
    assert asked.returncode == 2
    assert "the network is switched off" in asked.stderr
    assert 'use = "network"' in asked.stderr


@pytest.mark.parametrize("source", [("--ask", "KeyError"), ("nowhere.jsonl",)])
def test_a_source_that_cannot_be_read_leaves_no_empty_index(tmp_path: Path, source: tuple[str, ...]) -> None:
    """An empty index finds nothing and says so, as if there had been something to search."""
    assert debugassist("index", "add", *source, "--words-only", folder=tmp_path).returncode
    asked = debugassist("index", "search", "KeyError", folder=tmp_path)
    assert "there is no knowledge yet" in asked.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("index", "search", "x", "--server", "chroma.example:8000"),
        ("index", "rebuild", "--scheduler", "tcp://dask.example:8786"),
        ("index", "add", "--ask", "KeyError"),
        ("triage", "--scheduler", "tcp://dask.example:8786", "."),
    ],
)
def test_offline_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setenv("DEBUGASSIST_OFFLINE", "1")
    asked = debugassist(*words, folder=tmp_path)
    assert asked.returncode == 2
    assert "is another machine, and `DEBUGASSIST_OFFLINE` is set" in asked.stderr


def _knowledge() -> Store:
    return Store(Path(os.environ["XDG_DATA_HOME"]) / "debugassist" / "knowledge", meaning=False)


def test_an_answer_cites_what_others_solved(tmp_path: Path) -> None:
    _knowledge().add([from_json(THREAD), Document(id="q2", title="TypeError: something else entirely")])
    answer = debugassist("--format", "json", folder=tmp_path, stdin=REPORT)
    sources = json.loads(answer.stdout)["diagnosis"]["sources"]
    assert [(each["url"], each["licence"]) for each in sources] == [
        ("https://example.org/q/1", "CC BY-SA 4.0")
    ]


def test_nothing_is_cited_that_speaks_of_something_else(tmp_path: Path) -> None:
    _knowledge().add([from_json(THREAD)])
    other = REPORT.replace("Object of type int64 is not JSON serializable", "unhashable type: 'list'")
    answer = debugassist("--format", "json", folder=tmp_path, stdin=other)
    assert json.loads(answer.stdout)["diagnosis"]["sources"] == []


def test_an_index_that_is_damaged_costs_a_note_and_no_answer(tmp_path: Path) -> None:
    store = _knowledge()
    store.add([from_json(THREAD)])
    (store.folder / store.folder.joinpath("current").read_text() / "words.sqlite").write_bytes(
        b"garbage" * 999
    )
    answer = debugassist(folder=tmp_path, stdin=REPORT)
    assert answer.returncode == 1
    assert "what others solved was not searched" in " ".join(answer.stdout.split())


@pytest.mark.parametrize("stored", [False, True])
def test_a_pipe_loads_nothing_heavy_for_it(tmp_path: Path, stored: bool) -> None:
    if stored:
        _knowledge().add([from_json(THREAD)])
    (tmp_path / "report.txt").write_text(REPORT)
    loaded, _ = modules("report.txt", folder=tmp_path)
    assert not loaded & {"numpy", "onnxruntime", "chromadb", "httpx", "asyncio"}
