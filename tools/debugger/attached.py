"""How is a program debugged that was not started by us, but has started us: `debugassist.set_trace()`?"""

import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools import process, tether
from tools.debugger.interactive import Debugger
from tools.debugger.outcome import Outcome, Why
from tools.debugger.pipes import Pipes
from tools.debugger.session import Session
from tools.interpreter import Launch

if TYPE_CHECKING:
    import asyncio


@dataclass(slots=True, eq=False)
class Starter:
    """The process that has started us. Its end is seen, its exit code is its parent's to know."""

    pid: int
    limits: process.Limits = field(default_factory=process.Limits)
    started: float = 0.0
    _ended: "asyncio.Future[int] | None" = None
    _tty: int = -1
    _group: int = -1  # which had the terminal before us

    async def wait(self) -> int:
        """Return once it has ended."""
        import asyncio

        if self._ended is None:
            loop = asyncio.get_running_loop()
            self._ended = ended = loop.create_future()
            try:
                descriptor = os.pidfd_open(self.pid)
            except OSError:
                ended.set_result(0)
            else:

                def gone() -> None:
                    loop.remove_reader(descriptor)
                    os.close(descriptor)
                    ended.set_result(0)

                loop.add_reader(descriptor, gone)
        return await asyncio.shield(self._ended)

    async def result(self, code: int) -> process.Finished:
        """Return that it has ended."""
        return process.Finished(code=code)

    def send(self, number: signal.Signals | int) -> None:
        """Send it a signal."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Leave it alone: it is not ours to end."""

    def foreground(self, *, ours: bool) -> None:
        """Take the terminal, or give it back to whom it was taken from."""
        with suppress(OSError):
            if self._tty < 0:
                self._tty = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
            if ours:
                holder = os.tcgetpgrp(self._tty)
                self._group = holder if holder != os.getpgrp() else self._group
                tether.hand_terminal(self._tty, os.getpgrp())
            elif self._group > 0:
                tether.hand_terminal(self._tty, self._group)


@asynccontextmanager
async def attached(pid: int, reader: int, writer: int) -> AsyncIterator[Debugger]:
    """Listen to the program that has started us, from its first stop on."""
    pipes = Pipes((reader, writer))
    starter = Starter(pid)
    try:
        pipes.watch()
        session = Session(Launch(python=sys.executable), Outcome(why=Why.CALL), starter, pipes)
        debugger = Debugger(session.launch, {}, _session=session, attached=True)
        await debugger.arrive()
        yield debugger
    finally:
        pipes.close()
