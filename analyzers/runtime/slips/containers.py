"""Which container was meant, whose copy, and when does it begin anew?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, is_docstring, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes
from analyzers.runtime.slips.imported import named

_HAS = {
    "add": ("set()",),
    "discard": ("set()",),
    "append": ("[]",),
    "extend": ("[]",),
    "insert": ("[]",),
    "appendleft": ("deque()",),
    "popleft": ("deque()",),
    "items": ("{}",),
    "keys": ("{}",),
    "values": ("{}",),
    "get": ("{}",),
    "setdefault": ("{}",),
}
_EMPTY = {"{}", "[]", "set()", "()", "dict()", "list()", '""', "''", "None"}
_CHANGES = ("append", "add", "extend", "update", "insert", "push", "setdefault")
_MOST_RESETS = 6


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that put another container, a copy or a fresh one in a statement."""
    for maker in (_other, _nested, _whole_copy, _anew, _joined, _while_any, _turned):
        for changes, kind, weight in maker(program, statement, scope, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _other(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """What is empty at first is of another kind than what it is used as."""
    del scope
    wanted: tuple[str, ...] = _HAS.get(about.attribute, ())
    if about.says("item assignment", "indices must be integers", "not subscriptable"):
        wanted = ("{}", "[]")
    value = getattr(statement, "value", None)
    if not wanted or not isinstance(statement, ast.Assign | ast.AnnAssign) or value is None:
        return
    text = program.source(value)
    if text in _EMPTY:
        for other in wanted:
            if other != text:
                yield ((program.start(value), program.end(value), other),), "container", 0.8


def _nested(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """What a function collects by calling itself is put in as a list in the list."""
    del scope, about
    function = program.function(statement)
    match statement:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="append") as method,
                args=[ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called))],
            )
        ) if isinstance(function, Function) and called == function.name:
            given = [
                getattr(one.value, "id", "") for one in ast.walk(function) if isinstance(one, ast.Return)
            ]
            if given and set(given) == {name}:
                end = program.end(method)
                yield ((end - len("append"), end, "extend"),), "method", 4.0


def _whole_copy(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A copy shares what it holds with what it was made of."""
    del scope, about
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="copy"), attr="copy"), args=[thing]):
                pass
            case ast.Call(
                func=ast.Name(id="copy" | "list" | "dict"), args=[ast.Name() | ast.Attribute() as thing]
            ):
                pass
            case ast.Call(func=ast.Attribute(value=thing, attr="copy"), args=[]):
                pass
            case ast.Subscript(value=thing, slice=ast.Slice(lower=None, upper=None, step=None)):
                pass
            case ast.Lambda(body=ast.Name() as thing):
                for kind in ("dict", "list", "set"):
                    text = f"{kind}({program.source(thing)})"
                    yield ((program.start(thing), program.end(thing), text),), "copy", 0.35
                continue
            case _:
                continue
        name, imported = named(program, "copy", "deepcopy")
        text = f"{name}({program.source(thing)})"
        yield ((program.start(node), program.end(node), text), *imported), "copy", 0.35


def _anew(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A method fills what it should first have emptied: it still holds what the call before has left."""
    del about
    owner = program.parents.get(statement)
    if (
        not isinstance(statement, Function)
        or statement.name == "__init__"
        or not isinstance(owner, ast.ClassDef)
    ):
        return
    del scope
    first = (
        statement.body[1]
        if len(statement.body) > 1 and is_docstring(statement.body[0])
        else statement.body[0]
    )
    if first.lineno == statement.lineno:
        return
    changed = {
        node.func.value.attr
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _CHANGES
        and isinstance(node.func.value, ast.Attribute)
    } | {
        node.target.attr
        for node in ast.walk(statement)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute)
    }
    place, indent = program.lines.starts[first.lineno - 1], program.indentation(first)
    made = 0
    for node in ast.walk(owner):
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value) if (
                name in changed and program.source(value) in {*_EMPTY, "0", "deque()"}
            ):
                if program.function(node) is not statement and made < _MOST_RESETS:
                    made += 1
                    yield (insertion(program, place, indent, program.source(node)),), "begun anew", 0.4


def _joined(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """`sum` adds numbers; lists need a first list, and texts are joined."""
    del scope
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Name(id="sum"), args=[parts]) if about.type == "TypeError":
                text, close = program.source(parts), program.end(node) - 1
                if about.says("'list'"):
                    yield ((close, close, ", []"),), "joined", 0.8
                if about.says("'str'"):
                    whole = f'"".join({text})' if not text.startswith("(") else f'"".join{text}'
                    yield ((program.start(node), program.end(node), whole),), "joined", 0.4


def _while_any(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A loop takes from a container until nothing is left, and then goes on."""
    del scope
    if not isinstance(statement, ast.While) or about.type not in ("IndexError", "KeyError"):
        return
    if isinstance(statement.test, ast.Constant):
        for node in ast.walk(statement):
            match node:
                case ast.Call(func=ast.Attribute(attr="pop" | "popleft" | "popitem", value=items)):
                    start, end = program.start(statement.test), program.end(statement.test)
                    yield ((start, end, program.source(items)),), "end of loop", 3.0


def _turned(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A table is filled with the keys under the values."""
    del scope
    if about.type not in ("KeyError", "TypeError", "AttributeError", "IndexError"):
        return
    pairs: list[tuple[ast.expr, ast.expr]] = []
    match statement:
        case ast.Assign(targets=[ast.Subscript(slice=key)], value=value) if not isinstance(
            value, ast.Constant
        ):
            pairs.append((key, value))
    pairs += [(node.key, node.value) for node in own_expressions(statement) if isinstance(node, ast.DictComp)]
    for key, value in pairs:
        change = sorted(
            [(program.start(key), program.end(key), program.source(value)),
             (program.start(value), program.end(value), program.source(key))]
        )  # fmt: skip
        yield tuple(change), "key and value swapped", 0.5
