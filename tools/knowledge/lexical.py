"""Which documents share rare words with a query?

One file of SQLite: the documents, and which of them hold which word (`postings.py`), words being of our own making
(`words.py`). A query keeps its rarest words only: the common ones cost most of the time and decide little. How many
documents hold a word is kept in a table.
"""

import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from tools.knowledge import postings
from tools.knowledge.document import Document
from tools.knowledge.failing import failed, no_room
from tools.knowledge.words import STOP, words

MAX_TERMS = 32  # of a query
_MOST_LOOKED_AT = 25_000  # postings of a query, rarest words first: what a search costs
_ALWAYS = 4  # of them stay, however common
_FIELDS = (2.0, 1.0, 0.8)  # how much a word counts in title, body and answer
_ALL = ""  # in place of a word: how long all documents are together
_SPARE = 10  # of the best that may have been removed since
_AT_ONCE = 500  # SQLite's limit of marks in a statement, and some
_ORIGIN = "json_extract(json, '$.origin')"
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS document (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, digest TEXT, vectors BLOB, json TEXT);
CREATE TABLE IF NOT EXISTS rarity (word TEXT PRIMARY KEY, held INTEGER) WITHOUT ROWID;
{postings.SCHEMA}"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, and how well it fits: the higher the better, on a scale of the index's own."""

    id: str
    score: float


