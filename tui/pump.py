"""How do the assistant's events reach the screen without ever holding it up?

A specialist may compute for a second between two events, and import half a library. So the assistant runs on
an event loop of its own in a daemon thread: the screen's loop only ever takes what has arrived, in batches,
and quitting never waits for a computation. Cancelling cancels the task in the thread, and with it every
child process that it started.
"""

import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from time import monotonic
from typing import TYPE_CHECKING, Protocol, TypeVar

from analyzers.facts import Diagnosis, Event, Failed, Problem, Route

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")

_WAITING = 1_000  # events; beyond that the assistant waits, and the program it runs with it
_BEAT = 1 / 15  # seconds between two batches: each costs a frame, and keys come first
_AWAY, _APART = 0.05, 0.2  # seconds for which the work gives way to a key, and from which on it does so again


class Diagnoser(Protocol):
    """What the app needs of the assistant."""

    def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield what happens while the problem is worked on."""

    def follow_up(
        self,
        question: str,
        problem: Problem,
        diagnosis: Diagnosis,
        earlier: tuple[tuple[str, str], ...] = (),
        spent: float = 0.0,
    ) -> AsyncGenerator[Event]:
        """Yield what is known to a question about a diagnosis; those before it took `spent` US dollars."""


class Pump:
    """One stream of events, made and run in a thread of its own."""

    def __init__(
        self, begin: Callable[[], AsyncGenerator[Event]], rested: Callable[[], float] = lambda: 1.0
    ) -> None:
        """Take what makes the stream, which is called in the thread, and what says how long ago a key was pressed.

        Two threads of Python share one processor: between two events, the work waits until the key is painted.
        """
        self._begin = begin
        self._rested = rested
        self._gave_way = 0.0
        self._events: deque[Event] = deque()
        self._ended = False
        self._cancelled = False
        self._task: asyncio.Task[None] | None = None
        self._inner: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="assistant", daemon=True)

    async def batches(self) -> AsyncGenerator[list[Event], None]:
        """Start the work; yield the events that arrived since the last batch. Closing this stops the work."""
        import asyncio

        self._outer = asyncio.get_running_loop()
        self._ready = asyncio.Event()
        self._thread.start()
        try:
            while True:
                await self._ready.wait()
                self._ready.clear()
                ended = self._ended  # read before the events: nothing follows the end
                batch = [self._events.popleft() for _ in range(len(self._events))]
                if batch:
                    yield batch
                if ended:
                    return
                await asyncio.sleep(_BEAT)
        finally:
            self.cancel()

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._cancelled

    def cancel(self) -> None:
        """Ask the work to stop; returns at once. What it says to that comes with the last batch."""
        self._cancelled = True
        inner, task = self._inner, self._task
        if inner is not None and task is not None:
            with suppress(RuntimeError):  # the loop has just closed: it is over anyway
                inner.call_soon_threadsafe(task.cancel)

    def join(self, seconds: float) -> None:
        """Give the work that long to end its child processes."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        import asyncio

        try:
            with asyncio.Runner() as runner:
                self._inner = runner.get_loop()
                with suppress(asyncio.CancelledError):
                    runner.run(self._consume())
        except Exception as error:  # noqa: BLE001  # top of a front end: say it, keep the app
            self._send(Failed(f"the assistant itself failed: {type(error).__name__}: {error}", _HINT))
        finally:
            self._ended = True
            self._wake()

    async def _consume(self) -> None:
        import asyncio

        self._task = asyncio.current_task()
        if self._cancelled:
            return
        async with aclosing(self._begin()) as stream:
            async for event in stream:
                self._send(event)
                if self._rested() < _AWAY and monotonic() - self._gave_way > _APART:
                    self._gave_way = monotonic()
                    await self._rest(_AWAY)
                while len(self._events) > _WAITING and not self._cancelled:
                    await self._rest(_BEAT)

    async def _rest(self, seconds: float) -> None:
        """Wait. A cancellation that comes meanwhile is met by the stream, which may have a last word to it."""
        import asyncio

        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            if self._task is not None:
                self._task.cancel()

    def _send(self, event: Event) -> None:
        self._events.append(event)
        self._wake()

    def _wake(self) -> None:
        with suppress(RuntimeError):  # the screen has gone
            self._outer.call_soon_threadsafe(self._ready.set)


_HINT = "this is a defect of the assistant: please report it with the problem that caused it"


async def in_thread(function: Callable[..., T], *args: object) -> T:
    """Return what the function returns, computed in a daemon thread: quitting does not wait for it."""
    import asyncio

    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # no error: it is the result

    def compute() -> None:
        result, failure = None, None
        try:
            result = function(*args)
        except Exception as error:  # noqa: BLE001  # carried over to the caller
            failure = error
        with suppress(RuntimeError):  # the screen has gone
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=compute, daemon=True).start()
    return await future
