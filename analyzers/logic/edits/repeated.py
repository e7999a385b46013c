"""Which slip was made at several places, so that no single edit undoes it?

The same one throughout a function, in statements of the same shape (one for rows and one for columns, one method
that keeps and one that gives), on each name of one line; or two things that were taken for one another.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program

_SHARE = 0.35  # of the weight of one of the edits
_PART = 0.7  # of the weight, at some of the places
_MOST = 4  # places
_GUESSED = frozenset(["operand added", "other expression", "conversion"])
_GUESS = 0.5  # of the weight, where one edit by itself is a guess already
_HABITS = frozenset(["missing key", "missing or empty"])  # whoever takes one for the other does so every time
_WORD = re.compile(r"[\w.]+")

Step = tuple[str, str]
"""What an edit does to a text, whatever the text is: what it puts before it and behind it."""


def repeated(program: Program, singles: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield edits that are made alike at two to four places, as one; the weight is a part of theirs."""
    groups: dict[Hashable, list[Candidate]] = {}
    opposed: dict[Hashable, list[Candidate]] = {}
    functions = {line: one.first for one in program.regions for line in range(one.first, one.last + 1)}
    for one in singles:
        if len(one.edits) != 1 or "\n" in one.edits[0][2]:
            continue
        [(start, end, new)] = one.edits
        old, function = program.text[start:end], functions.get(one.line)
        if old and function is not None:
            what = () if one.kind in _HABITS else (old, new)
            groups.setdefault(("function", function, one.kind, *what), []).append(one)
            opposed.setdefault((function, one.kind, *sorted((old, new))), []).append(one)
        step = _step(old, new)
        if step is not None:
            groups.setdefault(("line", one.line, one.kind, *step), []).append(one)
        groups.setdefault(
            ("shape", one.kind, *(step or (old, new)), *_shape(program, start, end)), []
        ).append(one)
    for alike in groups.values():
        yield from _joined(program, alike, f"{alike[0].kind} everywhere")
    for alike in opposed.values():
        olds = {program.text[edit[0] : edit[1]] for one in alike for edit in one.edits}
        if len(olds) == 2 and len({one.edits for one in alike}) == 2:
            yield from _joined(program, alike, f"{alike[0].kind} exchanged")


def _joined(program: Program, alike: Sequence[Candidate], kind: str) -> Iterator[Candidate]:
    """All edits of a group as one, where they are few and apart."""
    edits = sorted({one.edits[0] for one in alike})
    apart = all(one[1] <= two[0] and one[:2] != two[:2] for one, two in pairwise(edits))
    if 2 <= len(edits) <= _MOST and apart:
        first = min(alike, key=lambda one: one.line)
        weight = _SHARE * min(one.weight for one in alike)
        weight *= _GUESS if alike[0].kind in _GUESSED else 1.0
        yield Candidate(program.path, tuple(edits), first.line, kind, weight)
        if len(edits) > 2:  # at two of them that follow one another
            lines = {one.edits[0]: one.line for one in alike}
            for two in pairwise(edits):
                yield Candidate(program.path, two, lines[two[0]], kind, weight * _PART)


def _step(old: str, new: str) -> Step | None:
    """What is put round a text that stays; None where it does not."""
    if not old:
        return "", new
    before, found, behind = new.partition(old)
    return (before, behind) if found and before + behind else None


def _shape(program: Program, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a place in its line, any word for any other."""
    text = program.text
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    rest = text[end : last if last >= 0 else len(text)]
    return _WORD.sub("w", text[first:start].strip()), _WORD.sub("w", rest.strip())
