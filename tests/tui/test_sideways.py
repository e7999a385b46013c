"""Is what matters in a long line in view? A change, and what a search has found, wherever in the line it stands."""

import re
from dataclasses import replace
from pathlib import Path

from analyzers.facts import Code, Diagnosis, Done, Edit, Intake, Problem, Routed, Span
from tests.tui.conftest import NARROW, Opener
from tests.tui.fakes import DECISION, VERIFIED, Scripted

LINE = f"total = {' + '.join(f'amount_{number}' for number in range(20))}"
START = LINE.index("amount_18")
"""The change stands far to the right of what a pane shows."""
FIX = replace(VERIFIED, edits=(Edit(Span("sum.py", START, START + 9), "changed_one"),))


def long_line(folder: Path) -> tuple[Problem, Scripted]:
    (folder / "sum.py").write_text(f"{LINE}\n")
    code = (Code(text=f"{LINE}\n", path="sum.py", language="python"),)
    asked = Problem(text="a report", code=code, workspace=str(folder), intake=Intake.STDIN)
    return asked, Scripted(
        Routed(DECISION), Done(Diagnosis(cause="no", decision=DECISION, fixes=(FIX,), code=code))
    )


async def test_the_changed_part_of_a_long_line_is_in_view(open_app: Opener, tmp_path: Path) -> None:
    asked, assistant = long_line(tmp_path)
    async with open_app(asked, assistant) as screen:
        await screen.finished()

        assert "amount_18" in screen.text("#fix")
        assert "changed_one" in screen.text("#fix")


async def test_what_a_search_finds_in_a_long_line_is_in_view(open_app: Opener, tmp_path: Path) -> None:
    asked, assistant = long_line(tmp_path)
    async with open_app(asked, assistant, size=NARROW) as screen:
        await screen.finished()
        await screen.press("1", "slash", *"amount_19")
        assert "amount_19" in screen.text("#source")

        await screen.press("enter", "escape", "j")
        assert "total =" in screen.text("#source")


AROUND = f"before = 1\n{LINE}\nafter = 1\n"
AROUND_FIX = replace(
    FIX, edits=(Edit(Span("sum.py", START + 11, START + 20), "changed_one"),), check="ran it " * 30
)


def lines_around(folder: Path) -> tuple[Problem, Scripted]:
    """The same change with other lines before and after it."""
    code = (Code(text=AROUND, path="sum.py", language="python"),)
    asked = Problem(text="a report", code=code, workspace=str(folder), intake=Intake.STDIN)
    done = Done(Diagnosis(cause="no", decision=DECISION, fixes=(AROUND_FIX,), code=code))
    return asked, Scripted(Routed(DECISION), done)


async def test_lines_around_a_change_stay_where_they_begin_and_what_is_cut_off_says_so(
    open_app: Opener, tmp_path: Path
) -> None:
    asked, assistant = lines_around(tmp_path)
    async with open_app(asked, assistant, size=NARROW) as screen:
        await screen.finished()
        await screen.press("6")
        shown = screen.text("#fix")
        assert "before = 1" in shown
        assert re.search(r"2\s+- ….*amount_18", shown)
        assert re.search(r"2 \+ ….*changed_one", shown)

        await screen.press("h")
        assert "total = amount_0" in screen.text("#fix")
        await screen.press("l")

        assert "changed_one" in screen.text("#fix")


async def test_on_a_low_screen_the_change_has_more_rows_than_the_words_over_it(
    open_app: Opener, tmp_path: Path
) -> None:
    asked, assistant = lines_around(tmp_path)
    async with open_app(asked, assistant, size=NARROW) as screen:
        await screen.finished()
        await screen.press("6")
        title, words, _, first, *_ = screen.text("#fix").split("\n")[1:]
        assert "✓ verified" in title
        assert "a applies it · ran it ran it" in words
        assert "before = 1" in first

        await screen.press("z")

        assert screen.text("#fix").count("ran it") > 20


async def test_a_change_side_by_side_is_where_it_was_after_another_pane_was_in_front(
    open_app: Opener, tmp_path: Path
) -> None:
    asked, assistant = lines_around(tmp_path)
    async with open_app(asked, assistant, size=(160, 30)) as screen:
        await screen.finished()
        await screen.press("6", "v", "G")
        before = screen.text("#fix")
        assert "after = 1" in before
        await screen.press("5", "6")

        assert screen.text("#fix") == before
