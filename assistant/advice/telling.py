"""How does a step tell what it does while it works?"""

from collections import deque
from collections.abc import AsyncIterator, Awaitable
from typing import TypeVar

from analyzers.facts import Event

T = TypeVar("T")
_BEAT = 0.05  # seconds between two looks at what a step has to tell


async def telling(work: Awaitable[T], told: deque[Event]) -> AsyncIterator[Event | T]:
    """Yield what a step puts into `told` while it works, and its result last. Closing this ends the step."""
    import asyncio
    from contextlib import suppress

    task = asyncio.ensure_future(work)
    try:
        while True:
            done, _ = await asyncio.wait({task}, timeout=_BEAT)
            while told:
                yield told.popleft()
            if done:
                yield task.result()
                return
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
