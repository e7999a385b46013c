"""How do many documents get their vectors: in this process, in several, or on a cluster?

Making vectors is nearly all that indexing costs, needs nothing but the text, and can be done anywhere; writing is cheap
and done by one process. So batches go out as texts, come back as vectors in the same order, and are written as they come.
What is in the cache is not made again: whoever is killed here takes up where they were.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from analyzers.errors import AssistantError
from tools.knowledge.document import Document
from tools.knowledge.vectors import Vectors

_BATCH = 128  # documents that are written and made findable together


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who makes the vectors: this process, several here, or the workers of a Dask cluster."""

    jobs: int = 1
    scheduler: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Documents that are written together: all that were read, and those of them that are new."""

    all: Sequence[Document]
    fresh: Sequence[Document]


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield the documents in lists of a fixed size."""
    stream = iter(documents)
    while batch := list(islice(stream, _BATCH)):
        yield batch


def begun(documents: Iterable[Document]) -> Iterator[Document]:
    """Return the documents with the first one read. Raises what reading it does: nothing was done for its sake yet."""
    stream = iter(documents)
    return chain(list(islice(stream, 1)), stream)


def readable(documents: Iterable[Document], failed: list[AssistantError]) -> Iterator[Document]:
    """Yield documents until reading them fails, and note why: an index is left whole by a source that is not."""
    try:
        yield from documents
    except AssistantError as error:
        failed.append(error)


def latest(documents: Sequence[Document]) -> list[Document]:
    """Return the last document of each id."""
    return list({document.id: document for document in documents}.values())


def embedded(ready: Iterable[Batch], vectors: Vectors, hands: Hands) -> Iterator[Batch]:
    """Yield each batch once the vectors of its new documents are in the cache. Raises as `spread` does."""
    from tools.spread import spread

    waiting: deque[tuple[Batch, list[str]]] = deque()

    def pieces() -> Iterator[list[str]]:
        for batch in ready:
            texts = vectors.missing([text for document in batch.fresh for text in document.embedded()])
            waiting.append((batch, texts))
            yield texts

    for made in spread(vectors_of, pieces(), jobs=hands.jobs, scheduler=hands.scheduler, apart=True):
        batch, texts = waiting.popleft()
        vectors.keep(texts, made)
        yield batch


def vectors_of(texts: list[str]) -> bytes:
    """Return the vectors of texts one after another, half precision. Raises as `Embedder` does."""
    if not texts:
        return b""
    from tools.embedding import embedder

    return embedder(throughput=True).embed(texts).astype("float16").tobytes()
