"""Which regions does the screen have, and when are they made?

The first paint is an empty frame: the rest is mounted right after it, since importing and mounting it costs as much
again as the frame itself. Where there is no problem yet, the first screen comes before the panes that it hides.
"""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from tui.screens.searching import Searching
from tui.widgets.hints import Hints
from tui.widgets.pane import Pane
from tui.widgets.tab_line import TabLine
from tui.widgets.title import Title

if TYPE_CHECKING:
    from tui.widgets.ask import Ask
    from tui.widgets.diagnosis import DiagnosisPane
    from tui.widgets.diff import DiffPane
    from tui.widgets.output import OutputPane
    from tui.widgets.problems import ProblemsPane
    from tui.widgets.source import SourcePane
    from tui.widgets.stack import StackPane
    from tui.widgets.tests import TestsPane
    from tui.widgets.variables import VariablesPane

PANES = ("source", "diagnosis", "stack", "variables", "output", "fix", "tests")


class Regions(Searching[None]):
    """Panes, the input, and the bars around them."""

    def __init__(self) -> None:
        super().__init__()
        self.built = False

    def compose(self) -> ComposeResult:
        """Only what the first paint needs."""
        yield Title()
        with Horizontal(id="desk"):
            yield Container(id="panes")
        yield Hints()

    def on_mount(self) -> None:
        """Paint first."""
        self.call_after_refresh(self._build)

    async def _build(self) -> None:
        """The bars and the first screen; where that is on show, the panes that it hides come after its paint."""
        from tui.widgets.ask import Ask
        from tui.widgets.find_bar import FindBar
        from tui.widgets.guide import Guide
        from tui.widgets.welcome import Welcome

        greeting = self.greets()
        with self.app.batch_update():
            await self.mount_all(
                [Welcome(), TabLine(id="bar"), FindBar(), Guide(), Ask(id="ask")],
                before=self.query_one(Hints),
            )
            if greeting:
                self.greet(on=True)
            else:
                await self._build_panes()
        if greeting:
            self.call_after_refresh(self._build_panes)

    async def _build_panes(self) -> None:
        from tui.widgets.diagnosis import DiagnosisPane
        from tui.widgets.diff import DiffPane
        from tui.widgets.output import OutputPane
        from tui.widgets.problems import ProblemsPane
        from tui.widgets.source import SourcePane
        from tui.widgets.stack import StackPane
        from tui.widgets.tests import TestsPane
        from tui.widgets.variables import VariablesPane

        panes = (SourcePane, DiagnosisPane, StackPane, VariablesPane, OutputPane, DiffPane, TestsPane)
        with self.app.batch_update():
            await self.query_one("#panes").mount_all(
                [pane(id=name) for pane, name in zip(panes, PANES, strict=True)]
            )
            await self.query_one("#desk").mount(ProblemsPane(id="problems"), before=0)
            self.built = True
            self.ready()

    def greets(self) -> bool:
        """Hook: whether there is nothing to show yet but the first screen."""
        return True

    def greet(self, *, on: bool) -> None:
        """Show or hide the first screen; on it, typing begins at once."""
        self.set_class(on, "-welcome")
        if on:
            self.set_focus(self.ask)  # whoever types before looking has typed into it

    def ready(self) -> None:
        """Hook: the panes are there."""

    def pane(self, name: str) -> Pane:
        """Return a pane by its name."""
        return self.query_one(f"#{name}", Pane)

    @property
    def source(self) -> "SourcePane":
        """The source pane."""
        return self.pane("source")  # type: ignore[return-value]  # typed by its id

    @property
    def diagnosis(self) -> "DiagnosisPane":
        """The diagnosis pane."""
        return self.pane("diagnosis")  # type: ignore[return-value]  # typed by its id

    @property
    def diff(self) -> "DiffPane":
        """The pane of the fixes."""
        return self.pane("fix")  # type: ignore[return-value]  # typed by its id

    @property
    def output(self) -> "OutputPane":
        """The output pane."""
        return self.pane("output")  # type: ignore[return-value]  # typed by its id

    @property
    def stack(self) -> "StackPane":
        """The stack pane."""
        return self.pane("stack")  # type: ignore[return-value]  # typed by its id

    @property
    def variables(self) -> "VariablesPane":
        """The variables pane."""
        return self.pane("variables")  # type: ignore[return-value]  # typed by its id

    @property
    def problems(self) -> "ProblemsPane":
        """The list of problems."""
        return self.pane("problems")  # type: ignore[return-value]  # typed by its id

    @property
    def tests(self) -> "TestsPane":
        """The tests."""
        return self.pane("tests")  # type: ignore[return-value]  # typed by its id

    @property
    def ask(self) -> "Ask":
        """The input."""
        return self.query_one("#ask")  # type: ignore[return-value]  # typed by its id
