"""Which frames of a stack are worth a row? The user's own; runs of library code and repeats are folded."""

from collections.abc import Iterator, Sequence

from analyzers.deferred import dataclass
from analyzers.facts import Frame
from analyzers.ownership import is_library

_HEAD = 10  # rows of a very deep stack
_TAIL = 20
_LONGEST = 40  # calls of a cycle
_FEWEST = 2  # repeats that are worth a row of words instead


@dataclass(frozen=True, slots=True)
class Fold:
    """A row of a stack: a frame, or words for the frames left out."""

    frame: Frame | None = None
    text: str = ""


def short(file: str, root: str = "") -> str:
    """Return a path as seen from the workspace `root`, or from the library folder that holds it."""
    if root and file.startswith(root):
        return file[len(root) :]
    for part in ("site-packages/", "dist-packages/", "/lib/python"):
        _, found, rest = file.rpartition(part)
        if found and part.startswith("/"):
            rest = rest.partition("/")[2]  # behind the version
        if found and rest:
            return rest
    return file


def fold(frames: Sequence[Frame], *, everything: bool = False) -> Iterator[Fold]:
    """Yield the rows for a stack; the deepest frame always has one of its own."""
    if everything or not frames:
        yield from map(Fold, frames)
        return
    rows = list(_folded(frames))
    if len(rows) > _HEAD + _TAIL:
        left = len(rows) - _HEAD - _TAIL
        rows[_HEAD:-_TAIL] = [Fold(text=f"{left} more calls")]
    yield from rows


def _folded(frames: Sequence[Frame]) -> Iterator[Fold]:
    library = 0
    for calls, repeats in _cycles(frames[:-1]):
        if all(is_library(frame.file) for frame in calls):
            library += len(calls) * (1 + repeats)
            continue
        for frame in calls:
            if is_library(frame.file):
                library += 1
                continue
            yield from _in_library(library)
            library = 0
            yield Fold(frame)
        if repeats:
            yield from _in_library(library)
            library = 0
            many = len(calls) > 1
            these = f"these {len(calls)} calls repeat" if many else "this call repeats"
            yield Fold(text=f"{these} {repeats} more times")
    yield from _in_library(library)
    yield Fold(frames[-1])


def _in_library(calls: int) -> Iterator[Fold]:
    if calls:
        yield Fold(text=f"{calls} call{'s' * (calls > 1)} in library code")


def _cycles(frames: Sequence[Frame]) -> Iterator[tuple[Sequence[Frame], int]]:
    """Yield the calls in order with how often they repeat at once: the shortest cycle from each call on."""
    numbers: dict[tuple[str, int | None, str], int] = {}
    calls = [numbers.setdefault((frame.file, frame.line, frame.function), len(numbers)) for frame in frames]
    start = 0
    while start < len(calls):
        length, repeats = _cycle(calls, start)
        yield frames[start : start + length], repeats
        start += length * (1 + repeats)


def _cycle(calls: Sequence[int], start: int) -> tuple[int, int]:
    for length in range(1, min(_LONGEST, (len(calls) - start) // (1 + _FEWEST)) + 1):
        if calls[start + length] != calls[start]:
            continue
        cycle = calls[start : start + length]
        end = start + length
        while calls[end : end + length] == cycle:
            end += length
        repeats = (end - start) // length - 1
        if repeats >= _FEWEST:
            return length, repeats
    return 1, 0
