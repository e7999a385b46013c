"""The router: a cascade of stages that decides which specialist a problem belongs to."""

from analyzers.facts import Decision, Problem, Route
from analyzers.traceback import Reading


def decide(problem: Problem, reading: Reading, overruled: Route | None = None) -> Decision:
    """Return the first decision of the cascade that reaches its stage's threshold."""
    raise NotImplementedError
