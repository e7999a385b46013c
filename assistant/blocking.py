"""Drives the events of the assistant for callers without an event loop."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import TypeVar, cast

from analyzers.errors import InternalError

T = TypeVar("T")


def drive(events: AsyncIterator[T]) -> Iterator[T]:
    """Yield from an asynchronous iterator that never really waits, without importing asyncio.

    Raises InternalError when it does wait: then a path awaited something although nothing was to be run.
    """
    try:
        while True:
            step = events.__anext__().__await__()
            try:
                step.send(None)
                # It waits. Thrown in rather than raised here, so that what it holds open is closed.
                step.throw(InternalError("a path waited although there was nothing to run"))
            except StopIteration as finished:
                yield cast("T", finished.value)  # what the awaited step returned
            except StopAsyncIteration:
                return
    finally:
        _close(events)


def drive_with_loop(events: AsyncIterator[T]) -> Iterator[T]:
    """Yield from an asynchronous iterator on an event loop of its own; closing this closes the iterator."""
    import asyncio

    with asyncio.Runner() as runner:
        try:
            while True:
                try:
                    yield runner.run(_next(events))
                except StopAsyncIteration:
                    return
        finally:
            if isinstance(events, AsyncGenerator):
                runner.run(_aclose(events))


async def _next(events: AsyncIterator[T]) -> T:
    return await anext(events)


async def _aclose(events: AsyncGenerator[T]) -> None:
    await events.aclose()


def _close(events: AsyncIterator[T]) -> None:
    if isinstance(events, AsyncGenerator):
        try:
            events.aclose().send(None)
        except StopIteration:
            return
