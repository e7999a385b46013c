"""What do the functions of C do that touch memory and text?"""

from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun.values import (
    NOTHING,
    UNKNOWN,
    Buffer,
    Cell,
    GaveUp,
    Instance,
    Pointer,
    Unsigned,
)

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine


def filled(machine: "Machine", array: Any, given: Any) -> Any:
    """Return an array of C with the values that it is begun with."""
    if isinstance(given, Pointer) and isinstance(given.items, Buffer):
        given = given.items
    if array is UNKNOWN:
        made = Buffer(given) if isinstance(given, Buffer) else given
        return made if isinstance(made, list) else UNKNOWN
    if not isinstance(given, list):
        return UNKNOWN
    if isinstance(given, Buffer) and len(given) > len(array) + 1:
        raise machine.stop("overflow", wild=True)
    for number, each in enumerate(given[: len(array)]):
        array[number] = each
    return array


def of_c(machine: "Machine", name: str, values: list[Any]) -> Any:
    """Return what a function of the library of C gives."""
    first = values[0] if values else UNKNOWN
    match name:
        case (
            "strlen"
            | "strcpy"
            | "strcat"
            | "strcmp"
            | "puts"
            | "strncpy"
            | "memcpy"
            | "strdup"
            | "atoi"
            | "strncmp"
            | "memset"
            | "fclose"
            | "fgets"
            | "fprintf"
            | "free"
        ):
            return _of_strings(machine, name, values)
        case "malloc" | "calloc" | "realloc":
            return UNKNOWN
        case "abort":
            raise machine.stop("abort")
        case "assert":
            from analyzers.dryrun.types import truth

            held = truth(machine, first)
            if held is None:
                raise GaveUp
            if not held:
                raise machine.stop("abort")
            return NOTHING
        case "make_unique" | "make_shared" | "move" | "ref":
            return first if name == "move" else UNKNOWN
    for each in values:
        if isinstance(each, Pointer):
            if isinstance(each.items, Cell):
                each.items.value = UNKNOWN
            else:
                machine.give(each.items)
    machine.give(*values)
    return UNKNOWN


def _of_strings(machine: "Machine", name: str, values: list[Any]) -> Any:
    from analyzers.dryrun.types import text_of

    first = values[0] if values else UNKNOWN
    if name == "free":
        if isinstance(first, (Instance, Pointer)):
            key = first.items if isinstance(first, Pointer) else first
            if id(key) in machine.freed:
                raise machine.stop("abort")
            machine.freed[id(key)] = key
        return NOTHING
    if name in (
        "strcpy",
        "strcat",
        "strlen",
        "strcmp",
        "puts",
        "memcpy",
        "strncpy",
        "strdup",
        "atoi",
        "fclose",
        "fgets",
        "fprintf",
        "memset",
        "strncmp",
    ):
        checked = (
            values[:2]
            if name not in ("strlen", "puts", "strdup", "atoi", "fclose", "fgets", "fprintf", "memset")
            else values[:1]
        )
        if any(each is NOTHING for each in checked):
            raise machine.stop("SIGSEGV")
    if name == "strlen":
        buffer = first.items if isinstance(first, Pointer) else first
        held = (
            text_of(buffer[first.offset if isinstance(first, Pointer) else 0 :])
            if isinstance(buffer, list)
            else UNKNOWN
        )
        return Unsigned(len(held)) if isinstance(held, str) else UNKNOWN
    if name in ("strcpy", "strcat", "memcpy", "strncpy", "memset", "fgets"):
        buffer = first.items if isinstance(first, Pointer) else first
        if isinstance(buffer, Buffer):
            if buffer.literal:
                raise machine.stop("SIGSEGV")
            source = values[1].items if len(values) > 1 and isinstance(values[1], Pointer) else UNKNOWN
            if name == "strcpy" and isinstance(source, Buffer) and len(source) > len(buffer):
                raise machine.stop("overflow", wild=True)
            machine.give(buffer)
        return first
    return UNKNOWN
