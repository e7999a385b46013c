"""What does an exception say of itself, and which frames did it come through?"""

from __future__ import annotations

import builtins

from . import static

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MESSAGE = 20_000  # characters
_CHAIN = 20  # exceptions


class Place:
    """One frame of the stack: where it stands, and the frame itself."""

    def __init__(self, frame: Any, line: int | None, lasti: int) -> None:
        self.frame, self.line, self.lasti = frame, line or 0, lasti


def message(error: BaseException) -> str:
    """An exception's message. Python has printed it before, so its own `__str__` is asked, for a short while."""
    args = BaseException.__dict__["args"].__get__(error)
    own = type(static.lookup(type(error), "__str__")) is static.FunctionType
    if not own and all(type(arg) in (str, int, float, type(None), bool) for arg in args):
        return str(error)[:_MESSAGE]
    from . import limited

    try:
        text = limited.call(lambda: str(error), 0.3)
    except BaseException:  # noqa: BLE001  # the program's own code
        return "<exception str() failed>"
    return text[:_MESSAGE]


def chain_of(error: BaseException | None) -> list[tuple[BaseException, str]]:
    """The exceptions that led to this one, earliest first, each with how it led to the next."""
    found = []  # type: list[tuple[BaseException, str]]
    link = ""
    while error is not None and len(found) < _CHAIN and all(error is not each for each, _ in found):
        found.append((error, link))
        if error.__cause__ is not None:
            error, link = error.__cause__, "cause"
        elif error.__context__ is not None and not error.__suppress_context__:
            error, link = error.__context__, "context"
        else:
            break
    return found[::-1]


def traced(error: BaseException, own: str) -> list[Place]:
    """The frames that an exception came through, without ours."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        if not trace.tb_frame.f_code.co_filename.startswith(own):
            places.append(Place(trace.tb_frame, trace.tb_lineno, trace.tb_lasti))
        trace = trace.tb_next
    return places


def own_part(places: list[Place]) -> list[Place]:
    """The frames without those of a test runner that lead to the test or serve its assertion."""
    first, last = 0, len(places)
    while first < last and _runner(places[first].frame):
        first += 1
    while last > first and "__unittest" in places[last - 1].frame.f_globals:
        last -= 1
    return places[first:last] or places


def _runner(frame: Any) -> bool:
    file = frame.f_code.co_filename.replace("\\", "/")
    return "__unittest" in frame.f_globals or "/_pytest/" in file or "/pluggy/" in file


def members(error: BaseException) -> tuple[BaseException, ...]:
    """The exceptions of a group."""
    group = getattr(builtins, "BaseExceptionGroup", None)
    if group is None or not static.is_a(error, group):
        return ()
    found = group.__dict__["exceptions"].__get__(error)
    return tuple(found)


def notes(error: BaseException) -> list[str]:
    """What was added to an exception by `add_note`."""
    found = static.instance_dict(error).get("__notes__")
    return [note[:_MESSAGE] for note in found if type(note) is str] if type(found) is list else []
