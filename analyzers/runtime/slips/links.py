"""What is noted one way and looked up the other, or counted in one unit and asked for in another, or imported from here?"""

import ast
import re
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes

_MUTUAL = re.compile(
    r"(?i)neighbo|undirected|mutual|friend|two.?way|both (?:ways|directions)|adjacen|symmetric"
)
_UNITS = frozenset([10, 12, 24, 60, 100, 365, 1000, 1024, 3600])


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that go the other way, into another unit, or import from beside."""
    del scope
    for maker in (_both_ways, _in_units, _from_beside):
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _both_ways(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Two things are linked in one direction only; or the second one has no entry of its own."""
    span = own_lines(program, statement)
    if about.type != "KeyError" or span is None or not isinstance(statement, ast.Assign | ast.Expr):
        return
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=inner, slice=ast.Name(id=second))]):
            pass
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=inner, attr="append" | "add"), args=[ast.Name(id=second)])
        ):
            pass
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=inner, attr="append" | "add"),
                args=[ast.Tuple(elts=[ast.Name(id=second), *_])],
            )
        ):
            pass
        case _:
            return
    match inner:
        case ast.Subscript(value=table, slice=ast.Name(id=first)):
            empty = "{}" if isinstance(statement, ast.Assign) else "[]"
        case ast.Call(func=ast.Attribute(value=table, attr="setdefault"), args=[ast.Name(id=first), start]):
            empty = program.source(start)
        case _:
            return
    text, here = program.source(statement), program.indentation(statement)
    swapped = re.sub(rf"\b({first}|{second})\b", lambda found: second if found[1] == first else first, text)
    both = 1.2 if any(_MUTUAL.search(name) for name in (text, *about.functions, *about.strings)) else 0.5
    yield (insertion(program, span[1], here, swapped),), "other direction", both
    own = f"{program.source(table)}.setdefault({second}, {empty})"
    yield (insertion(program, span[1], here, own),), "other direction", 0.5


def _in_units(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """An amount is handed on in a smaller or a larger unit than is asked for, where the program converts elsewhere."""
    if about.type in ("AttributeError", "NameError", "KeyError", "UnboundLocalError"):
        return
    factors = dict.fromkeys(
        node.right.value
        for node in program.parents
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv)
        and isinstance(node.right, ast.Constant)
        and node.right.value in _UNITS
    )
    for node in own_expressions(statement) if factors else ():
        if not isinstance(node, ast.Call):
            continue
        for argument in node.args:
            if isinstance(argument, ast.Name | ast.Attribute):
                end = program.end(argument)
                for factor in list(factors)[:2]:
                    for operator in ("/", "*", "//"):
                        yield ((end, end, f" {operator} {factor}"),), "unit", 0.2


def _from_beside(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A file that is run by itself imports from its folder without a dot."""
    if isinstance(statement, ast.ImportFrom) and statement.level and about.says("relative import"):
        start = program.text.find("from", program.start(statement)) + 4
        dots = program.text.find(".", start)
        if statement.module:
            yield ((dots, dots + statement.level, ""),), "import", 1.0
