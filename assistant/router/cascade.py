"""In which order are the stages asked, when does one decide alone, and how are doubtful opinions joined?

The order and the thresholds are those that `debugassist eval router` prefers. A stage that is sure enough
ends the cascade; when none is, their opinions are pooled, and the pooled chance decides or stays `unclear`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from analyzers.deferred import dataclass, replace
from analyzers.facts import Decision, Problem, Route, Signal, Stage
from analyzers.traceback import Reading
from assistant.router.calibration import DECISION, balance, calibrate
from assistant.router.corrections import Vectors
from assistant.router.corrections import load as load_corrections
from assistant.router.opinion import ROUTES, Chances, Opinion, pool
from assistant.router.questions import ask
from assistant.router.view import View, view
from tools.observing import span

if TYPE_CHECKING:
    from assistant.router.model import ModelStage
    from tools.configuration import Configuration

Ask = Callable[[View, Sequence[Opinion]], Opinion | None]  # a stage: from a text, and what was said so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """Which stages take part, in which order, and from which confidence each decides alone."""

    order: tuple[Stage, ...] = (Stage.STRUCTURE, Stage.KEYWORD, Stage.SEMANTIC, Stage.MODEL)
    thresholds: tuple[tuple[Stage, float], ...] = ((Stage.STRUCTURE, 0.88), (Stage.MODEL, 0.7))
    floor: float = 0.36  # a pooled chance below this is no decision
    everyone: bool = False  # ask the later stages too, for their opinions
    model: "ModelStage | None" = None  # asked where one is configured
    corrections: Vectors | None = None  # in place of those that the user has stored

    def threshold(self, stage: Stage) -> float:
        """Return the confidence from which a stage decides alone; above one: never."""
        return dict(self.thresholds).get(stage, 1.1)


def configured(configuration: "Configuration", *, offline: bool = False, everyone: bool = False) -> Cascade:
    """Return the cascade that ships with the changes of a configuration.

    With `offline` no model is asked that is not on this machine.
    """
    shipped, wanted = Cascade(), configuration.router
    return Cascade(
        order=tuple(stage for stage in wanted.order or shipped.order if stage not in wanted.off),
        thresholds=tuple({**dict(shipped.thresholds), **dict(wanted.thresholds)}.items()),
        floor=shipped.floor if wanted.floor is None else wanted.floor,
        everyone=everyone,
        model=_model_of(configuration, offline=offline),
    )


def _model_of(configuration: "Configuration", *, offline: bool) -> "ModelStage | None":
    models = configuration.models
    if models.use.value == "none" or (offline and not is_here(models.ollama)):
        return None
    from assistant.router.model import ModelStage

    return ModelStage(models.router, models.ollama)


def is_here(url: str) -> bool:
    """Whether a server's address is this machine's own."""
    from urllib.parse import urlsplit

    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname in ("localhost", "127.0.0.1", "::1")
    except ValueError:
        return False


def decide_with(cascade: Cascade, problem: Problem, reading: Reading) -> Decision:
    """Return the decision of a cascade."""
    return decide_on(cascade, view(problem, reading), STAGE_FUNCTIONS)


def decide_on(cascade: Cascade, seen: View, stages: Mapping[Stage, Ask]) -> Decision:
    """Return the decision of a cascade on what its stages see, asking `stages`."""
    opinions: list[Opinion] = []
    passed: list[Decision] = []
    decided: Opinion | None = None
    for stage in cascade.order:
        if decided is not None and not cascade.everyone:
            break
        with span(f"route {stage}", {"debugassist.stage": stage.value}) as told:
            if stage is Stage.MODEL:
                opinion = _ask_model(cascade, seen, opinions)
            elif stage is Stage.SEMANTIC and cascade.corrections is not None:
                opinion = _compared(seen, opinions, cascade.corrections)
            else:
                opinion = stages[stage](seen, opinions)
            if opinion is not None:
                told.set(
                    {
                        "debugassist.route": opinion.route.value,
                        "debugassist.confidence": round(opinion.confidence, 3),
                    }
                )
        if opinion is None:
            continue
        opinions.append(opinion)
        passed.append(opinion.decision())
        if decided is None and opinion.confidence >= cascade.threshold(stage):
            decided = opinion
    if decided is not None:
        decision = _from_one(decided, passed, seen)
    else:
        decision = _from_all(opinions, passed, seen, cascade)
    failure = cascade.model.failure if cascade.model is not None else ""
    return replace(decision, notes=(f"no model was asked for the route: {failure}",)) if failure else decision


def _from_one(opinion: Opinion, passed: Sequence[Decision], seen: View) -> Decision:
    confidence = calibrate(opinion.stage.value, opinion.confidence)
    question = ask(seen, opinion.chances) if opinion.route is Route.UNCLEAR else ""
    return Decision(
        route=opinion.route,
        confidence=confidence,
        stage=opinion.stage,
        signals=opinion.signals,
        kind=opinion.kind,
        opinions=tuple(passed),
        question=question,
    )


def _from_all(
    opinions: Sequence[Opinion], passed: Sequence[Decision], seen: View, cascade: Cascade
) -> Decision:
    if not opinions:
        signal = Signal(Stage.DEFAULT, Route.UNCLEAR, "no stage finds anything to go by", 0.5)
        nothing: Chances = (0.1, 0.1, 0.1, 0.7)
        return Decision(
            route=Route.UNCLEAR,
            confidence=0.7,
            stage=Stage.DEFAULT,
            signals=(signal,),
            question=ask(seen, nothing),
        )
    balanced = balance(seen.texture)
    chances = pool([(balanced.weight(opinion.stage), opinion.chances) for opinion in opinions], balanced.bias)
    best = max(chances)
    route = ROUTES[chances.index(best)] if best >= cascade.floor else Route.UNCLEAR
    backers = [opinion for opinion in opinions if opinion.route is route]
    leading = max(
        backers, key=lambda opinion: balanced.weight(opinion.stage) * opinion.confidence, default=None
    )
    return Decision(
        route=route,
        confidence=calibrate(DECISION, best),
        stage=leading.stage if leading else Stage.DEFAULT,
        signals=tuple(signal for opinion in backers for signal in opinion.signals)
        or (Signal(Stage.DEFAULT, Route.UNCLEAR, "the stages do not agree", 0.5),),
        kind=leading.kind if leading else "",
        opinions=tuple(passed),
        question=ask(seen, chances) if route is Route.UNCLEAR else "",
    )


def _structure(seen: View, _: Sequence[Opinion]) -> Opinion | None:
    from assistant.router.structure import look

    return look(seen)


def _keyword(seen: View, _: Sequence[Opinion]) -> Opinion | None:
    from assistant.router.keyword import read

    return read(seen)


def _semantic(seen: View, opinions: Sequence[Opinion]) -> Opinion | None:
    return _compared(seen, opinions, load_corrections())


def _compared(seen: View, opinions: Sequence[Opinion], corrections: Vectors) -> Opinion | None:
    from assistant.router.semantic import compare

    so_far = next((opinion for opinion in opinions if opinion.stage is Stage.KEYWORD), None)
    return compare(seen, corrections, so_far)


def _ask_model(cascade: Cascade, seen: View, opinions: Sequence[Opinion]) -> Opinion | None:
    if cascade.model is None:
        return None
    balanced = balance(seen.texture)
    pairs = [(balanced.weight(opinion.stage), opinion.chances) for opinion in opinions]
    return cascade.model.look(seen, pool(pairs, balanced.bias) if pairs else None)


STAGE_FUNCTIONS: dict[Stage, Ask] = {
    Stage.STRUCTURE: _structure,
    Stage.KEYWORD: _keyword,
    Stage.SEMANTIC: _semantic,
}
