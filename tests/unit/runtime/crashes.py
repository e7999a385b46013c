"""Crashes for tests: a program's text, the line it failed on and what it raised."""

import textwrap
from collections.abc import Mapping

from analyzers.facts import Frame, Raised, Traceback
from analyzers.runtime.assemble import assemble
from analyzers.runtime.crash import Crash, Finding
from analyzers.runtime.explain import explain
from analyzers.runtime.static import finish


def frame(text: str, marker: str, function: str = "<module>", path: str = "main.py") -> Frame:
    """The frame that stands on the line which ends with a comment `# marker`; what `«»` encloses is underlined."""
    lines = textwrap.dedent(text).strip("\n").split("\n")
    number = next(n for n, line in enumerate(lines, 1) if line.endswith(f"# {marker}"))
    return Frame(file=path, line=number, function=function, code=lines[number - 1].strip())


def crash(
    text: str,
    error: str,
    *frames: tuple[str, str],
    others: Mapping[str, str] | None = None,
    mark: str = "",
    variables: tuple[tuple[str, str], ...] = (),
) -> Crash:
    """The crash of a one-file program: `frames` are (marker, function) pairs, deepest last."""
    source = textwrap.dedent(text).strip("\n") + "\n"
    stack = [frame(text, marker, function) for marker, function in frames]
    last = stack[-1]
    start = last.code.index(mark) if mark else 0
    stack[-1] = Frame(
        file=last.file,
        line=last.line,
        function=last.function,
        code=last.code,
        mark=(start, start + len(mark)) if mark else None,
        variables=variables,
    )
    kind, _, message = error.partition(": ")
    files = {"main.py": source, **{path: textwrap.dedent(body) for path, body in (others or {}).items()}}

    def read(named: str) -> tuple[str, str] | None:
        return (named, files[named]) if named in files else None

    traceback = Traceback(chain=(Raised(type=kind, message=message, frames=tuple(stack)),))
    return assemble(traceback, read, read)


def explained(one: Crash) -> Finding:
    """What is said of a crash with nothing but the report and the sources."""
    return finish(explain(one), one)
