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


def kin(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the only known name that `name` cuts short, or with which it has a word in common: `quantity` for `qty`,
    `min_length` for `minimum`. Much is alike in this way: only names of the same object should be asked about.
    """
    words = {word for word in name.casefold().split("_") if len(word) >= 3}
    found = {
        other
        for other in known
        if other != name
        and (
            _abbreviates(_plain(name), _plain(other))
            or any(
                len(part) >= 3 and (part.startswith(word) or word.startswith(part))
                for part in other.casefold().split("_")
                for word in words
            )
        )
    }
    return tuple(found) if len(found) == 1 else ()


def _abbreviates(short: str, long: str) -> bool:
    """Whether a name is another without vowels, as `qty` and `cnt` are, or with most of its end cut off, as `num` is."""
    if not 3 <= len(short) <= 5 or len(long) - len(short) < 2 or short[0] != long[0] or not short.isalpha():
        return False
    if long.startswith(short):
        return True
    rest = iter(long[1:])
    return not any(letter in "aeiou" for letter in short[1:]) and all(letter in rest for letter in short[1:])


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")
