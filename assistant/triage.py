"""Which causes do the failures in many logs have, and how often does each occur?

Logs are read in pieces with some text around each, so that a report which lies across a border is read whole, and
by one of them only. Pieces are worked on where `tools.spread` puts them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from analyzers.errors import InputError

_PIECE = 4_000_000  # bytes
_AROUND = 128_000
_TOGETHER = 1_000_000  # bytes of small logs that are handed out as one: a cluster spends milliseconds on each
_EXAMPLE = 8_000  # characters of a report that is kept
_FILES = 20  # names kept for each cause

Piece = tuple[str, int, int, int, bytes]
"""Name, lines before the piece, first and last byte that count, and the bytes with what surrounds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Failures with one cause."""

    key: str  # the fingerprint
    count: int
    type: str
    message: str
    where: str
    first: str  # the log and the line where it was seen first
    files: tuple[str, ...]  # the first that hold it, and
    in_files: int = 1  # how many do
    example: str
    cause: str = ""  # of the example, as the assistant explains it


def triage(paths: Sequence[Path], *, jobs: int = 1, scheduler: str = "") -> tuple[Group, ...]:
    """Return the groups, the most frequent first. Raises InputError for a log that cannot be read."""
    from tools.spread import spread

    groups: dict[str, Group] = {}
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for found in spread(all_failures, bundles(pieces(paths)), jobs=jobs, scheduler=scheduler):
        merge(groups, found)
        for group in found:
            names[group.key].update(dict.fromkeys(group.files))
    whole = (
        replace(group, files=tuple(islice(names[key], _FILES)), in_files=len(names[key]))
        for key, group in groups.items()
    )
    return tuple(sorted(whole, key=lambda group: (-group.count, group.key)))


def merge(groups: dict[str, Group], found: Iterable[Group]) -> None:
    """Add what groups count to those that are there; the first example of each stays."""
    for group in found:
        old = groups.get(group.key)
        groups[group.key] = replace(old, count=old.count + group.count) if old else group


def bundles(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces in lists, small ones together."""
    bundle: list[Piece] = []
    size = 0
    for piece in pieces:
        bundle.append(piece)
        size += len(piece[-1])
        if size >= _TOGETHER:
            yield bundle
            bundle, size = [], 0
    if bundle:
        yield bundle


def pieces(paths: Sequence[Path]) -> Iterator[Piece]:
    """Yield the logs in pieces. Raises InputError."""
    for path in paths:
        try:
            with path.open("rb") as stream:
                before, begin = b"", 0
                lines = 0
                data = stream.read(_PIECE)
                while data:
                    after = stream.read(_PIECE)
                    begin = len(before)
                    yield (
                        str(path),
                        lines - before.count(b"\n"),
                        begin,
                        begin + len(data),
                        before + data + after[:_AROUND],
                    )
                    lines += data.count(b"\n")
                    before, data = data[-_AROUND:], after
        except OSError as error:
            raise InputError(f"cannot read `{path}`: {error.strerror or error}", "name log files") from error


def all_failures(bundle: list[Piece]) -> list[Group]:
    """Return the groups of each piece."""
    return [group for piece in bundle for group in failures(piece)]


def failures(piece: Piece) -> list[Group]:
    """Return the groups of the failures that begin in a piece."""
    from analyzers.text import clean
    from analyzers.traceback import read
    from analyzers.triage import fingerprint, where

    name, lines_before, begin, end, data = piece
    parts = [clean(part.decode("utf-8", "replace")) for part in (data[:begin], data[begin:end], data[end:])]
    first = parts[0].count("\n")
    last = first + parts[1].count("\n") + (not parts[2])
    text = "".join(parts)
    rows = text.split("\n")
    groups: dict[str, Group] = {}
    for report in read(text).tracebacks:
        if not first <= report.start < last:
            continue
        known = fingerprint(report)
        group = Group(
            key=str(known),
            count=1,
            type=report.final.type,
            message=report.final.message.split("\n", 1)[0][:300],
            where=where(report),
            first=f"{name}:{lines_before + report.start + 1}",
            files=(name,),
            example="\n".join(rows[report.start : report.end])[:_EXAMPLE],
        )
        merge(groups, [group])
    return list(groups.values())


def explained(group: Group, workspace: str) -> Group:
    """Return the group with the cause that the assistant gives for its example."""
    from analyzers.facts import Done
    from assistant.diagnose import Assistant
    from tools.intake import from_text

    events = Assistant().run(from_text(group.example, workspace=workspace))
    cause = next((event.diagnosis.cause for event in events if isinstance(event, Done)), "")
    return replace(group, cause=cause)
