"""A defect in one maker of edits costs that maker's edits and nothing else."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.makers import made


def _half(path: str) -> Iterator[Candidate]:
    yield Candidate(path, ((0, 1, "y"),), 1, "name", 0.5)
    raise IndexError("list index out of range")


def test_a_maker_that_fails_keeps_what_it_made_and_is_named() -> None:
    """A diagnosis with fewer edits is worth more than none, and nobody mends what is not told."""
    with pytest.warns(RuntimeWarning, match=r"test_makers` failed: IndexError: list index"):
        found = list(made(_half, "a.py"))

    assert [one.path for one in found] == ["a.py"]


def test_a_search_that_is_given_up_is_no_defect() -> None:
    """Whoever has enough edits closes the generator: that must pass through in silence."""
    edits = made(_half, "a.py")
    next(edits)
    edits.close()


def test_a_defect_is_not_printed() -> None:
    """A line on standard error would stand in the middle of the app's screen."""
    program = "from analyzers.logic.edits.makers import made\ndef bad(): yield 1 / 0\nlist(made(bad))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout + done.stderr == ""
