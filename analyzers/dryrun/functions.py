"""Which functions, types and constants does each language bring along, and what do they give?

Everything that is named here exists; what is not described further gives something unknown.
"""

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun.c_library import filled, of_c
from analyzers.dryrun.globals import FAULT, KNOWN, SILENT
from analyzers.dryrun.texts import length_of
from analyzers.dryrun.values import (
    NOTHING,
    SCRIPTS,
    UNDEFINED,
    UNKNOWN,
    Channel,
    Exited,
    Failed,
    Fault,
    Fixed,
    Function,
    GaveUp,
    Instance,
    Nil,
    Promise,
    Scope,
    Some,
    Thing,
)

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine
    from analyzers.dryrun.program import Expression


def is_known(language: str, name: str) -> bool:
    """Whether a language has a function, type or namespace of that name."""
    return name in KNOWN.get("javascript" if language == "typescript" else language, ()) or bool(
        FAULT.search(name) and name[:1].isupper()
    )


def constant(name: str) -> Any:
    """Return what a known name stands for."""
    match name:
        case "nullptr" | "NULL":
            return NOTHING
        case "NaN":
            return math.nan
        case "Infinity":
            return math.inf
        case "None":
            return NOTHING
        case "INT_MAX" | "Integer.MAX_VALUE" | "int.MaxValue" | "Number.MAX_SAFE_INTEGER" | "PHP_INT_MAX":
            return UNKNOWN
        case "undefined":
            return UNDEFINED
    return Thing(name)


def call_known(machine: "Machine", name: str, nodes: "Sequence[Expression]", scope: Scope) -> Any:
    """Return what a function of the language gives."""
    from analyzers.dryrun.calling import given

    if name in ("isset", "empty"):
        return UNKNOWN
    if machine.language == "rust" and name.startswith(("assert", "debug_assert")):
        return _asserted(machine, name, given(machine, nodes, scope))
    values = given(machine, nodes, scope)
    found = _plain(machine, name, values)
    if found is not None:
        return found
    short = re.split(r"\.|::", name)[-1]
    if name in SILENT or short in SILENT:
        return NOTHING
    if machine.language in ("c", "cpp"):
        return of_c(machine, short, values)
    machine.give(*values)
    return UNKNOWN


def _asserted(machine: "Machine", name: str, values: list[Any]) -> Any:
    from analyzers.dryrun.operators import equal
    from analyzers.dryrun.types import truth

    if name.endswith(("_eq!", "_ne!")) and len(values) >= 2:
        same = equal(machine, values[0], values[1])
        held = None if same is None else same == name.endswith("_eq!")
    else:
        held = truth(machine, values[0]) if values else None
    if held is None:
        raise GaveUp
    if not held:
        machine.compared = True
        raise machine.stop("panic")
    return NOTHING


