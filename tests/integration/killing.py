"""Writes a fix into files, and takes it back, in children that are killed at a chosen line; the tests are in test_killed.

Runs in a small process of its own: to fork the one that holds every test costs ten times as much.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from analyzers.errors import InputError
from analyzers.facts import Applicability, Edit, Fix, Span
from tools import patch, rewriting

MODULES = {patch.__file__, rewriting.__file__}
OLD = {"a.py": b"x = 1\r\ny = 2\r\n", "b.py": "name = 'é'\n".encode("utf-16"), "c.py": b"z = 3\n" * 3_000}
NEW = {name: data.replace(b"=", b"#", 1) for name, data in OLD.items()}


def at_any_line_of_applying(names: list[str], root: Path) -> int:
    """Kill before every line there is, and check what is left; return how many lines there were."""
    step = 0
    while True:
        folder = root / str(step)
        folder.mkdir()
        lay_down(folder, names)
        if lines_of(partial(applied, folder, names), step) is not None:
            break
        check(folder, names)
        step += 1
    assert {name: (folder / name).read_bytes() for name in names} == {name: NEW[name] for name in names}
    return step


def at_any_line_of_undoing(names: list[str], root: Path) -> int:
    """As above, of a fix that was applied."""
    step = 0
    while True:
        folder = root / str(step)
        folder.mkdir()
        lay_down(folder, names)
        applied(folder, names)
        if lines_of(partial(undone, folder), step) is not None:
            return step
        check(folder, names)
        step += 1


def again_and_again(kills: list[tuple[str, int]], folder: Path) -> None:
    """Apply and undo one after another, each killed at its line, and check what is left."""
    names = ["a.py", "b.py"]
    lay_down(folder, names)
    for what, step in kills:
        old = all((folder / name).read_bytes() == OLD[name] for name in names)
        if what == "apply" and old:
            lines_of(partial(applied, folder, names), step)
        elif what == "undo":
            lines_of(partial(undone, folder), step)
        for name in names:
            assert (folder / name).read_bytes() in (OLD[name], NEW[name])
    check(folder, names)


def lines_of(work: Callable[[], object], kill_at: int) -> int | None:
    """Do the work in a child that is killed before its line number `kill_at`; return how many it ran if it ended."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        seen = 0

        def local(_: FrameType, event: str, __: Any) -> Any:
            nonlocal seen
            if event == "line":
                if seen == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                seen += 1
            return local

        def trace(frame: FrameType, _: str, __: Any) -> Any:
            return local if frame.f_code.co_filename in MODULES else None

        try:
            sys.settrace(trace)
            work()
        finally:
            sys.settrace(None)
            os.write(writer, str(seen).encode())
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    return int(said) if os.WIFEXITED(status) else None


def fix(names: list[str]) -> Fix:
    """Replace the first `=` of each file."""
    edits = tuple(Edit(Span(name, at, at + 1), "#") for name in names for at in [_text(name).index("=")])
    return Fix(title="rename", edits=edits, applicability=Applicability.SAFE)


def _text(name: str) -> str:
    return OLD[name].decode("utf-16" if name == "b.py" else "utf-8").replace("\r\n", "\n")


def lay_down(folder: Path, names: list[str]) -> None:
    for name in names:
        (folder / name).write_bytes(OLD[name])
        (folder / name).chmod(0o640)


def applied(folder: Path, names: list[str]) -> object:
    return patch.apply(fix(names), {name: _text(name) for name in names}, folder, journal=folder / ".journal")


def undone(folder: Path) -> object:
    return patch.undo(folder, journal=folder / ".journal")


def said(folder: Path) -> str:
    """What undo says against it."""
    try:
        undone(folder)
    except InputError as error:
        return error.message
    return ""


def check(folder: Path, names: list[str]) -> None:
    """Every file is whole; after undo, which may have nothing to do, every file is the old one."""
    for name in names:
        assert (folder / name).read_bytes() in (OLD[name], NEW[name]), name
        assert (folder / name).stat().st_mode & 0o777 == 0o640
    assert said(folder) in ("", "there is no applied fix to take back here")
    assert {name: (folder / name).read_bytes() for name in names} == {name: OLD[name] for name in names}
