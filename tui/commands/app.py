"""The `app` command: opens the full-screen app, on files or on what is piped in."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from analyzers.facts import Problem

_STEP = "step"
_PROGRAM = ("run", _STEP)  # what a program follows
_VALUED = ("--session", "--trace", "--log")  # options that a word follows
_EXAMPLES = """\
examples:
  debugassist app crash.log                open it with a report
  debugassist app run python app.py --all  run a program in it; what follows `run` is the program's
  debugassist app step app.py              go through a program step by step
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `debugassist app`."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="tracebacks, logs or sources to open; or `run` or `step` and a program",
    )
    parser.add_argument(
        "--session",
        default="",
        metavar="FILE",
        help="keep problems and answers in this file, and go on with those in it; default: one for each workspace",
    )
    parser.add_argument("--last", action="store_true", help="go on with the last problem of this workspace")


def with_program(words: Sequence[str]) -> list[str]:
    """Return the words of the command line, a program behind `run` or `step` with its options kept apart from ours."""
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "--":
        at += 2 if words[at] in _VALUED else 1
    if not _has_program(words[at : at + 1]) or words[at + 1 : at + 2] == ["--"]:
        return list(words)
    return [*words[: at + 1], "--", *words[at + 1 :]]


def _has_program(words: Sequence[str]) -> bool:
    """Whether a program follows; a file that is called so is opened."""
    return bool(words) and words[0] in _PROGRAM and not os.path.lexists(words[0])


def run(args: argparse.Namespace) -> int:
    """Open the app; without files or a program, on what is piped in.

    Raises ToolMissing when there is no terminal to open it on.
    """
    from tui.terminal import in_browser, require_terminal

    session = Path(args.session) if args.session else None
    if in_browser():  # its standard input is the browser's keyboard
        from tui.opening import open_app

        return open_app(None, session, reopen=args.last)
    require_terminal()
    problem = problem_of(args.files)
    from tui.opening import open_app

    stepping = _has_program(args.files) and args.files[0] == _STEP
    return open_app(problem, session, reopen=args.last, stepping=stepping)


def problem_of(files: list[str]) -> Problem | None:
    """Return what the app begins with: files, a program behind `run` or `step`, else what is piped in, else nothing."""
    from tools.intake import from_command, from_files, from_stream

    if _has_program(files):
        from tui.commands.run import command_of

        return from_command(command_of(files[1:]))
    if files:
        return from_files(files, stream=sys.stdin.buffer if sys.stdin else None)
    if sys.stdin is None or sys.stdin.isatty():
        return None
    from tui.console import narrate_if_slow

    with narrate_if_slow("reading what is piped in, to its end · ctrl+c stops it"):
        return from_stream(sys.stdin.buffer)
