"""Which methods of a list change it, and how is a function called for each item?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun.values import NOTHING, SCRIPTS, UNDEFINED, UNKNOWN, Fixed, Function, Some, room

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine


_MAX_ROUNDS = 3_000


def each_of(
    machine: "Machine",
    items: Iterable[Any],
    function: Function,
    *,
    numbered: bool = False,
    keep: bool = False,
) -> list[Any]:
    """Call a function for each item; return what it gave."""
    from analyzers.dryrun.machine import Left

    made = []
    items = list(items) if machine.language in SCRIPTS and isinstance(items, list) else items
    for number, each in enumerate(items):
        machine.step(0)
        if number > _MAX_ROUNDS:
            return [UNKNOWN]
        if (
            isinstance(each, list)
            and machine.language in ("ruby",)
            and len(function.code.parameters) > 1
            and not numbered
        ):
            arguments = list(each)
        else:
            arguments = (
                [each, number]
                if numbered
                else [each, number, items]
                if machine.language in SCRIPTS
                else [each]
            )
        wanted = len(function.code.parameters)
        if machine.language in SCRIPTS and not any(one.rest for one in function.code.parameters):
            arguments = arguments[: max(wanted, 1)]
        try:
            value = machine.call(function, arguments, None, machine.line)
        except Left as left:
            if left.again:
                value = UNKNOWN
            else:
                break
        made.append(each if keep else value)
    return made


def changing(
    machine: "Machine", held: list[Any], name: str, values: list[Any], function: Function | None
) -> Any:
    """What changes the list; None: it is none of these methods."""
    first = values[0] if values else UNKNOWN
    match name:
        case (
            "push"
            | "add"
            | "push_back"
            | "append"
            | "Add"
            | "addLast"
            | "offer"
            | "emplace_back"
            | "Enqueue"
            | "Push"
            | "enqueue"
        ) if function is None:
            if isinstance(held, Fixed) and machine.language == "java":
                raise machine.stop("UnsupportedOperationException")
            if machine.language == "java" and len(values) == 2:
                return _inserted(machine, held, values)
            room(len(held) + len(values))
            held.extend(values)
            return len(held) if machine.language in SCRIPTS else held if machine.language == "ruby" else True
        case (
            "pop"
            | "removeLast"
            | "Pop"
            | "pop_back"
            | "shift"
            | "poll"
            | "Dequeue"
            | "remove_first"
            | "pop_front"
            | "removeFirst"
        ) if not values:
            return _taken(machine, held, name)
        case "unshift" | "prepend" | "addFirst" | "push_front":
            held[:0] = values
            return len(held)
        case "clear" | "Clear":
            held.clear()
            return NOTHING
        case "remove" if machine.language in ("java", "csharp", "rust") and values:
            return _removed(machine, held, first)
        case "RemoveAt" | "delete_at" if isinstance(first, int):
            if 0 <= first < len(held):
                return held.pop(first)
            if machine.language == "csharp":
                raise machine.stop(machine.traits.item)
            return NOTHING
        case "Remove" | "delete" if isinstance(first, (int, str)):
            if all(isinstance(each, (int, str)) for each in held):
                if first in held:
                    held.remove(first)
                return UNKNOWN
            machine.give(held)
            return UNKNOWN
        case "forEach" | "each" | "ForEach" | "for_each" if function is not None:
            from analyzers.dryrun.places import iterate

            each_of(machine, iterate(machine, held, "items", True), function)
            return (
                held if machine.language == "ruby" else UNDEFINED if machine.language in SCRIPTS else NOTHING
            )
        case "sort" | "reverse" | "Sort" | "Reverse" if machine.language in (*SCRIPTS, "csharp", "rust"):
            if name.lower() == "reverse":
                held.reverse()
            elif len(held) > 1:
                held[:] = (
                    [UNKNOWN] * len(held)
                    if function is not None or not _sortable(held, machine)
                    else sorted(held)
                )
            return held
        case (
            "splice"
            | "insert"
            | "Insert"
            | "removeIf"
            | "RemoveAll"
            | "retain"
            | "addAll"
            | "AddRange"
            | "extend"
            | "erase"
            | "resize"
            | "fill"
            | "delete_if"
            | "map!"
            | "select!"
            | "reject!"
            | "sort!"
            | "concat"
            | "truncate"
            | "set"
            | "swap"
            | "drain"
            | "assign"
            | "sort_by"
            | "sort_by_key"
            | "sort_unstable"
            | "dedup"
        ):
            return _rearranged(machine, held, name, values)
    return None


def _inserted(machine: "Machine", held: list[Any], values: list[Any]) -> Any:
    index = values[0]
    if not isinstance(index, int):
        machine.give(held)
        return UNKNOWN
    if not 0 <= index <= len(held):
        raise machine.stop(machine.traits.item)
    held.insert(index, values[1])
    return NOTHING


def _rearranged(machine: "Machine", held: list[Any], name: str, values: list[Any]) -> Any:
    if name == "set" and machine.language == "java" and values and isinstance(values[0], int):
        if not 0 <= values[0] < len(held):
            raise machine.stop(machine.traits.item)
        held[values[0]] = values[1]
        return UNKNOWN
    if name == "concat" and machine.language in SCRIPTS:
        return None
    if name in ("addAll", "AddRange", "extend", "concat") and values and isinstance(values[0], list):
        held.extend(values[0][: room(len(values[0]))])
        return True
    machine.give(held, *values)
    return UNKNOWN


def _sortable(held: list[Any], machine: "Machine") -> bool:
    return machine.language not in SCRIPTS and all(isinstance(each, int) for each in held)


def _taken(machine: "Machine", held: list[Any], name: str) -> Any:
    front = name in ("shift", "poll", "Dequeue", "remove_first", "pop_front", "removeFirst")
    if held:
        value = held.pop(0 if front else -1)
        return Some(value) if machine.language == "rust" else value
    match machine.language:
        case "java":
            if name in ("poll", "shift"):
                return NOTHING
            raise machine.stop("NoSuchElementException")
        case "csharp":
            raise machine.stop("InvalidOperationException")
        case "cpp":
            raise machine.stop("SIGSEGV")
        case "javascript" | "typescript":
            return UNDEFINED
    return NOTHING


def _removed(machine: "Machine", held: list[Any], first: Any) -> Any:
    if isinstance(first, int) and not isinstance(first, bool):
        boxed = all(isinstance(each, int) for each in held) and machine.language == "java"
        if boxed:  # by position or by value: that hangs on a type that is not followed
            if first in held:
                held.remove(first)
            elif not 0 <= first < len(held):
                machine.give(held)
            return UNKNOWN
        if 0 <= first < len(held):
            return held.pop(first)
        raise machine.stop(machine.traits.item)
    if first in held:
        held.remove(first)
        return True
    return False if isinstance(first, str) else UNKNOWN
