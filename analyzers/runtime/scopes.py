"""Which names does a place see, and where are they bound?"""

import ast
import builtins
from collections.abc import Iterable

from analyzers.runtime.crash import read_from
from analyzers.runtime.index import Binding, bindings, parameters
from analyzers.runtime.source import Function, Scope, Source, inside


def visible_names(source: Source, scope: Scope) -> list[str]:
    """Return the names that can be used in a scope, nearest first, builtins last."""
    names: dict[str, None] = {}
    current: Scope = scope
    while True:
        if not isinstance(current, ast.ClassDef) or current is scope:
            if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                names.update(dict.fromkeys(parameters(current)))
            if not isinstance(current, ast.Lambda):
                for node in inside(list(current.body)):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        names[node.id] = None
                    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                        names[node.name] = None
                    elif isinstance(node, ast.Import | ast.ImportFrom):
                        names.update((a.asname or a.name.split(".")[0], None) for a in node.names)
                    elif isinstance(node, ast.ExceptHandler) and node.name:
                        names[node.name] = None
        if isinstance(current, ast.Module):
            break
        current = source.scope(current)
    names.update((name, None) for name in dir(builtins) if not name.startswith("_"))
    return list(names)


def import_line(source: Source, *, last: bool = False) -> int:
    """Return the line before which an import belongs, or the line of the last import."""
    line = 1
    found = 1
    for position, node in enumerate(source.tree.body):
        docstring = position == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.Import | ast.ImportFrom) or docstring:
            line = (node.end_lineno or node.lineno) + 1
            found = node.lineno
        elif position and not isinstance(node, ast.Import | ast.ImportFrom):
            break
    return found if last else line


def assigned_elsewhere(source: Source, scope: Scope, name: str) -> ast.AST | None:
    """Return where another function assigns a name."""
    for function in source.functions:
        if function is not scope:
            for one in bindings(source, function, name):
                if isinstance(one.statement, ast.Assign | ast.AnnAssign):
                    return one.statement
    return None


def receiver_of(scope: Scope) -> str:
    """Return the name of a method's receiver, or an empty string."""
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef) and scope.args.args:
        first = scope.args.args[0].arg
        return first if first in ("self", "cls") else ""
    return ""


def binding_of(source: Source, scope: Scope, name: str) -> Binding | None:
    """Return the first binding of a name that a scope sees."""
    current = scope
    while True:
        found = bindings(source, current, name)
        if found:
            return found[0]
        if isinstance(current, ast.Module):
            return None
        current = source.scope(current)


def where_defined(source: Source, scope: Scope, name: str) -> str:
    """Return the place of a name's first binding, in words."""
    found = binding_of(source, scope, name)
    if found is None:
        return "builtins" if hasattr(builtins, name) else "source"
    return read_from(source, int(getattr(found.statement, "lineno", 1)))


def left_over(source: Source, node: ast.Name, scope: Scope) -> str:
    """Return the only parameter that is passed for nothing where an unknown name stands: it may be meant by the name.

    A caller need not pass one with a default, and what has no default but is used on the same way is there for that.
    """
    parent = source.parents.get(node)
    if (
        not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef)
        or not node.id.islower()  # a constant, or a class
        or (
            isinstance(parent, ast.Attribute | ast.Call) and getattr(parent, "func", node) is node
        )  # a module's
    ):
        return ""
    names = required(scope)
    if renamed := _renamed(source, node, scope, names):
        return renamed
    if any(
        isinstance(one, ast.Name) and one.id == node.id and source.scope(one) is not scope
        for one in source.nodes
    ):
        return ""  # other functions expect it too: it is the module's
    names = names[1:] if names[:1] in (["self"], ["cls"]) else names
    left = [
        name
        for name in names
        if not _used_beside(source, node, scope, name) and not is_switch([source], scope, name)
    ]
    return left[0] if len(left) == 1 else ""


