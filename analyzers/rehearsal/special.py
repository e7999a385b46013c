"""What do the built-in functions do that must know the rehearsed program itself?"""

import ast
from collections.abc import Callable, Iterator
from types import UnionType
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal.allowed import UNKNOWN, GaveUp
from analyzers.rehearsal.bounds import legible, weight
from analyzers.rehearsal.expressions import evaluate, spread
from analyzers.rehearsal.machine import Machine
from analyzers.rehearsal.objects import Bound, Class, Function, Instance, Scope
from analyzers.rehearsal.reached import OURS

_MOST_PRINTED = 1_000_000  # characters


def _print(machine: Machine, node: Any, scope: Scope) -> None:
    values: list[Any] = []
    for argument in node.args:
        starred = isinstance(argument, ast.Starred)
        values += spread(machine, argument, scope) if starred else (evaluate(machine, argument, scope),)
    options = {keyword.arg: evaluate(machine, keyword.value, scope) for keyword in node.keywords}
    shown = [_text_of(machine, each) for each in values]
    between, end = (" " if options.get(name) is None else options[name] for name in ("sep", "end"))
    if "end" not in options or options["end"] is None:
        end = "\n"
    if not options.keys() <= {"sep", "end", "file", "flush"} or not all(
        isinstance(each, str) for each in (between, end)
    ):
        raise GaveUp
    if options.get("file") is None:
        machine.wrote += sum(map(len, shown)) + len(between) * len(shown) + len(end)
        if machine.wrote > _MOST_PRINTED:
            raise GaveUp
        machine.printed.append(between.join(shown) + end)


def _text_of(machine: Machine, value: Any) -> str:
    """What `print` writes for a value."""
    if isinstance(value, Instance):
        value = machine.text(value)
    if isinstance(value, Class):
        return repr(value)
    machine.strain(weight((value,)))
    if value is UNKNOWN or not legible(value):
        machine.touched = True
        return "?"
    return str(value)


def _input(machine: Machine, node: Any, scope: Scope) -> Any:
    for argument in node.args:
        evaluate(machine, argument, scope)
    return UNKNOWN


def _isinstance(machine: Machine, node: Any, scope: Scope) -> Any:
    value, kinds = (evaluate(machine, argument, scope) for argument in node.args)
    if value is UNKNOWN:
        return UNKNOWN
    unsure = False
    for kind in _kinds(kinds):
        if kind is UNKNOWN:
            unsure = True
        elif isinstance(kind, Class):
            if isinstance(value, Instance) and value.made_by.within(kind):
                return True
        elif not isinstance(kind, type):
            raise machine.fail(TypeError("isinstance() arg 2 must be a type, a tuple of types, or a union"))
        elif isinstance(value, kind):
            return True
    return UNKNOWN if unsure else False


def _kinds(kinds: Any) -> Iterator[Any]:
    """The types that the second argument of `isinstance` names."""
    if isinstance(kinds, (tuple, UnionType)):
        for kind in kinds if isinstance(kinds, tuple) else kinds.__args__:
            yield from _kinds(kind)
    else:
        yield kinds


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
    if here is None or here.owner is None or not isinstance(first, Instance) or here.owner.base is None:
        raise GaveUp
    return Instance(Class("super", None, {}), _Through(first, here.owner.base))


class _Through(dict[str, Any]):
    """The names that `super()` shows: methods of the bases bound to the object itself."""

    def __init__(self, target: Instance, base: Class) -> None:
        here: Class | None = base
        while here is not None:
            for name, value in here.names.items():
                self.setdefault(name, Bound(value, target) if isinstance(value, Function) else value)
                if isinstance(value, Function) and value.kind:
                    self[name] = UNKNOWN  # it is bound otherwise, or not at all
            here = here.base
        self.setdefault("__init__", UNKNOWN)  # of `object`


SPECIAL: dict[str, Callable[[Machine, Any, Scope], Any]] = {
    "print": _print,
    "input": _input,
    "isinstance": _isinstance,
    "type": _type,
    "super": _super,
}
