"""What is the vector of a text that was embedded before?

Embedding is what indexing costs, so no text is embedded twice: vectors are kept by the sum of their text. A
rebuilt index, and one whose making was interrupted, starts from here.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from tools.embedding import DIMENSIONS, MODEL_SHA256, Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Vectors:
    """A cache of vectors, one file; half precision is enough, the cosine moves by less than 0.001."""

    def __init__(self, path: Path, embedder: Embedder | None = None) -> None:
        """Open the cache, or make it; a damaged one is thrown away. The model is loaded when first needed."""
        self._embedder = embedder
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._base = self._open(path)
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._base = self._open(path)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def of(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return one unit vector per text, shape (len(texts), DIMENSIONS)."""
        import numpy as np

        result = np.zeros((len(texts), DIMENSIONS), np.float32)
        missing: list[int] = []
        for index, text in enumerate(texts):
            row = self._base.execute("SELECT vector FROM vector WHERE sum = ?", (_sum(text),)).fetchone()
            if row is None or len(row[0]) != DIMENSIONS * 2:
                missing.append(index)
            else:
                result[index] = np.frombuffer(row[0], np.float16)
        if missing:
            if self._embedder is None:
                self._embedder = Embedder(throughput=True)
            made = self._embedder.embed([texts[index] for index in missing])
            result[missing] = made
            with self._base:
                self._base.executemany(
                    "INSERT OR REPLACE INTO vector VALUES (?, ?)",
                    [
                        (_sum(texts[index]), made[row].astype(np.float16).tobytes())
                        for row, index in enumerate(missing)
                    ],
                )
        return result

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
