"""Does an edit put into one caller what all callers of a function lack?

A step that is missing in the common function was forgotten once, one that is missing in each caller as often as there
are callers: where both pass the tests, the common function is the likelier place.
"""

import ast
from collections.abc import Mapping, Sequence

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program


def aside(candidates: Sequence[Candidate], programs: Mapping[str, Program]) -> list[bool]:
    """Return which candidates put in a statement that another one puts into a function that theirs calls, as others do."""
    shared: set[tuple[str, str, str]] = set()
    for one in candidates:
        program = programs[one.path]
        region = program.region(one.line)
        if region is not None and _step(one):
            name = region.node.name
            if sum(name in _called(other.node) for other in program.regions) > 1:
                shared.add((program.path, name, _step(one)))
    return [_is_aside(one, programs[one.path], shared) for one in candidates]


def _is_aside(candidate: Candidate, program: Program, shared: set[tuple[str, str, str]]) -> bool:
    region, step = program.region(candidate.line), _step(candidate)
    if region is None or not step:
        return False
    return any((program.path, name, step) in shared for name in _called(region.node) - {region.node.name})


def _step(candidate: Candidate) -> str:
    """The statement that a candidate puts in; nothing where it does anything else."""
    one, *others = candidate.edits
    return one[2].strip() if not others and one[0] == one[1] and "\n" in one[2] else ""


def _called(function: ast.AST) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {
        one.id if isinstance(one, ast.Name) else one.attr
        for one in calls
        if isinstance(one, ast.Name | ast.Attribute)
    }
