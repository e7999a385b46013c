"""Where is the name used that a linker misses, and does a file of the workspace define it?

A linker knows object files and names, no lines. The use is looked up in the source it names; a definition in the
other C and C++ sources of the workspace. What is said of a system library is which one its manual names.
"""

import re
from itertools import islice

from analyzers.deferred import regex
from analyzers.facts import Code, Label, Span
from analyzers.reports.refusals import Refused
from tools.workspace import Workspace, read_source

_MISSED = regex(r"undefined reference to [`'‘\"](?:[\w<>*&, ]+ )?([\w:~]+)")
_SUFFIXES = (".c", ".cc", ".cpp", ".cxx", ".m", ".mm")
_MOST = 200  # files that are read in search of a definition
_LIBRARIES = (
    (regex(r"(?:sqrt|pow|exp|log|log2|log10|a?sin|a?cos|a?tan|atan2|sinh|cosh|tanh|floor|ceil|round|trunc|fmod|fabs|hypot|cbrt)[fl]?"), "-lm"),
    (regex(r"pthread_\w+"), "-pthread"),
    (regex(r"dl(?:open|sym|close|error)"), "-ldl"),
    (regex(r"sem_\w+|shm_\w+|timer_\w+|clock_\w+"), "-lrt"),
)  # fmt: skip


def missed(refused: Refused) -> str:
    """Return the name that the linker does not find; nothing when this is no linker's message."""
    match = None if refused.line is not None else _MISSED.match(refused.message)
    return "" if match is None else match[1]


def used(name: str, code: Code) -> Label | None:
    """Return the first call of a name in a source, else its first mention."""
    word = re.escape(name.rpartition("::")[2])
    use = re.search(rf"\b{word}(?=\s*\()", code.text) or re.search(rf"\b{word}\b", code.text)
    return None if use is None else Label(Span(code.path, use.start(), use.end()), "named here")


def advice(name: str, workspace: Workspace) -> str:
    """Return what to do about a name without a definition, from what the workspace holds."""
    if name == "main":
        return "a program needs a `main`: name the file that has it, or compile with `-c` if none is meant"
    for library, option in _LIBRARIES:
        if library.fullmatch(name):
            return f"it is in a system library: add `{option}` after the files that use it"
    place = _defined(name, workspace)
    if place:
        return f"`{place}` defines it: compile and link that file too"
    return "no source of the workspace defines it: write it, correct the name, or link the library that has it, named after the files that use it"


def _defined(name: str, workspace: Workspace) -> str:
    """The source of the workspace that gives a function a body."""
    word = re.escape(name.rpartition("::")[2])
    body = re.compile(
        rf"^(?!\s*(?:return|else|if|while)\b)[\w\t *&:<>,]{{0,200}}\b{word}\s*\([^;{{}}()]{{0,2000}}\)[\w\s]{{0,60}}\{{",
        re.MULTILINE,
    )
    for path in islice(workspace.files(_SUFFIXES), _MOST):
        text = read_source(path)
        if text is not None and body.search(text):
            return workspace.relative(path)
    return ""
