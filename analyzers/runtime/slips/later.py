"""What was to be taken along before its source is closed, made a path, counted from nothing, or kept under another name?

Each maker answers one message of Python by the change that those who know it make.
"""

import ast
from collections.abc import Callable, Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, by_expression, put
from analyzers.runtime.slips.imported import named

CLOSED = ("closed database", "closed cursor", "closed file", "connection is closed", "closed connection")
_ROWS = frozenset(["execute", "executemany", "executescript", "cursor"])
_LAZY = frozenset(
    ["reader", "DictReader", "map", "filter", "zip", "enumerate", "iter", "reversed", "chain", "islice"]
)
_TEXT = regex(r"'str' object has no attribute '(\w+)'")
_SOLID = regex(r"wall|block|solid|obstacle|occupied|taken|closed|edge|outside")
_OF_PATHS = frozenset(
    ["glob", "rglob", "iterdir", "exists", "is_file", "is_dir", "read_text", "write_text", "read_bytes", "write_bytes",
     "mkdir", "open", "stem", "suffix", "parent", "name", "parts", "joinpath", "unlink", "resolve", "with_suffix",
     "stat", "with_name", "relative_to", "touch", "rename", "as_posix", "absolute", "expanduser", "parents"]
)  # fmt: skip


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of the expressions of a statement."""
    del scope
    for maker_of_statements in (_outside, _in_steps):
        for changes, kind, weight in maker_of_statements(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)
    yield from by_expression(_MAKERS, program, statement, about)


def _taken_along(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Rows are handed out one by one, and what they come from is closed by then."""
    if not about.says(*CLOSED) or not isinstance(node, ast.Call):
        return
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    parent = program.parents.get(node)
    if not isinstance(parent, ast.Return | ast.Assign | ast.Yield | ast.keyword | ast.Call):
        return
    end = program.end(node)
    if name in _ROWS and isinstance(node.func, ast.Attribute):
        yield ((end, end, ".fetchall()"),), "read at once", 0.9
    elif name in _LAZY:
        yield put(program, node, f"list({program.source(node)})"), "read at once", 0.7


