"""Which test runner does a command start, in which interpreter, on what?"""

import shlex
from enum import StrEnum
from pathlib import Path

from analyzers.deferred import dataclass
from tools.interpreter import launch

_LAUNCHERS = (("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("hatch", "run"), ("pdm", "run"))


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

    @property
    def command(self) -> tuple[str, ...]:
        """The command that runs the same without us."""
        match self.runner:
            case Runner.PYTEST:
                return (*self.interpreter, "-m", "pytest", *self.args)
            case Runner.MODULE:
                return (*self.interpreter, "-m", self.module, *self.args)
            case Runner.SCRIPT:
                return (*self.interpreter, self.script, *self.args)

    @property
    def pasted(self) -> str:
        """The same command as one would type it at a prompt."""
        return shlex.join((Path(self.interpreter[0]).name, *self.command[1:]))


def plan_of(
    command: tuple[str, ...], workspace: Path, interpreter: str = "", folder: str | Path = ""
) -> Plan | None:
    """Return how a command is run under inspection, or None when it is no script, module or pytest run.

    `folder` is where it is run, from which relative paths lead; the workspace when it is not given.
    Raises UsageError or ToolMissing, as `tools.interpreter.launch` does, when its Python cannot be found.
    """
    for launcher in _LAUNCHERS:
        if command[: len(launcher)] == launcher:
            command = command[len(launcher) :]
    if command[:2] == ("coverage", "run"):
        command = ("python", *command[2:])
    start = launch(command, workspace, interpreter=interpreter, folder=folder)
    words = (start.python, *start.options)
    match start.kind:
        case "pytest":
            return Plan(runner=Runner.PYTEST, interpreter=words, args=start.arguments)
        case "module":
            return Plan(runner=Runner.MODULE, interpreter=words, module=start.target, args=start.arguments)
        case "script":
            return Plan(runner=Runner.SCRIPT, interpreter=words, script=start.target, args=start.arguments)
        case _:
            return None
