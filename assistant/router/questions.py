"""Which one question would decide where an unclear problem goes?"""

from analyzers.facts import Route
from assistant.router.opinion import ROUTES, Chances
from assistant.router.view import View

_BETWEEN = {
    frozenset((Route.SYNTAX, Route.RUNTIME)): "does it fail before the first line runs, or while it runs?",
    frozenset(
        (Route.SYNTAX, Route.LOGIC)
    ): "does a compiler or an interpreter refuse the code, or does it run and give a wrong result?",
    frozenset(
        (Route.RUNTIME, Route.LOGIC)
    ): "does it stop with an error message, or does it run to the end with a wrong result?",
}


def ask(seen: View, chances: Chances) -> str:
    """Return the question whose answer would decide."""
    if not seen.text.strip() and not seen.codes:
        return "what did you run, and what did it print?"
    if seen.codes and not seen.words.strip():
        return "what happens when you run this code, and what should happen?"
    ranked = sorted(
        (route for route in ROUTES if route is not Route.UNCLEAR),
        key=lambda route: -chances[ROUTES.index(route)],
    )
    first, second = ranked[:2]
    if chances[ROUTES.index(Route.UNCLEAR)] < 0.6:
        return _BETWEEN[frozenset((first, second))]
    return "is there a program that fails: what did you run, what did you expect, and what happened instead?"
