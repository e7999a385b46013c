"""How natural does a run of tokens look in a language? A 4-gram model of each, learnt from well-formed code.

The tables in `models/` are made by `benchmarks/train_grammar_models.py`, which says from what; they hold token
classes, keywords, marks and common names, no text of any program. Longer and shorter contexts are mixed
(Jelinek-Mercer interpolation), so that what is merely new behind its neighbours costs little more than what is rare.
"""

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import exp
from pathlib import Path

from analyzers.syntax.grammar.languages import LANGUAGES
from analyzers.syntax.grammar.tokens import CLOSERS, COMMENT, MARK, NAME, OPENERS, Token

ORDER = 4
SCALE = 12.0  # stored steps per nat
MIXED = (0.08, 0.2, 0.32, 0.4)  # what one symbol says, two, three and four
_CHANCES = tuple(exp(-stored / SCALE) for stored in range(256))
_BITS = 12  # of a symbol's number
FLOOR = 1e-5  # the chance of what no table knows
UNKNOWN = 12.0  # nats for a symbol that no table knows
LINE, DEEPER, HIGHER, INNER = "<line>", "<in>", "<out>", "<inner>"  # ends of lines, by the next line's margin
_SAME = {"csharp": "java", "tsx": "typescript"}  # languages that borrow a table when they have none
_LONGEST_MARK = 3


def symbols(tokens: Iterable[Token], text: str, bracket: str = "") -> list[str]:
    """Return the classes of tokens; `bracket` is the innermost one open before the first."""
    found: list[str] = []
    depth = [bracket]
    before: Token | None = None
    for token in tokens:
        if token.kind == COMMENT:
            continue
        if before is not None and token.line > before.line:
            found.append(_ending(before, token, text, depth[-1]))
        before = token
        if token.kind == MARK:
            if token.text in OPENERS:
                depth.append(token.text)
            elif token.text in CLOSERS and len(depth) > 1:
                depth.pop()
            found.append(token.text)
        elif token.kind == NAME:
            found.append(token.text)
        else:
            found.append(f"<{token.kind}>")
    return found


def _ending(before: Token, token: Token, text: str, bracket: str) -> str:
    if bracket in ("(", "["):
        return INNER
    one, other = _margin(text, before.start), _margin(text, token.start)
    return LINE if one == other else DEEPER if other > one else HIGHER


def _margin(text: str, offset: int) -> int:
    start = text.rfind("\n", 0, offset) + 1
    end = start
    while end < offset and text[end] in " \t":
        end += 1
    return end - start


def shape(name: str) -> str:
    """Return the class of a name that is not common enough to have an entry of its own."""
    if name[:1] in "$@#.-":
        return f"<{name[0]}name>"
    if name.isupper() and len(name) > 1:
        return "<NAME>"
    return "<Name>" if name[:1].isupper() else "<name>"


class Model:
    """The costs of n-grams of symbols."""

    __slots__ = ("_costs", "_memo", "numbers")

    def __init__(self, data: bytes) -> None:
        head, _, rest = data.partition(b"\n")
        self.numbers = {word: number for number, word in enumerate(head.decode().split(" "))}
        count = len(rest) // 9
        keys = array("Q")
        keys.frombytes(rest[: 8 * count])
        self._costs = dict(zip(keys, rest[8 * count :], strict=True))
        self._memo: dict[tuple[int, ...], float] = {}

    def number(self, word: str) -> int:
        """Return the number of a symbol, 0 for one that no table knows."""
        numbers = self.numbers
        return numbers.get(word) or (numbers.get(shape(word), 0) if word[:1] != "<" else 0)

    def chance(self, ids: tuple[int, ...]) -> float:
        """Return how likely the last of at most four symbols is behind the others."""
        known = self._memo.get(ids)
        if known is None:
            known = self._memo[ids] = self._look(ids)
        return known

    def _look(self, ids: tuple[int, ...]) -> float:
        costs = self._costs
        chance = FLOOR
        mixed = shift = 0
        for size, one in enumerate(reversed(ids)):  # the key of a longer run holds that of a shorter one
            mixed |= one << shift
            shift += _BITS
            found = costs.get(size + 1 << shift | mixed)
            if found is not None:
                chance += MIXED[size] * _CHANCES[found]
        return chance

    def follows(self, left: int, right: int) -> bool:
        """Whether one symbol was ever seen behind another."""
        return key((left, right)) in self._costs


def key(ids: Sequence[int]) -> int:
    """Return the number under which an n-gram of symbol numbers is kept: they are below 4,096."""
    mixed = len(ids)
    for one in ids:
        mixed = mixed << _BITS | one
    return mixed


@lru_cache(maxsize=8)
def token_model(language: str) -> Model | None:
    """Return the model of a language, None where there is no table; read on first use."""
    folder = Path(__file__).with_name("models")
    for name in (language, _SAME.get(language, language)):
        path = folder / f"{name}.bin"
        if path.is_file():
            return Model(path.read_bytes())
    return None


@lru_cache(maxsize=8)
def vocabulary(language: str) -> tuple[str, ...]:
    """Return the marks and keywords that a table knows: what may be put where something is missing."""
    model = token_model(language)
    keywords = LANGUAGES[language].keywords
    if model is None:
        return (*LANGUAGES[language].marks, *sorted(keywords))
    return tuple(
        word
        for word in model.numbers
        if word in keywords
        or (len(word) <= _LONGEST_MARK and word and not word[0].isalnum() and word[0] not in "_$@#")
    )