class Lexical:
    """The index of words, one file. Also keeps each document's text, so that a result can be shown."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        """Open the index, or make it. Raises ToolError when the file cannot be used."""
        self.path = path
        self._counted: tuple[tuple[int, int], int] = ((-1, -1), 0)
        try:
            where = f"{path.absolute().as_uri()}?mode=ro" if readonly else str(path)
            if readonly and no_room(path.parent) and not _waiting(path):
                where += "&immutable=1"  # no file can be made beside it, and nobody can write to it
            self._base = sqlite3.connect(where, uri=readonly, timeout=30.0, check_same_thread=False)
            if not readonly:
                self._base.execute("PRAGMA journal_mode=WAL")
                self._base.executescript(_SCHEMA)
            self._base.execute("SELECT count(*) FROM document").fetchone()
            postings.check(self._base)
        except sqlite3.Error as error:
            raise failed("the index of words cannot be opened", error, path) from error

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def count(self) -> int:
        """Return how many documents there are."""
        with _said():
            return int(self._base.execute("SELECT count(*) FROM document").fetchone()[0])

    def digests(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the sums of those of the documents that are there."""
        return dict(self._rows("SELECT id, digest FROM document WHERE id IN", ids))

    def unknown(self, documents: Sequence[Document]) -> list[Document]:
        """Return those documents that are not written in this form."""
        known = self.digests([document.id for document in documents])
        return [each for each in documents if known.get(each.id) != each.digest()]

    def documents(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the documents as they were written, in JSON, those that are there."""
        return dict(self._rows("SELECT id, json FROM document WHERE id IN", ids))

    def vectors(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the vectors of those of the documents that have some, half precision, one after another."""
        return {
            each: data
            for each, data in self._rows("SELECT id, vectors FROM document WHERE id IN", ids)
            if data
        }

    def origins(self) -> tuple[tuple[str, int], ...]:
        """Return how many documents come from where."""
        with _said():
            rows = self._base.execute(f"SELECT {_ORIGIN}, count(*) FROM document GROUP BY 1 ORDER BY 1")  # noqa: S608  # a constant
            return tuple((str(name), int(count)) for name, count in rows)

    def of_origin(self, origin: str) -> list[str]:
        """Return the ids of the documents that come from there."""
        with _said():
            rows = self._base.execute(f"SELECT id FROM document WHERE {_ORIGIN} = ?", (origin,))  # noqa: S608  # a constant
            return [each for (each,) in rows]

    def ids(self) -> Iterator[str]:
        """Yield every document's id."""
        with _said():
            for (each,) in self._base.execute("SELECT id FROM document ORDER BY number"):
                yield each

    def add(self, documents: Iterable[tuple[Document, str, bytes]]) -> None:
        """Add or replace documents, each with its JSON and its vectors, all or none. Raises ToolError."""
        gained: Counter[str] = Counter()
        held: defaultdict[str, list[postings.Posting]] = defaultdict(list)
        with _said(), self._base:
            for document, text, vectors in documents:
                gained.subtract(self._drop(document.id))
                number = self._base.execute(
                    "INSERT INTO document (id, digest, vectors, json) VALUES (?, ?, ?, ?)",
                    (document.id, document.digest(), vectors, text),
                ).lastrowid
                counted, length = _counted(document)
                for word, often in counted.items():
                    held[word].append((often, number or 0, length))
                gained.update(counted.keys())
                gained[_ALL] += length
            postings.write(self._base, held)
            self._count_in(gained)

    def remove(self, ids: Iterable[str]) -> None:
        """Remove documents, all or none. Raises ToolError."""
        gained: Counter[str] = Counter()
        with _said(), self._base:
            for each in ids:
                gained.subtract(self._drop(each))
            self._count_in(gained)

    def search(self, terms: Mapping[str, int], limit: int = 50) -> list[Hit]:
        """Return the best documents for a query's terms, best first. Raises ToolError when the index is damaged."""
        if not terms:
            return []
        with _said():
            count, mean = self._size(), self._mean_length()
            hits: list[Hit] = []
            for most in (limit + _SPARE, sys.maxsize):  # all of them where more than that were removed
                found = postings.best(self._base, terms, count, mean, most)
                names = dict(
                    self._rows("SELECT number, id FROM document WHERE number IN", [each for each, _ in found])
                )
                hits = [Hit(names[number], score) for number, score in found if number in names]
                if len(hits) >= limit or len(found) < most:
                    break
            return hits[:limit]

    def score(self, terms: Mapping[str, int], others: Sequence[Document]) -> list[Hit]:
        """Return how well documents of another index share a query's terms, as rare as these are here."""
        with _said():
            count, mean = self._size(), self._mean_length()
        return [Hit(each.id, postings.one(*_counted(each), terms, count, mean)) for each in others if terms]

    def ideal(self, terms: Mapping[str, int]) -> float:
        """Return the score that a document would come near to which held every term often."""
        count = self._size()
        return sum(postings.MOST_OF_ONE * postings.rarity(held, count) for held in terms.values())

    def terms(self, text: str) -> dict[str, int]:
        """Return the rarest words of a text that the index knows, each with how many documents hold it."""
        wanted = list(dict.fromkeys(word for word in words(text) if word not in STOP))[:400]
        rarity = dict(self._rows("SELECT word, held FROM rarity WHERE word IN", wanted))
        kept = sorted((word for word in wanted if rarity.get(word)), key=rarity.__getitem__)[:MAX_TERMS]
        most = self._size() * 0.2 + 10  # a word of every fifth document decides nothing
        looked = list(accumulate(rarity[word] for word in kept))
        return {
            word: rarity[word]
            for rank, word in enumerate(kept)
            if rank < _ALWAYS or (rarity[word] <= most and looked[rank] <= _MOST_LOOKED_AT)
        }

    def check(self) -> str:
        """Return what is wrong with the file, or an empty string."""
        try:
            found = self._base.execute("PRAGMA quick_check").fetchone()[0]
        except sqlite3.Error as error:
            return str(error)
        return "" if found == "ok" else str(found)

    def _size(self) -> int:
        """Return how many documents there are, counted anew only where somebody has written: it takes milliseconds."""
        written = (self._base.execute("PRAGMA data_version").fetchone()[0], self._base.total_changes)
        if self._counted[0] != written:
            self._counted = (written, self.count())
        return self._counted[1]

    def _mean_length(self) -> float:
        row = self._base.execute("SELECT held FROM rarity WHERE word = ?", (_ALL,)).fetchone()
        return row[0] / max(self._size(), 1) if row else 0.0

    def _drop(self, each: str) -> Counter[str]:
        """Forget a document; return the words that it held, each once, and its length."""
        row = self._base.execute("SELECT number, json FROM document WHERE id = ?", (each,)).fetchone()
        if row is None:
            return Counter()
        number, text = row
        import json

        from tools.knowledge.document import from_json

        self._base.execute("DELETE FROM document WHERE number = ?", (number,))
        postings.remove(self._base, number)
        counted, length = _counted(from_json(json.loads(text)))
        return Counter({**dict.fromkeys(counted, 1), _ALL: length})

    def _count_in(self, gained: Mapping[str, int]) -> None:
        """Note how many documents more, or fewer, hold each word."""
        self._base.executemany(
            "INSERT INTO rarity VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET held = held + excluded.held",
            [(word, change) for word, change in gained.items() if change],
        )

    def _rows(self, query: str, ids: Sequence[str | int]) -> Iterator[tuple[Any, Any]]:
        with _said():
            for start in range(0, len(ids), _AT_ONCE):
                some = ids[start : start + _AT_ONCE]
                yield from self._base.execute(f"{query} ({','.join('?' * len(some))})", some)


def _waiting(path: Path) -> bool:
    """Whether something was written that stands in the log beside the file only."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, ValueError) as error:  # or postings that were cut
        raise failed("the index of words failed", error) from error


def _counted(document: Document) -> tuple[dict[str, float], int]:
    """Return how often each word stands in a document, by what its field counts, and how many words it has."""
    counted: defaultdict[str, float] = defaultdict(float)
    title = f"{document.title} {' '.join(document.tags)} {document.library}"
    length = 0
    for text, worth in zip((title, document.body, document.answer), _FIELDS, strict=True):
        for word in words(text):
            counted[word] += worth
            length += 1
    return counted, length
