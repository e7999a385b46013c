"""What do methods do that look at a list, or call a function for its items?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun.changes import changing, each_of
from analyzers.dryrun.values import NOTHING, SCRIPTS, UNDEFINED, UNKNOWN, Function, Some, Unsigned

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine


_KEEPING = frozenset(("stream", "iter", "into_iter", "iter_mut", "toList", "ToList", "ToArray", "collect", "asList", "to_vec", "to_a", "cloned", "copied", "clone", "AsEnumerable", "each_entry", "lazy", "as_slice", "as_str", "boxed", "to_owned", "to_string", "as_ref", "as_mut", "borrow", "borrow_mut"))  # fmt: skip


def _kept(machine: "Machine", items: Iterable[Any], function: Function, wanted: bool = True) -> Any:
    from analyzers.dryrun.types import truth

    held = list(items)
    verdicts = [truth(machine, each) for each in each_of(machine, held, function)]
    if None in verdicts or len(verdicts) != len(held):
        return UNKNOWN
    return [each for each, verdict in zip(held, verdicts, strict=True) if verdict == wanted]


def of_list(machine: "Machine", held: Any, name: str, values: list[Any]) -> Any:
    """Return what a method of a list gives."""
    function = values[-1] if values and isinstance(values[-1], Function) else None
    if name in _KEEPING and function is None:
        return held if name in ("iter", "stream", "as_slice", "iter_mut", "as_ref", "as_mut") else list(held)
    found = changing(machine, held, name, values, function) if isinstance(held, list) else None
    if found is not None:
        return found
    if function is not None:
        return _with_function(machine, held, name, values, function)
    first = values[0] if values else UNKNOWN
    match name:
        case "size" | "length" | "len" | "count" | "Count" | "Length":
            return Unsigned(len(held)) if machine.language in ("cpp", "rust") else len(held)
        case "isEmpty" | "is_empty" | "empty" | "empty?":
            return len(held) == 0
        case "any?" | "Any" | "any":
            return len(held) > 0 if machine.language in ("csharp", "ruby") and not values else UNKNOWN
        case "get" | "at" | "elementAt" | "ElementAt" | "charAt":
            return _at(machine, held, first)
        case "fetch" if machine.language == "ruby" and isinstance(first, int):
            if -len(held) <= first < len(held):
                return held[first]
            if len(values) < 2:
                raise machine.stop("IndexError")
            return values[1]
        case (
            "first"
            | "First"
            | "front"
            | "Last"
            | "last"
            | "back"
            | "Single"
            | "getFirst"
            | "getLast"
            | "peek"
            | "Peek"
            | "top"
            | "element"
            | "firstElement"
        ):
            return _end(machine, held, name, values)
        case "FirstOrDefault" | "LastOrDefault" | "SingleOrDefault" | "findFirst":
            return UNKNOWN if held else NOTHING
        case "max" | "min" | "Max" | "Min" | "Average" | "sum" | "Sum":
            return _summary(machine, held, name)
        case "contains" | "include?" | "includes" | "Contains":
            plain = all(isinstance(each, (int, str)) for each in held) and isinstance(first, (int, str))
            return first in held if plain else UNKNOWN
        case "indexOf" | "index" if isinstance(first, (int, str)) and all(
            isinstance(each, (int, str)) for each in held
        ):
            return held.index(first) if first in held else -1 if name == "indexOf" else NOTHING
        case "join" if all(isinstance(each, (str, int)) for each in held):
            mark = first if isinstance(first, str) else "," if machine.language in SCRIPTS else ""
            return mark.join(map(str, held))
        case (
            "reverse"
            | "reversed"
            | "rev"
            | "sort"
            | "sorted"
            | "uniq"
            | "compact"
            | "shuffle"
            | "toSorted"
            | "toReversed"
        ):
            return (
                list(reversed(held))
                if name in ("reverse", "rev", "reversed", "toReversed")
                else _unordered(held)
            )
        case "enumerate" | "each_with_index" | "entries":
            return [
                [Unsigned(number) if machine.language == "rust" else number, each]
                for number, each in enumerate(held)
            ]
        case "slice" if machine.language in SCRIPTS and all(isinstance(each, int) for each in values):
            return list(held[slice(*values)])
        case "concat" if isinstance(first, list):
            return [*held, *first]
        case "nil?" | "is_none":
            return False
    machine.give(*values)
    return UNKNOWN


def _unordered(held: Any) -> list[Any]:
    """Items in an order that is not followed."""
    return list(held) if len(held) < 2 else [UNKNOWN] * len(held)


def _at(machine: "Machine", held: Any, index: Any) -> Any:
    if not isinstance(index, int):
        return UNKNOWN
    inside = 0 <= index < len(held)
    if machine.language == "rust":
        return Some(held[index]) if inside else NOTHING
    if inside:
        return held[index]
    if machine.language in ("java", "csharp"):
        raise machine.stop(machine.traits.item)
    if machine.language == "cpp":
        raise machine.stop("out_of_range")
    return UNDEFINED if machine.language in SCRIPTS and index >= 0 else UNKNOWN if index < 0 else NOTHING


def _end(machine: "Machine", held: Any, name: str, values: list[Any]) -> Any:
    if values:
        return UNKNOWN
    first = name.lower() in ("first", "front", "getfirst", "single", "element", "firstelement")
    if machine.language == "rust":
        return Some(held[0] if first else held[-1]) if held else NOTHING
    if held:
        return held[0] if first else held[-1] if name.lower() in ("last", "back", "getlast") else UNKNOWN
    if machine.language == "csharp":
        raise machine.stop("InvalidOperationException")
    if machine.language == "java":
        if name == "peek":
            return NOTHING
        raise machine.stop("NoSuchElementException")
    if machine.language == "cpp":
        raise machine.stop("SIGSEGV")
    return NOTHING


def _summary(machine: "Machine", held: Any, name: str) -> Any:
    numbers = all(isinstance(each, (int, float)) for each in held)
    if name in ("sum", "Sum"):
        if machine.language == "ruby" and not numbers and UNKNOWN not in held:
            raise machine.stop("TypeError")
        return sum(held) if numbers else UNKNOWN
    if not held:
        if machine.language == "csharp":
            raise machine.stop("InvalidOperationException")
        return NOTHING
    if machine.language == "ruby" and any(each is NOTHING for each in held) and len(held) > 1:
        raise machine.stop("ArgumentError")
    if not numbers or name == "Average":
        return UNKNOWN
    value = max(held) if name.lower() == "max" else min(held)
    return Some(value) if machine.language == "rust" else value


def _with_function(machine: "Machine", held: Any, name: str, values: list[Any], function: Function) -> Any:
    items = list(held)
    if UNKNOWN in items:
        return UNKNOWN
    match name:
        case "map" | "collect" | "Select" | "flat_map" | "flatMap" | "mapToInt" | "mapToObj" | "mapToDouble":
            return each_of(machine, items, function)
        case "filter" | "select" | "Where" | "find_all" | "reject":
            return _kept(machine, items, function, name != "reject")
        case "find" | "detect" | "FirstOrDefault" | "Find" | "position" | "First" | "Single" | "findFirst":
            kept = _kept(machine, items, function)
            if kept is UNKNOWN or (kept and name == "position"):
                return UNKNOWN
            if not kept and name in ("First", "Single"):
                raise machine.stop("InvalidOperationException")
            missing = UNDEFINED if machine.language in SCRIPTS else NOTHING
            return (Some(kept[0]) if machine.language == "rust" else kept[0]) if kept else missing
        case "findIndex":
            return UNKNOWN
        case (
            "some"
            | "any"
            | "any?"
            | "Any"
            | "anyMatch"
            | "every"
            | "all"
            | "all?"
            | "All"
            | "allMatch"
            | "none?"
            | "count"
            | "Count"
        ):
            kept = _kept(machine, items, function)
            if kept is UNKNOWN:
                return UNKNOWN
            if name.lower() == "count":
                return len(kept)
            return (
                len(kept) == len(items)
                if name.lower().startswith(("every", "all"))
                else not kept
                if name == "none?"
                else bool(kept)
            )
        case "reduce" | "inject" | "fold" | "Aggregate" | "each_with_object":
            return _reduced(machine, items, values, function)
        case "each_with_index" | "each_index":
            each_of(machine, items, function, numbered=True)
            return held
        case "each" | "forEach" | "for_each" | "ForEach" | "reverse_each":
            each_of(machine, items, function)
            return held
        case "sum" | "max_by" | "min_by" | "Sum" | "sort_by" | "group_by" | "partition" | "Max" | "Min":
            made = each_of(machine, items, function)
            if name == "sum" and machine.language == "ruby":
                return _summary(machine, made, "sum")
            if not items and name in ("Max", "Min"):
                raise machine.stop("InvalidOperationException")
            return NOTHING if not items and name in ("max_by", "min_by") else UNKNOWN
    machine.give(held, *values)
    return UNKNOWN


def _reduced(machine: "Machine", items: list[Any], values: list[Any], function: Function) -> Any:
    seeds = [each for each in values if each is not function]
    rest = list(items)
    if not seeds:
        if not rest:
            if machine.language in SCRIPTS:
                raise machine.stop("TypeError")
            if machine.language == "csharp":
                raise machine.stop("InvalidOperationException")
            return NOTHING
        seeds = [rest.pop(0)]
    total = seeds[0]
    for each in rest:
        arguments = [each, total] if function.code.name == "each_with_object" else [total, each]
        total = machine.call(function, arguments, None, machine.line)
    return total
