"""What is there to begin with in this folder? What the first screen says of it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from analyzers.deferred import dataclass
from tui.submission import likely_program

_MOST = 2_000  # names of a folder that are looked at
_TESTS = ("tests", "test")  # folders in which tests usually lie


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """A folder as somebody sees it who has just come in."""

    program: str = ""  # what is most likely meant to be run
    tests: int = 0  # files of tests, here and in the folder of tests
    empty: bool = False


def look_around(folder: Path) -> Surroundings:
    """Return what is there to begin with. Reads names alone, and not many; a folder that cannot be read is empty."""
    names = list(_names(folder))
    tests = sum(map(_is_test, names))
    tests += sum(_is_test(name) for inner in _TESTS if inner in names for name in _names(folder / inner))
    shown = [name for name in names if not name.startswith(".")]
    return Surroundings(program=likely_program(names), tests=tests, empty=not shown)


def _names(folder: Path) -> Iterator[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        yield from islice((entry.name for entry in entries), _MOST)


def _is_test(name: str) -> bool:
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))
