"""What is the value of an expression?"""

from collections.abc import Callable
from typing import Any  # the values of a program may be anything

from analyzers.dryrun import program as form
from analyzers.dryrun.calling import call, send_message
from analyzers.dryrun.constructs import array, make, numbers, part, sequence, table, text
from analyzers.dryrun.machine import Machine
from analyzers.dryrun.naming import name_of
from analyzers.dryrun.operators import binary, equal, unary
from analyzers.dryrun.places import item_of, read_member
from analyzers.dryrun.scopes import scope_owner
from analyzers.dryrun.types import cast, is_kind, truth
from analyzers.dryrun.units import Lambda
from analyzers.dryrun.values import (
    NOTHING,
    SCRIPTS,
    UNDEFINED,
    UNKNOWN,
    Buffer,
    Cell,
    Channel,
    Fault,
    Instance,
    Pointer,
    Scope,
    Thing,
)


def _literal(_: Machine, node: form.Literal, __: Scope) -> Any:
    return node.value


def _chars(_: Machine, node: form.Chars, __: Scope) -> Any:
    made = Buffer([*map(ord, node.text), 0])
    made.literal = True
    return Pointer(made)


def _dark(machine: Machine, node: form.Dark, scope: Scope) -> Any:
    for name in node.names:
        machine.forget(name, scope)
    return UNKNOWN


def _unary(machine: Machine, node: form.Unary, scope: Scope) -> Any:
    if (
        node.operator == "typeof"
        and isinstance(node.value, form.Name)
        and scope.find(node.value.name) is None
    ):
        return UNKNOWN
    if node.operator == "<-":
        channel = machine.evaluate(node.value, scope)
        if isinstance(channel, Channel) and not machine.helped:
            if not channel.queue:
                raise machine.stop("deadlock")
            return channel.queue.pop(0)
        return UNKNOWN
    if node.operator == "delete":
        return _deleted(machine, node.value, scope)
    return unary(machine, node.operator, machine.evaluate(node.value, scope))


def _deleted(machine: Machine, target: form.Expression, scope: Scope) -> Any:
    if machine.language in SCRIPTS:
        if isinstance(target, form.Member):
            owner = machine.evaluate(target.owner, scope)
            if isinstance(owner, dict):
                owner.pop(target.name, None)
        else:
            _dark(machine, form.Dark(frozenset()), scope)
        return True
    value = machine.evaluate(target, scope)
    if id(value) in machine.freed:
        raise machine.stop("abort")
    if isinstance(value, (Instance, Pointer)):
        machine.freed[id(value)] = value
    return NOTHING


def _binary(machine: Machine, node: form.Binary, scope: Scope) -> Any:
    if node.operator in ("&&", "||", "??"):
        left = machine.evaluate(node.left, scope)
        known = (
            truth(machine, left)
            if node.operator != "??"
            else None
            if left is UNKNOWN
            else left in (NOTHING, UNDEFINED)
        )
        if known is None:
            machine.skip((node.right,), scope)
            return UNKNOWN
        ended = not known if node.operator == "&&" else known if node.operator == "||" else not known
        value = left if ended else machine.evaluate(node.right, scope)
        if machine.language in (*SCRIPTS, "ruby", "php", "csharp"):
            return value
        seen = truth(machine, value)
        return UNKNOWN if seen is None else seen
    if node.operator == ",":
        machine.evaluate(node.left, scope)
        return machine.evaluate(node.right, scope)
    if node.operator in ("<<", ">>") and machine.language in ("cpp", "ruby"):
        return _shifted(machine, node, scope)
    return binary(
        machine, node.operator, machine.evaluate(node.left, scope), machine.evaluate(node.right, scope)
    )


def _shifted(machine: Machine, node: form.Binary, scope: Scope) -> Any:
    """Streams of C++ and lists of Ruby use the signs of a shift."""
    left = machine.evaluate(node.left, scope)
    if machine.language == "cpp" and node.operator == ">>":
        for each in (node.right,):
            if isinstance(each, form.Name):
                machine.forget(each.name, scope)
        return (
            UNKNOWN
            if isinstance(left, (Thing, type(UNKNOWN)))
            else binary(machine, ">>", left, machine.evaluate(node.right, scope))
        )
    right = machine.evaluate(node.right, scope)
    if isinstance(left, list) and machine.language == "ruby":
        left.append(right)
        return left
    if left is NOTHING and machine.language == "ruby":
        raise machine.stop("NoMethodError")
    return left if isinstance(left, Thing) or left is UNKNOWN else binary(machine, "<<", left, right)


