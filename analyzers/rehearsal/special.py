"""What do the built-in functions do that must know the rehearsed program itself?"""

import ast
from collections.abc import Callable
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal import refused
from analyzers.rehearsal.allowed import UNKNOWN, GaveUp, small
from analyzers.rehearsal.expressions import evaluate, iterate
from analyzers.rehearsal.machine import Machine
from analyzers.rehearsal.objects import Bound, Class, Function, Instance, Scope
from analyzers.rehearsal.reached import OURS


def _print(machine: Machine, node: Any, scope: Scope) -> None:
    shown: list[str] = []
    for argument in node.args:
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        value = evaluate(machine, inner, scope)
        items = iterate(machine, value) if isinstance(argument, ast.Starred) else (value,)
        shown += [_text_of(machine, each) for each in items]
    options = {keyword.arg: evaluate(machine, keyword.value, scope) for keyword in node.keywords}
    between, end = (" " if options.get(name) is None else options[name] for name in ("sep", "end"))
    if "end" not in options or options["end"] is None:
        end = "\n"
    if options.get("file") is None and isinstance(between, str) and isinstance(end, str):
        machine.printed.append(between.join(shown) + end)


def _text_of(machine: Machine, value: Any) -> str:
    """What `print` writes for a value."""
    if value is UNKNOWN or isinstance(value, (Class, Function, Bound)):
        return "?"
    if not isinstance(value, Instance):
        small(value)
        try:
            return str(value)
        except GaveUp:
            return "?"
    text = value.made_by.find("__str__") or value.made_by.find("__repr__")
    if text is None:
        return repr(value)
    said = machine.call_function(text, [value], {})
    if said is UNKNOWN:
        return "?"
    if not isinstance(said, str):
        raise machine.fail(TypeError(f"__str__ returned non-string (type {refused.type_name(said)})"))
    return said


def _input(machine: Machine, node: Any, scope: Scope) -> Any:
    for argument in node.args:
        evaluate(machine, argument, scope)
    return UNKNOWN


def _isinstance(machine: Machine, node: Any, scope: Scope) -> Any:
    value, kinds = (evaluate(machine, argument, scope) for argument in node.args)
    if value is UNKNOWN or kinds is UNKNOWN:
        return UNKNOWN
    for kind in kinds if isinstance(kinds, tuple) else (kinds,):
        if isinstance(kind, Class):
            if isinstance(value, Instance) and value.made_by.within(kind):
                return True
        elif not isinstance(kind, type):
            raise machine.fail(TypeError("isinstance() arg 2 must be a type, a tuple of types, or a union"))
        elif isinstance(value, kind):
            return True
    return False


def _type(machine: Machine, node: Any, scope: Scope) -> Any:
    if len(node.args) != 1:
        raise GaveUp
    value = evaluate(machine, node.args[0], scope)
    if isinstance(value, Instance):
        return value.made_by
    return UNKNOWN if value is UNKNOWN or isinstance(value, OURS) else type(value)


def _super(_: Machine, __: Any, scope: Scope) -> Any:
    here: Scope | None = scope
    while here is not None and here.owner is None:
        here = here.outer
    first = next(iter(here.names.values()), None) if here is not None else None
    if here is None or here.owner is None or not isinstance(first, Instance) or not here.owner.bases:
        raise GaveUp
    return Instance(Class("super", [], {}), _Through(first, here.owner))


class _Through(dict[str, Any]):
    """The names that `super()` shows: methods of the bases bound to the object itself."""

    def __init__(self, target: Instance, owner: Class) -> None:
        for base in _family(owner)[:0:-1]:
            for name, value in base.names.items():
                self[name] = Bound(value, target) if isinstance(value, Function) else value
        self.setdefault("__init__", lambda *_: None)


def _family(one: Class) -> list[Class]:
    return [one, *(each for base in one.bases for each in _family(base))]


SPECIAL: dict[str, Callable[[Machine, Any, Scope], Any]] = {
    "print": _print,
    "input": _input,
    "isinstance": _isinstance,
    "type": _type,
    "super": _super,
}
