"""What did the last applied fix change? It is taken back."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tui.console import narrate
from tui.exits import Exit


def configure(parser: ArgumentParser) -> None:
    """Add where to look."""
    parser.add_argument(
        "--here", action="store_true", help="the last fix of this folder, rather than the last of all"
    )


def run(args: Namespace) -> int:
    """Bring the files back as they were before the last applied fix."""
    from analyzers.text import visible
    from tools.patch import undo

    applied = undo(Path.cwd() if args.here else None)
    for path in applied.paths:
        narrate(visible(f"{path}: brought back as it was before `{applied.title}`"))
    return Exit.OK
