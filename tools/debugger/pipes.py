"""How do messages get from the program to us, whatever it does to its descriptors?"""

import json
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from tools import process
from tools.debugger.outcome import MALFORMED, stopped

if TYPE_CHECKING:
    import asyncio

_AGAIN = 0.05  # seconds between looks at a pipe that the program has closed
_LONGEST = 1 << 27  # bytes of one message


class Program(Protocol):
    """The process at the other end: a child of ours, or one that has started us."""

    limits: process.Limits
    started: float  # by the monotonic clock

    async def wait(self) -> int:
        """Return the exit code once it has ended."""

    async def result(self, code: int) -> process.Finished:
        """Return how it ended."""

    def send(self, number: signal.Signals | int) -> None:
        """Send it a signal."""

    def foreground(self, *, ours: bool) -> None:
        """Take the terminal from it, or hand it back."""

    def kill(self) -> None:
        """End it."""


class Pipes:
    """Our ends of the three pipes: commands out, messages in, the interpreter's dump of a fatal crash in."""

    def __init__(self, ends: tuple[int, int] | None = None) -> None:
        """`ends` are ours of pipes that the program has made: for messages and for commands; then there is no dump."""
        self.theirs: tuple[int, ...] = ()
        if ends is not None:
            self.reader, self.writer = ends
            self.dump = -1
        else:
            commands, messages, dump = os.pipe(), os.pipe(), os.pipe()
            self.writer, self.reader, self.dump = commands[1], messages[0], dump[0]
            self.theirs = (commands[0], messages[1], dump[1])
        self.pending = bytearray()
        self.messages: list[dict[str, Any]] = []  # JSON lines not yet taken
        self.tests: dict[str, None] = {}
        self.notes: list[str] = []
        self.last: dict[str, Any] | None = None  # the last stop
        self.arrived: asyncio.Event | None = None
        self.timer: asyncio.TimerHandle | None = None

    def watch(self) -> None:
        """Close the program's ends here, and begin to listen."""
        import asyncio

        for end in self.theirs:
            os.close(end)
        self.theirs = ()
        for end in (self.reader, self.dump):
            if end >= 0:
                os.set_blocking(end, False)
        self.arrived = asyncio.Event()
        asyncio.get_running_loop().add_reader(self.reader, self._readable)

    def _readable(self) -> None:
        import asyncio

        if (
            not self._read() and self.reader >= 0
        ):  # closed by the program, which may open it again when it fails
            loop = asyncio.get_running_loop()
            loop.remove_reader(self.reader)
            self.timer = loop.call_later(_AGAIN, lambda: loop.add_reader(self.reader, self._readable))

    def _read(self) -> bool:
        try:
            data = os.read(self.reader, 1 << 20)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.pending += data
        if len(self.pending) > _LONGEST and b"\n" not in data:  # not ours: the program writes to our pipe
            self.pending.clear()
        if b"\n" in data:
            *lines, rest = bytes(self.pending).split(b"\n")
            self.pending = bytearray(rest)
            for line in lines:
                with suppress(ValueError, RecursionError):
                    message = json.loads(line)
                    if isinstance(message, dict):
                        self._take(message)
        return bool(data)

    def _take(self, message: dict[str, Any]) -> None:
        assert self.arrived is not None
        match message.get("event"):
            case "test":
                self.tests[str(message.get("test"))] = None
            case "defect":
                self.notes.append(
                    "the debugger failed inside the program: " + str(message.get("text"))[-500:]
                )
            case "stopped" if not _is_readable(message):
                self.notes.append("the program wrote to the debugger's pipe, which was not understood")
            case _:
                self.messages.append(message)
                self.arrived.set()

    async def next(self, child: Program) -> dict[str, Any] | None:
        """The next message; None once the program has ended and nothing is left."""
        import asyncio

        assert self.arrived is not None
        ended = asyncio.ensure_future(child.wait())
        try:
            while not self.messages:
                if ended.done():
                    while self._read() and not self.messages and self._more():
                        pass
                    if not self.messages:
                        return None
                    break
                self.arrived.clear()
                arrived = asyncio.ensure_future(self.arrived.wait())
                try:
                    await asyncio.wait({arrived, ended}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    arrived.cancel()
        finally:
            ended.cancel()
        return self.messages.pop(0)

    def _more(self) -> bool:
        import select

        return bool(select.select([self.reader], [], [], 0)[0])

    async def stop(self, child: Program) -> dict[str, Any] | None:
        """The next stop; None when the program ends before there is one."""
        while (message := await self.next(child)) is not None:
            if message.get("event") == "stopped":
                self.last = message
                return message
        return None

    def send(self, command: dict[str, Any]) -> bool:
        """Send a command; False when nobody is there to read it."""
        data = json.dumps(command).encode() + b"\n"
        try:
            return os.write(self.writer, data) == len(data)  # commands are far shorter than a pipe holds
        except OSError:
            return False

    def dumped(self) -> str:
        """Return what the interpreter dumped when it crashed."""
        with suppress(OSError):
            return os.read(self.dump, 1 << 20).decode("utf-8", "replace")
        return ""

    def failed_tests(self) -> tuple[str, ...]:
        """Return the tests that failed so far."""
        return tuple(self.tests)

    def close(self) -> None:
        """Close every end that is ours."""
        import asyncio

        if self.timer is not None:
            self.timer.cancel()
        if self.arrived is not None:
            asyncio.get_running_loop().remove_reader(self.reader)
        for end in (*self.theirs, self.writer, self.reader, self.dump):
            if end >= 0:
                os.close(end)
        self.reader = -1


def _is_readable(stop: dict[str, Any]) -> bool:
    """Whether a stop is told in our own form: the program can write to our pipe as well."""
    try:
        stopped(stop, (), ())
    except MALFORMED:
        return False
    return True
