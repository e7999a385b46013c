"""What does a declared type do to a value, and what does a variable hold before it is given one?"""

import math
import re
from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun.objects import make_object
from analyzers.dryrun.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Buffer,
    Cell,
    Char,
    Class,
    Default,
    Fault,
    Fixed,
    Instance,
    Nil,
    NilMap,
    Pointer,
    Unsigned,
)

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine

_UNSIGNED = re.compile(r"^(?:const )?(?:unsigned\b.*|size_t|usize|u(?:8|16|32|64|128)|uint\w*|ulong|ushort)$")
_WHOLE = re.compile(
    r"^(?:const )?(?:int|long|short|byte|i(?:8|16|32|64|size)|int\d*(?:_t)?|Integer|Long|rune|char)(?: (?:int|long))*$"
)
_NARROW = {
    "byte": (-128, 127), "sbyte": (-128, 127), "short": (-(2**15), 2**15 - 1), "i8": (-128, 127), "u8": (0, 255),
    "int8": (-128, 127), "int8_t": (-128, 127), "uint8": (0, 255), "uint8_t": (0, 255), "char": (0, 127),
    "unsigned char": (0, 255), "i16": (-(2**15), 2**15 - 1), "int16": (-(2**15), 2**15 - 1), "u16": (0, 2**16 - 1),
    "int16_t": (-(2**15), 2**15 - 1), "uint16": (0, 2**16 - 1), "uint16_t": (0, 2**16 - 1), "ushort": (0, 2**16 - 1),
}  # fmt: skip
_FRACTION = re.compile(r"^(?:const )?(?:float\d*|double|f32|f64|decimal|Double|Float)$")
_LIST = re.compile(
    r"^(?:const )?(?:vector|list|deque|stack|queue|List|ArrayList|set|multiset|unordered_set|priority_queue)\b"
)
_MAP = re.compile(r"^(?:const )?(?:map|unordered_map|Map|HashMap|Dictionary)\s*<[^,]+,\s*(.+)>$")
_UNBOXED = frozenset(
    ("int", "long", "double", "float", "boolean", "char", "short", "byte")
)  # of Java: never null
_POINTER = re.compile(r"\*|^(?:unique_ptr|shared_ptr|weak_ptr)\b")
_PARENTS = {
    "ArithmeticException": ("RuntimeException",), "NullPointerException": ("RuntimeException",), "ClassCastException": ("RuntimeException",),
    "IndexOutOfBoundsException": ("RuntimeException", "ArrayIndexOutOfBoundsException", "StringIndexOutOfBoundsException"),
    "NumberFormatException": ("IllegalArgumentException", "RuntimeException"), "ZeroDivisionError": ("StandardError",), "NoMethodError": ("NameError", "StandardError"),
    "out_of_range": ("logic_error", "exception"), "runtime_error": ("exception",), "invalid_argument": ("logic_error", "exception"),
    "ArgumentOutOfRangeException": ("ArgumentException", "IndexOutOfRangeException"), "DivisionByZeroError": ("ArithmeticError",),
}  # fmt: skip


def convert(machine: "Machine", type: str, value: Any) -> Any:
    """Return a value as a variable of a type holds it."""
    if not type or value is UNKNOWN:
        return value
    type = type.removeprefix("final ").strip()
    if value is NOTHING and machine.language == "java" and type in _UNBOXED:
        raise machine.stop("NullPointerException")
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        least, most = _NARROW.get(type.removeprefix("const "), (value, value))
        if not least <= value <= most:
            return UNKNOWN  # it is cut off, or refused
        if _FRACTION.match(type):
            return float(value)
        if _UNSIGNED.match(type):
            if value < 0 and machine.language == "rust":
                raise machine.stop("panic")
            return Unsigned(value if value >= 0 else value + 2**64)
        return int(value) if _WHOLE.match(type) else value
    if (
        isinstance(value, float)
        and (_WHOLE.match(type) or _UNSIGNED.match(type))
        and machine.language in ("c", "cpp", "java", "csharp", "rust", "go", "php")
    ):
        return int(value) if abs(value) < 2**53 else UNKNOWN
    if isinstance(value, Buffer):
        if type.endswith("[]"):
            return Buffer(value)
        if "*" in type or type == "auto":
            return Pointer(value)
        if machine.language == "cpp":
            return text_of(value)
    elif isinstance(value, Fixed) and "*" in type:
        return Pointer(value)
    if isinstance(value, list) and not isinstance(value, Fixed) and type.endswith("[]"):
        return Fixed(value)
    return value


def text_of(buffer: list[Any]) -> Any:
    """Return the text that an array of characters holds, or unknown."""
    made: list[str] = []
    for each in buffer:
        if each == 0:
            return "".join(made)
        if not isinstance(each, int) or not 0 < each < 0x110000:
            return UNKNOWN
        made.append(chr(each))
    return UNKNOWN


