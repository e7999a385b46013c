"""Which slips, at which lines, could have led to this crash, and how would undoing each change the program?

Edits that only keep the failure from showing - a deleted statement, an early return, an arbitrary constant - are not
made at all: they would survive every run and be wrong. A candidate's weight says how often people make the slip.
"""

import ast
from collections.abc import Iterator

from analyzers.deferred import regex, replace
from analyzers.logic.edits import Candidate, candidates
from analyzers.logic.edits.makers import made
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program
from analyzers.runtime.families import HIDING
from analyzers.runtime.slips.about import About, about_of
from analyzers.runtime.slips.quotes import quoted
from analyzers.runtime.slips.together import together
from analyzers.runtime.spelling import righted

# Of the edits for wrong results, those that undo a slip which can end in an exception, and what remains of their weight.
_SHARED = {
    "name": 0.8,
    "attribute": 1.0,
    "arguments swapped": 0.8,
    "operands swapped": 0.5,
    "indices swapped": 1.2,
    "items swapped": 0.5,
    "off by one": 0.8,
    "compare": 0.7,
    "range": 0.6,
    "and/or": 1.0,
    "yield": 1.2,
    "method": 0.8,
    "filter added": 0.6,
    "result of a change in place": 1.5,
    "changed while iterated": 1.5,
    "moved out of the block": 0.5,
    "moved into the block": 0.4,
    "moved before the block": 0.4,
    "moved out of the loop": 0.4,
    "statement moved": 0.4,
    "name to attribute": 0.6,
    "attribute to name": 0.6,
    "attribute added": 0.5,
    "if/elif": 0.5,
    "if/while": 0.4,
    "function": 0.5,
    "index": 0.6,
    "subscript dropped": 0.3,
    "attribute dropped": 0.3,
    "name everywhere": 0.4,
    "initial value": 0.4,
    "result kept": 0.8,
    "assigned at once": 0.5,
    "copy": 0.5,
    "get": 0.3,
    "negate": 0.4,
    "operator": 0.4,
    "condition added": 0.4,
    "grouping": 0.4,
    "return": 0.4,
    "wrong end": 0.6,
    "shared rows": 0.6,
    "mutable default": 0.7,
    "shared by all instances": 0.6,
    "late binding": 0.6,
    "missing or empty": 0.5,
    "argument copied": 0.5,
    "loops swapped": 0.4,
    "branches swapped": 0.3,
    "case that is never reached": 0.4,
    "entry overwritten": 0.4,
    "moved into the loop": 0.4,
    "initial values": 0.4,
    "operand added": 0.2,
    "operand dropped": 0.2,
    "sign": 0.2,
    "assignment": 0.4,
    "call added": 0.6,
    "limit": 0.3,
    "in": 0.4,
    "not in": 0.4,
    "is": 0.3,
    "is not": 0.3,
    "argument dropped": 0.2,
    "slice dropped": 0.2,
    "exception": 0.3,
}
SPELLING = frozenset(
    ["key renamed", "attribute renamed", "method renamed", "keyword renamed", "constant", "name"]
)
_ALIKE = 0.3  # of an edit that does without a key, where another form of that key is there
_PAIR = regex(r"([\w.]+)\[(\w+)\]\[(\w+)\]")
_CALLS_DROPPED = (
    "lower",
    "upper",
    "strip",
    "split",
    "copy",
    "title",
    "list",
    "str",
    "int",
    "float",
    "len",
    "sorted",
)


def slips(program: Program, lines: frozenset[int], about: About) -> Iterator[Candidate]:
    """Yield the edits of the statements on the given lines that may undo what led to a crash."""
    single = [
        replace(one, weight=one.weight * _likelier(program, one, about))
        for one in quoted(program, _single(program, lines, about))
    ]
    yield from single
    yield from made(together, program, single)


def _likelier(program: Program, one: Candidate, about: About) -> float:
    """How much likelier than by its kind alone an edit is: because of how it spells, or what it does without."""
    if about.alike and one.kind in HIDING:
        return _ALIKE
    if one.kind in SPELLING:
        start, end, text = one.edits[0]
        return righted(program.text[start:end].strip("\"'"), text.strip("\"'"))
    return 1.0


def _single(program: Program, lines: frozenset[int], about: About) -> Iterator[Candidate]:
    for candidate in candidates(program, lines):
        factor = _SHARED.get(candidate.kind)
        if candidate.kind == "call dropped":
            start, end, text = candidate.edits[0]
            gone = program.text[start:end].replace(text, "", 1)
            factor = 0.8 if any(name in gone for name in _CALLS_DROPPED) and text else None
        if candidate.kind == "result of a change in place" and about.attribute:
            factor = None  # the method is not there at all
        if candidate.kind == "constant" and _of_text(program, candidate):
            factor = None if _doubles(program, candidate) else 0.15 if _put_in(program, candidate) else 0.5
        if candidate.kind == "compare" and _of_equality(program, candidate):
            factor = 0.15  # the opposite of what was written is hardly ever meant, nor an order of equals
        if candidate.kind == "moved out of the block" and _gives_up(candidate, about):
            factor = 1.6
        if candidate.kind == "indices swapped" and _in_use(program, candidate):
            factor = 0.2
        if factor is not None:
            yield Candidate(
                candidate.path, candidate.edits, candidate.line, candidate.kind, candidate.weight * factor
            )
    yield from own_slips(program, lines, about)


