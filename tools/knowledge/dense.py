"""Which documents mean nearly the same as a query?

Chroma holds the vectors, which are always computed by us (its own embedding function would pad each text to 256
tokens, or fetch a model). Embedded in a folder, or behind a server that several people share. A process has to
open the folder again to see what another one has written to it.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzers.errors import ToolError, ToolMissing
from tools.embedding import DIMENSIONS
from tools.knowledge.afar import ANSWER, COLLECTION, address
from tools.knowledge.lexical import Hit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TIMEOUT = 30.0  # seconds for one answer of a server
BATCH = 1000  # rows of one call; Chroma takes at most 5461
_CONFIGURATION = {"hnsw": {"space": "cosine", "ef_search": 100, "ef_construction": 100, "max_neighbors": 16}}


class Dense:
    """The vectors of the documents, by id."""

    def __init__(self, client: Any) -> None:  # a chromadb client: untyped where it matters
        """Take an open client; see `embedded` and `served`."""
        self._client = client
        with _said():
            self._rows = client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration=_CONFIGURATION
            )

    def close(self) -> None:
        """Let go of the folder or the server, so that opening it again shows it as it is then."""
        sessions = _sessions(self._client)
        self._client.close()
        for session in sessions:
            session.close()

    def count(self) -> int:
        """Return how many rows there are: one or two of each document."""
        with _said():
            return int(self._rows.count())

    def add(
        self,
        ids: Sequence[str],
        vectors: "Sequence[NDArray[np.float32]]",
        texts: Sequence[str] | None = None,
    ) -> None:
        """Add or replace documents: one or two vectors each, and their JSON where it is shared."""
        import numpy as np

        single = [f"{each}{ANSWER}" for each, some in zip(ids, vectors, strict=True) if len(some) == 1]
        names = [name for each, some in zip(ids, vectors, strict=True) for name in _names(each)[: len(some)]]
        stacked = np.concatenate(list(vectors)) if names else np.zeros((0, DIMENSIONS), np.float32)
        held = dict(zip(ids, texts or (), strict=False))
        for start in range(0, len(single), BATCH):
            with _said():  # of what is replaced
                self._rows.delete(ids=single[start : start + BATCH])
        for start in range(0, len(names), BATCH):
            some = names[start : start + BATCH]
            with _said():
                self._rows.upsert(
                    ids=some,
                    embeddings=stacked[start : start + BATCH],
                    documents=None if texts is None else [held.get(name, "") for name in some],
                )

    def remove(self, ids: Sequence[str]) -> None:
        """Remove documents; those that are not there do not matter."""
        for start in range(0, len(ids), BATCH):
            names = [name for each in ids[start : start + BATCH] for name in _names(each)]
            with _said():
                self._rows.delete(ids=names)

    def search(self, vectors: "NDArray[np.float32]", limit: int = 50) -> list[Hit]:
        """Return the documents nearest to each vector, with the cosines of their nearest vectors, nearest first."""
        best: dict[str, float] = {}
        for name, cosine in self._near(vectors, limit):
            best.setdefault(name.removesuffix(ANSWER), cosine)
        return [Hit(each, cosine) for each, cosine in best.items()]

    def fetch(self, ids: Sequence[str]) -> dict[str, tuple[str, "NDArray[np.float32]"]]:
        """Return the JSON and the vectors of shared documents, those that are there with their text."""
        import numpy as np

        if not ids:
            return {}
        with _said():
            found = self._rows.get(
                ids=[name for each in ids for name in _names(each)], include=["embeddings", "documents"]
            )
        texts: dict[str, str] = {}
        vectors: dict[str, list[Any]] = {}
        for name, text, vector in zip(found["ids"], found["documents"], found["embeddings"], strict=True):
            each = name.removesuffix(ANSWER)
            vectors.setdefault(each, []).append(vector)
            if name == each and text:
                texts[each] = text
        return {each: (text, np.asarray(vectors[each], np.float32)) for each, text in texts.items()}

    def pages(self, size: int = BATCH) -> Iterator[list[tuple[str, str]]]:
        """Yield all documents' ids with their JSON, where it is kept, in pages."""
        for start in range(0, self.count(), size):
            with _said():
                found = self._rows.get(limit=size, offset=start, include=["documents"])
            rows = zip(found["ids"], found["documents"], strict=True)
            yield [(each, text or "") for each, text in rows if not each.endswith(ANSWER)]

    def probe(self) -> str:
        """Return what is wrong with the store, or an empty string.

        A lost or cut file of the graph goes unnoticed by Chroma itself: the count stays, the answers run short.
        """
        import numpy as np

        try:
            count = self.count()
            vector = np.zeros((1, DIMENSIONS), np.float32)
            vector[0, 0] = 1.0
            wanted = min(count, 10)
            found = len(self._near(vector, wanted)) if wanted else 0
        except ToolError as error:
            return error.message
        return "" if found == wanted else f"a search returns {found} of {wanted} rows"

    def _near(self, vectors: "NDArray[np.float32]", limit: int) -> list[tuple[str, float]]:
        with _said():
            found = self._rows.query(query_embeddings=list(vectors), n_results=limit, include=["distances"])
        names, distances = chain(*found["ids"]), chain(*found["distances"])
        pairs = sorted(zip(distances, names, strict=True))
        return [(name, 1.0 - float(distance)) for distance, name in pairs]


def _names(each: str) -> tuple[str, str]:
    return each, f"{each}{ANSWER}"


def embedded(folder: Path) -> Dense:
    """Open the vectors in a folder, or make it. Raises ToolMissing without chromadb, ToolError when damaged."""
    chromadb = _chromadb()
    folder.mkdir(parents=True, exist_ok=True)
    with _said():
        client = chromadb.PersistentClient(path=str(folder), settings=_settings(chromadb))
    return Dense(client)


def served(url: str) -> Dense:
    """Open the vectors behind a Chroma server. Raises ToolMissing, or ToolError when nothing answers there."""
    chromadb = _chromadb()
    with _said(f"no Chroma server answers at {url}"):
        host, port, safe = address(url)
        client = chromadb.HttpClient(host=host, port=port, ssl=safe, settings=_settings(chromadb))
        for session in _sessions(client):
            session.timeout = _TIMEOUT
    return Dense(client)


def version() -> str:
    """Return the version of chromadb, empty when it is not installed; imports nothing."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("chromadb")
    except PackageNotFoundError:
        return ""


def _chromadb() -> Any:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import chromadb
    except ImportError as error:
        raise ToolMissing(
            f"the vector store is not installed: no `{error.name}`",
            "install it with `pip install 'debugassist[knowledge]'`",
        ) from error
    return chromadb


def _settings(chromadb: Any) -> Any:
    return chromadb.config.Settings(anonymized_telemetry=False)


def _sessions(client: Any) -> list[Any]:
    """Return the HTTP sessions below a client of a server: Chroma neither limits their time nor closes them."""
    parts = (client, getattr(client, "_admin_client", None))
    found = (getattr(getattr(part, "_server", None), "_session", None) for part in parts)
    return [session for session in found if session is not None]


@contextmanager
def _said(message: str = "the vector store failed") -> Iterator[None]:
    try:
        yield
    except ToolError:
        raise
    except Exception as error:  # Chroma raises its own, sqlite's, httpx's, and bare ValueErrors
        raise ToolError(f"{message}: {error}", "see `debugassist index status`") from error
