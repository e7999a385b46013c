"""Which slip was made at several places of one function, so that no single edit undoes it?"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program

_SHARE = 0.35  # of the weight of one of the edits
_MOST = 4  # places
_HABITS = frozenset(["missing key", "missing or empty"])  # whoever takes one for the other does so every time


def repeated(program: Program, singles: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield edits that are made alike at two to four places of a function, as one; the weight is a part of theirs."""
    groups: dict[tuple[object, ...], list[Candidate]] = {}
    functions = {line: one.first for one in program.regions for line in range(one.first, one.last + 1)}
    for one in singles:
        if len(one.edits) != 1:
            continue
        [(start, end, new)] = one.edits
        function = functions.get(one.line)
        if function is None or start == end or "\n" in new:
            continue
        what = () if one.kind in _HABITS else (program.text[start:end], new)
        groups.setdefault((function, one.kind, *what), []).append(one)
    for (_, kind, *_), alike in groups.items():
        edits = sorted({one.edits[0] for one in alike})
        apart = all(one[1] <= two[0] for one, two in pairwise(edits))
        if 2 <= len(edits) <= _MOST and apart:
            first = min(alike, key=lambda one: one.line)
            weight = _SHARE * min(one.weight for one in alike)
            yield Candidate(program.path, tuple(edits), first.line, f"{kind} everywhere", weight)
