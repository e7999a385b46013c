"""To which specialist does a problem belong, how sure is that, and why?"""

from typing import TYPE_CHECKING

from analyzers.deferred import replace
from analyzers.facts import Decision, Problem, Route, Signal, Stage
from analyzers.traceback import Reading

if TYPE_CHECKING:
    from assistant.router.cascade import Cascade


def decide(
    problem: Problem, reading: Reading, overruled: Route | None = None, cascade: "Cascade | None" = None
) -> Decision:
    """Return where a problem goes; it always ends, at worst with `unclear` and a question.

    With `overruled` the route is taken as certain, and the stages' opinions are kept beside it. The cascade is
    the one that ships unless another is given.
    """
    if overruled is None and problem.command and reading.subject is None:
        return _to_be_run(problem)
    from assistant.router.cascade import Cascade, decide_with

    cascade = replace(cascade or Cascade(), everyone=overruled is not None)
    decision = decide_with(cascade, problem, reading)
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


def _to_be_run(problem: Problem) -> Decision:
    """A command says nothing before it has run: the debugger runs it, and hands on what is not a crash."""
    what = f"`{problem.command[0]}` is to be run, and what it does will decide"
    return Decision(
        route=Route.RUNTIME,
        confidence=0.6,
        stage=Stage.DEFAULT,
        signals=(Signal(Stage.DEFAULT, Route.RUNTIME, what, 0.6),),
    )
