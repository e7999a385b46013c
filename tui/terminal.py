"""How does the app get a live keyboard and a screen when its standard streams are pipes?

Textual draws on file descriptor 2, reads keys from 0 and asks 1 for the terminal's size. Whichever of them is
not a terminal is replaced by the controlling terminal while the app runs, and put back afterwards, so that
what the app leaves behind can still be printed to the real standard output.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from analyzers.errors import ToolMissing

# Leave the alternate screen; show the cursor; mouse, focus and bracketed paste off; pop the keyboard mode; wrap on.
_RESET = b"\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[<u\x1b[?7h\x1b[0m"


def in_browser() -> bool:
    """Return whether a browser is the terminal: whoever serves the app there has chosen Textual's driver for it."""
    return bool(os.environ.get("TEXTUAL_DRIVER"))


def require_terminal() -> None:
    """Raise ToolMissing when there is no terminal that can show the app."""
    os.close(_terminal())


def _terminal() -> int:
    """Return the controlling terminal, opened. Raises ToolMissing when there is none, or none that can be drawn on."""
    if os.environ.get("TERM") == "dumb":
        raise ToolMissing("a terminal with TERM=dumb cannot show the app", _PLAIN)
    try:
        return os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise ToolMissing("there is no terminal to open the app on", _PLAIN) from error


_PLAIN = "pipe into `debugassist` without `--app` for a plain report"


@contextmanager
def live_terminal() -> Iterator[None]:
    """Have descriptors 0, 1 and 2 be the terminal inside the block; restore them and its modes afterwards.

    Raises ToolMissing when there is no terminal that can show the app.
    """
    import termios

    tty = _terminal()
    _flush()
    saved: dict[int, int] = {}
    modes = None
    try:
        with suppress(termios.error):
            modes = termios.tcgetattr(tty)
        for fd in (0, 1, 2):
            if not os.isatty(fd):
                saved[fd] = _duplicate(fd)
                os.dup2(tty, fd)
        _revive_streams()
        _mind_hangup(tty)
        try:
            yield
        except BaseException:
            with suppress(OSError):  # the terminal may be what has gone
                os.write(tty, _RESET)  # whatever ended the app, the shell gets a usable terminal
            raise
    finally:
        _flush()
        if modes is not None:
            with suppress(termios.error):
                termios.tcsetattr(tty, termios.TCSADRAIN, modes)
        for fd, kept in saved.items():
            os.dup2(kept, fd)
            os.close(kept)
        os.close(tty)


def _mind_hangup(tty: int) -> None:
    """Turn the end of the terminal into SIGHUP: the kernel's own reaches the session's leader, not always us.

    Without it, whoever reads keys would find an end of file for ever.
    """
    import select
    import signal
    import threading

    poll = select.poll()
    poll.register(os.dup(tty), 0)  # no event is asked for: only a hang-up is reported

    def wait() -> None:
        poll.poll()
        os.kill(os.getpid(), signal.SIGHUP)

    threading.Thread(target=wait, name="hang-up", daemon=True).start()


def _duplicate(fd: int) -> int:
    try:
        return os.dup(fd)
    except OSError:  # the stream was closed: give back something that swallows
        return os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)


def _revive_streams() -> None:
    """Give Python stream objects for descriptors that were closed at start: Textual asks for them."""
    if sys.__stdin__ is None:
        sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]  # noqa: SIM115
    for name, fd in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, f"__{name}__") is None:
            stream = open(fd, "w", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
