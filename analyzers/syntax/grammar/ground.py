"""Where is a text broken, and how natural is it around there?"""

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import lru_cache
from math import log

from analyzers.syntax.candidate import Candidate, Change, apply
from analyzers.syntax.grammar.model import LINE, ORDER, symbols, token_model
from analyzers.syntax.grammar.tokens import BROKEN, CLOSERS, COMMENT, MARK, NAME, OPENERS, STRING, Text, Token
from analyzers.syntax.grammar.trees import Fault

_MOST_LINES = 40
_BEFORE, _BEHIND = 5, 4  # tokens that are read along with a change
_LONGEST_WINDOW = 2_000  # characters
_MOST_TORN = 8  # lines
_LONGEST_SCRIPT = 20_000  # characters
_MOST_READ = 20_000  # tokens
_USUAL = 1.5  # nats for a symbol, about what one costs in well-formed code
_HIDDEN = 3.0  # nats for a comment: what it hides costs nothing
_HABIT = 0.3  # how much the text itself counts beside its language
_HABITS = (0.1, 0.4, 0.5)  # what one symbol says of that, two and three
_APART = 200  # characters between two changes that are measured each for itself


class Ground:
    """A broken text, the lines to look at, and the cost of what is done to them."""

    def __init__(self, text: Text, faults: tuple[Fault, ...], *, wide: bool) -> None:
        self.text = text
        self.faults = faults
        self.wide = wide
        self.code = [token for token in text.tokens if token.kind != COMMENT]
        self.starts = [token.start for token in self.code]
        near: dict[int, None] = dict.fromkeys(_torn(text))
        for fault in faults:
            for offset in (fault.start, fault.end):
                line = text.line_of(min(offset, len(text.text)))
                for step in (0, -1, 1, -2, 2):
                    near.setdefault(line + step)
        lines = [line for line in near if 1 <= line <= len(text.starts)]
        if wide:
            lines += [line for line in range(1, len(text.starts) + 1) if line not in near]
        self.lines = lines[: _MOST_LINES if not wide else 400]
        self.marks = sorted({offset for fault in faults for offset in (fault.start, fault.end)})
        self._marked_lines = [text.line_of(mark) for mark in self.marks]
        self._marked_tokens = [bisect_left(self.starts, mark) for mark in self.marks]
        self.model = token_model(text.name)
        self.open = _innermost(self.code)
        self.swallowed = {token.line: token.text for token in self.code if token.kind == BROKEN}
        self.counts = Counter(token.text for token in self.code if token.kind == NAME)
        self.names = frozenset(self.counts)
        self._steps: dict[tuple[int, ...], float] = {}
        self._off: dict[int, tuple[int, int]] = {}
        self._numbers: dict[str, int] = {}
        self._own = self._habits()
        self._windows = lru_cache(maxsize=4096)(self._look)

    def surprise(self, candidate: Candidate) -> float:
        """Return by how many nats the changed places are less natural than they were.

        What a string no longer holds is code that was there before: its symbols cost no more than usual ones do.
        """
        if self.model is None:
            return 0.0
        total = 0.0
        bare = candidate.kind.startswith("string")
        group: list[Change] = []
        for change in candidate.changes[:8]:
            if group and change.start - group[-1].end > _APART:
                total += self._difference(group, bare)
                group = []
            group.append(change)
        return total + self._difference(group, bare)

    def _difference(self, changes: list[Change], bare: bool) -> float:
        start, end, bracket = self._window(changes[0].start, changes[-1].end)
        if end - start > _LONGEST_WINDOW:
            return 0.0
        before, was, hid = self._windows(start, end, bracket)
        local = [Change(c.start - start, c.end - start, c.text) for c in changes]
        if len(local) == 1:
            text, tokens = before.after(local[0])
        else:
            text = apply(before.text, local)
            tokens = Text(before.name, text).tokens
        words, hides = self._symbols(text, tokens, bracket)
        said = _HIDDEN * (hides - hid) + self._dearer(was, words)
        return said - _USUAL * max(len(tokens) - len(before.tokens), 0) if bare else said

    def _look(self, start: int, end: int, bracket: str) -> tuple[Text, list[int], int]:
        """Return a range of the text as one of its own, its symbols and how many comments it holds."""
        part = Text(self.text.name, self.text.text[start:end])
        return (part, *self._symbols(part.text, part.tokens, bracket))

    def _symbols(self, text: str, tokens: list[Token], bracket: str) -> tuple[list[int], int]:
        return (
            self._numbered([LINE, *symbols(tokens, text, bracket), LINE]),
            sum(token.kind == COMMENT for token in tokens),
        )

    def _numbered(self, words: list[str]) -> list[int]:
        assert self.model is not None
        numbers, number = self._numbers, self.model.number
        for word in words:
            if word not in numbers:
                numbers[word] = number(word)
        return [numbers[word] for word in words]

    def _dearer(self, before: list[int], after: list[int]) -> float:
        """Return what it costs more to say one run of symbols than another; what both share is not looked at."""
        shorter = min(len(before), len(after))
        head = tail = 0
        while head < shorter and before[head] == after[head]:
            head += 1
        while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
            tail += 1
        cost = 0.0
        for sign, ids in ((1, after), (-1, before)):
            for place in range(max(head, 1), min(len(ids), len(ids) - tail + ORDER - 1)):
                cost += sign * self.step(tuple(ids[max(place - ORDER + 1, 0) : place + 1]))
        return cost

    def _window(self, first: int, last: int) -> tuple[int, int, str]:
        """Return a range round a change that begins at the start of a line, and the bracket open there."""
        at = max(bisect_left(self.starts, first) - _BEFORE, 0)
        start = self.text.line_start(self.code[at].line) if self.code else 0
        while at and self.code[at - 1].end > start:  # inside a string over several lines
            at -= 1
            start = self.text.line_start(self.code[at].line)
        while at and self.code[at - 1].start >= start:
            at -= 1
        behind = bisect_right(self.starts, last) + _BEHIND
        end = self.text.line_end(self.code[behind].line) if behind < len(self.code) else len(self.text.text)
        return min(start, first), max(end, last), self.open[at] if at < len(self.open) else ""

    def step(self, ids: tuple[int, ...]) -> float:
        """Return what the last of some symbols costs behind the others: as the language and as this text goes."""
        known = self._steps.get(ids)
        if known is None:
            assert self.model is not None
            own = self._own
            habit = 0.0
            for size, weight in enumerate(_HABITS[: len(ids)], 1):
                seen = own.get(ids[-size:])
                if seen:
                    habit += weight * seen / (own[ids[-size:-1]] + 1)
            usual = self.model.chance(ids)
            known = self._steps[ids] = -log((1 - _HABIT) * usual + _HABIT * habit)
        return known

    def _habits(self) -> Counter[tuple[int, ...]]:
        """Return how often symbols follow each other in this text, up to three."""
        found: Counter[tuple[int, ...]] = Counter()
        if self.model is None:
            return found
        ids = self._numbered(symbols(self.code[:_MOST_READ], self.text.text))
        found[()] = len(ids)
        for size in (1, 2, 3):
            found.update(zip(*(ids[at:] for at in range(size)), strict=False))
        return found

    def torn_more(self, candidate: Candidate) -> int:
        """Return how many more strings are open at the end of a line after a change than before."""
        if len(self.text.text) > _LONGEST_SCRIPT:
            return 0
        changed = Text(self.text.name, apply(self.text.text, candidate.changes))
        return len(_torn(changed, most=None)) - len(_torn(self.text, most=None))

    def off(self, offset: int) -> tuple[int, int]:
        """Return how many lines, and how many tokens, lie between an offset and the nearest fault."""
        known = self._off.get(offset)
        if known is None:
            known = self._off[offset] = (
                _nearest(self._marked_lines, self.text.line_of(offset)),
                _nearest(self._marked_tokens, bisect_left(self.starts, offset)),
            )
        return known


def _nearest(places: list[int], place: int) -> int:
    """Return how far the nearest of some places, which are in order, is from one; 0 when there are none."""
    at = bisect_left(places, place)
    return min((abs(one - place) for one in places[max(at - 1, 0) : at + 1]), default=0)


def _torn(text: Text, most: int | None = _MOST_TORN) -> list[int]:
    """Return the lines where a quote is left open: that alone tells of a mistake, wherever the parser stumbles."""
    found = [
        token.line
        for token in text.tokens
        if token.kind == BROKEN or (token.kind == STRING and "\n" in token.text and token.text[0] in "\"'")
    ]
    return found[:most]


def _innermost(code: list[Token]) -> list[str]:
    """Return for each token the innermost bracket that is open before it."""
    found = []
    stack = [""]
    for token in code:
        found.append(stack[-1])
        if token.kind == MARK:
            if token.text in OPENERS:
                stack.append(token.text)
            elif token.text in CLOSERS and CLOSERS[token.text] in stack:
                while stack.pop() != CLOSERS[token.text]:
                    pass
    return found
