"""Which report would a piece of code end in, worked through on paper?"""

from typing import Any  # the values of a program may be anything

from analyzers.facts import Code, Frame, Raised, Traceback
from analyzers.rehearsal import Outcome
from analyzers.rehearsal.allowed import GaveUp
from analyzers.rehearsal.objects import Bound, Class, Function

STYLE = "paper"
_MOST_NAMES = 12  # of a frame
_MOST_CHARS = 120  # of a value


def report_of(outcome: Outcome, code: Code) -> Traceback | None:
    """Return the traceback that running the code would print.

    None where the code ends without an exception, or inside a generator: when its body runs hangs on who asks it.
    """
    if not outcome.exception or any(place.lazy for place in outcome.trail):
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


def shown(value: Any) -> str:
    """Return a value as Python writes it, shortened; empty where that is not known."""
    try:
        text = repr(value)
    except (GaveUp, Exception):  # noqa: BLE001 - whatever a value holds, it is only not shown
        return ""
    return text if len(text) <= _MOST_CHARS else text[: _MOST_CHARS - 3] + "..."


def _variables(names: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    found = [
        (name, text)
        for name, value in names.items()
        if not isinstance(value, (Function, Class, Bound))
        and not _is_inner(name, value)
        and (text := shown(value))
    ]
    return tuple(found[-_MOST_NAMES:])


def _is_inner(name: str, value: Any) -> bool:
    """Whether it is no variable of the program: what the language or the rehearsal put there."""
    return name.startswith(("__", "@")) or (isinstance(value, dict) and "@module" in value)
