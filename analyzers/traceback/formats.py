"""Which formats may a text hold? The one table of them, in the order in which they claim lines."""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from analyzers.facts import Traceback

Reader = Callable[[Sequence[str]], Iterator[Traceback]]
"""Yields the reports in unwrapped lines; `start` and `end` count from the first of these lines."""

# Module (its `read`) and the substrings one of which every report of that format holds.
FORMATS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pytest", ("\nE   ", "= FAILURES =", "= ERRORS =", ".py::")),
    ("rich", ("─ Traceback (most recent call last) ─", "- Traceback (most recent call last) -")),
    ("ipython", ("  Traceback (most recent call last)", "Cell In[", "Input In [")),
    ("faulthandler", ("Fatal Python error", "(most recent call first)", "Windows fatal exception")),
    ("cpython", ('File "', 'File \\\\"', "File &quot;", "Traceback (most recent call last)")),
)


def active(text: str) -> Iterator[Reader]:
    """Yield the readers of the formats whose markers a text holds."""
    for name, markers in FORMATS:
        if any(marker in text for marker in markers):
            reader: Reader = import_module(f"analyzers.traceback.{name}").read
            yield reader
