"""How does an edit come by a name of the standard library that the program has not imported?"""

import ast

from analyzers.logic.program import Program
from analyzers.runtime.slips.change import Edit


def named(program: Program, module: str, name: str) -> tuple[str, tuple[Edit, ...]]:
    """Return how the program calls a name of a module, and the edit that imports it where it has to be."""
    last: ast.stmt | None = None
    for node in program.tree.body:
        if isinstance(node, ast.Import):
            last = node
            for one in node.names:
                if one.name == module:
                    return f"{one.asname or module}.{name}", ()
        elif isinstance(node, ast.ImportFrom):
            last = node
            if node.module == module and not node.level:
                for one in node.names:
                    if one.name == name:
                        return one.asname or name, ()
                end = program.end(node)
                if program.text[end - 1] != ")":
                    return name, ((end, end, f", {name}"),)
    line = 1 if last is None else (last.end_lineno or last.lineno) + 1
    if last is None and program.tree.body:
        line = program.tree.body[0].lineno
        if isinstance(program.tree.body[0], ast.Expr):  # a docstring stays the first thing
            line = (program.tree.body[0].end_lineno or line) + 1
    starts = program.lines.starts
    place = starts[line - 1] if line <= len(starts) else len(program.text)
    return name, ((place, place, f"from {module} import {name}\n"),)
