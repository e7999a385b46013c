"""What do the definitions and imports of a rehearsed program bind?"""

import ast
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal.allowed import MODULES, UNKNOWN, GaveUp
from analyzers.rehearsal.expressions import evaluate
from analyzers.rehearsal.machine import Machine
from analyzers.rehearsal.objects import Class, Function, Scope

_KINDS = ("staticmethod", "classmethod", "property")


def make_function(
    machine: Machine, name: str, arguments: ast.arguments, body: list[ast.stmt] | ast.expr, scope: Scope
) -> Function:
    """Return a function with the defaults that it has where it is defined."""
    inside = [] if isinstance(body, ast.expr) else list(_within(body))
    # A class body is no enclosing scope of its methods.
    outer = scope.outer if "@class" in scope.names and scope.outer is not None else scope
    return Function(
        machine=machine,
        name=name,
        arguments=arguments,
        body=body,
        scope=outer,
        defaults=[evaluate(machine, default, scope) for default in arguments.defaults],
        keyword_defaults=[
            GaveUp if default is None else evaluate(machine, default, scope)
            for default in arguments.kw_defaults
        ],
        local=frozenset(
            node.id for node in inside if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
        ),
        generator=any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in inside),
    )


def _within(body: list[ast.stmt]) -> list[ast.AST]:
    """Return the nodes of a body without those of functions and classes inside it."""
    found: list[ast.AST] = []
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        found.append(node)
        if not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.ListComp, ast.GeneratorExp)):
            stack.extend(ast.iter_child_nodes(node))
    return found


def define_function(machine: Machine, node: Any, scope: Scope) -> None:
    """Bind a function, with what its decorators make of it."""
    function = make_function(machine, node.name, node.args, node.body, scope)
    made: Any = function
    for decorator in reversed(node.decorator_list):
        if isinstance(decorator, ast.Name) and decorator.id in _KINDS:
            function.kind = decorator.id
            continue
        text = ast.unparse(decorator)
        if "cache" in text or "wraps" in text:
            continue
        if "setter" in text:
            raise GaveUp
        made = machine.call(evaluate(machine, decorator, scope), [made], {})
    machine.bind(node.name, made, scope)


def define_class(machine: Machine, node: Any, scope: Scope) -> None:
    """Bind a class; one with decorators or foreign bases is unknown."""
    from analyzers.rehearsal.statements import execute

    named = [base for base in node.bases if not (isinstance(base, ast.Name) and base.id == "object")]
    bases = [evaluate(machine, base, scope) for base in named]
    if node.decorator_list or node.keywords or any(base is UNKNOWN for base in bases):
        machine.bind(node.name, UNKNOWN, scope)
        return
    if bases and isinstance(bases[0], type) and issubclass(bases[0], Exception):
        if any(isinstance(each, ast.FunctionDef) for each in node.body):
            raise GaveUp
        machine.bind(node.name, type(node.name, (bases[0],), {}), scope)
        return
    parents = [base for base in bases if isinstance(base, Class)]
    if len(parents) != len(bases):
        raise GaveUp
    made = Class(node.name, parents, {})
    inner = Scope(names={"@class": True}, outer=scope)
    execute(machine, node.body, inner)
    for name, value in inner.names.items():
        if isinstance(value, Function):
            value.owner = made
        if name != "@class":
            made.names[name] = value
    machine.bind(node.name, made, scope)


def import_modules(machine: Machine, node: Any, scope: Scope) -> None:
    """Bind modules: the few that are known, and for the rest the unknown."""
    for alias in node.names:
        top = alias.name.split(".")[0]
        known = MODULES.get(alias.name)
        machine.bind(alias.asname or top, {**known, "@module": True} if known else UNKNOWN, scope)


def import_from(machine: Machine, node: Any, scope: Scope) -> None:
    """Bind names of modules."""
    known = MODULES.get(node.module or "", {})
    for alias in node.names:
        if alias.name == "*":
            raise GaveUp
        machine.bind(alias.asname or alias.name, known.get(alias.name, UNKNOWN), scope)
