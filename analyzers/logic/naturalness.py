"""Does a changed line read more like code that people write, or less?"""

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program
from analyzers.syntax.python.model import LINE, symbols, token_model
from analyzers.syntax.python.tokens import lex


def surprise(candidate: Candidate, program: Program) -> float:
    """Return the nats a token that the changed lines cost beyond the ones they replace; below zero: they read better.

    By token, since a line that loses half of what it says would else seem better for being short.
    """
    text = program.text
    lost = 0.0
    for start, end, new in candidate.edits:
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        last = len(text) if last < 0 else last
        before, after = text[first:last], text[first:start] + new + text[end:last]
        lost += _cost(after) - _cost(before)
    return lost / len(candidate.edits)


def _cost(text: str) -> float:
    words = symbols(lex(text.strip() + "\n"))
    return token_model().cost([LINE, *words]) / max(1, len(words))
