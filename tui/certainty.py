"""How sure is a route, and who says so? The same words on the screen and in every report."""

from analyzers.facts import Decision, Route, Stage


def sure(confidence: float) -> str:
    """Return a confidence in percent; only certainty is 100."""
    return f"{confidence if confidence == 1 else min(confidence, 0.99):.0%}"


def settled(decision: Decision) -> bool:
    """Whether the user, or a run, has said which route it is: no stage had to decide."""
    return decision.confidence == 1 and decision.stage is Stage.DEFAULT


def decided(decision: Decision) -> str:
    """Return how sure a route is and who says so; what the command or a run has settled needs no stage."""
    if settled(decision):
        return "nothing decides" if decision.route is Route.UNCLEAR else "settled"
    return f"{sure(decision.confidence)} sure, by {decision.stage}"
