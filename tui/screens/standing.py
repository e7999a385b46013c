"""What may be looked at in a program that stands still? Its calls, its names, what is inside them."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work

from analyzers.facts import Variable
from analyzers.runtime.crash import Unknown
from tools.debugger.interactive import Debugger
from tools.debugger.protocol import Ended, Stopped
from tui.parts import path_to, renumbered
from tui.screens.searching import Searching
from tui.standing import Held, held_by, marked_changes, watched_as_variables
from tui.widgets.source import SourcePane
from tui.widgets.stack import StackPane
from tui.widgets.variables import VariablesPane

if TYPE_CHECKING:
    from tui.app import DebugAssist


class Standing(Searching[Stopped | Ended | None]):
    """A screen over a debugged program, as far as it asks without letting it go on."""

    app: "DebugAssist"

    def __init__(self, watches: list[str]) -> None:
        """Take the watched expressions: the app's own, which outlive the screen."""
        super().__init__()
        self._watches = watches
        self._debugger: Debugger | None = None
        self._frame = -1
        # what each function's names held when they were last shown, and when they were before this stop
        self._values: dict[tuple[str, str], dict[str, Held]] = {}
        self._before = self._values
        self._key = ("", "")  # file and function of the call whose names are on show

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self, depth: int) -> None:
        """Make a call the one that is asked about; `depth` counts from the deepest."""
        debugger = self._debugger
        if debugger is None or not isinstance(state := debugger.state, Stopped):
            return
        self._frame = len(state.frames) - 1 - depth
        await debugger.select(self._frame)
        await self._show_names(state, watched_as_variables(await debugger.watched()))

    def on_stack_pane_picked(self, message: StackPane.Picked) -> None:
        """Show the line and the names of the call."""
        message.stop()
        if message.call.place is not None:
            self.query_one(SourcePane).show_place(message.call.place)
        state = self._debugger.state if self._debugger is not None else None
        if isinstance(state, Stopped):
            places = [(frame.file, frame.line, frame.function) for frame in reversed(state.frames)]
            wanted = (message.call.file, message.call.line, message.call.function)
            if wanted in places:
                self._look(places.index(wanted))

    @work(group="open", exit_on_error=False)
    async def _open(self, message: VariablesPane.Opened) -> None:
        if self._debugger is not None:
            value = await self._debugger.evaluate(message.path, self._frame)
            if not self.query_one(VariablesPane).has(message.node):  # the program has gone on meanwhile
                return
            parts: tuple[Variable, ...] = () if isinstance(value, Unknown) else value.parts
            if message.start and isinstance(message.node.data, Variable):
                parts = renumbered(parts, message.start, message.node.data)
            self.query_one(VariablesPane).fill(message.node, self._compared(message.to, parts), message.start)

    def _compared(self, path: str, parts: tuple[Variable, ...]) -> tuple[Variable, ...]:
        """The parts of a value, those marked that hold something else than when they were on show before this stop."""
        key = self._key
        now = {path_to(path, part.name): (part.repr, None) for part in parts}
        before = self._before.get(key, {})
        if path not in before or not any(each in before for each in now):
            before = {}  # it was not open
        named = [replace(part, name=path_to(path, part.name)) for part in parts]
        marked = marked_changes(before, now, named)
        self._values.setdefault(key, {}).update(now)
        return tuple(
            replace(one, flags=marked_one.flags) for one, marked_one in zip(parts, marked, strict=True)
        )

    def on_variables_pane_opened(self, message: VariablesPane.Opened) -> None:
        """Ask the program what is inside."""
        message.stop()
        self._open(message)

    async def _show_names(
        self, state: Stopped, watched: tuple[Variable, ...], variables: tuple[Variable, ...] | None = None
    ) -> None:
        """Show what the names of the chosen call hold, and what is watched."""
        debugger = self._debugger
        assert debugger is not None
        if variables is None:
            variables = await debugger.variables()
        frame = state.frames[self._frame] if state.frames else None
        self._key = (frame.file, frame.function) if frame is not None else ("", "")
        now = held_by(variables, await debugger.prints())
        shown = marked_changes(self._before.get(self._key, {}), now, variables)
        self._values[self._key] = now
        self.query_one(VariablesPane).show_names(frame.function if frame else "", shown, watched)
