"""How do two versions of a text stand side by side? The rows of an inline diff, paired."""

from dataclasses import dataclass
from itertools import zip_longest

from tui.difference import Row, RowKind


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of two columns; a side without a counterpart is None. Files and gaps go over both sides."""

    old: Row | None
    new: Row | None

    @property
    def over_both(self) -> Row | None:
        """The row when it is no line of code."""
        row = self.old
        return row if row is not None and row.kind in (RowKind.FILE, RowKind.GAP) else None


def pairs(rows: tuple[Row, ...]) -> tuple[Pair, ...]:
    """Return the rows of a diff side by side: removed lines face the lines that took their place."""
    found: list[Pair] = []
    olds: list[Row] = []
    news: list[Row] = []

    def flush() -> None:
        found.extend(Pair(old, new) for old, new in zip_longest(olds, news))
        olds.clear()
        news.clear()

    for row in rows:
        if row.kind is RowKind.OLD:
            if news:
                flush()
            olds.append(row)
        elif row.kind is RowKind.NEW:
            news.append(row)
        else:
            flush()
            found.append(Pair(row, row))
    flush()
    return tuple(found)
