"""How is a foreign program run so that it ends when we say, and leaves nothing behind?

Every program gets a process group of its own. The group is killed when its time is up, when the caller is
cancelled, and by the kernel when this process dies, however it dies. What the program started and moved out of
the group is found by a mark in its environment.
"""

import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from analyzers.deferred import dataclass
from analyzers.errors import ToolError, ToolMissing
from tools import tether
from tools.observing import tool

if TYPE_CHECKING:
    import asyncio
    import subprocess

OnOutput = Callable[[str, bytes], None]
"""Called with "stdout" or "stderr" and what the program has just written."""

_CHUNK = 65_536
_LAST_WORDS = 0.2  # seconds to wait for output that a dead program's pipe still holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a program may use; None is unlimited."""

    seconds: float | None = None  # wall clock
    cpu_seconds: int | None = None  # of each single process
    memory: int | None = None  # bytes of address space of each process
    data: int | None = None  # bytes of its own that each process may write to; what it only reserves is free
    file_size: int | None = None  # bytes of each file it writes
    output: int = 1_000_000  # bytes of each stream that are kept: the first and the last half


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a program ended. `stdout` and `stderr` are empty unless they were captured."""

    code: int  # exit code; negative: the number of the signal that ended it
    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0
    timed_out: bool = False
    cut: bool = False  # output beyond the limit was dropped


async def run(
    command: Sequence[str],
    *,
    cwd: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    stdin: bytes | int | None = None,
    capture: bool = True,
    on_output: OnOutput | None = None,
) -> Finished:
    """Run a program to its end, or to the end of its time.

    Without `capture` it shares our standard streams; with it, `stdin` is all the input there is, or a descriptor that it comes from. Raises
    ToolMissing when there is no such program, ToolError when it cannot be started.
    """
    async with start(
        command, cwd=cwd, env=env, limits=limits, stdin=stdin, capture=capture, on_output=on_output
    ) as child:
        return await child.finish()


@asynccontextmanager
async def start(
    command: Sequence[str],
    *,
    cwd: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    stdin: bytes | int | None = None,
    capture: bool = True,
    on_output: OnOutput | None = None,
    pass_fds: Sequence[int] = (),
    guarded: bool = False,
) -> AsyncIterator["Child"]:
    """Start a program; when the block is left, it and everything it started has been ended.

    Even by our death, with what has left its process group if it is `guarded`, which costs a small process.
    """
    import asyncio

    with tool("process", {"process.executable.name": os.path.basename(command[0])}) as told:  # noqa: PTH119
        child = _spawn(
            command,
            cwd=cwd,
            env=env,
            limits=limits or Limits(),
            stdin=stdin,
            capture=capture,
            on_output=on_output,
            pass_fds=pass_fds,
        )
        if guarded:
            child.guardian = tether.guard(child.mark)
        try:
            child.watch(asyncio.get_running_loop())
            yield child
        finally:
            await asyncio.shield(child.close())
            told.set({"process.pid": child.pid, "process.exit.code": child.popen.returncode or 0})


@dataclass(slots=True, eq=False)
class Child:
    """A running program. Comes from `start`."""

    popen: "subprocess.Popen[bytes]"
    mark: str
    limits: Limits
    started: float
    streams: tuple["_Stream", ...]
    tie: tuple[int, ...]  # descriptors that tie the group's life to ours
    terminal: int | None  # the terminal that was handed to the program
    timed_out: bool = False
    guardian: tuple[int, int] = (0, -1)  # ends it when we are dead
    _exited: "asyncio.Future[int] | None" = None

    @property
    def pid(self) -> int:
        """The process id, which is the id of its group as well."""
        return self.popen.pid

    @property
    def running(self) -> bool:
        """Whether the program itself has not ended yet."""
        return self._exited is not None and not self._exited.done()

    async def wait(self) -> int:
        """Return the exit code once the program itself has ended; its helpers may live on."""
        import asyncio

        assert self._exited is not None
        return await asyncio.shield(self._exited)

    async def finish(self) -> Finished:
        """Return how the program ended; kills it when its time is up."""
        import asyncio

        left = None if self.limits.seconds is None else self.started + self.limits.seconds - monotonic()
        try:
            code = await asyncio.wait_for(self.wait(), left)
        except TimeoutError:
            self.timed_out = True
            self.kill()
            code = await self.wait()
        return await self.result(code)

    async def result(self, code: int) -> Finished:
        """Gather what an ended program wrote; ends the helpers that hold its pipes open."""
        import asyncio

        seconds = monotonic() - self.started
        open_streams = [stream.ended for stream in self.streams if not stream.ended.done()]
        if open_streams:
            await asyncio.wait(open_streams, timeout=_LAST_WORDS)
        captured = {stream.name: stream for stream in self.streams}
        out, err = captured.get("stdout"), captured.get("stderr")
        return Finished(
            code=code,
            stdout=out.text() if out else "",
            stderr=err.text() if err else "",
            seconds=seconds,
            timed_out=self.timed_out,
            cut=any(stream.dropped for stream in self.streams),
        )

    def send(self, number: signal.Signals | int) -> None:
        """Send a signal to the program alone; nothing happens when it has ended."""
        if self.popen.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def foreground(self, *, ours: bool) -> None:
        """Take the terminal that was handed to the program, or hand it over again."""
        if self.terminal is not None:
            tether.hand_terminal(self.terminal, os.getpgrp() if ours else self.pid)

    def kill(self) -> None:
        """End the program and everything that it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        for pid in tether.marked(self.mark):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def watch(self, loop: "asyncio.AbstractEventLoop") -> None:
        """Let the event loop see output and the end of the program."""
        self._exited = loop.create_future()
        for stream in self.streams:
            stream.watch(loop)
        exited = self._exited
        try:
            descriptor = os.pidfd_open(self.pid)
        except (AttributeError, OSError):  # not Linux, or an old kernel
            loop.run_in_executor(None, self.popen.wait).add_done_callback(
                lambda ended: exited.set_result(ended.result())
            )
            return

        def reap() -> None:
            loop.remove_reader(descriptor)
            os.close(descriptor)
            exited.set_result(self.popen.wait())

        loop.add_reader(descriptor, reap)

    async def close(self) -> None:
        """End what still runs and give back the terminal and every descriptor."""
        self.kill()
        try:
            if self._exited is not None:
                await self.wait()
        finally:  # who is waiting may be cancelled once more, as when the app goes: what was killed ends at once
            self.popen.wait()
            self._let_go()

    def _let_go(self) -> None:
        for stream in self.streams:
            stream.close()
        for descriptor in self.tie:
            os.close(descriptor)
        self.tie = ()
        tether.dismiss(self.guardian)
        self.guardian = (0, -1)
        if self.terminal is not None:
            tether.hand_terminal(self.terminal, os.getpgrp())
            self.terminal = None


