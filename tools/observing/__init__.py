"""What is being done, inside of what, and how long does it take? Told to whoever watches; nobody does unless asked to.

`span` marks a piece of work. Names and attributes are those of OpenTelemetry's semantic conventions for generative AI
(https://opentelemetry.io/docs/specs/semconv/gen-ai/) where these have one; ours begin with `debugassist.`. An attribute
says kinds, names and numbers: no text of the user's, of a program or of a model is ever one.

While nobody watches, a span is one shared object that does nothing, and nothing is imported for it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from tools.observing.spans import Span

Value = str | bool | int | float | tuple[str, ...]
Attributes = Mapping[str, Value]


class Watcher(Protocol):
    """Somebody who is told of what was done."""

    def ended(self, span: "Span") -> None:
        """A piece of work is over. Must not raise."""

    def close(self) -> None:
        """There will be no more."""


class Nothing:
    """A span that nobody watches."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def set(self, attributes: Attributes) -> None:
        """Add what became known on the way."""

    def fail(self, kind: str) -> None:
        """Note that the work went wrong, by the kind of error."""

    def end(self) -> None:
        """Note that the work is over, for those that are not left by `with`."""


NOTHING = Nothing()
_watchers: list[Watcher] = []


def watched() -> bool:
    """Whether anybody wants to know."""
    return bool(_watchers)


def span(name: str, attributes: Attributes | None = None, *, client: bool = False) -> "Span | Nothing":
    """Begin a piece of work, inside of the one that is being done; to be used with `with`, or to be ended.

    `client` says that another process does the work.
    """
    if not _watchers:
        return NOTHING
    from tools.observing.spans import Span

    return Span(name, dict(attributes or {}), client, tuple(_watchers))


def tool(name: str, attributes: Attributes | None = None) -> "Span | Nothing":
    """Begin the use of a tool."""
    if not _watchers:
        return NOTHING
    known: Attributes = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": name,
        "gen_ai.tool.type": "function",
    }
    return span(f"execute_tool {name}", {**known, **(attributes or {})})


@contextmanager
def watching(*watchers: Watcher) -> Iterator[None]:
    """Have the watchers told of everything that is done inside."""
    _watchers.extend(watchers)
    try:
        yield
    finally:
        for watcher in watchers:
            _watchers.remove(watcher)
            watcher.close()
