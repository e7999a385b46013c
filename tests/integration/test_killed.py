"""A fix is put into files, and taken back, as if in one step: killed anywhere between, every file is the old or the new one.

A forked child stops itself with SIGKILL before the k-th line of the modules that write files, for every k there is. What it
has left behind must be whole, and undo must bring every old byte back.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration import killing

Small = Callable[..., Any]  # calls a function of `killing` in a small process


@pytest.fixture(scope="module")
def small() -> Iterator[Small]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield lambda work, *args: pool.submit(work, *args).result()


@pytest.mark.parametrize("names", [["a.py"], ["a.py", "b.py", "c.py"]], ids=["one", "three"])
def test_killed_at_any_line_of_applying(names: list[str], tmp_path: Path, small: Small) -> None:
    assert small(killing.at_any_line_of_applying, names, tmp_path) > 60  # it was killed at so many places


@pytest.mark.parametrize("names", [["a.py"], ["a.py", "b.py", "c.py"]], ids=["one", "three"])
def test_killed_at_any_line_of_undoing(names: list[str], tmp_path: Path, small: Small) -> None:
    assert small(killing.at_any_line_of_undoing, names, tmp_path) > 40


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kills=st.lists(
        st.tuples(st.sampled_from(["apply", "undo"]), st.integers(0, 250)), min_size=2, max_size=6
    ),
)
def test_killed_again_and_again_no_byte_is_lost(
    kills: list[tuple[str, int]], tmp_path: Path, small: Small
) -> None:
    """A kill may hit an undo of a fix that was killed; whatever the history, undoing until there is nothing left ends."""
    small(killing.again_and_again, kills, Path(mkdtemp(dir=tmp_path)))
