"""Which header stands twice, has its colon too early, or names a base without brackets?"""

from collections.abc import Iterator

from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import Candidate, Change, Site, Target, insert
from analyzers.syntax.python.tokens import CLAUSES, COMPOUND, NAME

_WITH_MORE = COMPOUND - {"else", "try", "finally"}  # what stands between the word and the colon is theirs


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of headers near the error."""
    for target in site.targets:
        yield from _doubled(site, target)
        yield from _early(site, target)
        tokens = target.statement.tokens
        if [one.kind for one in tokens[:3]] == [NAME] * 3 and tokens[0].text == "class" and len(tokens) == 4:
            both = Change(tokens[1].end, tokens[2].start, "("), insert(tokens[2].end, ")")  # `class A B:`
            yield Candidate("bases-missing", both, target.cost - 1.0)


def _doubled(site: Site, target: Target) -> Iterator[Candidate]:
    """The same header in two lines, as deep as each other."""
    statement, number, cost = target
    above = site.statements[number - 1] if number else None
    if above is not None and above.opens_block and _says(above) == _says(statement):
        again = Change(above.start, statement.start, "")
        if "#" in site.text[above.end : statement.start]:  # what is said there stays
            below = site.layout.line_start(statement.last + 1)
            alone = not site.text[statement.end : below].strip()
            first = site.layout.line_start(statement.first)
            again = Change(first, below, "") if alone else Change(statement.start, statement.end, "")
        # what holds for the rest of an `else` cannot hold twice
        yield Candidate("line-doubled", (again,), cost - 2.5 - (statement.word in CLAUSES))


def _says(statement: Statement) -> tuple[int, tuple[str, ...]]:
    return statement.indent, tuple(token.text for token in statement.tokens)


def _early(site: Site, target: Target) -> Iterator[Candidate]:
    """`if: x > 3`, `except: KeyError`: the colon stands right behind the word, and a body follows."""
    tokens = target.statement.tokens
    early = len(tokens) > 2 and tokens[0].text in _WITH_MORE and tokens[1].text == ":"
    if early and (tokens[-1].text == ":" or site.body_follows(target.number)):
        gone = Change(tokens[1].start, tokens[1].end, "")
        end = () if tokens[-1].text == ":" else (insert(tokens[-1].end, ":"),)
        yield Candidate("colon-early", (gone, *end), target.cost - 2.5)
