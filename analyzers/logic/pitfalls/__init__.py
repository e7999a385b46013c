"""Which ways of writing almost always mean something else? For code that came with a question, which nothing may run.

Each pitfall is a fact about the language that the code shows, not a guess at what was meant; only the strongest kinds
are here, since there is no failing check to confirm them. Where the usual cure is one small edit it is given, unverified.
"""

from analyzers.facts import Code
from analyzers.logic.pitfalls.found import Pitfall

MAX_CHARS = 60_000


def pitfalls(code: Code) -> tuple[Pitfall, ...]:
    """Return the pitfalls of a piece of code, the surest first; of code that does not parse, none."""
    if len(code.text) > MAX_CHARS:
        return ()
    if code.language in ("python", ""):
        from analyzers.logic.pitfalls.python import find

        found = list(find(code.text))
    else:
        from analyzers.logic.pitfalls.others import find_in

        found = list(find_in(code.text, code.language))
    found.sort(key=lambda pitfall: (-pitfall.weight, pitfall.start))
    return tuple(dict.fromkeys(found))
