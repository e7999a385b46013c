"""Who may write to the knowledge folder?

One process at a time: the others wait, and say so. The lock is the kernel's, so that it ends with its process.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from analyzers.errors import ToolError

Progress = Callable[[int, str], None]
"""Told how many documents are done, and what is being done."""

_NAME = "lock"


@contextmanager
def locked(folder: Path, progress: Progress) -> Iterator[None]:
    """Hold the folder's lock; `progress` is told when it has to be waited for.

    Raises ToolError when the folder cannot be written to, now or while the lock is held.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / _NAME).open("a+", encoding="utf-8")
    except OSError as error:
        raise ToolError(f"the knowledge folder cannot be written: {error}", str(folder)) from error
    with stream:
        told = False
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not told:
                    progress(0, "waiting: another process is writing to the knowledge")
                    told = True
                sleep(0.1)
        try:
            yield
        except OSError as error:
            raise ToolError(
                f"the knowledge cannot be written: {error.strerror or error}",
                "what was added before is kept; make room and repeat the command",
            ) from error


def being_written(folder: Path) -> bool:
    """Return whether a process holds the folder's lock."""
    try:
        with (folder / _NAME).open("a+", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
