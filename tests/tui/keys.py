"""Writes the table of keys into `docs/app.md` from the bindings that make them work: `python -m tests.tui.keys`."""

import sys
from pathlib import Path

from tui.app import DebugAssist
from tui.keys import bindings_of, keys_of

PAGE = Path(__file__).parents[2] / "docs" / "app.md"
START, END = "compared by a test -->\n", "<!-- /keys -->"


def table() -> str:
    """Return the keys that work everywhere, as Markdown."""
    app = DebugAssist()
    rows = [
        f"| {' '.join(f'`{key}`' for key in keys_of(app, binding).split())} | {binding.description} |"
        for binding in bindings_of(app.main, app)
    ]
    return "\n".join(["| key | what it does |", "| --- | --- |", *rows]) + "\n"


def written() -> str:
    """Return the table that the page has."""
    return PAGE.read_text().partition(START)[2].partition(END)[0]


def main() -> int:
    """Write the table into the page."""
    text = PAGE.read_text()
    head, _, rest = text.partition(START)
    PAGE.write_text(f"{head}{START}{table()}{END}{rest.partition(END)[2]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