def _choice(machine: Machine, node: form.Choice, scope: Scope) -> Any:
    chosen = truth(machine, machine.evaluate(node.test, scope))
    if chosen is None:
        machine.skip((node.then, node.other), scope)
        return UNKNOWN
    return machine.evaluate(node.then if chosen else node.other, scope)


def _assign(machine: Machine, node: form.Assign, scope: Scope) -> Any:
    from analyzers.dryrun.patterns import assign_pattern

    if node.operator in ("||", "&&", "??"):
        current = _current(machine, node.target, scope)
        known = (
            truth(machine, current)
            if node.operator != "??"
            else None
            if current is UNKNOWN
            else current not in (NOTHING, UNDEFINED)
        )
        if known is None:
            machine.skip((node.target, node.value), scope)
            return UNKNOWN
        if known == (node.operator != "&&"):
            return current
        value = machine.evaluate(node.value, scope)
    elif node.operator:
        value = binary(
            machine,
            node.operator,
            machine.evaluate(node.target, scope),
            machine.evaluate(node.value, scope),
        )
    else:
        value = machine.handed(machine.evaluate(node.value, scope))
    assign_pattern(machine, node.target, value, scope)
    return value


def _current(machine: Machine, target: form.Expression, scope: Scope) -> Any:
    """Return what is there before a conditional assignment; nothing, where the name is new."""
    if isinstance(target, form.Name) and scope.find(target.name) is None:
        return NOTHING
    return machine.evaluate(target, scope)


def _step(machine: Machine, node: form.Step, scope: Scope) -> Any:
    from analyzers.dryrun.patterns import assign_pattern

    before = machine.evaluate(node.target, scope)
    after = binary(machine, "+" if node.by > 0 else "-", before, 1)
    assign_pattern(machine, node.target, after, scope)
    return before if node.after else after


def _member(machine: Machine, node: form.Member, scope: Scope) -> Any:
    if node.static and isinstance(node.owner, form.Name):
        owner = machine.classes.get(node.owner.name)
        own = scope_owner(scope) if node.owner.name in ("Self", "self", "static") else None
        target = owner or own
        if target is None:
            return (
                Thing(f"{node.owner.name.partition('<')[0]}::{node.name}")
                if machine.language != "cpp"
                else Thing(node.name)
            )
        return read_member(machine, target, node.name, False)
    owner_value = machine.evaluate(node.owner, scope)
    machine.line = node.line or machine.line
    if isinstance(owner_value, Instance) and id(owner_value) in machine.freed:
        raise machine.stop("use after free", wild=True)
    return read_member(machine, owner_value, node.name, node.safe)


def _item(machine: Machine, node: form.Item, scope: Scope) -> Any:
    owner = machine.evaluate(node.owner, scope)
    if node.index is None:
        return UNKNOWN
    if node.safe and owner in (NOTHING, UNDEFINED):
        return UNDEFINED
    index = machine.evaluate(node.index, scope)
    machine.line = node.line or machine.line
    return item_of(machine, owner, index)


def _spread(machine: Machine, node: form.Spread, scope: Scope) -> Any:
    machine.evaluate(node.value, scope)
    return UNKNOWN


def _convert(machine: Machine, node: form.Convert, scope: Scope) -> Any:
    return cast(machine, node.type, machine.evaluate(node.value, scope), node.checked)


def _is_a(machine: Machine, node: form.IsA, scope: Scope) -> Any:
    value = machine.evaluate(node.value, scope)
    if node.name:
        scope.cells[node.name] = Cell(value)
    found = None if value is UNKNOWN else is_kind(machine, value, node.type)
    return UNKNOWN if found is None else found


def _raise(machine: Machine, node: form.Raise, scope: Scope) -> Any:
    value = machine.evaluate(node.value, scope) if node.value is not None else UNKNOWN
    name = node.type or "Error"
    if isinstance(value, Instance):
        name = value.made_by.code.name
    elif isinstance(value, Fault):
        name = value.name
    machine.line = node.line or machine.line
    raise machine.stop(name, value=value)


