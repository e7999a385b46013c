"""What happened to the program, and what did its values hold? A program run, caught when it fails, and asked."""

import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from analyzers.deferred import dataclass, field, replace
from analyzers.facts import Snapshot, Variable
from analyzers.runtime.crash import Place, Unknown
from tools import process
from tools.debugger.outcome import (
    INSIDE,
    MALFORMED,
    Outcome,
    Why,
    from_dump,
    from_output,
    place,
    state_frame,
    stopped,
    variable_of,
)
from tools.debugger.pipes import Pipes, Program
from tools.interpreter import Launch

if TYPE_CHECKING:
    import asyncio

_T = TypeVar("_T")
_PROBE = Path(__file__).with_name("probe.py")
INTERRUPT = getattr(signal, "SIGRTMAX", signal.SIGUSR2) - (2 if hasattr(signal, "SIGRTMAX") else 0)
_GRACE = 3.0  # seconds for a program out of time to show where it is
_ANSWER = 5.0  # seconds for an answer; the work itself is limited more tightly where it is done


def _lock() -> "asyncio.Lock":
    import asyncio

    return asyncio.Lock()


@dataclass(slots=True, eq=False)
class Session:
    """A program that was run under the debugger. Comes from `start`."""

    launch: Launch
    outcome: Outcome
    _child: Program
    _pipes: Pipes
    _asked: int = 0
    _stopped: bool = False
    _turn: "asyncio.Lock" = field(default_factory=_lock)  # one reads the answers at a time

    @property
    def live(self) -> bool:
        """Whether the program is stopped and can be asked."""
        return self._stopped

    async def snapshot(self) -> Snapshot | None:
        """Return the state of every frame of the stop; None when there is nothing to look at."""
        answer = await self.ask({"do": "snapshot"})
        try:
            frames = tuple(state_frame(frame) for frame in answer)
        except MALFORMED:
            return None
        return Snapshot(
            frames=frames,
            thread=self.outcome.subject if self.outcome.why is Why.THREAD else "",
            python=self.outcome.python,
        )

    async def evaluate(self, expression: str, frame: int | None = -1, raised: int = -1) -> Variable | Unknown:
        """Return what an expression holds in a frame, by its index among the frames of an exception of the chain.

        The frame becomes the current one; None means the one that is. Only expressions that are known to run no code of the program are evaluated.
        """
        from tools.debugger.inside.allowed import check

        refused = check(expression)
        if refused:
            return Unknown(refused)
        answer = await self.ask(
            {"do": "evaluate", "expression": expression, "frame": frame, "raised": raised}
        )
        return _known(lambda: variable_of(answer), answer)

    async def up(self, count: int = 1) -> int | Unknown:
        """Go towards the caller of the current frame; return the index of the frame that is current then."""
        return await self._move("up", count)

    async def down(self, count: int = 1) -> int | Unknown:
        """Go towards the place that failed; return the index of the frame that is current then."""
        return await self._move("down", count)

    async def module(self, name: str) -> Place | Unknown:
        """Return where the program would import a module from; nothing is imported."""
        answer = await self.ask({"do": "module", "name": name})
        return _known(lambda: place(answer), answer)

    async def exists(self, path: str) -> Place | Unknown:
        """Return whether a path exists as the program sees it."""
        answer = await self.ask({"do": "exists", "path": path})
        return _known(lambda: place(answer), answer)

    async def recorded(self) -> dict[str, Any] | None:
        """Return what a watched run recorded, as JSON for `analyzers.origins.trace_of`; None when it was not."""
        answer = await self.ask({"do": "trace"})
        return answer if isinstance(answer, dict) and "log" in answer else None

    async def finish(self) -> Outcome:
        """Let the program go on to its end, and return the outcome with its exit code."""
        if self._stopped:
            self._stopped = False
            self._pipes.send({"do": "resume"})
        ended = await _ended(self._child, self._pipes, self._child.limits)
        self.outcome = replace(
            self.outcome,
            code=ended.code,
            failed_tests=self._pipes.failed_tests(),
            stdout=ended.stdout,
            stderr=ended.stderr,
            seconds=self.outcome.seconds or ended.seconds,  # not what it was held for
        )
        return self.outcome

    async def ask(self, command: dict[str, Any], seconds: float | None = _ANSWER) -> Any:
        """Send a command to the stopped program and return its answer: JSON in, JSON out."""
        import asyncio

        if not self.live:
            return {"unknown": "the program is not stopped"}
        async with self._turn:
            if not self._stopped:  # somebody else let it go on meanwhile
                return {"unknown": "the program is not stopped"}
            self._asked += 1
            if not self._pipes.send({"id": self._asked, **command}):
                return {"unknown": "the program has ended"}
            try:
                async with asyncio.timeout(seconds):
                    while True:
                        message = await self._pipes.next(self._child)
                        if message is None:
                            self._stopped = False
                            return {"unknown": "the program has ended"}
                        if message.get("id") == self._asked:
                            return message["answer"]
            except TimeoutError:
                return {"unknown": "it took too long"}

    # --- step by step: for `tools.debugger.interactive`

    @property
    def last(self) -> dict[str, Any] | None:
        """What was told of the last stop, as JSON."""
        return self._pipes.last

    def resume(self, command: dict[str, Any]) -> None:
        """Let a stopped program go on as the command says."""
        self._stopped = False
        self._pipes.send(command)

    def signal(self, number: signal.Signals | int) -> None:
        """Send a signal to the program."""
        self._child.send(number)

    def take_terminal(self) -> None:
        """Have the terminal that the program was handed, to read what is typed."""
        self._child.foreground(ours=True)

    def give_terminal(self) -> None:
        """Hand it to the program again."""
        self._child.foreground(ours=False)

    async def next_stop(self) -> dict[str, Any] | None:
        """Wait for the next stop; None when the program ends, whose outcome is complete then."""
        async with self._turn:  # what was asked before is answered first
            message = await self._pipes.stop(self._child)
        if message is None:
            self.outcome = await _gone(self._child, self._pipes)
        self._stopped = message is not None
        return message

    async def _move(self, way: str, count: int) -> int | Unknown:
        answer = await self.ask({"do": way, "count": count})
        return _known(lambda: int(answer["frame"]), answer)


