"""Which value is shared that should be one's own, or one's own that should be shared?

An attribute of a class that every instance changes, an argument that the caller did not mean to have changed, a name
that stays in its function where an attribute or a global was meant.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made, insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, is_docstring, own_expressions

_CHANGES = frozenset(
    ["append", "extend", "insert", "pop", "remove", "sort", "reverse", "clear", "add", "discard", "update",
     "setdefault", "popitem", "appendleft", "popleft"]
)  # fmt: skip


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that share a value, or give each its own."""
    made = [make(program, statement, scope) for make in (_of_class, _argument, _own_name, _raised)]
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _of_class(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """A list that is made with the class is one for all instances."""
    owner = program.parents.get(statement)
    span = own_lines(program, statement)
    match statement, owner:
        case ast.Assign(targets=[ast.Name(id=name)], value=value), ast.ClassDef(body=body) if (
            span is not None
        ):
            pass
        case _:
            return
    fresh = isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        fresh = value.func.id in ("list", "dict", "set", "defaultdict", "deque", "Counter")
    if not fresh or _is_meant_for_all(program, owner, name):
        return
    row = f"self.{name} = {program.source(value)}"
    start = next((one for one in body if isinstance(one, Function) and one.name == "__init__"), None)
    if start is None:
        here, step = program.indentation(statement), unit(program)
        text = f"{here}def __init__(self):\n{here}{step}{row}\n"
        yield ((span[0], span[1], text),), "shared by all instances", 0.9
        return
    first = start.body[1] if is_docstring(start.body[0]) and len(start.body) > 1 else start.body[0]
    place = own_lines(program, first)
    if place is not None:
        put = insertion(program, place[0], program.indentation(first), row)
        yield (put,), "shared by all instances", 0.9


def _is_meant_for_all(program: Program, owner: ast.ClassDef, name: str) -> bool:
    """Whether something reads an attribute from the class itself."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == name
        and getattr(node.value, "id", "") in (owner.name, "cls")
        for node in ast.walk(program.tree)
    )


def _argument(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """A function that changes what it was given, where it should have worked on a copy."""
    if not isinstance(statement, Function):
        return
    first = (
        statement.body[1]
        if is_docstring(statement.body[0]) and len(statement.body) > 1
        else statement.body[0]
    )
    place = own_lines(program, first)
    if place is None:
        return
    given = {item.arg for item in (*statement.args.posonlyargs, *statement.args.args)} - {"self", "cls"}
    changed: dict[str, None] = {}
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in _CHANGES:
                changed.setdefault(name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                changed.setdefault(name)
            case ast.Subscript(value=ast.Subscript(value=ast.Name(id=name)), ctx=ast.Store()):
                changed.setdefault(name)
    for name in changed:
        if name in given:
            for copy, weight in ((f"{name}.copy()", 0.3), (f"[row[:] for row in {name}]", 0.12)):
                put = insertion(program, place[0], program.indentation(first), f"{name} = {copy}")
                yield (put,), "argument copied", weight


def _own_name(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A name that is set in a function and lost at its end, where the attribute or the global of that name was meant."""
    function = program.function(statement)
    if function is None or isinstance(statement, Function):
        return
    stored: set[str] = set()
    for node in own_expressions(statement):
        if isinstance(node, ast.Name) and node.id not in scope.parameters:
            if scope.is_method and node.id in scope.attributes:
                weight = 0.6 if isinstance(node.ctx, ast.Store) else 0.3
                yield (
                    ((program.start(node), program.end(node), f"self.{node.id}"),),
                    "name to attribute",
                    weight,
                )
            if isinstance(node.ctx, ast.Store):
                stored.add(node.id)
    first = (
        function.body[1] if is_docstring(function.body[0]) and len(function.body) > 1 else function.body[0]
    )
    place = own_lines(program, first)
    top = {
        target.id
        for one in program.tree.body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    said = any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(function))
    if place is None or said:
        return
    for name in sorted(stored & top):
        put = insertion(program, place[0], program.indentation(first), f"global {name}")
        yield (put,), "global", 0.4


def _raised(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """Another exception than the one that was meant is raised, or caught."""
    names: list[ast.Name] = []
    match statement:
        case ast.Raise(exc=ast.Name() as name) | ast.Raise(exc=ast.Call(func=ast.Name() as name)):
            names.append(name)
        case ast.Try(handlers=handlers):
            names += [one.type for one in handlers if isinstance(one.type, ast.Name)]
    own = [
        node.name
        for node in program.tree.body
        if isinstance(node, ast.ClassDef) and node.name.endswith(("Error", "Exception"))
    ]
    for name in names:
        for other in (*own, *_EXCEPTIONS):
            if other != name.id:
                yield ((program.start(name), program.end(name), other),), "exception", 0.25


_EXCEPTIONS = (
    "ValueError",
    "KeyError",
    "IndexError",
    "TypeError",
    "ZeroDivisionError",
    "LookupError",
    "Exception",
)
