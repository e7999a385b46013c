"""Into which places does a value go, taken apart as a pattern says, and does it fit the pattern?"""

from collections.abc import Sequence
from typing import Any  # the values of a program may be anything

from analyzers.dryrun import program as form
from analyzers.dryrun.machine import Machine
from analyzers.dryrun.operators import equal
from analyzers.dryrun.places import item_of, read_member, set_item, set_member
from analyzers.dryrun.scopes import scope_this
from analyzers.dryrun.types import convert
from analyzers.dryrun.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Cell,
    Failed,
    GaveUp,
    Instance,
    Pointer,
    Scope,
    Some,
)


def assign_pattern(
    machine: Machine,
    target: form.Expression,
    value: Any,
    scope: Scope,
    type: str = "",
    *,
    new: bool = False,
    constant: bool = False,
) -> None:
    """Put a value where a pattern says, in new variables or in those that are there."""
    match target:
        case form.Name(name=name):
            if name == "_" and machine.language in ("go", "rust"):
                return
            found = None if new else scope.find(name)
            if found is None and not new and _own_field(machine, name, value, scope):
                return
            if found is None:
                holder = scope
                scope.cells.setdefault(name, Cell(value))
                holder.cells[name] = _renewed(holder.cells[name], value, type, constant)
                return
            if not found.ready:
                raise machine.stop("ReferenceError")
            if found.constant and machine.language in ("javascript", "typescript"):
                raise machine.stop("TypeError")
            found.value = convert(machine, found.type, value)
        case form.Member(owner=owner, name=name):
            set_member(machine, machine.evaluate(owner, scope), name, value)
        case form.Item(owner=owner, index=index):
            set_item(machine, owner, index, value, scope)
        case form.Sequence(items=items):
            _unpack(machine, items, value, scope, new=new, constant=constant)
        case form.Table(pairs=pairs):
            if value in (NOTHING, UNDEFINED) and machine.traits.null:
                raise machine.stop(machine.traits.null)
            for key, inner in pairs:
                found_value = UNKNOWN
                if isinstance(key, form.Literal):
                    found_value = read_member(machine, value, str(key.value), False)
                inner = inner.value if isinstance(inner, form.Spread) else inner
                assign_pattern(machine, inner, found_value, scope, new=new, constant=constant)
        case form.Assign(target=inner, value=fallback):
            if value is UNDEFINED:
                value = machine.evaluate(fallback, scope)
            assign_pattern(machine, inner, value, scope, new=new, constant=constant)
        case form.Follow(value=pointer):
            _through(machine, machine.evaluate(pointer, scope), value)
        case form.Dark(names=names):
            for name in names:
                if new:
                    scope.cells[name] = Cell(UNKNOWN)
                else:
                    machine.forget(name, scope)
        case form.Spread(value=inner) | form.Convert(value=inner) | form.Address(value=inner):
            assign_pattern(machine, inner, UNKNOWN, scope, new=new, constant=constant)
        case _:
            raise GaveUp


def _renewed(cell: Cell, value: Any, type: str, constant: bool) -> Cell:
    if cell.ready:
        return Cell(value, type, constant)
    cell.value, cell.type, cell.constant, cell.ready = value, type, constant, True
    return cell


def _own_field(machine: Machine, name: str, value: Any, scope: Scope) -> bool:
    """Assign to a field of the object, or a variable of the class, whose method runs; say whether there is one."""
    if not machine.traits.this:
        return False
    this = scope_this(scope)
    if isinstance(this, Instance) and name in this.fields:
        set_member(machine, this, name, value)
        return True
    for made in machine.classes.values():
        cell = made.static(name)
        if cell is not None:
            cell.value = convert(machine, cell.type, value)
            return True
    return False


def _unpack(
    machine: Machine, items: Sequence[form.Expression], value: Any, scope: Scope, *, new: bool, constant: bool
) -> None:
    if value in (NOTHING, UNDEFINED) and machine.language in ("javascript", "typescript"):
        raise machine.stop("TypeError")
    known = isinstance(value, list) and not machine.foreign(value)
    for number, each in enumerate(items):
        if isinstance(each, form.Spread):
            assign_pattern(
                machine,
                each.value,
                list(value[number:]) if known else UNKNOWN,
                scope,
                new=new,
                constant=constant,
            )
            continue
        missing = UNDEFINED if machine.language in ("javascript", "typescript") else NOTHING
        found = UNKNOWN if not known else value[number] if number < len(value) else missing
        assign_pattern(machine, each, found, scope, new=new, constant=constant)


def _through(machine: Machine, pointer: Any, value: Any) -> None:
    if pointer is NOTHING:
        raise machine.stop(machine.traits.null or "SIGSEGV")
    if isinstance(pointer, Pointer):
        if isinstance(pointer.items, Cell):
            pointer.items.value = value
            return
        item_of(machine, pointer, 0, value)
        return
    if pointer is UNKNOWN:
        return
    raise GaveUp


def matches(machine: Machine, value: Any, pattern: form.Expression, scope: Scope) -> bool | None:
    """Whether a value has the form of a pattern, binding its names; None where that is unknown."""
    match pattern:
        case form.Name(name=name):
            if name in ("None", "Nothing"):
                return None if value is UNKNOWN else value is NOTHING
            if name != "_":
                scope.cells[name] = Cell(value)
            return True
        case form.Make(type=kind, arguments=inner):
            if value is UNKNOWN:
                return None
            wanted = Failed if kind == "Err" else Some if kind in ("Some", "Ok") else None
            if wanted is None:
                return None
            if not isinstance(value, wanted) or len(inner) != 1:
                return False
            return matches(machine, value.value, inner[0], scope)
        case form.Sequence(items=items):
            if not isinstance(value, list) or len(value) != len(items):
                return None
            results = [matches(machine, part, each, scope) for part, each in zip(value, items, strict=True)]
            return None if None in results else all(results)
        case form.Literal(value=wanted_value):
            return equal(machine, value, wanted_value)
        case form.Range():
            span = machine.evaluate(pattern, scope)
            if isinstance(span, range) and isinstance(value, int):
                return value in span
            return None
        case _:
            return None
