"""What happened to the program, and what did its values hold? A program run, caught when it fails, and asked."""

import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from analyzers.facts import Frame as ReportFrame
from analyzers.facts import Link, Raised, Snapshot, StateFrame, Traceback, Variable
from analyzers.runtime.crash import Place, Unknown
from tools import process
from tools.interpreter import Launch

if TYPE_CHECKING:
    import asyncio

_PROBE = Path(__file__).with_name("probe.py")
_INSIDE = str(_PROBE.with_name("inside"))  # what runs in the user's interpreter
_INTERRUPT = getattr(signal, "SIGRTMAX", signal.SIGUSR2) - (2 if hasattr(signal, "SIGRTMAX") else 0)
_GRACE = 1.5  # seconds for a program out of time to show where it is
_ANSWER = 5.0  # seconds for an answer; the work itself is limited more tightly where it is done
_AGAIN = 0.05  # seconds between looks at a pipe that the program has closed


class Why(StrEnum):
    """How a run came to its end, or to a stop."""

    EXITED = "exited"  # by itself, with the code
    EXCEPTION = "exception"  # an uncaught exception ended the program
    EXIT = "exit"  # the program chose to leave with a failure, maybe because of an exception it swallowed
    THREAD = "thread"  # an exception ended one of its threads
    TASK = "task"  # an exception ended an asyncio task or callback that nobody waited for
    TEST = "test"  # a test failed
    TIME = "time"  # it did not end in time
    SIGNAL = "signal"  # a signal ended it: a crash of C code, or somebody's kill


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the program so far."""

    why: Why
    code: int | None = None  # exit code, negative for a signal; None while it is stopped
    traceback: Traceback | None = None
    subject: str = ""  # the test or thread that failed
    signal: str = ""  # "SIGSEGV", ...
    failed_tests: tuple[str, ...] = ()
    python: str = ""
    cwd: str = ""  # the program's own, which it may have changed
    notes: tuple[str, ...] = ()
    stdout: str = ""  # of a captured run that has ended
    stderr: str = ""
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether anything went wrong."""
        return self.why is not Why.EXITED or self.code != 0


@dataclass(slots=True, eq=False)
class Session:
    """A program that was run under the debugger. Comes from `start`."""

    launch: Launch
    outcome: Outcome
    _child: process.Child
    _pipes: "_Pipes"
    _asked: int = 0
    _stopped: bool = False
    _frames: list[dict[str, Any]] = field(default_factory=list)  # JSON from the probe

    @property
    def live(self) -> bool:
        """Whether the program is stopped and can be asked."""
        return self._stopped

    async def snapshot(self) -> Snapshot | None:
        """Return the state of every frame of the stop; None when there is nothing to look at."""
        answer = await self._ask({"do": "snapshot"})
        if not isinstance(answer, list):
            return None
        return Snapshot(
            frames=tuple(_state_frame(frame) for frame in answer),
            thread=self.outcome.subject if self.outcome.why is Why.THREAD else "",
            python=self.outcome.python,
        )

    async def evaluate(self, expression: str, frame: int = -1, raised: int = -1) -> Variable | Unknown:
        """Return what an expression holds in a frame, by its index among the frames of an exception of the chain.

        Only expressions that are known to run no code of the program are evaluated.
        """
        from tools.debugger.inside.pure import check

        refused = check(expression)
        if refused:
            return Unknown(refused)
        answer = await self._ask(
            {"do": "evaluate", "expression": expression, "frame": frame, "raised": raised}
        )
        return _variable(answer) if "repr" in answer else Unknown(str(answer.get("unknown", "no answer")))

    async def module(self, name: str) -> Place | Unknown:
        """Return where the program would import a module from; nothing is imported."""
        return _place(await self._ask({"do": "module", "name": name}))

    async def exists(self, path: str) -> Place | Unknown:
        """Return whether a path exists as the program sees it."""
        return _place(await self._ask({"do": "exists", "path": path}))

    async def recorded(self) -> dict[str, Any] | None:
        """Return what a watched run recorded, as JSON for `analyzers.origins.trace_of`; None when it was not."""
        answer = await self._ask({"do": "trace"})
        return answer if "log" in answer else None

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
            seconds=ended.seconds,
        )
        return self.outcome

    async def _ask(self, command: dict[str, Any]) -> Any:
        """JSON in, JSON out."""
        import asyncio

        if not self._stopped:
            return {"unknown": "the program is not stopped"}
        self._asked += 1
        if not self._pipes.send({"id": self._asked, **command}):
            return {"unknown": "the program has ended"}
        try:
            async with asyncio.timeout(_ANSWER):
                while True:
                    message = await self._pipes.next(self._child)
                    if message is None:
                        self._stopped = False
                        return {"unknown": "the program has ended"}
                    if message.get("id") == self._asked:
                        return message["answer"]
        except TimeoutError:
            return {"unknown": "it took too long"}


