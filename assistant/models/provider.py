"""What is a model asked, and what does it answer? The one seam that every provider fits.

A provider has one verb: it streams chunks for a request. Whole replies, JSON, retries, limits, cost and the cache
are written once on top of that, in `asking`.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

JSON = Mapping[str, Any]  # a JSON object: a schema, or the arguments of a call


class Speaker(StrEnum):
    """Whose words a message holds."""

    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A tool that the model wants to be called."""

    id: str
    name: str
    arguments: JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a conversation."""

    speaker: Speaker
    text: str
    calls: tuple[Call, ...] = ()  # of the assistant
    answers: str = ""  # the id of the call that a tool's message answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool that the model may ask for."""

    name: str
    description: str
    parameters: JSON  # a JSON Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Everything that is sent, whoever it is sent to."""

    system: str  # the same from one question to the next: servers keep what they have read of it
    messages: tuple[Message, ...]
    schema: JSON | None = None  # the answer is JSON of this form
    tools: tuple[Tool, ...] = ()
    max_tokens: int = 600
    seconds: float = 60.0  # for the whole answer, however slowly it drips in


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What an answer took."""

    read: int = 0  # tokens of the request that were read in full
    written: int = 0  # tokens of the answer
    cached: int = 0  # tokens of the request that the server had kept
    kept: int = 0  # tokens of the request that the server keeps for the next time
    seconds: float = 0.0

    @property
    def tokens(self) -> int:
        """All of them."""
        return self.read + self.written + self.cached + self.kept

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            read=self.read + other.read,
            written=self.written + other.written,
            cached=self.cached + other.cached,
            kept=self.kept + other.kept,
            seconds=self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of an answer; the last one says why it ended and what it took."""

    text: str = ""
    call: Call | None = None
    ended: str = ""  # "stop", "length", "tools", "refusal"
    usage: Usage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole answer."""

    text: str
    calls: tuple[Call, ...] = ()
    value: Any = None  # the parsed JSON, where a schema was given
    usage: Usage = field(default_factory=Usage)
    ended: str = "stop"
    model: str = ""
    again: bool = False  # it was kept from an earlier time, and cost nothing


class Provider(Protocol):
    """Something that answers requests."""

    @property
    def vendor(self) -> str:
        """Who serves it: `ollama`, `anthropic`, `replay`, or what a plugin calls itself."""

    @property
    def model(self) -> str:
        """The model's name there."""

    @property
    def leaves(self) -> bool:
        """Whether what it is sent leaves this machine."""

    async def prepare(self) -> None:
        """Import what takes time to import. Raises ModelError."""

    def body(self, request: Request) -> dict[str, Any]:
        """Return exactly what a request sends, as JSON values."""

    def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Yield the answer as it comes. Raises ModelError; closing it ends the request."""
