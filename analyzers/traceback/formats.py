"""Which formats may a text hold? The one table of them, in the order in which they claim lines."""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from analyzers.facts import Traceback

Reader = Callable[[Sequence[str]], Iterator[Traceback]]
"""Yields the reports in unwrapped lines; `start` and `end` count from the first of these lines."""

_AT = ("  at ", "\tat ", "\nat ")  # a call on a stack, in the many languages that say so

# Module (its `read`) and the substrings one of which every report of that format holds.
FORMATS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pytest", ("E   ", "= FAILURES =", ".py::", ".py - ")),
    ("rich", ("─ Traceback (most recent call last) ─", "- Traceback (most recent call last) -")),
    ("ipython", ("  Traceback (most recent call last)", "Cell In[")),
    ("faulthandler", ("Fatal Python error", "(most recent call first)")),
    ("cpython", ('File "', 'File \\"', "File &quot;", "Traceback (most recent call last)")),
    ("java", (*_AT, "Caused by: ")),
    ("javascript", (*_AT, "@http")),
    ("dotnet", (*_AT, "(at Assets/")),
    ("go", ("goroutine ",)),
    ("rust", ("panicked at", "has overflowed its stack")),
    ("ruby", (":in `", ":in '")),
    ("php", ("tack trace:", "Call Stack:", "[stacktrace]")),
    ("dart", (".dart:",)),
    (
        "native",
        (
            "Sanitizer: ",
            ": runtime error: ",
            "==    at 0x",
            " signal SIG",
            "stop reason = ",
            "#1  0x",
            "terminate called",
            "libc++abi: ",
            " Assertion `",
            "Assertion failed: (",
        ),
    ),
    ("beam", ("** (",)),
    ("lua", ("stack traceback:",)),
    ("swift", (".swift",)),
    ("perl", (".pl line ", ".pm line ")),
    ("structured", ('"exc_type"', '"errorType"')),
)


MARKERS = tuple(dict.fromkeys(marker for _, markers in FORMATS for marker in markers))
SCANNED = tuple(  # a marker that holds another one need not be looked for to find a report's whereabouts
    marker for marker in MARKERS if not any(other in marker for other in MARKERS if other != marker)
)


def active(text: str) -> Iterator[Reader]:
    """Yield the readers of the formats whose markers a text holds."""
    for name, markers in FORMATS:
        if any(marker in text for marker in markers):
            reader: Reader = import_module(f"analyzers.traceback.{name}").read
            yield reader
