"""What an edit changes of what the program does is seen under the lines' old numbers."""

import pytest

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program
from analyzers.runtime.behaviour import as_before, course, said

TEXT = "a = 1\nb = 2\nc = 3\nd = 4\n"
PROGRAM = Program("main.py", TEXT)


@pytest.mark.parametrize(
    ("edit", "ran", "before"),
    [
        ((0, 1, "x"), {1: 1, 4: 2}, {1: 1, 4: 2}),
        (
            (6, 6, "if a:\n    a = 0\n"),
            {1: 1, 2: 1, 3: 1, 4: 5},
            {1: 1, 2: 5},
        ),  # two lines put in before line 2
        ((6, 18, ""), {1: 1, 2: 7}, {1: 1, 4: 7}),  # two lines taken out
        ((10, 11, "(2 +\n3)"), {2: 1, 3: 1, 4: 9}, {2: 1, 3: 9}),
    ],
)
def test_lines_keep_their_old_numbers(
    edit: tuple[int, int, str], ran: dict[int, int], before: dict[int, int]
) -> None:
    candidate = Candidate("main.py", (edit,), 1, "name", 1.0)

    assert as_before({"main.py": ran, "other.py": {9: 1}}, candidate, PROGRAM) == {
        "main.py": before,
        "other.py": {9: 1},
    }


def test_an_edit_that_no_longer_comes_to_the_failing_line_avoids_it() -> None:
    """Such an edit hides the failure more often than it mends what led to it."""
    before = {"main.py": {1: 1, 2: 1, 3: 2}}

    around = course({"main.py": {1: 1, 2: 1, 4: 1}}, before, ("main.py", 3), ("main.py", 2))
    through = course({"main.py": {1: 1, 2: 1, 3: 5, 4: 1}}, before, ("main.py", 3), ("main.py", 2))

    assert (around["avoids"], around["again"]) == (1.0, 0.0)
    assert (through["avoids"], through["again"]) == (0.0, 1.0)
    assert around["gone"] > through["gone"] == 0.0


def test_nothing_is_said_of_a_run_that_was_not_recorded() -> None:
    assert course({}, {"main.py": {1: 1}}, ("main.py", 1), ("main.py", 1)) == {}


def test_an_output_that_falls_short_of_its_rivals_is_seen() -> None:
    rivals = ["a\nb\nc\n", "a\nb\nc\n", "a\n"]

    assert said("a\n", "a\n", rivals)["length"] < 0 == said(rivals[0], "a\n", rivals)["length"]
    assert said("a\n", "a\n", rivals)["short"] == 1.0
    assert said("x <object>", "a\n", rivals)["odd"] == said("x <object>", "a\n", rivals)["lost"] == 1.0
