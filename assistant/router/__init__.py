"""To which specialist does a problem belong, how sure is that, and why?"""

from analyzers.facts import Decision, Problem, Route, Stage
from analyzers.traceback import Reading


def decide(problem: Problem, reading: Reading, overruled: Route | None = None) -> Decision:
    """Return where a problem goes; it always ends, at worst with `unclear` and a question.

    With `overruled` the route is taken as certain, and the stages' opinions are kept beside it.
    """
    from assistant.router.cascade import Cascade, decide_with

    decision = decide_with(Cascade(everyone=overruled is not None), problem, reading)
    if overruled is None:
        return decision
    return Decision(
        route=overruled,
        confidence=1.0,
        stage=Stage.DEFAULT,
        kind=decision.kind if decision.route is overruled else "",
        signals=decision.signals if decision.route is overruled else (),
        opinions=decision.opinions,
    )
