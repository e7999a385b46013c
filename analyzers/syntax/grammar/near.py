"""Which single token put in, left out or exchanged makes the code near a fault read as code usually does?

Every mark and keyword of the language is considered at every place; the token model leaves only what was seen
between such neighbours before.
"""

from collections.abc import Iterator
from heapq import nsmallest
from typing import NamedTuple

from analyzers.syntax.candidate import Candidate, Change, insert, leave_out
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.model import INNER, LINE, ORDER, Model, symbols, vocabulary
from analyzers.syntax.grammar.tokens import CLOSERS, MARK, OPENERS

_MOST_TOKENS = 260  # near the faults; a wide search looks at more
_MOST_KEPT = 220  # of each way to change a token
_ACCESS = frozenset((".", "->", "::", "?."))  # who loses one seldom leaves a blank there
_HIDING = {"yaml": "|>&*!?%@-", "html": "\"'"}  # marks that make something else of all that follows
_TIGHT_LEFT = frozenset((",", ";", ":", ")", "]", "}", ".", ">"))
_TIGHT_RIGHT = frozenset(("(", "[", ".", "::", "!", "$", "&", "@", "#", "->", "?."))


class _Symbol(NamedTuple):
    """A token's class and its place; the end of a line has no width."""

    word: str
    number: int
    start: int
    end: int
    is_line: bool
    kind: str