def own_slips(program: Program, lines: frozenset[int], about: About) -> Iterator[Candidate]:
    """Yield those of them that are made for crashes alone."""
    from analyzers.runtime.slips import (
        absent,
        agreed,
        apart,
        arguments,
        asked,
        begun,
        blocks,
        bymessage,
        calendar,
        containers,
        dialects,
        displays,
        everyday,
        fallbacks,
        fitted,
        itself,
        lacking,
        later,
        libraries,
        links,
        mistaken,
        names,
        objects,
        order,
        passing,
        patterned,
        pieces,
        protocols,
        reading,
        recursion,
        refused,
        rounds,
        shapes,
        siblings,
        steps,
        texts,
        unasked,
        values,
        wellknown,
    )

    scopes: dict[object, Scope] = {}
    for statement in program.statements():
        if statement.lineno not in lines and lines.isdisjoint(
            range(statement.lineno, blocks.head_end(statement) + 1)
        ):
            continue
        function = program.function(statement)
        if function not in scopes:
            scopes[function] = Scope.of(program, function)
        for module in (
            values, displays, blocks, texts, absent, names, order, reading, siblings, mistaken,
            libraries, protocols, recursion, shapes, fallbacks, containers, pieces, links, passing, begun, everyday,
            calendar, later, wellknown, bymessage, objects, apart, itself, unasked, arguments, rounds, dialects,
            asked, steps, agreed, fitted, refused, patterned, lacking,
        ):  # fmt: skip
            for candidate in made(module.edits, program, statement, scopes[function], about):
                yield _at_its_line(program, statement, candidate)


def _at_its_line(program: Program, statement: ast.stmt, candidate: Candidate) -> Candidate:
    """The candidate with the line that it changes, where that is not the first one of its statement."""
    line, column = program.lines.position(candidate.edits[0][0])
    if candidate.line != statement.lineno or not column or not line > statement.lineno:
        return candidate
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return | ast.Expr):
        return replace(candidate, line=line)
    return candidate


def _in_use(program: Program, candidate: Candidate) -> bool:
    """Whether the first index of a pair is the first one elsewhere too: `grid[y]` says that `grid[y][x]` is meant."""
    start, end, _ = candidate.edits[0]
    old = program.text[start:end]
    row = old[: old.rfind("[")]
    if row and program.text.count(row) > program.text.count(row + "["):
        return True
    pair = _PAIR.fullmatch(old)
    return pair is not None and any(
        (other[1], other[2][-1], other[3][-1]) == (pair[1], pair[2][-1], pair[3][-1])
        for other in _PAIR.finditer(program.text)
        if other[0] != old
    )


def _of_equality(program: Program, candidate: Candidate) -> bool:
    """Whether a comparison is for equality, before or after an edit."""
    return any(
        text in ("==", "!=") or program.text[start:end].strip() in ("==", "!=")
        for start, end, text in candidate.edits
    )


def _gives_up(candidate: Candidate, about: About) -> bool:
    """Whether a search says that there is nothing after its first step: a `return` in a loop that is to stand behind it."""
    moved = any(
        text.lstrip().startswith(("return None", "return\n", "return False"))
        for _, _, text in candidate.edits
    )
    return moved and about.says("None", "bool")


def _doubles(program: Program, candidate: Candidate) -> bool:
    """Whether an edit would put an entry into a row of constants that is there already."""
    start, end, text = candidate.edits[0]
    node = program.constants.get((start, end))
    row = program.parents.get(node) if node is not None else None
    parts = row.keys if isinstance(row, ast.Dict) else getattr(row, "elts", ())
    return any(
        isinstance(one, ast.Constant) and one is not node and program.source(one) == text for one in parts
    )


def _put_in(program: Program, candidate: Candidate) -> bool:
    """Whether a constant is what the program is tried with: an argument of a call at its top that nothing keeps."""
    start, end, _ = candidate.edits[0]
    node = program.constants.get((start, end))
    around = [] if node is None else list(program.ancestors(node))
    calls = [one for one in around if isinstance(one, ast.expr)]
    return (
        bool(calls)
        and all(isinstance(one, ast.Call | ast.Attribute | ast.List | ast.Tuple) for one in calls)
        and isinstance(around[len(calls)], ast.Expr)
        and program.function(around[len(calls)]) is None
    )


def _of_text(program: Program, candidate: Candidate) -> bool:
    """Whether a constant is replaced by one that stands in the program too, rather than by any."""
    start, end, text = candidate.edits[0]
    old = program.text[start:end]
    return old[:1] in "\"'" and len(text) > 2 or (old.lstrip("-").isdigit() and text.lstrip("-").isdigit())


__all__ = ["About", "about_of", "own_slips", "slips"]
