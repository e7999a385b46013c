"""Which report would a piece of code end in, worked through on paper?"""

from typing import Any  # the values of a program may be anything

from analyzers.facts import Code, Frame, Raised, Traceback
from analyzers.rehearsal import Outcome
from analyzers.rehearsal.bounds import shown
from analyzers.rehearsal.objects import Bound, Class, Function, Module

STYLE = "paper"
_MOST_NAMES = 12  # of a frame


def report_of(outcome: Outcome, code: Code) -> Traceback | None:
    """Return the traceback that running the code would print.

    None where the code ends without an exception.
    """
    if not outcome.exception:
        return None
    lines = code.text.split("\n")
    frames = tuple(
        Frame(
            file=code.path,
            line=place.line,
            function=place.function,
            code=lines[place.line - 1].strip() if place.line <= len(lines) else "",
            variables=_variables(place.names),
        )
        for place in outcome.trail
    )
    return Traceback(
        chain=(Raised(type=outcome.exception, message=outcome.message, frames=frames),), style=STYLE
    )


def _variables(names: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    found = [
        (name, text)
        for name, value in names.items()
        if not isinstance(value, (Function, Class, Bound, Module))
        and not name.startswith(("__", "@"))
        and (text := shown(value))
    ]
    return tuple(found[-_MOST_NAMES:])
