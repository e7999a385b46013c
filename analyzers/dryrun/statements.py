"""How are statements worked through?"""

from collections.abc import Callable, Sequence
from typing import Any  # the values of a program may be anything

from analyzers.dryrun import program as form
from analyzers.dryrun.machine import Left, Machine, Returned
from analyzers.dryrun.objects import declare_class, fill_statics
from analyzers.dryrun.operators import equal
from analyzers.dryrun.patterns import assign_pattern
from analyzers.dryrun.places import iterate
from analyzers.dryrun.scopes import parts, scope_this
from analyzers.dryrun.types import convert, default, is_kind, truth
from analyzers.dryrun.units import Define, Lambda, Structure
from analyzers.dryrun.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Cell,
    Channel,
    Class,
    Endless,
    Fault,
    Function,
    GaveUp,
    Instance,
    Scope,
    Stopped,
    Unsigned,
)

_SOME_ROUNDS = 500
_MANY_ROUNDS = 1_500
_CATCHES_ALL = frozenset(("Exception", "Throwable", "RuntimeException", "StandardError", "std::exception", "exception", "Error", "...", "any", "unknown"))  # fmt: skip


def hoist(machine: Machine, body: Sequence[form.Statement], scope: Scope) -> None:
    """Make known what is visible before its line: functions, classes, and variables that have no value yet."""
    made = []
    for each in body:
        if isinstance(each, Structure):
            scope.cells[each.name] = Cell(declare_class(machine, each, scope), constant=True)
            made.append(each.name)
    for each in body:
        if isinstance(each, Define) and machine.language != "ruby":
            _define(machine, each, scope)
        if isinstance(each, form.Let) and machine.language in ("javascript", "typescript"):
            for name in _bound(each.target):
                scope.cells.setdefault(name, Cell(UNDEFINED, ready=each.hoisted))
    if machine.language == "ruby":
        for each in body:
            if isinstance(each, Define):
                _define(machine, each, scope)
    for name in made:
        if not machine.traits.dynamic:
            fill_statics(machine, machine.classes[name])


def _bound(target: form.Expression) -> list[str]:
    return [each.name for each in parts(target) if isinstance(each, form.Name)]


def inside(machine: Machine, body: Sequence[form.Statement], scope: Scope) -> None:
    """Work a block through with names of its own."""
    own = Scope(scope) if machine.language not in ("php", "ruby") else scope
    if own is not scope:
        hoist(machine, body, own)
    machine.execute(body, own)


def _let(machine: Machine, node: form.Let, scope: Scope) -> None:
    if node.value is None:
        value = default(machine, node.type)
    else:
        value = convert(machine, node.type, machine.handed(machine.evaluate(node.value, scope), node.type))
    if not isinstance(node.value, Lambda) and any(
        isinstance(each, (form.Call, form.Send, form.Make, form.Item)) for each in parts(node.value)
    ):
        machine.acted = True
    if (
        node.hoisted
        and isinstance(node.target, form.Name)
        and node.value is None
        and node.target.name in scope.cells
    ):
        scope.cells[node.target.name].ready = True
        return
    assign_pattern(machine, node.target, value, scope, node.type, new=True, constant=node.constant)


def _do(machine: Machine, node: form.Do, scope: Scope) -> None:
    machine.acted = True
    machine.evaluate(node.value, scope)


def _if(machine: Machine, node: form.If, scope: Scope) -> None:
    own = Scope(scope) if machine.language not in ("php", "ruby") else scope
    chosen = truth(machine, machine.evaluate(node.test, own))
    if chosen is None:
        machine.skip((node.then, node.other), own)
    else:
        inside(machine, node.then if chosen else node.other, own)


def _round(machine: Machine, body: Sequence[form.Statement], scope: Scope, label: str) -> bool:
    """Work one round of a loop through; return whether the loop is left."""
    try:
        inside(machine, body, scope)
    except Left as left:
        if left.label and left.label != label:
            raise
        return not left.again
    return False


