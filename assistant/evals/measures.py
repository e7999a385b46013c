"""How sure is a measured share, and how long does a case take?"""

from collections.abc import Sequence
from math import ceil, comb, sqrt

_Z = 1.959963984540054  # two-sided 95 %


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share: Wilson's score interval (1927), right for small and extreme shares."""
    if total <= 0:
        return 0.0, 1.0
    share = hits / total
    spread = _Z * sqrt(share * (1 - share) / total + _Z * _Z / (4 * total * total))
    centre = share + _Z * _Z / (2 * total)
    scale = 1 + _Z * _Z / total
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def mcnemar(one: int, other: int) -> float:
    """Return how likely so uneven a split is by chance: McNemar's exact test (1947) of two ways on the same cases.

    `one` and `other` count the cases that only the one way, and only the other, has right.
    """
    total = one + other
    tail = sum(comb(total, count) for count in range(min(one, other) + 1)) / (1 << total)
    return min(1.0, 2 * tail)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of the values do not exceed; 0.0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def share_text(hits: int, total: int) -> str:
    """Return a share for people, with its interval: `93.1% (27/29, 78.0-98.1)`."""
    if not total:
        return "-"
    low, high = wilson(hits, total)
    return f"{hits / total:.1%} ({hits}/{total}, {low:.1%}-{high:.1%})".replace("%-", "-", 1)


def share_data(hits: int, total: int) -> dict[str, float | int | None]:
    """Return a share for programs: hits, total, share (None without cases) and its interval."""
    low, high = wilson(hits, total)
    return {
        "hits": hits,
        "total": total,
        "share": hits / total if total else None,
        "low": low,
        "high": high,
    }
