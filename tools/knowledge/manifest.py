"""Is the index still what was sealed?

Chroma opens an emptied database as an empty one, and answers short or aborts when a file of its graph is cut.
So what was written is noted when the work on it ends, and compared *before* it is opened again.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.embedding import MODEL_SHA256
from tools.knowledge.dense import version

FORMAT = 5
UNFINISHED = "it was not finished"
_NAME = "manifest.json"
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


def seal(folder: Path, count: int, *, dense: bool) -> None:
    """Note what the folder holds. Raises OSError."""
    manifest = Manifest(count=count, chroma=version(), dense=dense, files=_files(folder))
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
        files = tuple((str(name), int(size)) for name, size in record.pop("files"))
        return Manifest(**record, files=files)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def damage(folder: Path) -> str:
    """Return how the folder differs from what was sealed, or an empty string."""
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
        if there[name] < size and not name.endswith(".sqlite3"):
            return f"`{name}` has {there[name]:,} bytes instead of {size:,}"
        if there[name] == 0 < size:
            return f"`{name}` is empty"
    return ""


def _files(folder: Path) -> tuple[tuple[str, int], ...]:
    kept = (path for path in sorted(folder.glob("vectors/**/*")) if not path.name.endswith(_VOLATILE))
    return tuple((str(path.relative_to(folder)), path.stat().st_size) for path in kept if path.is_file())
