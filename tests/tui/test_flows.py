"""What a person does with the app, step by step."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.widgets import OptionList, TextArea

from analyzers.facts import Applicability, Diagnosis, Done, Problem, Route, Routed, Stage, Status
from tests.tui.conftest import NARROW, Opener, Screen
from tests.tui.fakes import (
    DECISION,
    DIAGNOSIS,
    FAILED,
    NAME,
    REPORT,
    SOURCE,
    UNVERIFIED,
    VERIFIED,
    Broken,
    Scripted,
    Stuck,
    Whole,
    problem,
)
from tests.tui.test_editing import until
from tools.sources import solved
from tui.app import DebugAssist
from tui.investigation import Phase
from tui.keys import bindings_of
from tui.palette import Commands
from tui.screens.regions import Regions
from tui.widgets.pane import Pane


async def test_the_answer_shows_cause_evidence_fix_and_route(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()

        diagnosis = screen.flow("#diagnosis")
        assert "rate_of returns nothing for 'yen'" in diagnosis
        assert "✓ confirmed rate_of can end without a return" in diagnosis
        assert "✓ verified" in screen.text("#fix")
        assert "runtime" in screen.text("Title")
        assert "98% · structure" in screen.text("Title")


async def test_the_source_opens_at_the_finding_with_its_label_under_it(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()

        lines = screen.text("#source").split("\n")
        at = next(index for index, line in enumerate(lines) if "✗ 14" in line)
        assert lines[at].index("rate_of") == lines[at + 1].index("▔")
        assert "this is `None`" in lines[at + 1]


async def test_the_stack_folds_library_calls_and_variables_show_the_crash_frame(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()

        assert "2 calls into libr" in screen.text("#stack")
        assert "wrapper" not in screen.text("#stack")
        assert "⚑ rate_of(currency) = None" in screen.text("#variables")


async def test_moving_through_the_stack_moves_source_and_variables(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("3", "down", "down")

        assert screen.app.main.source.view.line == 18
        assert "RATES" in screen.text("#variables")


async def test_the_frame_of_the_input_shows_that_one_types_there(open_app: Opener) -> None:
    async with open_app(None) as screen:
        ask = screen.app.main.ask
        accent = screen.app.theme_variables["accent"].lower()
        assert ask.styles.border_top[1].hex.lower() == accent

        await screen.press("escape")
        assert ask.styles.border_top[1].hex.lower() != accent


async def test_a_program_that_runs_to_its_end_is_not_shown_as_a_failure(
    open_app: Opener, tmp_path: Path
) -> None:
    fine = Diagnosis(cause="the program ran to its end and nothing failed", decision=DECISION)
    run = replace(problem(tmp_path), text="", command=("python", NAME))
    async with open_app(run, Scripted(Routed(DECISION), Done(fine))) as screen:
        await screen.finished()

        assert "✓ nothing failed" in screen.text("Title")
        shown = screen.flow("#diagnosis")
        assert "where it gives something wrong: i and expect f(3) == 6" in shown
        assert "WHY THIS ROUTE" not in shown  # what was to be decided has been
        assert "runtime" not in screen.text("Title")


async def test_the_answer_can_be_walked_through_as_soon_as_it_is_there(
    open_app: Opener, tmp_path: Path
) -> None:
    """While the work goes on the pane shows words, and has the keyboard; then its list does."""
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        body = screen.app.main.diagnosis.body()
        assert body is not None
        assert body.has_focus


async def test_enter_on_a_finding_goes_to_its_line(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("1", "g")
        assert screen.app.main.source.view.line == 1
        await screen.press("2", "g", "enter")

        assert screen.app.main.source.view.line == 14
        assert screen.app.main.source.view.has_focus


async def test_n_walks_through_the_marks_of_all_files(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        seen = []
        for _ in range(3):
            await screen.press("n")
            seen.append(screen.app.main.source.view.line)

        assert seen[0] == 18
        assert 7 not in seen[:1]


async def test_a_verified_fix_is_applied_to_the_file_and_taken_back(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("a")

        assert "    return 0.0" in (tmp_path / NAME).read_text()
        assert "applied" in screen.text("#fix")
        assert "✓  9" in screen.text("#source")

        await screen.press("u")

        assert (tmp_path / NAME).read_text() == SOURCE
        assert "✗ 14" in screen.text("#source")


async def test_an_accepted_fix_is_kept_under_what_it_cured(
    open_app: Opener, tmp_path: Path, own_home: Path
) -> None:
    """Whoever meets the same exception looks for its message, not for the name of a repair."""
    knowledge = own_home / ".data" / "debugassist" / "knowledge"
    knowledge.mkdir(parents=True)
    (knowledge / "current").write_text("index-1")
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("a")
    [kept] = solved.read(knowledge)
    assert kept.title.startswith("TypeError: unsupported operand")
    assert DIAGNOSIS.cause in kept.body
    assert f"--- a/{NAME}\n" in kept.answer  # not where the workspace lies
    assert "+    return 0.0" in kept.answer


async def test_an_unverified_fix_is_applied_only_after_a_yes(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("right_curly_bracket", "a", "enter")
        assert (tmp_path / NAME).read_text() == SOURCE  # the first answer is the harmless one

        await screen.press("a", "down", "enter")

        assert "or 1)" in (tmp_path / NAME).read_text()


async def test_a_fix_with_placeholders_is_never_applied(open_app: Opener, tmp_path: Path) -> None:
    display = replace(VERIFIED, applicability=Applicability.DISPLAY)
    answer = Scripted(Done(replace(DIAGNOSIS, fixes=(display,))))
    async with open_app(problem(tmp_path), answer) as screen:
        await screen.finished()
        await screen.press("a")

        assert (tmp_path / NAME).read_text() == SOURCE
        assert any("placeholders" in message for message in screen.toasts())


async def test_a_file_changed_meanwhile_is_left_alone(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        (tmp_path / NAME).write_text("something else\n")
        await screen.press("a")

        assert (tmp_path / NAME).read_text() == "something else\n"
        assert any("has changed" in message for message in screen.toasts())


async def test_a_corrected_route_is_followed(open_app: Opener, tmp_path: Path) -> None:
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant) as screen:
        await screen.finished()
        await screen.press("r", "down", "down", "enter")
        await screen.finished()

        assert assistant.routes == [None, Route.LOGIC]


async def test_escape_stops_work_that_never_ends_and_keeps_what_was_found(
    open_app: Opener, tmp_path: Path
) -> None:
    """Esc cancels; it never quits."""
    stuck = Stuck()
    async with open_app(problem(tmp_path), stuck) as screen:
        await screen.pilot.pause(0.2)
        await screen.press("escape")
        await screen.finished()

        assert screen.app.main.state.phase is Phase.STOPPED
        assert "■ stopped" in screen.text("Title")
        assert "rate_of(currency) is None" in screen.flow("#diagnosis")
        assert screen.app.is_running
    assert stuck.cancelled


async def test_quitting_does_not_wait_for_the_assistant(open_app: Opener, tmp_path: Path) -> None:
    stuck = Stuck()
    async with open_app(problem(tmp_path), stuck) as screen:
        await screen.pilot.pause(0.2)
        await screen.pilot.press("q")
        await screen.pilot.pause()

        assert screen.app._exit
    assert stuck.cancelled


@pytest.mark.parametrize(
    "theme", ["debugassist-dark", "debugassist-light", "debugassist-contrast", "ansi-dark"]
)
async def test_every_theme_can_be_worn(open_app: Opener, tmp_path: Path, theme: str) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        screen.app.theme = theme
        await screen.settle()

        assert "✗ 14" in screen.text("#source")


async def test_a_paste_anywhere_lands_in_the_input_with_all_its_lines(
    open_app: Opener, tmp_path: Path
) -> None:
    from textual.events import Paste

    assistant = Whole()
    async with open_app(None, assistant) as screen:
        screen.app.post_message(Paste(REPORT))
        await screen.settle()
        assert screen.app.main.ask.text.count("\n") == REPORT.count("\n")

        await screen.press("enter")
        await screen.finished()

        assert assistant.problems[0].text.strip() == REPORT.strip()
        assert "rate_of returns nothing" in screen.flow("#diagnosis")


async def test_naming_a_file_opens_it(open_app: Opener, tmp_path: Path) -> None:
    (tmp_path / "crash.log").write_text(REPORT)
    assistant = Whole()
    async with open_app(None, assistant) as screen:
        await screen.press("escape", "o")
        screen.app.main.ask.insert(str(tmp_path / "crash.log"))
        await screen.press("enter")
        await screen.finished()

        assert assistant.problems[0].paths == (str(tmp_path / "crash.log"),)


async def test_a_missing_file_is_said_and_nothing_is_lost(open_app: Opener) -> None:
    async with open_app(None) as screen:
        await screen.press("escape", "o")
        screen.app.main.ask.insert("[/nowhere].log")
        await screen.press("enter")

        assert any("nowhere" in message for message in screen.toasts())
        assert screen.app.is_running


async def test_nothing_is_run_unless_the_line_says_run(open_app: Opener) -> None:
    assistant = Whole()
    async with open_app(None, assistant) as screen:
        screen.app.main.ask.insert("python till.py does nothing")
        await screen.press("enter")
        await screen.finished()
        await screen.press("x")
        screen.app.main.ask.load_text("run python till.py")
        await screen.press("enter")
        await screen.finished()

        assert [one.command for one in assistant.problems] == [(), ("python", "till.py")]


async def test_the_output_of_a_program_is_shown_with_its_streams_told_apart(
    open_app: Opener, tmp_path: Path
) -> None:
    command = replace(problem(tmp_path, ""), command=("python", NAME))
    async with open_app(command) as screen:
        await screen.finished()
        await screen.press("5", "g")

        shown = screen.text("#output")
        assert "  counting" in shown
        assert "! Traceback" in shown


async def test_search_finds_walks_and_closes(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("1", "g", "slash", *"rate_of")
        assert screen.app.main.source.view.line == 6
        assert "lines" in screen.words("#find-count")

        await screen.press("enter")
        assert screen.app.main.source.view.line == 14
        await screen.press("escape")

        assert screen.app.main.source.view.has_focus
        assert not screen.app.main.query_one("FindBar").display


async def test_zoom_gives_a_pane_the_screen_and_escape_takes_it_back(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("1", "z")
        assert screen.app.main.source.region.width == 120

        await screen.press("escape")

        assert screen.app.main.source.region.width < 120


async def test_beside_a_zoomed_pane_are_title_search_and_keys(open_app: Opener, tmp_path: Path) -> None:
    """Who searches in a zoomed pane sees what is typed, and who has zoomed by a slip sees the way back."""
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("1", "z")
        rows = screen.text().splitlines()
        assert "debugassist" in rows[0]
        assert "1 source" in rows[1]
        assert "z all panes" in rows[-1]

        await screen.press("slash", *"return")
        assert "/return" in screen.text().splitlines()[-2].replace(" ", "")

        await screen.press("escape")
        assert "/return" not in screen.text().splitlines()[-2].replace(" ", "")
        assert "all panes" in screen.text("Hints")

        await screen.press("escape")
        assert "all panes" not in screen.text("Hints")


async def test_no_key_of_a_fix_is_offered_where_there_is_none(open_app: Opener, tmp_path: Path) -> None:
    answer = Diagnosis(cause="nothing can be said", decision=DECISION)
    async with open_app(problem(tmp_path), Scripted(Done(answer))) as screen:
        await screen.finished()
        await screen.press("2")

        assert "copy" in screen.text("Hints")
        assert "apply" not in screen.text("Hints")


async def test_help_lists_the_keys_of_the_focused_pane_first(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("6", "question_mark")
        assert "FIX PANE" in screen.text()
        await screen.press("escape")

        assert "FIX PANE" not in screen.text()


async def test_the_palette_finds_a_look_by_what_it_is_for(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), Whole()) as screen:
        await screen.finished()
        for word, theme in (
            ("contrast", "debugassist-contrast"),
            ("no colour", "debugassist-plain"),
            ("look: light", "debugassist-light"),
        ):
            await screen.press("ctrl+p")
            await screen.pilot.pause(0.2)
            await screen.press(*(key if key != " " else "space" for key in word.replace(":", "")))
            await screen.pilot.pause(0.4)
            await screen.press("enter")
            await until(screen, lambda theme=theme: screen.app.theme == theme)


async def test_the_palette_has_every_command(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("ctrl+p", *"apply the")
        await screen.pilot.pause(0.3)
        assert "Apply the fix" in screen.text()
        await screen.press("enter")
        await screen.finished()

        assert "    return 0.0" in (tmp_path / NAME).read_text()


async def test_the_palette_has_the_commands_of_panes_and_each_once(open_app: Opener, tmp_path: Path) -> None:
    """Textual's own `Quit` beside ours, or a key of a pane that can be found nowhere else, is a list nobody trusts."""
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        palette = Commands(screen.app.screen)
        names = [hit.text async for hit in palette.discover()]
        own = [command.title for command in screen.app.get_system_commands(screen.app.screen)]

        assert {"Run all tests", "Run this test", "Zoom this pane", "Quit"} <= set(names)
        assert own == ["Theme"]
        assert len(names) == len(set(names))
        keys = {
            binding.description
            for node in (*screen.app.screen.query("*"), screen.app.screen, screen.app)
            for binding in bindings_of(node)
            if binding.show
        }
        missing = {words for words in keys if words[:1].upper() + words[1:] not in names}
        assert missing <= {"stop, close", "copy, stop, or quit when pressed twice", "send", "close"}


