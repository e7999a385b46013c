"""Which step is taken for one of two things, and was forgotten for the other?

The other direction of an edge, the other side of a merge: two lists with a place in each, two ends, two totals.
"""

import ast
import re
from collections.abc import Iterator
from itertools import permutations

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made, behind, own_lines
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, is_docstring

_STEPS = ast.Assign | ast.AugAssign | ast.Expr
_MOST = 8  # names that are tried in one place
_LONGEST = 100  # characters of a step


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that take a statement's step for the other thing as well."""
    text = program.source(statement)
    if (
        not isinstance(statement, _STEPS)
        or is_docstring(statement)
        or "\n" in text
        or len(text) > _LONGEST
        or program.function(statement) is None
        or own_lines(program, statement) is None
    ):
        return
    for make in (_direction, _alongside):
        for changes, kind, weight in make(program, statement, scope):
            yield Candidate(program.path, changes, statement.lineno, kind, weight)


def names_of(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node holds, in the order of the tree."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id


def _renamed(text: str, mapping: dict[str, str]) -> str:
    return re.sub(r"(?<![.\w])[^\W\d]\w*", lambda found: mapping.get(found[0], found[0]), text)


def _direction(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A step that is taken for one of two is to be taken for the other one as well."""
    text = program.source(statement)
    names = [name for name in dict.fromkeys(names_of(statement)) if name in scope.variables][:4]
    there = {program.source(other) for other in program.block(statement)}
    for index, one in enumerate(names):
        for two in names[index + 1 :]:
            other = _renamed(text, {one: two, two: one})
            if other not in there:
                yield behind(program, statement, other), "other direction", 0.15
    if isinstance(statement, ast.AugAssign | ast.Expr):
        for one in names:
            for two in scope.variables[:_MOST]:
                other = _renamed(text, {one: two})
                if two not in names and scope.kinds.get(one) == scope.kinds.get(two) and other not in there:
                    yield behind(program, statement, other), "other direction", 0.08


def _alongside(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """Two names together stand for one of two things where the function says the same of two others: `a[i]`, `b[j]`."""
    function = program.function(statement)
    assert function is not None  # asked before
    text = program.source(statement)
    there = {program.source(node) for node in ast.walk(function) if isinstance(node, ast.stmt)}
    said = {
        (program.source(node), tuple(dict.fromkeys(names_of(node))))
        for node in ast.walk(function)
        if isinstance(node, ast.Subscript | ast.Compare)
    }
    alike = {(words, names) for words, names in said if len(names) == 2}
    own = set(names_of(statement))
    for words, names in sorted(alike):
        if not own.issuperset(names):
            continue
        for _, others in sorted(alike):
            for pair in permutations(others):
                mapping = dict(zip(names, pair, strict=True))
                other = _renamed(text, mapping)
                if own.isdisjoint(pair) and (_renamed(words, mapping), pair) in alike and other not in there:
                    yield behind(program, statement, other), "other side", 0.4
                    return
