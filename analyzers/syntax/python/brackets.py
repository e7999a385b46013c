"""Which bracket is missing, extra or of the wrong kind, and where does it belong?"""

from collections.abc import Iterator

from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import Candidate, Change, Site, insert, swap
from analyzers.syntax.python.tokens import CLOSERS, NAME, OP, OPENERS, Token

_NEIGHBOURS = 4  # statements before the error whose brackets are looked at


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of brackets near the error."""
    first = max(site.index - _NEIGHBOURS, 0)
    for index in range(first, min(site.index + 2, len(site.statements))):
        statement = site.statements[index]
        cost = 0.0 if index == site.index else 0.7 if index == site.index - 1 else 1.5
        if statement.unclosed:
            yield from _close(site, statement, cost)
        for closer in statement.extra:
            yield from _unmatched(site, statement, closer, cost)
        for opener, closer in statement.mismatched:
            yield from _mismatched(site, statement, opener, closer, cost)


def _close(site: Site, statement: Statement, cost: float) -> Iterator[Candidate]:
    tokens = statement.tokens
    if len(statement.unclosed) > 1:
        ending = _ending(statement)
        marks = "".join(OPENERS[opener.text] for opener in sorted(statement.unclosed, key=lambda t: -t.start))
        yield Candidate("bracket-unclosed", (insert(ending, marks),), cost + 0.8)
        if statement.is_header and not statement.opens_block:
            yield Candidate("bracket-unclosed", (insert(ending, marks + ":"),), cost + 2.0)
    for opener in statement.unclosed[-3:]:
        place = tokens.index(opener)
        mark = OPENERS[opener.text]
        for position, extra in _closing_places(site, statement, place):
            yield Candidate("bracket-unclosed", (insert(position, mark),), cost + extra)
        if statement.is_header and not statement.opens_block:
            yield Candidate("bracket-unclosed", (insert(statement.end, mark + ":"),), cost + 1.0)
        doubled = place + 1 < len(tokens) and tokens[place + 1].text == opener.text
        doubled = doubled or (place > 0 and tokens[place - 1].text == opener.text)
        lonely = place == len(tokens) - 1
        yield Candidate(
            "bracket-extra", (swap(opener, ""),), cost + (1.0 if lonely else 1.6 if doubled else 4.0)
        )


def _ending(statement: Statement) -> int:
    """Return where a closing bracket at the end of a statement goes: before the colon of a header."""
    tokens = statement.tokens
    if (
        statement.opens_block
        and len(tokens) > 1
        and (statement.is_header or "if" in (t.text for t in tokens))
    ):
        return tokens[-2].end
    return tokens[-1].end


def _closing_places(site: Site, statement: Statement, place: int) -> Iterator[tuple[int, float]]:
    """Yield the offsets at which the bracket opened at an index could be closed, with a cost for each."""
    tokens = statement.tokens
    ending = _ending(statement)
    opener_line = site.layout.line_of(tokens[place].start)
    depth = 0
    for index in range(place, len(tokens)):
        token = tokens[index]
        if index > place and token.kind == OP:
            if token.text in OPENERS:
                depth += 1
            elif token.text in CLOSERS:
                depth -= 1
                if depth < 0:
                    return
        if depth:
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.end == ending:
            yield token.end, 0.0
        elif following is None:
            yield token.end, 1.5
        elif token.text == ",":
            continue  # a closer goes before a comma, not behind it
        else:
            line = site.layout.line_of(token.start)
            ends_line = site.layout.line_of(following.start) > line
            comma_ends_line = (
                following.text == ","
                and index + 2 < len(tokens)
                and site.layout.line_of(tokens[index + 2].start) > line
            )
            if ends_line or comma_ends_line:
                yield token.end, 0.6 if line == opener_line else 1.6
            elif index == place:
                yield token.end, 2.2
            elif (
                token.kind == OP
                and token.text not in CLOSERS
                or following.text in OPENERS
                and token.kind == NAME
            ):
                continue
            else:
                yield token.end, 1.8


def _unmatched(site: Site, statement: Statement, closer: Token, cost: float) -> Iterator[Candidate]:
    tokens = statement.tokens
    place = tokens.index(closer)
    doubled = place > 0 and tokens[place - 1].text in CLOSERS
    alone = len(tokens) == 1
    yield Candidate("bracket-extra", (swap(closer, ""),), cost + (0.3 if doubled or alone else 1.5))
    mark = CLOSERS[closer.text]
    depth = 0
    for index in range(place - 1, -1, -1):
        token = tokens[index]
        if token.text in CLOSERS:
            depth += 1
            continue
        if token.text in OPENERS:
            depth -= 1
            if depth < 0:
                return
            if depth:
                continue
        if depth:
            continue
        left = tokens[index - 1] if index else None
        if not (token.starts_operand or token.text in ("-", "*", "**")) and token is not closer:
            continue
        if left is not None and left.ends_operand and mark in "([":
            gap = Change(left.end, token.start, mark)  # `print x)`: a call or an index without its opener
            yield Candidate("bracket-unopened", (gap,), cost + 0.2)
        elif left is not None and left.text == ".":
            continue
        else:
            yield Candidate("bracket-unopened", (insert(token.start, mark),), cost + 1.8)
    if place and tokens[place - 1].ends_operand:
        yield Candidate(
            "bracket-unopened", (insert(closer.start, mark),), cost + 1.5
        )  # `main)`: a call of nothing


def _mismatched(
    site: Site, statement: Statement, opener: Token, closer: Token, cost: float
) -> Iterator[Candidate]:
    right = OPENERS[opener.text]
    yield Candidate("bracket-mismatched", (swap(closer, right),), cost + 0.3)
    yield Candidate("bracket-mismatched", (swap(opener, CLOSERS[closer.text]),), cost + 0.8)
    yield Candidate("bracket-extra", (swap(closer, ""),), cost + 1.6)
    for position, extra in _closing_places(site, statement, statement.tokens.index(opener)):
        yield Candidate("bracket-unclosed", (insert(position, right),), cost + 1.5 + extra)
