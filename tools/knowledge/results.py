"""Where does the knowledge lie, and what does it say when it is asked? Imports nothing heavy."""

import os
from pathlib import Path

from analyzers.deferred import dataclass
from analyzers.facts import Source
from tools.knowledge.document import Document, Origin

_EXCERPT = 300  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One result: the document, and how well it fits in [0, 1] and a little over."""

    document: Document
    score: float

    def source(self) -> Source:
        """Return it as a diagnosis cites it."""
        told = self.document.answer or self.document.body
        if self.document.origin is Origin.SOLVED:
            told = told.partition("\n--- ")[0]  # a difference is no prose
        text = " ".join(told.split())
        excerpt = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]} …"
        return Source(
            title=self.document.title,
            url=self.document.url,
            score=round(self.score, 3),
            licence=self.document.licence,
            excerpt=excerpt,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the store holds and how it is."""

    folder: Path
    documents: int
    vectors: int | None  # None: there are none, and `note` says why
    bytes: int
    note: str = ""  # what is missing or was damaged
    origins: tuple[tuple[str, int], ...] = ()  # how many documents come from where


def default_folder() -> Path:
    """Return the user's own store."""
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")  # noqa: PTH111, PTH118  # never raises
    return Path(data) / "debugassist" / "knowledge"


def exists(folder: Path | None = None) -> bool:
    """Return whether there is anything to search, without opening it."""
    return ((folder or default_folder()) / "current").exists()


def size_of(folder: Path) -> int:
    """Return how many bytes a folder takes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
