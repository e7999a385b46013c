"""Which documents share rare words with a query?

SQLite's FTS5 with words of our own making (`words.py`), ranked by BM25 over the fields (Robertson and Zaragoza,
The Probabilistic Relevance Framework, 2009). A query keeps its rarest words only: the common ones cost most of
the time and decide nothing. How many documents hold a word is kept in a table: FTS5 itself would count them anew.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from math import log
from pathlib import Path
from typing import Any

from analyzers.errors import ToolError
from tools.knowledge.document import Document
from tools.knowledge.words import STOP, words

MAX_TERMS = 32  # of a query
_MOST_LOOKED_AT = (
    12_000  # documents that the words of a query stand in, rarest words first: what a search costs
)
_ALWAYS = 4  # of them stay, however common
_MOST_OF_ONE = 2.2  # times its rarity is what a word can add to a score: k1 + 1 of BM25
_TITLE, _BODY, _ANSWER = 2.0, 1.0, 0.8  # how much a word counts in each field
_ORIGIN = "json_extract(json, '$.origin')"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (number INTEGER PRIMARY KEY, id TEXT UNIQUE, digest TEXT, json TEXT, vectors BLOB);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    title, body, answer, content='', tokenize="unicode61 tokenchars '_'");
CREATE TABLE IF NOT EXISTS rarity (word TEXT PRIMARY KEY, held INTEGER) WITHOUT ROWID;
"""


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
            self._base = sqlite3.connect(where, uri=readonly, timeout=30.0, check_same_thread=False)
            if not readonly:
                self._base.execute("PRAGMA journal_mode=WAL")
                self._base.executescript(_SCHEMA)
            self._base.execute("SELECT count(*) FROM document").fetchone()
        except sqlite3.Error as error:
            raise ToolError(f"the index of words cannot be opened: {error}", _HINT) from error

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
        with _said(), self._base:
            for document, text, vectors in documents:
                gained.subtract(self._drop(document.id))
                cursor = self._base.execute(
                    "INSERT INTO document (id, digest, json, vectors) VALUES (?, ?, ?, ?)",
                    (document.id, document.digest(), text, vectors),
                )
                fields = _fields(document)
                self._base.execute(
                    "INSERT INTO words (rowid, title, body, answer) VALUES (?, ?, ?, ?)",
                    (cursor.lastrowid, *fields),
                )
                gained.update(_held(fields))
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
        # Names that FTS5 would take for its operators are quoted; words hold no quotes themselves.
        match = " OR ".join(f'"{term}"' for term in terms)
        query = (
            "SELECT id, score FROM (SELECT rowid AS found, "  # noqa: S608  # constants
            f"-bm25(words, {_TITLE}, {_BODY}, {_ANSWER}) AS score FROM words "
            "WHERE words MATCH ? ORDER BY score DESC LIMIT ?) "
            "JOIN document ON number = found ORDER BY score DESC"
        )
        with _said():
            return [Hit(*row) for row in self._base.execute(query, (match, limit))]

    def ideal(self, terms: Mapping[str, int]) -> float:
        """Return the score that a document would come near to which held every term often."""
        count = self._size()
        return sum(
            _MOST_OF_ONE * max(0.0, log((count - held + 0.5) / (held + 0.5))) for held in terms.values()
        )

    def terms(self, text: str) -> dict[str, int]:
        """Return the rarest words of a text that the index knows, each with how many documents hold it."""
        wanted = list(dict.fromkeys(word for word in words(text) if word not in STOP))[:400]
        rarity = dict(self._rows("SELECT word, held FROM rarity WHERE word IN", wanted))
        kept = sorted((word for word in wanted if rarity.get(word)), key=rarity.__getitem__)[:MAX_TERMS]
        most = self._size() * 0.2 + 10
        looked = list(accumulate(rarity[word] for word in kept))
        return {
            word: rarity[word]
            for rank, word in enumerate(kept)
            if rank < _ALWAYS or (rarity[word] <= most and looked[rank] <= _MOST_LOOKED_AT)
        }

    def check(self) -> str:
        """Return what is wrong with the file, or an empty string."""
        try:
            self._base.execute("INSERT INTO words(words) VALUES('integrity-check')")
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

    def _drop(self, each: str) -> frozenset[str]:
        """Forget a document and return the words that it held."""
        row = self._base.execute("SELECT number, json FROM document WHERE id = ?", (each,)).fetchone()
        if row is None:
            return frozenset()
        number, text = row
        import json

        from tools.knowledge.document import from_json

        fields = _fields(from_json(json.loads(text)))
        # An index without content has to be told what it is to forget.
        self._base.execute(
            "INSERT INTO words (words, rowid, title, body, answer) VALUES ('delete', ?, ?, ?, ?)",
            (number, *fields),
        )
        self._base.execute("DELETE FROM document WHERE number = ?", (number,))
        return _held(fields)

    def _count_in(self, gained: Mapping[str, int]) -> None:
        """Note how many documents more, or fewer, hold each word."""
        self._base.executemany(
            "INSERT INTO rarity VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET held = held + excluded.held",
            [(word, change) for word, change in gained.items() if change],
        )

    def _rows(self, query: str, ids: Sequence[str]) -> Iterator[tuple[str, Any]]:
        with _said():
            for start in range(0, len(ids), 500):
                some = ids[start : start + 500]
                yield from self._base.execute(f"{query} ({','.join('?' * len(some))})", some)


_HINT = "make it again with `debugassist index rebuild`"


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise ToolError(f"the index of words failed: {error}", _HINT) from error


def _fields(document: Document) -> tuple[str, str, str]:
    title = words(f"{document.title} {' '.join(document.tags)} {document.library}")
    return " ".join(title), " ".join(words(document.body)), " ".join(words(document.answer))


def _held(fields: tuple[str, str, str]) -> frozenset[str]:
    return frozenset(" ".join(fields).split())
