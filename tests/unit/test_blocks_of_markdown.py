"""What has ended of a text in Markdown that is still being written, and what does it come to on screen?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.markdown import blocks, fenced
from analyzers.wording import invented
from tui.marked import paragraphs
from tui.pieces import Tone

_SIGNS = st.lists(
    st.sampled_from(
        [
            "# ",
            "- ",
            "1. ",
            "> ",
            "```",
            "~~~",
            "\n",
            "\n\n",
            "  ",
            "|",
            "-|-",
            "a",
            "`",
            "**",
            "_",
            "[",
            "](",
            ")",
        ]
        + ["<b>", "&amp;", "\t", "\r", "\x1b[31m", "é"]
    )
).map("".join)


def drawn(text: str) -> list[str]:
    """The paragraphs as text; an empty line stands where one is drawn."""
    rows: list[str] = []
    for one in paragraphs(text):
        rows += [""] * (bool(rows) and not one.joined)
        rows.append("".join(words for words, _ in one.pieces))
    return rows


@given(_SIGNS)
def test_blocks_join_to_the_text_and_what_has_ended_stays(text: str) -> None:
    found = blocks(text)

    assert "".join(found) == text
    for end in range(len(text)):
        ended = blocks(text[:end])[:-1]
        assert ended == found[: len(ended)] or text[:end].endswith(
            "\r"
        )  # it may become the end of a line of two


@given(_SIGNS)
def test_whatever_is_written_can_be_drawn(text: str) -> None:
    paragraphs(text)


def test_a_block_ends_at_an_empty_line_and_before_what_begins_one() -> None:
    text = "# Why\nIt is\nso.\n\n1. one\n   - in it\n\n     more\n2. two\n```py\nx = 1\n\ny\n```\nend"

    assert blocks(text) == [
        "# Why\n",
        "It is\nso.\n\n",
        "1. one\n   - in it\n\n     more\n",
        "2. two\n",
        "```py\nx = 1\n\ny\n```\n",
        "end",
    ]


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ("```py\nx\n```\n", ("x",)),
        ("~~~\nx\n```\n", ("x", "```")),
        ("```\nx", ("x",)),
        ("````\n```\n````", ("```",)),
        ("`x`", None),
    ],
)
def test_the_code_in_a_fence(block: str, lines: tuple[str, ...] | None) -> None:
    assert fenced(block) == lines


def test_each_kind_of_block_is_drawn() -> None:
    text = (
        "## Why\n\nIt **is** `None`\nhere.\n\n- one\n  1. deep\n- two\n\n> said\n\n```py\ndef f():\n\n    g()\n```\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n***\n\nend"
    )

    assert drawn(text) == [
        *("Why", "", "It is None here.", "• one", "  1. deep", "• two", "", "▎ said", ""),
        *("  ▏ def f():", "  ▏ ", "  ▏     g()", "", "a │ b", "1 │ 2", "", "───", "", "end"),
    ]


def test_what_is_meant_is_kept() -> None:
    [one] = paragraphs("It *is* **not** `so`")

    assert one.pieces == (
        ("It ", Tone.PLAIN),
        ("is", Tone.STRESSED),
        (" ", Tone.PLAIN),
        ("not", Tone.STRONG),
        (" ", Tone.PLAIN),
        ("so", Tone.CODE),
    )


def test_a_link_shows_where_it_leads() -> None:
    """What a link is called says nothing about its address."""
    [one] = paragraphs("see [python.org](https://evil.example/x) and till.py:14")

    assert one.url == "https://evil.example/x"
    assert "python.org (https://evil.example/x)" in "".join(text for text, _ in one.pieces)
    assert one.places == ("till.py:14",)


@pytest.mark.parametrize(
    "text", ["[x](javascript:alert(1))", "<script>x</script>", "[/b] [red]x", "&lt;b&gt;"]
)
def test_what_is_not_ours_to_act_on_is_shown_as_it_is(text: str) -> None:
    [one] = paragraphs(text)

    assert one.url == ""
    assert drawn(text) == [text.replace("&lt;", "<").replace("&gt;", ">")]


@pytest.mark.parametrize(
    "text", ["![" * 50_000, "- a\n" * 50_000, "```\n" + "x\n" * 50_000, "a b\n" * 50_000]
)
def test_what_nobody_reads_to_its_end_is_cut(text: str) -> None:
    assert sum(len(row) for row in drawn(text)) < 100_000


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("1. `rate` is `None`\n2. so `x` fails", ""),
        ("> 12. `rate`", ""),
        ("```python\nrate = x\n```", ""),
        ("```python\nrate = y\n```", "`rate = y` was not found"),
        ("there are 7 of them", "the number 7 was not found"),
    ],
)
def test_what_markdown_is_made_of_is_no_claim(said: str, wrong: str) -> None:
    """The number of an item and the language of a fence say nothing about the program."""
    assert invented(said, "rate = x\nrate is None") == wrong
