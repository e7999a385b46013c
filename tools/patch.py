"""How is a fix put into files, and taken back? Atomically, with encoding, line ends and permissions kept.

Edits point into text as `tools.workspace.decode_source` gives it. They are carried over to the file as it is
on disk, so every byte that no edit touches stays what it was. Before anything is replaced, the old content goes to
a journal in the user's state folder, from which `undo` brings it back.
"""

import base64
import codecs
import hashlib
import io
import json
import os
import tempfile
import time
import tokenize
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from analyzers.errors import InputError, ToolError
from analyzers.facts import Edit, Fix

_KEPT = 50  # journal entries
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written or brought back: a name for it, and the files."""

    title: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """A file's text as it is on disk, and how it is encoded there."""

    path: Path
    data: bytes
    text: str  # decoded, line ends untouched
    encoding: str
    mark: bytes  # the byte order mark, outside of the text


def apply(
    fix: Fix, texts: Mapping[str, str], root: str | Path, *, inside: bool = True, journal: Path | None = None
) -> Applied:
    """Write a fix into the files it names, all or none of them; return what was written.

    `texts` are the texts that its spans point into, by path; relative paths start at `root`. Raises InputError when
    a file lies outside `root` (unless `inside` is False) or has changed since it was read.
    """
    home = Path(root).resolve()
    writes: list[tuple[_Written, bytes]] = []
    for name in dict.fromkeys(edit.span.path for edit in fix.edits):
        path = (home / name).resolve()
        if inside and not path.is_relative_to(home):
            raise InputError(f"`{name}` lies outside of `{home}`", "apply the fix by hand")
        written = _read(path)
        if name in texts and _plain(written.text) != _plain(texts[name]).removeprefix("\ufeff"):
            raise InputError(
                f"`{name}` has changed since it was read", "look at it again, then apply the fix"
            )
        shift = 1 if texts.get(name, "").startswith("\ufeff") else 0
        edits = [edit for edit in fix.edits if edit.span.path == name]
        data = _encode(written, _edited(written.text, edits, shift))
        if data != written.data:
            writes.append((written, data))
    if not writes:
        raise InputError("the fix changes no file", "apply it by hand")
    entry = _record(fix.title, home, writes, journal)
    done: list[_Written] = []
    try:
        for written, data in writes:
            _replace(written.path, data)
            done.append(written)
    except OSError as error:
        for written in done:
            _replace(written.path, written.data)
        entry.unlink(missing_ok=True)
        raise ToolError(f"cannot write: {error}", "nothing was changed") from error
    return Applied(fix.title, tuple(written.path for written, _ in writes))


def undo(root: str | Path | None = None, *, journal: Path | None = None) -> Applied:
    """Bring back what the last applied fix changed, under `root` if given; return what was brought back.

    Raises InputError when there is nothing to undo or a file has been changed since.
    """
    home = None if root is None else Path(root).resolve()
    for entry in sorted(_folder(journal).glob("*.json"), reverse=True):
        try:
            record = json.loads(entry.read_text(encoding="utf-8"))
            files = [
                (Path(one["path"]), base64.b64decode(one["before"]), one["after"]) for one in record["files"]
            ]
            title = str(record["title"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue  # cut short while it was written: it was never applied
        if home is not None and not all(path.is_relative_to(home) for path, _, _ in files):
            continue
        written = [(path, before) for path, before, after in files if _is_written(path, before, after, title)]
        for path, before in written:
            _replace(path, before)
        entry.unlink(missing_ok=True)
        if written:
            return Applied(title, tuple(path for path, _ in written))
    raise InputError(
        "there is no applied fix to take back here",
        "`debugassist undo --anywhere` looks in other projects too",
    )


def _is_written(path: Path, before: bytes, after: str, title: str) -> bool:
    """Whether a file holds what a fix wrote; not when it was stopped before it came to this file."""
    data = path.read_bytes() if path.is_file() else None
    if data is None or (_digest(data) != after and data != before):
        raise InputError(
            f"`{path}` has been changed since `{title}` was applied", "take the change back by hand"
        )
    return data != before


def _read(path: Path) -> _Written:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read `{path}`: {error.strerror or error}") from error
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return _Written(path, data, data[len(mark) :].decode(encoding), encoding, mark)
            except UnicodeDecodeError as error:
                raise InputError(
                    f"`{path}` is damaged: it is no {encoding}", "apply the fix by hand"
                ) from error
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return _Written(path, data, data.decode(encoding), encoding, b"")
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return _Written(path, data, data.decode("latin-1"), "latin-1", b"")


def _encode(written: _Written, text: str) -> bytes:
    try:
        return written.mark + text.encode(written.encoding)
    except UnicodeEncodeError as error:
        raise InputError(f"the fix cannot be written in {written.encoding}", "apply it by hand") from error


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _edited(text: str, edits: Iterable[Edit], shift: int) -> str:
    """Make edits that point into the plain text in the text as it is on disk."""
    doubled: list[int] = []  # offsets in the plain text of the line ends that take two characters on disk
    at = text.find("\r\n")
    while at >= 0:
        doubled.append(at - len(doubled))
        at = text.find("\r\n", at + 2)
    ending = "\r\n" if 2 * len(doubled) > text.count("\n") else "\n"
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda one: (one.span.start, one.span.end)):
        start, end = (
            max(offset - shift, 0) + bisect_left(doubled, max(offset - shift, 0))
            for offset in (edit.span.start, edit.span.end)
        )
        pieces += (text[position:start], edit.text.replace("\n", ending))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _replace(path: Path, data: bytes) -> None:
    """Put content in a file's place in one step, so that no reader ever sees half of it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            state = path.stat()
            os.chmod(name, state.st_mode & 0o7777)  # noqa: PTH101  # the name mkstemp gave
            with suppress(OSError):  # only root may give a file away
                os.chown(name, state.st_uid, state.st_gid)
        os.replace(name, path)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise


def _folder(journal: Path | None) -> Path:
    if journal is not None:
        return journal
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "debugassist" / "undo"


def _record(title: str, root: Path, writes: list[tuple[_Written, bytes]], journal: Path | None) -> Path:
    folder = _folder(journal)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    record = {
        "title": title,
        "root": str(root),
        "files": [
            {
                "path": str(written.path),
                "before": base64.b64encode(written.data).decode("ascii"),
                "after": _digest(data),
            }
            for written, data in writes
        ],
    }
    entry = folder / f"{time.time_ns():020d}.json"
    entry.touch(mode=0o600)
    entry.write_text(json.dumps(record), encoding="utf-8")
    for old in sorted(folder.glob("*.json"))[:-_KEPT]:
        old.unlink(missing_ok=True)
    return entry


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
