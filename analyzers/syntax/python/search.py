"""Which steps lead from a broken text to one that compiles? The likeliest way through one defect after another.

The search is best-first: a way's cost is the sum of its steps' and of what each mistake costs in itself. At each
depth only a few ways are followed, so that a text with forty mistakes ends as surely as one with two.
"""

import heapq
from itertools import count

from analyzers.syntax.python.steps import Budget, Step, improve
from analyzers.syntax.python.verdict import Verdict

_LEAST, _MOST = 2_500_000, 4_000_000  # characters handed to the compiler before the search gives up
_ROUNDS = 8  # times that a long text may be compiled whole besides
_MOST_DEFECTS = 40
_FOLLOWED = (1, 3, 3, 2)  # ways followed at each depth; one beyond
_OPTIONS = 4  # of a text, that are kept as ways
_MISTAKE = 2.0  # nats for each mistake beyond the first
_UNFINISHED = 3.0  # nats that the rest of an unfinished way costs at least


def effort_for(text: str) -> int:
    """Return how many characters may be compiled for a text: of 490 repairs all right ones came within the least."""
    return min(_LEAST + _ROUNDS * len(text), _MOST)


def solve(text: str, budget: Budget) -> tuple[list[Step], list[Step]]:
    """Return the steps that lead to a text that compiles, and alternatives to a single step.

    The steps are those that were found when no way leads all the way.
    """
    verdict = budget.judge(text)
    if verdict is None:
        return [], []
    number = count()
    ways: list[tuple[float, int, list[Step], str, Verdict | None]] = [(0.0, 0, [], text, verdict)]
    farthest: list[Step] = []
    others: list[Step] = []
    followed: dict[int, int] = {}
    seen: set[str] = set()
    while ways:
        cost, _, steps, here, said = heapq.heappop(ways)
        if said is None:
            return steps, [one for one in others if one.text != here]
        depth = len(steps)
        followed[depth] = followed.get(depth, 0) + 1
        most = _FOLLOWED[depth] if depth < len(_FOLLOWED) else 1
        if followed[depth] > most or depth >= _MOST_DEFECTS or here in seen or budget.left <= 0:
            continue
        seen.add(here)
        options = improve(here, said, budget)
        if not depth:
            others = [step for step in options if step.complete]
        spent = cost - _UNFINISHED * bool(depth) + _MISTAKE * bool(depth)
        kept = [*options[:_OPTIONS], *(one for one in options[_OPTIONS:] if one.complete)]
        for option in kept[: 2 * _OPTIONS]:
            following = None if option.complete else budget.judge(option.text)
            # what a window cuts in two may stumble there although the whole text does not
            taken = [*steps, option._replace(complete=following is None)]
            total = spent + option.cost + _UNFINISHED * (following is not None)
            heapq.heappush(ways, (total, next(number), taken, option.text, following))
            if len(taken) > len(farthest):
                farthest = taken
    return farthest, []
