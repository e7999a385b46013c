"""Which edit fits what the values on the stack were seen to be?

A table is taken apart by its names and a row one by one, a line of JSON is read, an index goes to the last place: what
the live program held decides among edits that the message alone leaves open.
"""

import ast
from collections.abc import Callable, Iterator

from analyzers.facts import Variable
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, by_expression, put
from analyzers.runtime.slips.imported import named


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of the expressions of a statement that its live values speak for."""
    del scope
    yield from by_expression(_MAKERS, program, statement, about)


def _taken_apart(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """The only argument holds all of them."""
    match node:
        case ast.Call(args=[given], keywords=[]) if about.says("required positional argument"):
            held = about.held(program, given)
        case _:
            return
    if isinstance(given, ast.Starred | ast.Constant) or held is None:
        return
    start = program.start(given)
    if held.type == "dict" and all(one.name.strip("[]'\"").isidentifier() for one in held.parts):
        yield ((start, start, "**"),), "taken apart", 4.0
    elif held.type in ("list", "tuple") and (held.size or 0) > 1:
        yield ((start, start, "*"),), "taken apart", 4.0


def _read_first(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A line of JSON is used as what it says."""
    if not about.says("string indices must be", "'str' object has no attribute", "indices must be integers"):
        return
    match node:
        case ast.Name(ctx=ast.Load()) | ast.Attribute(ctx=ast.Load()):
            parent, held = program.parents.get(node), about.held(program, node)
            places = ast.Call | ast.Subscript | ast.Attribute | ast.For | ast.comprehension
            text = held is not None and held.type == "str" and held.repr[1:2] in ("{", "[")
            if text and isinstance(parent, places):
                name, imported = named(program, "json", "loads")
                yield put(program, node, f"{name}({program.source(node)})", *imported), "parsed", 3.0


def _one_in_a_row(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """One text is handed to a function that goes over several: it goes over the letters."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=words):
            function = about.functions.get(name)
        case _:
            return
    if function is None:
        return
    names = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
    pairs = [*zip(names, args, strict=False), *((one.arg or "", one.value) for one in words)]
    for parameter, given in pairs:
        if not _is_text(program, given, about) or not _letter(about, function.name, parameter, function):
            continue
        yield put(program, given, f"[{program.source(given)}]"), "gathered", 4.0


def _is_text(program: Program, node: ast.expr, about: About) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    held = about.held(program, node)
    return held is not None and held.type == "str"


def _letter(about: About, name: str, parameter: str, function: ast.AST) -> bool:
    """Whether a function that was running goes over a parameter, and has a single letter of it in hand."""
    for loop in ast.walk(function):
        match loop:
            case (
                ast.For(target=ast.Name(id=item), iter=ast.Name(id=over))
                | ast.comprehension(target=ast.Name(id=item), iter=ast.Name(id=over))
            ) if over == parameter:
                for frame in about.frames:
                    if (
                        frame.function == name
                        or frame.function.startswith("<")
                        and frame.function.endswith("comp>")
                    ):
                        held = _named(frame.variables, item)
                        if held is not None and held.type == "str" and held.size == 1:
                            return True
    return False


def _named(variables: tuple[Variable, ...], name: str) -> Variable | None:
    return next((one for one in variables if one.name == name), None)


def _item_of_the_round(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """In a loop over a table's keys or a list's places, the whole of it is handed on where its item was meant."""
    match node, program.parents.get(node):
        case ast.Name(
            id=name, ctx=ast.Load()
        ), ast.Call() | ast.BinOp() | ast.Compare() | ast.FormattedValue():
            pass
        case _:
            return
    if about.type not in ("TypeError", "AttributeError", "ValueError"):
        return
    for around in program.ancestors(node):
        for loop in (around, *getattr(around, "generators", ())):
            match loop:
                case (
                    ast.For(target=ast.Name(id=key), iter=over)
                    | ast.comprehension(target=ast.Name(id=key), iter=over)
                ) if over is not node and over is not program.parents.get(node):
                    numbers = f"range(len({name}))"
                    keys = (name, f"{name}.keys()", f"sorted({name})")
                    held, text = about.held(program, node), ast.unparse(over)
                    table = (
                        about.says("'dict'") or held is not None and held.type.endswith(("dict", "Counter"))
                    )
                    if text == numbers or text in keys and table:
                        yield put(program, node, f"{name}[{key}]"), "item of the round", 3.0


def _last_place(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A fixed place is one beyond the last of what a row was seen to have."""
    match node:
        case ast.Subscript(value=row, slice=ast.Constant(value=int() as place)) if about.type == "IndexError":
            held = about.held(program, row)
            if held is not None and held.size == place and place > 0:
                yield put(program, node.slice, str(place - 1)), "index", 1.5


def _counted_from_one(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A number that people count from one is used as a place, which is counted from nought."""
    match node:
        case ast.Subscript(value=row, slice=ast.Name() as place) if about.type == "IndexError":
            whole, number = about.held(program, row), about.held(program, place)
            size = whole.size if whole is not None else _written(program, row)
            if size and number is not None and number.repr == str(size):
                function = program.function(node)
                given = function is not None and place.id in [one.arg for one in function.args.args]
                yield put(program, place, f"{place.id} - 1"), "counted from nought", 2.0 if given else 0.5


def _written(program: Program, node: ast.expr) -> int | None:
    """How many elements a name has that is written out at the top of a file."""
    if not isinstance(node, ast.Name):
        return None
    for statement in program.tree.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.List(elts=parts) | ast.Tuple(elts=parts)
            ) if name == node.id:
                return len(parts)
    return None


_MAKERS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (
    _taken_apart, _read_first, _one_in_a_row, _item_of_the_round, _last_place, _counted_from_one,
)  # fmt: skip
