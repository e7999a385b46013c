"""Which program does an editor's launch configuration mean?"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzers.errors import InputError, UsageError
from tools.interpreter import Launch, launch


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program to be debugged, and where."""

    launch: Launch
    folder: Path
    root: Path  # the workspace
    env: dict[str, str] | None
    stop_on_entry: bool


def program_of(arguments: Mapping[str, Any]) -> Program:
    """Return what `program`, `module` or `code`, with `args`, `cwd`, `env`, `python`, `stopOnEntry` stand for.

    Raises UsageError without a program, InputError when its file is not there, ToolMissing when there is no such
    interpreter.
    """
    from tools.intake import workspace_of

    folder = Path(arguments.get("cwd") or ".").resolve()
    if not folder.is_dir():
        raise UsageError(f"`cwd` is no folder: {folder}")
    words = [str(word) for word in arguments.get("args") or []]
    if arguments.get("module"):
        command = ["python", "-m", str(arguments["module"]), *words]
    elif arguments.get("code"):
        command = ["python", "-c", str(arguments["code"]), *words]
    elif arguments.get("program"):
        if not (folder / str(arguments["program"])).exists():
            raise InputError(
                f"there is no program {arguments['program']}", "`cwd` is where its path leads from"
            )
        command = ["python", str(arguments["program"]), *words]
    else:
        raise UsageError("the launch configuration names no program", "set `program`, `module` or `code`")
    root = workspace_of(folder)
    given = arguments.get("env") or {}
    env = {**os.environ, **{str(name): str(value) for name, value in given.items()}} if given else None
    return Program(
        launch=launch(tuple(command), root, interpreter=str(arguments.get("python") or ""), folder=folder),
        folder=folder,
        root=root,
        env=env,
        stop_on_entry=bool(arguments.get("stopOnEntry")),
    )
