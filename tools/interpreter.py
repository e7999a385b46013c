"""Which Python runs the user's program, and what exactly is it told to run?"""

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from analyzers.deferred import dataclass, regex
from analyzers.errors import ToolMissing, UsageError

_PYTHON = regex(r"python(\d(\.\d+)?)?(\.exe)?|py", re.ASCII)
_VALUED = ("-W", "-X", "--check-hash-based-pycs")
_ENVIRONMENTS = (".venv", "venv", "env", ".env")
_PATIENCE = 10.0  # seconds for an answer of an interpreter


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A Python program as a command line means it."""

    python: str  # the interpreter's path
    options: tuple[str, ...] = ()  # of the interpreter
    kind: str = "script"  # "script", "module", "code", "stdin" or "pytest"
    target: str = ""  # path, module name or code
    arguments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what had to be assumed

    @property
    def command(self) -> tuple[str, ...]:
        """The command line that runs the same program without a debugger."""
        match self.kind:
            case "module":
                target: tuple[str, ...] = ("-m", self.target)
            case "code":
                target = ("-c", self.target)
            case "stdin":
                target = ("-",)
            case "pytest" if not self.target:
                target = ("-m", "pytest")
            case _:
                target = (self.target,)
        return (self.python, *self.options, *target, *self.arguments)


def launch(
    command: tuple[str, ...],
    workspace: Path,
    *,
    interpreter: str = "",
    folder: str | Path = "",
    env: Mapping[str, str] | None = None,
) -> Launch:
    """Return what a command line runs: `python …`, a script, `-m MODULE`, `-c CODE`, `pytest …`, or any script
    whose first line names a Python.

    `interpreter`, when given, is used whatever the command says. `folder` is where the command is run, from which
    relative paths lead; the workspace when it is not given. Raises UsageError when there is no command,
    ToolMissing when its program cannot be found or is not a Python program.
    """
    if not command:
        raise UsageError("there is no command to run", "say which program: `debugassist run script.py`")
    env = os.environ if env is None else env
    folder = Path(workspace, folder)
    first, rest = command[0], command[1:]
    name = Path(first).name
    if _PYTHON.fullmatch(name) and Path(first).suffix != ".py":
        python = interpreter or _named(first, workspace, folder, env)
        return _from_options(python, rest)
    if first in ("-m", "-c"):
        return _from_options(interpreter or find(workspace, folder=folder, env=env), command)
    if first.endswith((".py", ".pyw", ".pyz", ".pyc")) or (folder / first).is_dir():
        return Launch(
            python=interpreter or find(workspace, folder=folder, env=env), target=first, arguments=rest
        )
    script = _script(first, workspace, folder, env)
    if script is None:
        raise ToolMissing(f"there is no program `{first}`", "check the name, or give its full path")
    shebang = _shebang(script)
    if name in ("pytest", "py.test"):
        python = interpreter or shebang or find(workspace, folder=folder, env=env)
        return Launch(python=python, kind="pytest", target=str(script), arguments=rest)
    if not shebang:
        raise ToolMissing(
            f"`{first}` is not a Python program",
            "only Python programs can be looked into: name the script, or `python` and its arguments",
        )
    return Launch(python=interpreter or shebang, target=str(script), arguments=rest)


def find(workspace: Path, *, folder: str | Path = "", env: Mapping[str, str] | None = None) -> str:
    """Return the path of the Python that `python` means in a folder of a workspace.

    The active virtual environment, then the nearest one from the folder up to the workspace, then PATH, then the one
    that runs us.
    """
    env = os.environ if env is None else env
    for home in _environments(workspace, Path(workspace, folder), env):
        for name in ("bin/python", "bin/python3"):
            if os.access(home / name, os.X_OK):
                return str(home / name)
    for name in ("python3", "python"):
        found = shutil.which(name, path=env.get("PATH"))
        if found:
            return _behind(found, str(workspace))
    return sys.executable


def _environments(workspace: Path, folder: Path, env: Mapping[str, str]) -> Iterator[Path]:
    """Yield where a virtual environment may be, the likeliest first; not all of them exist."""
    if env.get("VIRTUAL_ENV"):
        yield Path(env["VIRTUAL_ENV"])
    places = [folder]
    if folder.is_relative_to(workspace):
        places += [above for above in folder.parents if above.is_relative_to(workspace)]
    else:
        places.append(workspace)
    for place in places:
        for name in _ENVIRONMENTS:
            yield place / name


@lru_cache(maxsize=32)
def _behind(python: str, folder: str) -> str:
    """The interpreter that a version manager's stand-in starts in a folder: to ask once is cheaper than every time."""
    if "/shims/" not in python:
        return python
    import subprocess

    try:
        done = subprocess.run(
            [python, "-I", "-S", "-c", "import sys; print(sys.executable)"],
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            cwd=folder if Path(folder).is_dir() else None,
        )
    except (OSError, subprocess.SubprocessError):
        return python
    return done.stdout.decode().strip() or python


