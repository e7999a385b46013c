"""What is the vector of a text that was embedded before?

Embedding is what indexing costs, so no text is embedded twice: vectors are kept by the sum of their text. A
rebuilt index, and one whose making was interrupted, starts from here.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from itertools import accumulate, count
from pathlib import Path
from typing import TYPE_CHECKING

from tools.embedding import DIMENSIONS, MODEL_SHA256
from tools.knowledge.failing import failed, full

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BYTES = 2 * DIMENSIONS  # of one vector


class Vectors:
    """A cache of vectors, one file; half precision is enough, the cosine moves by less than 0.001."""

    def __init__(self, path: Path) -> None:
        """Open the cache, or make it; a damaged one is thrown away. Raises ToolError where there is no room."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._base = self._open(path)
        except sqlite3.DatabaseError as error:
            if full(error, path):  # what is there is sound
                raise failed("the vectors cannot be opened", error, path) from error
            path.unlink(missing_ok=True)
            self._base = self._open(path)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def of(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return one unit vector per text, shape (len(texts), DIMENSIONS); those that are missing are made."""
        import numpy as np

        if missing := self.missing(texts):
            from tools.knowledge.bulk import vectors_of

            self.keep(missing, vectors_of(missing))
        rows = [self._find(text) for text in texts]
        return np.frombuffer(b"".join(rows), np.float16).astype(np.float32).reshape(-1, DIMENSIONS)

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Return those texts that have no vector yet, each once."""
        return [text for text in dict.fromkeys(texts) if not self._find(text)]

    def keep(self, texts: Sequence[str], made: bytes) -> None:
        """Keep the vectors of texts, one after another in half precision. Raises ToolError on a full disk."""
        rows = (
            (_sum(text), made[start : start + _BYTES])
            for text, start in zip(texts, count(0, _BYTES), strict=False)
        )
        try:
            with self._base:
                self._base.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
        except sqlite3.Error as error:
            raise failed("the vectors cannot be kept", error) from error

    def _find(self, text: str) -> bytes:
        row = self._base.execute("SELECT vector FROM vector WHERE sum = ?", (_sum(text),)).fetchone()
        return bytes(row[0]) if row is not None and len(row[0]) == _BYTES else b""

    def grouped(self, texts: Sequence[Sequence[str]]) -> "list[NDArray[np.float32]]":
        """Return the vectors of each group of texts, made in one batch."""
        made = self.of([text for some in texts for text in some])
        ends = list(accumulate(len(some) for some in texts))
        return [made[end - len(some) : end] for some, end in zip(texts, ends, strict=True)]

    def _open(self, path: Path) -> sqlite3.Connection:
        base = sqlite3.connect(path, timeout=30.0)
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE IF NOT EXISTS vector (sum BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        base.execute("SELECT count(*) FROM vector LIMIT 1")
        return base


def _sum(text: str) -> bytes:
    return hashlib.sha256(f"{MODEL_SHA256}\0{text}".encode("utf-8", "replace")).digest()[:16]
