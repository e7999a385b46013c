"""What did the last applied fix of this project change? It is taken back."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tui.console import narrate
from tui.exits import Exit


def configure(parser: ArgumentParser) -> None:
    """Add where to look."""
    parser.add_argument(
        "--anywhere", action="store_true", help="the last fix of all, rather than the last in this project"
    )


def run(args: Namespace) -> int:
    """Bring the files back as they were before the last applied fix."""
    from analyzers.text import visible
    from tools.intake import workspace_of
    from tools.patch import undo

    applied = undo(None if args.anywhere else workspace_of(Path.cwd()))
    for path in applied.paths:
        narrate(visible(f"{path}: brought back as it was before this fix: {applied.title}"))
    return Exit.OK
