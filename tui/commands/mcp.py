"""How do agents use us? A server of the Model Context Protocol, on stdio or on a loopback port behind a token."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzers.errors import ToolMissing, UsageError
from tui.console import narrate
from tui.exits import Exit

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

TOKEN = "DEBUGASSIST_MCP_TOKEN"  # noqa: S105  # the variable's name

_EXAMPLES = """\
examples:
  debugassist mcp                         over standard input and output, as agents start it
  debugassist mcp --allow-run             and let it run programs of the workspace
  debugassist mcp --http --port 8765      over HTTP on 127.0.0.1, behind a bearer token

The token is taken from DEBUGASSIST_MCP_TOKEN; without it one is made and printed on stderr.
"""


def configure(parser: ArgumentParser) -> None:
    """Add what it may do and how it is reached."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--workspace", default="", metavar="FOLDER", help="default: the repository's top, else this folder"
    )
    parser.add_argument(
        "--allow-run",
        action="store_true",
        help="let clients run programs in the workspace; otherwise nothing is run",
    )
    parser.add_argument("--http", action="store_true", help="streamable HTTP instead of stdio")
    parser.add_argument(
        "--port", type=int, default=8765, metavar="N", help="with --http; default: 8765, 0 takes a free one"
    )


def run(args: Namespace) -> int:
    """Serve until the client leaves, or until interrupted."""
    import asyncio

    from tools.intake import workspace_of
    from tui.cli import version

    workspace = Path(args.workspace).resolve() if args.workspace else workspace_of(Path.cwd())
    if not workspace.is_dir():
        raise UsageError(f"`{workspace}` is no folder")
    try:
        from tui.mcp.server import build
        from tui.mcp.work import Work
    except ModuleNotFoundError as error:
        raise ToolMissing(
            f"the MCP server needs the package `{error.name}`", "`pip install 'debugassist[mcp]'`"
        ) from error
    server = build(Work(workspace=workspace, may_run=args.allow_run), version())
    asyncio.run(_over_http(server, args.port) if args.http else server.run_stdio_async())
    return Exit.OK


async def _over_http(server: "MCPServer[Any]", port: int) -> None:
    import secrets
    import socket

    import uvicorn

    from analyzers.errors import ToolError
    from tui.mcp.server import guarded

    token = os.environ.get(TOKEN, "")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        raise ToolError(f"port {port} cannot be listened on: {error}", "name another `--port`") from error
    if not token:
        token = secrets.token_urlsafe(32)
        narrate(f"token: {token}")
    narrate(f"listening on http://127.0.0.1:{listener.getsockname()[1]}/mcp; Ctrl-C ends it")
    app = guarded(server.streamable_http_app(host="127.0.0.1"), token)
    config = uvicorn.Config(app, log_level="warning", lifespan="on")
    await uvicorn.Server(config).serve(sockets=[listener])
