"""How is a conversation with a model recorded, and played again without it?

A recording is a file of JSON lines: what was asked, by its sum, and the chunks of the answer. It is played through
the same door as any model, for tests and demonstrations; what was not recorded is an absent model.
"""

import json
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.models import cache
from assistant.models.errors import ModelAbsent, ModelBroken
from assistant.models.provider import Call, Chunk, Provider, Request, Usage


def key_of(request: Request) -> str:
    """Return the sum of what is asked, whoever is asked."""
    return cache.key(
        request.system,
        [[one.speaker, one.text, [[c.name, c.arguments] for c in one.calls]] for one in request.messages],
        request.schema,
        [tool.name for tool in request.tools],
    )


@dataclass(frozen=True, slots=True)
class Replay:
    """Plays a recording."""

    path: str
    leaves: bool = False
    vendor: str = "replay"
    _kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def model(self) -> str:
        """The recording's name."""
        return Path(self.path).stem

    async def prepare(self) -> None:
        """Nothing takes time."""

    def body(self, request: Request) -> dict[str, Any]:
        """Return what is looked up."""
        return {"recording": self.path, "key": key_of(request)}

    async def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Yield the chunks that were recorded for this request."""
        if not self._kept:
            self._kept.update(_read(self.path))
        chunks = self._kept.get(key_of(request))
        if chunks is None:
            raise ModelAbsent(f"`{self.path}` holds no answer to this")
        for chunk in chunks:
            yield _chunk(chunk)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Asks another provider, and writes what it answers behind a recording."""

    provider: Provider
    path: str

    @property
    def vendor(self) -> str:
        """Who is asked."""
        return self.provider.vendor

    @property
    def model(self) -> str:
        """Which model is asked."""
        return self.provider.model

    @property
    def leaves(self) -> bool:
        """Whether what it is sent leaves this machine."""
        return self.provider.leaves

    async def prepare(self) -> None:
        """Import what the other one needs."""
        await self.provider.prepare()

    def body(self, request: Request) -> dict[str, Any]:
        """Return what is sent."""
        return self.provider.body(request)

    async def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Yield the answer as it comes; once it is whole it is written."""
        chunks: list[dict[str, Any]] = []
        async with aclosing(self.provider.stream(request)) as stream:
            async for chunk in stream:
                chunks.append(_plain(chunk))
                yield chunk
        line = json.dumps({"key": key_of(request), "model": self.model, "chunks": chunks}, ensure_ascii=False)
        end = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(end, line.encode() + b"\n")
        finally:
            os.close(end)


def _read(path: str) -> dict[str, list[dict[str, Any]]]:
    kept: dict[str, list[dict[str, Any]]] = {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelAbsent(f"the recording cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            kept[record["key"]] = record["chunks"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ModelBroken(f"{path}:{number}: not a line of a recording") from error
    return kept


def _plain(chunk: Chunk) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    if chunk.text:
        plain["text"] = chunk.text
    if chunk.call is not None:
        call = chunk.call
        plain["call"] = {"id": call.id, "name": call.name, "arguments": dict(call.arguments)}
    if chunk.ended:
        plain["ended"] = chunk.ended
    if chunk.usage is not None:
        usage = chunk.usage
        plain["usage"] = {"read": usage.read, "written": usage.written, "cached": usage.cached}
    return plain


def _chunk(plain: dict[str, Any]) -> Chunk:
    try:
        return Chunk(
            text=plain.get("text", ""),
            call=Call(**plain["call"]) if "call" in plain else None,
            ended=plain.get("ended", ""),
            usage=Usage(**plain["usage"]) if "usage" in plain else None,
        )
    except TypeError as error:
        raise ModelBroken("a chunk of the recording is not understood") from error