def default(machine: "Machine", type: str, *, field: bool = False) -> Any:
    """Return what a variable of a type holds that is given nothing."""
    language = machine.language
    type = type.removeprefix("const ").removeprefix("static ").strip()
    if language in ("javascript", "typescript"):
        return UNDEFINED
    if language == "php":
        return NOTHING if type == "mixed" or type.startswith("?") else UNKNOWN
    if language == "go":
        return _zero_of_go(machine, type)
    if language in ("c", "cpp"):
        return _of_c(machine, type)
    if language in ("java", "csharp") and field:
        if _WHOLE.match(type):
            return 0
        if _FRACTION.match(type):
            return 0.0
        if type in ("boolean", "bool"):
            return False
        if language == "csharp" and type in ("DateTime", "Guid", "TimeSpan", "decimal", "char"):
            return UNKNOWN
        return UNKNOWN if type == "dark" or type == "char" else NOTHING
    return UNKNOWN


def _zero_of_go(machine: "Machine", type: str) -> Any:
    if re.match(r"^u?int\d*$|^byte$|^rune$", type):
        return Unsigned(0) if type.startswith("uint") else 0
    if type.startswith("float"):
        return 0.0
    if type == "string":
        return ""
    if type == "bool":
        return False
    if type.startswith("map["):
        return NilMap()
    if type.startswith("[]"):
        return Nil()
    if type.startswith(("*", "func", "chan", "interface", "error", "any")):
        return NOTHING
    made = machine.classes.get(type)
    return make_object(machine, made, [], machine.line) if made is not None else UNKNOWN


def _of_c(machine: "Machine", type: str) -> Any:
    if _POINTER.search(type):
        return NOTHING if not type.endswith("*") else UNKNOWN
    mapped = _MAP.match(type)
    if mapped:
        made = Default()
        made.empty = 0 if _WHOLE.match(mapped[1]) else "" if mapped[1] == "string" else UNKNOWN
        return made
    if _LIST.match(type):
        return []
    if type == "string":
        return ""
    known = machine.classes.get(type)
    if known is not None and not known.code.constructors and not known.bases:
        return make_object(machine, known, [], machine.line)
    return UNKNOWN


def cast(machine: "Machine", type: str, value: Any, checked: bool) -> Any:
    """Return a value cast to a type, or what stops that."""
    if value is UNKNOWN:
        return value
    language = machine.language
    if language in ("java", "csharp") and checked:
        wanted = {
            "String": str,
            "string": str,
            "Integer": int,
            "int": int,
            "double": float,
            "Double": float,
        }.get(type)
        boxed = isinstance(value, (str, Instance)) and not isinstance(value, Char)
        if wanted in (int, float) and boxed:
            raise machine.stop("ClassCastException" if language == "java" else "InvalidCastException")
        if wanted is str and isinstance(value, (int, float, Instance, list)) and not isinstance(value, bool):
            raise machine.stop("ClassCastException" if language == "java" else "InvalidCastException")
        if value is NOTHING and language == "csharp" and type in ("int", "double", "bool", "long"):
            raise machine.stop("NullReferenceException")
        if (
            isinstance(value, Instance)
            and type in machine.classes
            and not value.made_by.within(type)
            and value.made_by.all_known()
        ):
            raise machine.stop("ClassCastException" if language == "java" else "InvalidCastException")
    if language == "csharp" and not checked and type == "string" and not isinstance(value, str):
        return NOTHING
    if language == "go":
        return _asserted(machine, type, value)
    if language == "php" and type in ("int", "integer") and isinstance(value, str):
        match = re.match(r"\s*-?\d+", value)
        return int(match[0]) if match else 0
    return convert(machine, type, value)


def _asserted(machine: "Machine", type: str, value: Any) -> Any:
    kinds: dict[str, Any] = {
        "string": str,
        "int": int,
        "float64": float,
        "bool": bool,
    }
    wanted = kinds.get(type)
    if wanted is None:
        return UNKNOWN
    if value is NOTHING or not isinstance(value, wanted):
        raise machine.stop("panic")
    return value


def is_kind(machine: "Machine", value: Any, type: str) -> bool | None:
    """Whether a value is of a type; None where that is unknown."""
    if isinstance(value, Instance):
        if value.made_by.within(type):
            return True
        return False if value.made_by.all_known() else None
    if isinstance(value, Fault):
        if value.name == type or type in _PARENTS.get(value.name, ()):
            return True
        return False if value.name in _PARENTS and type in _PARENTS else None
    if value in (NOTHING, UNDEFINED):
        return False
    kinds = {"String": str, "string": str, "Integer": int, "int": int, "Array": list, "Hash": dict}
    if type in kinds and isinstance(value, (str, int, float, list, dict)):
        return isinstance(value, kinds[type])
    if type in machine.classes and isinstance(value, (str, int, float)):
        return False
    return None


def truth(machine: "Machine", value: Any) -> bool | None:
    """Whether a value counts as true; None where that is unknown."""
    if value is UNKNOWN:
        return None
    if value in (NOTHING, UNDEFINED):
        return False
    if machine.language == "ruby":
        return value is not False
    if isinstance(value, (bool, int, float)):
        return bool(value) and not math.isnan(value)
    if machine.language in ("javascript", "typescript"):
        return value != "" if isinstance(value, str) else True
    if machine.language == "php":
        if isinstance(value, str):
            return value not in ("", "0")
        return len(value) > 0 if isinstance(value, (list, dict)) else True
    return True if isinstance(value, (Pointer, Instance, Cell, Class, list)) else None
