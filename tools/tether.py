"""What binds a running program to us: its limits, its life, its terminal?"""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.process import Limits

MARK = "DEBUGASSIST_RUN"  # environment variable that every process of a run inherits


def limit(pid: int, limits: "Limits") -> None:
    """Set the limits from outside: code between fork and exec could deadlock in a process with threads.

    Those that a program could run ahead of are there already, if `limited` could see to it.
    """
    import resource

    for kind, value in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_DATA, limits.data),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        if value is not None and sys.platform == "linux":
            with suppress(ProcessLookupError, ValueError, PermissionError):
                _, hard = resource.prlimit(pid, kind)
                soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
                resource.prlimit(pid, kind, (soft, soft))


@cache
def _gate() -> str:
    """The program that sets limits and then runs another in its place; empty where there is none."""
    from shutil import which

    return (which("prlimit") or "") if sys.platform == "linux" else ""


def limited(command: Sequence[str], limits: "Limits", path: str | None) -> list[str]:
    """Return the command with its limits set before its first instruction, where the system has the means.

    A program that is not there is left for the start to complain about.
    """
    import resource
    from shutil import which

    words: list[str] = []
    for option, kind, value in (
        ("cpu", resource.RLIMIT_CPU, limits.cpu_seconds),
        ("as", resource.RLIMIT_AS, limits.memory),
        ("data", resource.RLIMIT_DATA, limits.data),
        ("fsize", resource.RLIMIT_FSIZE, limits.file_size),
    ):
        if value is not None:
            _, hard = resource.getrlimit(kind)
            words.append(f"--{option}={value if hard == resource.RLIM_INFINITY else min(value, hard)}")
    if not words or not _gate() or which(command[0], path=path) is None:
        return list(command)
    return [_gate(), *words, "--", *command]


def tie(group: int) -> tuple[int, ...]:
    """Have the kernel kill the group when this process ends, even by kill -9.

    The reading end of a pipe nobody writes to sends its owner a signal when the writing end is closed (fcntl(2),
    F_SETSIG). On exit both ends close in an order that kernels do not promise, so there is a pipe for either one.
    """
    import fcntl

    if not hasattr(fcntl, "F_SETSIG"):
        return ()
    descriptors: list[int] = []
    for moved in (0, 1):
        ends = list(os.pipe())
        higher = fcntl.fcntl(ends[moved], fcntl.F_DUPFD_CLOEXEC, max(ends) + 1)
        os.close(ends[moved])
        ends[moved] = higher
        reader = ends[0]
        fcntl.fcntl(reader, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(reader, fcntl.F_SETOWN, -group)
        fcntl.fcntl(reader, fcntl.F_SETFL, fcntl.fcntl(reader, fcntl.F_GETFL) | os.O_ASYNC)
        descriptors += ends
    return tuple(descriptors)


def marked(mark: str) -> Iterator[int]:
    """Yield the processes whose environment carries the mark: those that left the group, by setsid for one."""
    wanted = f"{MARK}={mark}".encode()
    try:
        names = os.listdir("/proc")  # noqa: PTH208  # names only, thousands of them
    except OSError:
        return
    for name in names:
        if name.isdigit():
            with suppress(OSError), open(f"/proc/{name}/environ", "rb") as file:  # noqa: PTH123
                if wanted in file.read():
                    yield int(name)


_GUARD = """\
read -r _
for file in $(grep -lzsx "$1" /proc/[0-9]*/environ); do
    pid=${file#/proc/}
    kill -9 "${pid%/environ}"
done 2>/dev/null
"""


def guard(mark: str) -> tuple[int, int]:
    """Start a small process that outlives us and then ends what bears the mark, wherever that has gone.

    The kernel only ends the group. Returns its process id and the descriptor whose closing lets it begin; (0, -1) where
    there is no /proc.
    """
    import subprocess

    if sys.platform != "linux":
        return 0, -1
    reader, writer = os.pipe()
    try:
        started = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "sh", f"{MARK}={mark}"],
            stdin=reader,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath},
            cwd="/",
            start_new_session=True,
        )
    except OSError:
        os.close(writer)
        return 0, -1
    finally:
        os.close(reader)
    started.returncode = 0  # it is reaped by `dismiss`, not by the object
    return started.pid, writer


def dismiss(guardian: tuple[int, int]) -> None:
    """End the small process: everything has been tidied."""
    pid, writer = guardian
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)
        os.close(writer)


def our_terminal() -> int | None:
    """Return the terminal on standard input, if it is ours to hand on: we are in its foreground."""
    try:
        return 0 if os.isatty(0) and os.tcgetpgrp(0) == os.getpgrp() else None
    except OSError:
        return None


def hand_terminal(descriptor: int, group: int) -> None:
    """Make a process group the one in the foreground of a terminal."""
    with _ignoring(signal.SIGTTOU), suppress(OSError):  # the signal would stop us while in the background
        os.tcsetpgrp(descriptor, group)


@contextmanager
def _ignoring(number: signal.Signals) -> Iterator[None]:
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)
