"""What is a repair that is still to be tried? Its kind, its changes and its cost."""

from collections.abc import Iterable
from typing import NamedTuple


class Change(NamedTuple):
    """Replace the characters of a half-open range."""

    start: int
    end: int
    text: str


class Candidate(NamedTuple):
    """A repair to be tried: what kind of mistake it undoes, its changes in order, its cost in nats."""

    kind: str
    changes: tuple[Change, ...]
    cost: float = 0.0


def insert(offset: int, text: str) -> Change:
    """Return the change that inserts a text."""
    return Change(offset, offset, text)


def leave_out(text: str, start: int, end: int) -> Change:
    """Return the change that takes a range out and does not run the words beside it together."""
    glued = 0 < start and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()
    return Change(start, end, " " if glued else "")


def apply(text: str, changes: Iterable[Change]) -> str:
    """Return the text after changes that are in order and do not overlap."""
    pieces: list[str] = []
    position = 0
    for change in changes:
        pieces += (text[position : change.start], change.text)
        position = change.end
    pieces.append(text[position:])
    return "".join(pieces)
