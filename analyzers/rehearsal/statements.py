"""What does a statement of a rehearsed program do?"""

import ast
import operator
from collections.abc import Callable
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal import refused
from analyzers.rehearsal.allowed import UNKNOWN, GaveUp, Raised, Unfinished
from analyzers.rehearsal.bounds import legible, small, weight
from analyzers.rehearsal.comparing import has_no_items, iterate, truth
from analyzers.rehearsal.definitions import define_class, define_function, import_from, import_modules
from analyzers.rehearsal.expressions import evaluate, operate
from analyzers.rehearsal.machine import Endless, Loop, Machine, Returned
from analyzers.rehearsal.objects import Class, Function, Instance, Module, Scope
from analyzers.rehearsal.reached import get_attribute, get_item

_WATCHED = 40  # rounds of a loop, and items of a container
_WRITTEN = (bool, int, float, type(None))
_HELD = (str, list, tuple, dict, set)


class _Broke(BaseException):
    """A loop is left."""


class _Continued(BaseException):
    """A loop goes on with its next round."""


def execute(machine: Machine, body: list[ast.stmt], scope: Scope) -> None:
    """Run statements one after another."""
    for statement in body:
        machine.step(statement)
        form = _FORMS.get(type(statement))
        if form is None:
            raise GaveUp
        form(machine, statement, scope)


def assign(machine: Machine, target: ast.expr, value: Any, scope: Scope) -> None:
    """Bind a value to a target."""
    match target:
        case ast.Name(id=name):
            machine.bind(name, value, scope)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            machine.line = target.lineno
            _unpack(machine, parts, value, scope)
        case ast.Attribute(value=owner, attr=name):
            held = evaluate(machine, owner, scope)
            machine.line = target.lineno
            _set_attribute(machine, held, name, value)
        case ast.Subscript(value=owner, slice=key):
            held, place = evaluate(machine, owner, scope), evaluate(machine, key, scope)
            machine.line = target.lineno
            _set_item(machine, held, place, value)
        case _:
            raise GaveUp


def _set_attribute(machine: Machine, held: Any, name: str, value: Any) -> None:
    if isinstance(held, (Instance, Class)):
        setter = held.made_by.find(name) if isinstance(held, Instance) else None
        if isinstance(setter, Function):
            raise GaveUp
        held.names[name] = value
    elif type(held) in (*_WRITTEN, *_HELD):
        raise machine.fail(refused.no_attribute(held, name))
    elif held is not UNKNOWN:
        raise GaveUp


def _set_item(machine: Machine, held: Any, place: Any, value: Any) -> None:
    if held is UNKNOWN:
        return
    if place is UNKNOWN:
        raise GaveUp
    if isinstance(held, Instance):
        method = held.made_by.find("__setitem__")
        if method is None:
            raise machine.fail(refused.not_subscriptable(held, assigned=True))
        machine.call_function(method, [held, place, value], {})
        return
    machine.strain(weight((place,)))  # to hash it
    machine.guard(operator.setitem, held, place, value)
    small(held)


def _unpack(machine: Machine, parts: list[ast.expr], value: Any, scope: Scope) -> None:
    if value is UNKNOWN:
        for part in parts:
            assign(machine, part.value if isinstance(part, ast.Starred) else part, UNKNOWN, scope)
        return
    if has_no_items(value):
        raise machine.fail(refused.not_unpackable(value))
    items = list(iterate(machine, value))
    starred = next((index for index, part in enumerate(parts) if isinstance(part, ast.Starred)), None)
    if starred is None:
        if len(items) != len(parts):
            raise machine.fail(refused.not_unpacked(len(parts), len(items)))
        for part, item in zip(parts, items, strict=True):
            assign(machine, part, item, scope)
        return
    after = len(parts) - starred - 1
    if len(items) < starred + after:
        raise machine.fail(refused.not_unpacked(starred + after, len(items), starred=True))
    ends = len(items) - after
    for part, item in zip(parts[:starred], items[:starred], strict=True):
        assign(machine, part, item, scope)
    star = parts[starred]
    assert isinstance(star, ast.Starred)
    assign(machine, star.value, items[starred:ends], scope)
    for part, item in zip(parts[starred + 1 :], items[ends:], strict=True):
        assign(machine, part, item, scope)


def _expression(machine: Machine, node: Any, scope: Scope) -> None:
    evaluate(machine, node.value, scope)