def _renamed(source: Source, node: ast.Name, function: Function, names: list[str]) -> str:
    """The parameter that others beside a function call by an unknown name, in the same place, where the line lacks it."""
    statement: ast.AST = node
    while not isinstance(statement, ast.stmt):
        statement = source.parents[statement]
    used = {one.id for one in ast.walk(statement) if isinstance(one, ast.Name)}
    places = {
        required(other).index(node.id)
        for other in source.nodes
        if isinstance(other, ast.FunctionDef | ast.AsyncFunctionDef)
        and source.parents.get(other) is source.parents.get(function)
        and node.id in required(other)
    }
    found = [name for place, name in enumerate(names) if place in places and name not in used]
    return found[0] if len(found) == 1 else ""


def required(function: Function) -> list[str]:
    """Return the parameters that each call has to pass."""
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args)]
    names = names[: len(names) - len(given.defaults)]
    return names + [
        one.arg for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is None
    ]


def is_switch(sources: Iterable[Source], function: Function, name: str) -> bool:
    """Return whether a parameter is a switch: each call that can be seen passes True or False for it, written out or by a name."""
    names = parameters(function)
    place, bound = names.index(name), names[0] in ("self", "cls")
    called = getattr(function, "name", "")
    given = [
        _is_true_or_false(source, value)
        for source in sources
        for node in source.nodes
        if isinstance(node, ast.Call)
        and called
        and called == getattr(node.func, "id", getattr(node.func, "attr", ""))
        for value in [_passed(node, name, place - bound)]
        if value is not None
    ]
    annotation = next(
        (one.annotation for one in ast.walk(function.args) if isinstance(one, ast.arg) and one.arg == name),
        None,
    )
    return (isinstance(annotation, ast.Name) and annotation.id == "bool") or (bool(given) and all(given))


def _passed(call: ast.Call, name: str, place: int) -> ast.expr | None:
    by_name = next((one.value for one in call.keywords if one.arg == name), None)
    return by_name or (call.args[place] if 0 <= place < len(call.args) else None)


def _is_true_or_false(source: Source, value: ast.expr) -> bool:
    if isinstance(value, ast.Name):
        bound = [
            one.value
            for one in bindings(source, source.scope(value), value.id)
            or bindings(source, source.tree, value.id)
        ]
        return bool(bound) and all(
            isinstance(one, ast.Constant) and isinstance(one.value, bool) for one in bound
        )
    return isinstance(value, ast.Constant) and isinstance(value.value, bool)


def _used_beside(source: Source, node: ast.Name, function: ast.AST, name: str) -> bool:
    """Whether a function uses a name elsewhere than in branches that leave it before another name is reached."""
    for use in ast.walk(function):
        if not isinstance(use, ast.Name) or use.id != name:
            continue
        inner: ast.AST = use
        while inner is not function:
            outer = source.parents[inner]
            if (
                isinstance(outer, ast.If)
                and inner in outer.body
                and isinstance(outer.body[-1], ast.Return | ast.Raise)
                and all(one is not node for part in outer.body for one in ast.walk(part))
            ):
                break
            inner = outer
        else:
            return True
    return False


def first_statement(function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    """Return a function's first statement after its docstring."""
    body = function.body
    docstring = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return body[1] if docstring and len(body) > 1 else body[0]


def branch_of(source: Source, node: ast.AST, function: ast.AST) -> ast.stmt | None:
    """Return the outermost compound statement of a function that holds a node."""
    parent = source.parents.get(node)
    outermost: ast.stmt | None = None
    while parent is not None and parent is not function:
        if isinstance(parent, ast.If | ast.For | ast.While | ast.Try | ast.AsyncFor | ast.With):
            outermost = parent
        parent = source.parents.get(parent)
    return outermost


def keyword_of(node: ast.stmt) -> str:
    """Return the keyword a compound statement begins with."""
    return {
        "If": "if",
        "For": "for",
        "While": "while",
        "Try": "try",
        "AsyncFor": "async for",
        "With": "with",
    }[type(node).__name__]
