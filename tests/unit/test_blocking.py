"""Events reach a caller without an event loop, and what produced them is closed."""

from collections.abc import AsyncIterator

import pytest

from analyzers.errors import InternalError
from assistant.blocking import drive, drive_with_loop


class Source:
    """Yields numbers and notes whether it was closed; may wait before one of them."""

    def __init__(self, count: int, waits_before: int = -1) -> None:
        self.count = count
        self.waits_before = waits_before
        self.closed = False

    async def events(self) -> AsyncIterator[int]:
        import asyncio

        try:
            for number in range(self.count):
                if number == self.waits_before:
                    await asyncio.sleep(0)
                yield number
        finally:
            self.closed = True


def test_what_never_waits_needs_no_loop() -> None:
    source = Source(3)

    assert list(drive(source.events())) == [0, 1, 2]
    assert source.closed


def test_waiting_without_a_loop_is_a_defect_and_is_said() -> None:
    """A path that starts a process for a piped traceback would break the promise that nothing is run."""
    source = Source(3, waits_before=1)
    driven = drive(source.events())

    assert next(driven) == 0
    with pytest.raises(InternalError):
        next(driven)
    assert source.closed


def test_what_waits_runs_on_a_loop() -> None:
    source = Source(3, waits_before=1)

    assert list(drive_with_loop(source.events())) == [0, 1, 2]
    assert source.closed


@pytest.mark.parametrize("driver", [drive, drive_with_loop])
def test_a_caller_that_stops_early_closes_the_source(driver: type) -> None:
    """A reader that goes away must leave no child behind."""
    source = Source(3)
    driven = driver(source.events())

    next(driven)
    driven.close()

    assert source.closed
