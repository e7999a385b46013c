"""How much does each stage count in the pool, and how often is a decision right when it says how sure it is?

Tables fitted by `benchmarks/train_router.py` on the labelled cases in `fixtures/routing/tune`: weights and bias of
the pool, for each kind of text its own, by minimising the log loss; confidences by isotonic regression (Zadrozny and
Elkan, 2002), drawn towards what was claimed so that no table promises certainty from a handful of cases.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from analyzers.deferred import dataclass, field
from analyzers.facts import Stage
from assistant.router.opinion import Chances
from assistant.router.view import Texture

TABLES = Path(__file__).with_name("calibration.json")
DECISION = "pool"

_WEIGHTS = {"structure": 1.0, "keyword": 0.7, "semantic": 0.8, "model": 0.5}


@dataclass(frozen=True, slots=True)
class Balance:
    """How much each stage counts, and which routes are likelier than the stages say; the defaults know nothing."""

    weights: Mapping[str, float] = field(default_factory=lambda: _WEIGHTS)
    bias: Chances = (0.0, 0.0, 0.0, 0.0)

    def weight(self, stage: Stage) -> float:
        """Return how much a stage's opinion counts in the pool."""
        return self.weights.get(stage.value, _WEIGHTS.get(stage.value, 0.5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What was fitted; the defaults serve until something was."""

    balances: Mapping[str, Balance] = field(default_factory=dict)
    knots: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)


def balance(texture: Texture) -> Balance:
    """Return how the stages' opinions on a text of this kind are pooled."""
    return fitted().balances.get(texture.value) or Balance()


def calibrate(who: str, confidence: float) -> float:
    """Return how often a decision of that confidence is right, by linear interpolation between knots."""
    knots = fitted().knots.get(who)
    if not knots:
        return confidence
    index = bisect_right(knots, (confidence, 2.0))
    if index == 0:
        return knots[0][1]
    if index == len(knots):
        return knots[-1][1]
    (low, low_value), (high, high_value) = knots[index - 1], knots[index]
    share = (confidence - low) / (high - low) if high > low else 1.0
    return low_value + share * (high_value - low_value)


@cache
def fitted() -> Tables:
    """Return the shipped tables, or the defaults where they are missing or damaged."""
    try:
        tables = json.loads(TABLES.read_text(encoding="utf-8"))
        knots = {
            who: tuple((float(claimed), float(right)) for claimed, right in points)
            for who, points in tables["knots"].items()
        }
        balances = {
            texture: Balance(found["weights"], tuple(found["bias"]))
            for texture, found in tables["pool"].items()
        }
        return Tables(balances=balances, knots=knots)
    except (OSError, ValueError, KeyError, TypeError):
        return Tables()
