"""The prompt of a program that has called `debugassist.set_trace()`: how does it begin and end?"""

import os
import signal
from contextlib import suppress
from pathlib import Path

from analyzers.errors import UsageError
from tui.stepping.keyboard import Keyboard
from tui.stepping.shell import Shell
from tui.stepping.start import desk_of

_SCRIPT = "DEBUGASSIST_COMMANDS"  # a file with commands, where there is no terminal


def be_prompt(words: list[str]) -> int:
    """Be the prompt; `words` is the process and our two ends of its pipes, as `inside/attach.py` gives them."""
    import asyncio

    from tools.debugger.attached import attached
    from tools.intake import workspace_of

    try:
        pid, reader, writer = (int(word) for word in words[0].split(","))
    except (ValueError, IndexError) as error:
        raise UsageError("`--attach` is for programs that call `debugassist.set_trace()`") from error
    for number in (
        signal.SIGTSTP,
        signal.SIGTTOU,
    ):  # the shell that waits for the program knows nothing of us
        signal.signal(number, signal.SIG_IGN)
    desk = desk_of(os.environ.get(_SCRIPT, ""), never_colour=False)

    async def session() -> int:
        async with attached(pid, reader, writer) as debugger:
            return await Shell(debugger, desk, f"{workspace_of(_cwd(pid))}/").run()

    try:
        return asyncio.run(session())
    finally:
        if isinstance(desk, Keyboard):
            desk.close()


def _cwd(pid: int) -> Path:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink()
    return Path.cwd()