@asynccontextmanager
async def start(
    launch: Launch,
    *,
    cwd: str | Path | None = None,
    seconds: float | None = None,
    capture: bool = False,
    stdin: bytes | None = None,
    env: dict[str, str] | None = None,
    limits: process.Limits | None = None,
    on_output: process.OnOutput | None = None,
    watch: str | Path = "",
) -> AsyncIterator[Session]:
    """Run a program until it fails or ends; the session's outcome says which. Leaving the block ends the program.

    Without `capture` the program has our standard streams. With `watch`, what runs in the files of that folder is
    recorded, which makes it slower. Raises ToolError when it cannot be started.
    """
    limits = limits or process.Limits(seconds=seconds)
    pipes = _Pipes()
    try:
        command = (
            launch.python,
            *launch.options,
            *("-c", _PROBE.read_text(), _INSIDE),
            *("--pipes", ",".join(str(end) for end in pipes.theirs)),
            *("--parent", f"{os.getpid()},{pipes.writer},{pipes.reader}"),
            *("--signal", str(int(_INTERRUPT))),
            *("--watch", str(watch)),
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
        ) as child:
            pipes.watch()
            outcome, stopped = await _first(child, pipes, limits)
            yield Session(launch, outcome, child, pipes, _stopped=stopped)
    finally:
        pipes.close()


async def _first(child: process.Child, pipes: "_Pipes", limits: process.Limits) -> tuple[Outcome, bool]:
    """Wait for the first failure or the end."""
    import asyncio

    left = None if limits.seconds is None else max(0.1, child.started + limits.seconds - monotonic())
    try:
        async with asyncio.timeout(left):
            message = await pipes.stop(child)
    except TimeoutError:
        return await _out_of_time(child, pipes, limits)
    if message is not None:
        return _stopped(message, pipes), True
    return await _gone(child, pipes), False


async def _out_of_time(child: process.Child, pipes: "_Pipes", limits: process.Limits) -> tuple[Outcome, bool]:
    import asyncio

    note = f"the program was stopped after {limits.seconds:g} s"
    child.send(_INTERRUPT)
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            message = await pipes.stop(child)
            if message is not None:
                outcome = _stopped(message, pipes)
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
            traceback=_from_dump(pipes.dumped()),
            notes=(note, "it was inside C code, whose values cannot be seen"),
            stdout=done.stdout,
            stderr=done.stderr,
            seconds=done.seconds,
        ),
        False,
    )


async def _ended(child: process.Child, pipes: "_Pipes", limits: process.Limits) -> process.Finished:
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


async def _gone(child: process.Child, pipes: "_Pipes") -> Outcome:
    """The outcome of a program that ended without our having been told of a failure."""
    done = await child.result(await child.wait())
    notes: tuple[str, ...] = ()
    dumped = pipes.dumped()
    traceback = _from_dump(dumped)
    name = ""
    if done.code < 0:
        with suppress(ValueError):
            name = signal.Signals(-done.code).name
        if done.code == -signal.SIGKILL:
            notes = ("it was killed from outside; the system does that when memory runs out",)
    elif done.code != 0 and traceback is None and done.stderr:
        traceback = _from_output(done.stderr)
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


class _Pipes:
    """Our ends of the three pipes: commands out, messages in, the interpreter's dump of a fatal crash in."""

    def __init__(self) -> None:
        commands, messages, dump = os.pipe(), os.pipe(), os.pipe()
        self.writer, self.reader, self.dump = commands[1], messages[0], dump[0]
        self.theirs: tuple[int, ...] = (commands[0], messages[1], dump[1])
        self.pending = bytearray()
        self.messages: list[dict[str, Any]] = []  # JSON lines not yet taken
        self.tests: dict[str, None] = {}
        self.notes: list[str] = []
        self.arrived: asyncio.Event | None = None
        self.timer: asyncio.TimerHandle | None = None

    def watch(self) -> None:
        import asyncio

        for end in self.theirs:
            os.close(end)
        self.theirs = ()
        for end in (self.reader, self.dump):
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
        if b"\n" in data:
            *lines, rest = bytes(self.pending).split(b"\n")
            self.pending = bytearray(rest)
            for line in lines:
                with suppress(ValueError):
                    self._take(json.loads(line))
        return bool(data)

    def _take(self, message: dict[str, Any]) -> None:
        assert self.arrived is not None
        match message.get("event"):
            case "test":
                self.tests[str(message["test"])] = None
            case "defect":
                self.notes.append("the debugger failed inside the program: " + str(message["text"])[-500:])
            case _:
                self.messages.append(message)
                self.arrived.set()

    async def next(self, child: process.Child) -> dict[str, Any] | None:
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

    async def stop(self, child: process.Child) -> dict[str, Any] | None:
        """The next stop; None when the program ends before there is one."""
        while (message := await self.next(child)) is not None:
            if message.get("event") == "stopped":
                return message
        return None

    def send(self, command: dict[str, Any]) -> bool:
        data = json.dumps(command).encode() + b"\n"
        try:
            return os.write(self.writer, data) == len(data)  # commands are far shorter than a pipe holds
        except OSError:
            return False

    def dumped(self) -> str:
        with suppress(OSError):
            return os.read(self.dump, 1 << 20).decode("utf-8", "replace")
        return ""

    def failed_tests(self) -> tuple[str, ...]:
        return tuple(self.tests)

    def close(self) -> None:
        import asyncio

        if self.timer is not None:
            self.timer.cancel()
        if self.arrived is not None:
            asyncio.get_running_loop().remove_reader(self.reader)
        for end in (*self.theirs, self.writer, self.reader, self.dump):
            os.close(end)
        self.reader = -1