def _assignment(machine: Machine, node: Any, scope: Scope) -> None:
    value = evaluate(machine, node.value, scope)
    for target in node.targets:
        assign(machine, target, value, scope)


def _annotated(machine: Machine, node: Any, scope: Scope) -> None:
    if node.value is not None:
        assign(machine, node.target, evaluate(machine, node.value, scope), scope)


def _augmented(machine: Machine, node: Any, scope: Scope) -> None:
    name = type(node.op).__name__
    target = node.target
    owner: Any = None
    place: Any = None
    if not isinstance(target, ast.Name):
        owner = evaluate(machine, target.value, scope)
    match target:
        case ast.Name():
            held = machine.look_up(target.id, scope)
        case ast.Attribute():
            held = get_attribute(machine, owner, target.attr)
        case _:
            place = evaluate(machine, target.slice, scope)
            machine.line = node.lineno
            held = get_item(machine, owner, place)
    value = evaluate(machine, node.value, scope)
    machine.line = node.lineno
    if value is UNKNOWN and isinstance(held, (list, dict, set, Instance)):
        raise GaveUp  # other names may hold it too
    if isinstance(held, list) and name == "Add" and value is not UNKNOWN:
        held.extend(
            list(iterate(machine, value))
        )  # in place, as other names see it; it may be the list itself
        small(held)
        result: Any = held
    else:
        result = operate(machine, name, held, value, in_place=True)
    match target:
        case ast.Name():
            machine.bind(target.id, result, scope)
        case ast.Attribute():
            _set_attribute(machine, owner, target.attr, result)
        case _:
            _set_item(machine, owner, place, result)


def _if(machine: Machine, node: Any, scope: Scope) -> None:
    execute(machine, node.body if truth(machine, evaluate(machine, node.test, scope)) else node.orelse, scope)


def _while(machine: Machine, node: Any, scope: Scope) -> None:
    loop = Loop(node.lineno, tuple(sorted({n.id for n in ast.walk(node.test) if isinstance(n, ast.Name)})))
    try:
        _go_round(machine, node, scope, loop)
    except (Unfinished, Endless):
        if machine.stuck is None or loop.rounds > machine.stuck.rounds:
            machine.stuck = loop
        raise
    finally:
        machine.rounds[loop.line] = max(loop.rounds, machine.rounds.get(loop.line, 0))


def _go_round(machine: Machine, node: Any, scope: Scope, loop: Loop) -> None:
    before = ""
    while True:
        value = evaluate(machine, node.test, scope)
        if not truth(machine, value):
            break
        if value is UNKNOWN and loop.rounds:
            return  # one round is enough to see what the body does
        loop.begin(scope.names)
        try:
            execute(machine, node.body, scope)
        except _Broke:
            return
        except _Continued:
            pass
        if loop.rounds <= _WATCHED:
            state = _state(machine, scope)
            if state and state == before:
                raise Endless
            before = state
    execute(machine, node.orelse, scope)


def _state(machine: Machine, scope: Scope) -> str:
    """Return everything that the next round can depend on, or nothing where that cannot be told."""
    parts: list[str] = []
    if scope.outer not in (None, machine.module) or machine.guessed or machine.touched:
        return ""
    for names in (scope.names, machine.module.names):
        for name, value in names.items():
            if isinstance(value, Function) and value.scope is machine.module:
                value = (id(value), value.defaults, value.keyword_defaults)
            elif isinstance(value, Module):
                continue
            elif not isinstance(value, (*_WRITTEN, *_HELD)):
                return ""
            try:
                if weight((value,)) > _WATCHED or not legible(value):
                    return ""
                parts.append(f"{name}={value!r}")
            except GaveUp:
                return ""
    return ";".join(parts)


def _for(machine: Machine, node: Any, scope: Scope) -> None:
    items = evaluate(machine, node.iter, scope)
    machine.line = node.lineno
    for item in iterate(machine, items):
        assign(machine, node.target, item, scope)
        try:
            execute(machine, node.body, scope)
        except _Broke:
            return
        except _Continued:
            pass
        machine.line = node.lineno
    execute(machine, node.orelse, scope)


def _break(*_: Any) -> None:
    raise _Broke


def _continue(*_: Any) -> None:
    raise _Continued


def _pass(*_: Any) -> None:
    return