def _address(machine: Machine, node: form.Address, scope: Scope) -> Any:
    if isinstance(node.value, form.Name) and machine.language in ("c", "cpp", "go", "rust"):
        cell = scope.find(node.value.name)
        if cell is not None:
            if isinstance(cell.value, (Instance, list, dict)) or machine.language == "rust":
                return cell.value
            return Pointer(cell)
    if isinstance(node.value, form.Item):
        owner = machine.evaluate(node.value.owner, scope)
        index = machine.evaluate(node.value.index, scope) if node.value.index is not None else UNKNOWN
        if isinstance(owner, list) and isinstance(index, int):
            return Pointer(owner, index)
        return UNKNOWN
    return machine.evaluate(node.value, scope)


def _follow(machine: Machine, node: form.Follow, scope: Scope) -> Any:
    value = machine.evaluate(node.value, scope)
    machine.line = node.line or machine.line
    if value is NOTHING:
        raise machine.stop(machine.traits.null)
    if isinstance(value, Pointer):
        if isinstance(value.items, Cell):
            return value.items.value
        return item_of(machine, value, 0)
    if isinstance(value, list) and machine.language in ("c", "cpp"):
        return item_of(machine, value, 0)
    return value


def _matches(machine: Machine, node: form.Matches, scope: Scope) -> Any:
    from analyzers.dryrun.patterns import matches

    found = matches(machine, machine.evaluate(node.value, scope), node.pattern, scope)
    if found is None:
        for each in form_names(node.pattern):
            scope.cells[each] = Cell(UNKNOWN)
        return UNKNOWN
    return found


def form_names(pattern: form.Expression) -> list[str]:
    """Return the names that a pattern binds."""
    from analyzers.dryrun.scopes import parts

    return [each.name for each in parts(pattern) if isinstance(each, form.Name)]


def _steps(machine: Machine, node: form.Steps, scope: Scope) -> Any:
    from analyzers.dryrun.statements import hoist

    own = Scope(scope) if machine.language not in ("php", "ruby") else scope
    hoist(machine, node.body, own)
    machine.execute(node.body, own)
    return machine.evaluate(node.result, own) if node.result is not None else NOTHING


def _cases(machine: Machine, node: form.Cases, scope: Scope) -> Any:
    from analyzers.dryrun.patterns import matches

    subject = machine.evaluate(node.subject, scope) if node.subject is not None else True
    for number, (wanted, guard, result) in enumerate(node.arms):
        own = Scope(scope) if machine.language not in ("php", "ruby") else scope
        fits: bool | None = True
        for each in wanted or ():
            if machine.language in ("rust",):
                fits = matches(machine, subject, each, own)
            else:
                fits = equal(machine, subject, machine.evaluate(each, own))
            if fits or fits is None:
                break
        if fits and guard is not None:
            fits = truth(machine, machine.evaluate(guard, own))
        if fits is None:
            machine.skip(
                tuple(part for arm in node.arms[number:] for part in arm[1:] if part is not None), scope
            )
            return UNKNOWN
        if fits:
            return machine.evaluate(result, own)
    if node.open:
        return NOTHING
    if machine.language == "php":
        raise machine.stop("UnhandledMatchError")
    if machine.language == "csharp":
        raise machine.stop("SwitchExpressionException")
    return UNKNOWN


def _lambda(machine: Machine, node: Lambda, scope: Scope) -> Any:
    return machine.function(node, scope)


EVALUATE: dict[type, Callable[[Machine, Any, Scope], Any]] = {
    form.Literal: _literal, form.Chars: _chars, form.Dark: _dark, form.Name: name_of, form.Unary: _unary, form.Binary: _binary,
    form.Choice: _choice, form.Assign: _assign, form.Step: _step, form.Call: call, form.Send: send_message, form.Member: _member,
    form.Item: _item, form.Part: part, form.Make: make, form.Array: array, form.Sequence: sequence, form.Table: table,
    form.Range: numbers, form.Text: text, form.Spread: _spread, form.Convert: _convert, form.IsA: _is_a, form.Raise: _raise,
    form.Address: _address, form.Follow: _follow, form.Matches: _matches, form.Steps: _steps, form.Cases: _cases, Lambda: _lambda,
}  # fmt: skip
