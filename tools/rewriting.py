"""How is a file written anew? In one step, with its encoding, line ends and permissions kept.

The text that people and fixes work on has `\\n` line ends, as `tools.workspace.decode_source` gives it. A change is
carried over to the file as it is on disk, so every byte that no change touches stays what it was.
"""

import codecs
import io
import os
import tempfile
import tokenize
from bisect import bisect_left
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from analyzers.deferred import dataclass
from analyzers.diff import compare
from analyzers.errors import InputError, ToolError
from analyzers.facts import Edit, Fix, Span

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Written:
    """A file's text as it is on disk, and how it is encoded there."""

    path: Path
    data: bytes
    text: str  # decoded, line ends untouched
    encoding: str
    mark: bytes  # the byte order mark, outside of the text


def save(path: Path, before: str, after: str) -> None:
    """Write what a person made of a file's text.

    Raises InputError when the file does not hold `before` (any more), and ToolError when it cannot be written.
    """
    written = read(path.resolve())  # through a link, which stays
    if plain(written.text) != before.removeprefix("\ufeff"):
        raise InputError(f"`{path.name}` has changed on disk", "look at what is there before it is replaced")
    shift = 1 if before.startswith("\ufeff") else 0
    try:
        put(written.path, encode(written, edited(written.text, [change(before, after)], shift)))
    except OSError as error:
        raise ToolError(
            f"cannot write `{path.name}`: {error.strerror or error}", "nothing was changed"
        ) from error


def change(before: str, after: str) -> Edit:
    """Return the one edit between the equal beginnings and ends of two texts."""
    head = len(os.path.commonprefix([before, after]))
    room = min(len(before), len(after)) - head
    tail = len(os.path.commonprefix([before[::-1][:room], after[::-1][:room]]))
    return Edit(Span("", head, len(before) - tail), after[head : len(after) - tail])


def read(path: Path) -> Written:
    """Read a file as it is on disk. Raises InputError when it cannot be read or is damaged."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read `{path}`: {error.strerror or error}") from error
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Written(path, data, data[len(mark) :].decode(encoding), encoding, mark)
            except UnicodeDecodeError as error:
                raise InputError(f"`{path}` is damaged: it is no {encoding}", "mend it by hand") from error
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return Written(path, data, data.decode(encoding), encoding, b"")
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return Written(path, data, data.decode("latin-1"), "latin-1", b"")


def encode(written: Written, text: str) -> bytes:
    """Return a text as the file has it. Raises InputError when the file's encoding has no such character."""
    try:
        return written.mark + text.encode(written.encoding)
    except UnicodeEncodeError as error:
        raise InputError(f"the change cannot be written in {written.encoding}", "apply it by hand") from error


def plain(text: str) -> str:
    """Return a text with its line ends made `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def edited(text: str, edits: Iterable[Edit], shift: int) -> str:
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


def difference(fix: Fix, path: Path) -> bytes:
    """Return what a fix changes in a file as a unified diff that `git apply` takes: byte for byte as on disk.

    A link is followed: the diff names the file it leads to. Raises InputError when the file cannot be read, and for
    UTF-16: it has no lines that end in the byte which ends a diff's, so git holds it for binary.
    """
    named = path
    if path.is_symlink():
        home = Path.cwd().resolve()
        named = path.resolve()
        named = named.relative_to(home) if named.is_relative_to(home) else named
    written = read(path.resolve())
    if written.encoding.startswith("utf-16"):
        raise InputError(f"`{path}` is in UTF-16, which no diff can carry", "`--apply` writes the repair")
    mark = "\ufeff" if written.mark else ""
    after = edited(written.text, fix.edits, 0)
    told = compare(mark + written.text, mark + after, str(named))
    head, begin, body = told.partition("\n@@")
    return os.fsencode(head) + (begin + body).encode(written.encoding, "replace")


def put(path: Path, data: bytes) -> None:
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
