"""How does `debugassist run -i` begin and end?"""

from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from analyzers.errors import UsageError
from tui.stepping.keyboard import Desk, Keyboard, script
from tui.stepping.shell import Shell


def interact(args: Namespace, command: Sequence[str]) -> int:
    """Debug a command step by step; returns the exit code."""
    import asyncio

    from tools import process
    from tools.debugger.interactive import debug
    from tools.intake import workspace_of
    from tools.interpreter import launch

    folder = Path.cwd()
    root = Path(args.workspace).resolve() if args.workspace else workspace_of(folder)
    program = launch(tuple(command), root, interpreter=args.python, folder=folder)
    desk = desk_of(args.commands, never_colour=args.no_color)
    stdin = b"" if args.commands == "-" else None  # it has been read: the commands were in it

    async def session() -> int:
        limits = process.Limits(seconds=None)
        async with debug(program, cwd=folder, stdin=stdin, limits=limits) as debugger:
            return await Shell(debugger, desk, f"{root}/").run(breaks=args.breaks)

    try:
        return asyncio.run(session())
    finally:
        if isinstance(desk, Keyboard):
            desk.close()


def desk_of(commands: str, *, never_colour: bool) -> Desk:
    """Return where commands come from. Raises UsageError when there is neither a script nor a terminal."""
    if commands:
        return script(commands, never_colour=never_colour)
    with suppress(OSError):
        return Keyboard(never_colour=never_colour)
    raise UsageError(
        "there is no terminal to type commands on", "name a file with commands: `--commands FILE`, or `-`"
    )
