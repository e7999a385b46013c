"""How does an editor debug with us? A server of the Debug Adapter Protocol, on stdio or on a loopback port."""

import os
import sys
from argparse import ArgumentParser, Namespace

from analyzers.errors import ToolError
from tui.console import narrate
from tui.exits import Exit

_EXAMPLES = """\
examples:
  debugassist dap                 one session over standard input and output, as editors start it
  debugassist dap --port 5678     editors connect to 127.0.0.1:5678; 0 takes a free port and says which

A launch configuration names `program`, `module` or `code`, and may have `args`, `cwd`, `env`, `python` and
`stopOnEntry`. When the program fails, the session stops there, and the cause is said in the console.
"""


def configure(parser: ArgumentParser) -> None:
    """Add the port."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--port", type=int, default=None, metavar="N", help="listen on this port of the loopback address"
    )


def run(args: Namespace) -> int:
    """Serve one session on stdio, or sessions on a port until interrupted."""
    import asyncio

    asyncio.run(_on_stdio() if args.port is None else _on_port(args.port))
    return Exit.OK


async def _on_stdio() -> None:
    import asyncio

    from tui.dap.adapter import Adapter
    from tui.dap.wire import Wire

    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever else prints must not get between the messages
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await Adapter(Wire(reader, out.write)).serve()


async def _on_port(port: int) -> None:
    import asyncio

    from tui.dap.adapter import Adapter
    from tui.dap.wire import Wire

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await Adapter(Wire(reader, writer.write)).serve()
        finally:
            writer.close()

    try:
        server = await asyncio.start_server(serve, "127.0.0.1", port)
    except (OSError, OverflowError) as error:
        raise ToolError(f"port {port} cannot be listened on: {error}", "name another `--port`") from error
    async with server:
        narrate(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}; Ctrl-C ends it")
        await server.serve_forever()
