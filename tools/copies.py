"""How is a folder copied, and its copy made as the folder is again after a program has run in it?

What each entry of the copy looked like when it was made is kept: size, times and number, of which no program can choose
the time of the last change. So a copy that is used again costs a look at each file, where making one costs forty.
"""

import os
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analyzers.errors import ToolError
from tools.deleting import delete_folder

MAX_FILES = 20_000
MAX_BYTES = 500_000_000
MAX_FILE_BYTES = 50_000_000  # a larger file is left out: data that a test of the fix can hardly need

SKIPPED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        "node_modules",
        "__pycache__",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        "site-packages",
    }
)
_PREFIX = "debugassist-copy-"  # then the process that made it
_PIECE = 1 << 20

_Stamp = tuple[int, ...]
_Entries = dict[str, "os.DirEntry[str]"]
_Known = dict[str, tuple[_Stamp, _Stamp]]  # by name: of the folder's file, and of the copy's

_lock = threading.Lock()
_shelf: list["Copy"] = []  # what nobody uses
_keepers = 0


@contextmanager
def copies_kept() -> Iterator[None]:
    """Keep copies that are no longer used until the block is left, for whoever needs one of the same folder."""
    global _keepers  # one shelf for the whole process: several problems may be worked on at once
    with _lock:
        _keepers += 1
    try:
        yield
    finally:
        with _lock:
            _keepers -= 1
            gone = () if _keepers else tuple(_shelf)
            if gone:
                _shelf.clear()
        for copy in gone:
            copy.delete()


@contextmanager
def borrowed(origin: Path) -> Iterator["Copy"]:
    """Yield a copy that is as the folder is; it is deleted when the block is left, unless copies are kept.

    Raises ToolError when the folder is too large to be copied, or cannot be.
    """
    copy = _ready(origin)
    try:
        yield copy
    finally:
        with _lock:
            kept = bool(_keepers)  # what is on the shelf may be somebody else's by the time it is looked for
            if kept:
                _shelf.append(copy)
        if not kept:
            copy.delete()


def _ready(origin: Path) -> "Copy":
    with _lock:
        copy = next((one for one in _shelf if one.origin == origin), None)
        if copy is not None:
            _shelf.remove(copy)
    if copy is not None:
        try:
            copy.renew()
        except OSError:  # what a program left cannot be put right: begin anew
            copy.delete()
        except ToolError:  # the folder has grown too large
            copy.delete()
            raise
        else:
            return copy
    _sweep()
    home = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")).resolve()
    copy = Copy(origin, home / "copy")
    try:
        copy.renew()
    except OSError as error:
        copy.delete()
        raise ToolError(f"`{origin}` cannot be copied: {error}") from error
    except ToolError:
        copy.delete()
        raise
    return copy


