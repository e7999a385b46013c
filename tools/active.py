"""Which Python did the user activate, and does it read code differently from ours? Looked up, never started.

Only the active virtual environment counts: a folder of the workspace is not believed, since a hook and a pipe look
at code that may be a stranger's.
"""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.compiler import Compiler


def active_compiler(env: Mapping[str, str] | None = None) -> "Compiler | None":
    """Return a compiler of the active environment's Python where its version is not ours; to be closed."""
    home = (os.environ if env is None else env).get("VIRTUAL_ENV")
    if not home:
        return None
    version = _version(home)
    python = f"{home}/bin/python"
    if version is None or version == sys.version_info[:2] or not os.access(python, os.X_OK):
        return None
    from tools.compiler import Compiler

    return Compiler(python, version)


def _version(home: str) -> tuple[int, int] | None:
    """Return what an environment says of its version: `version = 3.9.18`, or `version_info = 3.9.18.final.0`."""
    try:
        with open(f"{home}/pyvenv.cfg", encoding="utf-8") as file:  # noqa: PTH123  # pathlib costs a hook ten milliseconds
            lines = file.read(10_000).splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    said = dict(line.replace(" ", "").split("=", 1) for line in lines if "=" in line)
    parts = (said.get("version") or said.get("version_info") or "").split(".")
    if len(parts) < 2 or not (parts[0].isdecimal() and parts[1].isdecimal()):
        return None
    return int(parts[0]), int(parts[1])
