"""What do operators give?"""

import math
from operator import and_, lshift, or_, rshift, xor
from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.dryrun.types import truth
from analyzers.dryrun.values import (
    NOTHING,
    SCRIPTS,
    UNDEFINED,
    UNKNOWN,
    Char,
    Class,
    Fault,
    Function,
    Instance,
    Pointer,
    Promise,
    Some,
    Thing,
    Unsigned,
    room,
)

if TYPE_CHECKING:
    from analyzers.dryrun.machine import Machine

_LARGEST = 2**31
_EXACT = 2**53  # up to here JavaScript tells all whole numbers apart
_BITS = {"<<": lshift, ">>": rshift, "&": and_, "|": or_, "^": xor}
_COMPARED = frozenset(("<", ">", "<=", ">="))
_NUMBERS = frozenset(("+", "-", "*", "/", "%", "**", "<<", ">>", "&", "|", "^"))


def binary(machine: "Machine", operator: str, left: Any, right: Any) -> Any:
    """Return what an operator makes of two values, or what stops it."""
    if operator in ("==", "===", "!=", "!=="):
        same = _same(machine, operator, left, right)
        return UNKNOWN if same is None else same == (operator in ("==", "==="))
    if left is UNKNOWN or right is UNKNOWN:
        if operator in ("/", "%") and isinstance(right, int) and right == 0 and not isinstance(right, bool):
            return UNKNOWN
        if right is UNKNOWN and operator in ("/", "%") and machine.traits.zero:
            machine.guessed = True  # it may be nought
        _hopeless(machine, operator, left)
        return UNKNOWN
    if operator in _COMPARED:
        return _compared(machine, operator, left, right)
    if operator == "." and machine.language == "php":
        return _joined(left, right)
    if operator == "+" and (isinstance(left, str) or isinstance(right, str)):
        return _text_sum(machine, left, right)
    if operator == "+" and machine.language == "ruby" and isinstance(left, list):
        if isinstance(right, list):
            return left + right
        raise machine.stop("TypeError")
    if operator in _NUMBERS and isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return arithmetic(machine, operator, left, right)
    if operator in ("+", "-") and isinstance(left, Pointer) and isinstance(right, int):
        return Pointer(left.items, left.offset + (right if operator == "+" else -right))
    if (
        operator == "*"
        and machine.language == "ruby"
        and isinstance(left, (str, list))
        and isinstance(right, int)
    ):
        if right < 0:
            raise machine.stop("ArgumentError")
        room(len(left) * right)
        return left * right
    _mismatched(machine, operator, left, right)
    if machine.language in SCRIPTS and operator in _NUMBERS:
        return _number_like(machine, operator, left, right)
    return UNKNOWN


def _same(machine: "Machine", operator: str, left: Any, right: Any) -> bool | None:
    """Whether a comparison holds; None where that is unknown."""
    same = equal(machine, left, right)
    if machine.language == "java" and isinstance(left, str) and isinstance(right, str):
        return same and None  # equal texts may be two objects
    if operator in ("===", "!==") and isinstance(left, bool) != isinstance(right, bool):
        return None if UNKNOWN in (left, right) else False
    return same


def _hopeless(machine: "Machine", operator: str, left: Any) -> None:
    """Nothing can be done with nothing, whatever stands on the other side."""
    if machine.language == "ruby" and operator in _NUMBERS and left is NOTHING:
        raise machine.stop("NoMethodError")


def _mismatched(machine: "Machine", operator: str, left: Any, right: Any) -> None:
    if machine.language == "ruby" and operator in _NUMBERS and operator not in ("<<", "&", "|", "^"):
        if left is NOTHING:
            raise machine.stop("NoMethodError")
        if (
            isinstance(left, (int, float, list))
            and not isinstance(left, bool)
            and (right is NOTHING or isinstance(right, str))
        ):
            raise machine.stop("TypeError")
    if machine.language == "php" and operator in ("+", "-", "*", "/", "%"):
        for each in (left, right):
            if isinstance(each, str) and not _numeric(each):
                raise machine.stop("TypeError")
        if isinstance(left, (list, dict)) != isinstance(right, (list, dict)):
            raise machine.stop("TypeError")
    if (
        machine.language in ("java", "csharp")
        and NOTHING in (left, right)
        and operator in _NUMBERS
        and machine.language == "java"
    ):
        raise machine.stop("NullPointerException")