class _Found(NamedTuple):
    """A change with what it costs."""

    cost: float
    order: int
    candidate: Candidate


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield the likeliest changes of one token, of each way."""
    model = ground.model
    if model is None:
        return
    hiding = _HIDING.get(ground.text.name, "")
    words = [(word, model.number(word)) for word in vocabulary(ground.text.name) if word[0] not in hiding]
    between = _Between(model, words)
    inner = model.number(INNER)
    for run in _runs(ground, model):
        numbers = [symbol.number for symbol in run]
        added: list[_Found] = []
        removed: list[_Found] = []
        exchanged: list[_Found] = []
        for at in range(1, len(run)):
            plain = _cost_of(ground, numbers, at, at)
            for word, number in between(numbers[at - 1], numbers[at], inner if run[at].is_line else None):
                cost = _cost_of(ground, numbers, at, at, number) - plain
                far = (
                    1.0
                    if word in _ACCESS and not run[at].is_line and run[at].start > run[at - 1].end
                    else 0.0
                )
                if word in CLOSERS:  # this kind is not charged for its distance elsewhere
                    far = 0.8 + 0.25 * ground.off(run[at].start)[0]
                    far += 2.0 * (word == "}" and _inside(ground, run[at - 1].end, run[at].start))
                one = Candidate(_kind(word), (_put(run, at, word),), far)
                added.append(_Found(cost, len(added), one))
        for at in range(1, len(run) - 1):
            symbol = run[at]
            if symbol.is_line or symbol.kind not in (MARK, "name"):
                continue
            keyword = symbol.word in ground.text.language.keywords
            plain = _cost_of(ground, numbers, at, at + 1, symbol.number)
            if symbol.kind == MARK or keyword:
                cost = _cost_of(ground, numbers, at, at + 1) - plain
                kind = "bracket-extra" if symbol.word in OPENERS or symbol.word in CLOSERS else "stray"
                one = Candidate(
                    "surplus-word" if keyword else kind,
                    (leave_out(ground.text.text, symbol.start, symbol.end),),
                )
                removed.append(_Found(cost, len(removed), one))
            if symbol.kind == "name" and not keyword:
                continue
            for word, number in between(numbers[at - 1], numbers[at + 1]):
                if word == symbol.word or (word[0].isalpha() != (symbol.kind == "name")):
                    continue
                cost = _cost_of(ground, numbers, at, at + 1, number) - plain
                change = Change(symbol.start, symbol.end, word)
                kind = "keyword-wrong" if keyword else "mark-exchanged"
                alike = -3.0 if not keyword and (word in symbol.word or symbol.word in word) else 0.0
                exchanged.append(_Found(cost, len(exchanged), Candidate(kind, (change,), alike)))
        for found in (added, removed, exchanged):
            yield from (one.candidate for one in nsmallest(_MOST_KEPT, found))


class _Between:
    """Which words were ever seen behind one symbol and before another?"""

    def __init__(self, model: Model, words: list[tuple[str, int]]) -> None:
        self._model = model
        self._words = words
        self._behind: dict[int, list[tuple[str, int]]] = {}
        self._before: dict[int, frozenset[int]] = {}

    def __call__(self, left: int, right: int, inner: int | None = None) -> Iterator[tuple[str, int]]:
        """Yield the words; before `inner` those are looked for that open a bracket, in which no line ends."""
        if left not in self._behind:
            self._behind[left] = [one for one in self._words if self._model.follows(left, one[1])]
        fit = self._leading(right)
        opening = fit if inner is None else self._leading(inner)
        for word, number in self._behind[left]:
            if number in (opening if word in ("(", "[") else fit):
                yield word, number

    def _leading(self, right: int) -> frozenset[int]:
        if right not in self._before:
            self._before[right] = frozenset(
                number for _, number in self._words if self._model.follows(number, right)
            )
        return self._before[right]


def _inside(ground: Ground, end: int, start: int) -> bool:
    """Whether code goes on behind a place of a line that opens no brace before it: no block ends there."""
    text = ground.text
    line = text.line_of(end)
    row = text.text[text.line_start(line) : end]
    return line == text.line_of(start) and bool(row.strip()) and row.count("{") <= row.count("}")


def _runs(ground: Ground, model: Model) -> Iterator[list[_Symbol]]:
    """Yield runs of neighbouring symbols near the faults."""
    lines = set(ground.lines)
    code = ground.code
    run: list[_Symbol] = []
    taken = 0
    for place, token in enumerate(code):
        near = any(line in lines for line in (token.line - 1, token.line, token.line + 1))
        if not near or taken > _MOST_TOKENS * (4 if ground.wide else 1):
            if len(run) > 2:
                yield run
            run = []
            continue
        taken += 1
        pair = code[place - 1 : place + 1] if place else [token]
        words = symbols(pair, ground.text.text, ground.open[max(place - 1, 0)])
        if place and pair[0].line < token.line and run:
            end = pair[0].end
            run.append(_Symbol(words[1], model.number(words[1]), end, end, True, ""))
        run.append(_Symbol(words[-1], model.number(words[-1]), token.start, token.end, False, token.kind))
    if len(run) > 1:
        end = run[-1].end
        run.append(_Symbol(LINE, model.number(LINE), end, end, True, ""))
        yield run


def _cost_of(ground: Ground, numbers: list[int], start: int, stop: int, by: int | None = None) -> float:
    """Return what the run costs round a range of it that is replaced."""
    first = max(start - ORDER + 1, 0)
    middle = () if by is None else (by,)
    read = (*numbers[first:start], *middle, *numbers[stop : stop + ORDER - 1])
    step = ground.step
    cost = 0.0
    for at in range(max(start - first, 1), len(read)):
        cost += step(read[max(at - ORDER + 1, 0) : at + 1])
    return cost


def _put(run: list[_Symbol], at: int, word: str) -> Change:
    """Return the change that puts a word before a symbol, spaced as it is usually written."""
    left, right = run[at - 1], run[at]
    if left.is_line:
        return insert(right.start, word if word in OPENERS or word in _TIGHT_RIGHT else f"{word} ")
    if right.is_line:
        tight = word in _TIGHT_LEFT or word in ("(", "[")
        return insert(left.end, word if tight else f" {word}")
    apart = right.start > left.end
    if word in _TIGHT_LEFT:
        return insert(left.end, word if apart or word in CLOSERS or word == "." else f"{word} ")
    if word in _TIGHT_RIGHT:
        return insert(right.start, word)
    if not apart and not word[0].isalpha():
        return insert(right.start, word)
    return insert(right.start, f"{word} ") if apart else insert(right.start, f" {word} ")


def _kind(word: str) -> str:
    if word in CLOSERS:
        return "bracket-unclosed"
    if word in OPENERS:
        return "bracket-unopened"
    if word[0].isalpha():
        return "keyword-missing"
    return {";": "semicolon-missing", ",": "comma-missing", ":": "token-missing"}.get(word, "token-missing")
