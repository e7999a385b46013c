"""How is a piece of work recorded: when it began and ended, inside of what, how it went?"""

import os
import re
from contextvars import ContextVar
from secrets import randbits
from time import time_ns
from types import TracebackType
from typing import Self

from tools.observing import Attributes, Value, Watcher

_current: ContextVar["Span | None"] = ContextVar("span", default=None)
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


class Span:
    """A piece of work that is watched. Begins when it is made."""

    def __init__(
        self, name: str, attributes: dict[str, Value], client: bool, watchers: tuple[Watcher, ...]
    ) -> None:
        self.name = name
        self.attributes = attributes
        self.client = client
        self.error = ""  # the kind of error it ended with
        self.exception: BaseException | None = None
        self.started = time_ns()
        self.ended = 0
        self._watchers = watchers
        self._outer = _current.get()
        self.id: int = randbits(64) or 1
        self.trace: int
        self.parent: int
        self.trace, self.parent = _outside() if self._outer is None else (self._outer.trace, self._outer.id)
        _current.set(self)

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.ended - self.started) / 1e9

    def set(self, attributes: Attributes) -> None:
        """Add what became known on the way."""
        self.attributes.update(attributes)

    def fail(self, kind: str) -> None:
        """Note that the work went wrong, by the kind of error."""
        self.error = kind
        self.attributes["error.type"] = kind

    def end(self) -> None:
        """Note that the work is over; a second time changes nothing."""
        if self.ended:
            return
        self.ended = time_ns()
        # By value and not by token: a generator may be closed in another context than it was begun in.
        if _current.get() is self:
            _current.set(self._outer)
        for watcher in self._watchers:
            watcher.ended(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if kind is not None and not issubclass(kind, GeneratorExit):
            self.exception = error
            self.fail(kind.__name__)
        self.end()


def _outside() -> tuple[int, int]:
    """The trace and the span that whoever started us is in (https://www.w3.org/TR/trace-context/), else a new trace."""
    found = _TRACEPARENT.fullmatch(os.environ.get("TRACEPARENT", ""))
    if found and int(found[1], 16) and int(found[2], 16):
        return int(found[1], 16), int(found[2], 16)
    return randbits(128) or 1, 0
