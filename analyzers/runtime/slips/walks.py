"""Does a search along links stop where there is no further one?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits.lines import insertion, own_lines, unit
from analyzers.logic.program import Program
from analyzers.runtime.slips.change import Changes


def past_the_end(program: Program, loop: ast.While) -> Iterator[Changes]:
    """A search along links does not think of what is not there: it has to stop at the end, and then give up."""
    span, function = own_lines(program, loop), program.function(loop)
    if span is None or function is None:
        return
    walkers = dict.fromkeys(
        ast.unparse(node.value)
        for node in ast.walk(loop.test)
        if isinstance(node, ast.Attribute | ast.Subscript)
        and isinstance(node.value, ast.Name | ast.Attribute)
    )
    here, step = program.indentation(loop), unit(program)
    gives = any(isinstance(node, ast.Return) and node.value is not None for node in ast.walk(function))
    for walker in list(walkers)[:3]:
        start = program.start(loop.test)
        leave = insertion(program, span[1], here, f"if {walker} is None:\n{step}return{' None' * gives}")
        if _asked_behind(program, loop, walker):
            yield ((start, start, f"{walker} is not None and "),), "end of loop", 0.6
        else:
            yield ((start, start, f"{walker} is not None and "), leave), "end of loop", 0.6


def _asked_behind(program: Program, loop: ast.While, walker: str) -> bool:
    """Whether the statement behind a loop asks if a link is there."""
    block = program.block(loop)
    following = block[block.index(loop) + 1 :][:1]
    return any(
        isinstance(one, ast.If | ast.Return)
        and walker in program.source(one.test if isinstance(one, ast.If) else one)
        for one in following
    )
