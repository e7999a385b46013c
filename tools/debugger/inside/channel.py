"""How do the program's process and ours talk: JSON lines over two pipes that the program cannot spoil."""

from __future__ import annotations

import os

from . import system

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Channel:
    """Sends events and receives commands. A process forked from the program's has no part in it.

    `back` are the other ends of both pipes in the process `parent`: they can be opened again from there.
    """

    def __init__(self, reader: int, writer: int, parent: int, back: tuple[int, int]) -> None:
        self.pid = system.getpid()
        self.ends = []  # type: list[tuple[int, tuple[int, int], int]]
        for descriptor, number in ((reader, back[0]), (writer, back[1])):
            os.set_inheritable(descriptor, False)
            self.ends.append((descriptor, _identity(descriptor), number))
        self.parent = parent
        self.json: Any = (
            None  # the standard library's; loaded by `hooks` when it is needed. Its `dumps` is often replaced
        )
        self.pending = b""

    def forked(self) -> None:
        """Close the pipes in a forked child, so that only the program itself keeps them open."""
        for descriptor, identity, _ in self.ends:
            if _is(descriptor, identity):
                system.close(descriptor)

    def send(self, message: dict[str, Any]) -> bool:
        """Send one message; False when nobody is there to read it."""
        data = memoryview(self.json.encoder.JSONEncoder().encode(message).encode() + b"\n")
        try:
            self._open(0)  # before anybody may answer
            descriptor = self._open(1)
            while data:
                data = data[system.write(descriptor, data) :]
        except (OSError, ValueError):
            return False
        return True

    def receive(self) -> dict[str, Any] | None:
        """Wait for one command; None when nobody is there to send it."""
        try:
            descriptor = self._open(0)
            while b"\n" not in self.pending:
                data = system.read(descriptor, 65_536)
                if not data:
                    return None
                self.pending += data
        except (OSError, ValueError):
            return None
        line, _, self.pending = self.pending.partition(b"\n")
        found = self.json.decoder.JSONDecoder().decode(line.decode())
        return found if isinstance(found, dict) else None

    def _open(self, end: int) -> int:
        """The descriptor of an end: opened once more if the program has closed it or put a file of its own there."""
        if system.getpid() != self.pid:
            raise OSError("a forked process")
        descriptor, identity, number = self.ends[end]
        if _is(descriptor, identity):
            return descriptor
        again = system.open_descriptor(
            f"/proc/{self.parent}/fd/{number}", os.O_WRONLY if end else os.O_RDONLY
        )
        if _identity(again) != identity:
            system.close(again)
            raise OSError("the pipe is gone")
        self.ends[end] = (again, identity, number)
        return again


def _identity(descriptor: int) -> tuple[int, int]:
    found = system.fstat(descriptor)
    return found.st_dev, found.st_ino


def _is(descriptor: int, identity: tuple[int, int]) -> bool:
    try:
        return _identity(descriptor) == identity
    except OSError:
        return False
