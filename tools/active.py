"""Which Python is to run the code, and does it read code differently from ours? Looked up; nothing of a folder is started.

The active virtual environment counts first, then the folder's own `.venv`, as a user expects who works in it. Code may
be a stranger's, though: of a folder only `pyvenv.cfg` is read, for the version, and the Python that is asked is the one
of that version on the user's own PATH, outside of the folder.
"""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.compiler import Compiler

_ENVIRONMENTS = (".venv", "venv", "env", ".env")
_SHIMS = "shims"
_DIGITS = 4  # of a number in a version: the file may hold anything
_HIGHEST = 12  # folders above the one at hand


def active_compiler(env: Mapping[str, str] | None = None, folder: str | None = None) -> "Compiler | None":
    """Return a compiler of the Python that is to run a folder's code where its version is not ours; to be closed.

    The folder is the current one when it is not given. None where no such Python is known, or none is installed.
    """
    env = os.environ if env is None else env
    home = env.get("VIRTUAL_ENV")
    version = _version(home) if home else None
    if version is not None:
        python = f"{home}/bin/python"
    else:
        top, version = _own(folder if folder is not None else os.getcwd())  # noqa: PTH109  # pathlib costs a hook ten milliseconds
        python = _installed(version, top, env) if version is not None else ""
    if version is None or version == sys.version_info[:2] or not os.access(python, os.X_OK):
        return None
    from tools.compiler import Compiler

    return Compiler(python, version)


def compiler_of_version(version: tuple[int, int], env: Mapping[str, str] | None = None) -> "Compiler | None":
    """Return a compiler of that Python where PATH has it, outside of the current folder; to be closed."""
    python = _installed(version, os.getcwd(), os.environ if env is None else env)  # noqa: PTH109  # as above
    if not python:
        return None
    from tools.compiler import Compiler

    return Compiler(python, version)


def _own(folder: str) -> tuple[str, tuple[int, int] | None]:
    """Return the nearest folder upwards that holds an environment, and its version; none beyond a repository's top."""
    for _ in range(_HIGHEST):
        for name in _ENVIRONMENTS:
            version = _version(f"{folder}/{name}")
            if version is not None:
                return folder, version
        above = os.path.dirname(folder)  # noqa: PTH120
        if above == folder or os.path.exists(f"{folder}/.git"):  # noqa: PTH110
            break
        folder = above
    return folder, None


def _installed(version: tuple[int, int], folder: str, env: Mapping[str, str]) -> str:
    """Return the Python of a version on PATH, looked for outside of a folder; an empty string when there is none."""
    inside = os.path.realpath(folder) + os.sep
    for place in env.get("PATH", "").split(os.pathsep):
        if os.path.basename(place.rstrip(os.sep)) == _SHIMS:  # noqa: PTH119
            continue  # it stands for whichever Python a version manager has chosen, which may well be none
        python = f"{place}/python{version[0]}.{version[1]}"
        usable = os.path.isabs(place) and os.access(python, os.X_OK)  # noqa: PTH117
        if usable and not any(one.startswith(inside) for one in (python, os.path.realpath(python))):
            return python
    return ""


def _version(home: str) -> tuple[int, int] | None:
    """Return what an environment says of its version: `version = 3.9.18`, or `version_info = 3.9.18.final.0`."""
    try:
        with open(f"{home}/pyvenv.cfg", encoding="utf-8") as file:  # noqa: PTH123  # pathlib costs a hook ten milliseconds
            lines = file.read(10_000).splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    said = dict(line.replace(" ", "").split("=", 1) for line in lines if "=" in line)
    parts = (said.get("version") or said.get("version_info") or "").split(".")
    if len(parts) < 2 or not all(part.isdecimal() and len(part) <= _DIGITS for part in parts[:2]):
        return None
    return int(parts[0]), int(parts[1])
