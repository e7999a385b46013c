"""What is built by literals, `new`, ranges and slices?"""

from math import prod
from typing import Any  # the values of a program may be anything

from analyzers.dryrun import program as form
from analyzers.dryrun.calling import given
from analyzers.dryrun.machine import Machine
from analyzers.dryrun.objects import make_object
from analyzers.dryrun.types import convert, default
from analyzers.dryrun.values import (
    NOTHING,
    SCRIPTS,
    UNDEFINED,
    UNKNOWN,
    Buffer,
    Default,
    Fixed,
    Function,
    Scope,
    Tuple,
    room,
)

_MAX_PLACES = 20_000


def part(machine: Machine, node: form.Part, scope: Scope) -> Any:
    """Return a slice."""
    owner = machine.evaluate(node.owner, scope)
    start = machine.evaluate(node.start, scope) if node.start is not None else 0
    end = machine.evaluate(node.end, scope) if node.end is not None else None
    if not isinstance(owner, list) or machine.foreign(owner) or not isinstance(start, int):
        return UNKNOWN
    if end is None:
        end = len(owner)
    if not isinstance(end, int):
        return UNKNOWN
    if machine.language in ("go", "rust") and not 0 <= start <= end <= len(owner):
        raise machine.stop("panic")
    return UNKNOWN if machine.language == "ruby" else list(owner[start:end])


def make(machine: Machine, node: form.Make, scope: Scope) -> Any:
    """Return what `new` and literals of types make."""
    from analyzers.dryrun.making import made_of

    values = given(machine, node.arguments, scope)
    name = node.type.removeprefix("struct ").removesuffix(" *")
    known = machine.classes.get(name)
    cell = scope.find(name) if known is None else None
    if cell is not None and isinstance(cell.value, Function) and machine.language in SCRIPTS:
        machine.give(*values)
        return UNKNOWN
    if known is None or node.anonymous:
        filled = [machine.evaluate(each, scope) for each in node.items]
        return made_of(
            machine,
            node.type,
            values,
            filled,
            [(key, machine.evaluate(each, scope)) for key, each in node.fields],
        )
    if not node.named:
        instance = make_object(machine, known, values, node.line)
    elif known.code.constructors:
        return make_object(machine, known, [machine.evaluate(each, scope) for each in node.items], node.line)
    else:
        instance = make_object(machine, known, [], node.line)
        names = [each.name for each in known.code.fields if not each.static]
        for field_name, held in zip(
            names, [*values, *(machine.evaluate(each, scope) for each in node.items)], strict=False
        ):
            instance.fields[field_name] = held
    for key, each in node.fields:
        kind = next((field.type for field in known.code.fields if field.name == key), "")
        instance.fields[key] = convert(machine, kind, machine.evaluate(each, scope))
    return instance


def array(machine: Machine, node: form.Array, scope: Scope) -> Any:
    """Return an array of empty places."""
    sizes = [machine.evaluate(each, scope) for each in node.sizes]
    if not all(isinstance(each, int) and 0 <= each <= _MAX_PLACES for each in sizes):
        if any(isinstance(each, int) and each < 0 for each in sizes) and machine.language in (
            "java",
            "csharp",
        ):
            raise machine.stop("NegativeArraySizeException")
        return UNKNOWN
    room(prod(sizes))
    return _places(machine, sizes, node)


def _places(machine: Machine, sizes: list[int], node: form.Array) -> list[Any]:
    kind = Buffer if node.type == "char" and machine.language == "c" else Fixed
    if len(sizes) > 1:
        return kind(_places(machine, sizes[1:], node) for _ in range(sizes[0]))
    empty = UNKNOWN if node.empty is None else node.empty
    if machine.language == "go" and node.empty is NOTHING:
        empty = default(machine, node.type)
    if machine.language in ("c", "cpp") and node.empty is NOTHING:
        empty = UNKNOWN
    return kind([empty] * sizes[0])


def sequence(machine: Machine, node: form.Sequence, scope: Scope) -> Any:
    """Return a list."""
    values = given(machine, node.items, scope)
    if node.fixed and machine.language in ("go", "rust", "csharp", "java", "c", "cpp"):
        return Fixed(values) if machine.language != "go" else Tuple(values)
    return values


def table(machine: Machine, node: form.Table, scope: Scope) -> Any:
    """Return a map."""
    made: dict[Any, Any] = Default() if node.type.startswith("map[") else {}
    if isinstance(made, Default):
        made.empty = default(machine, node.type.partition("]")[2])
    for key, value in node.pairs:
        if isinstance(key, form.Spread):
            held = machine.evaluate(key.value, scope)
            if isinstance(held, dict) and not machine.foreign(held):
                made.update(held)
            elif held not in (NOTHING, UNDEFINED):
                machine.give(made)
            continue
        name = machine.evaluate(key, scope)
        if not isinstance(name, (str, int, float)):
            machine.give(made)
            continue
        made[str(name) if machine.language in SCRIPTS else name] = machine.evaluate(value, scope)
    return made


def numbers(machine: Machine, node: form.Range, scope: Scope) -> Any:
    """Return the numbers of a range."""
    start = machine.evaluate(node.start, scope)
    end = machine.evaluate(node.end, scope) if node.end is not None else UNKNOWN
    if not isinstance(start, int) or not isinstance(end, int) or end - start > _MAX_PLACES:
        return UNKNOWN
    return range(start, end + 1 if node.closed else end)


def text(machine: Machine, node: form.Text, scope: Scope) -> Any:
    """Return text with values in it, where all of them are known."""
    made: Any = ""
    for each in node.parts:
        value = machine.evaluate(each, scope)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and made is not UNKNOWN:
            made += str(value)
        else:
            made = UNKNOWN
    return made