@pytest.mark.parametrize(("size", "at", "to", "grown"), [
    ((120, 36), (62, 6), (80, 6), "width"),
    ((120, 36), (62, 6), (40, 6), "width"),
    ((120, 36), (20, 20), (20, 12), "height"),
    ((80, 24), (20, 11), (20, 15), "height"),
    ((200, 50), (93, 6), (70, 6), "width"),
])  # fmt: skip
async def test_the_lines_between_regions_are_drawn_with_the_mouse(
    size: tuple[int, int], at: tuple[int, int], to: tuple[int, int], grown: str,
    open_app: Opener, tmp_path: Path,
) -> None:  # fmt: skip
    async with open_app(problem(tmp_path), size=size) as screen:
        await screen.finished()
        source = screen.app.main.source
        edge = source.region.right - 1 if grown == "width" else source.region.bottom - 1
        start = (edge, at[1]) if grown == "width" else (at[0], edge)
        goal = to
        await screen.pilot.mouse_down(offset=start)
        await screen.pilot.hover(offset=goal)
        await screen.pilot.mouse_up(offset=goal)
        await screen.settle()

        reached = source.region.right - 1 if grown == "width" else source.region.bottom - 1
        assert abs(reached - (goal[0] if grown == "width" else goal[1])) <= 2
        assert reached != edge
        assert screen.app.screen.get_selected_text() is None


