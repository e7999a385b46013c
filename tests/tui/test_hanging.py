"""Where does an entry go on that is too long for its pane?"""

import pytest
from textual.content import Content

from tui.widgets.hanging import Hanging


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("✗ no such key in RATES", 14, "✗ no such key\n  in RATES"),
        ("  → use .get or put it there", 18, "  → use .get or\n    put it there"),
        ("    RATES is {'a': 1}", 16, "    RATES is\n    {'a': 1}"),
        ("▮▮    a.py:1  an edit here helps", 22, "▮▮    a.py:1  an edit\n      here helps"),
        ("■ a problem of that day", 15, "■ a problem of\n  that day"),
        ("· short", 20, "· short"),
        ("  → narrow pane", 12, "  → narrow pane"),
    ],
)
def test_a_folded_line_goes_on_under_its_words(text: str, width: int, expected: str) -> None:
    """Under the mark it looks like an entry of its own."""
    folded = Hanging(Content(text))._fold(width)

    assert "\n".join(line.rstrip() for line in folded.plain.split("\n")) == expected


def test_it_is_as_high_as_it_is_drawn_and_keeps_its_colours() -> None:
    content = Content.assemble("✗ ", ("the key is not in RATES", "bold"))
    shown = Hanging(content)

    assert shown.get_height({}, 14) == 2
    assert [span.style for span in shown._fold(14).spans] == ["bold", "bold"]
    assert str(shown) == content.plain
