"""Which of the edits that keep a program from failing is likely the one its author would make?

Many edits make an exception go away, and most of them are wrong. A conditional logit over the survivors of one crash
weighs how people slip (the kind), how suspicious the line is, and how many others survive; its weights come from
`benchmarks/crash_ranking.py`, which fits them to the tuned half of the fixtures alone.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzers.facts import Suspect
from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program
from analyzers.runtime.crash import Crash
from analyzers.runtime.weights import KINDS, OFFERED, SURVIVOR

_FAINT = 0.06  # suspicion of a line that nothing but having run speaks against
_SHOWN = 5  # lines that survivors speak for
_RAISES = 0.9  # suspicion of a line whose edit is surely the right one


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """An edit with which the program ends without a failure."""

    candidate: Candidate
    program: Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A survivor, and how likely it is the author's own edit."""

    survivor: Survivor
    chance: float

    @property
    def sure(self) -> bool:
        """Whether it is likely enough to be offered as a fix."""
        return self.chance >= OFFERED


def choose(
    survivors: Sequence[Survivor], crash: Crash, suspicion: Mapping[tuple[str, int], float]
) -> tuple[Chosen, ...]:
    """Return the survivors, likeliest first."""
    scores = [
        sum(SURVIVOR.get(name, 0.0) * value for name, value in features(one, crash, suspicion).items())
        + KINDS.get(one.candidate.kind, 0.0)
        for one in survivors
    ]
    total = math.fsum(math.exp(score) for score in scores) + 1.0  # 1.0: none of them is right
    chosen = [
        Chosen(survivor=one, chance=math.exp(score) / total)
        for one, score in zip(survivors, scores, strict=True)
    ]
    return tuple(sorted(chosen, key=lambda one: -one.chance))


def features(
    survivor: Survivor, crash: Crash, suspicion: Mapping[tuple[str, int], float]
) -> dict[str, float]:
    """Return what speaks for a survivor, by name."""
    candidate = survivor.candidate
    line = candidate.path, candidate.line
    site = crash.site
    return {
        "one": 1.0,
        "weight": math.log(max(candidate.weight, 0.001)),
        "suspicion": math.log(_FAINT + suspicion.get(line, 0.0)),
        "crash line": float(site is not None and line == (site.source.path, site.line)),
        "first": float(bool(suspicion) and line == next(iter(suspicion))),
    }


def lines_of(chosen: Sequence[Chosen]) -> tuple[Suspect, ...]:
    """Return the lines whose edits keep the program from failing, as suspects."""
    chances: dict[tuple[str, int], float] = {}
    for one in chosen:
        line = one.survivor.candidate.path, one.survivor.candidate.line
        chances[line] = chances.get(line, 0.0) + one.chance
    ordered = sorted(chances.items(), key=lambda pair: -pair[1])[:_SHOWN]
    return tuple(
        Suspect(
            path=path,
            line=line,
            score=round(_RAISES * chance**0.3, 4),
            reasons=("an edit here lets the program run to its end",),
        )
        for (path, line), chance in ordered
    )
