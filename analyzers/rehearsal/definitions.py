"""What do the definitions and imports of a rehearsed program bind?"""

import ast
from collections.abc import Iterator
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal.allowed import MODULES, UNKNOWN, GaveUp
from analyzers.rehearsal.expressions import DUNDERS, evaluate
from analyzers.rehearsal.machine import Machine
from analyzers.rehearsal.objects import Class, Function, Module, Scope

_KINDS = ("staticmethod", "classmethod", "property")
# Special methods that the rehearsal knows when to call; of a class with any other nothing is known.
_KNOWN_METHODS = frozenset(
    f"__{name}__"
    for name in (
        "init", "str", "repr", "len", "bool", "iter", "next", "getitem", "setitem", "delitem", "contains", "call",
        "enter", "exit", "getattr", "hash", "eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "invert",
        *(f"{prefix}{each}" for prefix in ("", "r", "i") for each in DUNDERS.values()),
    )
)  # fmt: skip


def make_function(
    machine: Machine, name: str, arguments: ast.arguments, body: list[ast.stmt] | ast.expr, scope: Scope
) -> Function:
    """Return a function with the defaults that it has where it is defined."""
    inside = [] if isinstance(body, ast.expr) else _within(body)
    declared = {
        name: isinstance(node, ast.Global)
        for node in inside
        if isinstance(node, (ast.Global, ast.Nonlocal))
        for name in node.names
    }
    generator = any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in inside)
    return Function(
        machine=machine,
        name=name,
        arguments=arguments,
        body=body,
        scope=scope.around,
        where=scope.where,
        defaults=[evaluate(machine, default, scope) for default in arguments.defaults],
        keyword_defaults=[
            GaveUp if default is None else evaluate(machine, default, scope)
            for default in arguments.kw_defaults
        ],
        local=frozenset(name for node in inside for name in _bound(node)) - declared.keys(),
        declared=declared,
        generator=generator,
        reads=frozenset(node.id for node in inside if generator and isinstance(node, ast.Name)),
        shares=bool(declared) or any(_changes(node) for node in inside),
    )


def mangle(node: ast.AST, owner: str = "") -> None:
    """Rename the private names in classes as the compiler does: `__x` in the class `A` is `_A__x`."""
    for child in ast.iter_child_nodes(node):
        mangle(child, child.name.lstrip("_") if isinstance(child, ast.ClassDef) else owner)
    for field in ("attr", "id", "name", "arg"):
        name = getattr(node, field, None)
        if owner and isinstance(name, str) and name.startswith("__") and not name.endswith("__"):
            setattr(node, field, f"_{owner}{name}")


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a piece of a function's body makes its own."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.ExceptHandler(name=str(name)):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.split(".")[0]


def _changes(node: ast.AST) -> bool:
    """Whether a piece of a function's body changes a value that others may hold."""
    match node:
        case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute())):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in ("pop", "popleft", "popitem", "setdefault")
    return False


def _within(body: list[ast.stmt]) -> list[ast.AST]:
    """Return the nodes of a body without those of functions and classes inside it."""
    found: list[ast.AST] = []
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        found.append(node)
        if not isinstance(node, _SCOPES):
            stack.extend(ast.iter_child_nodes(node))
    return found


_SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp,
)  # fmt: skip


def define_function(machine: Machine, node: Any, scope: Scope) -> None:
    """Bind a function, with what its decorators make of it."""
    function = make_function(machine, node.name, node.args, node.body, scope)
    made: Any = function
    for decorator in reversed(node.decorator_list):
        if isinstance(decorator, ast.Name) and decorator.id in _KINDS:
            function.kind = decorator.id
            continue
        text = ast.unparse(decorator)
        if "setter" in text:
            raise GaveUp
        wrapper = evaluate(machine, decorator, scope)
        if wrapper is UNKNOWN and ("cache" in text or "wraps" in text):
            continue  # what it returns is the same
        made = machine.call(wrapper, [made], {})
    machine.bind(node.name, made, scope)


def define_class(machine: Machine, node: Any, scope: Scope) -> None:
    """Bind a class; one with decorators or foreign bases is unknown."""
    from analyzers.rehearsal.statements import execute

    named = [base for base in node.bases if not (isinstance(base, ast.Name) and base.id == "object")]
    bases = [evaluate(machine, base, scope) for base in named]
    if node.decorator_list or node.keywords or any(base is UNKNOWN for base in bases):
        machine.bind(node.name, UNKNOWN, scope)
        return
    if len(bases) > 1:
        raise GaveUp  # the order in which they are asked is not worked out
    base = bases[0] if bases else None
    if isinstance(base, type) and issubclass(base, Exception):
        if any(not isinstance(each, ast.Pass) and not _is_text(each) for each in node.body):
            raise GaveUp
        machine.bind(node.name, type(node.name, (base,), {"__module__": "__main__"}), scope)
        return
    if base is not None and not isinstance(base, Class):
        raise GaveUp
    made = Class(node.name, base, {}, f"{scope.where}{node.name}.")
    inner = Scope(names={"@class": True}, outer=scope.around, where=made.where)
    execute(machine, node.body, inner)
    for name, value in inner.names.items():
        if isinstance(value, Function):
            value.owner = value.owner or made
        if name != "@class":
            made.names[name] = value
    special = {name for name in made.names if name.startswith("__") and name.endswith("__")}
    machine.bind(node.name, made if special <= _KNOWN_METHODS else UNKNOWN, scope)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def import_modules(machine: Machine, node: Any, scope: Scope) -> None:
    """Bind modules: the few that are known, and for the rest the unknown."""
    for alias in node.names:
        top = alias.name.split(".")[0]
        known = MODULES.get(alias.name)
        machine.bind(alias.asname or top, Module(known) if known else UNKNOWN, scope)


def import_from(machine: Machine, node: Any, scope: Scope) -> None:
    """Bind names of modules."""
    known = MODULES.get(node.module or "", {})
    for alias in node.names:
        if alias.name == "*":
            raise GaveUp
        machine.bind(alias.asname or alias.name, known.get(alias.name, UNKNOWN), scope)