async def test_what_is_drawn_across_the_text_selects_it(open_app: Opener, tmp_path: Path) -> None:
    """Only the frames are lines to be drawn."""
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        before = screen.app.main.source.region
        await screen.pilot.mouse_down(offset=(20, 6))
        await screen.pilot.hover(offset=(40, 12))
        await screen.pilot.mouse_up(offset=(40, 12))
        await screen.settle()

        assert screen.app.main.source.region == before


async def test_hints_follow_the_focus(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("1")
        assert "next mark" in screen.text("Hints")
        await screen.press("6")

        assert "apply" in screen.text("Hints")


async def test_a_click_on_a_hint_does_it(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("6")
        at = screen.text("Hints").index("apply")
        await screen.pilot.click("Hints", offset=(at, 0))
        await screen.settle()

        assert "    return 0.0" in (tmp_path / NAME).read_text()


async def test_a_click_in_the_source_moves_the_cursor(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("1", "g")
        await screen.pilot.click("SourceView", offset=(10, 2))
        await screen.settle()

        assert screen.app.main.source.view.line == 3


async def test_copying_the_diagnosis_gives_the_report_in_markdown(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("2", "y")

        assert "rate_of" in screen.app.clipboard
        assert "```" in screen.app.clipboard


async def test_ctrl_c_twice_quits_once_does_not(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app._TWICE", 60.0)  # a busy machine takes longer than a person
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("ctrl+c")
        assert not screen.app._exit
        await screen.pilot.press("ctrl+c")
        await screen.pilot.pause()

        assert screen.app.return_code == 130


async def test_typing_in_the_input_presses_no_keys_of_the_app(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("i", *"query?")

        assert screen.app.main.ask.text == "query?"
        assert not screen.app._exit


async def test_the_first_screen_says_what_to_do(open_app: Opener) -> None:
    async with open_app(None) as screen:
        shown = screen.text()
        for words in ("paste a traceback", "open a file", "run a program", "take the tour"):
            assert words in shown


async def test_what_is_typed_on_the_first_screen_goes_into_the_input(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever knows what to ask types it at once: `t` is a letter then, and begins no tour."""
    monkeypatch.chdir(tmp_path)
    assistant = Whole()
    async with open_app(None, assistant) as screen:
        await screen.press(*"run python toxq.py")
        assert screen.app.main.ask.text == "run python toxq.py"

        await screen.press("enter")
        await screen.finished()

        assert assistant.problems[0].command[-1] == "toxq.py"


async def test_what_is_typed_before_the_panes_are_there_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first paint comes before the input exists."""
    app = DebugAssist(None, Whole, remember=False)
    async with app.run_test() as pilot:
        too_early = not app.main.built
        for key in "toq":
            app.post_message(events.Key(key, key))
        app.post_message(events.Key("backspace", "\x08"))
        while not app.main.built:
            await pilot.pause(0.01)
        await pilot.pause()

        assert too_early
        assert app.main.ask.text == "to"


async def test_the_first_screen_is_painted_before_the_panes_that_it_hides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They cost half as much again. A click that comes before them does nothing: what it begins needs them."""
    build = Regions._build_panes
    shown = ""

    async def building(self: Regions) -> None:
        nonlocal shown
        shown = Screen(app, pilot).text()
        x, y, *_ = self.query_one("Welcome OptionList").region
        for kind in (events.MouseDown, events.MouseUp):
            await app.on_event(kind(None, x + 5, y + 4, 0, 0, 1, False, False, False))
        await build(self)

    monkeypatch.setattr(Regions, "_build_panes", building)
    app = DebugAssist(None, Whole, remember=False)
    async with app.run_test() as pilot:
        while not app.main.built:
            await pilot.pause(0.01)
        await pilot.pause()

        assert "take the tour" in shown
        assert app.main.has_class("-welcome")
        assert app.main.ask.text == ""


async def test_an_empty_input_on_the_first_screen_moves_through_the_list(open_app: Opener) -> None:
    assistant = Whole()
    async with open_app(None, assistant) as screen:
        assert "↑↓ enter choose" in screen.text("Hints")
        await screen.press("down", "down", "down", "down", "up", "enter")
        await screen.finished()

        assert assistant.problems[0].command[-1] == "tour.py"
        from tools import sessions  # one folder beside them, not a new one in /tmp for every tour

        assert assistant.problems[0].folder == str(sessions.folder().parent / "tour")


async def test_escape_gives_the_single_keys_of_the_first_screen(open_app: Opener) -> None:
    async with open_app(None) as screen:
        assert "esc single keys" in screen.text("Hints")
        await screen.press("escape")
        assert isinstance(screen.app.focused, OptionList)
        assert "t tour" in screen.text("Hints")

        await screen.press("i", "y")
        assert screen.app.main.ask.text == "y"


@pytest.mark.parametrize("words", ["q", "quit", "exit"])
async def test_the_words_that_leave_other_programs_leave_this_one(open_app: Opener, words: str) -> None:
    async with open_app(None) as screen:
        await screen.press(*words, "enter")

        assert screen.app._exit


async def test_help_is_there_for_the_word(open_app: Opener) -> None:
    from tui.screens.help import Help

    async with open_app(None) as screen:
        await screen.press(*"help", "enter")

        assert isinstance(screen.app.screen, Help)


async def test_the_tour_says_step_by_step_what_to_do(open_app: Opener) -> None:
    """Each step goes on by itself once what it asks for is done; whoever is ahead is not held back."""
    from assistant.diagnose import Assistant, Settings
    from tui.widgets.guide import Guide

    async with open_app(None, Assistant(Settings(capture=True))) as screen:

        async def says(*words: str) -> None:
            await until(screen, lambda: all(one in screen.flow("Guide") for one in words))

        await screen.press("escape", "t")
        await says("tour 2/7", "4 shows what the names held")
        await screen.press("4")
        await says("tour 3/7", "3 goes to the calls")
        await screen.press("a")  # without having looked at the calls
        await says("tour 5/7", "R runs the program again")
        await screen.press("R")
        await says("tour 6/7", "u takes the fix back")
        await screen.press("u")
        await says("tour 7/7", "esc ends the tour")
        await screen.press("escape")
        assert not screen.app.screen.query_one(Guide).display


async def test_the_tour_ends_with_another_problem(open_app: Opener, tmp_path: Path) -> None:
    from tui.widgets.guide import Guide

    async with open_app(None) as screen:
        await screen.press("escape", "t")
        await until(screen, lambda: screen.app.screen.query_one(Guide).display)
        screen.app.main.start(problem(tmp_path))
        await until(screen, lambda: not screen.app.screen.query_one(Guide).display)


async def test_the_tour_runs_the_bundled_program(open_app: Opener) -> None:
    assistant = Whole()
    async with open_app(None, assistant) as screen:
        await screen.press("escape", "t")
        await screen.finished()

        [toured] = assistant.problems
        assert toured.command == ("python", "tour.py")  # as it is shown beside its fix
        assert (Path(toured.folder) / "tour.py").is_file()


async def test_the_editor_is_named_when_it_cannot_be_opened_here(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "nano")
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("1", "E")

        assert any(f"nano +14 {tmp_path / NAME}" in message for message in screen.toasts())


# --- failures and hostile text --------------------------------------------------------------------


async def test_a_failure_is_said_with_the_next_step(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), Scripted(Routed(DECISION), FAILED)) as screen:
        await screen.finished()

        assert FAILED.message in screen.flow("#diagnosis")
        assert FAILED.hint in screen.flow("#diagnosis")
        assert "✗ failed" in screen.text("Title")


async def test_a_defect_of_the_assistant_does_not_end_the_app(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), Broken()) as screen:
        await screen.finished()

        assert "the assistant itself failed: RuntimeError: [/nobody]" in screen.flow("#diagnosis")
        assert screen.app.is_running


async def test_markup_and_control_sequences_are_shown_as_text(open_app: Opener, tmp_path: Path) -> None:
    """`list[int]` would lose its brackets as markup, and `[/x]` would end the app."""
    evil = "[/x] list[int] [bold]no[/bold] \x1b]0;title\x07 \u202eabc"
    finding = replace(DIAGNOSIS.diagnostics[0], message=evil)
    snapshot = replace(
        DIAGNOSIS.snapshot,  # type: ignore[type-var]  # it has one
        frames=tuple(
            replace(frame, function=evil, variables=(replace(frame.variables[0], name=evil, repr=evil),))
            for frame in DIAGNOSIS.snapshot.frames  # type: ignore[union-attr]  # it has one
        ),
    )
    fix = replace(VERIFIED, title=evil, check=evil)
    chain = (replace(DIAGNOSIS.traceback.final, message=evil, notes=(evil,)),)  # type: ignore[union-attr]  # it has one
    answer: Diagnosis = replace(
        DIAGNOSIS,
        cause=evil,
        diagnostics=(finding,),
        snapshot=snapshot,
        fixes=(fix,),
        traceback=replace(DIAGNOSIS.traceback, chain=chain),  # type: ignore[type-var]  # it has one
        notes=(evil,),
    )
    async with open_app(problem(tmp_path, evil), Scripted(Routed(DECISION), Done(answer))) as screen:
        await screen.finished()
        await screen.press("3", "4", "5", "6", "question_mark", "escape", "1")

        shown = screen.text()
        assert "[/x] list[int] [bold]no" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown


async def test_an_unreadable_stack_still_shows_the_lines_the_report_has(
    open_app: Opener, tmp_path: Path
) -> None:
    """A traceback from another machine: no file is here, its lines are."""
    foreign = Problem(text=REPORT, workspace=str(tmp_path))
    answer = replace(DIAGNOSIS, code=(), diagnostics=(), fixes=(), snapshot=None, suspects=())
    async with open_app(foreign, Scripted(Routed(DECISION), Done(answer))) as screen:
        await screen.finished()

        assert "▶ 14 amount += value" in screen.text("#source")
        assert "only the lines that the report shows" in screen.text("#source")


async def test_a_problem_without_code_says_so(open_app: Opener, tmp_path: Path) -> None:
    answer = Diagnosis(cause="nothing can be said", decision=DECISION)
    async with open_app(Problem(text="it hangs", workspace=str(tmp_path)), Scripted(Done(answer))) as screen:
        await screen.finished()

        assert "names no file of this" in screen.text("#source")
        await screen.press("6")
        assert "no fix is known" in screen.text("#fix")


async def test_no_fix_is_applied_when_there_is_none(open_app: Opener, tmp_path: Path) -> None:
    answer = Diagnosis(cause="nothing can be said", decision=DECISION)
    async with open_app(Problem(text="it hangs", workspace=str(tmp_path)), Scripted(Done(answer))) as screen:
        await screen.finished()
        await screen.press("a", "u", "right_curly_bracket", "n", "right_square_bracket", "e")

        assert any("no fix" in message for message in screen.toasts())


def _on_show(screen: Screen) -> list[str]:
    return [pane.id or "" for pane in screen.app.main.query(Pane) if pane.display]


# --- sizes ----------------------------------------------------------------------------------------


async def test_a_narrow_screen_shows_source_and_one_other_pane(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=NARROW) as screen:
        await screen.finished()
        assert screen.app.main.source.region.width == 80
        assert _on_show(screen) == ["source", "diagnosis"]

        await screen.press("3")

        assert _on_show(screen) == ["source", "stack"]


async def test_a_click_on_the_pane_bar_changes_the_pane(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=NARROW) as screen:
        await screen.finished()
        at = screen.text("#bar").index("variables")
        await screen.pilot.click("#bar", offset=(at, 0))
        await screen.settle()

        assert screen.app.main.variables.display


async def test_an_ultra_wide_screen_shows_all_six(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=(200, 50)) as screen:
        await screen.finished()

        for name in ("source", "diagnosis", "stack", "variables", "output", "fix"):
            assert screen.app.main.pane(name).region.area > 0


async def test_the_source_can_be_given_more_of_the_screen(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        before = screen.app.main.source.region
        await screen.press("greater_than_sign", "plus")
        after = screen.app.main.source.region
        assert after.width > before.width
        assert after.height > before.height

        await screen.press("less_than_sign", "minus")

        assert screen.app.main.source.region == before


async def test_resizing_keeps_the_line(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.pilot.resize_terminal(80, 24)
        await screen.settle()

        assert "✗ 14" in screen.text("#source")


async def test_fix_status_words_are_only_the_three(open_app: Opener, tmp_path: Path) -> None:
    refuted = replace(UNVERIFIED, status=Status.REFUTED)
    answer = replace(DIAGNOSIS, fixes=(VERIFIED, UNVERIFIED, refuted))
    async with open_app(problem(tmp_path), Scripted(Done(answer))) as screen:
        await screen.finished()
        words = []
        for _ in range(3):
            words.append(screen.text("#fix").split("\n")[1].split()[2])
            await screen.press("right_curly_bracket")

        assert words == ["verified", "unverified", "refuted"]


async def test_the_input_grows_with_what_is_pasted_and_no_further(open_app: Opener) -> None:
    async with open_app(None) as screen:
        screen.app.main.ask.start("line\n" * 40)
        await screen.settle()

        assert screen.app.main.query_one("#ask", TextArea).region.height <= 8


async def test_keys_take_effect_in_the_order_they_were_pressed(open_app: Opener) -> None:
    """However fast: a letter must not overtake the key before it on that key's way through the app."""
    async with open_app(None) as screen:
        for key in ("u", "home", "r", "end", "n", "x", "backspace", "!"):
            screen.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await screen.settle()
        await screen.settle()

        assert screen.app.main.ask.text == "run!"


async def test_enter_sends_all_that_was_typed_before_it(open_app: Opener) -> None:
    """A terminal may deliver a line and its end in one piece."""
    assistant = Whole()
    async with open_app(None, assistant) as screen:
        await screen.pilot.press(*"run x.py", "enter")
        await screen.finished()

        assert [one.command for one in assistant.problems] == [("x.py",)]
        assert screen.app.main.ask.text == ""


async def test_after_a_report_it_is_said_how_its_program_is_run(open_app: Opener, tmp_path: Path) -> None:
    """What a report alone cannot tell, the program can: `x` names the one that the report is about."""
    unproved = Done(replace(DIAGNOSIS, fixes=()))
    async with open_app(problem(tmp_path), Scripted(Routed(DECISION), unproved)) as screen:
        await screen.finished()
        assert "x runs till.py and looks at its values" in screen.flow("#diagnosis")

        await screen.press("x")
        command = screen.app.main.ask.text.split()
        assert command[:2] == ["run", "python"]
        assert Path(command[2]).resolve() == tmp_path / NAME


async def test_after_the_report_of_a_test_it_is_said_how_it_is_run(open_app: Opener, tmp_path: Path) -> None:
    """The report names a command of the shell; here a key does it."""
    chain = DIAGNOSIS.traceback
    assert chain is not None
    final = replace(chain.final, frames=(replace(chain.final.frames[0], function="test_total"),))
    report = replace(DIAGNOSIS, fixes=(), traceback=replace(chain, chain=(*chain.chain[:-1], final)))
    async with open_app(
        problem(tmp_path), Scripted(Routed(DECISION), Done(report)), size=(150, 60)
    ) as screen:
        await screen.finished()

        assert "enter runs one and looks for the line and a fix" in screen.flow("#diagnosis")


async def test_a_corrected_route_is_called_settled(open_app: Opener, tmp_path: Path) -> None:
    """Nobody but the user decided: no stage is named for it."""
    settled = replace(DECISION, route=Route.LOGIC, confidence=1.0, stage=Stage.DEFAULT, signals=())
    async with open_app(problem(tmp_path), Scripted(Routed(settled))) as screen:
        await screen.finished()

        assert "settled" in screen.text("Title")
        assert "default" not in screen.text("Title") + screen.text("#diagnosis")
