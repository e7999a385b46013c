"""Which rows that belong together stand in the wrong block?

Two or three start values that were to be set anew in each round, or once; steps that were to be taken after the loop,
or in it. Each of them moved by itself mends nothing.
"""

import ast
from collections.abc import Iterator, Sequence

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import LOOPS, Made, insertion, own_lines, reindented
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, is_docstring

_LENGTHS = (2, 3)


def edits(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that move a statement and the ones behind it into, or out of, a block."""
    block = program.block(statement)
    index = next((number for number, other in enumerate(block) if other is statement), None)
    if index is None or is_docstring(statement):
        return
    for length in _LENGTHS:
        run = block[index : index + length]
        if len(run) < length or any(isinstance(one, (Function, ast.ClassDef)) for one in run):
            return
        for make in (_into_loop, _before_loop, _into_block, _behind_block):
            for changes, kind, weight in make(program, run, block, index):
                yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _span(program: Program, run: Sequence[ast.stmt]) -> tuple[int, int] | None:
    first, last = own_lines(program, run[0]), own_lines(program, run[-1])
    return (first[0], last[1]) if first is not None and last is not None else None


def _moved(program: Program, run: Sequence[ast.stmt], indentation: str) -> str | None:
    span = _span(program, run)
    if span is None:
        return None
    return reindented(program.text[slice(*span)], program.indentation(run[0]), indentation)


def _into_loop(
    program: Program, run: Sequence[ast.stmt], block: Sequence[ast.stmt], index: int
) -> Iterator[Made]:
    """Start values that each round of the loop behind them needs anew."""
    place = index + len(run)
    loop = block[place] if place < len(block) else None
    if not isinstance(loop, LOOPS) or not all(isinstance(one, ast.Assign) for one in run):
        return
    span, inner = _span(program, run), own_lines(program, loop.body[0])
    moved = _moved(program, run, program.indentation(loop.body[0]))
    if span is not None and inner is not None and moved is not None:
        yield (
            ((*span, ""), insertion(program, inner[0], "", moved.rstrip("\n"))),
            "moved into the loop",
            0.3,
        )


def _before_loop(
    program: Program, run: Sequence[ast.stmt], block: Sequence[ast.stmt], index: int
) -> Iterator[Made]:
    """Start values that each round sets anew and that were to be kept."""
    loop = program.parents[run[0]]
    if not isinstance(loop, LOOPS) or index or block is not loop.body or len(block) == len(run):
        return
    if not all(isinstance(one, ast.Assign) for one in run):
        return
    span, around = _span(program, run), own_lines(program, loop)
    moved = _moved(program, run, program.indentation(loop))
    if span is not None and around is not None and moved is not None:
        put = insertion(program, around[0], "", moved.rstrip("\n"))
        yield (put, (*span, "")), "moved before the block", 0.3


def _into_block(
    program: Program, run: Sequence[ast.stmt], block: Sequence[ast.stmt], index: int
) -> Iterator[Made]:
    """Steps behind a block that belong to its end."""
    before = block[index - 1] if index else None
    if not isinstance(before, (*LOOPS, ast.If, ast.With)):
        return
    last = (before.orelse if isinstance(before, ast.If) and before.orelse else before.body)[-1]
    span, inner = _span(program, run), own_lines(program, last)
    moved = _moved(program, run, program.indentation(last))
    if span is not None and inner is not None and moved is not None:
        yield ((*span, moved),), "moved into the block", 0.25


def _behind_block(
    program: Program, run: Sequence[ast.stmt], block: Sequence[ast.stmt], index: int
) -> Iterator[Made]:
    """Steps at the end of a block that belong behind it."""
    parent = program.parents[run[0]]
    if not isinstance(parent, (*LOOPS, ast.If, ast.With)) or index + len(run) != len(block) or not index:
        return
    span, around = _span(program, run), own_lines(program, parent)
    moved = _moved(program, run, program.indentation(parent))
    if span is not None and around is not None and around[1] == span[1] and moved is not None:
        yield ((*span, moved),), "moved out of the block", 0.25
