"""What is made by `new`, `make` and literals of the types that a language brings along?"""

import re
from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun.globals import FAULT
from analyzers.dryrun.objects import make_object
from analyzers.dryrun.values import (
    NOTHING,
    SCRIPTS,
    UNDEFINED,
    UNKNOWN,
    Channel,
    Default,
    Failed,
    Fault,
    Function,
    Some,
    room,
)

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine


_EMPTY_LISTS = re.compile(
    r"^(?:ArrayList|LinkedList|List|Vector|Stack|Queue|ArrayDeque|Deque|HashSet|TreeSet|LinkedHashSet|Set|vector|Vec|deque|list|PriorityQueue|SortedSet|CopyOnWriteArrayList)\b"
)


_SETS = re.compile(r"Set\b")


_EMPTY_MAPS = re.compile(
    r"^(?:HashMap|TreeMap|LinkedHashMap|Map|Dictionary|SortedDictionary|Hash|map|unordered_map|BTreeMap|WeakMap|ConcurrentHashMap)\b"
)


def made_of(
    machine: "Machine", type: str, values: list[Any], items: list[Any], fields: list[tuple[str, Any]]
) -> Any:
    """Return a new value of a type of the language."""
    name = type.rpartition("\\")[2].rpartition("::")[2].removesuffix(" *")
    if FAULT.search(name.partition("<")[0]):
        return Fault(name, values[0] if values else UNKNOWN)
    if name.startswith("make "):
        return _made_in_go(machine, name[5:], values)
    if name in ("Some", "Ok"):
        return Some(values[0] if values else UNKNOWN)
    if name == "Err":
        return Failed(values[0] if values else UNKNOWN)
    if _SETS.search(name) and (items or values):
        return UNKNOWN  # items that are there already are not added again
    if _EMPTY_LISTS.match(name):
        return _list_of(machine, values, items)
    if _EMPTY_MAPS.match(name):
        return _map_of(machine, name, values, items)
    if name == "Array" and machine.language in (*SCRIPTS, "ruby"):
        return _array_of(machine, values)
    if name in ("Object", "object") and not values and machine.language in SCRIPTS:
        return {}
    if name in ("optional",):
        return UNKNOWN
    if (
        machine.language in ("c", "cpp")
        and items
        and all(isinstance(each, (int, float)) for each in items)
        and "*" not in type
    ):
        return items[0] if len(items) == 1 else UNKNOWN
    if (
        machine.language in SCRIPTS
        and name[:1].islower()
        and not machine.program.fragment
        and name not in machine.program.known
    ):
        raise machine.stop("ReferenceError")
    for each in (*values, *items, *(value for _, value in fields)):
        if not isinstance(each, Function):
            machine.give(each)
    return UNKNOWN


def _list_of(machine: "Machine", values: list[Any], items: list[Any]) -> Any:
    if items:
        return list(items)
    if machine.language == "cpp" and values and isinstance(values[0], int):
        return [values[1] if len(values) > 1 else 0] * room(values[0])
    if values and isinstance(values[0], list) and not machine.foreign(values[0]):
        return list(values[0])
    return [] if not values or isinstance(values[0], int) else UNKNOWN


def _map_of(machine: "Machine", name: str, values: list[Any], items: list[Any]) -> Any:
    made: dict[Any, Any] = (
        Default()
        if machine.language == "cpp" or name.startswith("Hash") and machine.language == "ruby"
        else _Lookup()
        if machine.language in SCRIPTS
        else {}
    )
    if isinstance(made, Default):
        made.empty = (
            values[0]
            if values and machine.language == "ruby" and not isinstance(values[0], Function)
            else UNKNOWN
            if values or machine.language == "cpp"
            else NOTHING
        )
    elif values:
        return UNKNOWN
    for each in items:
        if not isinstance(each, list) or len(each) != 2 or not isinstance(each[0], (str, int)):
            return UNKNOWN
        made[each[0]] = each[1]
    return made


class _Lookup(dict[Any, Any]):
    """A `Map` of JavaScript: its entries are no members."""


def _array_of(machine: "Machine", values: list[Any]) -> Any:
    if not values:
        return []
    size = values[0]
    if not isinstance(size, int):
        return UNKNOWN
    if size < 0:
        raise machine.stop("RangeError" if machine.language in SCRIPTS else "ArgumentError")
    if machine.language == "ruby" and len(values) > 1 and isinstance(values[1], Function):
        from analyzers.dryrun.changes import each_of

        return each_of(machine, range(room(size)), values[1])
    empty = (values[1] if len(values) > 1 else NOTHING) if machine.language == "ruby" else UNDEFINED
    return [empty] * room(size)


def _made_in_go(machine: "Machine", type: str, values: list[Any]) -> Any:
    from analyzers.dryrun.types import default

    if type.startswith("chan"):
        return Channel(values[0] if values and isinstance(values[0], int) else 0)
    if type.startswith("map["):
        made = Default()
        made.empty = default(machine, type.partition("]")[2])
        return made
    if type.startswith("[]"):
        size = values[0] if values else 0
        if not isinstance(size, int):
            return UNKNOWN
        if size < 0:
            raise machine.stop("panic")
        return [default(machine, type[2:]) for _ in range(room(size))]
    known = machine.classes.get(type)
    return make_object(machine, known, [], machine.line) if known is not None else UNKNOWN
