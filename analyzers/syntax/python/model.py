"""How natural does a run of tokens look? A 4-gram model learnt from well-formed code.

The table beside this module is made by `benchmarks/train_tokens.py` from the standard library of CPython
(PSF licence); it holds token classes and common names, no text of any program. Unseen contexts back off to
shorter ones ("stupid backoff", Brants et al. 2007).
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from analyzers.syntax.python.tokens import (
    BROKEN,
    CLOSERS,
    COMMENT,
    CONTINUED,
    KEYWORDS,
    NAME,
    NEWLINE,
    NUMBER,
    OP,
    OPENERS,
    STRING,
    Token,
)

ORDER = 4
SCALE = 12.0  # stored steps per nat
BACKOFF = 1.0  # nats lost for each shorter context
_MOST_KNOWN = 100_000  # n-grams whose costs are kept
UNKNOWN = 12.0  # nats for a symbol that no table knows

LINE, INNER_LINE = "<line>", "<inner>"  # a line's end outside and inside brackets


def symbols(tokens: Iterable[Token], depth: int = 0) -> list[str]:
    """Return the classes of tokens, given how many brackets are open before the first."""
    found: list[str] = []
    for token in tokens:
        kind, text = token.kind, token.text
        if kind == OP:
            if text in OPENERS:
                depth += 1
            elif text in CLOSERS:
                depth = max(depth - 1, 0)
            found.append(text)
        elif kind == NAME:
            found.append(text)
        elif kind == NEWLINE:
            ending = INNER_LINE if depth else LINE
            if found and found[-1] != ending:
                found.append(ending)
        elif kind == NUMBER:
            found.append(text if text in ("0", "1", "2") else "<number>")
        elif kind == STRING:
            found.append("<string>")
        elif kind not in (COMMENT, CONTINUED):
            found.append("<broken>" if kind == BROKEN else "<junk>")
    return found


def shape(name: str) -> str:
    """Return the class of a name that is not common enough to have an entry of its own."""
    if name in KEYWORDS:
        return name
    if name.isupper() and len(name) > 1:
        return "<NAME>"
    return "<Name>" if name[:1].isupper() else "<name>"


def key(ids: Sequence[int]) -> int:
    """Return the 32-bit key of an n-gram of symbol numbers."""
    mixed = len(ids)
    for one in ids:  # the product comes last, so that the high half depends on the last symbol too
        mixed = ((mixed ^ (one + 1)) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    return (mixed ^ (mixed >> 15)) >> 32


class Model:
    """The table: keys of n-grams in ascending order, and the cost of each one's last symbol."""

    __slots__ = ("_costs", "_keys", "_known", "_numbers")

    def __init__(self, data: bytes) -> None:
        head, _, rest = data.partition(b"\n")
        self._numbers = {word: number for number, word in enumerate(head.decode().split(" "))}
        count = len(rest) // 5
        self._keys = array("I")
        self._keys.frombytes(rest[: 4 * count])
        self._costs = rest[4 * count :]
        self._known: dict[tuple[int, ...], float] = {}  # candidates of one line share most of their tokens

    def cost(self, words: Sequence[str]) -> float:
        """Return the nats it takes to say these symbols one after another, from the second on."""
        numbers = self._numbers
        ids = [numbers.get(word) or numbers.get(shape(word), 0) for word in words]
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        total = 0.0
        for place in range(1, len(ids)):
            gram = tuple(ids[max(place - ORDER + 1, 0) : place + 1])
            cost = self._known.get(gram)
            if cost is None:
                cost = self._known[gram] = self._step(gram)
            total += cost
        return total

    def _step(self, gram: tuple[int, ...]) -> float:
        keys, costs = self._keys, self._costs
        lost = 0.0
        for begin in range(len(gram)):
            wanted = key(gram[begin:])
            found = bisect_left(keys, wanted)
            if found < len(keys) and keys[found] == wanted:
                return lost + costs[found] / SCALE
            lost += BACKOFF
        return UNKNOWN


@lru_cache(maxsize=1)
def token_model() -> Model:
    """Return the shipped model. Read on first use: a well-formed file never needs it."""
    return Model(Path(__file__).with_name("tokens.bin").read_bytes())