@lru_cache(maxsize=32)
def version(python: str) -> tuple[int, int, int] | None:
    """Return an interpreter's version, or None when it does not start."""
    import subprocess

    try:
        done = subprocess.run(
            [python, "-I", "-S", "-c", "import sys; print(*sys.version_info[:3])"],
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
        major, minor, micro = (int(part) for part in done.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return major, minor, micro


def _named(first: str, workspace: Path, folder: Path, env: Mapping[str, str]) -> str:
    """The interpreter a command names: `python`, `python3.9`, or a path."""
    if "/" in first:
        found = folder / first
        if not os.access(found, os.X_OK):
            raise ToolMissing(f"there is no interpreter `{first}`", "check the path")
        return str(found.absolute())
    if first in ("python", "python3", "py"):
        return find(workspace, folder=folder, env=env)
    for home in _environments(workspace, folder, env):
        if os.access(home / "bin" / first, os.X_OK):
            return str(home / "bin" / first)
    on_path = shutil.which(first, path=env.get("PATH"))
    if on_path is None:
        raise ToolMissing(f"there is no interpreter `{first}`", "install it, or name another one")
    return on_path


def _from_options(python: str, words: tuple[str, ...]) -> Launch:
    """Read Python's own command line; what follows the program is the program's."""
    index = 0
    while index < len(words):
        word = words[index]
        if word == "-" or not word.startswith("-"):
            break
        if word.startswith(("-c", "-m")) or (
            not word.startswith("--") and word[-1] in "cm" and word[1:-1].isalpha()
        ):
            return _module_or_code(python, words, index)
        index += 2 if word in _VALUED else 1
    options, rest = words[:index], words[index:]
    if not rest or rest[0] == "-":
        return Launch(python=python, options=options, kind="stdin", target="-", arguments=rest[1:])
    return Launch(python=python, options=options, target=rest[0], arguments=rest[1:])


def _module_or_code(python: str, words: tuple[str, ...], index: int) -> Launch:
    word = words[index]
    options = words[:index]
    if word.startswith(("-c", "-m")) and len(word) > 2:  # -mpytest
        letter, target, arguments = word[1], word[2:], words[index + 1 :]
    else:
        if len(word) > 2:  # -Om
            options = (*options, word[:-1])
        if index + 1 >= len(words):
            raise UsageError(f"`{word}` needs an argument")
        letter, target, arguments = word[-1], words[index + 1], words[index + 2 :]
    if letter == "m" and target == "pytest":
        return Launch(python=python, options=options, kind="pytest", arguments=arguments)
    kind = "module" if letter == "m" else "code"
    return Launch(python=python, options=options, kind=kind, target=target, arguments=arguments)


def _script(first: str, workspace: Path, folder: Path, env: Mapping[str, str]) -> Path | None:
    """The file a command word stands for, looked up as a shell would in the user's environment."""
    if "/" in first:
        path = folder / first
        return path.absolute() if path.is_file() else None
    for home in _environments(workspace, folder, env):
        if (home / "bin" / first).is_file():
            return home / "bin" / first
    found = shutil.which(first, path=env.get("PATH"))
    return Path(found) if found else None


def _shebang(script: Path) -> str:
    """The Python that a script's first line names, or an empty string."""
    try:
        with script.open("rb") as file:
            head = file.read(1024)
    except OSError:
        return ""
    if not head.startswith(b"#!"):
        return ""
    line = head.split(b"\n", 2)
    words = line[0][2:].decode("utf-8", "replace").split()
    if words and Path(words[0]).name == "env":
        words = [shutil.which(word) or "" for word in words[1:] if not word.startswith("-")]
    if words and Path(words[0]).name == "sh" and len(line) > 1:  # how pip writes a path with spaces in it
        quoted = re.search(rb"'''exec' \"?([^\"\n]+?)\"? \"\$0\"", head)
        words = [quoted[1].decode("utf-8", "replace")] if quoted else []
    return words[0] if words and _PYTHON.fullmatch(Path(words[0]).name) else ""
