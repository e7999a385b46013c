"""What does a line of the console do? It asks, watches, sets breakpoints, runs code, or is read by the program."""

from collections.abc import Awaitable, Callable

from textual import work

from analyzers.facts import Printed, Variable
from analyzers.runtime.crash import Unknown
from analyzers.text import number_of
from tools.debugger.interactive import Debugger
from tools.debugger.protocol import Breakpoint, Stopped
from tui.breakpoints import Breakpoints
from tui.screens.standing import Standing
from tui.standing import watched_as_variables
from tui.stepping.words import breakpoint_of
from tui.widgets.console import ConsolePane
from tui.widgets.output import OutputPane

Answer = Variable | Unknown | str | None


class Conversing(Standing):
    """A screen over a debugged program, as far as it is led by words."""

    def __init__(self, breakpoints: Breakpoints, watches: list[str]) -> None:
        """Take where to stop and what to watch: the app's own, which outlive the screen."""
        super().__init__(watches)
        self._kept = breakpoints

    async def show_breakpoints(self) -> None:
        """Hook: show where the breakpoints are."""
        raise NotImplementedError

    def on_console_pane_typed(self, message: ConsolePane.Typed) -> None:
        """Answer a line of the console."""
        message.stop()
        self._answer(message.text)

    def on_console_pane_ended(self, message: ConsolePane.Ended) -> None:
        """Let the program come to the end of its input."""
        message.stop()
        if self._debugger is not None:
            self._debugger.end_input()
            self.query_one(ConsolePane).add("the program's input has ended")

    @work(group="ask", exit_on_error=False)
    async def _answer(self, text: str) -> None:
        console, debugger = self.query_one(ConsolePane), self._debugger
        if debugger is not None and (text.startswith("<") or debugger.state is None):
            self._feed(debugger, text.removeprefix("<"))
            return
        console.add(f"> {text}")
        if debugger is None or not isinstance(state := debugger.state, Stopped):
            console.add("the program does not stand still", wrong=True)
            return
        verb, _, rest = text.partition(" ")
        rest = rest.strip()
        handler: Callable[[Debugger, str], Awaitable[Answer]] | None = getattr(self, f"_say_{verb}", None)
        if text.startswith("!"):
            answer: Answer = await debugger.execute(text[1:].strip())
        elif handler is not None and (rest or verb not in self._values.get(self._key, ())):
            answer = await handler(debugger, rest)
        else:
            answer = await debugger.evaluate(text, self._frame)
        if isinstance(answer, Unknown):
            console.add(answer.reason, wrong=True)
        elif isinstance(answer, Variable):
            size = f", {answer.size} long" if answer.size is not None else ""
            console.add(f"{answer.repr}  ({answer.type}{size})")
        elif answer:
            console.add(answer)
        if text.startswith("!") or verb in ("watch", "unwatch"):
            await self._show_names(state, watched_as_variables(await debugger.watched()))

    def _feed(self, debugger: Debugger, text: str) -> None:
        """Give the program a line to read, and show it where a terminal would."""
        console = self.query_one(ConsolePane)
        console.add(f"< {text}")
        if (refused := debugger.feed(f"{text}\n")) is not None:
            console.add(refused.reason, wrong=True)
        else:
            self.query_one(OutputPane).append([Printed("stdout", f"{text}\n")])

    # --- the words, by their names

    async def _say_watch(self, debugger: Debugger, rest: str) -> Answer:
        if not rest:
            return ", ".join(self._watches) or "nothing is watched · watch EXPRESSION"
        answer = await debugger.watch(rest)
        if isinstance(answer, Unknown):
            return answer
        if rest not in self._watches:
            self._watches.append(rest)
        return None

    async def _say_unwatch(self, debugger: Debugger, rest: str) -> Answer:
        answer = await debugger.unwatch(rest)
        if isinstance(answer, Unknown):
            return answer
        self._watches[:] = [one for one in self._watches if one not in answer]
        return None

    async def _say_break(self, debugger: Debugger, rest: str) -> Answer:
        if not rest:
            return "\n".join(map(_described, await debugger.breakpoints())) or "there is no breakpoint"
        return await self._set(debugger, breakpoint_of(rest))

    async def _say_tbreak(self, debugger: Debugger, rest: str) -> Answer:
        return await self._set(debugger, breakpoint_of(rest, once=True))

    async def _set(self, debugger: Debugger, wanted: Breakpoint | str) -> Answer:
        if isinstance(wanted, str):
            return Unknown(wanted)
        there = [one for one in await debugger.breakpoints() if one.line and one.line == wanted.line]
        added = await debugger.add(wanted, typed=True)
        if isinstance(added, Unknown):
            return added
        for one in there:  # another condition takes the place of the first
            if (one.file, one.line) == (added.file, added.line):
                await debugger.remove(one.number)
        if added.line and not added.once:
            self._kept[added.file, added.line] = added.condition
        await self.show_breakpoints()
        return _described(added)

    async def _say_clear(self, debugger: Debugger, rest: str) -> Answer:
        if rest and not rest.isdecimal():
            return Unknown("`clear` takes the number of a breakpoint; `break` lists them")
        there = {one.number: one for one in await debugger.breakpoints()}
        gone = await debugger.remove(int(rest or 0))
        if isinstance(gone, Unknown):
            return gone
        for number in gone:
            self._kept.pop((there[number].file, there[number].line), None)
        await self.show_breakpoints()
        return f"{number_of(len(gone), 'breakpoint')} cleared"

    async def _say_catch(self, debugger: Debugger, rest: str) -> Answer:
        if rest not in ("on", "off"):
            return Unknown(
                "`catch on` stops where an exception is raised, even if it is caught; `catch off` does not"
            )
        await debugger.option(raises=rest == "on")
        return f"stops at what is raised and caught: {rest}"


def _described(point: Breakpoint) -> str:
    condition = f" if {point.condition}" if point.condition else ""
    hits = f" · came there {number_of(point.hits, 'time')}" if point.hits else ""
    return f"{point.number}  {point.where}{condition}{', once' if point.once else ''}{hits}"