def _loop(machine: Machine, node: form.Loop, scope: Scope) -> None:
    own = Scope(scope) if machine.language not in ("php", "ruby") else scope
    if node.start:
        hoist(machine, node.start, own)
        machine.execute(node.start, own)
    machine.acted = True
    before: Any = None
    rounds = 0
    gap: float = -1
    while True:
        if node.test is not None and not (node.after and rounds == 0):
            going = truth(machine, machine.evaluate(node.test, own))
            if going is None:
                machine.skip((node.body, node.step), own)
                return
            if not going:
                return
        rounds += 1
        state = _state(machine, own) if rounds in (2, 3, 5, 9, 40) else None
        if state is not None:
            if state == before:
                raise Endless
            before = state
        if rounds == _SOME_ROUNDS:
            gap = _gap(machine, node.test, own)
        if rounds > _MANY_ROUNDS and machine.program.largest * 10 < rounds:
            if _never_leaves(machine, node, own) or 0 <= gap <= _gap(machine, node.test, own):
                raise Endless
            raise GaveUp  # it may come to its end later
        if _round(machine, node.body, own, node.label):
            return
        for each in node.step:
            machine.evaluate(each, own)
        machine.step(node.line)


def _never_leaves(machine: Machine, node: form.Loop, scope: Scope) -> bool:
    """Whether nothing in a loop could leave it."""
    match node.test:
        case None | form.Literal(value=True):
            held = True
        case form.Binary(operator=">=", left=form.Name() as name, right=form.Literal(value=0)):
            held = isinstance(machine.evaluate(name, scope), Unsigned)
        case _:
            held = False
    return held and not any(
        isinstance(each, (form.Leave, form.Return, form.Raise)) for each in parts(node.body)
    )


def _gap(machine: Machine, test: form.Expression | None, scope: Scope) -> float:
    """Return how far the two numbers are apart that a loop compares; less than nothing where it does not."""
    if not isinstance(test, form.Binary) or not all(
        isinstance(each, (form.Name, form.Literal)) for each in (test.left, test.right)
    ):
        return -1
    left, right = machine.evaluate(test.left, scope), machine.evaluate(test.right, scope)
    return abs(left - right) if isinstance(left, (int, float)) and isinstance(right, (int, float)) else -1


def _state(machine: Machine, scope: Scope) -> Any:
    """Return what all visible variables hold, or None where somebody else may change it or something is unknown."""
    if machine.helped or isinstance(scope_this(scope), Instance):
        return None
    seen = []
    found: Scope | None = scope
    while found is not None:
        for name, cell in found.cells.items():
            if isinstance(cell.value, (int, float, str)) or cell.value in (NOTHING, UNDEFINED):
                seen.append((name, cell.value))
            elif not _is_stateless(machine, cell.value):
                return None
        found = found.outer
    return seen


def _is_stateless(machine: Machine, value: Any) -> bool:
    """Whether nothing is kept in a value that a round of a loop could change unseen."""
    if isinstance(value, Class):
        return not value.statics
    return isinstance(value, Function) and value.scope is machine.top


def _each(machine: Machine, node: form.Each, scope: Scope) -> None:
    machine.acted = True
    source = machine.evaluate(node.source, scope)
    for value in iterate(machine, source, node.how, mentions(node)):
        machine.step(node.line)
        if value is UNKNOWN:
            machine.skip((node.body,), scope)
            return
        own = Scope(scope) if machine.language not in ("php", "ruby") else scope
        if node.target is not None:
            assign_pattern(
                machine, node.target, machine.handed(value), own, new=machine.language not in ("php", "ruby")
            )
        if _round(machine, node.body, own, node.label):
            return


def mentions(node: form.Each) -> bool:
    """Whether the body of a loop names what is looped over: it may change it."""
    names = {each.name for each in parts(node.source) if isinstance(each, form.Name)}
    return any(isinstance(each, form.Name) and each.name in names for each in parts(node.body))


def _return(machine: Machine, node: form.Return, scope: Scope) -> None:
    missing = UNDEFINED if machine.language in ("javascript", "typescript") else NOTHING
    raise Returned(machine.evaluate(node.value, scope) if node.value is not None else missing, scope)


def _leave(_: Machine, node: form.Leave, __: Scope) -> None:
    raise Left(node.again, node.label)


def _block(machine: Machine, node: form.Block, scope: Scope) -> None:
    inside(machine, node.body, scope)


def _switch(machine: Machine, node: form.Switch, scope: Scope) -> None:
    subject = True if node.subject is None else machine.evaluate(node.subject, scope)
    chosen = None
    for number, (wanted, _) in enumerate(node.cases):
        for each in wanted or ():
            same = equal(machine, subject, _case_value(machine, each, subject, scope))
            if same is None:
                machine.skip(tuple(body for _, body in node.cases), scope)
                return
            if same and chosen is None:
                chosen = number
    if chosen is None:
        chosen = next((number for number, (wanted, _) in enumerate(node.cases) if wanted is None), None)
    if chosen is None:
        return
    try:
        for _, body in node.cases[chosen:]:
            inside(machine, body, scope)
            if not node.falls:
                return
    except Left as left:
        if left.again or left.label or machine.language in ("ruby",):
            raise


