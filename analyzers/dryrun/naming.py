"""What does a name stand for?"""

from typing import Any  # the values of a program may be anything

from analyzers.dryrun import program as form
from analyzers.dryrun.machine import Machine
from analyzers.dryrun.scopes import scope_owner, scope_this
from analyzers.dryrun.units import Field
from analyzers.dryrun.values import (
    NOTHING,
    SCRIPTS,
    UNDEFINED,
    UNKNOWN,
    Class,
    Instance,
    Scope,
)


def name_of(machine: Machine, node: form.Name, scope: Scope) -> Any:
    """Return the value of a variable, a member of the object whose method runs, or what the language calls so."""
    name = node.name
    if name == "this":
        return (
            scope_this(scope)
            if scope_this(scope) is not None
            else UNDEFINED
            if scope_owner(scope) and machine.language in SCRIPTS
            else UNKNOWN
        )
    cell = scope.find(name)
    if cell is not None:
        if not cell.ready:
            raise machine.stop("ReferenceError")
        return cell.value
    if machine.traits.this or machine.language == "ruby":
        found = _of_object(machine, name, scope)
        if found is not None:
            return found
    from analyzers.dryrun.functions import constant, is_known

    if is_known(machine.language, name) or name in machine.program.known:
        return constant(name) if is_known(machine.language, name) else UNKNOWN
    if machine.language == "php":
        return UNKNOWN if name.startswith("_") or machine.program.fragment else NOTHING
    if (
        machine.traits.dynamic
        and not machine.program.fragment
        and (name[:1].islower() or machine.language == "ruby" and name[:1] != "$")
    ):
        raise machine.undeclared("NameError" if machine.language == "ruby" else "ReferenceError")
    return UNKNOWN


def _of_object(machine: Machine, name: str, scope: Scope) -> Any:
    """Return a member of the object or class whose method runs, or None."""
    this, owner = scope_this(scope), scope_owner(scope)
    if isinstance(this, Instance):
        if name in this.fields:
            return UNKNOWN if machine.foreign(this) else this.fields[name]
        if machine.language == "ruby":
            return _ruby_message(machine, this, name)
    while owner is not None:
        cell = owner.static(name)
        if cell is not None:
            return cell.value
        if owner.find(name) and machine.language != "ruby":
            return owner.find(name)
        owner = None
    for made in machine.classes.values():
        cell = made.static(name) if machine.traits.this else None
        if cell is not None:
            return cell.value
    return machine.classes.get(name)


def _ruby_message(machine: Machine, this: Instance, name: str) -> Any:
    found = this.made_by.find(name)
    if found:
        return machine.call(found[0], [], this, machine.line)
    if any(each.name == "@" + name for each in _all_fields(this.made_by)):
        return this.fields.get("@" + name, NOTHING)
    return None if this.made_by.all_known() else UNKNOWN


def _all_fields(made: Class) -> list[Field]:
    return [*made.code.fields, *(each for base in made.bases for each in _all_fields(base))]
