"""Which problems were there, in this session and before, and what became of each? The list behind the problems pane."""

from enum import StrEnum

from analyzers.deferred import replace
from analyzers.facts import Problem, Status
from tools.sessions import Answered, Kept, identity
from tui.investigation import Investigation, Phase
from tui.report import found_problem


class Outcome(StrEnum):
    """What became of a problem."""

    WORKING = "working"
    FIXED = "fixed"
    PROVED = "fix verified"
    EXPLAINED = "explained"
    ASKING = "more is needed"
    FINE = "nothing wrong"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


def outcome_of(kept: Kept) -> Outcome:
    """Return what became of a problem, in one word or two."""
    if kept.fixed:
        return Outcome.FIXED
    if kept.diagnosis is None:
        return Outcome(kept.ended) if kept.ended else Outcome.WORKING
    if any(fix.status is Status.VERIFIED for fix in kept.diagnosis.fixes):
        return Outcome.PROVED
    if any(one.code.startswith("unclear/") for one in kept.diagnosis.diagnostics):
        return Outcome.ASKING
    return Outcome.EXPLAINED if found_problem(kept.diagnosis, kept.problem) else Outcome.FINE


class History:
    """Problems in the order they came; the same problem worked on again keeps one entry, which becomes the last."""

    def __init__(self, past: tuple[Kept, ...] = ()) -> None:
        self.kept: list[Kept] = list(map(_as_left, past))
        self.past = len(self.kept)  # so many are from before this session
        self.shown: int | None = None

    def recall(self, past: tuple[Kept, ...]) -> None:
        """Put what was there before in front of what has come meanwhile."""
        ours = self.kept[self.past :]
        shown = None if self.shown is None else self.shown - self.past
        keys = {identity(one.problem) for one in ours}
        before = [_as_left(one) for one in past if identity(one.problem) not in keys]
        self.kept, self.past = before + ours, len(before)
        self.shown = None if shown is None else shown + self.past

    def begin(self, problem: Problem, when: float) -> None:
        """Note that a problem is being worked on."""
        for index, one in enumerate(self.kept):
            if identity(one.problem) == identity(problem):
                del self.kept[index]
                self.past -= index < self.past
                break
        self.kept.append(Kept(problem=problem, when=when))
        self.shown = len(self.kept) - 1

    def end(self, state: Investigation) -> None:
        """Note what the work on the shown problem came to."""
        if self.shown is None or state.problem is None or state.phase is Phase.WORKING:
            return
        ended = "" if state.diagnosis else str(state.phase)
        kept = self.kept[self.shown]
        asked = tuple(
            Answered(question=one.question, said=tuple(one.said), cost=one.cost)
            for one in state.asked
            if one.ended
        )
        self.kept[self.shown] = replace(
            kept, problem=state.problem, diagnosis=state.diagnosis, ended=ended, asked=asked
        )

    def fix(self, titles: tuple[str, ...]) -> None:
        """Note which fixes of the shown problem are in its files."""
        if self.shown is not None:
            self.kept[self.shown] = replace(self.kept[self.shown], fixed=titles)

    def unfix(self, title: str) -> None:
        """Note that a fix has been taken back, of whichever problem it was."""
        for index, one in enumerate(self.kept):
            if title in one.fixed:
                self.kept[index] = replace(one, fixed=tuple(other for other in one.fixed if other != title))

    def step(self, by: int) -> int | None:
        """Return the index of the next or previous problem, round and round, or None when there is no other."""
        if not self.kept or (len(self.kept) == 1 and self.shown == 0):
            return None
        here = self.shown if self.shown is not None else (-1 if by > 0 else 0)
        return (here + by) % len(self.kept)


def _as_left(kept: Kept) -> Kept:
    """A problem of an earlier session: what was being worked on then never came to its end."""
    return replace(kept, ended=str(Outcome.INTERRUPTED)) if outcome_of(kept) is Outcome.WORKING else kept
