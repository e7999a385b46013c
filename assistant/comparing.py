"""Which of the edits that pass every check behaves as the program was meant to, and what tells them apart?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path

from analyzers.logic.neighbours import Question, Seen, near_calls, near_tests
from analyzers.logic.plausible import Rival, features, score
from analyzers.logic.program import Program
from analyzers.logic.subject import is_test_file
from assistant.repair import Search, Survivor
from tools.testing.outcomes import Ended, Outcome, Probe, Variant
from tools.workspace import read_source

_MOST = 30  # edits that are asked
_CPU, _WALL = 0.12, 1.0  # seconds for one question
_PLAIN = 1.0  # score below which an edit may not be the best there is
_UNTRIED = -1.0  # score of the repair that no edit makes
# How likely an edit is right, from its chance among its rivals and the new words that it puts in. Fitted (logistic, over
# the programs that are read) where three of ten are shown without their right edits, as if nobody had thought of them:
# the kinds of edits were made by people who had seen some of these programs, and nobody has seen yours.
_BELIEF = {"chance": 0.78, "novel": 1.58}
_BIAS = -0.09
_BELIEVED = 0.65
_VOICES = 1.0  # that others who behave alike count at most, beside the best of them
_LONG = 80  # characters of a question or an answer that a note shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A survivor of the search, how plausible it is beside the others, and what it answers."""

    survivor: Survivor
    score: float
    features: Mapping[str, float]
    answers: tuple[str, ...]

    def behaves_as(self, other: "Compared") -> bool:
        """Whether two changed programs answered alike to all that they were asked."""
        return bool(self.answers) and self.answers == other.answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """All survivors, the most plausible first, and what they were asked."""

    ranked: tuple[Compared, ...] = ()
    questions: tuple[Question, ...] = ()
    before: tuple[str, ...] = ()  # what the program as it is answers


async def compare(
    search: Search, outcomes: Sequence[Outcome], root: Path, survivors: Sequence[Survivor] | None = None
) -> Ranked:
    """Ask candidates, else all that survived the search, the same questions and rank them."""
    if survivors is None:
        survivors = search.progress.survivors
    survivors = sorted(survivors, key=lambda one: -one.priority)[:_MOST]
    if not survivors:
        return Ranked()
    questions = tuple(questions_of(outcomes, root))
    probes = [Probe(question.file, question.source) for question in questions]
    answers: list[tuple[str, ...]] = [() for _ in survivors]
    before: tuple[str, ...] = ()
    if probes:
        before, *answers = await _asked(search, [None, *survivors], probes)
    rivals = [
        Rival(
            candidate=one.candidate,
            suspicion=search.suspicion.get((one.candidate.path, one.candidate.line), 0.0),
            answers=answer,
        )
        for one, answer in zip(survivors, answers, strict=True)
    ]
    found = features(rivals, questions, before, search.programs)
    ranked = [
        Compared(
            survivor=one,
            score=score(feature),
            features=feature,
            answers=answer,
        )
        for one, feature, answer in zip(survivors, found, answers, strict=True)
    ]
    return Ranked(ranked=tuple(_ordered(ranked)), questions=questions, before=before)


def _ordered(compared: Sequence[Compared]) -> list[Compared]:
    """The most plausible first; edits that behave alike speak for each other, and stay where the best of them stands."""
    groups: dict[object, list[Compared]] = {}
    for place, one in enumerate(compared):
        groups.setdefault(one.answers or place, []).append(one)
    found: list[tuple[float, Compared]] = []
    for alike in groups.values():
        best = max(alike, key=lambda one: one.score)
        others = sum(exp(one.score) for one in alike) - exp(best.score)
        gain = log(1 + min(others / exp(best.score), _VOICES))
        found += [(one.score + gain, one) for one in alike]
    found.sort(key=lambda item: -item[0])
    return [one for _, one in found]


def chance(ranked: Ranked) -> float:
    """Return how likely the most plausible edit is the repair that was meant, 0 to 1; 0 when there is none.

    The softmax that the weights were fitted with, over what the edits do and not how they are written, and with a place
    for the repair that was not tried.
    """
    best: dict[object, float] = {}
    for place, one in enumerate(ranked.ranked):  # the most plausible first
        best.setdefault(one.answers or place, exp(one.score))
    return next(iter(best.values()), 0.0) / (sum(best.values()) + exp(_UNTRIED))


