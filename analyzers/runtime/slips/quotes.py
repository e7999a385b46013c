"""Which quotes may stand inside a formatted text? Before Python 3.12 not the ones that the text itself has."""

import ast
from collections.abc import Iterable, Iterator

from analyzers.deferred import regex, replace
from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program

_OPENING = regex(r"""[fFrR]{1,2}(\"\"\"|'''|"|')""")
_OTHER = {'"': "'", "'": '"'}


def quoted(program: Program, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the edits, those inside a formatted text with the other kind of quotes."""
    spans = [
        (program.start(node), program.end(node), opening[1])
        for node in program.parents
        if isinstance(node, ast.JoinedStr) and (opening := _OPENING.match(program.source(node)))
    ]
    for one in found:
        yield replace(one, edits=tuple(_fitting(edit, spans) for edit in one.edits)) if spans else one


def _fitting(edit: tuple[int, int, str], spans: list[tuple[int, int, str]]) -> tuple[int, int, str]:
    start, end, text = edit
    for first, last, quote in spans:
        if first < start and end < last and quote in text and quote in _OTHER:
            return start, end, text.replace(quote, _OTHER[quote])
    return edit
