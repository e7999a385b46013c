"""Text that comes from a terminal or a hostile log is harmless once cleaned or shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.text import Lines, clean, visible


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("plain\n\ttext", "plain\n\ttext"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bP+q544e\x1b\\after", "after"),
        ("never ended \x1b]0;swallow\nnext line", "never ended \nnext line"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("nul\x00 bell\x07 del\x7f c1 \x9b31mred", "nul bell del c1 red"),
        ("b\x08bo\x08ol\x08ld\x08d", "bold"),
        ("\x1b(B\x1b=keys", "keys"),
    ],
)
def test_control_sequences_are_taken_out(raw: str, expected: str) -> None:
    """What is left must be safe to store, compare and search."""
    assert clean(raw) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean(raw)

    assert clean(once) == once


@given(st.text(alphabet=st.sampled_from("\x1b[]()0;1mABPX\x07\\\n\r\x08\x9b\x9d~ K")))
def test_no_control_character_survives(raw: str) -> None:
    assert not any(ord(char) < 0x20 and char not in "\n\t" or 0x7F <= ord(char) < 0xA0 for char in clean(raw))


def test_reordering_marks_are_made_visible() -> None:
    """A right-to-left override can make a line of code read as another one."""
    assert visible("if user != '\u202e admin':\u200b") == "if user != '\\u202e admin':\\u200b"


@given(st.text(alphabet="a\n\tß😀"), st.data())
def test_offsets_and_positions_are_inverse(text: str, data: st.DataObject) -> None:
    """Every span on screen rests on this conversion."""
    lines = Lines(text)
    offset = data.draw(st.integers(0, len(text)))

    assert lines.offset(*lines.position(offset)) == offset


def test_a_line_beyond_the_text_is_clamped() -> None:
    lines = Lines("one\ntwo")

    assert (lines.offset(0), lines.offset(9), lines.offset(1, 99), lines.line(3)) == (0, 7, 3, "")


def test_half_a_surrogate_pair_is_taken_out_of_an_otherwise_plain_text() -> None:
    assert clean("KeyError: '\ud800'") == "KeyError: ''"
