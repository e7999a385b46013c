"""How many slips of the finger lie between two words?"""


def distance(left: str, right: str, limit: int) -> int:
    """Return the number of letters dropped, added, changed or swapped with a neighbour, up to `limit` + 1.

    The restricted Damerau-Levenshtein distance (optimal string alignment).
    """
    before: list[int] = []
    current = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        earlier, before, current = before, current, [row]
        for column, other in enumerate(right, 1):
            best = min(before[column] + 1, current[-1] + 1, before[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                best = min(best, earlier[column - 2] + 1)
            current.append(best)
        if min(current) > limit:
            return limit + 1
    return current[-1]