def _numeric(text: str) -> bool:
    return text.strip()[:1].isdigit() or text.strip()[:1] in "+-." and len(text.strip()) > 1


def _joined(left: Any, right: Any) -> Any:
    if all(isinstance(each, (str, int)) and not isinstance(each, bool) for each in (left, right)):
        return f"{left}{right}"
    return UNKNOWN


def _text_sum(machine: "Machine", left: Any, right: Any) -> Any:
    if machine.language == "ruby":
        if not isinstance(left, str):
            raise machine.stop("NoMethodError" if left is NOTHING else "TypeError")
        if not isinstance(right, str):
            raise machine.stop("TypeError")
    if machine.language == "php":
        for each in (left, right):
            if isinstance(each, str) and not _numeric(each):
                raise machine.stop("TypeError")
        return UNKNOWN
    if (
        isinstance(left, Char)
        and not isinstance(right, str)
        or isinstance(right, Char)
        and not isinstance(left, str)
    ):
        return UNKNOWN
    shown = [_shown(machine, each) for each in (left, right)]
    return (
        UNKNOWN
        if None in shown or sum(len(each or "") for each in shown) > 5_000
        else f"{shown[0]}{shown[1]}"
    )


def _shown(machine: "Machine", value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(int(value))
    if value is NOTHING and machine.language in ("java", *SCRIPTS):
        return "null"
    if value is NOTHING and machine.language == "csharp":
        return ""
    if value is UNDEFINED:
        return "undefined"
    return None


def arithmetic(machine: "Machine", operator: str, left: Any, right: Any) -> Any:
    """Return what a sign makes of two numbers."""
    whole = isinstance(left, int) and isinstance(right, int)
    language = machine.language
    if operator in ("/", "%") and right == 0:
        if whole and machine.traits.zero:
            raise machine.stop(machine.traits.zero)
        if language in SCRIPTS:
            return math.nan if operator == "%" or left == 0 else math.copysign(math.inf, left)
        return UNKNOWN if language != "php" else _stop(machine)
    try:
        match operator:
            case "+":
                value: Any = left + right
            case "-":
                value = left - right
            case "*":
                value = left * right
            case "/" if whole and machine.traits.whole:
                value = (
                    left // right
                    if language == "ruby" or (left >= 0) == (right > 0)
                    else -(abs(left) // abs(right))
                )
            case "/":
                value = left / right
                if isinstance(value, float) and value.is_integer() and not machine.traits.whole:
                    value = int(value)
            case "%" if whole:
                value = left % right if language == "ruby" else int(math.fmod(left, right))
            case "%":
                value = math.fmod(left, right)
            case "**":
                value = left**right if abs(right) < 64 else UNKNOWN
            case "<<" | ">>" | "&" | "|" | "^" if whole:
                value = _of_bits(machine, operator, left, right)
            case _:
                return UNKNOWN
    except (OverflowError, ValueError, ZeroDivisionError):
        return UNKNOWN
    if isinstance(value, complex):
        return UNKNOWN
    if whole and (isinstance(left, Unsigned) or isinstance(right, Unsigned)) and isinstance(value, int):
        return _unsigned(machine, value)
    if language in SCRIPTS and isinstance(value, int) and abs(value) > _EXACT:
        return float(value)
    if whole and isinstance(value, int) and abs(value) >= _LARGEST and language not in ("ruby", *SCRIPTS):
        return UNKNOWN
    return value


def _of_bits(machine: "Machine", operator: str, left: int, right: int) -> Any:
    """Return what an operator makes of the bits of two whole numbers; JavaScript's have thirty-two."""
    scripts = machine.language in SCRIPTS
    if operator in ("<<", ">>"):
        right = right % 32 if scripts else right
        if not 0 <= right < 64:
            return UNKNOWN
    value = _BITS[operator](_signed(left) if scripts else left, _signed(right) if scripts else right)
    return _signed(value) if scripts else value


def _signed(value: int) -> int:
    return (value + _LARGEST) % (2 * _LARGEST) - _LARGEST


def _stop(machine: "Machine") -> Any:
    raise machine.stop("DivisionByZeroError")


def _unsigned(machine: "Machine", value: int) -> Any:
    if value >= 0:
        return Unsigned(value)
    if machine.language == "rust":
        raise machine.stop("panic")
    return Unsigned(value + 2**64)


def _compared(machine: "Machine", operator: str, left: Any, right: Any) -> Any:
    if machine.language == "ruby" and not _comparable(left, right):
        if left is NOTHING:
            raise machine.stop("NoMethodError")
        if isinstance(left, (int, float, str)) and (right is NOTHING or isinstance(right, (int, float, str))):
            raise machine.stop("ArgumentError")
    if machine.language in SCRIPTS and isinstance(left, (int, float)) != isinstance(right, (int, float)):
        return False if UNDEFINED in (left, right) else UNKNOWN
    if not _comparable(left, right):
        return UNKNOWN
    if isinstance(left, Pointer):
        left, right = left.offset, right.offset
    return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[operator]


def _comparable(left: Any, right: Any) -> bool:
    numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
    pointers = isinstance(left, Pointer) and isinstance(right, Pointer) and left.items is right.items
    return numbers or pointers or (isinstance(left, str) and isinstance(right, str))


def _number_like(machine: "Machine", operator: str, left: Any, right: Any) -> Any:
    """What JavaScript makes of values that are no numbers."""
    numbers = [_as_number(each) for each in (left, right)]
    if operator == "+" or None in numbers:
        return math.nan if operator != "+" and UNDEFINED in (left, right) else UNKNOWN
    return arithmetic(machine, operator, *numbers)


def _as_number(value: Any) -> Any:
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, bool) else value
    if value is NOTHING or value == "":
        return 0
    if isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            return math.nan
        return int(number) if number.is_integer() else number
    return None


def equal(machine: "Machine", left: Any, right: Any) -> bool | None:
    """Whether two values are equal; None where that is unknown."""
    if left is UNKNOWN or right is UNKNOWN:
        return None
    if machine.foreign(left) or machine.foreign(right):
        return True if left is right else None
    absent = (NOTHING, UNDEFINED)
    if left in absent or right in absent:
        if isinstance(left, list) and not left and machine.language == "go":
            return type(left).__name__ == "Nil"
        if machine.language == "go" and isinstance(left, dict):
            return type(left).__name__ == "NilMap"
        if machine.language == "php" and not (left in absent and right in absent):
            other = right if left in absent else left
            return None if isinstance(other, (str, int, list, bool)) and not other else False
        return left in absent and right in absent
    plain = (int, float, str)
    if isinstance(left, plain) and isinstance(right, plain):
        if isinstance(left, str) != isinstance(right, str):
            return None if machine.language in (*SCRIPTS, "php") else False
        if machine.language == "ruby" and isinstance(left, bool) != isinstance(right, bool):
            return False
        return bool(left == right)
    if isinstance(left, Pointer) and isinstance(right, Pointer):
        return left.items is right.items and left.offset == right.offset
    if isinstance(left, (list, dict)) and isinstance(right, (list, dict)):
        if machine.language in ("ruby", "rust", "cpp", "php") and all(
            isinstance(each, plain) for each in (*left, *right)
        ):
            return bool(left == right)
        return True if left is right else (False if machine.language in SCRIPTS else None)
    if left is right:
        return True
    named = (Instance, Function, Class)
    if isinstance(left, named) and isinstance(right, named):
        return False if machine.language in SCRIPTS else None
    return None


def unary(machine: "Machine", operator: str, value: Any) -> Any:
    """Return what a sign makes of one value."""
    if operator in ("!", "not"):
        if machine.language == "rust" and isinstance(value, int) and not isinstance(value, bool):
            return UNKNOWN
        known = truth(machine, value)
        return UNKNOWN if known is None else not known
    if operator == "await":
        if isinstance(value, Promise):
            if value.error is not None:
                machine.rejected.pop(id(value.error), None)
                raise value.error
            return value.value
        return value
    if operator == "typeof":
        return _type_of(value)
    if operator == "-" and isinstance(value, (int, float)):
        return -value
    if operator == "+" and isinstance(value, (int, float)):
        return value
    if operator == "+" and machine.language in SCRIPTS:
        number = None if value is UNKNOWN else _as_number(value)
        return UNKNOWN if number is None else number
    return UNKNOWN


def _type_of(value: Any) -> Any:
    if value is UNKNOWN:
        return UNKNOWN
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (Function, Class)):
        return "function"
    return UNKNOWN if isinstance(value, (Thing, Fault, Some)) else "object"
