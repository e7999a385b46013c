"""Which known name is a misspelling of this one?

Optimal string alignment distance (Damerau 1964, restricted transpositions), with case and separators
nearly free, as people mistype names.
"""

from collections.abc import Iterable


def distance(left: str, right: str, limit: int) -> int:
    """Return the number of insertions, deletions, changes and swaps between two names, capped at limit + 1."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (one != other))
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, above = above, row
    return above[-1]


def similar(name: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the known names that `name` may be a misspelling of, nearest first."""
    if len(name) < 2 or len(name) > 80:
        return ()
    limit = 1 if len(name) <= 4 else 2 if len(name) <= 8 else 3
    plain = _plain(name)
    scored: list[tuple[int, int, str]] = []
    for position, other in enumerate(dict.fromkeys(known)):
        if other == name or not other:
            continue
        other_plain = _plain(other)
        if plain == other_plain or (plain + "s" == other_plain or other_plain + "s" == plain):
            scored.append((0, position, other))
            continue
        if len(name) <= 2:
            continue
        short, long = sorted((plain, other_plain), key=len)
        if (
            len(short) >= 4
            and len(long) - len(short) <= 4
            and (long.startswith(short) or long.endswith(short))
        ):
            scored.append((2, position, other))
            continue
        steps = distance(plain, other_plain, limit)
        if steps <= limit and steps * 3 <= max(len(plain), len(other_plain)):
            scored.append((steps, position, other))
    # Of equally near ones the likelier comes first: public where the name is, and of nearly its length.
    scored.sort(
        key=lambda one: (
            one[0],
            (one[2][0] == "_") is not (name[0] == "_"),
            abs(len(one[2]) - len(name)),
            one[1],
        )
    )
    return tuple(other for _, _, other in scored[:most])


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")
