"""How are the tools of other servers listed and called? Through the protocol's own SDK, each call within its time.

A server is reached for as long as a conversation lasts. What it says is somebody else's text: callers hand it on as data.
"""

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from analyzers.errors import AssistantError, ToolError, ToolMissing, ToolTimeout
from analyzers.text import clean
from tools.observing import tool
from tools.outside.configured import ServerConfiguration
from tools.process import Limits
from tools.tether import limited

if TYPE_CHECKING:
    from mcp import Client

_MOST_TEXT = 20_000  # characters of a result
_MOST_PAGES = 20  # of a list of tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A tool that is allowed and that its server has."""

    server: str
    name: str
    description: str
    schema: Mapping[str, Any]  # as the server gives it


@dataclass(frozen=True, slots=True)
class Connected:
    """A server that answers."""

    configuration: ServerConfiguration
    offered: tuple[Offered, ...]
    client: "Client"

    async def call(self, name: str, arguments: Mapping[str, Any]) -> str:
        """Return what a tool says. Raises ToolError."""
        import asyncio

        where = self.configuration
        with tool(f"{where.name}/{name}", {"mcp.method.name": "tools/call", "gen_ai.tool.type": "extension"}):
            try:
                async with asyncio.timeout(where.seconds):
                    answer = await self.client.call_tool(name, dict(arguments))
            except TimeoutError as error:
                raise ToolTimeout(
                    f"`{name}` of `{where.name}` had not answered after {where.seconds:g} s"
                ) from error
            except Exception as error:
                raise ToolError(f"`{name}` of `{where.name}` failed: {type(error).__name__}") from error
        text = _text(answer.content)
        return f"the tool failed: {text}" if answer.is_error else text


@asynccontextmanager
async def connected(
    servers: Sequence[ServerConfiguration], *, offline: bool, note: Callable[[str], None]
) -> AsyncIterator[tuple[Connected, ...]]:
    """Reach every server that has an allowed tool; one that cannot be reached is noted and left out.

    With `offline` only addresses on this machine are: what a program reaches cannot be known.
    """
    stack = AsyncExitStack()
    found: list[Connected] = []
    try:
        for server in servers:
            if not server.tools:
                continue
            if offline and not is_here(server):
                note(f"the server `{server.name}` was not asked: `--offline`")
                continue
            try:
                found.append(await _reach(server, stack, note))
            except AssistantError as error:
                note(error.message + (f"; {error.hint}" if error.hint else ""))
        yield tuple(found)
    finally:
        await _left(stack)  # not told of what went wrong inside: the SDK's task groups would wrap it


def is_here(server: ServerConfiguration) -> bool:
    """Whether a server is at an address of this machine."""
    try:
        return urlsplit(server.url).hostname in ("localhost", "127.0.0.1", "::1")
    except ValueError:
        return False


async def _reach(
    server: ServerConfiguration, stack: AsyncExitStack, note: Callable[[str], None]
) -> Connected:
    import asyncio

    try:
        from mcp import Client
    except ImportError as error:
        raise ToolMissing(
            f"the server `{server.name}` was not asked: no `{error.name}`",
            "install it with `pip install 'debugassist[mcp]'`",
        ) from error
    here = AsyncExitStack()
    try:
        async with asyncio.timeout(server.seconds):
            transport = await _transport(server, here)
            client = await here.enter_async_context(Client(transport, read_timeout_seconds=server.seconds))
            offered = await _offered(server, client)
    except TimeoutError as error:
        await _left(here)
        raise ToolTimeout(
            f"the server `{server.name}` had not answered after {server.seconds:g} s"
        ) from error
    except Exception as error:
        await _left(here)
        raise ToolError(
            f"the server `{server.name}` cannot be used: {_reason(error)}", "see `[servers]` of config.toml"
        ) from error
    stack.push_async_exit(here)
    absent = [name for name in server.tools if name not in {one.name for one in offered}]
    if absent:
        note(f"the server `{server.name}` has no tool {', '.join(f'`{name}`' for name in absent)}")
    return Connected(server, offered, client)


async def _left(stack: AsyncExitStack) -> None:
    """Leave what was entered; what that raises in turn tells nobody anything."""
    from contextlib import suppress

    with suppress(Exception):
        await stack.aclose()


async def _transport(server: ServerConfiguration, stack: AsyncExitStack) -> Any:  # the SDK's union of kinds
    if server.command:
        from mcp import StdioServerParameters
        from mcp.client.stdio import stdio_client

        given = {name: os.environ[name] for name in server.environment if name in os.environ}
        # Not of address space: what runs JavaScript reserves gigabytes of that, and writes to little of it.
        command, *words = limited(server.command, Limits(data=server.memory * 1_000_000), None)
        parameters = StdioServerParameters(command=command, args=words, env=given)
        return stdio_client(parameters, errlog=stack.enter_context(open(os.devnull, "w")))  # noqa: PTH123, ASYNC230 - opening it waits for nobody
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    token = os.environ.get(server.token, "") if server.token else ""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    carrier = httpx2.AsyncClient(headers=headers, timeout=server.seconds, trust_env=not is_here(server))
    return streamable_http_client(server.url, http_client=await stack.enter_async_context(carrier))


async def _offered(server: ServerConfiguration, client: "Client") -> tuple[Offered, ...]:
    found: list[Offered] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = await client.list_tools(cursor=cursor)
        found += [
            Offered(
                server=server.name, name=one.name, description=one.description or "", schema=one.input_schema
            )
            for one in page.tools
            if one.name in server.tools
        ]
        cursor = page.next_cursor
        if not cursor:
            break
    return tuple(found)


def _text(content: Sequence[Any]) -> str:
    """The text of a result; what is none is named by its kind."""
    parts = [str(part.text) if part.type == "text" else f"[{part.type} left out]" for part in content]
    return clean("\n".join(parts))[:_MOST_TEXT]


def _reason(error: BaseException) -> str:
    """The innermost reason: task groups wrap what happened in them."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"[:200]
