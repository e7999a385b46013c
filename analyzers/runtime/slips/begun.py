"""What was to be there from the beginning: an entry of a table, a part of a row, an attribute that is only a local name?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes

_SIZES = regex(r"\(expected (?:at least )?(\d+), got (\d+)\)")
_FILLERS = ("0", "None", '""', "[]")
_EMPTY = {"append": "[]", "extend": "[]", "add": "set()", "update": "{}", "items": "{}", "remove": "[]"}


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits of what a statement begins with."""
    del scope
    for maker in (_entry, _longer, _of_the_object, _first_of):
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, changes, statement.lineno, kind, weight)


def _entry(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A table begins empty, though one of its keys is asked for before anybody sets it."""
    if about.type != "KeyError" or not about.message.isprintable():
        return
    match statement:
        case (
            ast.Assign(targets=[target], value=ast.Dict(keys=[]) as table)
            | ast.AnnAssign(target=target, value=ast.Dict(keys=[]) as table)
        ):
            name = getattr(target, "attr", getattr(target, "id", ""))
        case _:
            return
    key = about.message.strip()
    if not (about.key in about.strings if about.key else key.lstrip("-").isdigit()):
        return  # a key that only the data has is no part of the program's beginning
    filled = any(
        isinstance(around, ast.For | ast.While) and around in program.block(statement)
        for node in program.parents
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and _named(node.value) == name
        for around in program.ancestors(node)
    )  # by a loop that stands beside it: its entries are made there
    for value in dict.fromkeys((*_values_of(program, name), "0", "None")):
        text = f"{{{key}: {value}}}"
        yield ((program.start(table), program.end(table), text),), "entry added", 0.1 if filled else 0.6


def _values_of(program: Program, table: str) -> Iterator[str]:
    """What is put under other keys of a table, as far as it is a beginning, or what its values are used as."""
    for node in program.parents:
        match node:
            case ast.Assign(targets=[ast.Subscript(value=base)], value=value) if _named(base) == table:
                if isinstance(value, ast.Constant | ast.List | ast.Dict) and len(program.source(value)) < 20:
                    yield program.source(value)
            case ast.Attribute(value=ast.Subscript(value=base), attr=used) if (
                _named(base) == table and used in _EMPTY
            ):
                yield _EMPTY[used]


def _named(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _longer(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A row that is taken apart has a value too few, or one too many."""
    found = _SIZES.search(about.message)
    if found is None:
        return
    wanted, had = int(found[1]), int(found[2])
    for node in own_expressions(statement):
        if not isinstance(node, ast.Tuple | ast.List) or len(node.elts) != had or not had:
            continue
        if not isinstance(node.ctx, ast.Load):
            continue
        end = program.end(node.elts[-1])
        if wanted == had + 1:
            last = program.source(node.elts[-1])
            for value in dict.fromkeys(
                (*_FILLERS, *((last,) if isinstance(node.elts[-1], ast.Constant) else ()))
            ):
                yield ((end, end, f", {value}"),), "shape", 0.5
        elif wanted == had - 1 and had > 1:
            for number, one in enumerate(node.elts):
                start = program.end(node.elts[number - 1]) if number else program.start(one)
                stop = program.end(one) if number else program.start(node.elts[1])
                yield ((start, stop, ""),), "shape", 0.4


def _of_the_object(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A method sets a local name that nothing reads, where an attribute of that name is missing."""
    function = program.function(statement)
    if about.type != "AttributeError" or not about.attribute or function is None:
        return
    if not isinstance(program.parents.get(function), ast.ClassDef) or not function.args.args:
        return
    targets: list[ast.expr] = []
    match statement:
        case ast.Assign(targets=found):
            targets = [part for one in found for part in (one.elts if isinstance(one, ast.Tuple) else [one])]
        case ast.AnnAssign(target=one) | ast.AugAssign(target=one):
            targets = [one]
    for target in targets:
        if isinstance(target, ast.Name) and target.id == about.attribute:
            start = program.start(target)
            yield ((start, start, f"{function.args.args[0].arg}."),), "name to attribute", 0.9


def _first_of(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A list of one row is taken apart as if it were the row."""
    if not about.says("to unpack") or isinstance(statement, Function):
        return
    match statement:
        case ast.Assign(
            targets=[ast.Tuple() | ast.List()], value=ast.Call() | ast.Name() | ast.Attribute() as value
        ):
            end = program.end(value)
            for index in ("0", "-1"):
                yield ((end, end, f"[{index}]"),), "item of it", 0.45
