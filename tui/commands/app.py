"""The `app` command: opens the full-screen app, on files or on what is piped in."""

import argparse
import sys

from analyzers.errors import ToolMissing
from analyzers.facts import Problem


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `debugassist app`."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="tracebacks, logs or sources to open")


def run(args: argparse.Namespace) -> int:
    """Open the app; without files, on what is piped in.

    Raises ToolMissing when there is no terminal to open it on.
    """
    from tui.terminal import has_terminal, in_browser

    if in_browser():  # its standard input is the browser's keyboard
        from tui.app import open_app

        return open_app(None)
    if not has_terminal():
        raise ToolMissing(
            "there is no terminal to open the app on", "pipe into `debugassist` for a plain report"
        )
    problem = _problem(args.files)
    from tui.app import open_app

    return open_app(problem)


def _problem(files: list[str]) -> Problem | None:
    from tools.intake import from_files, from_stream

    if files:
        return from_files(files, stream=sys.stdin.buffer if sys.stdin else None)
    if sys.stdin is None or sys.stdin.isatty():
        return None
    return from_stream(sys.stdin.buffer)
