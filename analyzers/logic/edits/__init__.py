"""Which small edits could put a suspicious line right, and how likely is each?

A candidate's weight says how often people make the mistake that it undoes, from 0 to 1; the search tries weight
times suspicion, largest first. The kinds follow what students and developers get wrong, not what is easy to
generate: a boundary, a wrong name, a statement in the wrong place, a forgotten case.
"""

import ast
from collections.abc import Iterator

from analyzers.deferred import dataclass, regex, replace
from analyzers.logic.edits.makers import made
from analyzers.logic.program import Program

_FAVOUR = 2.5
_IDIOM = 0.25
_NAME = regex(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change of one file: replacements of character ranges, what it does, and how plausible it is."""

    path: str
    edits: tuple[tuple[int, int, str], ...]  # start, end, text; sorted, apart from one another
    line: int  # the line it is about
    kind: str
    weight: float

    def apply(self, text: str) -> str:
        """Return the changed text."""
        parts = []
        position = 0
        for start, end, replacement in self.edits:
            parts += [text[position:start], replacement]
            position = end
        return "".join([*parts, text[position:]])


def candidates(program: Program, lines: frozenset[int]) -> Iterator[Candidate]:
    """Yield the single edits of the statements that begin on, or span, the given lines."""
    from analyzers.logic.edits import (
        carried,
        customs,
        depth,
        effects,
        everyday,
        expressions,
        forgotten,
        idioms,
        ingredients,
        inner,
        parallel,
        patterns,
        relations,
        runs,
        sharing,
        shortfalls,
        slips,
        statements,
        templates,
        twins,
        unmoved,
        unread,
        wording,
    )
    from analyzers.logic.edits.scope import Scope

    modules = (
        expressions, templates, slips, sharing, effects, forgotten, shortfalls, statements, ingredients, twins, parallel, patterns, wording,
        relations, runs, depth, unread, inner, idioms, carried, everyday, unmoved, customs,
    )  # fmt: skip
    scopes: dict[object, Scope] = {}
    for statement in program.statements():
        head = range(statement.lineno, _head_end(statement) + 1)
        if lines.isdisjoint(head):
            continue
        function = program.function(statement)
        scope = scopes.get(function)
        if scope is None:
            scope = scopes[function] = Scope.of(program, function)
        kept = _keeps_extreme(program, statement)
        for module in modules:
            for candidate in made(module.edits, program, statement, scope):
                if scope.unused:
                    candidate = _favoured(candidate, scope.unused)  # the same edit
                yield replace(candidate, weight=candidate.weight * _IDIOM) if kept else candidate


def compositions(program: Program, lines: frozenset[int]) -> Iterator[Candidate]:
    """Yield the edits that put a composed expression into statements that begin on the given lines."""
    from analyzers.logic.edits.composed import composed
    from analyzers.logic.edits.scope import Scope

    scopes: dict[object, Scope] = {}
    for statement in program.statements():
        if lines.isdisjoint(range(statement.lineno, _head_end(statement) + 1)):
            continue
        function = program.function(statement)
        if function not in scopes:
            scopes[function] = Scope.of(program, function)
        yield from made(composed, program, statement, scopes[function])


def _keeps_extreme(program: Program, statement: ast.stmt) -> bool:
    """Whether a statement is the step of `if value > best: best = value`, which is rarely the wrong one."""
    parent = program.parents.get(statement)
    match statement, parent:
        case (
            ast.Assign(targets=[target], value=ast.Name() as value),
            ast.If(
                test=ast.Compare(
                    left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right]
                )
            ),
        ):
            return {program.source(target), program.source(value)} == {
                program.source(left),
                program.source(right),
            }
    return False


def _favoured(candidate: Candidate, unused: frozenset[str]) -> Candidate:
    """What reads a name that nothing reads is the likelier: nobody makes a value for nothing."""
    if any(not unused.isdisjoint(_NAME.findall(text)) for _, _, text in candidate.edits):
        return replace(candidate, weight=min(1.0, candidate.weight * _FAVOUR))
    return candidate


def _head_end(statement: ast.stmt) -> int:
    """The last line of a statement without the block that it opens."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return max(statement.lineno, int(body[0].lineno) - 1)
    return statement.end_lineno or statement.lineno
