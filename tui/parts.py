"""How is a part of a long value asked for? An expression that gives some of its items, and how they are called."""

from collections.abc import Sequence
from dataclasses import replace

from analyzers.facts import Variable


def part_of(variable: Variable, path: str, start: int, count: int) -> str:
    """Return the expression for items of the value that a path leads to; nothing where they cannot be taken by number."""
    span = f"[{start}:{start + count}]"
    match variable.type:
        case "list" | "tuple":
            return path + span
        case "dict":
            return f"dict(list({path}.items()){span})"
        case _:
            return ""


def renumbered(parts: Sequence[Variable], start: int) -> tuple[Variable, ...]:
    """Return the items of a part of a list by the numbers that they have in the whole."""
    return tuple(replace(part, name=f"[{number}]") for number, part in enumerate(parts, start))
