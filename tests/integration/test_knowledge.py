"""Does the store keep everything and find it again, whatever happens to its files? Real SQLite, real Chroma."""

import asyncio
import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest

from analyzers.errors import InputError, ToolError
from tests.integration.command import debugassist, modules
from tools.knowledge import dense, postings
from tools.knowledge.document import Document, Documents
from tools.knowledge.lexical import Lexical
from tools.knowledge.query import query
from tools.knowledge.store import Store
from tui.mcp.work import Work

ROOT = Path(__file__).resolve().parents[2]
TOPICS = (
    ("json", "JSONDecodeError: Expecting value when the response is empty", "the server sent no body"),
    ("none", "AttributeError: 'NoneType' object has no attribute 'group'", "re.match found nothing"),
    ("loop", "my while loop never ends although the counter changes", "the counter is compared before"),
    ("time", "can't compare offset-naive and offset-aware datetimes", "give both a time zone"),
)
REPORT = f"""Traceback (most recent call last):
  File "x.py", line 5, in <module>
    name = PATTERN.match(line).group(1)
{TOPICS[1][1]}
"""


def documents(count: int = 0) -> list[Document]:
    named = [Document(id=name, title=title, answer=answer) for name, title, answer in TOPICS]
    return named + [Document(id=f"n{n}", title=f"unrelated remark number {n}") for n in range(count)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "knowledge")
    made.add(documents())
    return made


def first(store: Store, text: str) -> str:
    return store.search(query(text))[0].document.id


def test_words_and_meaning_both_find(store: Store) -> None:
    assert first(store, "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)") == "json"
    assert first(store, "endless iteration, it just keeps going") == "loop"


def test_nothing_is_added_twice(store: Store) -> None:
    assert store.add(documents()) == 0
    assert store.status().documents == len(TOPICS)


def test_a_changed_document_replaces_the_old_one(store: Store) -> None:
    assert store.add([Document(id="loop", title="segmentation fault in a vector of pointers")]) == 1
    assert first(store, "segmentation fault of pointers") == "loop"
    assert store.status().documents == len(TOPICS)


def test_a_removed_document_is_gone_from_everywhere(store: Store) -> None:
    assert store.remove(["json", "never there"]) == 1
    found = store.search(query("JSONDecodeError: Expecting value"))
    assert "json" not in [one.document.id for one in found]
    assert "json" not in [document.id for document in Documents(store.folder / "documents.jsonl")]


