"""How do classes of a program come to be, and objects of them?"""

from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun.scopes import fits
from analyzers.dryrun.units import Structure
from analyzers.dryrun.values import UNKNOWN, Cell, Class, Function, GaveUp, Instance, Scope

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine


def declare_class(machine: "Machine", code: Structure, scope: Scope) -> Class:
    """Return the class that a text declares."""
    known = [machine.classes[base] for base in code.bases if base in machine.classes]
    bare = len(known) == len([base for base in code.bases if base not in ("Object", "object")])
    made = Class(code, scope, known, whole=code.plain and bare)
    machine.classes[code.name] = made
    for method in code.methods:
        made.methods.setdefault(method.name, []).append(Function(method, scope, made))
    for inner in code.inner:
        declare_class(machine, inner, scope)
        made.statics[inner.name] = Cell(machine.classes[inner.name])
    for constant in code.constants:
        made.statics[constant] = Cell(Instance(made, {"name!": constant}))
    return made


def fill_statics(machine: "Machine", made: Class) -> None:
    """Give the variables of a class their values."""
    from analyzers.dryrun.types import convert, default

    inside = Scope(made.scope, owner=made, function=True)
    for each in made.code.fields:
        if each.static:
            value = (
                machine.evaluate(each.value, inside)
                if each.value is not None
                else default(machine, each.type, field=True)
            )
            made.statics[each.name] = Cell(convert(machine, each.type, value), each.type)
    for inner in made.code.inner:
        fill_statics(machine, machine.classes[inner.name])


def make_object(machine: "Machine", made: Class, arguments: list[Any], line: int) -> Instance:
    """Return an object of a class, its constructor called."""
    machine.step(line)
    instance = Instance(made)
    _fill(machine, instance, made)
    constructors = _constructors(machine, made)
    fitting = [each for each in constructors if fits(each.code, len(arguments))]
    if constructors:
        if not fitting and machine.language not in ("javascript", "typescript", "ruby", "php"):
            raise GaveUp
        chosen = fitting or constructors
        if len(chosen) > 1:
            raise GaveUp
        machine.call(chosen[0], arguments, instance, line)
    elif arguments and not made.all_known():
        machine.give(instance)
    elif arguments and machine.language == "ruby":
        raise machine.stop("ArgumentError")
    return instance


def _constructors(machine: "Machine", made: Class) -> list[Function]:
    if made.code.constructors:
        return [Function(each, made.scope, made) for each in made.code.constructors]
    return next((found for base in made.bases if (found := _constructors(machine, base))), [])


def _fill(machine: "Machine", instance: Instance, made: Class) -> None:
    from analyzers.dryrun.types import convert, default

    for base in made.bases:
        _fill(machine, instance, base)
    inside = Scope(made.scope, this=instance, owner=made, function=True)
    for each in made.code.fields:
        if each.static or each.type == "accessor":
            continue
        if each.type == "dark":
            instance.fields[each.name] = UNKNOWN
        elif each.value is not None:
            instance.fields[each.name] = convert(machine, each.type, machine.evaluate(each.value, inside))
        else:
            instance.fields[each.name] = default(machine, each.type, field=True)


def overloaded(machine: "Machine", functions: list[Function], count: int) -> Function:
    """Return the one function that takes so many values."""
    fitting = [each for each in functions if fits(each.code, count)]
    if len(fitting) == 1:
        return fitting[0]
    if len(functions) == 1 and machine.traits.dynamic:
        return functions[0]
    raise GaveUp
