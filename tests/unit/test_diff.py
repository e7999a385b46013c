"""A fix is shown as a diff that other tools take."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.diff import apply_edits, compare, unified
from analyzers.facts import Applicability, Edit, Fix, Span

LINES = st.lists(st.sampled_from(["a", "b", "", "  c", "é"]), max_size=30)


def _applied(before: str, diff: str) -> str:
    """Apply a unified diff the way `patch` does, without any fuzz."""
    source = before.split("\n")
    if source[-1] == "":
        source.pop()
    result: list[str] = []
    position = 0
    ends_with_newline = True
    rows = diff.split("\n")[2:-1] if diff else []
    for index, row in enumerate(rows):
        if row.startswith("@@"):
            old = row.split()[1][1:].split(",")
            start = int(old[0]) - (len(old) == 1 or old[1] != "0")
            result += source[position:start]
            position = start
        elif row.startswith("\\"):
            ends_with_newline = rows[index - 1][0] == "-"
        else:
            if row[0] in " -":
                assert source[position] == row[1:]
                position += 1
            if row[0] in " +":
                result.append(row[1:])
    result += source[position:]
    return "\n".join(result) + "\n" * (ends_with_newline and bool(result))


@given(LINES, LINES)
def test_applying_the_diff_gives_the_changed_text(before: list[str], after: list[str]) -> None:
    old = "".join(line + "\n" for line in before)
    new = "".join(line + "\n" for line in after)

    assert _applied(old, compare(old, new, "a.py")) == new


@given(st.lists(st.sampled_from("abc"), min_size=9, max_size=30), st.integers(0, 29))
def test_one_changed_line_is_one_line_out_and_one_in(lines: list[str], at: int) -> None:
    at %= len(lines)
    after = [*lines[:at], "x", *lines[at + 1 :]]

    rows = compare("\n".join(lines) + "\n", "\n".join(after) + "\n", "f.py").split("\n")[3:-1]

    assert [row for row in rows if row[0] != " "] == [f"-{lines[at]}", "+x"]
    assert len(rows) == 2 + min(at, 3) + min(len(lines) - at - 1, 3)


def test_a_missing_newline_at_the_end_is_said() -> None:
    assert compare("x = (1", "x = (1)", "f.py") == (
        "--- a/f.py\n+++ b/f.py\n@@ -1 +1 @@\n-x = (1\n\\ No newline at end of file\n"
        "+x = (1)\n\\ No newline at end of file\n"
    )


def test_edits_are_made_at_the_offsets_of_the_original() -> None:
    edits = [Edit(Span("f", 0, 1), "first"), Edit(Span("f", 4, 5), "second")]

    assert apply_edits("a = b", edits) == "first = second"


def test_a_fix_over_several_files_has_a_part_for_each() -> None:
    fix = Fix(
        title="rename it",
        edits=(
            Edit(Span("a.py", 0, 1), "y"),
            Edit(Span("b.py", 0, 1), "y"),
            Edit(Span("lost.py", 0, 1), "y"),
        ),
        applicability=Applicability.SAFE,
    )

    diff = unified(fix, {"a.py": "x\n", "b.py": "x\n"})

    assert diff.count("--- a/") == 2
    assert "lost.py" not in diff


def test_equal_texts_have_no_diff() -> None:
    assert compare("x", "x", "f.py") == ""


@pytest.mark.parametrize(
    "form",
    ["{}x{n}\n\n", "{}a\nx{n}b\n", "{{\n{}{n}\n}},\n\n"],
    ids=["every other line blank", "every other line the same", "as JSON"],
)
def test_lines_that_repeat_do_not_cost_the_cube_of_their_number(form: str) -> None:
    old, new = ("".join(form.format(blank, n=n) for n in range(990)) for blank in ("", "  "))
    begun = process_time()
    diff = compare(old, new, "f")
    assert process_time() - begun < 3
    assert _applied(old, diff) == new


@given(LINES, LINES)
def test_changes_far_apart_in_a_long_text_are_found_line_by_line(before: list[str], after: list[str]) -> None:
    middle = [f"line {number}" for number in range(3_000)]
    old = "".join(line + "\n" for line in [*before, "x", *middle, "y", *before])
    new = "".join(line + "\n" for line in [*after, "x", *middle, "y", *after])
    diff = compare(old, new, "f")
    assert (_applied(old, diff) if diff else old) == new
    assert len(diff.splitlines()) < 200
