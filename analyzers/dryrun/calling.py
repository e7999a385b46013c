"""What do calls and methods give, of functions that are known and of those that are not?"""

from collections.abc import Sequence
from typing import Any  # the values of a program may be anything

from analyzers.dryrun import program as form
from analyzers.dryrun.machine import Machine
from analyzers.dryrun.objects import make_object, overloaded
from analyzers.dryrun.scopes import scope_owner, scope_this
from analyzers.dryrun.values import (
    NOTHING,
    SCRIPTS,
    UNDEFINED,
    UNKNOWN,
    Cell,
    Class,
    Function,
    GaveUp,
    Instance,
    Scope,
    Thing,
)


def given(machine: Machine, nodes: Sequence[form.Expression], scope: Scope) -> list[Any]:
    """Return the values of arguments or items, those that are spread taken apart."""
    values: list[Any] = []
    for each in nodes:
        if isinstance(each, form.Spread):
            held = machine.evaluate(each.value, scope)
            if not isinstance(held, list) or machine.foreign(held):
                if held in (NOTHING, UNDEFINED) and machine.language in SCRIPTS:
                    raise machine.stop("TypeError")
                raise GaveUp
            values.extend(held)
        else:
            values.append(machine.evaluate(each, scope))
    return values


def _cells(machine: Machine, nodes: Sequence[form.Expression], scope: Scope) -> list[Cell | None]:
    if machine.language not in ("cpp", "php"):
        return []
    return [scope.find(each.name) if isinstance(each, form.Name) else None for each in nodes]


def call(machine: Machine, node: form.Call, scope: Scope) -> Any:
    """Return what a call gives."""
    from analyzers.dryrun.functions import call_known, is_known

    cells = _cells(machine, node.arguments, scope)
    if isinstance(node.function, form.Name):
        name = node.function.name
        cell = scope.find(name)
        if cell is None or machine.language in ("ruby", "php") and not isinstance(cell.value, Function):
            this, owner = scope_this(scope), scope_owner(scope)
            methods = (
                owner.find(name) if owner is not None and machine.language not in (*SCRIPTS, "php") else []
            )
            if methods:
                values = given(machine, node.arguments, scope)
                return machine.call(overloaded(machine, methods, len(values)), values, this, node.line, cells)
            if name in machine.classes and machine.language in ("cpp",):
                return make_object(
                    machine, machine.classes[name], given(machine, node.arguments, scope), node.line
                )
            if is_known(machine.language, name):
                return call_known(machine, name, node.arguments, scope)
            values = given(machine, node.arguments, scope)
            return _unknown_function(machine, name, values, scope)
    function = machine.evaluate(node.function, scope)
    if isinstance(function, Thing):
        return call_known(machine, function.name, node.arguments, scope)
    values = given(machine, node.arguments, scope)
    machine.line = node.line or machine.line
    if isinstance(function, list) and function and isinstance(function[0], Function):
        function = overloaded(machine, function, len(values))
    strict = isinstance(function, Function) and function.owner is not None and machine.language in SCRIPTS
    return machine.call(function, values, UNDEFINED if strict else None, node.line, cells)


def _unknown_function(machine: Machine, name: str, values: list[Any], scope: Scope) -> Any:
    """A function that neither the text nor the language has."""
    machine.give(*values)
    imported = name in machine.program.known or machine.program.fragment
    plain = machine.language in (*SCRIPTS, "php", "ruby") and not imported and name[:1].islower()
    owner = scope_owner(scope)
    if not plain or (owner is not None and machine.language == "ruby" and not owner.all_known()):
        return UNKNOWN
    raise machine.undeclared(
        {"php": "Error", "ruby": "NoMethodError"}.get(machine.language, "ReferenceError")
    )


def call_value(machine: Machine, function: Any, arguments: list[Any], this: Any, line: int) -> Any:
    """Call what is no function of the program: unknown, a class, or a value that cannot be called."""
    if isinstance(function, Class):
        if machine.language in SCRIPTS:
            raise machine.stop("TypeError")
        return make_object(machine, function, arguments, line)
    if (
        machine.language in SCRIPTS
        and (
            function in (NOTHING, UNDEFINED) or isinstance(function, (str, int, float, list, dict, Instance))
        )
        and not machine.foreign(function)
    ):
        raise machine.stop("TypeError")
    if machine.language == "go" and function is NOTHING:
        raise machine.stop("panic")
    machine.give(*arguments, this)
    return UNKNOWN


def send_message(machine: Machine, node: form.Send, scope: Scope) -> Any:
    """Return what a method gives that is called on a value."""
    from analyzers.dryrun.library import send

    if isinstance(node.receiver, form.Name) and node.receiver.name in ("super", "parent", "base"):
        given(machine, node.arguments, scope)
        machine.give(scope_this(scope))
        return UNKNOWN
    receiver = machine.evaluate(node.receiver, scope)
    machine.line = node.line or machine.line
    return send(
        machine,
        receiver,
        node.name,
        node.arguments,
        scope,
        safe=node.safe,
        cells=_cells(machine, node.arguments, scope),
    )
