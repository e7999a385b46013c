"""Text is broken where a reader would break it."""

from hypothesis import given
from hypothesis import strategies as st

from tui.render.ink import columns, wrap


def test_code_in_backticks_stays_on_one_line() -> None:
    assert list(wrap("run the check: `debugassist test`, or `f(3) == 6` by hand", 30)) == [
        "run the check:",
        "`debugassist test`, or",
        "`f(3) == 6` by hand",
    ]


def test_code_too_long_for_a_line_is_broken_after_all() -> None:
    rows = list(wrap("`" + "word " * 30 + "`", 40))

    assert max(map(len, rows)) <= 40


def test_a_name_that_makes_code_too_long_stands_alone() -> None:
    assert list(wrap("` `名名名名", 10)) == ["`", "`名名名名"]


def test_a_lone_backtick_changes_nothing() -> None:
    assert list(wrap("a ` b", 40)) == ["a ` b"]


def test_further_lines_are_indented() -> None:
    assert list(wrap("aaa bbb ccc", 9, indent="    ", first="x: ")) == ["x: aaa", "    bbb", "    ccc"]


@given(st.text(alphabet="ab `\n名", max_size=120), st.integers(10, 60))
def test_nothing_is_lost_and_lines_fit(text: str, width: int) -> None:
    rows = list(wrap(text, width))

    assert "".join(rows).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    longest = max((columns(word) for word in text.replace("\n", " ").split(" ")), default=0)
    assert all(columns(row) <= max(width, longest) for row in rows)
