"""How is a model of Anthropic asked, through its official client?

The client is imported in a thread, and only when a key is there: it takes seconds. What it does not say itself is
said here: a missing key is a bare TypeError of its, and a connection that dies in the middle of an answer is no
error of its at all, but an answer without a reason to end.
"""

import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from assistant.models.errors import (
    ModelAbsent,
    ModelBroken,
    ModelBusy,
    ModelError,
    ModelForbidden,
    ModelRefused,
    ModelTimeout,
)
from assistant.models.provider import Call, Chunk, Message, Request, Speaker, Usage

KEY = "ANTHROPIC_API_KEY"
_LONG = 4_000  # characters of instructions from which it pays to have the server keep them
_ENDS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tools",
    "pause_turn": "stop",
    "refusal": "refusal",
}
_NOT_FOUND, _TOO_MANY, _INTERNAL = 404, 429, 500
_UNPAID = 402
_FORBIDDEN = (401, _UNPAID, 403)


@dataclass(frozen=True, slots=True)
class AnthropicProvider:
    """A model of Anthropic's."""

    model: str
    host: str
    leaves: bool = True
    vendor: str = "anthropic"

    async def prepare(self) -> None:
        """Import the client, in a thread, where there is a key at all."""
        import asyncio

        with _said(self):
            _key(self)
            await asyncio.to_thread(__import__, "anthropic")

    def body(self, request: Request) -> dict[str, Any]:
        """Return what `POST /v1/messages` is sent."""
        system: dict[str, Any] = {"type": "text", "text": request.system}
        if len(request.system) >= _LONG or request.tools:
            system["cache_control"] = {"type": "ephemeral"}
        body: dict[str, Any] = {
            "model": self.model,
            "max_tokens": request.max_tokens,
            "system": [system],
            "messages": _messages(request.messages),
        }
        if request.schema is not None:
            body["output_config"] = {"format": {"type": "json_schema", "schema": dict(request.schema)}}
        if request.tools:
            body["tools"] = [
                {
                    "name": tool.name,
                    "description": tool.description,
                    "input_schema": dict(tool.parameters),
                    "strict": True,
                }
                for tool in request.tools
            ]
        return body

    async def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Yield the answer as it comes."""
        started = perf_counter()
        with _said(self):
            client = await self._client(request.seconds)
            async with client, client.messages.stream(**self.body(request)) as events:
                async for event in events:
                    if event.type == "message_start":  # where it breaks off, this much is paid for
                        yield Chunk(usage=_usage(event.message.usage, started))
                    if event.type == "text":
                        yield Chunk(text=event.text)
                final = await events.get_final_message()
            if final.stop_reason is None:
                raise ModelBroken(f"`{self.model}` broke off in the middle of its answer")
            for block in final.content:
                if block.type == "tool_use":
                    if not isinstance(block.input, dict):
                        raise ModelBroken(
                            f"`{self.model}` called `{block.name}` with something else than fields"
                        )
                    yield Chunk(call=Call(id=block.id, name=block.name, arguments=block.input))
            yield Chunk(
                ended=_ENDS.get(final.stop_reason, "stop"),
                usage=_usage(final.usage, started),
            )

    async def count(self, request: Request) -> int:
        """Return how many tokens a request has, as the server counts them. Raises ModelError."""
        with _said(self):
            client = await self._client(request.seconds)
            body = self.body(request)
            del body["max_tokens"]
            async with client:
                counted = await client.messages.count_tokens(**body)
            return int(counted.input_tokens)

    async def _client(self, seconds: float) -> Any:
        key = _key(self)
        await self.prepare()
        import anthropic

        # Tries again are ours, so that they count towards the limits.
        return anthropic.AsyncAnthropic(api_key=key, base_url=self.host, max_retries=0, timeout=seconds)


def _usage(said: Any, started: float) -> Usage:
    return Usage(
        read=said.input_tokens,
        written=said.output_tokens,
        cached=said.cache_read_input_tokens or 0,
        kept=said.cache_creation_input_tokens or 0,
        seconds=perf_counter() - started,
    )


def _key(provider: AnthropicProvider) -> str:
    key = os.environ.get(KEY, "")
    if not key:
        raise ModelAbsent(f"there is no key for `{provider.model}`", f"set {KEY}, or take the model out")
    return key


def _messages(messages: tuple[Message, ...]) -> list[dict[str, Any]]:
    """The turns as the server wants them: tools' answers are blocks of the user's next turn."""
    turns: list[dict[str, Any]] = []
    for message in messages:
        match message.speaker:
            case Speaker.ASSISTANT:
                text = [{"type": "text", "text": message.text}] if message.text else []
                used = [
                    {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
                    for call in message.calls
                ]
                turns.append({"role": "assistant", "content": [*text, *used]})
                continue
            case Speaker.TOOL:
                block = {"type": "tool_result", "tool_use_id": message.answers, "content": message.text}
            case Speaker.USER:
                block = {"type": "text", "text": message.text}
        if turns and turns[-1]["role"] == "user":
            turns[-1]["content"].append(block)
        else:
            turns.append({"role": "user", "content": [block]})
    return turns


@contextmanager
def _said(provider: AnthropicProvider) -> Iterator[None]:
    """Turn everything that the client raises into our own errors."""
    try:
        yield
    except ModelError:
        raise
    except ImportError as error:
        raise ModelAbsent(
            f"the client for `{provider.model}` is not installed: no `{error.name}`",
            "install it with `pip install 'debugassist[models]'`",
        ) from error
    except Exception as error:  # told apart below; what is none of theirs is raised again
        ours = _ours(provider, error)
        if ours is None:
            raise
        raise ours from error


def _ours(provider: AnthropicProvider, error: Exception) -> ModelError | None:
    import anthropic
    import httpx2
    import pydantic

    name = provider.model
    match error:
        case anthropic.APITimeoutError() | httpx2.TimeoutException():
            return ModelTimeout(f"`{name}` did not answer in time")
        case anthropic.APIStatusError(status_code=status):
            return _refused(name, status, error)
        case anthropic.APIConnectionError() | httpx2.ConnectError():
            return ModelAbsent(f"nobody answers at {provider.host}", "is there a network?")
        case httpx2.HTTPError():
            return ModelBroken(f"`{name}` broke off: {str(error) or type(error).__name__}"[:300])
        case anthropic.AnthropicError() | pydantic.ValidationError() | ValueError() | AssertionError():
            return ModelBroken(f"`{name}` answered nonsense: {str(error) or 'no message came'}"[:300])
        case TypeError() | AttributeError() | KeyError() | IndexError():
            # What the client does with events that lack their fields.
            return ModelBroken(f"`{name}` answered nonsense: {type(error).__name__}: {error}"[:300])
    return None


def _refused(name: str, status: int, error: Any) -> ModelError:
    said = _said_by(error)[:200]
    kind = str(getattr(error, "type", "") or "")
    if status == _TOO_MANY or status > _INTERNAL or kind in ("overloaded_error", "rate_limit_error"):
        return ModelBusy(f"`{name}` is busy ({status}): {said}", after=_after(error))
    if status == _INTERNAL or status < 400:  # an error inside a stream comes with the stream's own 200
        return ModelBusy(f"`{name}` failed ({status}): {said}")
    if status == _NOT_FOUND:
        return ModelAbsent(f"there is no model `{name}`", "name another in `config.toml`")
    if status in _FORBIDDEN:
        return ModelForbidden(
            f"Anthropic refused ({status}): {said}", f"is {KEY} right?" if status != _UNPAID else ""
        )
    return ModelRefused(f"`{name}` refused ({status}): {said}")


def _said_by(error: Any) -> str:
    """Return the server's own words, which the client wraps in the whole answer."""
    body = getattr(error, "body", None)
    inner = body.get("error") if isinstance(body, dict) else None
    words = inner.get("message") if isinstance(inner, dict) else None
    return words if isinstance(words, str) and words else str(error.message)


def _after(error: Any) -> float:
    try:
        return max(0.0, float(error.response.headers.get("retry-after", 0)))
    except (TypeError, ValueError, AttributeError):
        return 0.0