def _sweep() -> None:
    """Delete the copies that others of us have left behind, who were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name[len(_PREFIX) :].partition("-")[0]
        with suppress(OSError):
            if (
                owner.isdecimal()
                and folder.lstat().st_uid == os.getuid()
                and not Path("/proc", owner).exists()
            ):
                delete_folder(folder)


class Copy:
    """A copy of a folder without version control, environments and caches, in a folder of its own.

    A symbolic link that leads outside is left out, one inside is kept as a link.
    """

    def __init__(self, origin: Path, root: Path) -> None:
        self.origin = origin
        self.root = root
        self.left_out: tuple[str, ...] = ()  # for people: what else was not copied
        self._made = False  # a folder may have no files, so that nothing known does not say it
        self._known: _Known = {}
        self._left_out: list[str] = []
        self._files = self._size = 0

    def renew(self) -> None:
        """Make the copy, or make it as the folder is: what is changed, added or missing in it is put right.

        Raises ToolError when there is more than `MAX_FILES` or `MAX_BYTES` to copy, OSError when it cannot be made.
        """
        known, self._known = self._known, {}
        self._left_out = []
        self._files = self._size = 0
        self._folder("", _entries(str(self.origin)), known)
        self._made = True
        self.left_out = tuple(self._left_out)

    def delete(self) -> None:
        """Delete it, with all that lies beside it."""
        delete_folder(self.root.parent)

    def _folder(self, inside: str, sources: _Entries, known: _Known) -> None:
        """Copy what a folder holds; `inside` is its name within the origin, with a separator behind it."""
        there = os.path.join(self.root, inside)  # noqa: PTH118  # names by the thousand
        with suppress(FileExistsError):
            os.mkdir(there)  # noqa: PTH102
        present = _entries(there) if self._made else {}
        for name, source in sources.items():
            named, old = inside + name, present.get(name)
            if source.is_symlink():
                kept = self._link(source, named, old)
            elif source.is_dir():
                deeper = None if name in SKIPPED else self._readable(source, named)
                kept = deeper is not None
                if deeper is not None:
                    if old is not None and not old.is_dir(follow_symlinks=False):
                        _remove(old)
                    self._folder(named + os.sep, deeper, known)
            else:
                kept = self._file(source, named, old, known)
            if kept:
                present.pop(name, None)
        for added in present.values():
            _remove(added)

    def _readable(self, source: "os.DirEntry[str]", named: str) -> _Entries | None:
        """Return what a folder holds; None where nobody may look into it, as with a database's own files."""
        try:
            return _entries(source.path)
        except OSError:
            self._left_out.append(named)
            return None

    def _file(
        self, source: "os.DirEntry[str]", named: str, old: "os.DirEntry[str] | None", known: _Known
    ) -> bool:
        if not source.is_file():
            return False  # a socket, a pipe, a device
        found = source.stat()
        if found.st_size > MAX_FILE_BYTES:
            self._left_out.append(named)
            return False
        self._files, self._size = self._files + 1, self._size + found.st_size
        if self._files > MAX_FILES or self._size > MAX_BYTES:
            raise ToolError(
                f"`{self.origin}` is too large to copy: more than {MAX_FILES} files or {MAX_BYTES // 10**6} MB",
                "start in the folder of the program itself",
            )
        if old is not None:
            if known.get(named) == (_stamp(found), _stamp(old.stat(follow_symlinks=False))):
                self._known[named] = known[named]
                return True
            _remove(old)
        target = os.path.join(self.root, named)  # noqa: PTH118
        _copy_file(source.path, target, found)
        self._known[named] = (_stamp(found), _stamp(os.lstat(target)))
        return True

    def _link(self, source: "os.DirEntry[str]", named: str, old: "os.DirEntry[str] | None") -> bool:
        path = Path(source.path)
        try:
            aim = path.resolve(strict=True)
        except (OSError, RuntimeError):
            aim = None
        if aim is None or not aim.is_relative_to(self.origin):
            self._left_out.append(named)
            return False
        if old is not None:
            _remove(old)
        (self.root / named).symlink_to(os.path.relpath(aim, path.parent.resolve()))
        return True


def _entries(folder: str) -> _Entries:
    with os.scandir(folder) as entries:
        return {entry.name: entry for entry in entries}


def _stamp(found: os.stat_result) -> _Stamp:
    return found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _remove(entry: "os.DirEntry[str]") -> None:
    if entry.is_dir(follow_symlinks=False):
        delete_folder(Path(entry.path))
        if os.path.lexists(entry.path):
            raise OSError(f"`{entry.path}` cannot be deleted")
    else:
        os.unlink(entry.path)  # noqa: PTH108


def _copy_file(source: str, target: str, found: os.stat_result) -> None:
    """Copy a file with its mode and times. Not by `shutil`: it takes twice the time, and follows a link at the target."""
    mode = stat.S_IMODE(found.st_mode)
    with open(source, "rb", buffering=0) as read:  # noqa: PTH123
        there = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            while piece := read.read(_PIECE):
                while piece:
                    piece = piece[os.write(there, piece) :]
            os.fchmod(there, mode)
            os.utime(there, ns=(found.st_atime_ns, found.st_mtime_ns))
        finally:
            os.close(there)
