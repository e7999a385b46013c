"""What is said when SQLite fails? A full disk is told as what it is: nothing is damaged then."""

from pathlib import Path
from shutil import disk_usage

from analyzers.errors import ToolError

_LITTLE = 64_000  # bytes left on a disk on which SQLite can make no file beside its own


def failed(what: str, error: Exception, path: Path | None = None) -> ToolError:
    """Return the error to raise; `path` is the file that was being opened."""
    if full(error, path):
        return ToolError(f"{what}: the disk is full", "make room, and give the command again")
    return ToolError(f"{what}: {error}", "make it again with `debugassist index rebuild`")


def full(error: Exception, path: Path | None = None) -> bool:
    """Whether a full disk is the reason; opening the file at `path` fails there as it does for a broken one."""
    name = getattr(error, "sqlite_errorname", "")
    if path is None or not name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return bool(name == "SQLITE_FULL")
    return no_room(path.parent)


def no_room(folder: Path) -> bool:
    """Whether the disk of a folder is full."""
    try:
        return disk_usage(folder).free < _LITTLE
    except OSError:
        return False
