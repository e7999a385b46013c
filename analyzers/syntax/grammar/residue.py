"""Which lines hold only what was left when a closer was lost? Blanks at the margin, a lone semicolon or comma."""

from bisect import bisect_left
from collections.abc import Iterator

from analyzers.syntax.candidate import Candidate, Change
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.tokens import OPENERS

_MOST = 4  # lines; where there are more of them, blanks at the ends of lines are the writer's habit
_LEFT = frozenset(("", ";", ",", ";;"))
_WITNESS = -2.0


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield what puts the closer of the block above back into such a line."""
    text = ground.text
    lines = [
        line
        for line in range(2, len(text.starts) + 1)
        if text.line(line).strip() in _LEFT and (text.line(line).strip() or text.line(line))
    ]
    if len(lines) > _MOST:
        return
    for line in lines:
        margin = text.margin(line)
        start = text.line_start(line) + len(margin)
        for closer, home in _closers(ground, line):
            cost = _WITNESS if home == margin else -_WITNESS
            kind = "block-unclosed" if closer.isalpha() else "bracket-unclosed"
            yield Candidate(kind, (Change(start, start, closer),), cost)


def _closers(ground: Ground, line: int) -> Iterator[tuple[str, str]]:
    """Yield what could close something above a line, with the margin of what it closes."""
    text = ground.text
    at = bisect_left(ground.starts, text.line_start(line)) - 1
    depth = 0
    found = 0
    while at >= 0 and found < 3:
        token = ground.code[at]
        if token.text in OPENERS.values():
            depth += 1
        elif token.text in OPENERS:
            if depth == 0:
                found += 1
                yield OPENERS[token.text], text.margin(token.line)
            else:
                depth -= 1
        at -= 1
    enders = text.language.enders
    for above in range(line - 1, max(line - 200, 0), -1) if enders else ():
        words = text.line(above).split()
        if words and len(text.margin(above)) <= len(text.margin(line)):
            opener = next(
                (word for word in (words[0], words[-1]) if word in enders), "do" if "do" in words else ""
            )
            if opener in enders and text.margin(above) == text.margin(line):
                yield enders[opener], text.margin(above)
            return
