"""What are these bytes: which encoding, text or binary, source or report, and which parts of a huge log matter?

Pure: bytes and strings in, values out. Reading them from somewhere is the work of `tools.intake`.
"""

import codecs
from collections import deque

from analyzers.deferred import dataclass, field
from analyzers.errors import InputError

WHOLE = 8_000_000  # bytes; what is not larger is kept whole
_HEAD = 512_000
_TAIL = 1_500_000
_STRONG = 4_000_000  # bytes kept of slabs in which a failure report begins; the latest ones
_WEAK = 1_000_000  # the same for slabs with a mere mention of an error
_SLAB = 16_384
_SAMPLE = 65_536

_STRONG_MARKS = (
    b"Traceback (most recent call last)",
    b"Exception in thread",
    b"panic: ",
    b"panicked at",
    b"Caused by: ",
    b"Sanitizer: ",
    b"Fatal ",
    b"Segmentation fault",
    b"Uncaught ",
    b"Unhandled exception",
    b"= FAILURES =",
    b"= ERRORS =",
)
_WEAK_MARKS = (b"Error", b"ERROR", b"Exception", b"FAILED", b"fatal", b"error:")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"\x7fELF", "an ELF program", ""),
    (b"\x1f\x8b", "gzip-compressed data", "unpack it first: `zcat FILE | debugassist`"),
    (b"BZh", "bzip2-compressed data", "unpack it first: `bzcat FILE | debugassist`"),
    (b"\xfd7zXZ\0", "xz-compressed data", "unpack it first: `xzcat FILE | debugassist`"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed data", "unpack it first: `zstdcat FILE | debugassist`"),
    (b"PK\x03\x04", "a zip archive", "unpack it first"),
    (b"%PDF-", "a PDF document", "copy the text out of it"),
    (b"\x89PNG", "a picture", "paste the text instead of a picture of it"),
    (b"\xff\xd8\xff", "a picture", "paste the text instead of a picture of it"),
    (b"GIF8", "a picture", "paste the text instead of a picture of it"),
    (b"SQLite format 3\0", "an SQLite database", ""),
)
_ODD = bytes(set(range(0x20)) - set(b"\t\n\r\f\b\x1b\x07\0")) + b"\x7f"


def encoding_of(sample: bytes) -> tuple[str, int]:
    """Return the encoding that the first bytes show, and how many of them are its byte order mark."""
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding, len(bom)
    even, odd = sample[0:4096:2], sample[1:4096:2]
    if len(odd) >= 2:
        zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / len(odd)
        if zeros_odd > 0.4 and zeros_even < 0.05:
            return "utf-16-le", 0
        if zeros_even > 0.4 and zeros_odd < 0.05:
            return "utf-16-be", 0
    return "utf-8", 0


def refuse_binary(sample: bytes, name: str) -> None:
    """Raise InputError when the first bytes are those of a binary file."""
    for magic, what, hint in _MAGIC:
        if sample.startswith(magic):
            raise InputError(f"{name} is {what}, not text", hint)
    text = sample[:_SAMPLE].replace(b"\0", b"")  # a log that was cut in place begins with a hole of NULs
    odd = len(text) - len(text.translate(None, _ODD))
    if (not text and sample) or odd > len(text) * 0.03 + 1:
        raise InputError(f"{name} is binary data, not text", "hand over a log, a traceback or source code")


def decode(data: bytes) -> tuple[str, int]:
    """Return UTF-8 text, and how many of its bytes were not UTF-8 and were read as Windows-1252.

    Byte by byte, so that one stray character does not turn the rest of a text into another encoding.
    """
    try:
        return data.decode("utf-8"), 0
    except UnicodeDecodeError:
        pass
    strays = 0

    def substitute(error: UnicodeError) -> tuple[str, int]:
        nonlocal strays
        assert isinstance(error, UnicodeDecodeError)
        stray = error.object[error.start : error.end]
        strays += len(stray)
        return stray.decode("cp1252", "replace"), error.end

    codecs.register_error("debugassist-stray", substitute)
    return data.decode("utf-8", "debugassist-stray"), strays