def belief(ranked: Ranked) -> float:
    """Return how likely the most plausible edit is right, though the right one may not have been tried at all."""
    if not ranked.ranked or ranked.ranked[0].features.get("unordered"):
        return 0.0
    likely = min(chance(ranked), 1 - 1e-6)
    known = {"chance": log(likely / (1 - likely)), "novel": ranked.ranked[0].features.get("novel", 0.0)}
    return 1 / (1 + exp(-_BIAS - sum(weight * known[name] for name, weight in _BELIEF.items())))


def doubt(ranked: Ranked) -> str:
    """Return why the most plausible edit may well be wrong though every check passes; nothing when it is believed."""
    if not ranked.ranked or belief(ranked) >= _BELIEVED:
        return ""
    first = ranked.ranked[0]
    if first.features.get("unordered"):
        return "it leaves an order to chance"
    rival = next((one for one in ranked.ranked[1:] if not one.behaves_as(first)), None)
    if rival is not None and rival.score > _UNTRIED:
        return "other changes that behave differently are nearly as plausible"
    return "hardly anybody makes the mistake that it undoes"


def is_open(ranked: Ranked) -> bool:
    """Whether a better edit may be found yet: the most plausible one is not the first that comes to mind."""
    return bool(ranked.ranked) and (ranked.ranked[0].score < _PLAIN or bool(doubt(ranked)))


def told_apart(comparison: Ranked, shown: Sequence[Compared]) -> str:
    """Return the plainest question to which the fixes that are shown give different answers, and the answers."""
    best: tuple[int, str] | None = None
    for number, question in enumerate(comparison.questions):
        given = [one.answers[number] if one.answers else "" for one in shown]
        if question.seen or not question.shown or len(question.shown) > _LONG or not all(given):
            continue
        if len(set(given)) > 1:
            kinds = len(question.shown) - 1000 * (len(set(given)) - 1)
            said = "; ".join(f"fix {place} {_said(answer)}" for place, answer in enumerate(given, 1))
            if best is None or kinds < best[0]:
                best = (kinds, f"they differ on `{question.shown}`: {said}")
    return best[1] if best else ""


def _said(answer: str) -> str:
    value, _, printed = answer.partition("\n")
    match value[:1]:
        case "=":
            return f"gives `{value[1 : 1 + _LONG]}`" + (f" and prints `{printed[:_LONG]}`" if printed else "")
        case "!":
            return f"raises `{value[1:]}`"
        case _:
            return "does not end"


async def _asked(
    search: Search, survivors: Sequence[Survivor | None], probes: Sequence[Probe]
) -> list[tuple[str, ...]]:
    import asyncio

    async def one(survivor: Survivor | None) -> tuple[str, ...]:
        candidate = None if survivor is None else survivor.candidate
        if candidate not in search.asked:
            variant = Variant(files={}) if candidate is None else search.variant(candidate)
            answers = await search.server.ask(variant, probes, failing=search.failing, cpu=_CPU, wall=_WALL)
            search.asked[candidate] = answers
        return search.asked[candidate]

    return list(await asyncio.gather(*map(one, survivors)))


def questions_of(outcomes: Sequence[Outcome], root: Path) -> list[Question]:
    """Return questions near what the tests ask: the calls that they make, else the texts of the tests."""
    calls, silent = [], []
    for outcome in outcomes:
        passed = outcome.status is Ended.PASSED
        calls += [
            Seen(file=call.file, function=call.function, arguments=call.arguments, passed=passed)
            for call in outcome.calls
            if call.function.isidentifier() and call.function != "__init__"
        ]
        if not outcome.calls:
            silent.append(outcome)
    questions = near_calls(calls)
    if len(questions) < 40 and silent:
        named = {_function(outcome): outcome.status is Ended.PASSED for outcome in silent}
        for file in sorted({file for outcome in silent for file in outcome.lines if is_test_file(file)}):
            text = read_source(root / file)
            if text is None:
                continue
            try:
                questions += near_tests(Program(file, text), named)
            except (SyntaxError, ValueError, RecursionError):
                continue
    return questions


def _function(outcome: Outcome) -> str:
    """The name of a test's function, however its runner writes it."""
    return outcome.name.partition("[")[0].rpartition("::")[2].rpartition(".")[2]


__all__ = [
    "Compared",
    "Ranked",
    "belief",
    "chance",
    "compare",
    "doubt",
    "is_open",
    "questions_of",
    "told_apart",
]