def _plain(machine: "Machine", name: str, values: list[Any]) -> Any:
    """What is described here; None: nothing is."""
    first = values[0] if values else UNKNOWN
    match name:
        case "both!":
            return (
                first
                if isinstance(first, list) and type(first).__name__ == "Tuple"
                else [first, UNKNOWN]
                if not isinstance(first, (list, dict))
                else UNKNOWN
            )
        case "fill!":
            return filled(machine, first, values[1])
        case (
            "exit"
            | "process.exit"
            | "System.exit"
            | "os.Exit"
            | "Environment.Exit"
            | "std::process::exit"
            | "process::exit"
            | "die"
            | "abort"
            | "_exit"
            | "quick_exit"
        ):
            raise Exited
        case "panic" | "log.Fatal" | "log.Fatalf" | "log.Panic" | "log.Panicf" | "log.Fatalln":
            raise machine.stop("panic")
        case "len" | "count" | "sizeof" | "strlen" | "mb_strlen" if isinstance(
            first, (list, dict, str)
        ) and not machine.foreign(first):
            if machine.language == "php" and name == "count" and isinstance(first, str):
                raise machine.stop("TypeError")
            return length_of(machine, first) if isinstance(first, str) else len(first)
        case "count" if first is NOTHING and machine.language == "php":
            raise machine.stop("TypeError")
        case "len" if first is NOTHING:
            return 0
        case "append" if machine.language == "go":
            return (
                [*first, *values[1:]]
                if isinstance(first, list) and len(first) < 10_000 and not machine.foreign(first)
                else [*values[1:]]
                if first is NOTHING or isinstance(first, Nil)
                else UNKNOWN
            )
        case "errors.New" | "fmt.Errorf":
            return Fault("error", UNKNOWN)
        case "close" if isinstance(first, Channel) or first is NOTHING and machine.language == "go":
            if first is NOTHING or getattr(first, "room", 0) < 0:
                raise machine.stop("panic")
            if isinstance(first, Channel):
                first.room = -1
            return NOTHING
        case "setTimeout" | "setInterval" | "setImmediate" | "queueMicrotask" | "process.nextTick":
            if isinstance(first, Function) and (first.code.arrow or first.owner is None):
                machine.pending.append((first, []))
            return UNKNOWN
        case (
            "parseInt"
            | "Number"
            | "parseFloat"
            | "Integer.parseInt"
            | "int.Parse"
            | "Integer"
            | "Float"
            | "Double.parseDouble"
            | "Integer.valueOf"
            | "Long.parseLong"
            | "Convert.ToInt32"
            | "double.Parse"
            | "stoi"
            | "std::stoi"
            | "stod"
            | "decimal.Parse"
        ):
            return _number_of(machine, name, first)
        case "JSON.parse" | "JSON.stringify":
            return _json(machine, name, first)
        case "Object.keys" | "Object.values" | "Object.entries":
            return _entries(machine, name, first)
        case "Array.isArray":
            return UNKNOWN if first is UNKNOWN else isinstance(first, list)
        case "Array.from" | "Array.of":
            return list(first) if isinstance(first, list) and len(values) == 1 else UNKNOWN
        case "Math.max" | "Math.min" | "max" | "min" | "Math.Max" | "Math.Min" if len(values) > 1 and all(
            isinstance(each, (int, float)) for each in values
        ):
            return max(values) if name.lower().endswith("max") else min(values)
        case (
            "Math.floor" | "Math.round" | "Math.trunc" | "floor" | "round" | "Math.abs" | "abs" | "Math.Abs"
        ) if isinstance(first, (int, float)) and math.isfinite(first):
            return (
                abs(first)
                if name.lower().endswith("abs")
                else math.floor(first)
                if "floor" in name
                else UNKNOWN
                if isinstance(first, float)
                else first
            )
        case "List.of" | "Arrays.asList" | "Set.of":
            return Fixed(values) if not (len(values) == 1 and isinstance(first, list)) else Fixed(first)
        case "Map.of" if len(values) % 2 == 0:
            return (
                dict(zip(values[::2], values[1::2], strict=True))
                if all(isinstance(each, (str, int)) for each in values[::2])
                else UNKNOWN
            )
        case "Promise.reject":
            return Promise(UNKNOWN, machine.stop("Error"))
        case "Promise.resolve":
            return Promise(first)
        case "Some" | "Ok" | "Option::Some":
            return Some(first)
        case "Err":
            return Failed(first)
        case "String::from" | "String::new" | "Box::new" | "Rc::new" | "RefCell::new" | "string":
            return first if values else ""
        case "Vec::new" | "Vec::with_capacity" | "VecDeque::new":
            return []
        case "HashMap::new" | "BTreeMap::new":
            return {}
        case "array_sum" if isinstance(first, list) and all(isinstance(each, (int, float)) for each in first):
            return sum(first)
        case "array_pop" | "array_shift" if isinstance(first, list):
            return UNKNOWN if first else NOTHING
        case "intdiv" if len(values) == 2 and values[1] == 0:
            raise machine.stop("DivisionByZeroError")
        case "String.valueOf" | "String" if isinstance(first, (int, str)) and not isinstance(first, bool):
            return str(first)
        case "Objects.requireNonNull" if first is NOTHING:
            raise machine.stop("NullPointerException")
        case "loop" if isinstance(first, Function):
            return _endless(machine, first)
        case "yield":
            return UNKNOWN
        case "strtoupper" | "strlen" | "trim" if first is NOTHING:
            return UNKNOWN
    return None


def _endless(machine: "Machine", block: Function) -> Any:
    """`loop` of Ruby: ends only by leaving it."""
    from analyzers.dryrun.machine import Left

    for _ in range(2_000):
        machine.step(0)
        try:
            machine.call(block, [], None, machine.line)
        except Left as left:
            if not left.again:
                return NOTHING
    raise GaveUp


def _number_of(machine: "Machine", name: str, value: Any) -> Any:
    if isinstance(value, (int, float)):
        return value
    if value is NOTHING and name in (
        "Integer.parseInt",
        "int.Parse",
        "Integer",
        "Float",
        "Double.parseDouble",
    ):
        raise machine.stop("TypeError")
    if not isinstance(value, str):
        return UNKNOWN
    written = value if name in ("Integer.parseInt", "Integer.valueOf", "Long.parseLong") else value.strip()
    if re.fullmatch(r"[-+]?\d+", written):
        return int(written)
    if machine.language in SCRIPTS:
        return UNKNOWN
    whole = name in (
        "Integer.parseInt",
        "int.Parse",
        "Integer",
        "Integer.valueOf",
        "Long.parseLong",
        "Convert.ToInt32",
    )
    started = name in ("stoi", "std::stoi", "stod") and re.match(r"[-+]?\d", written)
    if (
        re.fullmatch(r"[-+]?[\d.,_]*\.?\d*(?:[eE][-+]?\d+)?", written)
        and written
        and not whole
        or started
        or re.match(r"0[xXbB]", written)
    ):
        return UNKNOWN
    raise machine.stop(
        {"java": "NumberFormatException", "csharp": "FormatException", "cpp": "invalid_argument"}.get(
            machine.language, "ArgumentError"
        )
    )


def _json(machine: "Machine", name: str, value: Any) -> Any:
    if name == "JSON.stringify":
        return UNKNOWN
    if value is UNDEFINED:
        raise machine.stop("SyntaxError")
    if not isinstance(value, str):
        return UNKNOWN
    import json

    try:
        return _plain_values(json.loads(value))
    except (ValueError, RecursionError):
        raise machine.stop("SyntaxError") from None


def _plain_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain_values(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_plain_values(each) for each in value]
    return NOTHING if value is None else value


def _entries(machine: "Machine", name: str, value: Any) -> Any:
    if value in (NOTHING, UNDEFINED):
        raise machine.stop("TypeError")
    held = value.fields if isinstance(value, Instance) else value
    if not isinstance(held, dict) or machine.foreign(value):
        return UNKNOWN
    match name:
        case "Object.keys":
            return list(held)
        case "Object.values":
            return list(held.values())
    return [[key, each] for key, each in held.items()]
