"""Where do words go? Data to stdout, narration to stderr, and nowhere else.

Nobody else decides about colour or width, so that a pipe, a file, a dumb terminal and `NO_COLOR` are told
apart in one place.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from analyzers.errors import ToolError

DEFAULT_WIDTH = 100  # columns of a report that goes to a pipe or a file


def emit(text: str) -> None:
    """Write data to stdout; what its encoding cannot say is written as an escape.

    Raises BrokenPipeError when the reader went away, ToolError when it cannot be written for another reason.
    """
    if sys.stdout is None:  # closed by whoever started us: nobody wants the answer
        return
    try:
        _write(sys.stdout, text if text.endswith("\n") or not text else text + "\n")
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon_stdout()
        raise ToolError(f"the answer cannot be written: {error.strerror or error}") from error


def emit_bytes(data: bytes) -> None:
    """Write data that another program reads to stdout as it is; to a terminal, with what would act on it shown.

    Raises as `emit` does.
    """
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None or is_terminal(sys.stdout):
        from analyzers.text import visible

        text = data.decode("utf-8", "replace").replace("\r\n", "\n")
        emit("\n".join(visible(line) for line in text.split("\n")))
        return
    try:
        sys.stdout.flush()
        binary.write(data)
        binary.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon_stdout()
        raise ToolError(f"the answer cannot be written: {error.strerror or error}") from error


def abandon_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's own flush at exit does not fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def narrate(text: str) -> None:
    """Write one line of narration to stderr; silent when there is no stderr."""
    if sys.stderr is not None:
        try:
            _write(sys.stderr, text + "\n")
        except (OSError, ValueError):  # closed: nobody is listening
            return


@contextmanager
def narrate_if_slow(text: str, seconds: float = 1.5) -> Iterator[None]:
    """Write a line of narration where the block takes longer than some seconds."""
    from threading import Timer

    timer = Timer(seconds, narrate, (text,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def colourful(stream: TextIO | None, *, never: bool = False) -> bool:
    """Return whether colour codes may be written to the stream.

    In order: `--no-color`, NO_COLOR, FORCE_COLOR (or CLICOLOR_FORCE), a terminal that is not dumb.
    """
    if never or os.environ.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        forced = os.environ.get(name)
        if forced:
            return forced != "0"
    return is_capable(stream)


def is_capable(stream: TextIO | None) -> bool:
    """Return whether the stream is a terminal that does what control sequences say: a dumb one would print them."""
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether the stream is open and a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def width(stream: TextIO | None) -> int:
    """Return how many columns a report on the stream has: COLUMNS, the terminal's, or the default."""
    named = os.environ.get("COLUMNS", "")
    if named.isdecimal() and int(named) > 0:
        return int(named)
    if stream is None or not is_terminal(stream):
        return DEFAULT_WIDTH
    try:
        return os.get_terminal_size(stream.fileno()).columns or DEFAULT_WIDTH
    except (OSError, ValueError):
        return DEFAULT_WIDTH


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
