"""What happens between a line typed at the debugger's prompt and the rows that answer it?"""

import signal
from collections.abc import Awaitable, Callable, Iterable

from analyzers.facts import Variable
from analyzers.runtime.crash import Unknown
from tools.debugger.interactive import Debugger
from tools.debugger.protocol import Ended, How, Stopped, Why
from tui.exits import Exit
from tui.render.ink import Ink
from tui.stepping.keyboard import Desk
from tui.stepping.page import Page
from tui.stepping.words import Typed, breakpoint_of, nearest, read, word_of

_HOWS = {
    "step": How.STEP,
    "next": How.NEXT,
    "return": How.RETURN,
    "until": How.UNTIL,
    "continue": How.CONTINUE,
}
_MOST = 1_000  # steps asked for at once


class Shell:
    """The prompt of one session."""

    def __init__(self, debugger: Debugger, desk: Desk, root: str) -> None:
        self.debugger = debugger
        self.desk = desk
        self.root = root
        self.stop: Stopped | None = None
        self.frame = -1
        self.last = Typed("")
        self.failed = False
        self.left = False
        self.typing = False  # a Ctrl-C is for the prompt

    @property
    def page(self) -> Page:
        """For rows as wide as the terminal is."""
        return Page(Ink(self.desk.colour), max(40, self.desk.columns), self.root)

    async def run(self, *, breaks: Iterable[str] = ()) -> int:
        """Let the person lead the program until one of both ends; returns the exit code."""
        import asyncio

        loop = asyncio.get_running_loop()

        def interrupted(*_: object) -> None:
            if self.typing:
                raise KeyboardInterrupt
            loop.call_soon_threadsafe(lambda: asyncio.ensure_future(self.debugger.pause()))

        previous = signal.signal(signal.SIGINT, interrupted)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what we leave running is ended by others then
        try:
            await self._begin(breaks)
            while not self.left:
                await self._prompt()
        finally:
            signal.signal(signal.SIGINT, previous)
        return Exit.PROBLEM if self.failed else Exit.OK

    async def _begin(self, breaks: Iterable[str]) -> None:
        """Set the breakpoints of the command line, then go to the first of them, or to the first line."""
        self.debugger.take_terminal()
        self.desk.stood()
        waiting = False
        for text in breaks:
            waiting = await self._break(text) or waiting
        if isinstance(self.debugger.state, Stopped) and self.debugger.state.why is Why.ENTRY:
            await self._go(How.CONTINUE if waiting else How.STEP)
        else:
            await self._arrive()

    async def _prompt(self) -> None:
        names: list[str] = []
        if self.debugger.standing:
            for variable in await self.debugger.variables():
                names.append(variable.name)
                names += [
                    f"{variable.name}.{part.name}" for part in variable.parts if part.name.isidentifier()
                ]
        try:
            self.typing = True
            line = self.desk.read(names)
        except KeyboardInterrupt:
            self.desk.write("")
            return
        finally:
            self.typing = False
        if line is None:
            await self._do_detach("") if self.debugger.attached else await self._do_quit("")
            return
        typed = read(line, frozenset(names))
        if not typed.name:
            word = word_of(self.last.name)
            if word is None or not word.repeats or line.strip():
                return
            typed = self.last
        self.last = typed
        await self._do(typed)

    async def _do(self, typed: Typed) -> None:
        if typed.name in _HOWS:
            await self._step(typed)
            return
        handler: Callable[[str], Awaitable[None]] | None = getattr(self, "_do_" + typed.name, None)
        assert handler is not None, typed
        if not self.debugger.standing and typed.name not in ("quit", "restart", "help", "unknown"):
            self._say("the program has ended: `restart` begins again, `quit` leaves")
            return
        await handler(typed.rest)

    # --- going on

    async def _step(self, typed: Typed) -> None:
        if not self.debugger.standing:
            self._say("the program has ended: `restart` begins again, `quit` leaves")
            return
        line, count = 0, 1
        if typed.rest:
            if not typed.rest.isdecimal() or typed.name in ("return", "continue"):
                self._say(f"`{typed.name}` does not take `{typed.rest}`")
                return
            if typed.name == "until":
                line = int(typed.rest)
            else:
                count = min(int(typed.rest), _MOST)
        await self._go(_HOWS[typed.name], line, count)

    async def _go(self, how: How, line: int = 0, count: int = 1) -> None:
        self.desk.going()
        self.debugger.give_terminal()
        for _ in range(max(1, count)):
            state = await self.debugger.go(how, line=line)
            if not isinstance(state, Stopped) or state.why is not Why.STEP:
                break
        self.debugger.take_terminal()
        self.desk.stood()
        await self._arrive()

    async def _arrive(self) -> None:
        """Show where the program is."""
        state = self.debugger.state
        if isinstance(state, Stopped):
            self.stop, self.frame = state, state.frame
            self.failed = self.failed or state.failed
            source = await self.debugger.source(around=2) if state.frames else None
            self._show(self.page.stop(state, source))
        elif isinstance(state, Ended):
            self.stop = None
            if self.debugger.attached:
                self.left = True
                return
            self.failed = self.failed or state.outcome.failed
            self._show([self.page.ended(state)])
            if state.outcome.traceback is not None and state.outcome.signal:
                self._show(self.page.frames(state.outcome.traceback.final.frames, -1))

    async def _do_detach(self, rest: str) -> None:
        self.desk.going()
        self.debugger.give_terminal()
        await self.debugger.detach()
        await self.debugger.arrive()
        self.debugger.take_terminal()
        self.desk.stood()
        await self._arrive()

    async def _do_restart(self, rest: str) -> None:
        if self.debugger.attached:
            self._say("this program was not started here: it cannot be started again")
            return
        self.failed = False
        state = await self.debugger.restart()
        if isinstance(state, Stopped):
            self.debugger.take_terminal()
            for note in state.notes:
                self._say(note)
            await self._go(How.CONTINUE if await self.debugger.breakpoints() else How.STEP)
        else:
            await self._arrive()

    async def _do_quit(self, rest: str) -> None:
        self.left = True
        if self.debugger.attached and self.debugger.standing:
            self.desk.going()
            self.debugger.give_terminal()
            await self.debugger.detach(leave=True)

    # --- breakpoints and watched expressions

    async def _do_break(self, rest: str) -> None:
        if rest:
            await self._break(rest)
        else:
            self._show(self.page.breakpoints(await self.debugger.breakpoints()))

    async def _do_tbreak(self, rest: str) -> None:
        await self._break(rest, once=True)

    async def _break(self, text: str, *, once: bool = False) -> bool:
        wanted = breakpoint_of(text, once=once)
        added = wanted if isinstance(wanted, str) else await self.debugger.add(wanted, typed=True)
        if isinstance(added, str):
            self._say(added)
            return False
        if isinstance(added, Unknown):
            self._show(self.page.unknown(added))
            return False
        self._show(self.page.breakpoints([added]))
        return True

    async def _do_clear(self, rest: str) -> None:
        if rest and not rest.isdecimal():
            self._say("`clear` takes the number of a breakpoint")
            return
        gone = await self.debugger.remove(int(rest or 0))
        if isinstance(gone, Unknown):
            self._show(self.page.unknown(gone))
        else:
            self._say(f"removed: {', '.join(str(number) for number in gone) or 'none'}")

    async def _do_watch(self, rest: str) -> None:
        if not rest:
            self._show(self.page.watched(await self.debugger.watched()))
            return
        answer = await self.debugger.watch(rest)
        self._show(self.page.unknown(answer) if isinstance(answer, Unknown) else self.page.watched([answer]))

    async def _do_unwatch(self, rest: str) -> None:
        answer = await self.debugger.unwatch(rest)
        if isinstance(answer, Unknown):
            self._show(self.page.unknown(answer))

    async def _do_catch(self, rest: str) -> None:
        if (wanted := self._switch("catch", rest)) is not None:
            await self.debugger.option(raises=wanted)

    async def _do_libraries(self, rest: str) -> None:
        if (wanted := self._switch("libraries", rest)) is not None:
            await self.debugger.option(everywhere=wanted)

    def _switch(self, name: str, rest: str) -> bool | None:
        if rest not in ("on", "off"):
            self._say(f"`{name} on` or `{name} off`")
            return None
        return rest == "on"

    # --- looking

    async def _do_why(self, rest: str) -> None:
        from pathlib import Path

        from assistant.stepping import why
        from tui.render.text import render

        answer = await why(self.debugger, Path(self.root))
        await self.debugger.select(self.frame)
        if isinstance(answer, Unknown):
            self._show(self.page.unknown(answer))
        else:
            self.desk.write(render(answer, colour=self.desk.colour, width=self.page.width, root=self.root))

    async def _do_where(self, rest: str) -> None:
        if self.stop is not None:
            self._show(self.page.frames(self.stop.frames, self.frame % max(1, len(self.stop.frames))))

    async def _do_up(self, rest: str) -> None:
        await self._move(self.debugger.up, rest)

    async def _do_down(self, rest: str) -> None:
        await self._move(self.debugger.down, rest)

    async def _do_frame(self, rest: str) -> None:
        if not rest.isdecimal():
            self._say("`frame` takes a number of `where`")
            return
        await self._move(self.debugger.select, rest)

    async def _move(self, move: Callable[[int], Awaitable[int | Unknown]], rest: str) -> None:
        if rest and not rest.isdecimal():
            self._say("a number is needed")
            return
        answer = await move(int(rest or 1))
        if isinstance(answer, Unknown):
            self._show(self.page.unknown(answer))
            return
        self.frame = answer
        if self.stop is not None:
            self._show(self.page.frames(self.stop.frames, answer, alone=True))
            source = await self.debugger.source(around=2)
            self._show(self.page.unknown(source) if isinstance(source, Unknown) else self.page.source(source))

    async def _do_list(self, rest: str) -> None:
        around = int(rest) if rest.isdecimal() else 5
        await self._source("", around)

    async def _do_source(self, rest: str) -> None:
        await self._source(rest, 20)

    async def _source(self, name: str, around: int) -> None:
        source = await self.debugger.source(name, around=around)
        self._show(self.page.unknown(source) if isinstance(source, Unknown) else self.page.source(source))

    async def _do_vars(self, rest: str) -> None:
        self._show(self.page.variables(await self.debugger.variables()))

    async def _do_threads(self, rest: str) -> None:
        self._show(self.page.threads(await self.debugger.threads()))

    async def _do_print(self, rest: str) -> None:
        await self._do_evaluate(rest)

    async def _do_evaluate(self, rest: str) -> None:
        answer = await self.debugger.evaluate(rest)
        self._value(answer)
        if isinstance(answer, Unknown) and (
            "harmless" in answer.reason or "not one expression" in answer.reason
        ):
            self._say(f"`!{rest}` runs it all the same")

    async def _do_execute(self, rest: str) -> None:
        self.desk.going()
        answer = await self.debugger.execute(rest)
        self.desk.stood()
        if answer is not None:
            self._value(answer)

    async def _do_help(self, rest: str) -> None:
        word = word_of(rest)
        if word is not None:
            self._say(f"{', '.join((word.name, *word.short))} {word.argument}: {word.help}")
        else:
            self._show(self.page.help())

    async def _do_unknown(self, rest: str) -> None:
        near = nearest(rest)
        self._say(
            f"there is no command `{rest}`"
            + (f"; the nearest is `{near}`" if near else ": `help` lists them")
        )

    # --- rows

    def _value(self, answer: Variable | Unknown) -> None:
        self._show(self.page.unknown(answer) if isinstance(answer, Unknown) else self.page.value(answer))

    def _say(self, text: str) -> None:
        from analyzers.text import visible

        self.desk.write(visible(text))

    def _show(self, rows: Iterable[str]) -> None:
        text = "\n".join(rows)
        if text:
            self.desk.write(text)
