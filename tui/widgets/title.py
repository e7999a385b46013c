"""What is this, where did it go, and what is being done? The top line."""

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from analyzers.facts import Decision, Route
from tui.certainty import decided
from tui.investigation import Phase, Step

_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_WIDE = 56  # columns from which the name and how the route was decided have room
_ROUTES = {
    Route.SYNTAX: "$error",
    Route.RUNTIME: "$warning",
    Route.LOGIC: "$primary",
    Route.UNCLEAR: "$muted",
}


class Title(Static):
    """Name, subject and progress on the left; route, confidence and stage on the right."""

    DEFAULT_CSS = """
    Title { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    subject: reactive[str] = reactive("", layout=False)
    phase: reactive[Phase] = reactive(Phase.IDLE)
    decision: reactive[Decision | None] = reactive(None)
    step: reactive[Step | None] = reactive(None, always_update=True)
    waited: reactive[float] = reactive(0.0)
    watching: reactive[bool] = reactive(False)
    fine: reactive[bool] = reactive(False)

    def render(self) -> Content:
        """Return the line, the left part cut to leave room for the right one."""
        width = max(10, self.size.width)
        name = "▟ debugassist " if width >= _WIDE or not self.subject else "▟ "
        left = Content.assemble((name, "bold $primary"), (f" {self.subject} ", "bold"))
        left = left.append(self._progress())
        ways = Content("  esc stops").stylize("$muted") if self.phase is Phase.WORKING else Content("")
        right = self._route()
        if self.watching:
            right = Content.assemble((" ◉ watching ", "$accent"), right)
        room = width - right.cell_length - ways.cell_length - 1
        left = left.truncate(max(0, room), ellipsis=True).append(ways)
        return left.append(Content(" " * max(0, width - left.cell_length - right.cell_length))).append(right)

    def _progress(self) -> Content:
        match self.phase:
            case Phase.WORKING:
                frame = _SPINNER[int(self.waited * 10) % len(_SPINNER)]
                words = self.step.detail or self.step.name if self.step else "working"
                if self.step and self.step.total:
                    words += f" {self.step.done}/{self.step.total}"
                clock = f" {self.waited:.0f} s" if self.waited >= 1 else ""
                return Content.assemble((f" {frame} ", "$accent"), words, (clock, "$muted"))
            case Phase.FAILED:
                return Content(" ✗ failed").stylize("bold $error")
            case Phase.STOPPED:
                return Content(" ■ stopped").stylize("$warning")
            case _:
                return Content("")

    def _route(self) -> Content:
        if self.fine:  # where it would have gone says nothing any more
            return Content(" ✓ nothing failed ").stylize("bold $success")
        if self.decision is None:
            return Content("")
        decision = self.decision
        why = f" {decided(decision).replace(' sure, by ', ' · ')}" if self.size.width >= _WIDE else ""
        return Content.assemble(
            (f" {decision.route} ", f"bold reverse {_ROUTES[decision.route]}"), (why, "$muted")
        )
