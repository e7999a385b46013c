"""How do models get at the tools of the user's own servers? Beside ours, under names that say whose they are.

A server's words - its descriptions as well as its answers - were written by others: they are cut short and handed over as
data. Where a server is elsewhere, what a model asks it is redacted first.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from analyzers.errors import ToolError
from assistant.advice.tools import Answer, Toolbox
from assistant.models.provider import JSON, Tool

if TYPE_CHECKING:
    from assistant.diagnose import Task
    from assistant.models.desk import Desk
    from tools.outside.configured import ServerConfiguration
    from tools.outside.servers import Connected, Offered

_MOST_WORDS = 400  # characters of a description
_MOST_FIELDS = 20
_KINDS = frozenset({"string", "integer", "number", "boolean", "array", "object"})


@asynccontextmanager
async def outside(task: "Task", desk: "Desk") -> AsyncIterator[Toolbox]:
    """Give the allowed tools of the servers in the user's file, for as long as a conversation lasts."""
    from tools.configuration import load

    servers = (task.settings.configuration or load(task.problem.workspace or ".")).servers
    if not servers:
        yield Toolbox()
        return
    from tools.outside.servers import connected

    async with connected(servers, offline=desk.offline, note=desk.notes.append) as reached:
        yield Toolbox({name: (tool, answer) for server in reached for name, tool, answer in _entries(server)})


def _entries(server: "Connected") -> list[tuple[str, Tool, Answer]]:
    entries = []
    for one in server.offered:
        name = f"{one.server}__{one.name}"[:64]
        tool = Tool(name=name, description=_described(one), parameters=_simple(one.schema))
        entries.append((name, tool, _answer(server, one.name)))
    return entries


def _answer(server: "Connected", name: str) -> Answer:
    async def answer(fields: JSON) -> str:
        try:
            return await server.call(name, _leaving(server.configuration, fields))
        except ToolError as error:
            return error.message

    return answer


def _leaving(server: "ServerConfiguration", fields: JSON) -> JSON:
    """What a server is sent: as it is on this machine, redacted elsewhere. Raises ToolError."""
    from tools.outside.servers import is_here

    if server.command or is_here(server):
        return fields
    from tools.redaction import Redactor

    redactor = Redactor()
    if not redactor.able:
        raise ToolError("nothing leaves this machine unredacted, and `detect-secrets` is not installed")
    return {name: _mapped(value, redactor.redact) for name, value in fields.items()}


def _mapped(value: Any, change: Callable[[str], str]) -> Any:  # a JSON value, whose kind stays
    match value:
        case str():
            return change(value)
        case list():
            return [_mapped(item, change) for item in value]
        case Mapping():
            return {name: _mapped(item, change) for name, item in value.items()}
    return value


def _described(one: "Offered") -> str:
    words = " ".join(one.description.split())[:_MOST_WORDS]
    return f"A tool of the server `{one.server}`, which describes it so, as data: {words}"


def _simple(schema: Mapping[str, Any]) -> JSON:
    """A server's schema with what our own checks know: kinds of fields, and which are needed."""
    given = schema.get("properties")
    fields = given if isinstance(given, dict) else {}
    properties: dict[str, Any] = {}
    for name, field in list(fields.items())[:_MOST_FIELDS]:
        kind = field.get("type") if isinstance(field, dict) else None
        properties[str(name)] = {"type": kind} if isinstance(kind, str) and kind in _KINDS else {}
    needed = schema.get("required")
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in needed if name in properties] if isinstance(needed, list) else [],
        "additionalProperties": False,
    }
