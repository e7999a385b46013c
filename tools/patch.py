"""How is a fix put into files, and taken back? Atomically, with encoding, line ends and permissions kept.

Edits point into text as `tools.workspace.decode_source` gives it. They are carried over to the file as it is
on disk, so every byte that no edit touches stays what it was. Before anything is replaced, the old content goes to
a journal in the user's state folder, from which `undo` brings it back.
"""

import base64
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzers.errors import InputError, ToolError
from analyzers.facts import Fix
from tools.rewriting import Written, edited, encode, plain, put, read
from tools.tally import What, count

_KEPT = 50  # journal entries


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written or brought back: a name for it, the files, and its entry in the journal."""

    title: str
    paths: tuple[Path, ...]
    entry: Path


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the journal: what was applied, and each file's content before it with the digest after it."""

    what: Applied
    files: tuple[tuple[Path, bytes, str], ...]


def apply(
    fix: Fix, texts: Mapping[str, str], root: str | Path, *, inside: bool = True, journal: Path | None = None
) -> Applied:
    """Write a fix into the files it names, all or none of them; return what was written.

    `texts` are the texts that its spans point into, by path; relative paths start at `root`. Raises InputError when
    a file lies outside `root` (unless `inside` is False) or has changed since it was read, ToolError when it or what
    takes it back cannot be written.
    """
    home = Path(root).resolve()
    writes: list[tuple[Written, bytes]] = []
    for name in dict.fromkeys(edit.span.path for edit in fix.edits):
        path = (home / name).resolve()
        if inside and not path.is_relative_to(home):
            raise InputError(f"`{name}` lies outside of `{home}`", "apply the fix by hand")
        written = read(path)
        if name in texts and plain(written.text) != plain(texts[name]).removeprefix("\ufeff"):
            raise InputError(
                f"`{name}` has changed since it was read", "look at it again, then apply the fix"
            )
        shift = 1 if texts.get(name, "").startswith("\ufeff") else 0
        edits = [edit for edit in fix.edits if edit.span.path == name]
        data = encode(written, edited(written.text, edits, shift))
        if data != written.data:
            writes.append((written, data))
    if not writes:
        raise InputError("the fix changes no file", "apply it by hand")
    try:
        entry = _record(fix.title, home, writes, journal)
    except OSError as error:
        raise ToolError(
            f"not applied: what would take it back cannot be kept in `{_folder(journal)}`: {_why(error)}",
            "XDG_STATE_HOME may name a folder that can be written",
        ) from error
    done: list[Written] = []
    try:
        for written, data in writes:
            put(written.path, data)
            done.append(written)
    except OSError as error:
        for written in done:
            put(written.path, written.data)
        entry.unlink(missing_ok=True)
        raise ToolError(f"cannot write: {error}", "nothing was changed") from error
    if journal is None:
        count(What.APPLIED, proposer=fix.proposer, code=fix.code, status=fix.status.value)
    return Applied(fix.title, tuple(written.path for written, _ in writes), entry)


def undo(root: str | Path | None = None, *, journal: Path | None = None) -> Applied:
    """Bring back what the last applied fix changed, under `root` if given; return what was brought back.

    Raises InputError when there is nothing to undo or a file has been changed since.
    """
    for one in _entries(root, journal):
        title, entry = one.what.title, one.what.entry
        written = [
            (path, before) for path, before, after in one.files if _is_written(path, before, after, title)
        ]
        for path, before in written:
            put(path, before)
        entry.unlink(missing_ok=True)
        if written:
            if journal is None:
                count(What.UNDONE)
            return Applied(title, tuple(path for path, _ in written), entry)
    raise InputError(
        "there is no applied fix to take back here",
        "`debugassist undo --anywhere` looks in other projects too",
    )


def standing(root: str | Path | None = None, *, journal: Path | None = None) -> tuple[Applied, ...]:
    """Return the fixes that `undo` would take back if it were asked again and again, in this order."""
    found: list[Applied] = []
    taken_back: dict[Path, bytes] = {}
    for one in _entries(root, journal):
        held = [taken_back[path] if path in taken_back else _content(path) for path, _, _ in one.files]
        untouched = [data == before for data, (_, before, _) in zip(held, one.files, strict=True)]
        if all(untouched):
            continue  # it was stopped before it wrote anything
        if any(
            not same and (data is None or _digest(data) != after)
            for same, data, (_, _, after) in zip(untouched, held, one.files, strict=True)
        ):
            break  # changed since: `undo` stops here too
        taken_back.update((path, before) for path, before, _ in one.files)
        found.append(one.what)
    return tuple(found)


def _entries(root: str | Path | None, journal: Path | None) -> Iterator[_Entry]:
    """Yield what was applied from `root` or to files under it, the last first; without a `root`, everything."""
    home = None if root is None else Path(root).resolve()
    for entry in sorted(_folder(journal).glob("*.json"), reverse=True):
        try:
            record = json.loads(entry.read_text(encoding="utf-8"))
            files = tuple(
                (Path(one["path"]), base64.b64decode(one["before"]), str(one["after"]))
                for one in record["files"]
            )
            what = Applied(str(record["title"]), tuple(path for path, _, _ in files), entry)
            began = str(record["root"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue  # cut short while it was written: it was never applied
        if home is None or began == str(home) or all(path.is_relative_to(home) for path in what.paths):
            yield _Entry(what, files)


def _is_written(path: Path, before: bytes, after: str, title: str) -> bool:
    """Whether a file holds what a fix wrote; not when it was stopped before it came to this file."""
    data = _content(path)
    if data is None or (_digest(data) != after and data != before):
        raise InputError(
            f"`{path}` has been changed since `{title}` was applied", "take the change back by hand"
        )
    return data != before


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _folder(journal: Path | None) -> Path:
    if journal is not None:
        return journal
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "debugassist" / "undo"


def _record(title: str, root: Path, writes: list[tuple[Written, bytes]], journal: Path | None) -> Path:
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


def _why(error: OSError) -> str:
    return error.strerror or str(error)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
