"""Which colon, body or indentation is missing or wrong?"""

from collections.abc import Iterator

from analyzers.syntax.python.bodies import extents, missing_body
from analyzers.syntax.python.indents import between_levels, orphan, outside, too_deep, try_alone
from analyzers.syntax.python.margins import shift, tabs
from analyzers.syntax.python.site import Candidate, Site, Target, insert, swap
from analyzers.syntax.python.tokens import CLAUSES, KEYWORDS, NAME

_MISTAKEN_COLONS = frozenset({";", ",", ".", "=", "->", ":=", "{", "-"})


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of colons, bodies and indentation."""
    yield from _colons(site)
    message = site.message
    if site.verdict.kind == "TabError" or "\t" in site.layout.margin(site.statement.first):
        yield from tabs(site)
    if message.startswith("expected an indented block"):
        yield from missing_body(site)
    elif message.startswith("unexpected indent"):
        yield from too_deep(site)
    elif message.startswith("unindent"):
        yield from between_levels(site)
    elif "outside" in message or "not properly in loop" in message:
        yield from outside(site)
    elif site.statement.word in CLAUSES and site.offset <= site.statement.tokens[0].end:
        yield from orphan(site)
    elif message.startswith("expected 'except'"):
        yield from try_alone(site)


def _colons(site: Site) -> Iterator[Candidate]:
    for statement, index, cost in site.targets:
        tokens = statement.tokens
        last = tokens[-1]
        header = statement.is_header or (
            statement.word in ("match", "case") and len(tokens) > 1 and site.body_follows(index)
        )
        if header and last.text != ":":
            body = site.body_follows(index)
            if last.text in _MISTAKEN_COLONS:
                yield Candidate("colon-missing", (swap(last, ":"),), cost + (0.3 if body else 1.5))
            if len(statement.unclosed) == 0:
                if not body and index == site.index and index + 1 < len(site.statements):
                    yield from _bare(site, index)
                yield Candidate("colon-missing", (insert(last.end, ":"),), cost + (0.0 if body else 1.0))
        if header:
            for place, left, right in site.gaps(right_target := _as_target(site, index)):
                starts = right.starts_operand or (right.kind == NAME and right.text in KEYWORDS)
                follows = left.ends_operand or left.text in ("else", "try", "finally", "except")
                glued = right.start == left.end and left.kind == NAME  # `range(3)` is one thing
                if starts and follows and not glued and not site.inside(right_target.statement, place):
                    yield Candidate("colon-missing", (insert(left.end, ":"),), cost + 1.8)
            for token in tokens[:-1]:
                if token.text == "::":
                    yield Candidate("colon-extra", (swap(token, ":"),), cost)
        elif last.text == ":" and len(tokens) > 1 and not site.body_follows(index):
            yield Candidate("colon-extra", (swap(last, ""),), cost + 1.0)
        if len(tokens) > 2 and last.text == ":" and tokens[-2].text in (":", ";", ",", "."):
            yield Candidate("colon-extra", (swap(tokens[-2], ""),), cost + 0.5)


def _bare(site: Site, index: int) -> Iterator[Candidate]:
    """A header without its colon whose body lost its indentation too: a beginner's block."""
    statement, following = site.statements[index], site.statements[index + 1]
    definition = following.word in ("def", "class", "@", "async") and statement.word != "class"
    if following.indent != statement.indent or following.word in CLAUSES or definition:
        return
    colon = insert(statement.end, ":")
    margin = site.margin(statement) + site.layout.unit
    for end, cost in extents(site, index + 1):
        yield Candidate("block-bare", (colon, *shift(site, index + 1, end, margin)), cost)


def _as_target(site: Site, index: int) -> Target:
    return Target(site.statements[index], index, 0.0)
