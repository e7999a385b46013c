"""Where does a bracket end if it holds as many items as the one before it? `[[1, 2], [3, 4, [5, 6]]`."""

from collections.abc import Sequence
from typing import Protocol

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLOSERS = frozenset(_PAIRS.values())
_MOST = 400  # tokens of one bracket


class Placed(Protocol):
    """A token of any language."""

    @property
    def text(self) -> str:
        """What it says."""


def end_by_example(tokens: Sequence[Placed], place: int) -> int | None:
    """Return the index of the token behind which the bracket that opens at an index ends by a neighbour's example.

    The neighbour is a bracket of the same kind: the one before it, or for the first of a list the one it would
    swallow. None when there is none, or when the bracket holds no more items than that.
    """
    opener = tokens[place].text
    if place > 2 and tokens[place - 1].text == "," and tokens[place - 2].text == _PAIRS[opener]:
        wanted = _commas_before(tokens, place - 2, opener)
    elif place and tokens[place - 1].text == opener:
        wanted = _commas_swallowed(tokens, place)
    else:
        return None
    depth = 0
    for at in range(place, min(place + _MOST, len(tokens)) if wanted is not None else 0):
        text = tokens[at].text
        depth += (text in _PAIRS) - (text in _CLOSERS)
        if not depth:
            return None
        if depth == 1 and text == ",":
            if not wanted:
                return at - 1
            wanted -= 1
    return None


def _commas_before(tokens: Sequence[Placed], closer: int, opener: str) -> int | None:
    """Return how many commas the bracket holds that is closed at an index."""
    depth = commas = 0
    for at in range(closer, max(closer - _MOST, -1), -1):
        text = tokens[at].text
        depth += (text in _CLOSERS) - (text in _PAIRS)
        commas += depth == 1 and text == ","
        if not depth:
            return commas if text == opener else None
    return None


def _commas_swallowed(tokens: Sequence[Placed], place: int) -> int | None:
    """Return how many commas the first bracket within another holds, if as many items stand before it."""
    opener = tokens[place].text
    commas = [0, 0]  # in the bracket that opens at the index, and in the one within
    depth = 0
    for at in range(place, min(place + _MOST, len(tokens))):
        text = tokens[at].text
        if depth == 1 and text in _PAIRS and (text != opener or tokens[at - 1].text != ","):
            return None
        depth += (text in _PAIRS) - (text in _CLOSERS)
        if depth in (1, 2) and text == ",":
            commas[depth - 1] += 1
        if depth == 1 and text in _CLOSERS:
            return commas[1] if commas[0] == commas[1] + 1 else None
        if depth not in (1, 2):
            return None
    return None