@pytest.fixture(params=["arrays", "tables"])
def lexical(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lexical:
    if request.param == "arrays":
        import numpy  # noqa: F401  # its being there decides
    else:
        monkeypatch.delitem(sys.modules, "numpy", raising=False)
    return Lexical(tmp_path / "words.sqlite")


def put(lexical: Lexical, **titles: str) -> None:
    made = [Document(id=name, title=title) for name, title in titles.items()]
    lexical.add([(document, json.dumps(asdict(document)), b"") for document in made])


def found_by_words(lexical: Lexical, text: str) -> set[str]:
    return {hit.id for hit in lexical.search(lexical.terms(text), 5)}


def test_what_was_replaced_often_is_found(lexical: Lexical) -> None:
    for _ in range(18):
        put(lexical, one="segmentation fault")
    put(lexical, **{f"n{n}": "unrelated remark" for n in range(5)})
    assert found_by_words(lexical, "segmentation fault") == {"one"}


def test_what_was_removed_does_not_hide_what_is_left(lexical: Lexical) -> None:
    put(lexical, **{f"a{n}": "segmentation fault" for n in range(40)})
    put(lexical, **{f"n{n}": "unrelated remark" for n in range(5)})
    lexical.remove([f"a{n}" for n in range(39)])
    assert found_by_words(lexical, "segmentation fault") == {"a39"}


def test_merging_drops_what_was_removed(lexical: Lexical) -> None:
    for _ in range(70):
        put(lexical, one="segmentation fault")
    found = postings.best(lexical._base, lexical.terms("segmentation"), 1, 2.0, 100)
    assert len(found) < 16  # of the batches since
    assert found_by_words(lexical, "segmentation") == {"one"}


def test_what_a_merge_has_dropped_is_no_longer_kept_in_mind(lexical: Lexical) -> None:
    put(lexical, one="segmentation fault")
    for n in range(71):  # with the first 72: a part of 64, and one of 8
        put(lexical, **{f"n{n}": "segmentation fault"})
    lexical.remove(["one", "n69", "n70"])
    for n in range(8):
        put(lexical, **{f"m{n}": "unrelated remark"})
    assert [number for (number,) in lexical._base.execute("SELECT number FROM gone")] == [1, 71, 72]
    for n in range(48):  # the parts of 8 are merged, and that of 64 is not
        put(lexical, **{f"k{n}": "unrelated remark"})
    assert lexical._base.execute("SELECT number FROM gone").fetchall() == [(1,)]
    found = postings.best(lexical._base, lexical.terms("segmentation"), 100, 2.0, 100)
    assert {number for number, _ in found} == set(range(1, 71))


def test_an_index_of_an_older_make_is_not_taken_up(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "words.sqlite")
    base.execute("CREATE TABLE part (number INTEGER PRIMARY KEY AUTOINCREMENT, level INTEGER)")
    base.close()
    with pytest.raises(ToolError, match="cannot be opened"):
        Lexical(tmp_path / "words.sqlite")


def index_of(store: Store) -> Path:
    return store.folder / (store.folder / "current").read_text()


@pytest.mark.parametrize("harm", ["emptied", "gone", "garbage", "unsealed and garbage"])
def test_a_damaged_database_is_noticed_and_made_again(store: Store, harm: str) -> None:
    index = index_of(store)
    base = index / "vectors" / "chroma.sqlite3"
    match harm:
        case "emptied":
            base.write_bytes(b"")
        case "gone":
            base.unlink()
        case _:
            base.write_bytes(b"garbage" * 40_000)
    if harm.startswith("unsealed"):
        (index / "manifest.json").unlink()
    again = Store(store.folder)
    assert first(again, "endless iteration, it just keeps going") == "loop"
    assert again.status().documents == len(TOPICS)


def test_a_cut_graph_is_noticed_before_chroma_aborts_on_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "knowledge")
    store.add(documents(1100))  # the graph is written to its own files from a thousand rows on
    (header,) = index_of(store).glob("vectors/*/header.bin")
    header.write_bytes(header.read_bytes()[:10])
    again = Store(store.folder)
    assert first(again, "endless iteration, it just keeps going") == "loop"
    assert "header.bin" in again.note


