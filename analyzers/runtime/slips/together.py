"""Which edits were meant at several places at once: of a name wherever a function reads it, of all values of a row?

A value of the wrong kind is often used twice before anybody notices, and a row of texts is rarely wrong in one of them
alone. Each edit by itself then leaves the program failing a little further on.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program

_KINDS = frozenset(
    ["type conversion", "called", "not called", "awaited", "text cleaned", "attribute of it", "item of it",
     "text for bytes", "index for call", "exact number", "attribute for item", "item for attribute"
    ]
)  # fmt: skip
_LEAST = 0.25  # weight of an edit that is tried at several places
_MOST = 5  # places
_SHARE = 0.8  # of the weight of the single edit
_FORMS = frozenset(
    ["index for call", "called", "not called", "awaited", "attribute for item", "item for attribute"]
)
_ROWS = (ast.Tuple, ast.List, ast.Call, ast.BinOp, ast.Compare)


def together(program: Program, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield what edits of one kind make together."""
    alike: dict[tuple[object, ...], dict[int, Candidate]] = defaultdict(dict)
    made: dict[tuple[tuple[int, int, str], ...], None] = {}
    nodes = {
        (program.start(node), program.end(node)): node
        for node in program.parents
        if isinstance(node, ast.expr) and hasattr(node, "end_lineno")
    }
    for one in found:
        if one.kind not in _KINDS or one.weight < _LEAST or len(one.edits) != 1:
            continue
        start, end, text = one.edits[0]
        old, node = program.text[start:end], nodes.get((start, end))
        if node is None:
            continue
        if isinstance(node, ast.Name) and old in text:
            yield from _everywhere(program, node, one, made)
        if old in text and isinstance(parent := program.parents.get(node), _ROWS):
            alike[parent, one.kind, text.replace(old, "\0", 1)].setdefault(start, one)
        if one.kind in _FORMS:
            alike[one.line, one.kind].setdefault(start, one)
    for places in alike.values():
        members = [places[start] for start in sorted(places)]
        for some in (members, members[1:]) if len(members) > 1 else ():
            yield from _joined(tuple(one.edits[0] for one in some), some[0], made)


def _everywhere(
    program: Program, node: ast.Name, one: Candidate, made: dict[tuple[tuple[int, int, str], ...], None]
) -> Iterator[Candidate]:
    """The edit of a name at each place where its function reads it."""
    function = program.function(node)
    places = [
        (program.start(other), program.end(other), one.edits[0][2])
        for other in ast.walk(function or program.tree)
        if isinstance(other, ast.Name) and other.id == node.id and isinstance(other.ctx, ast.Load)
        if not isinstance(program.parents.get(other), ast.Attribute)
    ]
    yield from _joined(tuple(sorted(places)), one, made)


def _joined(
    edits: tuple[tuple[int, int, str], ...],
    one: Candidate,
    made: dict[tuple[tuple[int, int, str], ...], None],
) -> Iterator[Candidate]:
    apart = all(first[1] <= second[0] for first, second in pairwise(edits))
    if 2 <= len(edits) <= _MOST and apart and edits not in made:
        made[edits] = None
        yield Candidate(one.path, edits, one.line, one.kind, _SHARE * one.weight)
