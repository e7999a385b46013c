"""Are words scored as BM25 says, however often the index was added to?"""

import importlib
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Sequence
from math import log

import pytest

from tools.knowledge.postings import SCHEMA, Posting, best, write

TEXTS = [f"{'pear ' * (each % 3)}apple {'plum ' * (each % 7)}w{each}".split() for each in range(100)]


def indexed(batches: Sequence[Sequence[int]]) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.executescript(SCHEMA)
    for batch in batches:
        held: defaultdict[str, list[Posting]] = defaultdict(list)
        for number in batch:
            for word in set(TEXTS[number]):
                held[word].append((TEXTS[number].count(word), number, len(TEXTS[number])))
        write(base, held)
    return base


@pytest.fixture(params=[True, False], ids=["with numpy", "without"], autouse=True)
def numpy_loaded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe does without it, and finds the same."""
    importlib.import_module("numpy")
    if not request.param:
        monkeypatch.delitem(sys.modules, "numpy")


def asked(base: sqlite3.Connection, *words: str) -> dict[int, float]:
    held = {word: sum(word in text for text in TEXTS) for word in words}
    return dict(best(base, held, len(TEXTS), sum(map(len, TEXTS)) / len(TEXTS), len(TEXTS)))


def test_few_of_many_documents_are_scored_as_well_as_many_of_few() -> None:
    """Numbers of documents that lie far apart are counted in another way than those that lie close."""
    close, wide = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    for base, apart in ((close, 1), (wide, 20_000_000)):
        base.executescript(SCHEMA)
        write(base, {"plum": [(n % 7 + 1, n * apart, 10 + n) for n in range(200)]})
    for most in (10, 500):
        found, other = (best(base, {"plum": 200}, 1_000, 50.0, most) for base in (close, wide))
        assert [score for _, score in found] == [score for _, score in other]
        assert most < 200 or {number * 20_000_000 for number, _ in found} == {number for number, _ in other}


def test_scores_are_those_of_bm25() -> None:
    """A length is kept in one byte, so they may differ by a few hundredths."""
    found = asked(indexed([range(100)]), "plum", "w5")

    mean = sum(map(len, TEXTS)) / len(TEXTS)
    for number, text in enumerate(TEXTS):
        wanted = 0.0
        for word in ("plum", "w5"):
            held = sum(word in other for other in TEXTS)
            often = text.count(word)
            wanted += max(1e-6, log((100 - held + 0.5) / (held + 0.5))) * (
                often * 2.2 / (often + 1.2 * (0.25 + 0.75 * len(text) / mean))
            )
        assert found.get(number, 0.0) == pytest.approx(wanted, rel=0.05)


def test_documents_one_by_one_and_all_at_once_make_the_same_index() -> None:
    """Parts are merged on the way: none is lost, and few are left to be looked into."""
    single, whole = indexed([[number] for number in range(100)]), indexed([range(100)])

    for words in (("plum",), ("pear", "w7"), ("w1", "w99", "apple")):
        assert asked(single, *words) == pytest.approx(asked(whole, *words))
    assert single.execute("SELECT count(*) FROM part").fetchone()[0] == 9  # 100 = 1 * 64 + 4 * 8 + 4


def test_a_word_that_no_document_holds_finds_nothing() -> None:
    assert asked(indexed([range(100)]), "quince") == {}
