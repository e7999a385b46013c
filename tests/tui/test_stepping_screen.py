"""A person goes through a real program: breakpoints, steps, names, watches, questions, a failure, the end."""

import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual import events

from analyzers.facts import Routed
from tests.tui.conftest import NARROW, WIDE, Opener, Screen
from tests.tui.fakes import DECISION, Scripted
from tests.tui.test_editing import until
from tools.debugger.protocol import Ended, Stopped
from tools.intake import from_command, from_files
from tools.sessions import load
from tui.screens.stepping import PANES, Stepping
from tui.widgets.output import OutputView
from tui.widgets.source_view import SourceView
from tui.widgets.variables import VariablesTree

PROGRAM = """\
PRICES = {"apple": 3, "pear": 4}


def price(name, count):
    each = PRICES[name]
    return each * count


def total(basket):
    amount = 0
    for name, count in basket:
        amount += price(name, count)
    return amount


print("begin")
print(total([("apple", 2), ("pear", 1)]))
print(total([("plum", 2)]))
"""


class Session:
    """The stepping screen, in words a test can use."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    @property
    def state(self) -> Stopped | Ended | None:
        top = self.screen.app.screen
        assert isinstance(top, Stepping)
        return top._debugger.state if top._debugger is not None else None

    async def stands(self) -> Stopped | Ended:
        """Wait until the program stands or has ended, and that is on screen."""
        for _ in range(3_000):
            busy = [
                one for one in self.screen.app.workers if one.group in ("go", "look", "ask", "open", "break")
            ]
            top = self.screen.app.screen
            assert isinstance(top, Stepping)
            if self.state is not None and top.shown and not busy:
                await self.screen.pilot.pause()
                return self.state
            await self.screen.pilot.pause(0.02)
        raise AssertionError(self.screen.text())

    async def press(self, *keys: str) -> Stopped | Ended:
        for key in keys:
            await self.screen.pilot.press(key)
            await self.screen.pilot.pause(0.02)
            state = await self.stands()
        return state

    async def ask(self, text: str) -> str:
        """Type a line into the console and return what the console shows."""
        await self.screen.pilot.press("i")
        top = self.screen.app.screen
        from tui.widgets.console import ConsoleInput

        top.query_one(ConsoleInput).value = text
        await self.press("enter", "escape")
        return self.screen.text("#console")

    def line(self) -> int:
        state = self.state
        assert isinstance(state, Stopped)
        return state.frames[-1].line or 0


@asynccontextmanager
async def stepping(
    open_app: Opener,
    folder: Path,
    size: tuple[int, int] = WIDE,
    text: str = PROGRAM,
    keys: tuple[str, ...] = (),
    python: str = "python",
) -> AsyncIterator[Session]:
    (folder / "shop.py").write_text(text)
    async with open_app(size=size) as screen:
        problem = from_command((python, "shop.py"), workspace=str(folder))
        screen.app.step_through(replace(problem, folder=str(folder)))
        while not isinstance(screen.app.screen, Stepping):
            await screen.pilot.pause(0.02)
        session = Session(screen)
        for key in keys:
            screen.app.post_message(events.Key(key, key))
        while session.state is None:
            await screen.pilot.pause(0.02)
        await session.stands()
        yield session
        if isinstance(screen.app.screen, Stepping):
            await screen.pilot.press("escape")


async def test_it_stands_at_the_first_line_and_goes_on_line_by_line(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        assert session.line() == 1
        assert "▶  1 PRICES" in session.screen.text("#source")

        await session.press("n", "n", "n")

        assert session.line() == 16
        assert "begin" not in session.screen.text("#output")
        await session.press("n")
        assert "begin" in session.screen.text("#output")


async def test_a_breakpoint_is_in_the_gutter_and_stops_it(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        session.screen.app.screen.query_one("#source").view.go_to(6)  # type: ignore[attr-defined]  # the source pane
        await session.press("1", "b")
        assert "●  6" in session.screen.text("#source")

        await session.press("c")

        assert session.line() == 6
        assert "price" in session.screen.text("#stack")
        assert "total" in session.screen.text("#stack")
        assert "each = 3" in session.screen.text("#variables")
        assert "each = 3" in session.screen.text("#source")  # beside the line it stands at

        await session.press("b")
        assert "●" not in session.screen.text("#source")


async def test_a_click_in_the_gutter_sets_and_clears_a_breakpoint(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        view = session.screen.app.screen.query_one(SourceView)
        await session.screen.pilot.click(view, offset=(1, 5))
        await session.screen.settle()
        assert "●  6" in session.screen.text("#source")
        await session.screen.pilot.click(view, offset=(view.gutter_width + 2, 4))
        await session.screen.settle()
        assert (
            session.screen.text("#source").count("●") == 1
        )  # beside the gutter a click only moves the cursor
        await session.screen.pilot.click(view, offset=(1, 5))
        await session.screen.settle()
        assert "●" not in session.screen.text("#source")


async def test_names_that_changed_are_marked_and_values_open_on_demand(
    open_app: Opener, tmp_path: Path
) -> None:
    async with stepping(open_app, tmp_path) as session:
        session.screen.app.screen.query_one("#source").view.go_to(12)  # type: ignore[attr-defined]
        await session.press("1", "b", "c")
        assert "△" not in session.screen.text("#variables")
        await session.press("c")

        text = session.screen.text("#variables")
        assert "△ amount = 6" in text
        assert "△ basket" not in text

        await session.press("3", "home", "space")
        assert "[0] = ('apple', 2)" in session.screen.text("#variables")


async def test_what_changed_stays_marked_while_one_looks_around_at_a_stop(
    open_app: Opener, tmp_path: Path
) -> None:
    """To choose a call or to watch something shows the names again; what changed did so since the last stop."""
    async with stepping(open_app, tmp_path) as session:
        session.screen.app.screen.query_one("#source").view.go_to(12)  # type: ignore[attr-defined]
        await session.press("1", "b", "c", "c", "2", "down", "up")
        assert "△ amount = 6" in session.screen.text("#variables")

        await session.ask("watch amount")

        assert "△ amount = 6" in session.screen.text("#variables").partition("names")[2]


async def test_lines_typed_fast_reach_the_console_one_by_one(open_app: Opener, tmp_path: Path) -> None:
    """What is typed before the answer to a line has come begins the next line."""
    async with stepping(open_app, tmp_path) as session:
        await session.press("n", "4")
        first, second = ("len(PRICES)", "PRICES['pear']")
        for key in (*first, "enter", *second, "enter"):  # as a terminal brings them: nobody waits between two
            session.screen.app.post_message(events.Key(key, key if len(key) == 1 else "\r"))
        await session.screen.pilot.pause(0.1)
        await session.stands()
        shown = session.screen.text("#console")

        assert f"> {first}" in shown
        assert f"> {second}" in shown
        assert first + second not in shown


async def test_hints_say_what_the_keys_do_where_the_keyboard_is(open_app: Opener, tmp_path: Path) -> None:
    """In the console `n` is a letter; the variables can be opened; a zoomed pane says how it shrinks."""
    async with stepping(open_app, tmp_path) as session:
        await session.screen.press("4")
        typing = session.screen.text("Hints")
        await session.screen.press("escape", "3")
        variables = session.screen.text("Hints")
        await session.screen.press("z")
        zoomed = session.screen.text("Hints")
        await session.screen.press("z")

        assert "n next" not in typing
        assert "back to the keys" in typing
        assert "open" in variables
        assert "n next" in variables
        assert "esc leave" in variables
        assert "all panes" in zoomed
        assert "all panes" not in session.screen.text("Hints")


async def test_a_watched_expression_that_fails_has_nothing_to_open(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        await session.press("n")
        await session.ask("watch nowhere")

        assert "└ nowhere = (" in session.screen.text("#variables")


async def test_an_outer_call_is_asked_about_when_it_is_chosen(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        session.screen.app.screen.query_one("#source").view.go_to(6)  # type: ignore[attr-defined]
        await session.press("1", "b", "c", "2", "down")

        assert "in total" in session.screen.text("#variables")
        assert "0  (int)" in await session.ask("amount")
        refused = await session.ask("print(1)")
        assert "!" in refused


async def test_a_watched_expression_is_shown_at_every_stop(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        await session.ask("watch len(PRICES)")
        assert "watched" in session.screen.text("#variables")

        await session.press("n")
        assert "len(PRICES) = 2" in session.screen.text("#variables")

        await session.ask("!PRICES['fig'] = 1")
        assert "len(PRICES) = 3" in session.screen.text("#variables")


async def test_after_one_expression_to_watch_the_keys_are_those_of_the_pane_again(
    open_app: Opener, tmp_path: Path
) -> None:
    """`w` asks for one line; whoever goes to the console stays there."""
    async with stepping(open_app, tmp_path) as session:
        await session.screen.press("1", "w", *"PRICES", "enter")
        await until(session.screen, lambda: "watched" in session.screen.text("#variables"))
        assert session.screen.app.focused is session.screen.app.screen.query_one("#source").body()  # type: ignore[attr-defined]  # the source pane

        await session.screen.press("i", *"nobody()", "enter")
        await until(
            session.screen, lambda: "is not known to be ! harmless" in session.screen.flow("#console")
        )
        assert session.screen.app.focused is session.screen.app.screen.query_one("ConsoleInput")


async def test_a_failure_stops_it_and_says_what(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        state = await session.press("c")

        assert isinstance(state, Stopped)
        assert state.failed
        assert "KeyError: 'plum'" in session.screen.text("#source")
        assert "! KeyError: 'plum'" in session.screen.text("#console")
        output = session.screen.app.screen.query_one("#output").query_one(OutputView)
        lines = [output.row_text(row) for row in range(output.row_count())]
        assert "10" in lines
        assert lines[-1] == "KeyError: 'plum'"

        assert isinstance(await session.press("c"), Ended)
        assert "exit code 1" in session.screen.flow("#stack")
        await session.press("R")
        assert session.line() == 1


async def test_breakpoints_outlive_the_screen(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        session.screen.app.screen.query_one("#source").view.go_to(6)  # type: ignore[attr-defined]
        await session.press("1", "b")

        assert session.screen.app.breakpoints == {(str(tmp_path / "shop.py"), 6): ""}


async def test_leaving_ends_the_program_and_goes_back(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        top = session.screen.app.screen
        assert isinstance(top, Stepping)
        assert top._debugger is not None
        child: Any = top._debugger.session._child
        pid = child.pid
        await session.screen.pilot.press("escape")
        for _ in range(500):
            if not Path(f"/proc/{pid}").exists():
                break
            await session.screen.pilot.pause(0.02)

        assert not isinstance(session.screen.app.screen, Stepping)
        assert not Path(f"/proc/{pid}").exists()


async def test_it_works_at_80_by_24(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path, NARROW) as session:
        await session.press("n")
        assert "PRICES" in session.screen.text("#source")
        await session.press("3")

        assert session.screen.app.screen.query_one("#variables").region.height > 4


async def test_a_program_that_cannot_be_started_is_said(open_app: Opener, tmp_path: Path) -> None:
    async with open_app() as screen:
        problem = from_command(("python", "nowhere.py"), workspace=str(tmp_path))
        screen.app.step_through(replace(problem, folder=str(tmp_path)))
        for _ in range(500):
            there = isinstance(screen.app.screen, Stepping) and screen.app.screen.query("#stack")
            if there and "No such file" in screen.flow("#stack"):
                break
            await screen.pilot.pause(0.02)

        assert "No such file" in screen.flow("#stack")


async def test_its_help_has_its_own_keys_and_the_ask_hint_leads_to_the_console(
    open_app: Opener, tmp_path: Path
) -> None:
    """The source pane's `n` is another one here, and what the bottom line offers must be there."""
    from tui.widgets.console import ConsoleInput

    async with stepping(open_app, tmp_path) as session:
        await session.screen.press("1", "question_mark")
        shown = session.screen.text("#help-box")
        await session.screen.press("escape")
        await session.screen.app.screen.run_action("screen.ask")
        await session.screen.pilot.pause()

        assert "next line" in shown
        assert "next mark" not in shown
        assert isinstance(session.screen.app.screen.focused, ConsoleInput)
        await session.screen.press("escape")


