"""Arguments that are not what their brackets make them look like."""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.pitfalls.found import Pitfall
from analyzers.logic.pitfalls.reading import at
from analyzers.logic.program import Program

_TAKES_ARGUMENTS = frozenset(["Thread", "Process", "Timer", "apply_async", "apply"])


def _no_tuple(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """`Thread(target=work, args=(3))`: brackets alone make no tuple, the comma does."""
    if (
        not isinstance(node, ast.Call)
        or getattr(node.func, "id", getattr(node.func, "attr", "")) not in _TAKES_ARGUMENTS
    ):
        return
    for word in node.keywords:
        value = word.value
        if word.arg != "args" or isinstance(value, ast.Tuple | ast.List | ast.Starred | ast.GeneratorExp):
            continue
        start, end = program.start(value), program.end(value)
        before, after = program.text[:start].rstrip(), program.text[end:].lstrip()
        if before.endswith("(") and after.startswith(")") and before[:-1].rstrip().endswith("="):
            yield at(
                program, value, "no-tuple", "brackets alone make no tuple: these are not the arguments of a call", 0.95,
                edits=((end, end, ","),), title="put a comma behind it: a tuple of one",
            )  # fmt: skip


RULES: tuple[Callable[[Program, ast.AST], Iterator[Pitfall]], ...] = (_no_tuple,)
