"""Which tests are there, and how did each one end? The tests pane."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from analyzers.text import number_of, visible
from tools.testing.outcomes import Ended
from tui.widgets.entries import Entries
from tui.widgets.pane import Pane

if TYPE_CHECKING:
    from analyzers.logic.reported import Reported

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
        "Then space runs one, A all of them, and enter explains one that fails. Tests that a report or a program's output "
        "names are listed by themselves, whatever runner they are of."
    )
    HELP_TEXT = (
        "The tests of this folder, by file. Space runs one, A all, B those that did not pass; enter runs one and looks "
        "for what makes it fail. They run where they are, as pytest in a shell would run them. Of other runners' tests "
        "what was reported is shown; enter goes to the line that failed."
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

    @dataclass
    class Go(Message):
        """Show the line where this test failed."""

        test: "Reported"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ended: dict[str, Ended | None] = {}
        self._reported: dict[str, Reported] = {}  # those that cannot be run from here
        self._told: set[str] = set()  # those that can, and that only a report has named
        self._before: set[str] = set()  # those that ended so before a file was changed
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
        return "\n".join(self._all_bad or self._ended)

    @property
    def names(self) -> tuple[str, ...]:
        """All tests that pytest can run."""
        return tuple(name for name in self._ended if name not in self._reported)

    @property
    def bad(self) -> tuple[str, ...]:
        """The tests that pytest can run and that did not pass."""
        return tuple(name for name in self._all_bad if name not in self._reported)

    @property
    def _all_bad(self) -> tuple[str, ...]:
        return tuple(name for name, ended in self._ended.items() if ended is not None and ended.bad)

    @property
    def name_at_cursor(self) -> str:
        """The test under the cursor, or an empty string."""
        at = self.query_one(TestEntries).highlighted
        return self._names[at] if at is not None and at < len(self._names) else ""

    def forget_reported(self) -> None:
        """Leave out what another problem's report said."""
        if gone := self._told.union(self._reported):
            self._ended = {name: ended for name, ended in self._ended.items() if name not in gone}
            self._reported, self._told = {}, set()
            self._list()

    def show_reported(self, tests: "Iterable[Reported]", here: Mapping[str, str]) -> None:
        """Show how tests ended by what a runner has printed; `here` are pytest's names for those that it can run."""
        for test in tests:
            if test.runner == "pytest" and test.name in here:
                name = here[test.name]
                if name not in self._ended:
                    self._told.add(name)
            else:
                name = f"{test.runner}::{test.name}"
                self._reported[name] = test
            self._ended[name] = Ended(test.ended)
            self._before.discard(name)
        self._list()

    def show_tests(self, names: tuple[str, ...]) -> None:
        """List tests; what is known of one of them stays, and so do those that cannot be run from here."""
        self._told = set()
        self._list_first(names)

    def _list_first(self, names: tuple[str, ...]) -> None:
        known = {name: self._ended.get(name) for name in names}
        self._ended = known | {name: self._ended[name] for name in self._reported}
        self._list()

    def _list(self) -> None:
        listing = self.query_one(TestEntries)
        here = self.name_at_cursor
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
            self.retitle()
            return
        bad = self._all_bad
        first = here if here in self._ended else next((name for name in self._names if name in bad), "")
        listing.highlighted = self._names.index(first) if first else 1
        self.show_body()
        self._count()

    def begin(self, names: tuple[str, ...]) -> None:
        """Forget how these tests ended: they are run again."""
        for name in names:
            self._ended[name] = None
        self._before.difference_update(names)
        self._list_first(self.names)

    def note(self, name: str, ended: Ended) -> None:
        """Show how a test ended; one that was not listed is taken up."""
        self._told.discard(name)
        self._before.discard(name)
        if name not in self._ended:
            self._ended[name] = ended
            self._list_first(self.names)
            return
        self._ended[name] = ended
        self.query_one(TestEntries).replace_option_prompt_at_index(self._names.index(name), self._entry(name))
        self._count()

    def outdate(self) -> None:
        """Say of every test that has ended that a file has been changed since."""
        if ended := {name for name, how in self._ended.items() if how is not None}:
            self._before = ended
            self._list()

    def _entry(self, name: str) -> Content:
        glyph, look = _LOOKS[self._ended[name]]
        test = self._reported.get(name)
        place = f"  {PurePath(test.file).name}:{test.line}" if test is not None and test.line else ""
        if old := name in self._before:
            look = "$muted"
        return Content.assemble(
            (glyph, look),
            f" {visible(name.partition('::')[2])}",
            (visible(place), "$muted"),
            ("  before the change" if old else "", "$muted"),
        )

    def _count(self) -> None:
        ended = list(self._ended.values())
        passed, bad = ended.count(Ended.PASSED), len(self._all_bad)
        parts = [f"{passed} passed"] * bool(passed) + [f"{bad} did not"] * bool(bad)
        parts.append(number_of(len(ended), "test"))
        parts += ["before the change"] * bool(self._before & self._ended.keys())
        self.retitle("", " · ".join(parts))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for an explanation, or for the line of a test that is another runner's."""
        event.stop()
        name = self._names[event.option_index]
        if name in self._reported:
            self.post_message(self.Go(self._reported[name]))
        elif name:
            self._told.clear()  # who works on one goes on with the others, whatever its report names
            self.post_message(self.Explain(name))
