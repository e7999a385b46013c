"""What is known so far of the problem on screen? Folds the assistant's events into one value.

Mutable on purpose: it is the one place where a stream becomes state. It knows nothing of widgets, so what the
app shows can be tested without a screen.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import assert_never

from analyzers.deferred import dataclass, field
from analyzers.facts import (
    Cost,
    Decision,
    Diagnosis,
    Diagnostic,
    Done,
    Event,
    Failed,
    Fix,
    FixChecked,
    FixProposed,
    Found,
    HandedBack,
    Hypothesis,
    Known,
    Printed,
    Problem,
    Route,
    Routed,
    Said,
    Spent,
    StepFinished,
    StepProgress,
    StepStarted,
)
from analyzers.followup import FACTS
from tui.report import found_problem


class Phase(StrEnum):
    """Where an investigation stands."""

    IDLE = "idle"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Part(StrEnum):
    """A part of the state that a region of the screen shows."""

    DECISION = "decision"
    PROGRESS = "progress"
    FINDINGS = "findings"
    FIXES = "fixes"
    ANSWER = "answer"


@dataclass(slots=True, kw_only=True)
class Step:
    """A piece of work: what it is, how far it is, and how long it took once it has ended."""

    name: str
    detail: str = ""
    done: int = 0
    total: int | None = None
    seconds: float | None = None


@dataclass(slots=True, kw_only=True)
class Asked:
    """A question about the diagnosis, and what was answered: words, and whose they are."""

    question: str
    said: list[tuple[str, str]] = field(default_factory=list)
    cost: Cost | None = None  # None: no model was asked
    ended: bool = False

    def add(self, text: str, proposer: str) -> None:
        """Take what was said; pieces of a model's answer join to one."""
        if proposer != FACTS and self.said and self.said[-1][1] == proposer:
            text = self.said.pop()[0] + text
        self.said.append((text, proposer))

    @property
    def turn(self) -> tuple[str, str]:
        """The question and the whole answer."""
        return self.question, "\n".join(text for text, _ in self.said)


@dataclass(slots=True, kw_only=True)
class Investigation:
    """Everything that one run of the assistant has said so far."""

    problem: Problem | None = None  # as the user gave it, whatever part of it a path hands to another
    route: Route | None = None  # that the user has said it is
    handed: Problem | None = None  # the part that one path has handed to another
    phase: Phase = Phase.IDLE
    decision: Decision | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    hypotheses: list[Hypothesis] = field(default_factory=list)
    fixes: list[Fix] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    diagnosis: Diagnosis | None = None
    failure: Failed | None = None
    asked: list[Asked] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        """Whether a program has run to its end, and nothing was found to be wrong."""
        if self.diagnosis is None or self.problem is None or not self.problem.command:
            return False
        ran = self.diagnosis.decision.route is Route.RUNTIME
        return ran and not found_problem(self.diagnosis, self.problem)

    @property
    def at_hand(self) -> Problem | None:
        """What is worked on: the problem, or the part of it that was handed on."""
        return self.handed or self.problem

    @property
    def words(self) -> str:
        """What a model has said of the cause so far."""
        if not self.said and self.diagnosis is not None and self.diagnosis.explanation is not None:
            return self.diagnosis.explanation.text  # the answer of an earlier session
        return "".join(self.said).strip()

    @classmethod
    def ended(
        cls, problem: Problem, diagnosis: Diagnosis | None, phase: Phase, asked: Sequence[Asked] = ()
    ) -> "Investigation":
        """Return an investigation as it was when its work ended, with the questions that were asked after it."""
        state = cls(problem=problem, phase=phase, asked=list(asked))
        if diagnosis is not None:
            state._finish(diagnosis)
        return state

    @property
    def step(self) -> Step | None:
        """The piece of work that is going on, or None."""
        return next((step for step in reversed(self.steps) if step.seconds is None), None)

    def take(self, event: Event) -> frozenset[Part]:
        """Fold one event in; return the parts that changed. What the program printed is not kept here."""
        match event:
            case Routed(decision):
                self.decision = decision
                return frozenset({Part.DECISION})
            case StepStarted(name, detail):
                self.steps.append(Step(name=name, detail=detail))
                return frozenset({Part.PROGRESS})
            case StepProgress(name, done, total, detail):
                step = self._find_step(name)
                step.done, step.total = done, total
                step.detail = detail or step.detail
                return frozenset({Part.PROGRESS})
            case StepFinished(name, seconds, detail):
                step = self._find_step(name)
                step.seconds = seconds
                step.detail = detail or step.detail
                return frozenset({Part.PROGRESS})
            case Found(finding):
                if isinstance(finding, Diagnostic):
                    self.diagnostics.append(finding)
                else:
                    self.hypotheses.append(finding)
                return frozenset({Part.FINDINGS})
            case FixProposed(fix) | FixChecked(fix):
                self._place(fix)
                return frozenset({Part.FIXES})
            case Said(text, _):
                self.said.append(text)
                return frozenset({Part.FINDINGS})
            case HandedBack(problem, reason):
                self.handed = problem
                self.decision = None
                self.diagnostics, self.hypotheses, self.fixes, self.said = [], [], [], []
                self.steps.append(Step(name="handed back", detail=reason, seconds=0.0))
                return frozenset({Part.DECISION, Part.FINDINGS, Part.FIXES, Part.PROGRESS})
            case Known(diagnosis):
                self._know(diagnosis)
                return frozenset(Part)
            case Done(diagnosis):
                self._finish(diagnosis)
                return frozenset(Part)
            case Failed():
                self.failure = event
                self.phase = Phase.FAILED
                self._end_steps()
                return frozenset({Part.PROGRESS, Part.ANSWER})
            case Printed() | Spent():  # of a question
                return frozenset()
            case _:
                assert_never(event)

    def stop(self) -> None:
        """Record that the user stopped the work; what was found stays."""
        if self.phase is Phase.WORKING:
            self.phase = Phase.STOPPED
            self._end_steps()

    def _know(self, diagnosis: Diagnosis) -> None:
        self.diagnosis = diagnosis
        self.decision = diagnosis.decision
        self.diagnostics = list(diagnosis.diagnostics)
        self.hypotheses = list(diagnosis.hypotheses)
        self.fixes = list(diagnosis.fixes)

    def _finish(self, diagnosis: Diagnosis) -> None:
        self._know(diagnosis)
        self.phase = Phase.DONE
        self._end_steps()

    def _find_step(self, name: str) -> Step:
        for step in reversed(self.steps):
            if step.name == name and step.seconds is None:
                return step
        self.steps.append(Step(name=name))
        return self.steps[-1]

    def _end_steps(self) -> None:
        for step in self.steps:
            if step.seconds is None:
                step.seconds = 0.0

    def _place(self, fix: Fix) -> None:
        for index, known in enumerate(self.fixes):
            if known.edits == fix.edits and known.title == fix.title:
                self.fixes[index] = fix
                return
        self.fixes.append(fix)
