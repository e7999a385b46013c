"""How is one reader tried on many inputs, and what counts as a finding?"""

import faulthandler
import os
import resource
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

_ROUND = 200  # inputs between two looks at the clock
_MEMORY = 4 << 30  # bytes of address space
_MOST_FINDINGS = 20


class TooSlow(Exception):
    """An input took longer than the reader may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Something that is handed what others have written."""

    what: str
    inputs: Callable[[], st.SearchStrategy[Any]]
    check: Callable[[Any], None]  # raises when a promise is broken
    seconds: float = 5.0  # of the processor, for one input


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What went wrong, where, and with which input."""

    what: str
    where: str
    input: str

    def record(self) -> dict[str, str]:
        """As JSON."""
        return asdict(self)


def fuzz(
    reader: Reader, seconds: float, number: int = 0, last: Path | None = None, most: int = _ROUND
) -> tuple[list[Finding], int]:
    """Return the findings of so many seconds and how many inputs were tried.

    Each place is found once. `number` decides which inputs, `most` how many of them make a round. `last` holds the input that is being tried, for whoever looks when this process is gone.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if last is not None:  # a process of our own
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, hard))
        faulthandler.enable()
    known: dict[str, Finding] = {}
    ends = monotonic() + seconds
    tried = 0
    current: list[Finding] = []

    def attempt(value: Any) -> None:
        nonlocal tried
        tried += 1
        if last is not None:
            last.write_bytes(repr(value).encode("utf-8", "backslashreplace"))
        try:
            with _limited(reader.seconds):
                reader.check(value)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            where = _where(error)
            if where in known:
                return
            current[:] = [
                Finding(what=f"{type(error).__name__}: {str(error)[:300]}", where=where, input=repr(value))
            ]
            # What is meant for the inside would end whoever calls the reader, and the fuzzer.
            raise error if isinstance(error, Exception) else AssertionError("it escaped")  # it is noted

    while monotonic() < ends and len(known) < _MOST_FINDINGS:
        number += 1
        try:
            _round(reader, attempt, number, most)
        except Exception:
            if not current:
                raise
            found = current.pop()
            known[found.where] = found
    return list(known.values()), tried


def _round(reader: Reader, attempt: Callable[[Any], None], number: int, most: int) -> None:
    @seed(number)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
    )
    @given(reader.inputs())
    def run(value: Any) -> None:
        attempt(value)

    run()


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def late(*_: object) -> None:
        raise TooSlow(f"more than {seconds:g} s of the processor")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _where(error: BaseException) -> str:
    """The kind of error and the deepest place of our own code; for what is too slow, the place just above the check."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{os.sep}benchmarks{os.sep}fuzz{os.sep}" not in frame.filename]
    own = [
        frame
        for frame in own
        if "site-packages" not in frame.filename and "/lib/python" not in frame.filename
    ]
    checks = [frame for frame in frames if frame.filename.endswith("readers.py")]
    frame = (own[:1] if isinstance(error, TooSlow) else own[-1:]) or checks[-1:] or list(frames)[-1:]
    return (
        f"{type(error).__name__} at {frame[0].filename}:{frame[0].lineno} in {frame[0].name}"
        if frame
        else "nowhere"
    )
