"""Into which kinds may a value have to be converted, and how much speaks for each?"""

from analyzers.runtime import lazy
from analyzers.runtime.slips.about import About


def conversions(about: About) -> tuple[tuple[str, float], ...]:
    """Return the conversions that answer a message, each with its weight."""
    if about.type == "KeyError":
        return (("int", 0.4), ("str", 0.4), ("tuple", 0.2), ("float", 0.05))
    if about.type == "ValueError":
        return (("int", 0.1), ("float", 0.1), ("list", 0.2), ("abs", 0.1), ("str", 0.1))
    if about.type == "IndexError":
        return (("int", 0.15), ("list", 0.1), ("len", 0.1))
    if about.type == "AttributeError":
        return (("str", 0.25), ("list", 0.2), ("set", 0.15), ("dict", 0.1), ("int", 0.05))
    if about.type != "TypeError":
        return (("list", 0.1), ("int", 0.1), ("abs", 0.05))
    if any(about.says(f"'{kind}'") for kind in lazy.KINDS):
        return (("list", 0.7), ("iter", 0.2))
    if about.says("unhashable"):
        return (("tuple", 0.8), ("str", 0.2), ("frozenset", 0.4))
    if about.says("concatenate str", "must be str", "expected str", "has no len"):
        return (("str", 0.7), ("int", 0.15), ("len", 0.1), ("list", 0.15), ("list", 0.2))
    if about.says(
        "unsupported operand",
        "not supported between",
        "can't multiply",
        "must be real number",
        "not all arguments",
    ):
        return (
            ("int", 0.6),
            ("float", 0.55),
            ("str", 0.35),
            ("list", 0.2),
            ("len", 0.15),
            ("set", 0.2),
            ("tuple", 0.1),
        )
    if about.says("indices must be", "cannot be interpreted as an integer", "an integer is required"):
        return (("int", 0.7), ("len", 0.35), ("list", 0.1))
    if about.says("subscriptable", "no len", "support item", "not an iterator", "object is not iterable"):
        return (("list", 0.5), ("iter", 0.2), ("str", 0.2), ("range", 0.2))
    return (("int", 0.3), ("float", 0.2), ("str", 0.3), ("list", 0.25), ("len", 0.1), ("tuple", 0.1))
