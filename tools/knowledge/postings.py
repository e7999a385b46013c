"""Which documents hold a word, how often, and how well does that speak for them?

An inverted index in SQLite that is scored here by BM25 over weighted fields (Robertson and Zaragoza, The Probabilistic
Relevance Framework, 2009): SQLite's own FTS5 spends three times as long for each posting, since it looks up every
document's length in a table and counts every word of a query anew. A posting is a document's number, and a code of two bytes: how
often the word stands there, and how long the document is. As in Lucene, each batch of documents is a part that is never
changed, and parts of one size are merged into a larger one. What was removed stays until then, its number in `gone`, and
whoever fetches the documents leaves it out.
"""

import sqlite3
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import merge, nlargest
from itertools import groupby
from math import exp, log, log1p
from operator import itemgetter
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS part (number INTEGER PRIMARY KEY AUTOINCREMENT, level INTEGER, lowest INTEGER);
CREATE TABLE IF NOT EXISTS gone (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS posting (part INTEGER, word TEXT, numbers BLOB, codes BLOB, PRIMARY KEY (part, word))
    WITHOUT ROWID;
"""
MOST_OF_ONE = 2.2  # times its rarity is what a word can add to a score: k1 + 1
_K1, _B = MOST_OF_ONE - 1.0, 0.75
_FINE = 5.0  # steps of a frequency: fields count in fifths
_STEPS = 16.0  # of a length, each time it grows e-fold
_LEAST = 1e-6  # a word that most documents hold still tells a little
_SPARSE = 4  # numbers of documents to a posting, beyond which few of them are hit
_TOGETHER = 8  # parts of one level that are merged

Number = Any  # a number, or an array of them: the same formula serves both
Posting = tuple[float, int, int]  # how often a word stands in a document, its number, its length in words


def write(base: sqlite3.Connection, held: Mapping[str, Sequence[Posting]]) -> None:
    """Add the postings of a batch of documents, by word; part of the caller's transaction.

    The numbers of documents only grow: those of a batch are higher than those of all batches before.
    """
    if not held:
        return
    rows = (
        (
            word,
            array("I", [number for _, number, _ in some]).tobytes(),
            array("H", [_code(often, length) for often, _, length in some]).tobytes(),
        )
        for word, some in sorted(held.items())
    )
    _insert(base, 0, min(number for some in held.values() for _, number, _ in some), rows)
    level = 0
    while _merged(base, level):
        level += 1


def remove(base: sqlite3.Connection, number: int) -> None:
    """Let the next merge drop a document's postings; part of the caller's transaction."""
    base.execute("INSERT OR IGNORE INTO gone VALUES (?)", (number,))


def check(base: sqlite3.Connection) -> None:
    """Raise sqlite3.Error when the tables are not those of now."""
    base.execute("SELECT lowest FROM part LIMIT 1").fetchone()


def best(
    base: sqlite3.Connection, terms: Mapping[str, int], count: int, mean_length: float, most: int
) -> list[tuple[int, float]]:
    """Return the documents with the highest BM25 scores by number, best first; `terms` says how many hold each term.

    Reckoned with numpy where the process has it anyway, three times as fast; a pipe is not to wait for its import.
    """
    ways = _by_arrays if "numpy" in sys.modules else _by_tables
    return ways(_rows(base, terms, count), mean_length, most)


def _rows(
    base: sqlite3.Connection, terms: Mapping[str, int], count: int
) -> Iterator[tuple[float, bytes, bytes]]:
    parts = [number for (number,) in base.execute("SELECT number FROM part")]
    query = f"SELECT numbers, codes FROM posting WHERE word = ? AND part IN ({','.join('?' * len(parts))})"  # noqa: S608  # marks only
    for term, held in terms.items():
        weight = rarity(held, count)
        for numbers, codes in base.execute(query, (term, *parts)):
            yield weight, numbers, codes


def _by_tables(
    rows: Iterable[tuple[float, bytes, bytes]], mean_length: float, most: int
) -> list[tuple[int, float]]:
    shares = _Shares(mean_length)
    found: defaultdict[int, float] = defaultdict(float)
    for weight, numbers, codes in rows:
        for number, code in zip(_read("I", numbers), _read("H", codes), strict=True):
            found[number] += weight * shares[code]
    return nlargest(most, found.items(), key=itemgetter(1))


def _by_arrays(
    rows: Iterable[tuple[float, bytes, bytes]], mean_length: float, most: int
) -> list[tuple[int, float]]:
    import numpy as np

    held = list(rows)
    if not held:
        return []
    weights, numbers, codes = zip(*held, strict=True)
    # All postings at once: a query has up to eighty rows, and numpy's calls cost more than the sums.
    hit = np.frombuffer(b"".join(numbers), np.uint32)
    places: Any  # the numbers of documents that have a sum, and
    at: Any  # which of the sums each posting belongs to
    if hit.max() > _SPARSE * len(hit):
        places, at = np.unique(hit, return_inverse=True)
    else:  # a sum for every number there is costs less than sorting them
        places, at = np.arange(hit.max() + 1), hit
    shares = _table(mean_length)[np.frombuffer(b"".join(codes), np.uint16)]
    shares *= np.repeat(weights, [len(each) // hit.itemsize for each in numbers])
    found = np.bincount(at, shares)
    order = np.argsort(-found, kind="stable") if len(found) <= most else np.argpartition(-found, most)[:most]
    order = order[np.argsort(-found[order], kind="stable")]
    return [(int(places[at]), float(found[at])) for at in order if found[at] > 0]


def one(
    held: Mapping[str, float], length: int, terms: Mapping[str, int], count: int, mean_length: float
) -> float:
    """Return the score that a document would have which is not here, by how often it holds each word."""
    return sum(
        rarity(terms[word], count) * float(_share(held[word], length, mean_length))
        for word in terms
        if word in held
    )


def rarity(held: int, count: int) -> float:
    """Return how much a word tells that `held` of `count` documents hold."""
    return max(_LEAST, log((count - held + 0.5) / (held + 0.5))) if held < count else _LEAST


@lru_cache(1)
def _table(mean_length: float) -> Any:  # an array, which a pipe does not know of
    """Return what a posting adds to a score, of its word's rarity, for every code."""
    import numpy as np

    codes = np.arange(1 << 16)
    return _share((codes >> 8) / _FINE, np.exp((codes & 255) / _STEPS) - 1.0, mean_length)


class _Shares(dict[int, float]):
    """What a posting adds to a score, of its word's rarity, by its code: worked out once for each."""

    def __init__(self, mean_length: float) -> None:
        self._mean = mean_length

    def __missing__(self, code: int) -> float:
        share: float = _share((code >> 8) / _FINE, exp((code & 255) / _STEPS) - 1.0, self._mean)
        self[code] = share
        return share


def _share(often: Number, length: Number, mean_length: float) -> Number:
    return often * MOST_OF_ONE / (often + _K1 * (1.0 - _B + _B * length / max(mean_length, 1.0)))


def _code(often: float, length: int) -> int:
    return min(255, round(often * _FINE)) << 8 | min(255, round(log1p(length) * _STEPS))


def _read(kind: str, data: bytes) -> "array[int]":
    values = array(kind)
    values.frombytes(data)
    return values


def _insert(
    base: sqlite3.Connection, level: int, lowest: int, rows: Iterable[tuple[str, bytes, bytes]]
) -> None:
    part = base.execute("INSERT INTO part (level, lowest) VALUES (?, ?)", (level, lowest)).lastrowid
    base.executemany("INSERT INTO posting VALUES (?, ?, ?, ?)", ((part, *row) for row in rows))


def _merged(base: sqlite3.Connection, level: int) -> bool:
    """Merge the parts of a level when there are enough of them, and say whether there were.

    The levels below are empty then, so all documents from the lowest of these parts on stand in them.
    """
    found = base.execute("SELECT number, lowest FROM part WHERE level = ?", (level,)).fetchall()
    parts, lowest = [number for number, _ in found], min((first for _, first in found), default=0)
    if len(parts) < _TOGETHER:
        return False
    dropped = {number for (number,) in base.execute("SELECT number FROM gone WHERE number >= ?", (lowest,))}
    query = "SELECT word, numbers, codes FROM posting WHERE part = ? ORDER BY word"
    streams = (base.execute(query, (part,)) for part in parts)
    words = (
        (word, [_without(numbers, codes, dropped) for _, numbers, codes in rows])
        for word, rows in groupby(merge(*streams, key=itemgetter(0)), itemgetter(0))
    )
    _insert(
        base,
        level + 1,
        lowest,
        (
            (word, b"".join(numbers for numbers, _ in rows), b"".join(codes for _, codes in rows))
            for word, rows in words
            if any(numbers for numbers, _ in rows)
        ),
    )
    for part in parts:
        base.execute("DELETE FROM posting WHERE part = ?", (part,))
        base.execute("DELETE FROM part WHERE number = ?", (part,))
    base.execute("DELETE FROM gone WHERE number >= ?", (lowest,))
    return True


def _without(numbers: bytes, codes: bytes, dropped: set[int]) -> tuple[bytes, bytes]:
    """Return the postings of the other documents."""
    places = _read("I", numbers)
    if not dropped or dropped.isdisjoint(places):
        return numbers, codes
    kept = [pair for pair in zip(places, _read("H", codes), strict=True) if pair[0] not in dropped]
    left = (array(kind, [pair[at] for pair in kept]).tobytes() for at, kind in enumerate("IH"))
    return next(left), next(left)
