"""What does a maker of edits make, and what when it fails on a program that nobody thought of?"""

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzers.logic.edits import Candidate


def made(make: Callable[..., "Iterator[Candidate]"], *known: object) -> "Generator[Candidate]":
    """Yield the edits of one maker; a defect in it costs its further edits, not the diagnosis.

    What failed is told as a RuntimeWarning, which the tests of the makers turn into an error.
    """
    import warnings

    try:
        yield from make(*known)
    except Exception as error:  # noqa: BLE001  # any defect of ours: there are a hundred other makers
        what = f"{type(error).__name__}: {error}"
        warnings.warn(f"edits are missing, `{make.__module__}` failed: {what}", RuntimeWarning, stacklevel=2)