def _known(read: Callable[[], _T], answer: Any) -> _T | Unknown:
    """What an answer says; unknown with its reason where it is another one, whoever wrote it."""
    try:
        return read()
    except MALFORMED:
        said = answer.get("unknown") if isinstance(answer, dict) else None
        return Unknown(str(said or "no answer"))


@asynccontextmanager
async def start(
    launch: Launch,
    *,
    cwd: str | Path | None = None,
    seconds: float | None = None,
    capture: bool = False,
    stdin: bytes | int | None = None,
    env: dict[str, str] | None = None,
    limits: process.Limits | None = None,
    on_output: process.OnOutput | None = None,
    watch: str | Path = "",
    prefix: tuple[str, ...] = (),
    interactive: bool = False,
) -> AsyncIterator[Session]:
    """Run a program until it fails or ends; the session's outcome says which. Leaving the block ends the program.

    Without `capture` the program has our standard streams. With `watch`, what runs in the files of that folder is
    recorded, which makes it slower. `prefix` is a program that runs its arguments in its own place, as `unshare` does.
    An `interactive` program stands before its first line: see `tools.debugger.interactive`.
    Raises ToolError when it cannot be started.
    """
    limits = limits or process.Limits(seconds=seconds)
    pipes = Pipes()
    try:
        command = (
            *prefix,
            launch.python,
            *launch.options,
            *("-c", _PROBE.read_text(), INSIDE),
            *("--pipes", ",".join(str(end) for end in pipes.theirs)),
            *("--parent", f"{os.getpid()},{pipes.writer},{pipes.reader}"),
            *("--signal", str(int(INTERRUPT))),
            *("--watch", str(watch)),
            *("--interactive", str(int(interactive))),
            *("--kind", launch.kind),
            *("--", launch.target, *launch.arguments),
        )
        async with process.start(
            command,
            cwd=cwd,
            env=env,
            limits=limits,
            stdin=stdin,
            capture=capture,
            on_output=on_output,
            pass_fds=pipes.theirs,
            guarded=True,
        ) as child:
            pipes.watch()
            outcome, stopped = await _first(child, pipes, limits, ask=not watch)
            yield Session(launch, outcome, child, pipes, _stopped=stopped)
    finally:
        pipes.close()


