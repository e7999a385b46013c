"""How is the app opened on a terminal or in a browser, and left whatever ends it?"""

import os
import signal
import sys
import threading
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from analyzers.facts import Problem
from tui.collecting import hold_back, postpone
from tui.exits import BY_SIGNAL

if TYPE_CHECKING:
    from tui.app import DebugAssist

_GRACE = 1.0  # seconds that child processes get to end when the app is left
_LAST = 1.5  # seconds after which a signal ends the app, whatever holds it up
_SWITCH = (
    0.001  # seconds: how long a computing thread may keep the screen's thread waiting (Python's own: 0.005)
)


def open_app(
    problem: Problem | None = None,
    session: Path | None = None,
    *,
    reopen: bool = False,
    stepping: bool = False,
) -> int:
    """Open the app on the terminal and return the exit code; with `stepping`, the problem's program is gone through.

    Raises ToolMissing when there is no terminal, and what went wrong inside the app once the terminal is restored.
    """
    hold_back()
    from tui.driver import Driver
    from tui.terminal import in_browser, live_terminal

    if in_browser():
        return _open_in_browser(_app(problem, session, reopen=reopen))
    sys.setswitchinterval(_SWITCH)
    with live_terminal():
        app = _app(problem, session, reopen=reopen, stepping=stepping)
        app.driver_class = Driver
        _obey_signals(app)
        postpone()
        try:
            app.run()
        finally:
            app.main.finish(_GRACE)
        if app._exception is not None:
            raise app._exception
    diagnosis = app.main.state.diagnosis
    if diagnosis is not None and sys.stdout is not None and not sys.stdout.isatty():
        from tui.render.text import render

        sys.stdout.write(render(diagnosis))  # what the app was piped into gets the answer it showed
    return app.return_code or 0


def _app(
    problem: Problem | None, session: Path | None, *, reopen: bool, stepping: bool = False
) -> "DebugAssist":
    """The app, looking as it did last, unless the user's file says that nothing is remembered."""
    from tools.configuration import Use, load
    from tools.sessions import looks
    from tui.app import DebugAssist

    configuration = load()
    remember = configuration.app.remember
    return DebugAssist(
        problem,
        session=session,
        reopen=reopen,
        stepping=stepping,
        remember=remember,
        looks=looks() if remember else None,
        aided=configuration.models.use is not Use.NONE,
    )


def _open_in_browser(app: "DebugAssist") -> int:
    postpone()
    try:
        app.run()
    finally:
        app.main.finish(_GRACE)
    return app.return_code or 0


def _obey_signals(app: "DebugAssist") -> None:
    """Leave on SIGTERM and SIGHUP. Not by the event loop's own handlers: the loop may be what is stuck."""

    def obey(number: int, _: object) -> None:
        threading.Thread(target=_end_at_last, args=(number,), daemon=True).start()
        app.leave(number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, obey)
    signal.pthread_sigmask(
        signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGHUP}
    )  # a parent may have blocked them


def _end_at_last(number: int) -> None:
    sleep(_LAST)
    os._exit(BY_SIGNAL + number)  # the kernel ends the programs that were being run: they are tied to us
