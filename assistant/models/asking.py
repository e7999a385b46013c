"""What is the whole answer to a request, within its time, tried again where that helps?

Written once for every provider: text and calls are put together, JSON is parsed and held against its schema, a
server that is busy is asked again after a growing pause, and one that keeps failing is left alone for a while.
"""

import json
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from assistant.models import cache
from assistant.models.errors import (
    ModelBroken,
    ModelBusy,
    ModelError,
    ModelTimeout,
)
from assistant.models.provider import JSON, Call, Provider, Reply, Request, Usage

Heard = Callable[[str], None]
LeftOff = Callable[[Usage | None], None]
CHARACTERS = 3  # of a token, at least: an estimate that is never too low for code and English
_TRIES = 3
_LONGEST_PAUSE = 20.0  # seconds; a server that asks for more is busy, and the next rung is asked
_FAILURES = 3  # in a row, after which a provider is left alone
_REST = 60.0  # seconds for which it is
_MAX_CHARACTERS = 400_000  # of an answer: more is a model that runs away


@dataclass(slots=True)
class Breaker:
    """Leaves a provider alone that has failed again and again."""

    failures: int = 0
    rests_until: float = 0.0

    def check(self, name: str) -> None:
        """Raise ModelBusy while the provider rests."""
        if monotonic() < self.rests_until:
            raise ModelBusy(
                f"`{name}` has failed {self.failures} times in a row and is left alone for a while"
            )

    def note(self, *, failed: bool) -> None:
        """Count a failure, or forget them all."""
        self.failures = self.failures + 1 if failed else 0
        if self.failures >= _FAILURES:
            self.rests_until = monotonic() + _REST


@dataclass(frozen=True, slots=True)
class Asker:
    """A provider with its breaker and its cache."""

    provider: Provider
    breaker: Breaker = field(default_factory=Breaker)
    kept: bool = True  # the same question is not asked twice

    async def ask(
        self,
        request: Request,
        ends: float = float("inf"),
        heard: Heard | None = None,
        left_off: LeftOff | None = None,
    ) -> Reply:
        """Return the whole answer. `ends` is when the caller's patience is over, by the monotonic clock.

        `heard` is called with what has come so far at the end of every line; `left_off`, where the caller stops this in the
        middle of an answer, with what it took, as far as that is known. Raises ModelError.
        """
        key = cache.key("reply", self.provider.vendor, self.provider.model, self.provider.body(request))
        if self.kept and (reply := _from_cache(cache.get(key), request)) is not None:
            return reply
        name = self.provider.model
        self.breaker.check(name)
        try:
            reply = await self._tried(request, ends, heard, left_off)
        except ModelError:
            self.breaker.note(failed=True)
            raise
        self.breaker.note(failed=False)
        if self.kept and reply.ended in ("stop", "tools"):
            cache.put(key, _to_cache(reply))
        return reply

    async def _tried(
        self, request: Request, ends: float, heard: Heard | None, left_off: LeftOff | None
    ) -> Reply:
        from tenacity import (
            AsyncRetrying,
            RetryCallState,
            retry_if_exception_type,
            wait_random_exponential,
        )

        backoff = wait_random_exponential(multiplier=0.5, max=_LONGEST_PAUSE)

        def pause(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.after if isinstance(error, ModelBusy) else 0.0
            return max(asked, backoff(state))

        def over(state: RetryCallState) -> bool:
            # Called before the pause is known: what the server asks for must fit in.
            error = state.outcome.exception() if state.outcome else None
            asked = error.after if isinstance(error, ModelBusy) else 0.0
            late = state.attempt_number >= _TRIES or asked > _LONGEST_PAUSE
            return late or monotonic() + asked >= min(ends, began + request.seconds)

        await self.provider.prepare()  # importing a client is not the model's time
        began = monotonic()
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(ModelBusy),
            stop=over,
            wait=pause,
            reraise=True,
        ):
            with attempt:
                late = min(ends, began + request.seconds)
                return await _whole(self.provider, request, late, heard, left_off)
        raise AssertionError  # the last attempt returns or raises


