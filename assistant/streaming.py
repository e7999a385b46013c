"""How does a program's output become events while the program is still running?"""

from collections import deque
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from analyzers.facts import Printed

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
_BEAT = 0.05  # seconds between two looks; sooner than this nobody notices


async def as_it_comes(work: "asyncio.Task[T]", printed: deque[Printed]) -> AsyncGenerator[Printed]:
    """Yield what a piece of work appends to `printed`, until the work has ended; its result is the caller's to take.

    Closing this cancels the work and waits until it has tidied up.
    """
    import asyncio

    try:
        while True:
            done, _ = await asyncio.wait({work}, timeout=_BEAT)
            while printed:
                yield printed.popleft()
            if done:
                return
    finally:
        if not work.done():
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work
