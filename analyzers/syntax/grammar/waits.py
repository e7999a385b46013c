"""Which function must be `async` because it waits? The one round an `await` that JavaScript refuses."""

from bisect import bisect_left
from collections.abc import Iterator

from analyzers.syntax.candidate import Candidate, insert
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.tokens import CLOSERS, NAME, OPENERS
from analyzers.syntax.grammar.trees import STRICTER

_CONTROL = frozenset(("if", "for", "while", "switch", "catch", "with"))
_FARTHEST = 3_000  # tokens
_LONGEST_TYPE = 16  # tokens between a function's parameters and its body
_SURE = -6.0


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield `async` before the function that each refused `await` stands in."""
    for fault in ground.faults:
        if fault.missing == STRICTER and ground.text.text.startswith("await", fault.start):
            at = _function(ground, bisect_left(ground.starts, fault.start))
            if at is not None:
                yield Candidate("rule-await", (insert(ground.code[at].start, "async "),), _SURE)


def _function(ground: Ground, place: int) -> int | None:
    """Return the token that the innermost function round a token begins with."""
    code = ground.code
    depth = 0
    for at in range(place - 1, max(place - _FARTHEST, -1), -1):
        text = code[at].text
        depth += (text in CLOSERS) - (text in OPENERS)
        if text == "=>" and depth <= 0:
            return _parameters(ground, at - 1)
        if text == "{" and depth < 0:
            head = None if code[at - 1].text == "=>" else _parameters(ground, at - 1)
            if head and code[head].text == "(" and code[head - 1].text not in _CONTROL:
                return head - 2 if code[head - 2].text == "function" else head - 1
        depth = min(depth, 0) if text in OPENERS else depth
    return None


def _parameters(ground: Ground, last: int) -> int | None:
    """Return where the parameters begin that a token ends, or the type behind them; one name may be all there is."""
    code = ground.code
    closer = last
    while code[closer].text != ")" or (closer < last and code[closer + 1].text != ":"):
        closer -= 1
        if closer < max(last - _LONGEST_TYPE, 1) or code[closer].text in (";", "=", "=>"):
            return last if code[last].kind == NAME else None
    depth = 0
    for at in range(closer, max(closer - _FARTHEST, -1), -1):
        depth += (ground.code[at].text in CLOSERS) - (ground.code[at].text in OPENERS)
        if not depth:
            return at
    return None
