"""What is one thing worth finding again, and how is it kept on disk?

The file of documents is the truth: one JSON line for each addition or removal, only ever appended to. The
indexes beside it can be thrown away and made again from it. A line torn by a crash is cut off when the file is
next written to.
"""

import json
import os
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from analyzers.deferred import dataclass

MAX_CHARS = 200_000  # of one field; longer ones are cut


class Origin(StrEnum):
    """Where a document came from."""

    STACK_EXCHANGE = "stack-exchange"
    DUMP = "dump"
    ARCHIVE = "archive"  # a ZIM file
    LIBRARY = "library"  # docstrings of an installed package
    SOLVED = "solved"  # a problem that was solved here
    CATALOGUE = "catalogue"  # the assistant's own causes
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A question with its answer, a page, a docstring."""

    id: str
    title: str
    body: str = ""
    answer: str = ""
    url: str = ""
    licence: str = ""
    origin: Origin = Origin.FILE
    votes: int = 0
    tags: tuple[str, ...] = ()
    library: str = ""
    version: str = ""  # of the library

    def digest(self) -> str:
        """Return a sum of everything the document says."""
        import hashlib

        return hashlib.sha256(_line(self).encode()).hexdigest()

    def embedded(self) -> tuple[str, ...]:
        """Return the texts whose vectors stand for the document: what was asked, and what was answered.

        The model reads 128 tokens, so each has a text of its own, under the same title.
        """
        asked = f"{self.title}\n{self.body or self.answer}"
        return (asked, f"{self.title}\n{self.answer}") if self.body and self.answer else (asked,)


_FIELDS = tuple(Document.__annotations__)


def from_json(record: dict[str, Any]) -> Document:
    """Return the document of a JSON object; unknown fields are ignored.

    Raises ValueError, saying which field is wrong.
    """
    if not record.get("id") or not isinstance(record["id"], str | int):
        raise ValueError("`id` is missing or no text")
    values: dict[str, Any] = {name: record[name] for name in _FIELDS if record.get(name) is not None}
    values["id"] = str(record["id"])
    for name in ("title", "body", "answer", "url", "licence", "library", "version"):
        if not isinstance(values.get(name, ""), str):
            raise ValueError(f"`{name}` is no text")  # noqa: TRY004  # what a file says, not what a caller does
        values[name] = values.get(name, "")[:MAX_CHARS]
    if not isinstance(values.get("votes", 0), int):
        raise ValueError("`votes` is no whole number")  # noqa: TRY004
    tags = values.get("tags", ())
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str) for tag in tags):
        raise ValueError("`tags` is no list of texts")
    values["tags"] = tuple(tags)
    try:
        values["origin"] = Origin(values.get("origin", Origin.FILE))
    except ValueError:
        raise ValueError(f"`origin` is none of {', '.join(Origin)}") from None
    return Document(**values)


def _line(document: Document) -> str:
    return json.dumps({name: getattr(document, name) for name in _FIELDS}, ensure_ascii=False, sort_keys=True)


class Documents:
    """The file of documents. One process writes at a time (see the store's lock); any number may read."""

    def __init__(self, path: Path) -> None:
        """Take the file at a path, which need not exist."""
        self.path = path

    def append(self, documents: Iterable[Document]) -> None:
        """Add or replace documents. Raises OSError; what was written before stays whole."""
        self._write("".join(f"{_line(document)}\n" for document in documents))

    def remove(self, ids: Iterable[str]) -> None:
        """Note that documents are gone. Raises OSError."""
        self._write("".join(f"{json.dumps({'id': each, 'removed': True})}\n" for each in ids))

    def __iter__(self) -> Iterator[Document]:
        """Yield every document once, as last written."""
        last: dict[str, int] = {}
        for offset, record in self._records():
            last[str(record["id"])] = -1 if record.get("removed") else offset
        for offset, record in self._records():
            if last[str(record["id"])] == offset:
                yield from_json(record)

    def named(self) -> set[str]:
        """Return the ids of all that was ever added or removed, as far as it can be read."""
        return {str(record["id"]) for _, record in self._records()}

    def unreadable(self) -> str:
        """Return what is wrong with the file, or an empty string; a line torn by a crash is nothing."""
        if not self.path.exists():
            return ""
        with self.path.open("rb") as stream:
            lost = sum(_record(line) is None and (line.endswith(b"\n") or b"\0" in line) for line in stream)
        return f"{lost:,} line{'s' * (lost != 1)} of `{self.path.name}` cannot be read" if lost else ""

    def compact(self) -> None:
        """Write the file anew without what was replaced or removed. Raises OSError; the old one stays then."""
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        try:
            with draft.open("w", encoding="utf-8") as stream:
                stream.writelines(f"{_line(document)}\n" for document in self)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(self.path)
        finally:
            draft.unlink(missing_ok=True)

    def _records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the offset and value of every whole, well-formed line."""
        if not self.path.exists():
            return
        offset = 0
        with self.path.open("rb") as stream:
            for line in stream:
                record = _record(line)
                if record is not None:
                    yield offset, record
                offset += len(line)

    def _write(self, text: str) -> None:
        if not text:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as stream:
            end = _end_of_whole_lines(stream)
            stream.truncate(end)
            try:
                stream.write(text.encode("utf-8", "replace"))
                stream.flush()
                os.fsync(stream.fileno())
            except OSError:
                stream.truncate(end)  # a full disk leaves no half line behind
                raise


def _record(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
        if not isinstance(record, dict) or not record.get("id"):
            return None
        if not record.get("removed"):
            from_json(record)
    except (ValueError, RecursionError):
        return None
    return record


def _end_of_whole_lines(stream: BinaryIO) -> int:
    """Return where the last whole line ends."""
    end = stream.seek(0, os.SEEK_END)
    position = end
    while position > 0:
        start = max(0, position - 65_536)
        stream.seek(start)
        found = stream.read(position - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        position = start
    return 0
