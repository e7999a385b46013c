"""The workspace: the one folder whose files may be read because a report names them.

A traceback is hostile until checked. A path in it is only ever looked up *inside* the workspace: symbolic
links are resolved first, and what leads outside, is no plain file or is too large is not read.
"""

import io
import os
import tokenize
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath, PureWindowsPath

from analyzers.deferred import dataclass
from analyzers.errors import InputError

MAX_BYTES = 4_000_000  # larger than any source a person wrote; keeps a stray data file out
_MAX_INDEXED = 50_000  # files; beyond that, only exact paths are found
_SKIPPED_FOLDERS = frozenset(
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
        "site-packages",
    }
)


@dataclass(frozen=True)
class Workspace:
    """A folder, and what may be read of it."""

    root: Path

    @cached_property
    def _names(self) -> dict[str, list[Path]]:
        """Where each file name occurs."""
        return _index(self.root)

    @classmethod
    def at(cls, folder: str | Path) -> "Workspace":
        """Return the workspace rooted at a folder, with links resolved."""
        return cls(Path(folder).resolve())

    def find(self, named: str) -> Path | None:
        """Return the file of the workspace that a report calls `named`, or None.

        A path from another machine (`/app/src/shop/cart.py`, `C:\\\\build\\\\cart.py`) is found by its longest
        tail that exists here, and only if exactly one file has that tail.
        """
        if not named or named.startswith("<") or "\0" in named:
            return None
        inside = self._inside(self.root / named)
        if inside is not None:
            return inside
        flavour = PureWindowsPath if "\\" in named else PurePosixPath
        parts = [
            part
            for part in flavour(named).parts
            if part not in ("/", "\\", "..", ".") and not part.endswith(":\\")
        ]
        for start in range(len(parts)):
            inside = self._inside(self.root.joinpath(*parts[start:]))
            if inside is not None and (start < len(parts) - 1 or len(parts) == 1):
                return inside
        return self._by_tail(parts) if parts else None

    def read(self, named: str) -> str | None:
        """Return the text of the file a report calls `named`, or None when it may not or cannot be read."""
        path = self.find(named)
        return None if path is None else read_source(path)

    def files(self, suffixes: tuple[str, ...]) -> Iterator[Path]:
        """Yield the files whose names end so, by name."""
        for name in sorted(self._names):
            if name.endswith(suffixes):
                yield from filter(None, map(self._inside, self._names[name]))

    def relative(self, path: Path) -> str:
        """Return a path as a person in the workspace would type it."""
        try:
            return str(path.relative_to(self.root))
        except ValueError:
            return str(path)

    def _inside(self, path: Path) -> Path | None:
        try:
            resolved = path.resolve()
            if resolved.is_relative_to(self.root) and resolved.is_file():
                return resolved
        except (OSError, RuntimeError, ValueError):  # a loop of links, a name too long, a NUL
            return None
        return None

    def _by_tail(self, parts: list[str]) -> Path | None:
        best: list[Path] = []
        best_length = 0
        for path in self._names.get(parts[-1], ()):
            tail = path.relative_to(self.root).parts
            length = 0
            while length < min(len(tail), len(parts)) and tail[-1 - length] == parts[-1 - length]:
                length += 1
            if length > best_length:
                best, best_length = [path], length
            elif length == best_length:
                best.append(path)
        return self._inside(best[0]) if len(best) == 1 else None


def read_source(path: Path) -> str | None:
    """Return a file's text decoded as its language would (PEP 263 for Python), or None.

    None when it is unreadable, larger than `MAX_BYTES`, or binary.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    return decode_source(data)


@lru_cache(maxsize=64)
def decode_source(data: bytes) -> str | None:
    """Return the text of a source file's bytes with `\\n` line ends, or None when they are binary."""
    if b"\0" in data[:8192] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            text = data.decode(encoding)
        except (SyntaxError, UnicodeDecodeError, LookupError):
            text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _index(root: Path) -> dict[str, list[Path]]:
    names: dict[str, list[Path]] = {}
    count = 0
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in _SKIPPED_FOLDERS]
        for name in files:
            names.setdefault(name, []).append(Path(folder, name))
        count += len(files)
        if count > _MAX_INDEXED:
            break
    return names


def write_new(path: Path, text: str) -> None:
    """Write a file that does not exist yet. Raises InputError when it does, or cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise InputError(f"cannot write `{path}`: {error.strerror or error}") from error
