"""Where is a text broken, and how is its own code usually written?"""

import itertools
from collections import Counter
from math import log

from analyzers.syntax.candidate import Candidate, Change, apply
from analyzers.syntax.grammar.tokens import (
    BROKEN,
    COMMENT,
    MARK,
    Text,
    Token,
)
from analyzers.syntax.grammar.trees import Fault

_MOST_LINES = 40


class Ground:
    """A broken text, the lines to look at, and how its own code is usually written."""

    def __init__(self, text: Text, faults: tuple[Fault, ...], *, wide: bool) -> None:
        self.text = text
        self.faults = faults
        self.code = [token for token in text.tokens if token.kind != COMMENT]
        near: dict[int, None] = {}
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
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._firsts: Counter[str] = Counter()
        words = self.words(self.code)
        for pair in itertools.pairwise(words):
            self._pairs[pair] += 1
            self._firsts[pair[0]] += 1

    def words(self, tokens: list[Token]) -> list[str]:
        """Return the classes of tokens, with the ends of lines."""
        found = ["<line>"]
        line = tokens[0].line if tokens else 0
        for token in tokens:
            if token.line != line:
                found.append("<line>")
                line = token.line
            plain = token.kind in (MARK, BROKEN) or token.text in self.text.language.keywords
            found.append(token.text if plain and token.kind != BROKEN else f"<{token.kind}>")
        found.append("<line>")
        return found

    def surprise(self, candidate: Candidate) -> float:
        """Return by how many nats the changed lines are less like the rest of the text than they were."""
        first = self.text.line_of(candidate.changes[0].start)
        last = self.text.line_of(candidate.changes[-1].end)
        if last - first > 4:
            return 0.0
        start, end = self.text.line_start(first), self.text.line_end(last)
        before = self.text.text[start:end]
        local = [Change(c.start - start, c.end - start, c.text) for c in candidate.changes]
        return self._cost(apply(before, local)) - self._cost(before)

    def _cost(self, text: str) -> float:
        words = self.words([t for t in Text(self.text.name, text).tokens if t.kind != COMMENT])
        kinds = len(self._firsts) + 10
        return sum(
            -log((self._pairs[pair] + 0.2) / (self._firsts[pair[0]] + 0.2 * kinds)) - 2.5
            for pair in itertools.pairwise(words)
        )

    def distance(self, candidate: Candidate) -> float:
        """Return how many lines lie between a candidate and the nearest fault."""
        line = self.text.line_of(candidate.changes[0].start)
        return min((abs(self.text.line_of(mark) - line) for mark in self.marks), default=0)
