"""Where is the program to stop: at which lines, in which functions, and under which conditions?"""

from __future__ import annotations

import dis
import os

from . import pure, static, system
from .allowed import Raises, Refused, parse
from .stop import Names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_CONDITION_SECONDS = 0.2


class Break:
    """One breakpoint. A condition that begins with `!` is code, which may do anything; others run no code."""

    def __init__(self, number: int, file: str, line: int, function: str, condition: str, once: bool) -> None:
        self.number, self.file, self.line, self.function = number, file, line, function
        self.condition, self.once = condition, once
        self.hits = 0
        self.trouble = ""  # why the condition could not be told, the last time

    def described(self) -> dict[str, Any]:
        """The breakpoint as JSON."""
        return {
            "number": self.number,
            "file": self.file,
            "line": self.line,
            "function": self.function,
            "condition": self.condition,
            "once": self.once,
            "hits": self.hits,
        }


NOTHING = ({}, [])  # type: tuple[dict[int, list[Break]], list[Break]]  # a code object without a breakpoint


class Breaks:
    """All breakpoints, and which of them a piece of code can meet."""

    def __init__(self) -> None:
        self.all = {}  # type: dict[int, Break]
        self.count = 0
        self.real = {}  # type: dict[str, str]  # of files as code objects name them
        self.known = {}  # type: dict[Any, tuple[dict[int, list[Break]], list[Break]]]

    def add(self, file: str, line: int, function: str, condition: str, once: bool) -> Break:
        """Add a breakpoint; a line without code is moved to the next that has some. Raises Refused."""
        if condition.startswith("!"):
            try:
                compile(condition[1:].strip(), "<condition>", "eval")
            except (SyntaxError, ValueError):
                raise Refused("the condition is not one expression") from None
        elif condition:
            parse(condition)
        if file:
            file = self._found(file)
        if line:
            line = _settled(file, line)
        elif not function:
            raise Refused("a breakpoint needs a line or a function")
        self.count += 1
        added = self.all[self.count] = Break(self.count, file, line, function, condition, once)
        self.known.clear()
        return added

    def clear(self, number: int) -> list[int]:
        """Remove a breakpoint, or all when the number is 0; the numbers of those removed."""
        gone = list(self.all) if not number else [number] if number in self.all else []
        if number and not gone:
            raise Refused(f"there is no breakpoint {number}")
        for each in gone:
            del self.all[each]
        self.known.clear()
        return gone

    def of(self, code: Any) -> tuple[dict[int, list[Break]], list[Break]]:
        """The breakpoints on lines of a code object, and those on functions of its name."""
        found = self.known.get(code)
        if found is None:
            found = self.known[code] = self._of(code)
        return found

    def hit(self, candidates: list[Break], frame: Any) -> list[Break]:
        """Those of the breakpoints at this place whose conditions hold; counts them, drops those for one time."""
        found = []
        for each in candidates:
            if each.number in self.all and _holds(each, frame):
                each.hits += 1
                found.append(each)
                if each.once:
                    self.clear(each.number)
        return found

    def _of(self, code: Any) -> tuple[dict[int, list[Break]], list[Break]]:
        lines = {}  # type: dict[int, list[Break]]
        functions = []
        name = code.co_name
        own = set(_lines(code)) if self.all else set()
        for each in self.all.values():
            if each.line in own and self._real(code.co_filename) == each.file:
                lines.setdefault(each.line, []).append(each)
            elif not each.line and each.function.rpartition(".")[2] == name:
                if not each.file or self._real(code.co_filename) == each.file:
                    functions.append(each)
        return (lines, functions) if lines or functions else NOTHING

    def _real(self, file: str) -> str:
        found = self.real.get(file)
        if found is None:
            found = self.real[file] = file if file.startswith("<") else system.realpath(file)
        return found

    def _found(self, file: str) -> str:
        """The file that is meant: a path, or the end of the path of a file that is loaded."""
        if file.startswith("<") or system.isfile(file):
            return file if file.startswith("<") else system.realpath(file)
        import sys

        wanted = os.sep + file.lstrip("./")
        for module in list(sys.modules.values()):
            held = static.instance_dict(module).get("__file__")
            if type(held) is str and system.realpath(held).endswith(wanted):
                return system.realpath(held)
        raise Refused(f"there is no file `{file}`")


def matches(wanted: Break, frame: Any) -> bool:
    """Whether a frame, just entered, is one of the function that a breakpoint names."""
    if "." not in wanted.function:
        return True
    code = frame.f_code
    names = getattr(code, "co_qualname", code.co_name).replace(".<locals>", "").split(".")
    module = frame.f_globals.get("__name__")
    if not hasattr(code, "co_qualname") and code.co_argcount:
        holder = frame.f_locals.get(code.co_varnames[0], static.MISSING)  # before 3.11: the class of `self`
        kinds = static.mro(holder if static.is_a(holder, type) else type(holder))
        asked = wanted.function.split(".")[-2]
        if any(static.short_name(kind) == asked for kind in kinds):
            names = [asked, *names]
    full = ([*module.split(".")] if type(module) is str else []) + names
    parts = wanted.function.split(".")
    return bool(full[-len(parts) :] == parts)


def _holds(each: Break, frame: Any) -> bool:
    each.trouble = ""
    if not each.condition:
        return True
    try:
        if each.condition.startswith("!"):
            code = compile(each.condition[1:].strip(), "<condition>", "eval")
            return bool(eval(code, frame.f_globals, frame.f_locals))  # noqa: S307  # typed by the person at the keyboard
        value = pure.evaluate(each.condition, Names(frame), _CONDITION_SECONDS)
        return bool(value) if type(value) in (bool, int, float, str, type(None), list, dict, tuple) else True
    except (Refused, Raises) as error:
        each.trouble = str(error)
    except Exception as error:  # noqa: BLE001  # code of the person at the keyboard
        each.trouble = f"it raises {type(error).__name__}: {error}"
    return True  # better a stop too many than a condition that is silently wrong


def _lines(code: Any) -> Iterator[int]:
    for _, line in dis.findlinestarts(code):
        if line:
            yield line


def _settled(file: str, line: int) -> int:
    """The first line from here on that has code; raises Refused when there is none."""
    if file.startswith("<"):
        return line
    try:
        with system.open_file(file, "rb") as stream:
            code = compile(stream.read(), file, "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError, RecursionError) as error:
        raise Refused(f"`{file}` cannot be read: {error}") from None
    stack = [code]
    lines = set()  # type: set[int]
    while stack:
        each = stack.pop()
        lines.update(_lines(each))
        stack.extend(held for held in each.co_consts if type(held) is type(code))
    later = [each for each in lines if each >= line]
    if not later:
        raise Refused(f"line {line} is behind the last line that has code")
    return min(later)
