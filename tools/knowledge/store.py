"""Where is what others already solved, and how is it added to and found?

A folder holds the documents (the truth), a cache of vectors, and one index of words and vectors that can be made
again from both. One process writes at a time, the others wait; whatever ends it in the middle, what it had
finished stays and the rest is taken up again. Nothing is believed about an index before it was checked.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from analyzers.errors import AssistantError, ToolError, ToolMissing
from tools.embedding import DIMENSIONS
from tools.knowledge import dense as vectors_store
from tools.knowledge import manifest
from tools.knowledge.asked import meanwhile
from tools.knowledge.bulk import Batch, Hands, batches, begun, embedded, latest, readable
from tools.knowledge.dense import Dense
from tools.knowledge.document import Document, Documents, from_json
from tools.knowledge.failing import no_room
from tools.knowledge.lexical import Lexical
from tools.knowledge.lock import Progress, being_written, locked
from tools.knowledge.query import Query
from tools.knowledge.ranking import LOOKED_INTO, Weights, fuse, joined, rerank
from tools.knowledge.recovery import recover
from tools.knowledge.results import Found, Status, default_folder, size_of
from tools.knowledge.soundness import broken, opens
from tools.knowledge.vectors import Vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WIDE = 50  # candidates of each kind; a thread has up to two vectors


def _quiet(_: int, __: str) -> None:
    return None


class Store:
    """The knowledge of one folder, and of a shared server where one is named."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        server: str = "",
        weights: Weights | None = None,
        meaning: bool = True,
        throughput: bool = False,
        careful: bool = False,
        hands: Hands | None = None,
    ) -> None:
        """Name the folder; nothing is opened yet. Without `meaning` only words are used; a `careful` reader makes
        nothing again, and raises ToolError where that would be needed.

        `throughput` is for a process that searches often: see `Embedder`; `hands` make the vectors of what is added.
        """
        self.folder = folder or default_folder()
        self.server = server
        self.weights = weights or Weights()
        self.meaning = meaning
        self.throughput = throughput
        self.careful = careful
        self.hands = hands or Hands()
        self.note = ""
        self.documents = Documents(self.folder / "documents.jsonl")
        self._lexical: Lexical | None = None
        self._dense: Dense | None = None

    # --- finding --------------------------------------------------------------------------------

    def search(self, query: Query, limit: int = 10) -> list[Found]:
        """Return the best documents, best first; `note` then says what could not be used.

        Raises ToolError when there is no index of words, or it is damaged.
        """
        self.open()
        assert self._lexical is not None
        with meanwhile(query if self._dense is not None else None, self.throughput) as made:
            terms = self._lexical.terms(query.text)
            by_words = self._lexical.search(terms, _WIDE)
            asked, wrong = made()
        self.note = wrong or self.note
        ids = list(dict.fromkeys([hit.id for hit in by_words] + self._near(asked)))
        cosines, elsewhere = self._cosines(asked, ids)
        others = {each: from_json(json.loads(text)) for each, text in elsewhere.items()}
        by_words += self._lexical.score(terms, tuple(others.values()))
        share = self.weights.words_in_report if query.report else self.weights.words
        scores = fuse(by_words, cosines, share, self._lexical.ideal(terms))
        # Only the first few are looked into, so only they are read.
        first = sorted(scores, key=scores.__getitem__, reverse=True)[: max(LOOKED_INTO, limit)]
        texts = self._lexical.documents(first)
        documents = others | {each: from_json(json.loads(text)) for each, text in texts.items()}
        return [
            Found(document=documents[each], score=score)
            for each, score in rerank(query, scores, documents, self.weights)[:limit]
        ]

    def _near(self, asked: "NDArray[np.float32] | None") -> list[str]:
        if asked is None or self._dense is None:
            return []
        try:
            return [hit.id for hit in self._dense.search(asked, 2 * _WIDE)]
        except ToolError as error:
            self.note = error.message
            return []

    def _cosines(
        self, asked: "NDArray[np.float32] | None", ids: Sequence[str]
    ) -> tuple[dict[str, float], dict[str, str]]:
        """Return each candidate's mean cosine, and the JSON of those that only the server has."""
        if asked is None or self._lexical is None:
            return {}, {}
        import numpy as np

        held = self._lexical.vectors(ids)
        flat = np.frombuffer(b"".join(held.values()), np.float16).astype(np.float32)
        near = (flat.reshape(-1, DIMENSIONS) @ asked.T).mean(axis=1).tolist()
        rows = iter(near)
        cosines = {
            each: joined(list(islice(rows, len(data) // (2 * DIMENSIONS)))) for each, data in held.items()
        }
        elsewhere: dict[str, str] = {}
        if self.server and self._dense is not None:
            with suppress(ToolError):
                for each, (text, some) in self._dense.fetch([i for i in ids if i not in held]).items():
                    cosines[each] = joined((some @ asked.T).mean(axis=1).tolist())
                    elsewhere[each] = text
        return cosines, elsewhere

    # --- opening --------------------------------------------------------------------------------

    def open(self) -> None:
        """Open the index for reading. What is damaged is made again, and `note` says so."""
        if self._lexical is not None:
            return
        current = self._current()
        if current is None:
            if self.careful or not (self.server or self.documents.path.exists()):
                raise ToolError("there is no knowledge yet", "add some: `debugassist index add --help`")
            self.rebuild()
            current = self._current()
            assert current is not None
        if self.careful:
            self._open_parts(current)
            return
        wrong = manifest.damage(current, contents=self.meaning)
        unfinished = wrong == manifest.UNFINISHED and no_room(current)  # what there is can be read
        if wrong and not unfinished and not being_written(self.folder):
            self.repair()
            current = self._current()
            assert current is not None
        try:
            self._open_parts(current)
        except ToolError as error:  # what the manifest cannot see: bytes changed in place
            self.close()
            if being_written(self.folder):
                raise
            manifest.unseal(current)
            self.repair()
            self.note = f"the index was set aside and made again: {error.message}"
            current = self._current()
            assert current is not None
            self._open_parts(current)

    def _open_parts(self, current: Path) -> None:
        full = no_room(current)
        self._lexical = Lexical(current / "words.sqlite", readonly=full or not os.access(current, os.W_OK))
        if not self.meaning:
            return
        if full and not self.server:
            self.note = "searching by words only: the disk is full"
            return
        try:
            self._dense = vectors_store.served(self.server) if self.server else None
            self._dense = self._dense or vectors_store.embedded(current / "vectors")
        except ToolError as error:
            if not (self.server or isinstance(error, ToolMissing)):
                raise
            self.note = f"searching by words only: {error.message}"
            return
        if not self.server and (wrong := self._dense.probe()):
            raise ToolError(f"the vectors are damaged: {wrong}")

    def close(self) -> None:
        """Let go of every file."""
        for part in (self._lexical, self._dense):
            if part is not None:
                part.close()
        self._lexical = self._dense = None

    def _current(self) -> Path | None:
        try:
            name = (self.folder / "current").read_text(encoding="utf-8").strip()
        except OSError:
            return None
        path = self.folder / name
        return path if name.startswith("index-") and path.is_dir() else None

    # --- writing --------------------------------------------------------------------------------

    def add(self, documents: Iterable[Document], progress: Progress = _quiet) -> int:
        """Add or replace documents; return how many were not there before in this form.

        Interrupted, it keeps what it has finished. Raises ToolError for a full disk or a damaged index, and what
        reading the documents raises, once those before are written; no index is made where none can be read.
        """
        changed = 0
        done = 0
        failed: list[AssistantError] = []
        with locked(self.folder, progress):
            stream = readable(begun(documents), failed)
            with self._parts(self._mend(progress)) as (lexical, dense, vectors):
                for batch in self._prepared(stream, lexical, dense, vectors):
                    # With several jobs, batches before it were not written when it was looked at.
                    if fresh := lexical.unknown(batch.fresh):
                        self.documents.append(fresh)
                        self._index(fresh, lexical, dense, vectors)
                    changed += len(fresh)
                    done += len(batch.all)
                    progress(done, "indexed")
        if failed:
            raise failed[0]
        return changed

    def remove(self, ids: Sequence[str], progress: Progress = _quiet) -> int:
        """Remove documents; return how many were there."""
        with (
            locked(self.folder, progress),
            self._parts(self._mend(progress)) as (lexical, dense, _),
        ):
            there = list(lexical.digests(ids))
            self.documents.remove(there)
            lexical.remove(there)
            if dense is not None:
                dense.remove(there)
        return len(there)

    def rebuild(self, progress: Progress = _quiet) -> int:
        """Make the index anew from the documents, and switch to it when it is whole; return their number."""
        with locked(self.folder, progress):
            return self._rebuild(progress)

    def repair(self, progress: Progress = _quiet) -> None:
        """Finish an index whose making was broken off; set a damaged one aside and make it again."""
        with locked(self.folder, progress):
            self._mend(progress)

    def status(self) -> Status:
        """Return what the store holds, without making anything again."""
        current = self._current()
        if current is None:
            return Status(
                folder=self.folder, documents=0, vectors=None, bytes=size_of(self.folder), note="empty"
            )
        note = manifest.damage(current) or broken(current) or self.documents.unreadable()
        sealed = manifest.read(current)
        origins = self._origins(current)
        count = sealed.count if sealed is not None else sum(number for _, number in origins)
        meaning = sealed.dense if sealed is not None else (current / "vectors").is_dir()
        return Status(
            folder=self.folder,
            documents=count,
            vectors=count if meaning else None,
            bytes=size_of(self.folder),
            note=note if note and not being_written(self.folder) else ("being written" if note else ""),
            origins=origins,
        )

    def shared(self) -> int:
        """Return how many vectors the server holds, whoever added them. Raises ToolError when none answers."""
        with closing(vectors_store.served(self.server)) as rows:
            return rows.count()

    def _origins(self, current: Path) -> tuple[tuple[str, int], ...]:
        try:
            lexical = Lexical(current / "words.sqlite", readonly=True)
        except ToolError:
            return ()
        with closing(lexical), suppress(ToolError):
            return lexical.origins()
        return ()

    def of_origin(self, origin: str) -> list[str]:
        """Return the ids of the documents of one origin. Raises ToolError without an index."""
        self.open()
        assert self._lexical is not None
        return self._lexical.of_origin(origin)

    def _mend(self, progress: Progress) -> Path:
        """Return the index folder, sound. Called with the lock held."""
        self.close()
        current = self._current()
        wrong = "there is none" if current is None else manifest.damage(current)
        if current is not None and not wrong:
            return current  # or another process was quicker
        if current is not None and wrong == manifest.UNFINISHED and opens(current):
            progress(0, "taking up what was broken off")
            self._catch_up(current, progress)
            return current
        if current is not None:
            self.note = f"the index was set aside and made again: {wrong}"
        progress(0, f"making the index: {wrong}")
        self._rebuild(progress)
        current = self._current()
        assert current is not None
        return current

    def _catch_up(self, current: Path, progress: Progress) -> None:
        """Index what stands in the documents and not in the index, and forget what was removed."""
        done = 0
        with self._parts(current) as (lexical, dense, vectors):
            gone = set(lexical.ids())
            for batch in self._prepared(self.documents, lexical, dense, vectors):
                gone.difference_update(document.id for document in batch.all)
                if batch.fresh:
                    self._index(batch.fresh, lexical, dense, vectors)
                done += len(batch.all)
                progress(done, "indexed")
            lexical.remove(gone)
            if dense is not None:
                dense.remove(sorted(gone))

    def _rebuild(self, progress: Progress) -> int:
        self.close()
        recover(self.documents, self._current())
        target = self.folder / f"index-{os.getpid()}-{int(monotonic() * 1000):x}"
        done = 0
        with self._parts(target) as (lexical, dense, vectors):
            for batch in self._prepared(self.documents, lexical, dense, vectors):
                self._index(batch.fresh, lexical, dense, vectors)
                done += len(batch.all)
                progress(done, "indexed")
        self._switch(target)
        return done

    def _switch(self, target: Path) -> None:
        draft = self.folder / f"current.{os.getpid()}"
        draft.write_text(target.name, encoding="utf-8")
        draft.replace(self.folder / "current")
        for old in self.folder.glob("index-*"):
            if old != target:
                shutil.rmtree(old, ignore_errors=True)

    def _prepared(
        self, documents: Iterable[Document], lexical: Lexical, dense: Dense | None, vectors: Vectors
    ) -> Iterator[Batch]:
        """Yield the documents in batches, ready to be written: the vectors of the new ones are in the cache."""

        def ready() -> Iterator[Batch]:
            for batch in batches(documents):
                yield Batch(all=batch, fresh=lexical.unknown(latest(batch)))

        return ready() if dense is None else embedded(ready(), vectors, self.hands)

    def _index(
        self, documents: Sequence[Document], lexical: Lexical, dense: Dense | None, vectors: Vectors
    ) -> None:
        texts = [json.dumps(asdict(document), ensure_ascii=False) for document in documents]
        kept = [b""] * len(documents)
        if dense is not None:
            made = vectors.grouped([document.embedded() for document in documents])
            dense.add([document.id for document in documents], made, texts if self.server else None)
            kept = [some.astype("float16").tobytes() for some in made]
        # Last: a document counts as indexed once its words are there, and is done again otherwise.
        lexical.add(zip(documents, texts, kept, strict=True))

    @contextmanager
    def _parts(self, current: Path) -> Iterator[tuple[Lexical, Dense | None, Vectors]]:
        """Open the parts of an index for writing; seal it when all went well."""
        current.mkdir(parents=True, exist_ok=True)
        manifest.unseal(current)
        lexical = Lexical(current / "words.sqlite")
        dense: Dense | None = None
        vectors = Vectors(self.folder / "vectors.sqlite")
        try:
            if self.meaning:
                with suppress(ToolMissing):
                    dense = (
                        vectors_store.served(self.server)
                        if self.server
                        else vectors_store.embedded(current / "vectors")
                    )
            yield lexical, dense, vectors
            count = lexical.count()
        finally:
            lexical.close()
            vectors.close()
            if dense is not None:
                dense.close()
        manifest.seal(current, count, dense=dense is not None)
