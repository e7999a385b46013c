"""Where does a value stand: in an item, in a member, in a loop's source? And what if nothing stands there?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun import program as form
from analyzers.dryrun.texts import length_of
from analyzers.dryrun.values import (
    GLOBAL,
    NOTHING,
    SCRIPTS,
    UNDEFINED,
    UNKNOWN,
    Buffer,
    Cell,
    Char,
    Class,
    Default,
    Fault,
    Fixed,
    Function,
    GaveUp,
    Instance,
    NilMap,
    Pointer,
    Promise,
    Scope,
    Some,
    Thing,
    room,
)

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine

_LENGTHS = frozenset(("length", "size", "Length", "Count"))
_UNSET: Any = object()


def item_of(machine: "Machine", owner: Any, index: Any, value: Any = _UNSET) -> Any:
    """Return an item, or put a value there; raise what a place that does not exist raises."""
    if owner is UNKNOWN or machine.foreign(owner):
        machine.guessed = True
        return UNKNOWN
    if owner is NOTHING or owner is UNDEFINED:
        if machine.language == "php":
            return NOTHING
        if machine.traits.null:
            raise machine.stop(machine.traits.null)
        return UNKNOWN
    if isinstance(owner, Pointer):
        if isinstance(owner.items, Cell):
            return UNKNOWN
        if index is UNKNOWN:
            return UNKNOWN
        owner, index = owner.items, owner.offset if isinstance(owner.items, dict) else owner.offset + index
    if isinstance(owner, dict):
        return _entry(machine, owner, index, value)
    if isinstance(owner, (list, str)):
        return _place(machine, owner, index, value)
    if isinstance(owner, Instance) and machine.language in SCRIPTS and isinstance(index, str):
        if value is _UNSET:
            return read_member(machine, owner, index, False)
        set_member(machine, owner, index, value)
        return value
    if isinstance(owner, (int, float)) and machine.language in SCRIPTS:
        return UNDEFINED
    if value is not _UNSET:
        machine.give(value)
    return UNKNOWN


def _entry(machine: "Machine", owner: dict[Any, Any], index: Any, value: Any) -> Any:
    if index is UNKNOWN or not isinstance(index, (str, int, float)):
        if value is not _UNSET:
            machine.give(owner)
        return UNKNOWN
    if machine.language in SCRIPTS:
        index = str(index)
    if value is not _UNSET:
        if isinstance(owner, NilMap):
            raise machine.stop("panic")
        room(len(owner))
        owner[index] = value
        return value
    if index in owner:
        return owner[index]
    if isinstance(owner, Default):
        if owner.empty is not UNKNOWN:
            owner[index] = owner.empty
        return owner.empty
    if machine.traits.key:
        raise machine.stop(machine.traits.key)
    return UNKNOWN if machine.language == "go" else UNDEFINED if machine.language in SCRIPTS else NOTHING


def _place(machine: "Machine", owner: Any, index: Any, value: Any) -> Any:
    if machine.language in SCRIPTS and isinstance(index, str):
        return read_member(machine, owner, index, False) if value is _UNSET else UNKNOWN
    if not isinstance(index, int) or isinstance(index, bool):
        if value is not _UNSET:
            machine.give(owner)
        return UNKNOWN
    if machine.language == "ruby" and -len(owner) <= index < 0:
        index += len(owner)
    inside = 0 <= index < len(owner)
    if isinstance(owner, str):
        return (
            (owner[index] if machine.language in SCRIPTS else UNKNOWN) if inside else _beyond(machine, owner)
        )
    if value is not _UNSET:
        if isinstance(owner, Buffer) and owner.literal:
            raise machine.stop("SIGSEGV")
        if inside:
            owner[index] = value
        elif machine.language in SCRIPTS or machine.language in ("ruby", "php"):
            if machine.language == "php":
                machine.give(owner)
            elif index >= 0:
                room(index)
                empty = UNDEFINED if machine.language in SCRIPTS else NOTHING
                owner.extend([empty] * (index - len(owner)))
                owner.append(value)
        else:
            _beyond(machine, owner)
        return value
    return owner[index] if inside else _beyond(machine, owner)


def _beyond(machine: "Machine", owner: Any) -> Any:
    """What is read past the end."""
    if machine.traits.item == "wild":
        if isinstance(owner, list) and not owner:
            raise machine.stop("SIGSEGV")
        raise machine.stop("out of bounds", wild=True)
    if machine.traits.item:
        raise machine.stop(machine.traits.item)
    return UNDEFINED if machine.language in SCRIPTS else NOTHING


def set_item(
    machine: "Machine", owner: form.Expression, index: form.Expression | None, value: Any, scope: Scope
) -> None:
    """Put a value at an index, or behind the last item."""

    held = machine.evaluate(owner, scope)
    if index is None:
        if isinstance(held, list):
            room(len(held))
            held.append(value)
        elif isinstance(held, str):
            raise machine.stop("Error")
        else:
            machine.give(held)
        return
    where = machine.evaluate(index, scope)
    if machine.language == "php" and isinstance(held, list) and isinstance(where, str):
        from analyzers.dryrun.patterns import assign_pattern

        changed: dict[Any, Any] = {**dict(enumerate(held)), where: value}
        assign_pattern(machine, owner, changed, scope)
        return
    item_of(machine, held, where, value)


def read_member(machine: "Machine", owner: Any, name: str, safe: bool) -> Any:
    """Return a member of a value, or raise what a member of nothing raises."""
    if owner is UNKNOWN or owner is GLOBAL:
        machine.guessed = True
        return UNKNOWN
    if owner is NOTHING or owner is UNDEFINED:
        if safe:
            return UNDEFINED if machine.language in SCRIPTS else NOTHING
        if machine.language == "php":
            return NOTHING  # a warning, no more
        if machine.traits.null:
            raise machine.stop(machine.traits.null)
        return UNKNOWN
    if isinstance(owner, Pointer):
        target = owner.items.value if isinstance(owner.items, Cell) else item_of(machine, owner, 0)
        return read_member(machine, target, name, safe) if target is not owner else UNKNOWN
    if isinstance(owner, Instance):
        return _member_of_instance(machine, owner, name)
    if isinstance(owner, Class):
        cell = owner.static(name)
        if cell is not None:
            return cell.value
        methods = owner.find(name)
        return (
            methods[0]
            if methods
            else Thing(f"{owner.code.name}.{name}")
            if not owner.all_known()
            else _absent(machine)
        )
    if isinstance(owner, Thing):
        from analyzers.dryrun.functions import constant

        return constant(f"{owner.name}.{name}")
    if machine.foreign(owner):
        return UNKNOWN
    if name in _LENGTHS and isinstance(owner, (list, str, dict)) and machine.language != "php":
        if isinstance(owner, dict) and machine.language in SCRIPTS:
            return owner.get(name, UNDEFINED)
        return length_of(machine, owner) if isinstance(owner, str) else len(owner)
    if isinstance(owner, dict):
        return owner.get(name, UNDEFINED if machine.language in SCRIPTS else UNKNOWN)
    if isinstance(owner, list) and machine.language == "rust" and name.isdigit():
        return owner[int(name)] if int(name) < len(owner) else UNKNOWN
    if isinstance(owner, Fault):
        return owner.message if name in ("message", "Message") else UNKNOWN
    if machine.language in SCRIPTS and isinstance(owner, (list, str, int, float, Function)):
        from analyzers.dryrun.library import known_name

        return (
            UNKNOWN if known_name(machine.language, owner, name) or isinstance(owner, Function) else UNDEFINED
        )
    if machine.language == "csharp" and name in ("Value", "HasValue"):
        return owner if name == "Value" else True
    return UNKNOWN


def _absent(machine: "Machine") -> Any:
    return UNDEFINED if machine.language in SCRIPTS else UNKNOWN


def _member_of_instance(machine: "Machine", owner: Instance, name: str) -> Any:
    if machine.foreign(owner):
        return UNKNOWN
    if name in owner.fields:
        return owner.fields[name]
    found = owner.made_by.find(name)
    if found:
        if name in _properties(owner.made_by):
            return machine.call(found[0], [], owner, machine.line)
        return found[0]
    if machine.language == "ruby":
        return NOTHING
    cell = owner.made_by.static(name)
    if cell is not None and machine.language not in SCRIPTS:
        return cell.value
    if (
        owner.made_by.all_known()
        and machine.language in SCRIPTS
        and not name.startswith("__")
        and name not in ("constructor", "toString", "hasOwnProperty", "valueOf")
    ):
        return UNDEFINED
    return NOTHING if machine.language == "php" and owner.made_by.all_known() else UNKNOWN


def _properties(made: Class) -> frozenset[str]:
    return made.code.properties.union(*(_properties(base) for base in made.bases))


def set_member(machine: "Machine", owner: Any, name: str, value: Any) -> None:
    """Put a value into a member."""
    if isinstance(owner, Pointer) and isinstance(owner.items, Cell):
        owner = owner.items.value
    if owner is NOTHING or owner is UNDEFINED:
        if machine.language == "php":
            raise machine.stop("Error")
        if machine.traits.null:
            raise machine.stop(machine.traits.null)
    if isinstance(owner, Instance):
        from analyzers.dryrun.types import convert

        kind = next((each.type for each in owner.made_by.code.fields if each.name == name), "")
        owner.fields[name] = value if kind == "accessor" else convert(machine, kind, value)
    elif isinstance(owner, dict):
        owner[name] = value
    elif isinstance(owner, Class):
        cell = owner.static(name)
        if cell is None:
            owner.statics[name] = Cell(value)
        else:
            cell.value = value
    elif (
        isinstance(owner, list)
        and name == "length"
        and isinstance(value, int)
        and machine.language in SCRIPTS
    ):
        del owner[value:]
    else:
        machine.give(value)


def iterate(machine: "Machine", source: Any, how: str, mentioned: bool = False) -> Iterator[Any]:
    """Yield what a loop goes over; `UNKNOWN` stands for items that nobody knows."""
    if isinstance(source, Pointer) and isinstance(source.items, Cell):
        source = source.items.value
    if source is UNKNOWN or machine.foreign(source) or isinstance(source, (Promise, Thing)):
        yield UNKNOWN
    elif source is NOTHING or source is UNDEFINED:
        if machine.language in ("php", "go"):
            return
        if machine.language in SCRIPTS and how == "keys":
            return
        raise machine.stop(machine.traits.null or "TypeError")
    elif isinstance(source, range):
        yield from source
    elif isinstance(source, list):
        yield from _over_list(machine, source, how, mentioned)
    elif isinstance(source, dict):
        yield from _over_map(machine, source, how)
    elif isinstance(source, str):
        yield from _over_text(machine, source, how)
    elif isinstance(source, bool):
        raise GaveUp
    elif isinstance(source, int) and machine.language == "go":
        yield from range(source)
    elif isinstance(source, (int, float)) and machine.language in SCRIPTS and how == "items":
        raise machine.stop("TypeError")
    elif isinstance(source, (Some, Instance)):
        yield UNKNOWN
    else:
        yield UNKNOWN


def _over_list(machine: "Machine", source: list[Any], how: str, mentioned: bool) -> Iterator[Any]:
    number, length = 0, len(source)
    fixed = machine.language in ("go", "cpp", "rust", "php") or isinstance(source, Fixed)
    items = list(source) if fixed else source
    while number < len(items):
        if how == "keys":
            yield str(number) if machine.language in SCRIPTS else number
        elif how == "pairs":
            yield [number, items[number]]
        else:
            yield items[number]
        number += 1
        if mentioned and len(source) != length and machine.language in ("java", "csharp"):
            if machine.language == "java" and number == len(source):
                return
            raise machine.stop(
                "ConcurrentModificationException"
                if machine.language == "java"
                else "InvalidOperationException"
            )
        if machine.foreign(source):
            raise GaveUp


def _over_text(machine: "Machine", source: str, how: str) -> list[Any]:
    if not source.isascii():
        return [UNKNOWN]
    match machine.language, how:
        case "javascript" | "typescript", "items":
            return list(source)
        case "cpp", "items":
            return list(map(ord, source))
        case "go", "pairs":
            return [[number, ord(each)] for number, each in enumerate(source)]
        case "csharp", "items":
            return list(map(Char, source))
    return [UNKNOWN] * min(len(source), 1)


def _over_map(machine: "Machine", source: dict[Any, Any], how: str) -> Iterator[Any]:
    if machine.language in SCRIPTS and how == "items":
        raise machine.stop("TypeError")  # a plain object is not iterable
    keys = list(source)
    length = len(keys)
    for key in keys:
        if how == "keys":
            yield key
        elif how == "pairs":
            yield [key, source.get(key, UNKNOWN)]
        elif machine.language == "php":
            yield source.get(key, UNKNOWN)
        elif machine.language == "ruby":
            yield [key, source.get(key, UNKNOWN)]
        else:
            yield UNKNOWN
        if len(source) != length and machine.language in ("csharp", "ruby"):
            raise machine.stop(
                "InvalidOperationException" if machine.language == "csharp" else "RuntimeError"
            )
