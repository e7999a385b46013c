"""What does the app's first paint cost, how much memory does it take, and how long is it from a key to the screen?

Each program is started in a pseudo-terminal; at the moment a text appears, the processor time that it has used is
read from /proc. Processor time, not a clock: machines are noisy. Peers are measured when they are installed.
"""

import os
import pty
import select
import shutil
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path

from benchmarks.figures import Figure

ROOT = Path(__file__).parents[1]
ROWS, COLUMNS = 36, 120
_TICKS = os.sysconf("SC_CLK_TCK")

MINIMAL = """
from textual.app import App
from textual.widgets import Footer, Header, Static
class Minimal(App):
    def compose(self):
        yield Header()
        yield Static("READY")
        yield Footer()
Minimal().run()
"""
OURS = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tui.cli import main
sys.exit(main(["app", *sys.argv[1:]]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What one start cost until a text was on screen."""

    cpu: float
    wall: float
    memory: float  # MiB


class Terminal:
    """A program in a pseudo-terminal of a fixed size."""

    def __init__(self, command: list[str]) -> None:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONDONTWRITEBYTECODE", "NO_COLOR")
        }
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.started = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, environment)
        ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.seen = b""

    def wait_for(self, text: bytes, limit: float = 30.0) -> bool:
        """Read until the text appears; return whether it did."""
        end = time.monotonic() + limit
        while text not in self.seen:
            ready, _, _ = select.select([self.fd], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                return False
            try:
                self.seen += os.read(self.fd, 65_536)
            except OSError:
                return False
        return True

    def cost(self) -> Start:
        """Return what the program has used until this moment."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return Start(
            cpu=(int(fields[11]) + int(fields[12])) / _TICKS,
            wall=time.monotonic() - self.started,
            memory=pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
        )

    def screen_time(self) -> float:
        """Return the milliseconds that the first thread, which has the screen, has been running on a processor."""
        return int(Path(f"/proc/{self.pid}/task/{self.pid}/schedstat").read_text().split()[0]) / 1e6

    def drain(self, seconds: float) -> None:
        """Read for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                os.read(self.fd, 65_536)

    def press(self, keys: bytes, text: bytes, limit: float = 5.0) -> float:
        """Press keys and return the seconds until the text is painted."""
        self.seen = b""
        started = time.monotonic()
        os.write(self.fd, keys)
        return time.monotonic() - started if self.wait_for(text, limit) else float("nan")

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def first_paint(command: list[str], text: bytes, times: int = 5) -> Start:
    """Return the medians of several starts."""
    starts: list[Start] = []
    for _ in range(times):
        terminal = Terminal(command)
        try:
            if not terminal.wait_for(text):
                raise RuntimeError(f"{command} never showed {text!r}: {terminal.seen[-400:]!r}")
            starts.append(terminal.cost())
        finally:
            terminal.close()
    return Start(
        cpu=statistics.median(start.cpu for start in starts),
        wall=statistics.median(start.wall for start in starts),
        memory=statistics.median(start.memory for start in starts),
    )


LOADED = f"""
import asyncio, sys
sys.setswitchinterval(0.001)  # as `open_app` does
sys.path.insert(0, {str(ROOT)!r})
from analyzers.facts import *
from tui.app import DebugAssist
from tui.collecting import postpone
SOURCE = "".join(f"def function_{{n}}(value):  # number {{n}}\\n    return value + {{n}}\\n" for n in range(10_000))
class Busy:
    async def diagnose(self, problem, route=None):
        yield Routed(Decision(route=Route.RUNTIME, confidence=1.0, stage=Stage.STRUCTURE))
        app.call_from_thread(lambda: app.main.variables.show_frame(FRAME))
        number = 0
        while True:  # prints, finds and computes without end
            number += 1
            yield Printed("stdout", f"line {{number}} of a program that does not stop talking\\n")
            if number % 500 == 0 and number < 100_000:
                yield Said("a sentence of a streamed answer. ")
                sum(range(100_000))
                await asyncio.sleep(0)
ITEMS = tuple(Variable(name=f"[{{n}}]", type="int", repr=str(n)) for n in range(10_000))
LONG = Variable(name="items", type="list", repr="[0, 1, ...]", size=10_000, parts=ITEMS)
FRAME = StateFrame(file="long.py", line=1, function="function_1", variables=(LONG,))
code = Code(text=SOURCE, path="long.py", language="python")
postpone()  # as `open_app` does
app = DebugAssist(Problem(text="log line\\n" * 100_000, code=(code,)), Busy, remember=False)
app.run()
"""
_KEYS = ((b"1", b"next mark"), (b"6", b"other fix"), (b"2", b"wrong route"))


def peers() -> dict[str, tuple[list[str], bytes]]:
    """Return the programs to measure, with the text that says they are painted."""
    ours = [sys.executable, "-c", OURS]
    found = {
        "bare Python": ([sys.executable, "-c", "print('READY'); input()"], b"READY"),
        "a minimal Textual app": ([sys.executable, "-c", MINIMAL], b"READY"),
        "the app, first paint": (ours, b"debugassist"),
        "the app, first screen complete": (ours, b"take the tour"),
    }
    if shutil.which("posting"):
        found["posting"] = (["posting"], b"Collection")
    if shutil.which("pudb"):
        found["pudb"] = (["pudb", str(ROOT / "fixtures/demo/report.py")], b"Variables")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """How long the screen took from a key to its paint, in milliseconds, sorted; and the memory in MiB."""

    wall: list[float]
    work: list[
        float
    ]  # processor time of the thread that has the screen: what is left where nothing else runs
    memory: float


def key_to_paint(presses: int = 60) -> Responses:
    """Press keys while a long log, a long file, a long list and a streaming answer are on show."""
    terminal = Terminal([sys.executable, "-c", LOADED])
    try:
        if not terminal.wait_for(b"wrong route"):
            raise RuntimeError(f"the loaded app never came up: {terminal.seen[-400:]!r}")
        terminal.drain(2.0)
        wall: list[float] = []
        work: list[float] = []
        for number in range(presses):
            before = terminal.screen_time()
            wall.append(terminal.press(*_KEYS[number % len(_KEYS)]) * 1e3)
            work.append(terminal.screen_time() - before)
        memory = terminal.cost().memory
    finally:
        terminal.close()
    return Responses(wall=sorted(wall), work=sorted(work), memory=memory)


def figures() -> Iterator[Figure]:
    """Yield the app's figures beside those of its peers."""
    budgets = {"the app, first paint": "450 ms"}
    for name, (command, text) in peers().items():
        start = first_paint(command, text)
        yield Figure(name=f"{name}: CPU", value=start.cpu * 1e3, unit="ms", budget=budgets.get(name, ""))
        yield Figure(name=f"{name}: memory", value=start.memory, unit="MiB")
    found = key_to_paint()
    for name, times, budget in (("", found.wall, "50 ms"), (", work of the screen's thread", found.work, "")):
        middle, worst = times[len(times) // 2], times[int(len(times) * 0.95)]
        yield Figure(name=f"key to paint under load, p50{name}", value=middle, unit="ms")
        yield Figure(name=f"key to paint under load, p95{name}", value=worst, unit="ms", budget=budget)
    yield Figure(name="the app under load: memory", value=found.memory, unit="MiB")
