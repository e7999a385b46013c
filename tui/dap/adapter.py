"""What does each request of an editor do to the program?

One adapter serves one client and debugs one program. Requests are answered in their order; while the program
runs, a task waits for its next stop and says so as an event.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from analyzers.errors import AssistantError, InputError, UsageError
from analyzers.facts import Frame
from analyzers.runtime.crash import Unknown
from tools.debugger.interactive import Debugger, debug
from tools.debugger.protocol import Breakpoint, Ended, How, Stopped, Why
from tui.dap.launching import Program, program_of
from tui.dap.values import Values
from tui.dap.wire import Message, Wire

_REASONS = {
    Why.ENTRY: "entry",
    Why.BREAKPOINT: "breakpoint",
    Why.STEP: "step",
    Why.PAUSE: "pause",
    Why.CALL: "function breakpoint",
}
_HOWS = {"continue": How.CONTINUE, "next": How.NEXT, "stepIn": How.STEP, "stepOut": How.RETURN}
_CAPABILITIES: Message = {
    "supportsConfigurationDoneRequest": True,
    "supportsFunctionBreakpoints": True,
    "supportsConditionalBreakpoints": True,
    "supportsEvaluateForHovers": True,
    "supportsExceptionInfoRequest": True,
    "supportsRestartRequest": True,
    "supportsTerminateRequest": True,
    "exceptionBreakpointFilters": [
        {"filter": "raised", "label": "Raised exceptions", "default": False},
        {"filter": "uncaught", "label": "Uncaught exceptions", "default": True},
    ],
}
_MAIN = 1  # number of the thread that stands


class Adapter:
    """One client and the program that it debugs."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.debugger: Debugger | None = None
        self.values: Values | None = None
        self.program: Program | None = None
        self._stack = AsyncExitStack()
        self._running: asyncio.Task[None] | None = None
        self._begun = False
        self._entering = False  # the next stop is before the program's first line
        self._uncaught = True  # stop where a failure ends the program
        self._functions: set[int] = set()  # breakpoints at functions
        self._left = False

    async def serve(self) -> None:
        """Answer until the client disconnects; then the program is ended."""
        try:
            while not self._left:
                try:
                    message = await self.wire.read()
                except InputError as error:
                    self.wire.event("output", category="stderr", output=f"{error.message}\n")
                    return
                if message is None:
                    return
                if message.get("type") == "request":
                    await self._answer(message)
        finally:
            if self._running is not None:
                self._running.cancel()
                with suppress(asyncio.CancelledError):
                    await self._running
            await self._stack.aclose()

    async def _answer(self, request: Message) -> None:
        command = str(request.get("command", ""))
        handler: Callable[[Message], Awaitable[Message | None]] | None
        handler = getattr(self, f"_do_{command}", None)
        if command in _HOWS:
            handler = self._go(_HOWS[command])
        if handler is None:
            self.wire.answer(request, error=f"`{command}` is not supported")
            return
        arguments = request.get("arguments")
        try:
            body = await handler(arguments if isinstance(arguments, dict) else {})
        except AssistantError as error:
            hint = f": {error.hint}" if error.hint else ""
            self.wire.answer(request, error=f"{error.message}{hint}")
        except (KeyError, TypeError, ValueError) as error:
            self.wire.answer(request, error=f"the request's arguments are wrong: {error!r}")
        else:
            self.wire.answer(request, body)
            if command in ("launch", "attach"):
                self.wire.event("initialized")  # breakpoints can be set from here on

    # --- beginning and end

    async def _do_initialize(self, arguments: Message) -> Message:
        return _CAPABILITIES

    async def _do_launch(self, arguments: Message) -> None:
        if self.debugger is not None:
            raise UsageError("a program is debugged already")
        self.program = program_of(arguments)
        self.debugger = await self._stack.enter_async_context(
            debug(
                self.program.launch,
                cwd=self.program.folder,
                env=self.program.env,
                capture=True,
                stdin=b"",
                on_output=self._print,
            )
        )
        self.values = Values(self.debugger)

    async def _do_configurationDone(self, arguments: Message) -> None:  # noqa: N802  # the protocol's name
        assert self.program is not None
        state = self._standing().state
        self._begun = True
        if self.program.stop_on_entry:
            self._entering = True
            self._resume(How.STEP)
        elif isinstance(state, Stopped):
            self._resume(How.CONTINUE)

    async def _do_restart(self, arguments: Message) -> None:
        debugger = self._known()
        await self._interrupt_wait()
        await debugger.restart()
        self._resume(How.CONTINUE)

    async def _do_disconnect(self, arguments: Message) -> None:
        self._left = True

    async def _do_terminate(self, arguments: Message) -> None:
        await self._interrupt_wait()
        await self._known().close()
        self.wire.event("terminated")

    # --- breakpoints

    async def _do_setBreakpoints(self, arguments: Message) -> Message:  # noqa: N802
        file = str(Path(arguments["source"]["path"]).resolve())
        wanted = [
            Breakpoint(file=file, line=int(one["line"]), condition=str(one.get("condition") or ""))
            for one in arguments.get("breakpoints") or []
        ]
        return await self._set(wanted, lambda known: known.file == file and bool(known.line))

    async def _do_setFunctionBreakpoints(self, arguments: Message) -> Message:  # noqa: N802
        wanted = [
            Breakpoint(function=str(one["name"]), condition=str(one.get("condition") or ""))
            for one in arguments.get("breakpoints") or []
        ]
        return await self._set(wanted, lambda known: not known.line)

    async def _set(self, wanted: list[Breakpoint], replaced: Callable[[Breakpoint], bool]) -> Message:
        """Set breakpoints in the place of those of the same kind; a program that runs is stopped for the moment."""
        debugger = self._known()
        paused = await self._stand()
        for known in await debugger.breakpoints():
            if replaced(known):
                await debugger.remove(known.number)
        answers: list[Message] = []
        for one in wanted:
            added = await debugger.add(one)
            if isinstance(added, Unknown):
                answers.append({"verified": False, "message": added.reason})
            else:
                answers.append({"verified": True, "id": added.number, "line": added.line or 1})
                if one.function:
                    self._functions.add(added.number)
        if paused:
            self._resume(How.CONTINUE)
        return {"breakpoints": answers}

    async def _do_setExceptionBreakpoints(self, arguments: Message) -> None:  # noqa: N802
        debugger = self._known()
        paused = await self._stand()
        filters = arguments.get("filters") or []
        self._uncaught = "uncaught" in filters
        await debugger.option(raises="raised" in filters)
        if paused:
            self._resume(How.CONTINUE)

    # --- going on

    def _go(self, how: How) -> Callable[[Message], Awaitable[Message | None]]:
        async def going(_: Message) -> Message:
            self._standing()
            self._resume(how)
            return {"allThreadsContinued": True}

        return going

    async def _do_pause(self, arguments: Message) -> None:
        await self._known().pause()

    def _resume(self, how: How) -> None:
        assert self.values is not None
        self.values.forget()
        self._running = asyncio.ensure_future(self._wait(how))

    async def _wait(self, how: How) -> None:
        """Let the program go on, and tell the client where it stops."""
        await self._tell(await self._known().go(how))

    async def _tell(self, state: Stopped | Ended) -> None:
        if isinstance(state, Ended):
            code = state.outcome.code
            self.wire.event("exited", exitCode=code if code is not None else 1)
            self.wire.event("terminated")
            return
        if state.failed and not self._uncaught:
            self._resume(How.CONTINUE)
            return
        body: Message = {"reason": self._reason(state), "threadId": _MAIN, "allThreadsStopped": True}
        if state.breakpoints:
            body["hitBreakpointIds"] = list(state.breakpoints)
        if state.traceback is not None:
            body["text"] = _summary(state)
        self.wire.event("stopped", **body)
        if state.failed:
            await self._explain(state)

    def _reason(self, state: Stopped) -> str:
        """Why it stands, in the protocol's words."""
        entering, self._entering = self._entering, False
        if state.failed:
            return "exception"
        if entering and state.why is Why.STEP:
            return "entry"
        if state.breakpoints and self._functions.issuperset(state.breakpoints):
            return "function breakpoint"
        return _REASONS.get(state.why, "exception")

    async def _explain(self, state: Stopped) -> None:
        """Say the cause of a failure in the console, asked of the program as it stands."""
        from assistant.stepping import why

        assert self.program is not None
        debugger = self._known()
        answer = await why(debugger, self.program.root)
        await debugger.select(state.frame)
        if not isinstance(answer, Unknown):
            self.wire.event("output", category="important", output=f"debugassist: {answer.cause}\n")

    async def _stand(self) -> bool:
        """Have the program stand, silently; returns whether it ran before."""
        debugger = self._known()
        if debugger.standing or not self._begun or self._running is None:
            return False
        task, self._running = self._running, None
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        if not await debugger.pause():
            return False
        return isinstance(await debugger.arrive(), Stopped)

    async def _interrupt_wait(self) -> None:
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
            self._running = None

    # --- looking

    async def _do_threads(self, arguments: Message) -> Message:
        threads = await self._known().threads() if self._known().standing else ()
        others = [thread.name for thread in threads if not thread.current]
        current = next((thread.name for thread in threads if thread.current), "MainThread")
        return {
            "threads": [{"id": number, "name": name} for number, name in enumerate([current, *others], _MAIN)]
        }

    async def _do_stackTrace(self, arguments: Message) -> Message:  # noqa: N802
        state = self._standing().state
        assert isinstance(state, Stopped)
        frames: tuple[Frame, ...] = state.frames
        if arguments.get("threadId", _MAIN) != _MAIN:
            others = [thread for thread in await self._known().threads() if not thread.current]
            index = int(arguments["threadId"]) - _MAIN - 1
            frames = others[index].frames if 0 <= index < len(others) else ()
        shown = [self._frame(number, frame) for number, frame in enumerate(frames)]
        shown.reverse()  # deepest first
        start = int(arguments.get("startFrame") or 0)
        levels = int(arguments.get("levels") or 0) or len(shown)
        return {"stackFrames": shown[start : start + levels], "totalFrames": len(shown)}

    def _frame(self, number: int, frame: Frame) -> Message:
        assert self.program is not None
        path = Path(self.program.folder, frame.file)
        column = frame.mark[0] + 1 if frame.mark is not None else 1
        shown: Message = {"id": number + 1, "name": frame.function, "line": frame.line or 0, "column": column}
        if path.is_file():
            shown["source"] = {"name": path.name, "path": str(path)}
        return shown

    async def _do_scopes(self, arguments: Message) -> Message:
        self._standing()
        assert self.values is not None
        number = self.values.scope(int(arguments["frameId"]) - 1)
        return {"scopes": [{"name": "Locals", "variablesReference": number, "expensive": False}]}

    async def _do_variables(self, arguments: Message) -> Message:
        self._standing()
        assert self.values is not None
        return {"variables": await self.values.inside(int(arguments["variablesReference"]))}

    async def _do_evaluate(self, arguments: Message) -> Message:
        """Hovers and watches only look; in the console, `!` in front runs what a person has typed."""
        debugger = self._standing()
        assert self.values is not None
        text = str(arguments["expression"]).strip()
        frame = int(arguments["frameId"]) - 1 if arguments.get("frameId") else None
        if text.startswith("!") and arguments.get("context") == "repl":
            if frame is not None:
                await debugger.select(frame)
            done = await debugger.execute(text[1:])
            if done is None:
                return {"result": "", "variablesReference": 0}
            value = done
        else:
            value = await debugger.evaluate(text, frame)
        if isinstance(value, Unknown):
            hint = (
                "; `!` in front runs it as the program's own code"
                if arguments.get("context") == "repl"
                else ""
            )
            raise UsageError(f"{value.reason}{hint}")
        state = debugger.state
        current = state.frame if isinstance(state, Stopped) else 0
        shown = self.values.shown(value, current if frame is None else frame, text)
        return {
            "result": shown["value"],
            "type": shown["type"],
            "variablesReference": shown["variablesReference"],
        }

    async def _do_exceptionInfo(self, arguments: Message) -> Message:  # noqa: N802
        state = self._standing().state
        assert isinstance(state, Stopped)
        if state.traceback is None:
            name = state.raised.type if state.raised is not None else "stopped"
            return {
                "exceptionId": name,
                "breakMode": "always",
                "description": state.raised.repr if state.raised else "",
            }
        final = state.traceback.final
        return {
            "exceptionId": final.type,
            "description": final.message,
            "breakMode": "unhandled",
            "details": {"typeName": final.type, "message": final.message},
        }

    # --- helpers

    def _print(self, stream: str, data: bytes) -> None:
        self.wire.event("output", category=stream, output=data.decode("utf-8", "replace"))

    def _known(self) -> Debugger:
        if self.debugger is None:
            raise UsageError("no program is debugged", "send `launch` first")
        return self.debugger

    def _standing(self) -> Debugger:
        debugger = self._known()
        if not debugger.standing:
            raise UsageError("the program does not stand still")
        return debugger


def _summary(state: Stopped) -> str:
    assert state.traceback is not None
    final: Any = state.traceback.final
    return f"{final.type}: {final.message}" if final.message else str(final.type or state.why)