def _case_value(machine: Machine, node: form.Expression, subject: Any, scope: Scope) -> Any:
    """Return the value of a case; the constants of an enumeration may stand without its name."""
    if isinstance(node, form.Name) and isinstance(subject, Instance) and subject.made_by.code.constants:
        cell = subject.made_by.static(node.name)
        return cell.value if cell is not None else UNKNOWN
    return machine.evaluate(node, scope)


def _try(machine: Machine, node: form.Try, scope: Scope) -> None:
    try:
        _attempt(machine, node, scope)
    except Stopped as stopped:
        if not _is_fatal(stopped):
            inside(machine, node.final, scope)
        raise
    except (Returned, Left):
        inside(machine, node.final, scope)
        raise
    inside(machine, node.final, scope)


def _is_fatal(stopped: Stopped) -> bool:
    return stopped.wild or stopped.name.startswith(("SIG", "abort"))


def _attempt(machine: Machine, node: form.Try, scope: Scope) -> None:
    try:
        inside(machine, node.body, scope)
    except Stopped as stopped:
        handler = None if _is_fatal(stopped) else _handler(machine, node.handlers, stopped)
        if handler is None:
            raise
        own = Scope(scope)
        if handler.name:
            own.cells[handler.name] = Cell(
                stopped.value if stopped.value is not None else Fault(stopped.name, UNKNOWN)
            )
        inside(machine, handler.body, own)


def _handler(machine: Machine, handlers: Sequence[form.Handler], stopped: Stopped) -> form.Handler | None:
    for each in handlers:
        if not each.types:
            return each
        for kind in each.types:
            name = kind.strip("\\& ").removeprefix("const ")
            if name in _CATCHES_ALL or name == stopped.name:
                return each
            verdict = (
                is_kind(machine, stopped.value, name)
                if isinstance(stopped.value, (Instance, Fault))
                else None
            )
            if verdict:
                return each
            if verdict is None:
                raise GaveUp
    return None


def _later(machine: Machine, node: form.Later, scope: Scope) -> None:
    if not node.at_end:
        machine.helped = True
        raise GaveUp  # what runs at the same time is not worked through
    found: Scope | None = scope
    while found is not None and "defer!" not in found.cells:
        found = found.outer
    if found is not None:
        found.cells["defer!"].value.insert(0, lambda: machine.evaluate(node.value, scope))


def _put(machine: Machine, node: form.Put, scope: Scope) -> None:
    channel, value = machine.evaluate(node.channel, scope), machine.evaluate(node.value, scope)
    if isinstance(channel, Channel):
        if len(channel.queue) >= channel.room:
            raise machine.stop("deadlock")
        channel.queue.append(value)
    elif channel is NOTHING:
        raise machine.stop("deadlock")
    else:
        raise GaveUp


def _define(machine: Machine, node: Define, scope: Scope) -> None:
    function = node.function
    if node.owner:
        owner = machine.classes.get(node.owner)
        if owner is not None:
            owner.methods.setdefault(function.name, []).append(Function(function, scope, owner))
        return
    found = scope.cells.get(function.name)
    made = machine.function(function, scope)
    if (
        found is not None
        and isinstance(found.value, Function)
        and machine.language in ("java", "csharp", "cpp")
    ):
        scope.cells[function.name] = Cell([found.value, made])  # overloaded
    else:
        scope.cells[function.name] = Cell(made)


def _defined(_: Machine, __: Define, ___: Scope) -> None:
    """What `hoist` has done."""


def _structured(machine: Machine, node: Structure, _: Scope) -> None:
    """What `hoist` has not done: in dynamic languages a class gets its variables where it stands."""
    if machine.traits.dynamic:
        fill_statics(machine, machine.classes[node.name])


EXECUTE: dict[type, Callable[[Machine, Any, Scope], None]] = {
    form.Let: _let, form.Do: _do, form.If: _if, form.Loop: _loop, form.Each: _each, form.Return: _return, form.Leave: _leave,
    form.Block: _block, form.Switch: _switch, form.Try: _try, form.Later: _later, form.Put: _put, Define: _defined, Structure: _structured,
}  # fmt: skip
