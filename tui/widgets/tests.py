"""Which tests are there, and how did each one end? The tests pane."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from analyzers.text import visible
from tools.testing.outcomes import Ended
from tui.widgets.entries import Entries
from tui.widgets.pane import Pane

_LOOKS = {
    None: ("·", "$muted"),
    Ended.PASSED: ("✓", "$success"),
    Ended.FAILED: ("✗", "bold $error"),
    Ended.ERROR: ("!", "bold $error"),
    Ended.HUNG: ("∞", "bold $warning"),
    Ended.SKIPPED: ("-", "$muted"),
}


class TestEntries(Entries):
    """Tests by file."""

    __test__ = False  # no test itself, whatever its name looks like

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "wish('one')", "run this test", id="tests.one"),
        Binding("A", "wish('all')", "run all tests", id="tests.all"),
        Binding("B", "wish('bad')", "run those again that did not pass", id="tests.bad"),
        Binding("L", "wish('list')", "list the tests anew", id="tests.list"),
    ]

    class Wished(Message):
        """The user wants tests to be run or listed."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def action_wish(self, what: str) -> None:
        """Ask the pane for it."""
        self.post_message(self.Wished(what))


class TestsPane(Pane):
    """The tests of the workspace. Nothing is imported or run before it is asked for."""

    __test__ = False

    TITLE = "tests"
    NUMBER = 7
    EMPTY = (
        "The tests that pytest finds in this folder are listed here: L lists them, which imports their files. "
        "Then space runs one, A all of them, and enter explains one that fails."
    )
    HELP_TEXT = (
        "The tests of this folder, by file. Space runs one, A all, B those that did not pass; enter runs one and looks "
        "for what makes it fail. They run where they are, as pytest in a shell would run them."
    )
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "explain", "screen.enter"),
        ("space", "run", "screen.tests('one')"),
        ("A", "all", "screen.tests('all')"),
        ("B", "bad ones", "screen.tests('bad')"),
        ("L", "list", "screen.tests('list')"),
    )

    class Explain(Message):
        """Work on the failure of this test."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ended: dict[str, Ended | None] = {}
        self._names: list[str] = []  # of the entries; empty for a heading

    def compose(self) -> ComposeResult:
        """Words and the list."""
        yield from super().compose()
        yield TestEntries(markup=False)

    def body(self) -> Widget | None:
        """The list."""
        return self.query_one(TestEntries)

    def copied(self) -> str:
        """The tests that did not pass, else all of them."""
        return "\n".join(self.bad or self._ended)

    @property
    def names(self) -> tuple[str, ...]:
        """All tests."""
        return tuple(self._ended)

    @property
    def bad(self) -> tuple[str, ...]:
        """The tests that did not pass."""
        return tuple(name for name, ended in self._ended.items() if ended is not None and ended.bad)

    @property
    def name_at_cursor(self) -> str:
        """The test under the cursor, or an empty string."""
        at = self.query_one(TestEntries).highlighted
        return self._names[at] if at is not None and at < len(self._names) else ""

    def show_tests(self, names: tuple[str, ...]) -> None:
        """List tests; what is known of one of them stays."""
        self._ended = {name: self._ended.get(name) for name in names}
        listing = self.query_one(TestEntries)
        options: list[Option] = []
        self._names = []
        file = ""
        for name in self._ended:
            if name.partition("::")[0] != file:
                file = name.partition("::")[0]
                options.append(Option(Content(visible(file)).stylize("bold $muted"), disabled=True))
                self._names.append("")
            options.append(Option(self._entry(name)))
            self._names.append(name)
        listing.clear_options()
        listing.add_options(options)
        if not options:
            self.say("pytest finds no test in this folder")
            return
        listing.highlighted = 1
        self.show_body()
        self._count()

    def begin(self, names: tuple[str, ...]) -> None:
        """Forget how these tests ended: they are run again."""
        for name in names:
            self._ended[name] = None
        self.show_tests(self.names)

    def note(self, name: str, ended: Ended) -> None:
        """Show how a test ended; one that was not listed is taken up."""
        if name not in self._ended:
            self._ended[name] = ended
            self.show_tests(self.names)
            return
        self._ended[name] = ended
        self.query_one(TestEntries).replace_option_prompt_at_index(self._names.index(name), self._entry(name))
        self._count()

    def _entry(self, name: str) -> Content:
        glyph, look = _LOOKS[self._ended[name]]
        return Content.assemble((glyph, look), f" {visible(name.partition('::')[2])}")

    def _count(self) -> None:
        ended = list(self._ended.values())
        passed, bad = ended.count(Ended.PASSED), len(self.bad)
        parts = [f"{passed} passed"] * bool(passed) + [f"{bad} did not"] * bool(bad) + [f"{len(ended)} tests"]
        self.retitle("", " · ".join(parts))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for an explanation."""
        event.stop()
        if name := self._names[event.option_index]:
            self.post_message(self.Explain(name))