def looks_like_report(text: str) -> bool:
    """Return whether a text holds a Python traceback of its own, rather than quoted in its code."""
    start = text.find("Traceback (most recent call last)")
    while start >= 0:
        before = text[text.rfind("\n", 0, start) + 1 : start]
        following = text[start:].split("\n", 2)[1:2]
        if (
            not before.strip("> \t|")
            and len(before) < 4
            and following
            and following[0].lstrip("> |").startswith("File ")
        ):
            return True
        start = text.find("Traceback (most recent call last)", start + 1)
    return False


def is_only_report(text: str) -> bool:
    """Return whether a text is one plain traceback and nothing else: cheap, and never wrong by much."""
    lines = text.strip("\n").split("\n")
    if not lines[0].startswith("Traceback (most recent call last)"):
        return False
    return sum(line[:1] not in (" ", "") for line in lines[1:]) == 1


@dataclass(slots=True)
class Condenser:
    """Takes a log of any size slab by slab and keeps its ends and what surrounds its failures.

    Memory stays bounded: of many failures the latest are kept. Feed it UTF-8 bytes, then ask for the result.
    """

    total: int = 0
    _rest: bytearray = field(default_factory=bytearray)  # after the last complete slab
    _count: int = 0
    _whole: list[bytes] | None = field(default_factory=list)  # until there is too much of it
    _head: list[bytes] = field(default_factory=list)
    _head_size: int = 0
    _strong: "_Ring" = field(default_factory=lambda: _Ring(_STRONG))
    _weak: "_Ring" = field(default_factory=lambda: _Ring(_WEAK))
    _tail: "_Ring" = field(default_factory=lambda: _Ring(_TAIL))
    _before: tuple[int, bytes] | None = None
    _follow: bool = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self.total += len(chunk)
        if self._whole is not None:
            self._whole.append(chunk)
            if self.total <= WHOLE:
                return
            chunk = b"".join(self._whole)
            self._whole = None
        self._rest += chunk
        start = 0
        while len(self._rest) - start > _SLAB:
            end = self._rest.find(b"\n", start + _SLAB, start + 4 * _SLAB) + 1
            if not end:
                if len(self._rest) - start < 4 * _SLAB:
                    break
                end = start + 4 * _SLAB  # a line without end
            self._take(bytes(self._rest[start:end]))
            start = end
        del self._rest[:start]

    def result(self) -> tuple[bytes, int]:
        """Return what was kept, with a line for each gap, and how many bytes were left out."""
        if self._whole is not None:
            return b"".join(self._whole), 0
        if self._rest:
            self._take(bytes(self._rest))
            self._rest.clear()
        kept: dict[int, bytes] = dict(enumerate(self._head))
        for ring in (self._weak, self._strong, self._tail):
            kept.update(ring.slabs)
        parts: list[bytes] = []
        previous = -1
        for index in sorted(kept):
            if index != previous + 1:
                parts.append(b"\n[... left out ...]\n\n")
            parts.append(kept[index])
            previous = index
        return b"".join(parts), self.total - sum(map(len, kept.values()))

    def _take(self, slab: bytes) -> None:
        index = self._count
        self._count += 1
        if self._head_size < _HEAD:
            self._head.append(slab)
            self._head_size += len(slab)
            return
        self._tail.add(index, slab)
        if any(mark in slab for mark in _STRONG_MARKS):
            if self._before is not None:
                self._strong.add(*self._before)
            self._strong.add(index, slab)
            self._follow = True
        elif self._follow:
            self._strong.add(index, slab)
            self._follow = False
        elif any(mark in slab for mark in _WEAK_MARKS):
            self._weak.add(index, slab)
        self._before = (index, slab)


class _Ring:
    """The latest slabs that fit into so many bytes."""

    __slots__ = ("_size", "limit", "slabs")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.slabs: deque[tuple[int, bytes]] = deque()
        self._size = 0

    def add(self, index: int, slab: bytes) -> None:
        if self.slabs and self.slabs[-1][0] >= index:
            return
        self.slabs.append((index, slab))
        self._size += len(slab)
        while self._size > self.limit and len(self.slabs) > 1:
            self._size -= len(self.slabs.popleft()[1])
