"""How do messages of the Debug Adapter Protocol travel? JSON behind a `Content-Length` header.

https://microsoft.github.io/debug-adapter-protocol/overview#base-protocol
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from analyzers.errors import InputError

Message = dict[str, Any]  # open-ended JSON by the protocol's own definition
MOST = 16_000_000  # bytes of one message; more is no request of an editor


class Wire:
    """One client: what it asks, and what it is told."""

    def __init__(self, reader: asyncio.StreamReader, write: Callable[[bytes], object]) -> None:
        self._reader = reader
        self._write = write
        self._sequence = 0

    async def read(self) -> Message | None:
        """Return the next message, or None when the client has gone. Raises InputError for what is no message."""
        size = -1
        while True:
            try:
                line = await self._reader.readline()
            except (ValueError, ConnectionError) as error:  # a header line without an end
                raise InputError(f"the client sends no headers: {error}") from error
            if not line:
                return None
            if not line.strip():
                break
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                size = int(value)
        if not 0 <= size <= MOST:
            raise InputError("a message has no usable `Content-Length`")
        try:
            message = json.loads(await self._reader.readexactly(size))
        except asyncio.IncompleteReadError:
            return None
        except (ValueError, RecursionError) as error:
            raise InputError(f"a message is no JSON: {error}") from error
        if not isinstance(message, dict):
            raise InputError("a message is no object")
        return message

    def event(self, name: str, **body: Any) -> None:
        """Tell the client that something happened."""
        self._send({"type": "event", "event": name, "body": body})

    def answer(self, request: Message, body: Message | None = None, *, error: str = "") -> None:
        """Answer a request, with a body or with what went wrong."""
        reply: Message = {
            "type": "response",
            "request_seq": request.get("seq", 0),
            "command": request.get("command", ""),
            "success": not error,
        }
        if error:
            reply |= {"message": error, "body": {"error": {"id": 1, "format": error, "showUser": True}}}
        elif body is not None:
            reply["body"] = body
        self._send(reply)

    def _send(self, message: Message) -> None:
        self._sequence += 1
        data = json.dumps({"seq": self._sequence} | message).encode()
        self._write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
