"""How does a model of an Ollama server hold a conversation, through the official asynchronous client?"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from assistant.models.errors import ModelBroken
from assistant.models.ollama import Ollama, direct, said
from assistant.models.provider import Call, Chunk, Message, Request, Speaker, Usage

if TYPE_CHECKING:
    from ollama import AsyncClient

_ENDS = {"stop": "stop", "length": "length", "load": "stop"}


@dataclass(frozen=True, slots=True)
class OllamaProvider:
    """A model of an Ollama server, asked in chat."""

    model: str
    host: str
    leaves: bool = False
    threads: int = 0  # 0: the server decides
    vendor: str = "ollama"

    async def prepare(self) -> None:
        """Import the client, in a thread."""
        import asyncio

        with said(Ollama(self.model, self.host)):
            await asyncio.to_thread(__import__, "ollama")

    def body(self, request: Request) -> dict[str, Any]:
        """Return what `POST /api/chat` is sent."""
        options: dict[str, Any] = {"temperature": 0, "num_predict": request.max_tokens}
        if self.threads:
            options["num_thread"] = self.threads
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": request.system},
                *(_message(message) for message in request.messages),
            ],
            "options": options,
        }
        if request.schema is not None:
            body["format"] = dict(request.schema)
        if request.tools:
            body["tools"] = [
                {
                    "type": "function",
                    "function": {
                        "name": tool.name,
                        "description": tool.description,
                        "parameters": dict(tool.parameters),
                    },
                }
                for tool in request.tools
            ]
        return body

    async def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Yield the answer as it comes."""
        started = perf_counter()
        with said(Ollama(self.model, self.host)):
            ended = False
            number = 0
            async with _client(self.host, request.seconds) as client, AsyncExitStack() as stack:
                parts: Any = await client.chat(**self.body(request), stream=True)
                await stack.enter_async_context(aclosing(parts))  # else the server goes on writing
                async for part in parts:
                    if part.message.content:
                        yield Chunk(text=part.message.content)
                    for call in part.message.tool_calls or ():
                        number += 1
                        name, arguments = call.function.name, dict(call.function.arguments)
                        yield Chunk(call=Call(id=f"call-{number}", name=name, arguments=arguments))
                    if part.done:
                        ended = True
                        yield Chunk(
                            ended="tools" if number else _ENDS.get(part.done_reason or "stop", "stop"),
                            usage=Usage(
                                read=part.prompt_eval_count or 0,
                                written=part.eval_count or 0,
                                seconds=perf_counter() - started,
                            ),
                        )
            if not ended:
                raise ModelBroken(f"`{self.model}` broke off in the middle of its answer")


@asynccontextmanager
async def _client(host: str, seconds: float) -> AsyncIterator["AsyncClient"]:
    from ollama import AsyncClient

    client = AsyncClient(host=host, timeout=seconds, **direct(host))
    try:
        yield client
    finally:
        await client.close()  # type: ignore[no-untyped-call]  # the client says nothing of what it returns


def _message(message: Message) -> dict[str, Any]:
    if message.speaker is Speaker.ASSISTANT and message.calls:
        calls = [
            {"function": {"name": call.name, "arguments": dict(call.arguments)}} for call in message.calls
        ]
        return {"role": "assistant", "content": message.text, "tool_calls": calls}
    return {"role": message.speaker.value, "content": message.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A model that the server has."""

    name: str
    bytes: int
    parameters: str  # "0.5B", as the server says it
    able: tuple[str, ...] = ()  # "completion", "tools", "embedding", ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulling:
    """How far a download is."""

    status: str
    done: int = 0
    total: int = 0


async def installed(host: str, seconds: float = 10.0) -> tuple[Installed, ...]:
    """Return the models of a server, with what each is able to. Raises ModelError."""
    with said(Ollama("", host)):
        async with _client(host, seconds) as client:
            found = []
            for model in (await client.list()).models:
                name = model.model or ""
                shown = await client.show(name)
                found.append(
                    Installed(
                        name=name,
                        bytes=int(model.size or 0),
                        parameters=(model.details.parameter_size if model.details else "") or "",
                        able=tuple(str(one) for one in shown.capabilities or ()),
                    )
                )
            return tuple(found)


async def pull(model: str, host: str, seconds: float = 3600.0) -> AsyncIterator[Pulling]:
    """Yield the progress of a download. Raises ModelError; closing it ends the download."""
    with said(Ollama(model, host)):
        async with _client(host, seconds) as client:
            async for part in await client.pull(model, stream=True):
                yield Pulling(status=part.status or "", done=part.completed or 0, total=part.total or 0)


async def embed(texts: list[str], model: str, host: str, seconds: float = 60.0) -> list[list[float]]:
    """Return a vector for each text. Raises ModelError."""
    with said(Ollama(model, host)):
        async with _client(host, seconds) as client:
            vectors = (await client.embed(model, texts)).embeddings
            if len(vectors) != len(texts):
                raise ModelBroken(f"`{model}` gave {len(vectors)} vectors for {len(texts)} texts")
            return [list(vector) for vector in vectors]


async def create(
    name: str,
    base: str,
    host: str,
    system: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    seconds: float = 600.0,
) -> str:
    """Make a model out of another one with instructions of its own; return the server's last word."""
    with said(Ollama(base, host)):
        async with _client(host, seconds) as client:
            made = await client.create(
                name,
                from_=base,
                system=system,
                parameters=dict(parameters or {"temperature": 0}),
                stream=False,
            )
            return made.status or ""