def _path(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """The name of a file is asked for what a path has."""
    found = _TEXT.search(about.message)
    if found is None or found[1] not in _OF_PATHS:
        return
    name, imported = named(program, "pathlib", "Path")
    parent = program.parents.get(node)
    match node:
        case ast.Attribute(value=ast.Name() | ast.Attribute() | ast.Subscript() as owner, attr=attr) if (
            attr == found[1]
        ):
            text = program.source(owner)
            yield put(program, owner, f"{name}({text})", *imported), "path", 0.6
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Constant(value=str()) if isinstance(
            parent, ast.Call
        ):
            called = getattr(parent.func, "id", getattr(parent.func, "attr", ""))
            if parent.func is not node and called not in (
                "print",
                "len",
                "str",
                "join",
                "open",
                "Path",
                "isinstance",
            ):
                yield put(program, node, f"{name}({program.source(node)})", *imported), "path", 0.6
        case ast.Call(func=ast.Attribute(attr="add_argument"), keywords=words) if not any(
            one.arg in ("type", "action", "nargs") for one in words
        ):
            close = program.end(node) - 1
            yield ((close, close, f", type={name}"), *imported), "path", 0.5


def _from_nothing(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Running totals are one more than what is added up: they begin with the total of nothing."""
    if about.type != "IndexError":
        return
    match node:
        case ast.Call(
            func=ast.Name(id="accumulate") | ast.Attribute(attr="accumulate"), args=[_], keywords=[]
        ):
            close = program.end(node) - 1
            yield ((close, close, ", initial=0"),), "first value", 2.0


def _both_sizes(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`0 <= x < height and 0 <= y < width`: the bounds of the two are exchanged."""
    if about.type not in ("IndexError", "KeyError") or not isinstance(node, ast.BoolOp):
        return
    bounds = [
        one.comparators[-1]
        for one in node.values
        if isinstance(one, ast.Compare)
        and isinstance(one.ops[-1], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
        and not isinstance(one.comparators[-1], ast.Constant)
    ]
    for place, one in enumerate(bounds):
        for other in bounds[place + 1 :]:
            texts = program.source(one), program.source(other)
            if texts[0] != texts[1]:
                change = (*put(program, one, texts[1]), *put(program, other, texts[0]))
                yield change, "sizes swapped", 0.8


def _of_the_longer(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Two rows are gone through to the end of the longer one: what the shorter lacks counts as nothing."""
    if about.type != "IndexError" or not isinstance(node, ast.BinOp):
        return
    rows = [part for part in (node.left, node.right) if isinstance(part, ast.Subscript)]
    if len(rows) != 2 or program.source(rows[0].slice) != program.source(rows[1].slice):
        return
    at = program.source(rows[0].slice)
    function = program.function(node)
    around = program.source(function) if function is not None else program.text
    if "max(" in around and all(f"len({program.source(row.value)})" in around for row in rows):
        change = tuple(
            part
            for row in rows
            for part in put(
                program, row, f"({program.source(row)} if {at} < len({program.source(row.value)}) else 0)"
            )
        )
        yield change, "fallback", 3.0


def _hidden_method(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """An object's attribute has the name of a method of its class, and hides it."""
    if "object is not callable" not in about.message:
        return
    match node:
        case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
            pass
        case _:
            return
    owner = program.parents.get(node)
    while owner is not None and not isinstance(owner, ast.ClassDef):
        owner = program.parents.get(owner)
    methods = (
        {one.name for one in owner.body if isinstance(one, ast.FunctionDef)} if owner is not None else set()
    )
    if name not in methods or owner is None or f"_{name}" in about.stored:
        return
    changes = []
    for one in ast.walk(owner):
        if isinstance(one, ast.Attribute) and one.attr == name and getattr(one.value, "id", "") == "self":
            parent = program.parents.get(one)
            if not (isinstance(parent, ast.Call) and parent.func is one):
                end = program.end(one)
                changes.append((end - len(name), end, f"_{name}"))
    yield tuple(changes), "attribute renamed", 0.95


def _box(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """The number of a square of `k` by `k`: `r // k * k + c // k`, of which a sign or a factor is wrong."""
    if about.type not in ("IndexError", "KeyError"):
        return
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = [_divided(part) for part in (left, right)]
        case _:
            return
    if parts[0] is None or parts[1] is None or parts[0][1] != parts[1][1] or parts[0][0] == parts[1][0]:
        return
    (row, size), (column, _) = parts[0], parts[1]
    text = f"{row} // {size} * {size} + {column} // {size}"
    if text != ast.unparse(node):
        yield put(program, node, text), "operator", 2.0


def _divided(node: ast.expr) -> tuple[str, int] | None:
    """What is divided by a whole number, and by which; it may be multiplied again."""
    match node:
        case ast.BinOp(left=inner, op=ast.Mult(), right=ast.Constant(value=int())):
            return _divided(inner)
        case ast.BinOp(
            left=ast.Name() | ast.Attribute() as left,
            op=ast.FloorDiv() | ast.Mod(),
            right=ast.Constant(value=int() as size),
        ):
            return ast.unparse(left), size
    return None


def _outside(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A cell is asked for that lies outside of the grid: it is a wall, and else nothing."""
    function = program.function(statement)
    span = own_lines(program, statement)
    if (
        about.type not in ("IndexError", "KeyError")
        or not isinstance(statement, ast.Return)
        or function is None
        or span is None
    ):
        return
    given = {one.arg for one in function.args.args}
    for node in own_expressions(statement):
        match node:
            case ast.Subscript(
                value=ast.Subscript(value=grid, slice=ast.Name(id=row)), slice=ast.Name(id=column)
            ) if {row, column} <= given:
                rows, value = program.source(grid), statement.value
                solid = _SOLID.search(function.name) is not None
                says = isinstance(value, ast.Compare | ast.BoolOp | ast.UnaryOp)
                outside = str(solid) if says else "None"
                test = f"0 <= {row} < len({rows}) and 0 <= {column} < len({rows}[{row}])"
                text = f"if not ({test}):\n{unit(program)}return {outside}"
                yield (
                    (insertion(program, span[0], program.indentation(statement), text),),
                    "cell outside",
                    1.0,
                )
                return


def _in_steps(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A loop counts by parts of one, whose sum may stay a little below where it should end."""
    if about.type not in ("IndexError", "KeyError") or not isinstance(statement, ast.While):
        return
    match statement.test:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Lt()], comparators=[end]):
            pass
        case _:
            return
    for node in statement.body:
        match node:
            case ast.AugAssign(target=ast.Name(id=stepped), op=ast.Add(), value=step) if stepped == name:
                whole = isinstance(step, ast.Constant) and isinstance(step.value, int)
                if not whole:
                    yield (
                        put(program, end, f"{program.source(end)} - {program.source(step)} / 2"),
                        "compare",
                        1.5,
                    )


_MAKERS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (
    _taken_along, _path, _from_nothing, _both_sizes, _of_the_longer, _hidden_method,
    _box,
)  # fmt: skip
