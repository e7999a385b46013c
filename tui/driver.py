"""What does the app need of a terminal that may be continued without a stop, or go away?

When a terminal is closed, the kernel sends SIGHUP and SIGCONT to the program in its foreground. Textual takes
any SIGCONT for the end of a suspension, starts its two threads a second time, and can end only the second pair.
After a stop that nobody could prepare for (SIGSTOP) the terminal is as the shell had it, and is made the app's again.
"""

import asyncio
import os
import termios
from contextlib import suppress
from typing import Any, TextIO

from textual.drivers.linux_driver import LinuxDriver


class Driver(LinuxDriver):
    """Textual's driver, kept from starting twice and from waiting for a screen that is not there."""

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: handed on as they are
        super().__init__(*args, **options)
        assert self._file is not None  # `live_terminal` has seen to it
        self._file = _Lasting(self._file)  # type: ignore[assignment]  # all that is asked of it
        self._suspended = False
        self._modes: list[Any] | None = None  # the terminal's while it is the app's, as termios gives them

    def suspend_application_mode(self) -> None:
        """Give the terminal back to the shell or to an editor."""
        self._suspended = True
        super().suspend_application_mode()

    def start_application_mode(self) -> None:
        """Take the terminal."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        with suppress(termios.error):
            self._modes = termios.tcgetattr(self.fileno)
        self._suspended = False

    def _sigcont_application(self, *_: object) -> None:
        if self._suspended:
            super()._sigcont_application()
            return
        with suppress(OSError, termios.error):  # the terminal may be what has gone
            self._take_again()
        message = self.SignalResume()  # stopped from outside: the screen is as it was, or needs painting
        asyncio.run_coroutine_threadsafe(self._app._post_message(message), loop=self._loop)

    def _take_again(self) -> None:
        """Give the terminal the app's modes, where it has not been given to anybody else."""
        if self._modes is None or os.tcgetpgrp(self.fileno) != os.getpgrp():
            return
        termios.tcsetattr(self.fileno, termios.TCSANOW, self._modes)
        self.write("\x1b[?1049h\x1b[?25l")
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self.flush()


class _Lasting:
    """A stream that swallows what cannot be written: the thread that writes must outlive the terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except (OSError, ValueError):
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except (OSError, ValueError):
            return

    def fileno(self) -> int:
        return self._stream.fileno()
