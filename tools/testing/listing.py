"""Which tests does pytest find in a workspace, and how does each one end?

The tests run where they are, in the user's interpreter, as `pytest` in a shell would run them: asked for, never unasked.
What pytest prints is read as it comes, so that each outcome is known when its test has ended.
"""

import os
import re
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.errors import ToolError
from tools.interpreter import find
from tools.process import Finished, Limits, OnOutput, run
from tools.testing.outcomes import Ended
from tools.workspace import Workspace

_ASKING = Limits(seconds=60.0)
_RUNNING = Limits(seconds=600.0)
_WORDS = {
    "PASSED": Ended.PASSED,
    "XPASS": Ended.PASSED,
    "FAILED": Ended.FAILED,
    "ERROR": Ended.ERROR,
    "SKIPPED": Ended.SKIPPED,
    "XFAIL": Ended.SKIPPED,
}
# `tests/test_x.py::test_a PASSED [ 50%]`; with workers `[gw0] [ 50%] PASSED tests/test_x.py::test_a`.
_LINE = re.compile(
    rf"(?:\[gw\d+\] \[ *\d+%\] (?P<first>{'|'.join(_WORDS)}) (?P<that>\S+?::.+)"
    rf"|(?P<name>\S+?::.+?) (?P<last>{'|'.join(_WORDS)})(?: .*)?)"
)
_NO_TESTS = 5  # pytest's exit code


@dataclass(frozen=True, slots=True)
class Ending:
    """How a test has ended."""

    name: str
    ended: Ended


def here(names: Iterable[str], workspace: str) -> dict[str, str]:
    """Return what pytest calls tests in a workspace by the names that somebody else's report gives them.

    A test whose file is not there has no such name: a report may say anything, so nothing else of it is run.
    """
    place = Workspace.at(workspace)
    parts = {name: name.partition("::") for name in names}
    files = {file for file, _, _ in parts.values() if not file.startswith("-")}
    paths = {file: place.find(file) for file in files}
    return {
        name: f"{place.relative(path)}::{test}"
        for name, (file, _, test) in parts.items()
        if (path := paths.get(file)) is not None
    }


def operand(name: str, folder: str | Path) -> str:
    """Return the name of a test or of its file so that no runner takes it for an option, or for a file of options."""
    return str(Path(folder).absolute() / name) if name.startswith(("-", "@")) else name


async def gather(workspace: str) -> tuple[str, ...]:
    """Return the names of the tests, which imports the files they are in.

    Raises ToolError when pytest is missing or cannot import them.
    """
    done = await _pytest(workspace, ["--collect-only", "-q"], _ASKING)
    names = tuple(line for line in done.stdout.splitlines() if "::" in line and not line.startswith(" "))
    if not names and done.code != _NO_TESTS:
        said = (done.stderr or done.stdout).strip().splitlines()
        last = said[-1] if said else f"exit code {done.code}"
        raise ToolError(
            f"the tests could not be gathered: {last}", "does `python -m pytest` run in this folder?"
        )
    return names


async def outcomes(workspace: str, names: Sequence[str] = ()) -> AsyncGenerator[Ending, None]:
    """Yield how each test ends, as soon as it has; of all tests, or of those that are named."""
    import asyncio

    found: asyncio.Queue[Ending | None] = asyncio.Queue()
    reader = _Reader(found.put_nowait)
    words = ["-vv", "--tb=no", *(operand(name, workspace) for name in names)]
    running = asyncio.ensure_future(_pytest(workspace, words, _RUNNING, reader.read))
    running.add_done_callback(lambda _: found.put_nowait(None))
    try:
        while (ending := await found.get()) is not None:
            yield ending
        await running  # raises what went wrong
    finally:
        running.cancel()


class _Reader:
    """Reads pytest's lines from what arrives in pieces."""

    def __init__(self, tell: Callable[[Ending], None]) -> None:
        self._tell = tell
        self._rest = ""

    def read(self, stream: str, data: bytes) -> None:
        if stream == "stdout":
            *lines, self._rest = (self._rest + data.decode("utf-8", "replace")).split("\n")
            for line in lines:
                if (ending := ending_of(line)) is not None:
                    self._tell(ending)


def ending_of(line: str) -> Ending | None:
    """Return what a line of pytest's says about a test, or None."""
    match = _LINE.fullmatch(line.rstrip())
    if match is None:
        return None
    return Ending(match["that"] or match["name"], _WORDS[match["first"] or match["last"]])


async def _pytest(
    workspace: str, words: list[str], limits: Limits, on_output: OnOutput | None = None
) -> Finished:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PY_COLORS": "0"}
    command = [find(Path(workspace)), "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *words]
    return await run(command, cwd=workspace, env=environment, limits=limits, stdin=b"", on_output=on_output)
