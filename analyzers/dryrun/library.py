"""What do methods of text, lists, maps, numbers and optional values give?

Names are looked up across languages: where the same name means something else, the language is asked. A method
that is not known here gives something unknown, unless the language's own list of names shows that there is none.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun.names import METHODS, OF_NOTHING
from analyzers.dryrun.objects import make_object, overloaded
from analyzers.dryrun.values import (
    GLOBAL,
    NOTHING,
    SCRIPTS,
    UNDEFINED,
    UNKNOWN,
    Cell,
    Channel,
    Class,
    Entry,
    Failed,
    Fault,
    Fixed,
    Function,
    GaveUp,
    Instance,
    Pointer,
    Promise,
    Scope,
    Some,
    Thing,
)

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine
    from analyzers.dryrun.program import Expression

_OF_OBJECTS = frozenset(
    ("toString", "equals", "hashCode", "getClass", "name", "ordinal", "compareTo", "Equals", "GetHashCode", "GetType", "ToString", "hasOwnProperty", "clone", "Clone", "to_string", "fmt", "eq", "getMessage")
)  # fmt: skip


def send(
    machine: "Machine",
    receiver: Any,
    name: str,
    nodes: "Sequence[Expression]",
    scope: Scope,
    *,
    safe: bool = False,
    cells: Sequence[Cell | None] = (),
) -> Any:
    """Return what a method gives back."""
    from analyzers.dryrun.calling import given
    from analyzers.dryrun.functions import call_known

    if isinstance(receiver, Thing):
        return call_known(machine, f"{receiver.name}.{name}", nodes, scope)
    if isinstance(receiver, Pointer) and isinstance(receiver.items, Cell):
        receiver = receiver.items.value
    line = machine.line
    if receiver is NOTHING or receiver is UNDEFINED:
        if safe:
            return UNDEFINED if machine.language in SCRIPTS else NOTHING
        early = machine.language in SCRIPTS  # the member is read before the arguments are
        if early:
            raise machine.stop(machine.traits.null)
        values = given(machine, nodes, scope)
        machine.line = line
        return _of_nothing(machine, name, values)
    values = given(machine, nodes, scope)
    machine.line = line
    if receiver is UNKNOWN or receiver is GLOBAL or machine.foreign(receiver):
        machine.guessed = True
        machine.give(*values)
        return UNKNOWN
    if isinstance(receiver, Instance):
        return _of_instance(machine, receiver, name, values, cells)
    if isinstance(receiver, Class):
        return _of_class(machine, receiver, name, values, cells)
    if isinstance(receiver, Function):
        return _of_function(machine, receiver, name, values)
    return _of_kind(machine, receiver, name, values)


def _of_nothing(machine: "Machine", name: str, values: list[Any]) -> Any:
    if machine.language == "rust":
        match name:
            case "unwrap" | "expect" | "unwrap_unchecked":
                raise machine.stop("panic")
            case "is_none":
                return True
            case "is_some":
                return False
            case "unwrap_or":
                return values[0] if values else UNKNOWN
            case "map" | "and_then" | "cloned" | "copied" | "as_ref" | "as_deref" | "filter" | "take":
                return NOTHING
            case "?":
                raise GaveUp
        return UNKNOWN
    if machine.language == "ruby" and name in OF_NOTHING:
        return {"nil?": True, "to_a": [], "to_s": "", "to_i": 0, "inspect": "nil"}.get(name, UNKNOWN)
    if machine.language == "go":
        raise GaveUp  # a method may well take a nil pointer
    if machine.traits.null:
        raise machine.stop(machine.traits.null)
    return UNKNOWN


def _of_instance(
    machine: "Machine", receiver: Instance, name: str, values: list[Any], cells: Sequence[Cell | None]
) -> Any:
    if id(receiver) in machine.freed:
        raise machine.stop("use after free", wild=True)
    methods = receiver.made_by.find(name)
    if methods:
        receives = machine.language in ("go", "rust")  # the receiver is the first parameter
        method = overloaded(machine, methods, len(values) + receives)
        if receives:
            return machine.call(
                method,
                [machine.handed(receiver, _receiver_type(method)), *values],
                None,
                machine.line,
                [None, *cells],
            )
        return machine.call(method, values, receiver, machine.line, cells)
    held = receiver.fields.get(name)
    if held is not None and machine.language not in ("ruby", "php"):
        return machine.call(held, values, receiver, machine.line)
    if machine.language == "ruby":
        found = _accessor(receiver, name, values)
        if found is not UNKNOWN:
            return found
    known = (
        receiver.made_by.all_known()
        and not receiver.made_by.find("method_missing")
        and not receiver.made_by.find("__call")
    )
    if (
        known
        and machine.language in (*SCRIPTS, "ruby", "php")
        and name not in _OF_OBJECTS
        and name not in OF_NOTHING
    ):
        raise machine.stop({"ruby": "NoMethodError", "php": "Error"}.get(machine.language, "TypeError"))
    machine.give(receiver, *values)
    return UNKNOWN


def _receiver_type(method: Function) -> str:
    return method.code.parameters[0].type if method.code.parameters else ""


def _accessor(receiver: Instance, name: str, values: list[Any]) -> Any:
    declared = {
        field.name
        for made in _family(receiver.made_by)
        for field in made.code.fields
        if field.type == "accessor"
    }
    if "@" + name in declared and not values:
        return receiver.fields.get("@" + name, NOTHING)
    if name.endswith("=") and "@" + name[:-1] in declared and values:
        receiver.fields["@" + name[:-1]] = values[0]
        return values[0]
    return UNKNOWN


def _family(made: Class) -> list[Class]:
    return [made, *(each for base in made.bases for each in _family(base))]


def _of_class(
    machine: "Machine", receiver: Class, name: str, values: list[Any], cells: Sequence[Cell | None]
) -> Any:
    methods = receiver.find(name)
    if methods:
        method = overloaded(machine, methods, len(values))
        this = receiver if machine.language in (*SCRIPTS, "ruby") else None
        return machine.call(method, values, this, machine.line, cells)
    if name == "new" and machine.language == "ruby":
        return make_object(machine, receiver, values, machine.line)
    cell = receiver.static(name)
    if cell is not None and isinstance(cell.value, Function):
        return machine.call(cell.value, values, receiver, machine.line)
    machine.give(*values)
    return UNKNOWN


def _of_function(machine: "Machine", receiver: Function, name: str, values: list[Any]) -> Any:
    if machine.language in SCRIPTS:
        match name:
            case "call":
                return machine.call(receiver, values[1:], values[0] if values else UNDEFINED, machine.line)
            case "bind" if len(values) == 1:
                return (
                    Function(receiver.code, receiver.scope, receiver.owner, values[0])
                    if receiver.code.arrow
                    else UNKNOWN
                )
        machine.give(*values)
        return UNKNOWN
    if name in ("call", "()", "apply", "accept", "test", "get", "run", "Invoke", "applyAsInt"):
        return machine.call(receiver, values, None, machine.line)
    return UNKNOWN


def known_name(language: str, value: Any, name: str) -> bool:
    """Whether a value of a kind has a member of that name; also true where that is not known."""
    names = METHODS.get("javascript" if language in SCRIPTS else language)
    if names is None:
        return True
    own = names.get(_kind(value), frozenset())
    return name in own or not any(name in others for others in names.values())


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, list):
        return "list"
    return "map" if isinstance(value, dict) else "other"


def _of_kind(machine: "Machine", receiver: Any, name: str, values: list[Any]) -> Any:
    from analyzers.dryrun.lists import of_list
    from analyzers.dryrun.texts import of_map, of_text

    if (
        isinstance(receiver, dict)
        and machine.language in SCRIPTS
        and isinstance(receiver.get(name), Function)
    ):
        return machine.call(receiver[name], values, receiver, machine.line)
    plain = isinstance(receiver, (str, int, float, list, dict))
    if plain and isinstance(receiver, dict) and machine.language in SCRIPTS and type(receiver) is dict:
        if name in receiver and receiver[name] is UNKNOWN:
            machine.give(*values)
            return UNKNOWN
        if (
            not known_name(machine.language, receiver, name)
            or receiver.get(name, UNKNOWN) in (NOTHING, UNDEFINED)
            or (name not in METHODS["javascript"]["map"])
        ):
            raise machine.stop("TypeError")
    if plain and not isinstance(receiver, dict) and not known_name(machine.language, receiver, name):
        raise machine.stop("NoMethodError" if machine.language == "ruby" else "TypeError")
    if plain and machine.language == "php":
        raise machine.stop("Error")
    if isinstance(receiver, str):
        return of_text(machine, receiver, name, values)
    if isinstance(receiver, (list, range)):
        return of_list(machine, receiver, name, values)
    if isinstance(receiver, dict):
        return of_map(machine, receiver, name, values)
    if isinstance(receiver, (Some, Failed)):
        return _of_optional(machine, receiver, name, values)
    if isinstance(receiver, Entry):
        if name in ("or_insert", "or_default"):
            receiver.items.setdefault(receiver.key, values[0] if values else UNKNOWN)
            return Pointer(receiver.items, receiver.key)
        machine.give(receiver.items, *values)
        return UNKNOWN
    if isinstance(receiver, (int, float)):
        return _of_number(machine, receiver, name, values)
    if isinstance(receiver, Promise):
        if receiver.error is not None and name in ("catch", "then", "finally"):
            raise GaveUp
        machine.give(*values)
        return UNKNOWN
    if isinstance(receiver, Fault) and name in ("getMessage", "Error", "message", "what"):
        return receiver.message
    if isinstance(receiver, Pointer) and isinstance(receiver.items, Fixed):
        return UNKNOWN
    machine.give(*values)
    return UNKNOWN if not isinstance(receiver, Channel) else NOTHING


def _of_optional(machine: "Machine", receiver: Some | Failed, name: str, values: list[Any]) -> Any:
    present = isinstance(receiver, Some)
    match name:
        case "unwrap" | "expect" | "?" | "get" | "value":
            if present:
                return receiver.value
            if name == "?":
                raise GaveUp
            raise machine.stop("panic")
        case "is_some" | "is_ok" | "isPresent" | "has_value":
            return present
        case "is_none" | "is_err" | "isEmpty":
            return not present
        case "unwrap_or" | "orElse" | "value_or":
            return receiver.value if present else values[0]
        case "unwrap_err":
            if present:
                raise machine.stop("panic")
            return receiver.value
        case "ok":
            return receiver if present else NOTHING
        case "map" if present and values and isinstance(values[0], Function):
            return Some(machine.call(values[0], [receiver.value], None, machine.line))
        case "cloned" | "copied" | "as_ref":
            return receiver
    machine.give(*values)
    return UNKNOWN


def _of_number(machine: "Machine", receiver: Any, name: str, values: list[Any]) -> Any:
    match name:
        case "times" if machine.language == "ruby" and values and isinstance(values[0], Function):
            from analyzers.dryrun.changes import each_of

            each_of(machine, range(int(receiver)), values[0])
            return receiver
        case "to_s" | "toString" | "to_string" | "ToString" if isinstance(receiver, int) and not values:
            return str(int(receiver))
        case "to_i" | "floor" | "intValue" if isinstance(receiver, int):
            return receiver
        case "to_f" | "doubleValue":
            return float(receiver)
        case "even?":
            return receiver % 2 == 0
        case "odd?":
            return receiver % 2 == 1
        case "zero?":
            return receiver == 0
        case "abs":
            return abs(receiver)
        case "nil?":
            return False
        case "checked_sub" if isinstance(receiver, int) and values and isinstance(values[0], int):
            return Some(receiver - values[0]) if receiver >= values[0] else NOTHING
        case "saturating_sub" if isinstance(receiver, int) and values and isinstance(values[0], int):
            return type(receiver)(max(receiver - values[0], 0))
        case "upto" | "downto" if values and isinstance(values[-1], Function) and isinstance(values[0], int):
            from analyzers.dryrun.changes import each_of

            span = range(receiver, values[0] + 1) if name == "upto" else range(receiver, values[0] - 1, -1)
            each_of(machine, span, values[-1])
            return receiver
        case "clone" | "unwrap_or_default":
            return receiver
    return UNKNOWN