async def _first(
    child: process.Child, pipes: Pipes, limits: process.Limits, *, ask: bool
) -> tuple[Outcome, bool]:
    """Wait for the first failure or the end; when its time is up, `ask` the program where it is."""
    import asyncio

    left = None if limits.seconds is None else max(0.1, child.started + limits.seconds - monotonic())
    try:
        async with asyncio.timeout(left):
            message = await pipes.stop(child)
    except TimeoutError:
        if ask:
            return await _out_of_time(child, pipes, limits)
        child.kill()
        done = await child.result(await child.wait())
        return Outcome(why=Why.TIME, code=done.code, seconds=done.seconds), False
    if message is not None:
        outcome = stopped(message, pipes.failed_tests(), tuple(pipes.notes))
        return replace(outcome, seconds=monotonic() - child.started), True
    return await _gone(child, pipes), False


async def _out_of_time(child: process.Child, pipes: Pipes, limits: process.Limits) -> tuple[Outcome, bool]:
    import asyncio

    note = f"the program was stopped after {limits.seconds:g} s"
    child.send(INTERRUPT)
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            message = await pipes.stop(child)
            if message is not None:
                outcome = stopped(message, pipes.failed_tests(), tuple(pipes.notes))
                return replace(outcome, notes=(*outcome.notes, note)), True
    child.send(signal.SIGABRT)  # C code that does not return: the interpreter's own dump still works
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            await child.wait()
    child.kill()
    done = await child.result(await child.wait())
    return (
        Outcome(
            why=Why.TIME,
            code=done.code,
            traceback=from_dump(pipes.dumped()),
            notes=(note, "it was inside C code, whose values cannot be seen"),
            stdout=done.stdout,
            stderr=done.stderr,
            seconds=done.seconds,
        ),
        False,
    )


async def _ended(child: Program, pipes: Pipes, limits: process.Limits) -> process.Finished:
    """Wait for the end of a program that has been looked at, discarding what it still reports."""
    import asyncio

    async def drain() -> None:
        while await pipes.next(child) is not None:
            pass

    left = None if limits.seconds is None else max(1.0, child.started + limits.seconds - monotonic())
    try:
        async with asyncio.timeout(left):
            await drain()
    except TimeoutError:
        child.kill()
    return await child.result(await child.wait())


async def _gone(child: Program, pipes: Pipes) -> Outcome:
    """The outcome of a program that ended without our having been told of a failure."""
    done = await child.result(await child.wait())
    notes: tuple[str, ...] = ()
    traceback = None
    name = ""
    if done.code < 0:
        traceback = from_dump(pipes.dumped())
        with suppress(ValueError):
            name = signal.Signals(-done.code).name
        if done.code == -signal.SIGKILL:
            notes = ("it was killed from outside; the system does that when memory runs out",)
    elif done.code != 0 and traceback is None and done.stderr:
        traceback = from_output(done.stderr)
    failed = pipes.failed_tests()
    return Outcome(
        why=Why.SIGNAL if done.code < 0 else Why.TEST if failed else Why.EXITED,
        code=done.code,
        traceback=traceback,
        signal=name,
        failed_tests=failed,
        notes=(*notes, *pipes.notes),
        stdout=done.stdout,
        stderr=done.stderr,
        seconds=done.seconds,
    )


__all__ = ["Outcome", "Session", "Why", "start"]
