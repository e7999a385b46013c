"""What do the methods of text and of maps do?"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun.changes import each_of
from analyzers.dryrun.values import (
    NOTHING,
    SCRIPTS,
    UNDEFINED,
    UNKNOWN,
    Entry,
    Failed,
    Function,
    Some,
    Unsigned,
    room,
)

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine


def of_map(machine: "Machine", held: dict[Any, Any], name: str, values: list[Any]) -> Any:
    """Return what a method of a map gives."""
    first = values[0] if values else UNKNOWN
    function = values[-1] if values and isinstance(values[-1], Function) else None
    key = str(first) if machine.language in SCRIPTS and isinstance(first, (int, str)) else first
    known = isinstance(key, (str, int, float))
    match name:
        case "get" | "Get" | "fetch" | "at" | "dig" | "find":
            if not known or (name == "dig" and len(values) > 1):
                return UNKNOWN
            if key in held:
                return Some(held[key]) if machine.language == "rust" else held[key]
            if name == "fetch" and len(values) < 2:
                raise machine.stop("KeyError")
            if name == "at" and machine.language == "cpp":
                raise machine.stop("out_of_range")
            missing = UNDEFINED if machine.language in SCRIPTS else NOTHING
            return missing if name in ("get", "dig") else UNKNOWN
        case "entry" if machine.language == "rust" and known:
            return Entry(held, key)
        case "put" | "set" | "insert" | "store" | "Add" | "emplace" if len(values) == 2 and known:
            if name == "Add" and key in held and machine.language == "csharp":
                raise machine.stop("ArgumentException")
            before = held.get(key, NOTHING)
            held[key] = values[1]
            return before if machine.language == "java" else UNKNOWN
        case (
            "has"
            | "containsKey"
            | "ContainsKey"
            | "contains_key"
            | "key?"
            | "has_key?"
            | "include?"
            | "member?"
            | "hasOwnProperty"
            | "count"
            | "contains"
        ) if known:
            return key in held
        case "getOrDefault" | "GetValueOrDefault" if known and len(values) == 2:
            return held.get(key, values[1])
        case "remove" | "delete" | "Remove" | "erase" if known:
            return held.pop(key, NOTHING)
        case "size" | "length" | "len" | "Count":
            return len(held)
        case "isEmpty" | "empty" | "empty?" | "is_empty":
            return not held
        case "keys" | "keySet" | "Keys":
            return list(held)
        case "values" | "Values":
            return list(held.values())
        case "each" | "each_pair" | "forEach" | "map" if function is not None and machine.language == "ruby":
            made = each_of(machine, [[each, held[each]] for each in list(held)], function)
            return made if name == "map" else held
        case "nil?":
            return False
    machine.give(held, *values)
    return UNKNOWN


_LENGTHS = ("length", "size", "Length", "count")


def length_of(machine: "Machine", text: str) -> Any:
    """Return how long a language calls a text: it counts characters, or what they are stored in."""
    if text.isascii() or machine.language == "ruby":
        return len(text)
    if machine.language in (*SCRIPTS, "java", "csharp"):
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    if machine.language in ("go", "rust"):
        return len(text.encode("utf-8", "surrogatepass"))
    return UNKNOWN


_TEXTS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(_LENGTHS, len),
    **dict.fromkeys(("toUpperCase", "upcase", "ToUpper", "to_uppercase", "ToUpperInvariant"), str.upper),
    **dict.fromkeys(("toLowerCase", "downcase", "ToLower", "to_lowercase"), str.lower),
    **dict.fromkeys(("trim", "strip", "Trim"), str.strip),
    **dict.fromkeys(("isEmpty", "is_empty", "empty", "empty?"), lambda held: held == ""),
    **dict.fromkeys(("chars", "toCharArray", "to_vec"), list),
    **dict.fromkeys(("to_s", "toString", "to_string", "ToString", "clone", "as_str", "to_owned", "into", "to_sym", "freeze"), lambda held: held),
    "reverse": lambda held: held[::-1],
    "capitalize": str.capitalize,
    "nil?": lambda _: False,
}  # fmt: skip


def of_text(machine: "Machine", held: str, name: str, values: list[Any]) -> Any:
    """Return what a method of text gives."""
    if not held.isascii():
        machine.give(*values)
        return length_of(machine, held) if name in (*_LENGTHS, "len") else UNKNOWN
    if not values:
        if name in ("len", "bytes") and machine.language == "rust":
            return Unsigned(len(held)) if name == "len" else UNKNOWN
        if name == "parse":
            return _parsed(held)
        if name in _TEXTS:
            return _TEXTS[name](held)
        if name == "to_i":
            digits = held.strip().lstrip("-")
            return int(held) if digits.isdigit() and held.strip() == held else UNKNOWN
        return UNKNOWN
    first = values[0]
    match name:
        case "charAt" | "at" if isinstance(first, int):
            if 0 <= first < len(held):
                return UNKNOWN if machine.language != "javascript" else held[first]
            if machine.language == "java":
                raise machine.stop("StringIndexOutOfBoundsException")
            if machine.language == "cpp":
                raise machine.stop("out_of_range")
            return ""
        case "substring" | "Substring" | "substr" if machine.language in (
            "java",
            "csharp",
            "cpp",
        ) and isinstance(first, int):
            end = values[1] if len(values) > 1 else 0
            beyond = (
                machine.language == "java"
                and isinstance(end, int)
                and len(values) > 1
                and (end > len(held) or end < first)
            )
            over = machine.language == "csharp" and isinstance(end, int) and first + end > len(held)
            if first > len(held) or first < 0 or beyond or over:
                raise machine.stop(
                    "StringIndexOutOfBoundsException"
                    if machine.language == "java"
                    else "ArgumentOutOfRangeException"
                )
            return UNKNOWN
        case "split" if (
            isinstance(first, str)
            and first
            and machine.language in (*SCRIPTS, "ruby", "csharp", "java", "rust")
            and first not in (".", "|")
        ):
            made = held.split(first) if len(first) == 1 or machine.language in SCRIPTS else None
            return (
                UNKNOWN
                if made is None
                else made
                if first != " " or machine.language != "ruby"
                else held.split()
            )
        case "equals" | "Equals" | "eql?" if isinstance(first, str):
            return held == first
        case "startsWith" | "start_with?" | "starts_with" | "StartsWith" if isinstance(first, str):
            return held.startswith(first)
        case "endsWith" | "end_with?" | "ends_with" | "EndsWith" if isinstance(first, str):
            return held.endswith(first)
        case "includes" | "include?" | "contains" | "Contains" if isinstance(first, str):
            return first in held
        case "indexOf" | "IndexOf" if isinstance(first, str):
            return held.find(first)
        case "repeat" if isinstance(first, int) and first >= 0:
            room(len(held) * first)
            return held * first
    machine.give(*values)
    return UNKNOWN


def _parsed(held: str) -> Any:
    """What `parse` of Rust makes of a text: which number is wanted is not followed, but letters are none."""
    try:
        float(held)
    except ValueError:
        return Failed("ParseError") if held not in ("true", "false") and len(held) != 1 else UNKNOWN
    return UNKNOWN if "." in held else Some(int(held)) if held.strip().lstrip("+-").isdigit() else UNKNOWN
