"""The `app` command: opens the full-screen app, on files or on what is piped in."""

import argparse
import sys
from pathlib import Path

from analyzers.facts import Problem


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `debugassist app`."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="tracebacks, logs or sources to open")
    parser.add_argument(
        "--session",
        default="",
        metavar="FILE",
        help="keep problems and answers in this file, and go on with those in it; default: one for each workspace",
    )
    parser.add_argument("--last", action="store_true", help="go on with the last problem of this workspace")


def run(args: argparse.Namespace) -> int:
    """Open the app; without files, on what is piped in.

    Raises ToolMissing when there is no terminal to open it on.
    """
    from tui.terminal import in_browser, require_terminal

    session = Path(args.session) if args.session else None
    if in_browser():  # its standard input is the browser's keyboard
        from tui.opening import open_app

        return open_app(None, session, reopen=args.last)
    require_terminal()
    problem = _problem(args.files)
    from tui.opening import open_app

    return open_app(problem, session, reopen=args.last)


def _problem(files: list[str]) -> Problem | None:
    from tools.intake import from_files, from_stream

    if files:
        return from_files(files, stream=sys.stdin.buffer if sys.stdin else None)
    if sys.stdin is None or sys.stdin.isatty():
        return None
    return from_stream(sys.stdin.buffer)