async def test_escape_asks_before_a_place_in_a_program_is_lost(open_app: Opener, tmp_path: Path) -> None:
    """At its first line nothing is lost; further on, one slip would end what took many keys to reach."""
    async with stepping(open_app, tmp_path) as session:
        await session.press("n")
        await session.screen.pilot.press("escape")
        await session.screen.pilot.pause(0.05)

        assert isinstance(session.screen.app.screen, Stepping)
        assert "esc once more ends the program and leaves" in session.screen.toasts()
        await session.screen.pilot.press("escape")
        await session.screen.pilot.pause(0.05)
        assert not isinstance(session.screen.app.screen, Stepping)


async def test_each_pane_has_the_number_that_leads_to_it(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        top = session.screen.app.screen
        numbers = [re.findall(r"\d", str(top.query_one(f"#{name}").border_title)) for name in PANES]

        assert numbers == [["1"], ["2"], ["3"], ["4"], ["5"]]


async def test_a_breakpoint_is_seen_where_the_program_stands(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path) as session:
        session.screen.app.screen.query_one("#source").view.go_to(6)  # type: ignore[attr-defined]  # the source pane
        await session.press("1", "b", "c")

        assert session.line() == 6
        assert "●▶  6" in session.screen.text("#source")


async def test_a_breakpoint_set_before_the_program_runs_stops_it(open_app: Opener, tmp_path: Path) -> None:
    program = tmp_path / "shop.py"
    program.write_text(PROGRAM)
    opened = from_files([str(program)], workspace=str(tmp_path))
    async with open_app(opened, Scripted(Routed(DECISION))) as screen:
        await screen.finished()
        screen.app.main.source.view.go_to(6)
        await screen.press("1", "b")
        assert "●  6" in screen.text("#source")
        await screen.pilot.click(SourceView, offset=(1, 5))
        await screen.settle()
        assert "●" not in screen.text("#source")
        await screen.pilot.click(SourceView, offset=(1, 5))
        await screen.settle()
        assert any("stops at shop.py:6" in message for message in screen.toasts())

        screen.app.step_through(
            replace(from_command(("python", "shop.py"), workspace=str(tmp_path)), folder=str(tmp_path))
        )
        while not isinstance(screen.app.screen, Stepping):
            await screen.pilot.pause(0.02)
        session = Session(screen)
        while session.state is None:
            await screen.pilot.pause(0.02)
        await session.stands()
        assert session.line() == 6
        await session.press("b")
        await screen.pilot.press("escape", "escape")
        await screen.settle()

        assert "●" not in screen.text("#source")
        await screen.press("5", "1", "b")
        assert "●" in screen.text("#source")


async def test_watches_and_breakpoints_are_there_the_next_time(open_app: Opener, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    (tmp_path / "shop.py").write_text(PROGRAM)
    point = (str(tmp_path / "shop.py"), 6)
    async with open_app(session=file) as screen:
        await screen.pilot.pause(0.1)
        screen.app.breakpoints[point] = "count > 0"
        screen.app.watches.append("len(PRICES)")
        screen.app.main.show_breakpoints()
        while not file.exists() or not load(file).watches:
            await screen.pilot.pause(0.02)

    async with open_app(session=file) as screen:
        while not screen.app.watches:
            await screen.pilot.pause(0.02)
        assert screen.app.breakpoints == {point: "count > 0"}
        screen.app.step_through(
            replace(from_command(("python", "shop.py"), workspace=str(tmp_path)), folder=str(tmp_path))
        )
        while not isinstance(screen.app.screen, Stepping):
            await screen.pilot.pause(0.02)
        session = Session(screen)
        while session.state is None:
            await screen.pilot.pause(0.02)
        await session.stands()

        assert session.line() == 6
        assert "len(PRICES)" in screen.text("#variables")
        await screen.pilot.press("escape", "escape")


async def test_all_items_of_a_long_value_can_be_come_to(open_app: Opener, tmp_path: Path) -> None:
    """What a debugger leaves out without a word is taken for not there."""
    text = "numbers = list(range(900))\ntable = {f'k{i}': [i] for i in range(450)}\nend = True\n"
    async with stepping(open_app, tmp_path, text=text) as session:
        await session.press("n", "n", "3", "g", "l", "G", "k")
        tree = session.screen.app.screen.query_one(VariablesTree)
        assert tree.cursor_node is not None
        assert "… 700 more" in str(tree.cursor_node.label)
        await session.press("enter")
        assert "[200] = 200" in str(tree.cursor_node.label)
        rest = tree.cursor_node.parent
        assert rest is not None
        assert len(rest.children) == 401
        assert "[399] = 399" in str(rest.children[-2].label)
        assert "… 500 more" in str(rest.children[-1].label)

        await session.press("h", "h", "G", "l", "G", "enter")

        assert "['k200'] = [200]" in str(tree.cursor_node.label)
        await session.press("l")
        assert "[0] = 200" in str(tree.cursor_node.children[0].label)


async def test_a_tree_s_cursor_goes_to_its_ends(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path, text="a = 1\nb = 2\nc = 3\n") as session:
        await session.press("n", "n", "3", "G")
        tree = session.screen.app.screen.query_one(VariablesTree)
        assert tree.cursor_line == tree.last_line > 0

        await session.press("g")

        assert tree.cursor_line == 0


async def test_where_a_tree_s_cursor_goes_is_brought_into_view(open_app: Opener, tmp_path: Path) -> None:
    names = "".join(f"name_{number:02} = {number}\n" for number in range(60))
    async with stepping(open_app, tmp_path, text=f"{names}1 / 0\n") as session:
        await session.press("c", "3", "G")
        assert "name_59" in session.screen.text("#variables")
        await session.press("g")
        assert "name_00" in session.screen.text("#variables")
        await session.press("slash", *"name_33")

        assert "name_33" in session.screen.text("#variables")


HOLDERS = """\
from collections import deque


class Till:
    def __init__(self):
        self.coins = [1, 2]


till, seen, queue = Till(), {5}, deque([[1], 2])
till.coins.append(3)
queue.append(4)
seen.add(6)
"""


async def test_what_is_open_stays_open_from_stop_to_stop_and_what_changed_in_it_is_marked(
    open_app: Opener, tmp_path: Path
) -> None:
    """One opens a value to see what becomes of it; an object's short text does not tell."""
    async with stepping(open_app, tmp_path, size=(160, 50), text=HOLDERS) as session:
        await session.press("n", "n", "n")
        shown = session.screen.text("#variables")
        assert "queue = deque([[1], 2])" in shown
        await session.press("3", "g", "space", "j", "space")  # the till, and the coins in it
        assert "[1] = 2" in session.screen.text("#variables")

        await session.press("n")
        shown = session.screen.text("#variables")
        assert "△ till = <Till object>" in shown
        assert "△ coins = [1, 2, 3]" in shown
        assert "△ [2] = 3" in shown
        assert "△ [1]" not in shown
        assert "△ queue" not in shown

        await session.press("n")
        shown = session.screen.text("#variables")
        assert "[2] = 3" in shown
        assert "△ till" not in shown
        assert "△ queue" in shown


async def test_items_of_sets_and_deques_are_opened(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path, size=(160, 50), text=HOLDERS) as session:
        await session.press("n", "n", "n", "3", "G", "space", "j", "space")
        await session.press("k", "k", "space")
        shown = session.screen.text("#variables")

        assert "▼ [0] = [1]" in shown
        assert "└ 5  int" in shown


async def test_keys_pressed_fast_are_as_many_steps(open_app: Opener, tmp_path: Path) -> None:
    """A second step that came before the first had ended left the screen waiting for ever."""
    async with stepping(open_app, tmp_path, text=HOLDERS) as session:
        for _ in range(3):
            session.screen.app.post_message(events.Key("n", "n"))
        await session.screen.pilot.pause(0.1)
        await session.stands()

        assert session.line() == 10


async def test_keys_pressed_while_it_starts_act_once_it_stands(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path, keys=("n", "n")) as session:
        await session.stands()

        assert session.line() > 1
        assert not session.screen.toasts()


async def test_continue_pressed_while_it_starts_runs_on_from_where_it_stands(
    open_app: Opener, tmp_path: Path
) -> None:
    async with stepping(open_app, tmp_path, keys=("c",)) as session:
        await session.stands()

        assert "KeyError: 'plum'" in session.screen.flow("#stack")
        assert not session.screen.toasts()


async def test_what_cannot_wait_for_a_program_that_starts_says_so(open_app: Opener, tmp_path: Path) -> None:
    slow = tmp_path / "python"
    slow.write_text(f'#!/bin/sh\nsleep 1\nexec {sys.executable} "$@"\n')
    slow.chmod(0o755)
    async with stepping(open_app, tmp_path, keys=("b", "B", "p", "R"), python=str(slow)) as session:
        assert len(session.screen.toasts()) == 4
        assert all("being started" in toast for toast in session.screen.toasts())
        assert session.line() == 1


async def test_several_values_are_opened_at_once(open_app: Opener, tmp_path: Path) -> None:
    """Each answer goes to who has asked."""
    async with stepping(open_app, tmp_path, size=(160, 50), text=HOLDERS) as session:
        await session.press("n", "n", "n", "3")
        tree = session.screen.app.screen.query_one(VariablesTree)
        for node in tree.root.children:
            node.expand()
        await session.screen.pilot.pause(0.1)
        await session.stands()
        inside = [[str(part.label) for part in node.children] for node in tree.root.children]

        assert inside[0][0].startswith("coins")
        assert inside[1] == ["5  int"]
        assert [part[:3] for part in inside[2]] == ["[0]", "[1]"]


ASKS = """\
import sys
name = input("Name? ")
rest = sys.stdin.read()
print(name, len(rest))
"""


async def test_a_program_that_reads_is_given_what_is_typed(open_app: Opener, tmp_path: Path) -> None:
    """While it runs, a line of the console is the program's; `<` gives it one while it stands; ctrl+d ends it."""
    async with stepping(open_app, tmp_path, text=ASKS) as session:
        await session.press("n")
        await session.screen.pilot.press("n")
        await until(session.screen, lambda: "Name?" in session.screen.text("#output"))
        assert "what it reads is typed in the console" in session.screen.flow("#stack")
        await session.screen.pilot.press("4", *"Ann", "enter", "escape")
        await session.stands()
        assert session.line() == 3
        assert "name = 'Ann'" in session.screen.text("#variables")
        assert "Name? Ann" in session.screen.text("#output")

        await session.ask("<abc")
        await session.screen.pilot.press("c")
        await session.screen.pilot.press("4", "ctrl+d")
        state = await session.stands()

        assert isinstance(state, Ended)
        assert "Ann 4" in session.screen.text("#output")


async def test_breakpoints_are_set_by_word_with_a_condition(open_app: Opener, tmp_path: Path) -> None:
    """By the words of `debugassist step`: a line, a function, a condition, for one time; listed and cleared."""
    async with stepping(open_app, tmp_path, size=(160, 50)) as session:
        assert "1  price if count == 1" in await session.ask("break price if count == 1")
        assert "neither" in await session.ask("break 3x")
        await session.screen.pilot.press("1")
        session.screen.app.screen.query_one("#source").view.go_to(11)  # type: ignore[attr-defined]
        await session.screen.pilot.press("B", *"amount > 0", "enter")
        await session.stands()
        assert "stops if amount > 0" in session.screen.text("#source")

        await session.press("c")
        assert (session.line(), "amount = 6" in session.screen.text("#variables")) == (11, True)
        await session.press("c")
        assert "count = 1" in session.screen.text("#variables")
        assert "came there 1 time" in (await session.ask("break")).replace("\n", "")
        assert session.screen.app.breakpoints == {(str(tmp_path / "shop.py"), 11): "amount > 0"}

        assert "2 breakpoints cleared" in await session.ask("clear")
        assert session.screen.app.breakpoints == {}
        assert "stops if" not in session.screen.text("#source")
        assert isinstance(await session.press("c"), Stopped)  # at the failure


async def test_a_name_of_the_program_wins_over_a_word(open_app: Opener, tmp_path: Path) -> None:
    async with stepping(open_app, tmp_path, text="clear = 41\nprint(clear)\n") as session:
        await session.press("n")

        assert "41  (int)" in await session.ask("clear")


ENDLESS = """\
import time
print("begin")
while True:
    time.sleep(0.01)
"""


async def test_ctrl_c_pauses_a_program_that_runs(open_app: Opener, tmp_path: Path) -> None:
    """As in any terminal; what the screen below works on is none of its business."""
    async with stepping(open_app, tmp_path, text=ENDLESS) as session:
        await session.screen.pilot.press("c")
        await until(session.screen, lambda: "begin" in session.screen.text("#output"))
        assert session.state is None

        await session.screen.pilot.press("ctrl+c")
        state = await session.stands()

        assert isinstance(state, Stopped)
        assert "time.sleep" in session.screen.text("#source")
        assert session.screen.app.return_code is None


async def test_what_a_program_printed_before_it_was_started_anew_is_gone(
    open_app: Opener, tmp_path: Path
) -> None:
    async with stepping(open_app, tmp_path, text="print('begin')\nprint('end')\n") as session:
        await session.press("n")
        assert "begin" in session.screen.text("#output")

        await session.press("R")

        assert "begin" not in session.screen.text("#output")


async def test_a_condition_that_cannot_be_told_is_said_where_there_is_room(
    open_app: Opener, tmp_path: Path
) -> None:
    async with stepping(open_app, tmp_path) as session:
        await session.ask("break price if nowhere == 1")
        await session.press("c")

        said = session.screen.flow("#console")
        assert "the condition of breakpoint 1 cannot be ! told: NameError" in said


async def test_the_app_opens_on_a_program_to_be_gone_through(open_app: Opener, tmp_path: Path) -> None:
    """`debugassist app step shop.py`: nothing has run, and leaving leads to the first screen."""
    (tmp_path / "shop.py").write_text(PROGRAM)
    program = replace(from_command(("python", "shop.py"), workspace=str(tmp_path)), folder=str(tmp_path))
    async with open_app(program, stepping=True) as screen:
        await until(screen, lambda: isinstance(screen.app.screen, Stepping))
        session = Session(screen)
        await until(screen, lambda: session.state is not None)
        await session.stands()
        assert session.line() == 1

        await screen.pilot.press("escape")
        await screen.settle()
        assert "paste a traceback" in screen.text()
