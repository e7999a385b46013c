"""The Python API: what `import debugassist` offers. Standard library only, since it runs in the user's process.

The work is done by a worker process that is started with the first question and ends with this process, so
nothing of ours, and nothing that we depend on, is imported here. What comes back are the dataclasses of the
vocabulary (`debugassist.facts`).
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from analyzers.facts import Decision, Diagnosis, Diagnostic, Fix, Traceback

_LAYERS = Path(__file__).resolve().parents[2]


class DebugassistError(Exception):
    """The assistant could not answer: what happened, and in `hint` the next step to take."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Broken code as it should be, and what is said of it."""

    code: str | None  # the whole text, repaired; None when no repair passed its check
    diagnostics: "tuple[Diagnostic, ...]"  # empty when the code parses as it is
    fixes: "tuple[Fix, ...]"


def route(text: str, *, workspace: str | os.PathLike[str] = "") -> "Decision":
    """Return which kind of problem a text is, how sure that is and why.

    `text` is a report, a log, code or a question. `workspace` is the folder whose configuration holds; the
    current repository unless given. Raises DebugassistError, as every function here.
    """
    decision: Decision = _one("Decision", _ask("route", text=text, workspace=os.fspath(workspace)))
    return decision


def parse(text: str) -> "tuple[Traceback, ...]":
    """Return every traceback in a text, in the order they stand there; each with its chain and frames."""
    return _many("Traceback", _ask("parse", text=text))


def repair(code: str, *, language: str = "python", path: str = "") -> Repair:
    """Return code that does not parse with the repair that its author most likely would make.

    The repaired text parses, and for Python compiles. `path` only names the file in diagnostics.
    """
    answer = _ask("repair", code=code, language=language, path=path)
    return Repair(
        code=answer["code"],
        diagnostics=_many("Diagnostic", answer["diagnostics"]),
        fixes=_many("Fix", answer["fixes"]),
    )


def diagnose(
    text: str = "",
    *,
    code: str = "",
    command: Sequence[str] = (),
    expects: Sequence[str] = (),
    route: str = "",
    workspace: str | os.PathLike[str] = "",
    time_limit: float = 60.0,
) -> "Diagnosis":
    """Return the cause, the evidence and the checked fixes for a report, for code, or for a program.

    `text` is a report, a log or a question; `code` a piece of source. Nothing is run unless `command` is given:
    then that program is run, at most `time_limit` seconds a run, and inspected where it fails. `expects` are
    Python expressions that should be true of it. `route` overrules the router: "syntax", "runtime" or "logic".
    """
    answer = _ask(
        "diagnose",
        text=text,
        code=code,
        command=list(command),
        expects=list(expects),
        route=route,
        workspace=os.fspath(workspace),
        time_limit=time_limit,
    )
    diagnosis: Diagnosis = _one("Diagnosis", answer)
    return diagnosis


class _Worker:
    """The process that answers, started with the first question; one question at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0

    def ask(self, line: bytes) -> bytes:
        with self.lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write(line)
                process.stdin.flush()
                answer = process.stdout.readline()
            except (
                BaseException
            ) as error:  # also Ctrl-C: an answer that nobody waits for must not be the next one's
                self.end()
                if isinstance(error, OSError):
                    raise DebugassistError(f"the assistant's process went away: {error}") from error
                raise
            if not answer.endswith(b"\n"):
                self.end()
                raise DebugassistError("the assistant's process ended without an answer")
            return answer

    def _running(self) -> "subprocess.Popen[bytes]":
        alive = self.process is not None and self.process.poll() is None and self.owner == os.getpid()
        if not alive:
            launcher = next(
                path
                for path in (_LAYERS / "debugassist.py", _LAYERS.parent / "debugassist.py")
                if path.is_file()
            )
            self.process = subprocess.Popen(
                [sys.executable, "-P", str(launcher), "worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the program; it ends the worker by closing its input
            )
            self.owner = os.getpid()
        assert self.process is not None
        return self.process

    def end(self) -> None:
        process, self.process = self.process, None
        if process is None or self.owner != os.getpid():  # a fork's copy is its parent's to end
            return
        with suppress(OSError):
            process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        process.wait()


_worker = _Worker()
atexit.register(_worker.end)


def __getattr__(name: str) -> ModuleType:
    if name == "facts":
        return _facts()
    raise AttributeError(name)


def _ask(method: str, **arguments: Any) -> Any:  # JSON in, JSON out
    try:
        line = json.dumps({"method": method, "arguments": arguments}, ensure_ascii=True).encode()
    except TypeError as error:
        raise DebugassistError(f"an argument has the wrong type: {error}") from error
    reply = json.loads(_worker.ask(line + b"\n"))
    if "error" in reply:
        raise DebugassistError(reply["error"]["message"], reply["error"]["hint"])
    return reply["result"]


@cache
def _facts() -> ModuleType:
    """The vocabulary, loaded from its files: `import analyzers` could find a folder of the user's."""
    for name in ("deferred", "facts"):  # the second imports the first
        spec = spec_from_file_location(f"debugassist.{name}", _LAYERS / "analyzers" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        sys.modules[module.__name__] = module
        spec.loader.exec_module(module)
    return module


def _one(name: str, value: Any) -> Any:  # a class of the vocabulary and JSON: an instance of that class
    return _read(getattr(_facts(), name), value)


def _many(name: str, values: Any) -> tuple[Any, ...]:
    return tuple(_one(name, value) for value in values)


def _read(kind: Any, value: Any) -> Any:  # a type and a JSON value: the result is of that type
    """Build a value of the vocabulary out of JSON."""
    origin = get_origin(kind)
    if origin is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is ...:
            return tuple(_read(inner[0], item) for item in value)
        return tuple(_read(one, item) for one, item in zip(inner, value, strict=True))
    if origin in (Union, UnionType):
        if value is None:
            return None
        return _read(next(one for one in get_args(kind) if one is not NoneType), value)
    if hasattr(kind, "__dataclass_fields__"):
        hints = _hints(kind)
        return kind(
            **{
                field.name: _read(hints[field.name], value[field.name])
                for field in fields(kind)
                if field.name in value
            }
        )
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return float(value) if kind is float else value


@cache
def _hints(kind: Any) -> dict[str, Any]:  # of a dataclass
    return get_type_hints(kind)
