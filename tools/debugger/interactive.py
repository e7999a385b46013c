"""How is a program debugged step by step? The one protocol of the app, the command line and the models' tools.

    async with debug(launch, cwd=folder) as debugger:
        await debugger.add(Breakpoint(file="cart.py", line=12, condition="total < 0"))
        stop = await debugger.go()
        while isinstance(stop, Stopped):
            print(await debugger.evaluate("total"))
            stop = await debugger.go(How.NEXT)

A request that cannot be met is answered by `Unknown`, with the reason; nothing raises but the start.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analyzers.facts import Snapshot, Variable
from analyzers.runtime.crash import Unknown
from tools import process
from tools.debugger.outcome import Why, frames_of, state_frame, stopped, variable_of
from tools.debugger.protocol import Breakpoint, Ended, How, SourceText, Stopped, Thread, Watched
from tools.debugger.session import INTERRUPT, Session, start
from tools.interpreter import Launch

_PAUSED = 3.0  # seconds for a program to stop when asked to


@dataclass(slots=True, eq=False)
class Debugger:
    """A program that is debugged. Comes from `debug`."""

    launch: Launch
    settings: dict[str, Any]  # of `session.start`, for the next time
    state: Stopped | Ended | None = None  # None while it runs
    attached: bool = False  # to a program that has started us
    fed: bool = False  # its standard input is what `feed` gives
    _input: int = -1  # our end of it
    _session: Session | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _breakpoints: dict[int, Breakpoint] = field(default_factory=dict)
    _watched: list[str] = field(default_factory=list)
    _options: dict[str, bool] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        """The run that is going on: its child process, and what a post mortem asks."""
        assert self._session is not None
        return self._session

    @property
    def standing(self) -> bool:
        """Whether the program stands still and can be asked."""
        return isinstance(self.state, Stopped)

    # --- going on

    async def go(self, how: How = How.CONTINUE, *, line: int = 0) -> Stopped | Ended:
        """Let the program run on; returns when it stops or ends. `line` is where UNTIL leads, by default further on."""
        if not isinstance(self.state, Stopped):
            return self.state or Ended(outcome=self.session.outcome)
        self.state = None
        self.session.resume({"do": "go", "how": str(how), "line": line})
        return await self.arrive()

    async def detach(self, *, leave: bool = False) -> None:
        """Let the program run on without stopping, or have it `leave`, as `sys.exit` does."""
        if self.standing:
            self.state = None
            self._breakpoints.clear()
            self.session.resume({"do": "leave" if leave else "detach"})

    async def arrive(self) -> Stopped | Ended:
        """Wait until the program stops or ends."""
        message = await self.session.next_stop()
        self.state = Ended(outcome=self.session.outcome) if message is None else _stop(message)
        return self.state

    async def pause(self) -> bool:
        """Ask a program that runs to stop; `go`, which is waiting, then returns. False when it does not run.

        C code that does not return cannot be stopped.
        """
        if self.state is not None:
            return False
        self.session.signal(INTERRUPT)
        return True

    async def restart(self) -> Stopped | Ended:
        """Start the program anew, with the same breakpoints; it stands before its first line."""
        await self.close()
        self._stack = AsyncExitStack()
        with self._given() as given:
            session = start(self.launch, **(self.settings | given))
            self._session = await self._stack.enter_async_context(session)
        self.state = self._entered()
        if isinstance(self.state, Stopped):
            notes = list(self.state.notes)
            kept, self._breakpoints = self._breakpoints, {}
            for each in kept.values():
                added = await self.add(each, typed=True)  # as it was, or it would not be there
                if isinstance(added, Unknown):
                    notes.append(f"the breakpoint at {each.where} is gone: {added.reason}")
            for expression in list(self._watched):
                await self._ask("watch", expression=expression)
            if self._options:
                await self._ask("option", **self._options)
            self.state = replace(self.state, notes=tuple(notes))
        return self.state

    def feed(self, text: str) -> Unknown | None:
        """Give a program that is `fed` something to read; None when it was taken."""
        if self._input < 0:
            return Unknown("the program's input has ended")
        data = text.encode("utf-8", "replace")
        try:
            if os.write(self._input, data) == len(data):
                return None
        except BlockingIOError:
            pass
        except OSError:
            return Unknown("the program does not read any more")
        return Unknown("the program has not read yet what it was given before")

    def end_input(self) -> None:
        """Let a program that is `fed` come to the end of what there is to read."""
        if self._input >= 0:
            os.close(self._input)
            self._input = -1

    async def close(self) -> None:
        """End the program."""
        await self._stack.aclose()
        if not isinstance(self.state, Ended) and self._session is not None:
            self.state = Ended(outcome=self.session.outcome)

    # --- breakpoints and watched expressions

    async def add(self, breakpoint: Breakpoint, *, typed: bool = False) -> Breakpoint | Unknown:
        """Set a breakpoint; what comes back has its number, its full path, and the line it was moved to.

        A condition that begins with `!` runs code of the program: it is refused unless a person has `typed` it.
        """
        if breakpoint.condition.startswith("!") and not typed:
            return Unknown("only a condition that a person typed may run code of the program")
        answer = await self._ask(
            "break",
            file=breakpoint.file,
            line=breakpoint.line,
            function=breakpoint.function,
            condition=breakpoint.condition,
            once=breakpoint.once,
        )
        if "number" not in answer:
            return _unknown(answer)
        added = Breakpoint(**answer)
        self._breakpoints[added.number] = added
        return added

    async def remove(self, number: int = 0) -> tuple[int, ...] | Unknown:
        """Remove a breakpoint, or all; returns the numbers of those removed."""
        answer = await self._ask("clear", number=number)
        if not isinstance(answer, list):
            return _unknown(answer)
        for gone in answer:
            self._breakpoints.pop(gone, None)
        return tuple(answer)

    async def breakpoints(self) -> tuple[Breakpoint, ...]:
        """Every breakpoint, with how often it was hit; those last known while the program runs."""
        answer = await self._ask("breaks")
        if isinstance(answer, list):
            self._breakpoints = {each["number"]: Breakpoint(**each) for each in answer}
        return tuple(self._breakpoints.values())

    async def watch(self, expression: str) -> Watched | Unknown:
        """Have an expression evaluated at every stop; refused when running it could do anything."""
        answer = await self._ask("watch", expression=expression)
        if "name" not in answer:
            return _unknown(answer)
        if expression not in self._watched:
            self._watched.append(expression)
        return _watched(answer)

    async def unwatch(self, expression: str = "") -> tuple[str, ...] | Unknown:
        """Let go of a watched expression, or of all."""
        answer = await self._ask("unwatch", expression=expression)
        if not isinstance(answer, list):
            return _unknown(answer)
        self._watched = [each for each in self._watched if each not in answer]
        return tuple(answer)

    async def watched(self) -> tuple[Watched, ...]:
        """The watched expressions with their values in the current frame."""
        answer = await self._ask("watches")
        return tuple(_watched(each) for each in answer) if isinstance(answer, list) else ()

    async def option(self, *, everywhere: bool | None = None, raises: bool | None = None) -> None:
        """Whether steps lead into libraries, and whether a raised exception stops the program."""
        for name, value in (("everywhere", everywhere), ("raises", raises)):
            if value is not None:
                self._options[name] = value
        await self._ask("option", **self._options)

    # --- questions

    async def evaluate(self, expression: str, frame: int | None = None) -> Variable | Unknown:
        """Return what an expression holds, in the current frame or another; it runs no code of the program."""
        return await self.session.evaluate(expression, frame)

    async def execute(self, code: str) -> Variable | Unknown | None:
        """Run code in the current frame as the program would; None when it has no value.

        It may do anything: for what a person typed, never for what a model asked.
        """
        answer = await self._ask("run", seconds=None, code=code)
        if "done" in answer:
            return None
        return variable_of(answer) if "repr" in answer else _unknown(answer)

    async def snapshot(self) -> Snapshot | None:
        """Return the values of every frame."""
        return await self.session.snapshot()

    async def variables(self, frame: int | None = None) -> tuple[Variable, ...]:
        """Return what the names of a frame hold: those of the current one, unless another is given."""
        answer = await self._ask("variables", **({} if frame is None else {"frame": frame}))
        return state_frame(answer).variables if "function" in answer else ()

    async def prints(self) -> dict[str, int]:
        """Return a number for each name of the current frame, which is another one once it holds something else."""
        answer = await self._ask("prints")
        return {} if "unknown" in answer and isinstance(answer["unknown"], str) else answer

    async def select(self, frame: int) -> int | Unknown:
        """Make a frame the current one, by its index among those of the stop; returns it."""
        return _frame(await self._ask("select", frame=frame))

    async def up(self, count: int = 1) -> int | Unknown:
        """Go towards the caller."""
        return await self.session.up(count)

    async def down(self, count: int = 1) -> int | Unknown:
        """Go towards the deepest call."""
        return await self.session.down(count)

    async def source(self, expression: str = "", *, around: int = 5) -> SourceText | Unknown:
        """Return the text round the current line, or of the function or class that an expression holds."""
        answer = await self._ask("source", expression=expression, around=around)
        if "lines" not in answer:
            return _unknown(answer)
        return SourceText(
            file=answer["file"], first=answer["first"], lines=tuple(answer["lines"]), line=answer["line"]
        )

    async def threads(self) -> tuple[Thread, ...]:
        """Return every thread and where it is."""
        answer = await self._ask("threads")
        if not isinstance(answer, list):
            return ()
        return tuple(
            Thread(name=each["name"], current=each["current"], frames=frames_of(each)) for each in answer
        )

    def take_terminal(self) -> None:
        """Have the terminal, to read what is typed while the program stands."""
        self.session.take_terminal()

    def give_terminal(self) -> None:
        """Hand the program the terminal that it was started in."""
        self.session.give_terminal()

    # --- what is behind it

    async def _ask(self, do: str, *, seconds: float | None = 5.0, **words: Any) -> Any:
        return await self.session.ask({"do": do, **words}, seconds)

    @contextmanager
    def _given(self) -> Iterator[dict[str, int]]:
        """The program's end of the pipe that it reads, where it is fed."""
        if not self.fed:
            yield {}
            return
        self.end_input()
        reader, self._input = os.pipe()
        os.set_blocking(self._input, False)  # a program that reads nothing must not hold us up
        self._stack.callback(self.end_input)
        try:
            yield {"stdin": reader}
        finally:
            os.close(reader)

    def _entered(self) -> Stopped | Ended:
        """The state after the start: before the first line, or ended before there was one."""
        if self.session.live and self.session.last is not None:
            return _stop(self.session.last)
        return Ended(outcome=self.session.outcome)


