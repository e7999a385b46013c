"""The pitfalls of Python, read from its syntax tree."""

import ast
from collections.abc import Iterator

from analyzers.logic.pitfalls import calls, conditions, loops, results, sharing, texts
from analyzers.logic.pitfalls.found import Pitfall
from analyzers.logic.program import Program


def find(text: str) -> Iterator[Pitfall]:
    """Yield the pitfalls of a text; none where it is not valid Python."""
    try:
        program = Program("", text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(program.tree):
        for rule in (
            *sharing.RULES,
            *results.RULES,
            *conditions.RULES,
            *loops.RULES,
            *texts.RULES,
            *calls.RULES,
        ):
            yield from rule(program, node)
