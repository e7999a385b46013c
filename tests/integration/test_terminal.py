"""A program that is run in a terminal has the terminal to itself, and we have it back afterwards."""

import contextlib
import os
import pty
import signal
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = """\
import asyncio, os, sys
from pathlib import Path

import pytest
from tools.interpreter import launch
from tools.debugger.session import start

async def main():
    async with start(launch((sys.executable, sys.argv[1]), Path.cwd())) as session:
        kind = session.outcome.traceback.final.type if session.outcome.traceback else None
        await session.finish()
    print("FOUND", kind, os.tcgetpgrp(0) == os.getpgrp(), input("more? "), flush=True)

asyncio.run(main())
"""


def talk(script: Path, *steps: tuple[str, bytes]) -> str:
    """Run a script under our debugger in a terminal of its own; after each awaited text, type something."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        signal.signal(
            signal.SIGINT, signal.SIG_DFL
        )  # ignored, for one, where the tests run in the background
        os.execv(sys.executable, [sys.executable, "-c", OURS, str(script)])
    seen = ""
    end = time.monotonic() + 90
    pending = list(steps)
    try:
        while time.monotonic() < end:
            try:
                seen += os.read(terminal, 4096).decode()
            except OSError:  # the terminal is closed: the program has ended
                break
            if pending and pending[0][0] in seen:
                os.write(terminal, pending.pop(0)[1])
    finally:
        os.close(terminal)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return seen


def test_a_program_reads_the_terminal_and_gives_it_back(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text(
        "import os\nname = input('name? ')\nprint('hello', name, os.tcgetpgrp(0) == os.getpgrp())\n1/0\n"
    )
    seen = talk(script, ("name? ", b"ann\n"), ("more? ", b"yes\n"))

    assert "hello ann True" in seen
    assert "FOUND ZeroDivisionError True yes" in seen


def test_an_interrupt_reaches_the_program_alone(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text("import time\nprint('ready', flush=True)\ntime.sleep(60)\n")
    seen = talk(script, ("ready", b"\x03"), ("more? ", b"yes\n"))

    assert "FOUND KeyboardInterrupt True yes" in seen


@pytest.mark.parametrize("kind", ["dumb", "xterm"])
def test_a_terminal_that_knows_no_control_sequences_is_sent_none(tmp_path: Path, kind: str) -> None:
    """As in a shell inside Emacs: what is being done is said where the line can be written over, and not else."""
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(1.5)\nprint(undefined)\n")
    program = [sys.executable, str(ROOT / "debugassist.py"), "run", "slow.py"]
    env = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "CLICOLOR_FORCE")}

    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.execve(sys.executable, program, env | {"TERM": kind})
    seen = b""
    with contextlib.suppress(OSError):  # the terminal is closed: the program has ended
        while data := os.read(terminal, 4096):
            seen += data
    os.close(terminal)
    os.waitpid(pid, 0)

    assert b"undefined" in seen
    assert (b"\x1b" in seen) == (kind == "xterm")
