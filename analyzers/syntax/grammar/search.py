"""Which candidates make a broken text parse? Tried in the order of their cost, one defect after another."""

from itertools import islice
from typing import NamedTuple

from analyzers.syntax.candidate import Candidate, Change, apply
from analyzers.syntax.grammar import candidates as general
from analyzers.syntax.grammar import data, near
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.ranking import cost, features, likeness
from analyzers.syntax.grammar.tokens import Text
from analyzers.syntax.grammar.trees import STRICTER, Trials, Verdict, judge

EFFORT = 2_500_000  # characters parsed before the search gives up
_MOST_DEFECTS = 6
_MOST_TRIED = 700
_MOST_CANDIDATES = 6_000  # of one source
_EFFORT_OF_A_CANDIDATE = 60  # in characters parsed


class Step(NamedTuple):
    """An accepted candidate and the text it leads to."""

    candidate: Candidate
    before: str
    text: str


def solve(name: str, text: str, verdict: Verdict, effort: int) -> list[Step]:
    """Repair one defect after another while each step leaves less that the parser has to skip or invent."""
    steps: list[Step] = []
    while verdict.faults and len(steps) < _MOST_DEFECTS and effort > 0:
        found = None
        for wide in (False, True):
            found, effort = _improve(name, text, verdict, effort, wide=wide)
            if found is not None or effort <= 0:
                break
        if found is None:
            break
        candidate, verdict = found
        fixed = apply(text, candidate.changes)
        steps.append(Step(candidate, text, fixed))
        text = fixed
    return steps


def _improve(
    name: str, text: str, verdict: Verdict, effort: int, *, wide: bool
) -> tuple[tuple[Candidate, Verdict] | None, int]:
    """Return the likeliest candidate that helps, with what the parser then says, and the effort left."""
    ground = Ground(Text(name, text), verdict.faults, wide=wide)
    ranked = ordered(ground)
    effort -= _EFFORT_OF_A_CANDIDATE * len(ranked)
    trials = Trials(name, text)
    best: tuple[float, Candidate, Verdict] | None = None
    tried: set[str] = {text}
    for price, candidate in ranked[:_MOST_TRIED]:
        if effort <= 0:
            break
        changed = apply(text, candidate.changes)
        if changed in tried:
            continue
        tried.add(changed)
        after = trials.judge(candidate.changes)
        effort -= (len(changed) // 4 + 300) * (1 + len(after.faults) // 4)  # recovery costs the parser more
        if after.stuck:
            return None, 0
        if not after.faults and not judge(name, changed).faults:
            return (candidate, after), effort
        better = _weight(verdict) - _weight(after)
        later = after.faults[0].start > verdict.faults[0].start + 2 if after.faults else False
        if better > 0 and (best is None or price - 0.5 * better - later < best[0]):
            best = price - 0.5 * better - later, candidate, after
    return (None if best is None else (best[1], best[2])), effort


def ordered(ground: Ground) -> list[tuple[float, Candidate]]:
    """Return the candidates with their costs, likeliest first; what is hopeless is left out."""
    cheapest: dict[tuple[str, tuple[Change, ...]], Candidate] = {}
    for source in (data.candidates, general.candidates, near.candidates):
        for candidate in islice(source(ground), _MOST_CANDIDATES):
            key = (candidate.kind, candidate.changes)
            if key not in cheapest or candidate.cost < cheapest[key].cost:
                cheapest[key] = candidate
    rough: list[tuple[float, int, Candidate, tuple[float, ...]]] = []
    for candidate in cheapest.values():
        measured = features(ground, candidate)
        rough.append((cost(candidate.kind, measured), len(rough), candidate, measured))
    rough.sort()
    fine = [
        (cost(candidate.kind, measured, likeness(ground, candidate)), number, candidate)
        for _, number, candidate, measured in rough[: 2 * _MOST_TRIED]
    ]
    fine.sort()
    return [(price, candidate) for price, _, candidate in fine]


def _weight(verdict: Verdict) -> float:
    if verdict.faults and verdict.faults[0].missing == STRICTER:
        return 0.5
    return len(verdict.faults) + min(verdict.skipped / 40, 10)