async def _whole(
    provider: Provider, request: Request, ends: float, heard: Heard | None, left_off: LeftOff | None
) -> Reply:
    import asyncio

    began = monotonic()
    left = max(0.0, ends - began)
    text: list[str] = []
    calls: list[Call] = []
    usage, ended, length = Usage(), "", 0
    try:
        async with asyncio.timeout(left):
            async with aclosing(provider.stream(request)) as stream:
                async for chunk in stream:
                    text.append(chunk.text)
                    length += len(chunk.text)
                    if length > _MAX_CHARACTERS:
                        raise ModelBroken(f"`{provider.model}` does not stop")
                    if heard is not None and "\n" in chunk.text:
                        heard("".join(text))
                    if chunk.call is not None:
                        calls.append(chunk.call)
                    usage = chunk.usage or usage
                    ended = chunk.ended or ended
    except asyncio.CancelledError:
        if left_off is not None:
            left_off(_broken_off(usage, length, monotonic() - began))
        raise
    except TimeoutError as error:
        late = ModelTimeout(
            f"`{provider.model}` had not answered after {round(left, 1):g} s", "a smaller model is quicker"
        )
        late.spent = _broken_off(usage, length, monotonic() - began)
        raise late from error
    except ModelError as error:
        error.spent = _broken_off(usage, length, monotonic() - began)
        raise
    if ended == "refusal":
        raise ModelBroken(f"`{provider.model}` declined to answer")
    reply = Reply(
        text="".join(text), calls=tuple(calls), usage=usage, ended=ended or "stop", model=provider.model
    )
    return _parsed(reply, request)


def _broken_off(usage: Usage, characters: int, seconds: float) -> Usage | None:
    """What an answer without an end took: a server that had begun says what it read, and is paid for what came."""
    written = max(usage.written, characters // CHARACTERS)
    return replace(usage, written=written, seconds=seconds) if usage.tokens else None


def _parsed(reply: Reply, request: Request) -> Reply:
    known = {tool.name for tool in request.tools}
    for call in reply.calls:
        if call.name not in known:
            raise ModelBroken(
                f"`{reply.model}` called `{call.name[:40]}`, which there is not", spent=reply.usage
            )
    if reply.ended == "length" and (reply.calls or request.schema is not None):
        raise ModelBroken(f"`{reply.model}` did not come to an end of its answer", spent=reply.usage)
    if request.schema is None or reply.calls:
        return reply
    try:
        value = json.loads(unfenced(reply.text))
    except (ValueError, RecursionError) as error:
        raise ModelBroken(f"`{reply.model}` did not answer in JSON", spent=reply.usage) from error
    wrong = mismatch(value, request.schema)
    if wrong:
        raise ModelBroken(
            f"`{reply.model}` answered something else than was asked for: {wrong}", spent=reply.usage
        )
    return replace(reply, value=value)


def unfenced(text: str) -> str:
    """Return the JSON of an answer that a model has put into a fence, or has talked around."""
    text = text.strip()
    if text.startswith("```"):
        text = text.partition("\n")[2].rpartition("```")[0].strip() or text
    if not text.startswith(("{", "[")):
        start = text.find("{")
        text = text[start : text.rfind("}") + 1] if start >= 0 else text
    return text


def mismatch(value: Any, schema: JSON, where: str = "it") -> str:
    """Return how a value differs from a schema, or an empty string.

    Knows what our own schemas use: type, properties, required, items, enum, lengths and bounds.
    """
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
    }
    kind = schema.get("type")
    if kind is not None:
        expected = kinds[kind]
        if not isinstance(value, expected) or (isinstance(value, bool) and kind != "boolean"):  # type: ignore[arg-type]  # types, or a tuple of them
            return f"{where} is no {kind}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{where} is none of the choices"
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                return f"{where} has no `{name}`"
        for name, part in schema.get("properties", {}).items():
            if name in value and (wrong := mismatch(value[name], part, f"`{name}`")):
                return wrong
    if isinstance(value, list):
        for item in value:
            if wrong := mismatch(item, schema.get("items", {}), f"an item of {where}"):
                return wrong
    return ""


def _to_cache(reply: Reply) -> dict[str, Any]:
    calls = [{"id": one.id, "name": one.name, "arguments": dict(one.arguments)} for one in reply.calls]
    return {"text": reply.text, "calls": calls, "ended": reply.ended, "model": reply.model}


def _from_cache(kept: Any, request: Request) -> Reply | None:
    try:
        reply = Reply(
            text=kept["text"],
            calls=tuple(Call(**call) for call in kept["calls"]),
            ended=kept["ended"],
            model=kept["model"],
            again=True,
        )
        return _parsed(reply, request)
    except (TypeError, KeyError, ModelError):
        return None


__all__ = ["CHARACTERS", "Asker", "Breaker", "mismatch", "unfenced"]