def _return(machine: Machine, node: Any, scope: Scope) -> None:
    raise Returned(evaluate(machine, node.value, scope) if node.value else None)


def _assert(machine: Machine, node: Any, scope: Scope) -> None:
    if truth(machine, evaluate(machine, node.test, scope)):
        return
    compared = isinstance(node.test, ast.Compare) and any(
        isinstance(each, ast.Call) for each in ast.walk(node.test)
    )
    machine.line = node.lineno
    message = evaluate(machine, node.msg, scope) if node.msg else None
    error = AssertionError(message) if node.msg else AssertionError()
    raise machine.fail(error, compared=compared)


def _raise(machine: Machine, node: Any, scope: Scope) -> None:
    error = evaluate(machine, node.exc, scope) if node.exc else None
    if isinstance(error, type) and issubclass(error, BaseException):
        error = machine.guard(error)
    if not isinstance(error, BaseException):
        raise GaveUp
    machine.line = node.lineno
    raise machine.fail(error)


def _try(machine: Machine, node: Any, scope: Scope) -> None:
    try:
        _attempt(machine, node, scope)
    except (Raised, Returned, _Broke, _Continued):  # not where the rehearsal itself ends
        execute(machine, node.finalbody, scope)
        raise
    execute(machine, node.finalbody, scope)


def _attempt(machine: Machine, node: Any, scope: Scope) -> None:
    try:
        execute(machine, node.body, scope)
    except Raised as raised:
        handler = next((each for each in node.handlers if _handles(machine, each, raised.error, scope)), None)
        if handler is None:
            raise
        if handler.name:
            machine.bind(handler.name, raised.error, scope)
        try:
            execute(machine, handler.body, scope)
        finally:
            if handler.name:
                machine.unbind(handler.name, scope)
    else:
        execute(machine, node.orelse, scope)


def _handles(machine: Machine, handler: ast.ExceptHandler, error: BaseException, scope: Scope) -> bool:
    if handler.type is None:
        return True
    kinds = evaluate(machine, handler.type, scope)
    for kind in kinds if isinstance(kinds, tuple) else (kinds,):
        if kind is UNKNOWN:
            raise GaveUp
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            raise machine.fail(
                TypeError("catching classes that do not inherit from BaseException is not allowed")
            )
        if isinstance(error, kind):
            return True
    return False


def _with(machine: Machine, node: Any, scope: Scope) -> None:
    passes_on = True
    for item in node.items:
        match item.context_expr:
            case ast.Call(func=ast.Name(id="open")):
                pass
            case _:
                passes_on = False
        manager = evaluate(machine, item.context_expr, scope)
        if manager is not UNKNOWN:
            raise GaveUp
        if item.optional_vars is not None:
            assign(machine, item.optional_vars, UNKNOWN, scope)
    try:
        execute(machine, node.body, scope)
    except Raised:
        if passes_on:
            raise
        raise GaveUp from None  # it may be what the manager waits for


def _unknown_definition(machine: Machine, node: Any, scope: Scope) -> None:
    machine.bind(node.name, UNKNOWN, scope)


def _delete(machine: Machine, node: Any, scope: Scope) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            machine.look_up(target.id, scope)
            machine.unbind(target.id, scope)
        elif isinstance(target, ast.Subscript):
            held, key = evaluate(machine, target.value, scope), evaluate(machine, target.slice, scope)
            if held is UNKNOWN or key is UNKNOWN or isinstance(held, Instance):
                raise GaveUp
            machine.strain(weight((key,)))  # to hash it
            machine.guard(operator.delitem, held, key)
        else:
            raise GaveUp


_FORMS: dict[type, Callable[[Machine, Any, Scope], None]] = {
    ast.Expr: _expression, ast.Assign: _assignment, ast.AnnAssign: _annotated, ast.AugAssign: _augmented, ast.If: _if,
    ast.While: _while, ast.For: _for, ast.Break: _break, ast.Continue: _continue, ast.Pass: _pass,
    ast.Return: _return, ast.FunctionDef: define_function, ast.ClassDef: define_class, ast.Import: import_modules,
    ast.ImportFrom: import_from, ast.Global: _pass, ast.Nonlocal: _pass, ast.Assert: _assert, ast.Raise: _raise,
    ast.Try: _try, ast.Delete: _delete, ast.With: _with, ast.AsyncFunctionDef: _unknown_definition,
}  # fmt: skip
