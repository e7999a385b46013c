"""What does one stage think, as a chance for every route?"""

import math
from collections.abc import Sequence

from analyzers.deferred import dataclass
from analyzers.facts import Decision, Route, Signal, Stage

ROUTES = (Route.SYNTAX, Route.RUNTIME, Route.LOGIC, Route.UNCLEAR)
Chances = tuple[float, float, float, float]  # in the order of ROUTES; they add up to one

_LEAST = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """A stage's chances for each route, and the signals behind them."""

    stage: Stage
    chances: Chances
    signals: tuple[Signal, ...] = ()
    kind: str = ""

    @property
    def route(self) -> Route:
        """The likeliest route."""
        return ROUTES[max(range(len(ROUTES)), key=self.chances.__getitem__)]

    @property
    def confidence(self) -> float:
        """The chance of the likeliest route."""
        return max(self.chances)

    def decision(self) -> Decision:
        """Return the opinion in the vocabulary that others read."""
        return Decision(
            route=self.route,
            confidence=self.confidence,
            stage=self.stage,
            signals=self.signals,
            kind=self.kind,
        )


def mostly(route: Route, confidence: float) -> Chances:
    """Return the chances of a confidence in one route, the rest shared by the others."""
    rest = (1 - confidence) / (len(ROUTES) - 1)
    syntax, runtime, logic, unclear = (confidence if each is route else rest for each in ROUTES)
    return syntax, runtime, logic, unclear


def softmax(logits: Sequence[float]) -> Chances:
    """Return chances from log-odds-like sums."""
    top = max(logits)
    powers = [math.exp(logit - top) for logit in logits]
    total = sum(powers)
    syntax, runtime, logic, unclear = (power / total for power in powers)
    return syntax, runtime, logic, unclear


def logs(chances: Chances) -> list[float]:
    """Return the logarithms of chances, none of them taken as impossible."""
    return [math.log(max(chance, _LEAST)) for chance in chances]


def sharpen(chances: Chances, temperature: float) -> Chances:
    """Return chances made flatter (temperature above one) or sharper (below)."""
    return softmax([value / temperature for value in logs(chances)])


def pool(opinions: Sequence[tuple[float, Chances]], bias: Sequence[float] = (0.0, 0.0, 0.0, 0.0)) -> Chances:
    """Return the logarithmic pool of weighted opinions: independent evidence multiplies (Genest and Zidek, 1986)."""
    total = list(bias)
    for weight, chances in opinions:
        for index, value in enumerate(logs(chances)):
            total[index] += weight * value
    return softmax(total)
