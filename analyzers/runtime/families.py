"""What does an edit do about a bad value: hide it, convert it, name another one, or make up for what was forgotten?

Kinds of edits are many and examples of each are few; families of them are few, and what is learnt of a family holds for
kinds that were hardly ever seen.
"""

_KINDS = {
    "hides": (
        "default", "guard", "fallback", "filter added", "only if", "quotient", "other value", "exception caught",
        "condition added", "clamped", "absent argument", "missing or empty", "get", "initial value", "wrapped round",
        "default given", "unpacked", "cell outside", "limit", "end of recursion", "end of loop", "line passed over",
    ),
    "converts": (
        "type conversion", "text cleaned", "text for bytes", "known to JSON", "exact number", "time zone", "path",
        "day of a moment", "text of a date", "split", "iteration", "made a list", "keys converted", "type widened",
        "whole division", "number in quotes", "date format", "converted like the others", "list for tuple",
        "tuple for list", "tuple of one", "read at once", "gathered", "base", "copy", "changed while iterated", "container", "span of time", "joined", "taken apart", "unit", "kind of moment", "end of a month", "encoding",
    ),
    "renames": (
        "name", "attribute", "attribute renamed", "key renamed", "keyword renamed", "name never read", "method",
        "method renamed", "function", "name everywhere", "constant", "type named", "builtin hidden", "name to attribute",
        "attribute to name", "item of it", "looked up", "item for attribute", "attribute for item", "index for call", "product for call", "same key", "return",
        "attribute added", "attribute dropped", "subscript dropped", "mode", "class above", "attribute of it", "name in quotes",
    ),
    "reorders": (
        "arguments swapped", "arguments in order", "operands swapped", "items swapped", "indices swapped",
        "key and value swapped", "sizes swapped", "statements swapped", "statement moved", "moved out of the block", "moved into the block",
        "moved before the block", "moved out of the loop", "moved into the loop", "set earlier", "first line",
        "loops swapped", "branches swapped", "case that is never reached",
    ),
    "counts": (
        "off by one", "range", "index", "slice", "compare", "operator", "size", "negate", "and/or", "grouping", "sign",
        "smaller argument", "slice dropped", "operand added", "operand dropped",
    ),
    "supplies": (
        "missing return", "awaited", "called", "not called", "call added", "called later", "base class set up",
        "result kept", "result of a change in place", "entry added", "first entry", "first value", "set up",
        "attribute set", "declared outside", "decorated", "parameter added", "dataclass option", "receiver", "argument passed", "protocol",
        "object for class", "made an object", "option", "folder", "closed", "shape", "yield", "handed on",
        "other case", "put in order", "like the others", "comma", "whole element", "assigned at once", "shared rows",
        "mutable default", "shared by all instances", "late binding", "begun anew", "other direction", "other side", "import", "format", "per cent sign", "placeholders", "not awaited", "parameters", "mode of a file", "closed too early",
        "keyword of a template", "counted from nought", "item of the round", "second end", "goes round", "escaped", "form of a text",
        "separator", "parsed", "written as JSON", "each of them",
    ),
}  # fmt: skip
_FAMILY = {kind: family for family, kinds in _KINDS.items() for kind in kinds}

HIDING = frozenset(_KINDS["hides"]) | {"first entry"}
FEATURES = tuple(f"{family}{where}" for family in _KINDS for where in ("", " here", " at root"))


def told(kind: str, *, here: bool, root: bool) -> dict[str, float]:
    """Return the family of an edit as numbers by name, alone, on the line that failed, and where the value was made."""
    family = _FAMILY.get(kind)
    if family is None:
        return {}
    return {family: 1.0, f"{family} here": float(here), f"{family} at root": float(root)}
