"""A person changes a file in the app: undo, save, leave, and what somebody else does to it meanwhile."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done
from tests.tui.conftest import NARROW, Opener, Screen
from tests.tui.fakes import DECISION, NAME, SOURCE, Scripted, Whole, problem
from tools.workspace import read_source
from tui.screens.pick import Pick
from tui.widgets.editor import Editor


@asynccontextmanager
async def editing(
    open_app: Opener, folder: Path, assistant: Whole | None = None, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[Screen, Editor]]:
    """The app with the cursor in the editor, on the line of the crash."""
    async with open_app(problem(folder), assistant, size=size) as screen:
        await screen.finished()
        await begin(screen)
        editor = screen.app.main.source.editor
        assert editor is not None
        yield screen, editor


async def begin(screen: Screen) -> None:
    await screen.press("e")
    await until(screen, lambda: screen.app.main.source.editor is not None)


async def until(screen: Screen, true: object) -> None:
    """Wait until something is so."""
    assert callable(true)
    for _ in range(500):
        if true():
            await screen.settle()
            return
        await screen.pilot.pause(0.02)
    raise AssertionError(screen.text())


async def test_the_editor_opens_at_the_line_and_in_colours(open_app: Opener, tmp_path: Path) -> None:
    async with editing(open_app, tmp_path) as (screen, editor):
        assert editor.line == 14
        assert "editing · saved · 14:1" in screen.text("#source")
        row = next(n for n, line in enumerate(screen.text().split("\n")) if "def total" in line)
        styles = {
            segment.text.strip(): segment.style
            for segment in screen.app.screen._compositor.render_strips()[row]
            if segment.style
        }
        assert styles["def"].color != styles["total"].color


async def test_a_change_is_marked_saved_and_written(open_app: Opener, tmp_path: Path) -> None:
    async with editing(open_app, tmp_path) as (screen, _):
        await screen.press("x", "y")
        assert "* till.py" in screen.text("#source")
        assert "unsaved" in screen.text("#source")

        await screen.press("ctrl+s")
        await until(screen, lambda: not screen.app.main.unsaved)

        assert read_source(tmp_path / NAME) == SOURCE.replace("        amount +=", "xy        amount +=")
        assert "* till.py" not in screen.text("#source")


async def test_the_line_that_is_edited_is_seen_with_those_above_it(open_app: Opener, tmp_path: Path) -> None:
    start = problem(tmp_path)
    (tmp_path / NAME).write_text(SOURCE + "\n" * 40)
    async with open_app(start, size=(120, 36)) as screen:
        await screen.finished()
        await begin(screen)
        editor = screen.app.main.source.editor
        assert editor is not None
        await screen.settle()

        assert editor.line == 14
        assert editor.scroll_offset.y < 10


async def test_undo_and_redo(open_app: Opener, tmp_path: Path) -> None:
    async with editing(open_app, tmp_path) as (screen, editor):
        await screen.press("x")
        await screen.press("ctrl+z")
        assert editor.text == SOURCE
        assert not editor.unsaved

        await screen.press("ctrl+y")

        assert editor.unsaved


async def test_saving_keeps_encoding_line_ends_permissions_and_links(
    open_app: Opener, tmp_path: Path
) -> None:
    (tmp_path / "kept").mkdir()
    real = tmp_path / "kept" / "real.py"
    data = SOURCE.replace("what is", "was für").replace("\n", "\r\n").encode("latin-1")
    real.write_bytes(b"# -*- coding: latin-1 -*-\r\n" + data)
    real.chmod(0o750)
    start = problem(tmp_path)
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).symlink_to(real)
    async with open_app(start) as screen:
        await screen.finished()
        screen.app.main.source.step_mark(1)
        screen.app.main._lay_out_again()
        await screen.settle()
        await begin(screen)
        await screen.press("ctrl+home", "ä", "enter", "ctrl+s")
        await until(screen, lambda: not screen.app.main.unsaved)

    assert (tmp_path / NAME).is_symlink()
    assert real.read_bytes() == b"\xe4\r\n# -*- coding: latin-1 -*-\r\n" + data
    assert b"\n" not in real.read_bytes().replace(b"\r\n", b"")
    assert real.stat().st_mode & 0o777 == 0o750


async def test_leaving_with_nothing_unsaved_asks_nothing(open_app: Opener, tmp_path: Path) -> None:
    async with editing(open_app, tmp_path) as (screen, _):
        await screen.press("down", "escape")
        await until(screen, lambda: screen.app.main.source.editor is None)

        assert screen.app.main.source.view.line == 15
        assert screen.app.main.source.view.has_focus


@pytest.mark.parametrize(
    ("keys", "kept", "written"),
    [
        (("enter",), True, False),
        (("down", "enter"), False, True),
        (("down", "down", "enter"), False, False),
        (("s",), False, True),
        (("t",), False, False),
        (("g",), True, False),
    ],
)
async def test_leaving_asks_what_becomes_of_unsaved_changes(
    open_app: Opener, tmp_path: Path, keys: tuple[str, ...], kept: bool, written: bool
) -> None:
    """The first answer is the harmless one: to go on editing."""
    async with editing(open_app, tmp_path) as (screen, _):
        await screen.pilot.press("x", "escape")
        await until(screen, lambda: isinstance(screen.app.screen, Pick))
        assert "till.py has unsaved changes" in screen.text()

        await screen.pilot.press(*keys)
        await until(screen, lambda: (screen.app.main.source.editor is not None) == kept)

        assert ((tmp_path / NAME).read_text() != SOURCE) == written


async def test_quitting_asks_as_well(open_app: Opener, tmp_path: Path) -> None:
    async with editing(open_app, tmp_path) as (screen, _):
        await screen.pilot.press("x", "ctrl+q")
        await until(screen, lambda: isinstance(screen.app.screen, Pick))
        await screen.pilot.press("enter")
        await screen.settle()
        assert screen.app.is_running
        assert not screen.app._exit

        await screen.pilot.press("ctrl+q")
        await until(screen, lambda: isinstance(screen.app.screen, Pick))
        await screen.pilot.press("down", "down", "enter")
        await screen.pilot.pause(0.1)

        assert screen.app._exit


async def test_a_change_on_disk_is_taken_over_when_nothing_is_unsaved(
    open_app: Opener, tmp_path: Path
) -> None:
    async with editing(open_app, tmp_path) as (screen, editor):
        await screen.pilot.pause(0.6)  # once round: what the file is before
        (tmp_path / NAME).write_text("other = 1\n")
        await until(screen, lambda: editor.text == "other = 1\n")

        assert not editor.unsaved


async def test_a_change_on_disk_is_never_overwritten_without_a_question(
    open_app: Opener, tmp_path: Path
) -> None:
    async with editing(open_app, tmp_path) as (screen, editor):
        await screen.press("x")
        (tmp_path / NAME).write_text("theirs = 1\n")
        await screen.pilot.press("ctrl+s")
        await until(screen, lambda: isinstance(screen.app.screen, Pick))
        await screen.pilot.press("enter")
        await screen.settle()
        assert (tmp_path / NAME).read_text() == "theirs = 1\n"
        assert editor.text.count("x") == SOURCE.count("x") + 1

        await screen.pilot.press("ctrl+s")
        await until(screen, lambda: isinstance(screen.app.screen, Pick))
        await screen.pilot.press("down", "down", "enter")
        await until(screen, lambda: editor.text == "theirs = 1\n")


async def test_marks_of_untouched_lines_move_with_them(open_app: Opener, tmp_path: Path) -> None:
    async with editing(open_app, tmp_path) as (screen, _):
        await screen.press("ctrl+home", "#", "enter", "ctrl+s")
        await until(screen, lambda: not screen.app.main.unsaved)
        assert (tmp_path / NAME).read_text() == f"#\n{SOURCE}"
        await screen.press("escape")
        await until(screen, lambda: screen.app.main.source.editor is None)

        assert {15, 19} <= {mark.line for mark in screen.app.main.source.view.sheet.marks}


async def test_watching_does_it_again_when_a_file_changes(open_app: Opener, tmp_path: Path) -> None:
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant) as screen:
        await screen.finished()
        await screen.press("W")
        assert "watching" in screen.text("Title")
        await screen.pilot.pause(0.6)
        (tmp_path / NAME).write_text(SOURCE + "\n")
        await until(screen, lambda: len(assistant.problems) == 2)
        await screen.press("W")
        (tmp_path / NAME).write_text(SOURCE)
        await screen.pilot.pause(1.2)

        assert len(assistant.problems) == 2


async def test_watching_does_it_again_when_a_fix_is_applied_and_when_it_is_taken_back(
    open_app: Opener, tmp_path: Path
) -> None:
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant) as screen:
        await screen.finished()
        await screen.press("W", "a")
        await until(screen, lambda: len(assistant.problems) == 2)
        await screen.finished()

        await screen.press("u")
        await until(screen, lambda: len(assistant.problems) == 3)
        await screen.finished()
        await screen.pilot.pause(1.2)

        assert (tmp_path / NAME).read_text() == SOURCE
        assert len(assistant.problems) == 3


async def test_watching_sees_modules_that_are_not_on_show_and_files_that_take_the_place_of_others(
    open_app: Opener, tmp_path: Path
) -> None:
    """A program that ran well names no file; editors save by putting a new file, with a time of its own, in place."""
    assistant = Whole()
    (tmp_path / "rates.py").write_text("EUR = 1\n")
    program = replace(problem(tmp_path, ""), command=("python", NAME))
    async with open_app(program, assistant) as screen:
        await screen.finished()
        await screen.press("W")
        await until(screen, lambda: screen.app.main._modules and screen.app.main._stamps)
        await screen.pilot.pause(0.6)
        assert len(assistant.problems) == 1
        (tmp_path / "next").write_text("EUR = 2\n")
        os.utime(tmp_path / "next", (1_000_000_000, 1_000_000_000))
        (tmp_path / "next").replace(tmp_path / "rates.py")

        await until(screen, lambda: len(assistant.problems) == 2)


async def test_texts_stay_on_show_when_the_work_done_again_names_none(
    open_app: Opener, tmp_path: Path
) -> None:
    """Tests that pass point at no file; who has just mended one goes on looking at it."""
    fine = Done(Diagnosis(cause="nothing failed", decision=DECISION))
    known = problem(tmp_path)
    async with open_app(known) as screen:
        await screen.finished()
        screen.app.make_assistant = lambda: Scripted(fine)
        screen.app.main.state.problem = replace(known, text="", command=("python", "-m", "pytest"))
        await screen.press("R")
        await screen.finished()

        assert NAME in screen.text("#source")
        assert "def total(coins):" in screen.text("#source")
        assert "✗" not in screen.text("#source")


@pytest.mark.parametrize("seen_before", [False, True])
async def test_watching_notices_what_was_saved_before_it_began(
    open_app: Opener, tmp_path: Path, seen_before: bool
) -> None:
    """The run reads the file, somebody saves it, and only then does the app look at its time for the first time."""
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant) as screen:
        await screen.finished()
        main = screen.app.main
        main._stamps.clear()
        (tmp_path / NAME).write_text(SOURCE + "\n")
        if seen_before:
            await until(screen, lambda: bool(main._stamps))
        await screen.press("W")
        await until(screen, lambda: len(assistant.problems) == 2)
        await screen.pilot.pause(1.2)

        assert len(assistant.problems) == 2


async def test_the_colours_of_code_stand_on_the_ground_of_their_line(
    open_app: Opener, tmp_path: Path
) -> None:
    async with editing(open_app, tmp_path) as (screen, editor):
        strips = screen.app.screen._compositor.render_strips()
        region = editor.content_region
        drawn = [
            segment.style
            for row in range(region.y, region.bottom)
            for segment in strips[row].crop(region.x, region.right)
        ]
        colours = {style.color.name for style in drawn if style is not None and style.color is not None}
        grounds = {style.bgcolor.name for style in drawn if style is not None and style.bgcolor is not None}
        assert len(colours) > 5  # of keywords, strings, numbers
        assert "#000000" not in grounds


async def test_watching_reruns_on_save_and_leaves_the_cursor_where_it_types(
    open_app: Opener, tmp_path: Path
) -> None:
    assistant = Whole()
    async with editing(open_app, tmp_path, assistant) as (screen, editor):
        screen.app.main.action_watch()
        await screen.press("x", "ctrl+s")
        await until(screen, lambda: len(assistant.problems) == 2)
        await screen.finished()

        assert editor.has_focus
        assert screen.app.main.source.editor is editor
        assert f"source {NAME}" in screen.text("#source")
        assert "editing · saved" in screen.text("#source")


async def test_a_file_that_was_opened_is_read_again(open_app: Opener, tmp_path: Path) -> None:
    from tools.intake import from_files

    path = tmp_path / "cart.py"
    path.write_text("print(1\n")
    assistant = Whole()
    async with open_app(from_files([str(path)], workspace=str(tmp_path)), assistant) as screen:
        await screen.finished()
        path.write_text("print(2\n")
        await screen.press("R")
        await until(screen, lambda: len(assistant.problems) == 2)

        assert assistant.problems[1].code[0].text == "print(2\n"


async def test_a_fix_is_not_applied_to_a_file_with_unsaved_changes(open_app: Opener, tmp_path: Path) -> None:
    async with editing(open_app, tmp_path) as (screen, _):
        await screen.press("x")
        screen.app.main.query_one("#diagnosis").focus()
        screen.app.main.pane("diagnosis").focus_body()
        await screen.pilot.press("a")
        await until(screen, lambda: any("unsaved" in toast for toast in screen.toasts()))

        assert (tmp_path / NAME).read_text() == SOURCE


async def test_text_that_is_no_file_is_not_edited(open_app: Opener, tmp_path: Path) -> None:
    start = problem(tmp_path)
    os.unlink(tmp_path / NAME)  # noqa: PTH108
    async with open_app(start) as screen:
        await screen.finished()
        await screen.press("e")
        await until(screen, lambda: any("no file" in toast for toast in screen.toasts()))

        assert screen.app.main.source.editor is None


async def test_backspace_takes_a_level_of_the_indentation(open_app: Opener, tmp_path: Path) -> None:
    """What a colon and enter put there goes as it came; elsewhere one character goes."""
    async with editing(open_app, tmp_path) as (screen, editor):
        editor.load_text("if a:\n        b = 1\n")
        editor.move_cursor((1, 8))
        await screen.press("backspace")
        assert editor.document.get_line(1) == "    b = 1"
        assert editor.cursor_location == (1, 4)

        editor.move_cursor((1, 6))
        await screen.press("backspace")
        assert editor.document.get_line(1) == "    b= 1"
        editor.move_cursor((1, 0))
        await screen.press("backspace")
        assert editor.document.get_line(0) == "if a:    b= 1"


async def test_who_types_into_the_input_goes_on_typing_when_watching_does_the_work_again(
    open_app: Opener, tmp_path: Path
) -> None:
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant) as screen:
        await screen.finished()
        await screen.press("W", "i", "a")
        (tmp_path / NAME).write_text(SOURCE + "\n")
        await until(screen, lambda: len(assistant.problems) == 2)
        await screen.finished()

        await screen.press("b")

        assert screen.app.main.ask.text == "ab"


async def test_a_new_line_keeps_the_indentation(open_app: Opener, tmp_path: Path) -> None:
    async with editing(open_app, tmp_path) as (screen, editor):
        await screen.press("up", "end", "enter")
        assert editor.document.get_line(13) == "        "


async def test_it_works_at_80_by_24(open_app: Opener, tmp_path: Path) -> None:
    async with editing(open_app, tmp_path, size=NARROW) as (screen, _):
        assert "amount += value" in screen.text("#source")
        assert "save" in screen.text("Hints")
