"""Where do the debugger's commands come from, and where do its answers go? A terminal, or a script.

The program has its own standard streams, so the prompt reads and writes the terminal itself. While the program runs
the terminal is in its hands; its modes are kept for it while somebody types.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TextIO

from analyzers.errors import InputError
from tui.console import colourful, emit, width
from tui.stepping.words import WORDS

PROMPT = "(debug) "
_REMEMBERED = 1_000  # lines of history


class Desk(Protocol):
    """What the prompt needs: lines in, rows out."""

    colour: bool
    columns: int

    def read(self, names: Iterable[str]) -> str | None:
        """Return the next line; None when there are no more. Raises KeyboardInterrupt."""

    def write(self, text: str) -> None:
        """Show rows."""

    def stood(self) -> None:
        """Take the terminal: the program stands."""

    def going(self) -> None:
        """Give it back: the program runs on."""


class Script:
    """Commands from a file; answers, with the commands among them, to stdout."""

    def __init__(self, text: str, *, never_colour: bool = False) -> None:
        self.lines = iter(text.splitlines())
        self.colour = colourful(sys.stdout, never=never_colour)
        self.columns = width(sys.stdout)

    def read(self, names: Iterable[str]) -> str | None:
        """Return the next line, and show it as if it had been typed."""
        for line in self.lines:
            if line.strip() and not line.lstrip().startswith("#"):
                emit(PROMPT + line)
                return line
        return None

    def write(self, text: str) -> None:
        """Write to stdout."""
        emit(text)

    def stood(self) -> None:
        """Nothing: there is no terminal to take."""

    def going(self) -> None:
        """Nothing: there is no terminal to give."""


class Keyboard:
    """The controlling terminal, with history and completion where the interpreter has readline."""

    def __init__(self, *, never_colour: bool = False) -> None:
        self.tty: TextIO = os.fdopen(os.open("/dev/tty", os.O_WRONLY | os.O_NOCTTY), "w", errors="backslashreplace")  # fmt: skip
        self.colour = colourful(self.tty, never=never_colour)
        self.columns = width(self.tty)
        self.modes = self._modes()
        self.programs: Any = None  # the modes that the program had set
        self.names: list[str] = []
        self.readline: Any = None

    def read(self, names: Iterable[str]) -> str | None:
        """Read a line; None at its end (Ctrl-D)."""
        self.names = sorted(names)
        with _on_terminal():
            if self.readline is None:
                self.readline = self._history()
            try:
                return input(PROMPT)
            except EOFError:
                self.write("\n")
                return None

    def write(self, text: str) -> None:
        """Write to the terminal."""
        with suppress(OSError):
            self.tty.write(text if text.endswith("\n") else text + "\n")
            self.tty.flush()

    def stood(self) -> None:
        """Make the terminal one to type in, whatever the program has made of it."""
        self.columns = width(self.tty)
        self.programs = self._modes()
        self._set(self.modes)

    def going(self) -> None:
        """Give the program the terminal as it left it."""
        if self.programs is not None:
            self._set(self.programs)

    def close(self) -> None:
        """Leave the terminal as it was, and keep the history."""
        self._set(self.modes)
        if self.readline is not None:
            path = _history_path()
            with suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                self.readline.set_history_length(_REMEMBERED)
                self.readline.write_history_file(str(path))
                path.chmod(0o600)
        with suppress(OSError):
            self.tty.close()

    def _modes(self) -> Any:
        import termios

        with suppress(termios.error):
            return termios.tcgetattr(self.tty.fileno())
        return None

    def _set(self, modes: Any) -> None:
        import termios

        if modes is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.tty.fileno(), termios.TCSADRAIN, modes)

    def _history(self) -> Any:
        try:
            import readline
        except ImportError:
            return None
        with suppress(OSError):
            readline.read_history_file(str(_history_path()))
        readline.set_completer(self._complete)
        readline.set_completer_delims(" \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>?")
        readline.parse_and_bind("tab: complete")
        return readline

    def _complete(self, text: str, state: int) -> str | None:
        found = list(complete(text, self.readline.get_line_buffer(), self.names))
        return found[state] if state < len(found) else None


def complete(text: str, line: str, names: Iterable[str]) -> Iterator[str]:
    """Yield what the word being typed may become: a command, a file for a breakpoint, a name of the program."""
    words = line.split()
    first = not words or line.lstrip() == text
    if first:
        yield from (word.name + " " for word in WORDS if word.name.startswith(text))
    if words and words[0] in ("b", "break", "tb", "tbreak", "until"):
        yield from (
            f"{path}:" for path in sorted(str(each) for each in Path().glob("*.py")) if path.startswith(text)
        )
    yield from (name for name in names if name.startswith(text) and (text or not first))


@contextmanager
def _on_terminal() -> Iterator[None]:
    """Have descriptors 0 and 1 be the terminal, which readline asks of them."""
    saved: dict[int, int] = {}
    tty = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        for number in (0, 1):
            if not os.isatty(number):
                with suppress(OSError):
                    saved[number] = os.dup(number)
                os.dup2(tty, number)
        yield
    finally:
        for number, kept in saved.items():
            os.dup2(kept, number)
            os.close(kept)
        os.close(tty)


def _history_path() -> Path:
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state, "debugassist", "debugger_history")


def script(name: str, *, never_colour: bool = False) -> Script:
    """Return the commands of a file, or of standard input for `-`. Raises InputError."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the commands in `{name}` cannot be read: {error}") from error
    return Script(text, never_colour=never_colour)
