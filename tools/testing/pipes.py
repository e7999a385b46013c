"""How does a request get to a lane of the test server, and how is it known that the lane is there?"""

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from analyzers.deferred import dataclass
from analyzers.errors import NotLoaded, ToolError, ToolTimeout

if TYPE_CHECKING:
    import asyncio

_LINE = 1 << 27  # bytes of the longest reply
START_LIMIT = 30.0  # seconds to import and collect


@dataclass(slots=True)
class Lane:
    """Our ends of the pipes to a lane."""

    writer: int
    reader: "asyncio.StreamReader"
    transport: Any  # asyncio's read transport, whose class has no public name


class Pair:
    """Two pipes: requests to a lane and its replies."""

    def __init__(self) -> None:
        request_read, self.writer = os.pipe()
        self.reader, reply_write = os.pipe()
        self.theirs = [request_read, reply_write]

    async def open(self) -> Lane:
        """Return our ends, for the loop that runs."""
        import asyncio

        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_LINE)
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.connect_read_pipe(lambda: protocol, os.fdopen(self.reader, "rb", 0))
        self.reader = -1
        return Lane(self.writer, reader, transport)

    def give_away(self) -> None:
        """Close the ends that the child has inherited."""
        for descriptor in self.theirs:
            os.close(descriptor)
        self.theirs = []

    def close(self) -> None:
        """Close every end that is open."""
        self.give_away()
        for descriptor in (self.writer, self.reader):
            if descriptor >= 0:
                with suppress(OSError):
                    os.close(descriptor)
        self.writer = self.reader = -1


async def ready_of(lane: Lane) -> dict[str, Any]:
    """Wait until a lane is ready, and return what it says of what it has loaded.

    Raises ToolTimeout when that takes too long, NotLoaded when the tests could not be loaded, ToolError without pytest.
    """
    import asyncio

    try:
        line = await asyncio.wait_for(lane.reader.readline(), START_LIMIT)
    except TimeoutError as error:
        raise ToolTimeout(f"loading the tests took longer than {START_LIMIT:g} s") from error
    ready: dict[str, Any] = json.loads(line) if line else {"ready": False, "error": ""}
    if not ready["ready"]:
        failure = ToolError if ready.get("missing") else NotLoaded
        raise failure("the tests could not be loaded", ready["error"])
    return ready


async def explained(error: ToolError, child: Any) -> ToolError:
    """The error, with what the process wrote on its way down where it has ended."""
    import asyncio

    if error.hint or isinstance(error, ToolTimeout):
        return error
    try:
        code = await asyncio.wait_for(child.wait(), 1.0)
    except TimeoutError:
        return error
    finished = await child.result(code)
    return ToolError(error.message, finished.stderr.strip()[-1000:])
