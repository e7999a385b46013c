"""Which two edits of a program can be made together, as one repair?"""

from collections.abc import Sequence
from itertools import pairwise

from analyzers.logic.edits import Candidate


def joined_all(pool: Sequence[Candidate], others: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """Return what two groups make together, likeliest first."""
    made = []
    for number, first in enumerate(pool):
        for second in others[number + 1 :] if others is pool else others:
            both = joined(first, second)
            if both is not None:
                made.append((both.weight * 0.5, both))
    return sorted(made, key=lambda item: -item[0])


def is_early_exit(candidate: Candidate) -> bool:
    """Whether a candidate gives some inputs an answer of their own.

    With another edit it passes nearly any test, and is right nearly never (Tan et al. 2016, "Anti-patterns in
    search-based program repair").
    """
    return candidate.kind == "statement added" and any(
        "return" in text or "raise" in text for _, _, text in candidate.edits
    )


def joined(first: Candidate, second: Candidate) -> Candidate | None:
    """Return two candidates as one, or None when they touch the same text or different files."""
    if first.path != second.path or first is second:
        return None
    edits = sorted((*first.edits, *second.edits))
    for one, two in pairwise(edits):
        if one[1] > two[0] or one[:2] == two[:2]:
            return None
    kind = f"{first.kind}, {second.kind}"
    return Candidate(first.path, tuple(edits), first.line, kind, first.weight * second.weight)