def zeroed(path: Path, start: int, count: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(start)
        stream.write(bytes(count))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with a graph in files of its own, which is written from a thousand rows on."""
    store = Store(tmp_path_factory.mktemp("large") / "knowledge")
    store.add(documents(1100))
    return store.folder


@pytest.mark.parametrize(
    "name",
    [
        "vectors/*/data_level0.bin",
        "vectors/*/header.bin",
        "vectors/*/index_metadata.pickle",
        "vectors/*/link_lists.bin",
        "vectors/chroma.sqlite3",
        "words.sqlite",
    ],
)
@pytest.mark.parametrize("start", [0.0, 0.5])
def test_zeroed_bytes_are_noticed_and_made_again(
    large: Path, tmp_path: Path, name: str, start: float
) -> None:
    """Chroma reads some of them as they are, and ends the process at others."""
    shutil.copytree(large, tmp_path / "knowledge")
    store = Store(tmp_path / "knowledge")
    (harmed,) = index_of(store).glob(name)
    size = harmed.stat().st_size
    zeroed(harmed, int(size * start), max(20, size // 8))
    status = debugassist("index", "status", "--folder", str(store.folder), folder=tmp_path)
    assert status.returncode == 1
    assert harmed.name in status.stdout.partition("note: ")[2]
    assert debugassist("index", "rebuild", "--folder", str(store.folder), folder=tmp_path).returncode == 0
    assert store.status().note == ""
    assert store.status().documents == len(TOPICS) + 1100


def test_links_that_were_zeroed_do_not_end_the_process(large: Path, tmp_path: Path) -> None:
    shutil.copytree(large, tmp_path / "knowledge")
    store = Store(tmp_path / "knowledge")
    (links,) = index_of(store).glob("vectors/*/link_lists.bin")
    zeroed(links, 0, links.stat().st_size)
    found = debugassist("index", "search", TOPICS[2][1], "--folder", str(store.folder), folder=tmp_path)
    assert found.returncode == 0
    assert TOPICS[2][1] in found.stdout
    assert "link_lists.bin` was changed" in found.stderr


@pytest.mark.parametrize("count", [300, 1100])
def test_whatever_chroma_writes_when_it_is_opened_is_no_damage(tmp_path: Path, count: int) -> None:
    """Before its graph is written it fills the files anew with what memory holds, at every search."""
    store = Store(tmp_path / "knowledge")
    store.add(documents(count))
    for number in range(4):
        found = debugassist("index", "search", TOPICS[2][1], "--folder", str(store.folder), folder=tmp_path)
        assert "note:" not in found.stderr
        store.add([Document(id=f"more{number}", title=f"one more remark, number {number}")])
        assert store.note == ""
        assert store.status().note == ""


@pytest.mark.parametrize("part", ["all", "middle", "gone"])
def test_documents_that_cannot_be_read_are_had_back_from_the_index(store: Store, part: str) -> None:
    store.remove(["json"])
    path = store.documents.path
    size = path.stat().st_size
    match part:
        case "gone":
            path.unlink()
        case "all":
            zeroed(path, 0, size)
        case _:
            zeroed(path, size // 3, size // 3)
    if part != "gone":
        assert "of `documents.jsonl` cannot be read" in store.status().note
    store.rebuild()
    assert {document.id for document in store.documents} == {"none", "loop", "time"}
    assert store.status().note == ""


_INDEX = """
import sys
from pathlib import Path
from tools.knowledge.document import Document
from tools.knowledge.store import Store
name, count = sys.argv[2], int(sys.argv[3])
Store(Path(sys.argv[1])).add(
    (Document(id=f"{name}{n}", title=f"{name} problem number {n}") for n in range(count)),
    lambda done, what: print(done, what, flush=True),
)
"""


def indexer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _INDEX, str(folder), name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_index_at_once_lose_nothing(store: Store) -> None:
    with indexer(store.folder, "left", 150) as left, indexer(store.folder, "right", 150) as right:
        left.communicate(timeout=120)
        right.communicate(timeout=120)
    assert (left.returncode, right.returncode) == (0, 0)
    assert store.status().documents == len(TOPICS) + 300


def test_what_was_killed_is_taken_up_again(store: Store) -> None:
    with indexer(store.folder, "killed", 100_000) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["128 indexed\n", "256 indexed\n"]
        process.send_signal(signal.SIGKILL)
    left = store.status()
    assert left.documents >= len(TOPICS) + 128
    assert (left.vectors, left.note) == (left.documents, "it was not finished")
    again = Store(store.folder)
    assert first(again, "killed problem number 77") == "killed77"
    written = {document.id for document in Documents(store.folder / "documents.jsonl")}
    assert again.status().documents == len(written) >= len(TOPICS) + 256
    found = again.search(query("endless iteration, it just keeps going"))  # how many share its rank is chance
    assert "loop" in {one.document.id for one in found}


def test_what_cannot_be_read_to_its_end_leaves_a_sound_index(store: Store) -> None:
    """Else the next search would go through all documents, which of a whole dump takes hours."""

    def broken() -> Iterator[Document]:
        yield from documents(200)
        raise InputError("the dump ends in the middle")

    with pytest.raises(InputError, match="in the middle"):
        store.add(broken())
    assert store.status().note == ""
    assert store.status().documents == len(TOPICS) + 200


def test_a_full_disk_is_one_clear_line_and_loses_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Documents, "append", full)
        with pytest.raises(ToolError, match="No space left on device"):
            store.add([Document(id="new", title="one more")])
    assert first(Store(store.folder), "endless iteration, it just keeps going") == "loop"


def test_without_chroma_words_still_find(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chromadb", None)
    again = Store(store.folder)
    assert first(again, "JSONDecodeError: Expecting value") == "json"
    assert "words only" in again.note


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="no knowledge yet") as caught:
        Store(tmp_path / "nothing").search(query("anything"))
    assert "index add" in caught.value.hint


def test_several_people_share_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = _free_port()
    chroma = Path(sys.executable).with_name("chroma")
    command = [str(chroma), "run", "--path", str(tmp_path / "served"), "--host", "127.0.0.1"]
    server = subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(port)
        mine = Store(tmp_path / "mine", server=url)
        mine.add(documents())
        theirs = dense.served(url)
        assert theirs.count() == len(TOPICS)  # none has a body beside its answer
        assert sorted(each for page in theirs.pages() for each, _ in page) == sorted(t[0] for t in TOPICS)
        assert first(mine, "endless iteration, it just keeps going") == "loop"
        newcomer = Store(tmp_path / "newcomer", server=url)
        assert (
            first(newcomer, "endless iteration, it just keeps going") == "loop"
        )  # who has nothing of their own
        assert newcomer.shared() == len(TOPICS)
        newcomer.close()
        colleague = Store(tmp_path / "colleague", server=url)
        colleague.add([Document(id="own", title="something quite different")])
        assert first(colleague, "endless iteration, it just keeps going") == "loop"
        near = Document(id="near", title="while the counter never changes", body="an old clock in my kitchen")
        colleague.add([near])  # its words must not count for more than those of what is not here
        assert first(colleague, TOPICS[2][1]) == TOPICS[2][0]
        for part in (theirs, mine, colleague):
            part.close()
        _answers_from_the_server(url, tmp_path, monkeypatch)
    finally:
        server.terminate()
        server.wait(20)


def _answers_from_the_server(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A diagnosis cites what the team has; the chat programs' tool finds it; neither has a folder of its own."""
    (folder / "config" / "debugassist").mkdir(parents=True)
    (folder / "config" / "debugassist" / "config.toml").write_text(f'[knowledge]\nserver = "{url}"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "nothing"))
    answer = debugassist("--format", "json", folder=folder, stdin=REPORT)
    assert [source["title"] for source in json.loads(answer.stdout)["diagnosis"]["sources"]] == [TOPICS[1][1]]
    loaded, _ = modules("--format", "json", folder=folder, stdin=REPORT)
    assert "chromadb" not in loaded
    found = asyncio.run(Work(workspace=folder).search(TOPICS[1][1], 1))
    assert [source.title for source in found] == [TOPICS[1][1]]


def test_a_server_that_does_not_answer_costs_one_line_and_no_answer(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "debugassist"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(f'[knowledge]\nserver = "http://127.0.0.1:{_free_port()}"\n')
    env = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    answer = debugassist(folder=tmp_path, stdin=REPORT, env=env)
    assert answer.returncode == 1
    assert answer.stdout.count("no Chroma server answers at") == 1
    elsewhere = 'server = "http://192.0.2.1:8000"\n'
    (folder / "config.toml").write_text(f"[knowledge]\n{elsewhere}")
    offline = debugassist("--offline", folder=tmp_path, stdin=REPORT, env=env)
    assert "Chroma" not in offline.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("the server did not start")
