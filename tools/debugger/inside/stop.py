"""What does a failed program show: the chain of exceptions, the frames, their values?"""

from __future__ import annotations

import os
import sys

from . import parts, pure, static, system, whereabouts
from .allowed import Raises, Refused
from .raised import Place, chain_of, members, message, notes, own_part, traced
from .values import Describer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HEAD, TAIL = 30, 70  # frames kept of a stack that is longer than both
_WITH_VALUES = 40  # frames, deepest first, whose variables are described
_VARIABLES = 60
_DEEPEST = 50_000  # calls that are looked at of a running stack; since Python 3.11 each costs memory
_IMPORTING = (
    "runpy.py",
    "<frozen runpy>",
    "<frozen importlib._bootstrap>",
    "<frozen importlib._bootstrap_external>",
)


class Stop:
    """A program that has failed and is being looked at."""

    def __init__(self, state: Any, error: BaseException | None, frame: Any = None) -> None:
        self.state = state
        self.error = error
        self.describer = Describer()
        self.sources = {}  # type: dict[str, list[bytes]]
        if state.text:
            self.sources["<string>"] = self.sources["<stdin>"] = state.text.split(b"\n")
        self.chain = [
            (each, link, self.cut(own_part(traced(each, state.own)))) for each, link in chain_of(error)
        ]
        self.places = self.chain[-1][2] if self.chain else self.cut(own_part(self._running(frame)))
        for places in [each[2] for each in self.chain] or [self.places]:
            for place in places[-_WITH_VALUES:]:
                for name, value in _variables(place.frame):
                    self.describer.learn(name, value)

    def cut(self, places: list[Place]) -> list[Place]:
        """The two ends of a stack that is too deep."""
        return places if len(places) <= HEAD + TAIL else places[:HEAD] + places[-TAIL:]

    def event(self, why: str, who: str) -> dict[str, Any]:
        """What happened, as one message."""
        return {
            "event": "stopped",
            "why": why,
            "who": who,
            "python": ".".join(str(part) for part in sys.version_info[:3]),
            "cwd": _cwd(),
            "chain": [self._raised(error, link, places) for error, link, places in self.chain],
            "frames": [self._frame(place) for place in self.places],
        }

    # --- exceptions

    def _raised(self, error: BaseException, link: str, places: list[Place], depth: int = 0) -> dict[str, Any]:
        raised = {
            "type": static.type_name(type(error)),
            "message": self.describer.masker.mask(message(error)),
            "link": link,
            "frames": [self._frame(place) for place in places],
            "notes": [self.describer.masker.mask(note) for note in notes(error)],
        }  # type: dict[str, Any]
        if static.is_a(error, SyntaxError):
            raised["location"] = {
                "file": whereabouts.text(error.filename),  # type: ignore[attr-defined]
                "line": error.lineno if type(error.lineno) is int else None,  # type: ignore[attr-defined]
                "function": "",
                "code": whereabouts.text(error.text).strip("\n").strip(),  # type: ignore[attr-defined]
            }
            raised["message"] = whereabouts.text(error.msg)  # type: ignore[attr-defined]
        grouped = members(error)
        if grouped and depth < 5:
            raised["members"] = [
                [
                    self._raised(each, link, self.cut(traced(each, self.state.own)), depth + 1)
                    for each, link in chain_of(member)
                ]
                for member in grouped[:20]
            ]
        return raised

    def _frame(self, place: Place) -> dict[str, Any]:
        code = place.frame.f_code
        described = {"file": code.co_filename, "line": place.line, "function": code.co_name}
        line = self.line(code.co_filename, place.line)
        text = line.decode("utf-8", "replace")
        described["code"] = self.describer.masker.mask(text.strip())
        mark = _positions(code, place.lasti)
        if mark:
            first, last, start, end = mark
            last_line = line if last == first else self.line(code.co_filename, last)
            described["mark"] = [
                first,
                _column(self.line(code.co_filename, first), start),
                last,
                _column(last_line, end),
            ]
            described["indent"] = len(text) - len(text.lstrip())
        return described

    def line(self, file: str, number: int) -> bytes:
        """A line of a file; empty when it is not known."""
        lines = self.lines(file)
        return lines[number - 1] if 0 < number <= len(lines) else b""

    def lines(self, file: str) -> list[bytes]:
        """The text of a file; empty when it is not known."""
        if file not in self.sources:
            self.sources[file] = _read(file)
        return self.sources[file]

    # --- values

    def state_of(self, index: int) -> dict[str, Any]:
        """A frame of the stack with its values."""
        place = self.places[index]
        described = self._frame(place)
        if len(self.places) - index <= _WITH_VALUES:
            described["variables"] = self._variables(place.frame)
            if (
                index == len(self.places) - 1
                or self.of_program(place.frame)
                and not any(self.of_program(deeper.frame) for deeper in self.places[index + 1 :])
            ):
                described["expressions"] = self._expressions(place)
        return described

    def of_program(self, frame: Any) -> bool:
        """Whether a frame is of the program's own code rather than a library's."""
        file = frame.f_code.co_filename
        return (
            not file.startswith(("<", self.state.own))
            and "site-packages" not in file
            and not file.startswith(os.path.dirname(os.__file__))
        )

    def prints(self, frame: Any) -> dict[str, int]:
        """A number for each name of a frame that tells whether it holds something else."""
        from .prints import prints_of

        return prints_of(iter(_variables(frame)))

    def _variables(self, frame: Any) -> list[dict[str, Any]]:
        code = frame.f_code
        arguments = code.co_varnames[
            : code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
        ]
        module = frame.f_locals is frame.f_globals
        found = []
        for name, value in _variables(frame):
            if module and (
                name.startswith("__") or type(value) in (static.ModuleType, static.FunctionType, type)
            ):
                continue
            described = self.describer.variable(name, value)
            if name in arguments:
                described["flags"].append("argument")
            if name in self.describer.builtin_names:
                described["flags"].append("shadows-builtin")
            found.append(described)
            if len(found) >= _VARIABLES:
                break
        return found

    def _expressions(self, place: Place) -> list[dict[str, Any]]:
        source = b"\n".join(self.sources.get(place.frame.f_code.co_filename, ()))
        found = []
        for text in parts.of_line(source, place.line, _positions(place.frame.f_code, place.lasti)):
            try:
                value = pure.evaluate(text, Names(place.frame), 0.1)
            except (Refused, Raises):
                continue
            found.append(self.describer.variable(text, value))
        return found

    def _running(self, frame: Any) -> list[Place]:
        places = []  # type: list[Place]
        while frame is not None and len(places) < _DEEPEST:
            if not frame.f_code.co_filename.startswith(self.state.own):
                places.append(Place(frame, frame.f_lineno, frame.f_lasti))
            elif frame is self.state.inner:
                break
            frame = frame.f_back
        while places and places[-1].frame.f_code.co_filename.endswith(_IMPORTING):
            places.pop()  # how `-m` leads to the program
        return places[::-1]


