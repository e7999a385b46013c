"""Which frames of a stack are worth a row? The user's own; runs of library code and repeats are folded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzers.facts import Frame

_LIBRARY = (
    "site-packages/",
    "dist-packages/",
    "/lib/python",
    "<frozen ",
    "node_modules/",
    "node:",
    "/rustc/",
    "/.cargo/",
    "/usr/lib/",
    "/usr/local/go/",
    "/go/pkg/",
    "/gems/",
    "/vendor/",
)
_HEAD = 20  # rows of a very deep stack
_TAIL = 40


@dataclass(frozen=True, slots=True)
class Fold:
    """A row of a stack: a frame, or words for the frames left out."""

    frame: Frame | None = None
    text: str = ""


def is_library(file: str) -> bool:
    """Return whether a path is that of installed code rather than the user's."""
    path = file.replace("\\", "/")
    return any(part in path for part in _LIBRARY) or path.startswith(("java.", "javax.", "internal/"))


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
    if everything:
        yield from map(Fold, frames)
        return
    rows = list(_folded(frames))
    if len(rows) > _HEAD + _TAIL:
        left = len(rows) - _HEAD - _TAIL
        rows[_HEAD:-_TAIL] = [Fold(text=f"{left} more calls")]
    yield from rows


def _folded(frames: Sequence[Frame]) -> Iterator[Fold]:
    library = 0
    repeats = 0
    previous: Frame | None = None
    for index, frame in enumerate(frames):
        same = previous is not None and (frame.file, frame.line, frame.function) == (
            previous.file,
            previous.line,
            previous.function,
        )
        last = index == len(frames) - 1
        if same and not last:
            repeats += 1
            continue
        if repeats:
            yield Fold(text=f"the same call {repeats} more time{'s' * (repeats > 1)}")
            repeats = 0
        previous = frame
        if is_library(frame.file) and not last:
            library += 1
            continue
        if library:
            yield Fold(text=f"{library} call{'s' * (library > 1)} in library code")
            library = 0
        yield Fold(frame)
