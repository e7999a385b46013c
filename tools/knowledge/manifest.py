"""Is the index still what was sealed?

Chroma opens an emptied database as an empty one, and answers short, wrongly, or ends the process when a file of its
graph is cut or changed. So what was written is noted when the work on it ends, and compared *before* it is opened again.
"""

import json
import os
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.embedding import MODEL_SHA256
from tools.knowledge.dense import version

FORMAT = 5
UNFINISHED = "it was not finished"
_NAME = "manifest.json"
_DATABASE = ".sqlite3"
_WRITTEN = "index_metadata.pickle"
_REWRITTEN = ("length.bin", _DATABASE)  # whenever Chroma opens them
_PIECE = 1 << 20  # bytes read at once
_VOLATILE = ("-wal", "-shm", "-journal")  # of SQLite: they come and go


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an index held when it was sealed."""

    count: int
    model: str = MODEL_SHA256
    chroma: str = ""
    format: int = FORMAT
    dense: bool = True  # whether there are vectors
    files: tuple[tuple[str, int], ...] = ()  # names and sizes, for the files of the vectors
    sums: tuple[tuple[str, int], ...] = ()  # of those that are written once


def seal(folder: Path, count: int, *, dense: bool) -> None:
    """Note what the folder holds. Raises OSError."""
    manifest = Manifest(count=count, chroma=version(), dense=dense, files=_files(folder), sums=_sums(folder))
    draft = folder / f"{_NAME}.{os.getpid()}"
    draft.write_text(json.dumps(asdict(manifest)), encoding="utf-8")
    draft.replace(folder / _NAME)


def unseal(folder: Path) -> None:
    """Note that the folder is being written to: until it is sealed again it is not to be trusted."""
    (folder / _NAME).unlink(missing_ok=True)


def read(folder: Path) -> Manifest | None:
    """Return what was sealed, or None when nothing was or it cannot be read."""
    try:
        record = dict(json.loads((folder / _NAME).read_text(encoding="utf-8")))
        files, sums = (
            tuple((str(name), int(number)) for name, number in each)
            for each in (record.pop("files"), record.pop("sums", ()))
        )
        return Manifest(**record, files=files, sums=sums)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def damage(folder: Path, *, contents: bool = True) -> str:
    """Return how the folder differs from what was sealed, or an empty string.

    Without `contents` no file is read: for whoever does not open the vectors.
    """
    manifest = read(folder)
    if manifest is None:
        return UNFINISHED
    if manifest.format != FORMAT:
        return f"it has format {manifest.format}, and this is {FORMAT}"
    if manifest.model != MODEL_SHA256:
        return "its vectors come from another model"
    there = dict(_files(folder))
    for name, size in manifest.files:
        if name not in there:
            return f"`{name}` is gone"
        # The database may be folded together on closing; the files of the graph are written once.
        if there[name] < size and not name.endswith(_DATABASE):
            return f"`{name}` has {there[name]:,} bytes instead of {size:,}"
        if there[name] == 0 < size:
            return f"`{name}` is empty"
    for name, total in manifest.sums if contents else ():
        if name not in there or _sum(folder / name) != total:
            return f"`{name}` was changed"
    return ""


def _files(folder: Path) -> tuple[tuple[str, int], ...]:
    kept = (path for path in sorted(folder.glob("vectors/**/*")) if not path.name.endswith(_VOLATILE))
    return tuple((str(path.relative_to(folder)), path.stat().st_size) for path in kept if path.is_file())


def _sums(folder: Path) -> tuple[tuple[str, int], ...]:
    """Return the sums of the files of a graph that was written, which Chroma does at every thousandth row.

    Before that the files are there, but Chroma writes them anew, with what memory holds, whenever it opens them.
    """
    return tuple(
        (name, total)
        for name, _ in _files(folder)
        if not name.endswith(_REWRITTEN) and (folder / name).with_name(_WRITTEN).exists()
        if (total := _sum(folder / name)) is not None
    )


def _sum(path: Path) -> int | None:
    """Return a file's CRC-32, half a second for a gigabyte: against accidents, not against people."""
    total = 0
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                total = zlib.crc32(piece, total)
    except OSError:
        return None
    return total
