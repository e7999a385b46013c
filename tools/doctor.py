"""What is installed and reachable, and what is the next step where something is not?"""

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from analyzers.errors import AssistantError

_LANGUAGES = (
    *(
        "bash",
        "c",
        "c_sharp",
        "cpp",
        "css",
        "go",
        "html",
        "java",
        "javascript",
        "json",
        "php",
        "python",
        "ruby",
    ),
    *("rust", "toml", "typescript", "yaml"),
)


class Health(StrEnum):
    """How a part of the assistant is."""

    OK = "ok"
    MISSING = "missing"  # it works without, with less
    BROKEN = "broken"  # it does not work as it should


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part, how it is, and what to do about it."""

    part: str  # a stable name for programs
    health: Health
    detail: str
    step: str = ""  # what to do next; empty when all is well


def examine(workspace: Path) -> tuple[Finding, ...]:
    """Return how every part is; none of them can make this fail."""
    from tools.reachable import examine_helpers

    own = (_python, _grammars, _app, _interpreter, _pytest, _git, _hook, _sandbox, _terminal)
    return (*(check(workspace) for check in own), *examine_helpers())


def _python(_: Path) -> Finding:
    return Finding(
        part="python", health=Health.OK, detail=f"Python {platform.python_version()}, {sys.executable}"
    )


def _grammars(_: Path) -> Finding:
    missing = [name for name in _LANGUAGES if find_spec(f"tree_sitter_{name}") is None]
    try:
        import tree_sitter
        import tree_sitter_python

        tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language())).parse(b"x = 1\n")
    except Exception as error:  # noqa: BLE001  # a foreign extension module may fail in any way
        return Finding(
            part="grammars",
            health=Health.BROKEN,
            detail=f"tree-sitter does not work: {error}",
            step="install debugassist again",
        )
    if missing:
        return Finding(
            part="grammars",
            health=Health.MISSING,
            detail=f"no grammar for {', '.join(missing)}",
            step="install debugassist again: it brings them",
        )
    return Finding(part="grammars", health=Health.OK, detail=f"tree-sitter, {len(_LANGUAGES)} grammars")


def _app(_: Path) -> Finding:
    if find_spec("textual") is None:
        return Finding(
            part="app",
            health=Health.MISSING,
            detail="textual is not installed",
            step="install debugassist again",
        )
    return Finding(part="app", health=Health.OK, detail="textual is installed")


def _interpreter(workspace: Path) -> Finding:
    from tools.interpreter import find, version

    python = find(workspace)
    found = version(python)
    if found is None:
        return Finding(
            part="interpreter",
            health=Health.BROKEN,
            detail=f"{python} does not answer",
            step="name another one: `debugassist run --python PROGRAM`",
        )
    number = ".".join(map(str, found))
    if found < (3, 8):
        return Finding(
            part="interpreter",
            health=Health.BROKEN,
            detail=f"{python} is Python {number}; 3.8 or later can be inspected",
            step="activate another environment, or `debugassist run --python PROGRAM`",
        )
    return Finding(
        part="interpreter", health=Health.OK, detail=f"programs run with Python {number}, {python}"
    )


def _pytest(workspace: Path) -> Finding:
    from subprocess import DEVNULL, SubprocessError, run

    from tools.interpreter import find

    python = find(workspace)
    ask = "import importlib.util, sys; sys.exit(importlib.util.find_spec('pytest') is None)"
    try:
        there = (
            run(
                [python, "-I", "-c", ask], stdin=DEVNULL, capture_output=True, timeout=10, check=False
            ).returncode
            == 0
        )
    except (OSError, SubprocessError):
        there = False
    if there:
        return Finding(part="pytest", health=Health.OK, detail="the programs' interpreter has pytest")
    return Finding(
        part="pytest",
        health=Health.MISSING,
        detail="the programs' interpreter has no pytest: unittest and doctest still work",
        step=f"`{python} -m pip install pytest`",
    )


def _git(_: Path) -> Finding:
    from tools.git import ask

    try:
        version = ask("version").decode("utf-8", "replace").removeprefix("git version ").strip()
    except AssistantError as error:
        return Finding(
            part="git",
            health=Health.MISSING,
            detail=error.message,
            step="install git to check what is committed",
        )
    return Finding(part="git", health=Health.OK, detail=f"git {version}")


def _hook(_: Path) -> Finding:
    from tools.hooks import Presence, state

    try:
        found = state()
    except AssistantError as error:
        return Finding(part="hook", health=Health.MISSING, detail=error.message, step=error.hint)
    if found.presence is Presence.INSTALLED:
        return Finding(part="hook", health=Health.OK, detail=f"commits are checked by {found.path}")
    return Finding(
        part="hook",
        health=Health.MISSING,
        detail="commits are not checked",
        step="`debugassist hook install`",
    )


def _sandbox(_: Path) -> Finding:
    from tools.sandbox import network_prefix

    if network_prefix():
        return Finding(
            part="sandbox",
            health=Health.OK,
            detail="fixes are tried without a network, kept out by the kernel",
        )
    if shutil.which("unshare") is None:
        step = "install util-linux, which has `unshare`"
    else:
        step = "allow unprivileged user namespaces, if your system's rules permit it"
    return Finding(
        part="sandbox",
        health=Health.MISSING,
        detail="fixes are tried behind a guard on Python's sockets, which C code can evade",
        step=step,
    )


def _terminal(_: Path) -> Finding:
    encoding = (sys.stdout.encoding or "ascii") if sys.stdout is not None else "none"
    term = os.environ.get("TERM", "")
    if encoding.lower().replace("-", "") != "utf8":
        return Finding(
            part="terminal",
            health=Health.MISSING,
            detail=f"output is {encoding}: other characters are shown as escapes",
            step="set `PYTHONIOENCODING=utf-8` or a UTF-8 locale",
        )
    return Finding(part="terminal", health=Health.OK, detail=f"UTF-8, TERM={term or 'not set'}")
