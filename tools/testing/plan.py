"""Which test runner does a command start, in which interpreter, on what?"""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Runner(StrEnum):
    """What the command runs."""

    PYTEST = "pytest"
    SCRIPT = "script"  # a file, which may run unittests, doctests or asserts of its own
    MODULE = "module"  # -m NAME: unittest and doctest among them


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A command taken apart."""

    runner: Runner
    interpreter: tuple[str, ...]  # with its own options
    script: str = ""
    module: str = ""
    args: tuple[str, ...] = ()


_LAUNCHERS = (
    ("uv", "run"),
    ("poetry", "run"),
    ("pipenv", "run"),
    ("hatch", "run"),
    ("pdm", "run"),
    ("rye", "run"),
)
_PYTHON = re.compile(r"python(\d+(\.\d+)?)?(\.exe)?")
_PYTEST = ("pytest", "py.test")
_WITH_VALUE = ("-W", "-X")


def plan_of(command: Sequence[str], interpreter: str = "") -> Plan | None:
    """Return how a command is run under inspection, or None when it starts no Python that we know.

    `interpreter` replaces a bare `python` or the one that would run a bare `pytest`.
    """
    words = list(command)
    for launcher in _LAUNCHERS:
        if tuple(words[: len(launcher)]) == launcher:
            words = words[len(launcher) :]
    if words[:2] == ["coverage", "run"]:
        words = ["python", *words[2:]]
    if not words:
        return None
    name = os.path.basename(words[0])  # noqa: PTH119  # a word, not a path
    if name in _PYTEST:
        return Plan(runner=Runner.PYTEST, interpreter=(_owner(words[0], interpreter),), args=tuple(words[1:]))
    if not _PYTHON.fullmatch(name):
        if not name.endswith(".py"):
            return None
        words = ["python", *words]
    return _python_plan(words, interpreter)


def _python_plan(words: list[str], interpreter: str) -> Plan | None:
    python = interpreter if interpreter and "/" not in words[0] else words[0]
    options: list[str] = []
    rest = words[1:]
    while rest and rest[0].startswith("-") and rest[0] not in ("-m", "-c", "-", "--"):
        taken = 2 if rest[0] in _WITH_VALUE else 1
        options += rest[:taken]
        rest = rest[taken:]
    if rest[:1] == ["--"]:
        rest = rest[1:]
    if not rest or rest[0] in ("-c", "-"):
        return None
    words_of = (python, *options)
    if rest[0] != "-m":
        return Plan(runner=Runner.SCRIPT, interpreter=words_of, script=rest[0], args=tuple(rest[1:]))
    if len(rest) < 2:
        return None
    if rest[1] in _PYTEST:
        return Plan(runner=Runner.PYTEST, interpreter=words_of, args=tuple(rest[2:]))
    return Plan(runner=Runner.MODULE, interpreter=words_of, module=rest[1], args=tuple(rest[2:]))


def _owner(word: str, interpreter: str) -> str:
    """Return the interpreter in whose environment a script such as `pytest` is installed."""
    found = shutil.which(word)
    if interpreter or found is None:
        return interpreter or "python"
    try:
        with Path(found).open("rb") as file:
            first = file.readline(500)
    except OSError:
        return "python"
    named = first[2:].decode("utf-8", "replace").split() if first.startswith(b"#!") else []
    return named[0] if named and _PYTHON.fullmatch(Path(named[0]).name) else "python"
