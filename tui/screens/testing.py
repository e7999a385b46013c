"""How are the tests of the workspace listed and run from the screen?"""

import re
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from analyzers.deferred import regex
from analyzers.errors import AssistantError
from analyzers.facts import Problem
from tui.pump import in_thread
from tui.screens.remembering import Remembering
from tui.sheets import Place

if TYPE_CHECKING:
    from tui.app import DebugAssist
    from tui.widgets.tests import TestEntries, TestsPane


_ALL_PASSED = regex(r"^=* ?\d+ passed in ", re.MULTILINE)  # none was skipped, or failed as expected


class Testing(Remembering):
    """Tests are run when it is asked for, and stopped with Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("L", "tests('list')", "list the tests of this folder", id="tests"),
    ]

    app: "DebugAssist"

    def on_test_entries_wished(self, message: "TestEntries.Wished") -> None:
        """List or run tests."""
        message.stop()
        self.action_tests(message.what)

    def on_tests_pane_explain(self, message: "TestsPane.Explain") -> None:
        """Run one test and look for what makes it fail."""
        message.stop()
        from tools.testing.listing import operand

        self.app.submit(f"run python -m pytest {_quoted(operand(message.name, self.tested_folder))}")

    def on_tests_pane_go(self, message: "TestsPane.Go") -> None:
        """Show the line where a test of another runner failed."""
        message.stop()
        test = message.test
        sheet = self.sheets.meant(test.file) if test.file else None
        if sheet is not None and test.line and self.source.show_place(Place(sheet.name, test.line)):
            self.action_pane("source")
        elif test.file:
            self.tell(f"{test.file}:{test.line} is not among the texts of this problem", warning=True)
        else:
            self.tell(f"{test.runner} does not say where {test.name} failed", warning=True)

    async def show_reported(self, problem: Problem) -> None:
        """List the tests that a report, or what the program has printed, names."""
        from analyzers.logic.reported import reported
        from tools.testing.listing import here, operand
        from tools.testing.outcomes import Ended

        text = self.output.copied() if problem.command else problem.text
        if tests := await in_thread(reported, text):
            names = [test.name for test in tests if test.runner == "pytest"]
            self.tests.show_reported(tests, await in_thread(here, names, self.tested_folder))
        elif self.state.fine and _ALL_PASSED.search(text):
            for (
                name
            ) in self.tests.names:  # pytest names those that fail; that these passed is known by the command
                if operand(name, self.tested_folder) in problem.command:
                    self.tests.note(name, Ended.PASSED)

    def action_tests(self, what: str = "list") -> None:
        """List the tests, or run `one`, `all` or the `bad` ones of them."""
        pane = self.tests
        self.greet(on=False)
        self.action_pane("tests")
        if what == "one" and pane.name_at_cursor and pane.name_at_cursor not in pane.names:
            self.tell(
                "this test is another runner's, or of another folder · R does the whole work again",
                warning=True,
            )
            return
        if what == "list" or not pane.names:
            self._list_tests()
            return
        names = {"one": (pane.name_at_cursor,), "bad": pane.bad}.get(what, pane.names)
        if not any(names):
            self.tell("no test has failed" if what == "bad" else "there is no test under the cursor")
            return
        self._run_tests(names, all_=what == "all")

    @property
    def tested_folder(self) -> str:
        """The folder whose tests are meant."""
        problem = self.state.problem
        if problem is not None and (problem.folder or problem.workspace):
            return problem.folder or problem.workspace
        return str(Path.cwd())

    @work(exclusive=True, group="tests", exit_on_error=False)
    async def _list_tests(self) -> None:
        from tools.testing.listing import gather

        self.tests.say("asking pytest …")
        try:
            self.tests.show_tests(await gather(self.tested_folder))
        except AssistantError as error:
            self.tests.say(f"{error.message}\n{error.hint}", failed=True)
            return
        self.tests.focus_body()

    @work(exclusive=True, group="tests", exit_on_error=False)
    async def _run_tests(self, names: tuple[str, ...], *, all_: bool) -> None:
        from tools.testing.listing import outcomes

        self.tests.begin(names)
        self.tests.focus_body()
        try:
            async with aclosing(outcomes(self.tested_folder, () if all_ else names)) as endings:
                async for ending in endings:
                    self.tests.note(ending.name, ending.ended)
        except AssistantError as error:
            self.app.say(error)

    def stop_tests(self) -> bool:
        """Stop tests that are being run; return whether there were any."""
        return bool(self.workers.cancel_group(self, "tests"))


def _quoted(word: str) -> str:
    import shlex

    return shlex.quote(word)
