"""Which parts of a text, however large, are worth a close look?"""

from collections.abc import Iterator

from analyzers.traceback.formats import SCANNED

_SMALL = 200_000  # characters that are looked at closely whatever they hold
_BEFORE = 6_000  # characters before a marker that may belong to its report: a header, a test's source
_AFTER = 24_000  # characters after it: a message, the rest of a stack that has no marker of its own


def regions(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of a region's first line, from 0, and its lines; whole lines, in order, apart.

    Searching a marker that is not there costs a memory scan, so a log without any report is passed at
    hundreds of megabytes a second, and never split into lines.
    """
    if len(text) <= _SMALL:
        if any(marker in text for marker in SCANNED):
            yield 0, text.split("\n")
        return
    counted, number = 0, 0
    for start, stop in _spans(text):
        number += text.count("\n", counted, start)
        counted = start
        yield number, text[start:stop].split("\n")


def _spans(text: str) -> Iterator[tuple[int, int]]:
    hits = sorted({hit for marker in SCANNED for hit in _hits(text, marker)})
    start = stop = -1
    for hit in hits:
        begin = text.rfind("\n", 0, max(0, hit - _BEFORE)) + 1
        end = text.find("\n", min(len(text), hit + _AFTER))
        end = len(text) if end < 0 else end
        if begin > stop:
            if stop >= 0:
                yield start, stop
            start = begin
        stop = max(stop, end)
    if stop >= 0:
        yield start, stop


def _hits(text: str, marker: str) -> Iterator[int]:
    """Yield where a marker stands; one place is enough for every window it opens."""
    position = text.find(marker)
    while position >= 0:
        yield position
        position = text.find(marker, position + _BEFORE)