@asynccontextmanager
async def debug(
    launch: Launch,
    *,
    cwd: str | Path | None = None,
    capture: bool = False,
    stdin: bytes | None = None,
    env: dict[str, str] | None = None,
    limits: process.Limits | None = None,
    on_output: process.OnOutput | None = None,
    fed: bool = False,
) -> AsyncIterator[Debugger]:
    """Start a program and stand before its first line; leaving the block ends it.

    Without `capture` it has our standard streams. It reads `stdin`, or what `Debugger.feed` is given where it is `fed`.
    Raises ToolError when it cannot be started.
    """
    settings = {
        "cwd": cwd,
        "capture": capture,
        "stdin": stdin,
        "env": env,
        "limits": limits or process.Limits(),
        "on_output": on_output,
        "interactive": True,
    }
    debugger = Debugger(launch, settings, fed=fed)
    try:
        await debugger.restart()
        yield debugger
    finally:
        with suppress(ProcessLookupError):
            await debugger.close()


def _stop(message: dict[str, Any]) -> Stopped:
    outcome = stopped(message, (), ())
    failed = bool(message["chain"])
    assert outcome.traceback is not None
    frames = outcome.traceback.final.frames
    return Stopped(
        why=outcome.why,
        frames=frames,
        frame=message.get("frame", len(frames) - 1),
        thread=outcome.subject if outcome.why is not Why.TEST else "",
        subject=outcome.subject if outcome.why is Why.TEST else "",
        breakpoints=tuple(message.get("breaks", ())),
        returned=variable_of(message["returned"]) if "returned" in message else None,
        raised=variable_of(message["raised"]) if "raised" in message else None,
        traceback=outcome.traceback if failed else None,
        watched=tuple(_watched(each) for each in message.get("watches", ())),
        notes=(*outcome.notes, *message.get("notes", ())),
    )


def _watched(answer: dict[str, Any]) -> Watched:
    value = variable_of(answer) if "repr" in answer else _unknown(answer)
    return Watched(
        expression=answer["name"],
        value=value,
        before=answer.get("before", ""),
        changed=answer.get("changed", False),
    )


def _frame(answer: dict[str, Any]) -> int | Unknown:
    return answer["frame"] if "frame" in answer else _unknown(answer)


def _unknown(answer: Any) -> Unknown:
    return Unknown(str(answer.get("unknown", "no answer")) if isinstance(answer, dict) else "no answer")
