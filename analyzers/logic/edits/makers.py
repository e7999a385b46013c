"""What does a maker of edits make, and what when it fails on a program that nobody thought of?"""

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzers.logic.edits import Candidate


def made(make: Callable[..., "Iterator[Candidate]"], *known: object) -> "Generator[Candidate]":
    """Yield the edits of one maker; a defect in it costs its further edits, not the diagnosis.

    What failed goes to the log, never to a screen; the tests turn it into an error.
    """
    try:
        yield from make(*known)
    except Exception as error:  # noqa: BLE001  # any defect of ours: there are a hundred other makers
        import logging

        log = logging.getLogger("debugassist")
        if not log.handlers:  # else what nobody listens to would be printed
            log.addHandler(logging.NullHandler())
        what = f"{type(error).__name__}: {error}"
        log.warning("edits are missing, `%s` failed: %s", make.__module__, what)