class Names:
    """What names hold in a frame: local, enclosing, global, builtin."""

    def __init__(self, frame: Any) -> None:
        builtins = frame.f_globals.get("__builtins__", {})
        if type(builtins) is static.ModuleType:
            builtins = builtins.__dict__
        self.spaces = [
            space for space in (_locals(frame), frame.f_globals, builtins) if static.is_a(space, dict)
        ]

    def __call__(self, name: str) -> Any:
        for space in self.spaces:
            found = dict.get(space, name, static.MISSING)
            if found is not static.MISSING:
                return found
        return static.MISSING


def _positions(code: Any, lasti: int) -> tuple[int, int, int, int] | None:
    """First line, last line, first column, last column (bytes) of an instruction; since Python 3.11."""
    if not hasattr(code, "co_positions") or lasti < 0:
        return None
    for index, position in enumerate(code.co_positions()):
        if index == lasti // 2:
            return position if None not in position else None
    return None


def _column(line: bytes, column: int) -> int:
    return len(line[:column].decode("utf-8", "replace"))


def _read(file: str) -> list[bytes]:
    try:
        if file.startswith("<") or system.getsize(file) > 4_000_000:
            return []
        with system.open_file(file, "rb") as stream:
            return stream.read().replace(b"\r\n", b"\n").split(b"\n")
    except (OSError, ValueError):
        return []


def _locals(frame: Any) -> Any:
    found = frame.f_locals
    if static.is_a(found, dict):
        return found
    if static.module_name(type(found)) == "builtins":  # a view of the frame, since Python 3.13
        return dict(found)
    return {}


def _variables(frame: Any) -> list[tuple[str, Any]]:
    return [
        (name, value)
        for name, value in list(dict.items(_locals(frame)))
        if type(name) is str and name[0] != "."
    ]


def _cwd() -> str:
    try:
        return system.getcwd()
    except OSError:
        return ""