def _stopped(message: dict[str, Any], pipes: _Pipes) -> Outcome:
    """JSON of a stop, as facts."""
    chain = tuple(_raised(raised) for raised in message["chain"])
    subject = str(message["who"])
    why = Why(message["why"])
    if not chain:  # out of time: a stack without an exception
        chain = (
            Raised(type="", message="", frames=tuple(_report_frame(frame) for frame in message["frames"])),
        )
    return Outcome(
        why=why,
        traceback=Traceback(chain=chain, style="live", subject=subject),
        subject=subject,
        failed_tests=pipes.failed_tests(),
        python=str(message["python"]),
        cwd=str(message["cwd"]),
        notes=tuple(pipes.notes),
    )


def _raised(raised: dict[str, Any]) -> Raised:
    members = tuple(
        Traceback(chain=tuple(_raised(each) for each in chain), style="live")
        for chain in raised.get("members", ())
    )
    location = raised.get("location")
    return Raised(
        type=raised["type"],
        message=raised["message"],
        frames=tuple(_report_frame(frame) for frame in raised["frames"]),
        notes=tuple(raised["notes"]),
        location=_report_frame(location) if location else None,
        link=Link(raised["link"]) if raised["link"] else None,
        members=members,
    )


def _report_frame(frame: dict[str, Any]) -> ReportFrame:
    mark = None
    if "mark" in frame:
        first, start, last, end = frame["mark"]
        if first == last == frame["line"]:
            mark = (max(0, start - frame["indent"]), max(0, end - frame["indent"]))
    return ReportFrame(
        file=frame["file"],
        line=frame["line"],
        function=frame["function"],
        code=frame.get("code", ""),
        mark=mark,
    )


def _state_frame(frame: dict[str, Any]) -> StateFrame:
    return StateFrame(
        file=frame["file"],
        line=frame["line"],
        function=frame["function"],
        variables=tuple(_variable(variable) for variable in frame.get("variables", ())),
        expressions=tuple(_variable(variable) for variable in frame.get("expressions", ())),
        mark=tuple(frame["mark"]) if "mark" in frame else None,
    )


def _variable(variable: dict[str, Any]) -> Variable:
    return Variable(
        name=variable["name"],
        type=variable["type"],
        repr=variable["repr"],
        size=variable.get("size"),
        flags=tuple(variable["flags"]),
        parts=tuple(_variable(part) for part in variable.get("parts", ())),
    )


def _place(answer: Any) -> Place | Unknown:
    if "path" not in answer:
        return Unknown(str(answer.get("unknown", "no answer")))
    return Place(path=answer["path"], names=tuple(answer["names"]))


def _from_dump(text: str) -> Traceback | None:
    """The stack that the interpreter dumps on a fatal signal: deepest frame first, no values."""
    import re

    _, found, rest = text.partition("Current thread")
    if not found:
        _, found, rest = text.partition("Thread ")
    frames: list[ReportFrame] = []
    for line in rest.splitlines()[1:]:
        match = re.match(r'  File "(.*)", line (\d+|\?\?\?) in (.*)', line)
        if match is None:
            break
        number = int(match[2]) if match[2].isdigit() else None
        frames.append(ReportFrame(file=match[1], line=number, function=match[3]))
    ours = [index for index, frame in enumerate(frames) if frame.file.startswith(_INSIDE)]
    frames = frames[: ours[0] if ours else None][::-1]
    if not frames:
        return None
    title = re.match(r"Fatal Python error: (.*)", text)
    return Traceback(
        chain=(Raised(type=title[1] if title else "Fatal Python error", frames=tuple(frames)),),
        style="faulthandler",
    )


def _from_output(text: str) -> Traceback | None:
    """What the program printed before it ended, where it kept us from seeing more."""
    from analyzers.text import clean
    from analyzers.traceback import read

    try:
        return read(clean(text)).subject
    except NotImplementedError:
        return None
