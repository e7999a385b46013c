"""How does one use the app in a browser? Serves it on the loopback address, behind a token."""

import os
import sys
from argparse import ArgumentParser, Namespace

from analyzers.errors import ToolError, ToolMissing
from tui.exits import Exit

_EXAMPLES = """\
examples:
  debugassist serve                 then open the address it prints
  debugassist serve --port 9000

Every browser tab is an app of its own, in the folder that this was started in. The app can run programs and change
files, so it listens on 127.0.0.1 only and lets nobody in without the token of the printed address.
"""


def configure(parser: ArgumentParser) -> None:
    """Add the port."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--port", type=int, default=8000, metavar="N", help="default: 8000; 0 takes a free one"
    )


def run(args: Namespace) -> int:
    """Serve until interrupted."""
    try:
        from tui.serving import serve
    except ModuleNotFoundError as error:
        raise ToolMissing(
            f"serving needs the package `{error.name}`", "`pip install 'debugassist[serve]'`"
        ) from error
    launcher = os.path.realpath(sys.argv[0])
    try:
        serve(
            f"{sys.executable} -P {launcher} app" if launcher.endswith(".py") else f"{launcher} app",
            args.port,
        )
    except (OSError, OverflowError) as error:
        raise ToolError(
            f"port {args.port} cannot be listened on: {error}", "name another `--port`"
        ) from error
    return Exit.OK
