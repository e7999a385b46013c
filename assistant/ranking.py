"""In which order should a person look at the lines?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzers.facts import Fix, Status, Suspect
from analyzers.logic.edits.lines import edited_line
from analyzers.logic.program import Program
from assistant.repair import Progress
from tools.testing.outcomes import Outcome

Line = tuple[str, int]
_SHOWN = 10
_DOUBTED = 0.4  # what a doubted edit's share counts: as much as of one that breaks other checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What running the tests showed."""

    programs: Mapping[str, Program]
    suspicion: Mapping[Line, float]
    traps: Mapping[Line, Sequence[str]]  # what is known to go wrong with a line
    failing: Sequence[Outcome]
    passing: Sequence[Outcome]
    notes: tuple[str, ...] = ()  # what is to be said of other lines


def ranked_lines(
    evidence: Evidence,
    progress: Progress,
    fixes: Sequence[Fix],
    *,
    partial: bool = False,
    doubted: bool = False,
) -> tuple[Suspect, ...]:
    """Return the most suspicious lines: where a fix was proved, where one nearly was, then by the spectrum.

    `partial`: the fixes mend a part of the checks; `doubted`: and probably not as was meant. Their lines then lead
    nobody: they stand among those where any edit mends something.
    """
    order: dict[Line, tuple[float, list[str]]] = {}
    shares = dict(progress.scores)
    if partial and doubted:
        for fix in fixes:
            for line in fixed_lines(fix, evidence.programs):
                shares[line] = _DOUBTED * shares.get(line, 0.0)
        fixes = ()
    for rank, fix in enumerate(fixes):
        told = "was verified" if fix.status is Status.VERIFIED else "makes every check pass"
        if partial:
            told = "makes some failing checks pass"
        for line in fixed_lines(fix, evidence.programs):
            order.setdefault(line, (3.0 - 0.1 * rank, [f"a change here {told}: {fix.title}"]))
    for survivor in progress.survivors:
        line = (survivor.candidate.path, survivor.candidate.line)
        order.setdefault(line, (2.0 + survivor.priority * 0.1, ["a change here makes every check pass"]))
    for line, share in shares.items():
        likely = 1.0 + share * 0.5 + 0.1 * evidence.suspicion.get(line, 0.0)
        order.setdefault(line, (likely, ["a change here makes some failing checks pass"]))
    last = {line: number for number, line in enumerate(sorted(evidence.suspicion))}
    for line, score in evidence.suspicion.items():
        order.setdefault(line, (score * 0.99 + last[line] * 1e-6, ["executed by the failing checks"]))
    best = sorted(order, key=lambda line: -order[line][0])[:_SHOWN]
    return tuple(
        Suspect(
            path=line[0],
            line=line[1],
            score=min(1.0, order[line][0] / 3.0),
            reasons=(*order[line][1], *evidence.traps.get(line, ())),
        )
        for line in best
    )


def fixed_lines(fix: Fix, programs: Mapping[str, Program]) -> list[Line]:
    """Return the lines that a fix changes; for lines that it puts in, the neighbour in the same block."""
    found = []
    for edit in fix.edits:
        lines = programs[edit.span.path].lines
        found.append((edit.span.path, edited_line(lines, edit.span.start, edit.span.end, edit.text)))
    return found
