"""How is code of the program called so that it cannot keep us waiting?"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # as in C: `signal` may be a file of the program
import _thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class TooSlow(BaseException):
    """The time was up."""


def call(function: Callable[[], str], seconds: float) -> str:
    """Call a function; raises TooSlow after the time, in the main thread, where Python can be interrupted."""
    try:
        previous = _signal.signal(_signal.SIGALRM, _raise)
    except (ValueError, AttributeError):  # another thread than the main one; a system without alarms
        return "<message not read: not in the main thread>" if _thread.get_ident() else ""
    timer = _signal.setitimer(_signal.ITIMER_REAL, seconds)
    try:
        return function()
    finally:
        _signal.setitimer(_signal.ITIMER_REAL, *timer)
        _signal.signal(_signal.SIGALRM, previous if previous is not None else _signal.SIG_DFL)


def _raise(number: int, frame: object) -> None:
    raise TooSlow