class _Stream:
    """One captured stream: its first and last bytes are kept, the middle of a flood is dropped."""

    __slots__ = ("dropped", "ended", "fd", "head", "limit", "loop", "name", "on_output", "tail")

    ended: "asyncio.Future[None]"
    loop: "asyncio.AbstractEventLoop"

    def __init__(self, name: str, fd: int, limit: int, on_output: OnOutput | None) -> None:
        self.name = name
        self.fd = fd
        self.limit = max(2, limit)
        self.on_output = on_output
        self.head = bytearray()
        self.tail = bytearray()
        self.dropped = 0

    def watch(self, loop: "asyncio.AbstractEventLoop") -> None:
        os.set_blocking(self.fd, False)
        self.loop = loop
        self.ended = loop.create_future()
        loop.add_reader(self.fd, self._readable)

    def _readable(self) -> None:
        try:
            data = os.read(self.fd, _CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close()
            return
        if self.on_output is not None:
            self.on_output(self.name, data)
        half = self.limit // 2
        room = half - len(self.head)
        if room > 0:
            self.head += data[:room]
            data = data[room:]
        self.tail += data
        if len(self.tail) > 2 * half:  # trimmed rarely, so that a flood costs linear time
            self.dropped += len(self.tail) - half
            del self.tail[: len(self.tail) - half]

    def text(self) -> str:
        half = self.limit // 2
        dropped = self.dropped + max(0, len(self.tail) - half)
        tail = bytes(self.tail[-half:])
        if not dropped:
            return bytes(self.head + tail).decode("utf-8", "replace")
        gap = f"\n... {dropped} bytes of output left out ...\n"
        return self.head.decode("utf-8", "replace") + gap + tail.decode("utf-8", "replace")

    def close(self) -> None:
        if self.fd >= 0:
            self.loop.remove_reader(self.fd)
            os.close(self.fd)
            self.fd = -1
        if not self.ended.done():
            self.ended.set_result(None)


def _spawn(
    command: Sequence[str],
    *,
    cwd: str | Path | None,
    env: Mapping[str, str] | None,
    limits: Limits,
    stdin: bytes | int | None,
    capture: bool,
    on_output: OnOutput | None,
    pass_fds: Sequence[int],
) -> Child:
    import subprocess
    from secrets import token_hex

    mark = token_hex(8)
    terminal = None if capture else tether.our_terminal()
    pipes: list[tuple[str, int, int]] = []
    given: int | None = None
    started = monotonic()
    try:
        if capture:
            pipes = [(name, *os.pipe()) for name in ("stdout", "stderr")]
        if stdin is not None:
            given = os.dup(stdin) if isinstance(stdin, int) else _as_file(stdin)
        environment = os.environ if env is None else env
        popen = subprocess.Popen(
            tether.limited(command, limits, environment.get("PATH")),
            cwd=cwd,
            env={**environment, tether.MARK: mark},
            stdin=given if given is not None else subprocess.DEVNULL if capture else None,
            stdout=pipes[0][2] if capture else None,
            stderr=pipes[1][2] if capture else None,
            pass_fds=tuple(pass_fds),
            # A new session would lose the terminal that `input()` and Ctrl-C of the program need.
            start_new_session=terminal is None,
            process_group=None if terminal is None else 0,
        )
    except OSError as error:
        for _, reader, _ in pipes:
            os.close(reader)
        raise _cannot_start(command, cwd, error) from error
    finally:
        for _, _, writer in pipes:
            os.close(writer)
        if given is not None:
            os.close(given)
    if terminal is not None:
        tether.hand_terminal(terminal, popen.pid)
        with suppress(ProcessLookupError):  # it may have been stopped for reading too early
            os.killpg(popen.pid, signal.SIGCONT)
    tether.limit(popen.pid, limits)
    return Child(
        popen=popen,
        mark=mark,
        limits=limits,
        started=started,
        streams=tuple(_Stream(name, reader, limits.output, on_output) for name, reader, _ in pipes),
        tie=tether.tie(popen.pid),
        terminal=terminal,
    )


def _cannot_start(command: Sequence[str], cwd: str | Path | None, error: OSError) -> ToolError:
    if cwd is not None and not Path(cwd).is_dir():
        return ToolError(f"the folder `{cwd}` does not exist", "start in a folder that does")
    if isinstance(error, FileNotFoundError):
        return ToolMissing(f"there is no program `{command[0]}`", "check the name, or give its full path")
    return ToolError(f"`{command[0]}` cannot be started: {error.strerror}")


def _as_file(data: bytes) -> int:
    """An open, nameless file that holds the bytes: unlike a pipe it needs nobody to feed it."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("stdin")
    else:
        import tempfile

        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
