"""Is what matters in a long line in view? A change, and what a search has found, wherever in the line it stands."""

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
