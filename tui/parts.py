"""How is a part of a long value asked for? An expression that gives some of its items, and how they are called."""

from collections.abc import Sequence
from dataclasses import replace

from analyzers.facts import Variable

UNNUMBERED = frozenset({"set", "frozenset", "dict_keys", "dict_values", "dict_items"})
_ROWS = frozenset({"collections.deque", "array.array"})


def part_of(variable: Variable, path: str, start: int, count: int) -> str:
    """Return the expression for items of the value that a path leads to; nothing where they cannot be taken by number."""
    span = f"[{start}:{start + count}]"
    match variable.type:
        case "list" | "tuple" | "numpy.ndarray":
            return path + span
        case "dict":
            return f"dict(list({path}.items()){span})"
        case kind if kind in UNNUMBERED or kind in _ROWS:
            return f"list({path}){span}"
        case _:
            return ""


def renumbered(parts: Sequence[Variable], start: int, of: Variable) -> tuple[Variable, ...]:
    """Return the items of a part of a value by the numbers that they have in the whole; of a dict they have keys."""
    if of.type == "dict":
        return tuple(parts)
    name = "{{{}}}" if of.type in UNNUMBERED else "[{}]"
    items = (part for part in parts if part.name[:1] == "[")  # of an array the shape is said already
    return tuple(replace(part, name=name.format(number)) for number, part in enumerate(items, start))


def number_of_items(parts: Sequence[Variable]) -> int:
    """Return how many of the parts of a value are items; where none has a number or key, all of them are."""
    return sum(part.name[:1] in "[{" for part in parts) or len(parts)


def path_to(path: str, name: str) -> str:
    """Return the expression that leads to a part of what a path leads to."""
    if name.startswith("{"):
        return f"list({path})[{name[1:-1]}]"
    return path + name if name.startswith("[") else f"{path}.{name}"
