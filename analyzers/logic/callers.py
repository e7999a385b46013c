"""Does an edit put into one caller what all callers of a function lack?

A step that is missing in the common function was forgotten once, one that is missing in each caller as often as there
are callers: where both pass the tests, the common function is the likelier place; not where a caller sees to the same
thing in its own way.
"""

import ast
from collections.abc import Mapping, Sequence

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program


def aside(candidates: Sequence[Candidate], programs: Mapping[str, Program]) -> list[bool]:
    """Return which candidates put in a statement that another candidate puts into a better function."""
    shared: set[tuple[str, str, str]] = set()  # file, function and step
    free: set[tuple[str, str]] = set()  # file and step: in a function of which no caller sees to it
    sees: list[bool] = []
    for one in candidates:
        program, step = programs[one.path], _step(one)
        region = program.region(one.line)
        callers = [
            other.node
            for other in program.regions
            if region is not None and step and region.node.name in _called(other.node)
        ]
        sees.append(any(_spoken_of(step) & _names(node) for node in callers))
        if region is not None and step and not sees[-1]:
            free.add((program.path, step))
            if len(callers) > 1:
                shared.add((program.path, region.node.name, step))
    return [
        _is_aside(one, programs[one.path], shared) or (known and (one.path, _step(one)) in free)
        for one, known in zip(candidates, sees, strict=True)
    ]


def _is_aside(candidate: Candidate, program: Program, shared: set[tuple[str, str, str]]) -> bool:
    region, step = program.region(candidate.line), _step(candidate)
    if region is None or not step:
        return False
    return any((program.path, name, step) in shared for name in _called(region.node) - {region.node.name})


def _spoken_of(step: str) -> set[str]:
    try:
        return _names(ast.parse(step))
    except (SyntaxError, ValueError):  # `return x` parses, `else: …` does not
        return set()


def _step(candidate: Candidate) -> str:
    """The statement that a candidate puts in; nothing where it does anything else."""
    one, *others = candidate.edits
    return one[2].strip() if not others and one[0] == one[1] and "\n" in one[2] else ""


def _names(tree: ast.AST) -> set[str]:
    """The attributes and variables that are spoken of, the object itself apart."""
    found = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} - _called(tree)
    return found | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"self", "cls"}


def _called(function: ast.AST) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {
        one.id if isinstance(one, ast.Name) else one.attr
        for one in calls
        if isinstance(one, ast.Name | ast.Attribute)
    }
