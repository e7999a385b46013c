"""What does the app's first paint cost, how much memory does it take, and how long is it from a key to the screen?

Each program is started in a pseudo-terminal; at the moment a text appears, the processor time that it has used is
read from /proc. Processor time, not a clock: machines are noisy. Peers are installed when they are first measured.
"""

import json
import os
import pty
import select
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
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, at
from benchmarks.peers.environment import screens

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

    def __init__(self, command: list[str], home: Path | None = None) -> None:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONDONTWRITEBYTECODE", "NO_COLOR")
        }
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        if home is not None:
            environment |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")}
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
        if not self.wait_for(text, limit):
            raise RuntimeError(f"{keys!r} never led to {text!r}: {self.seen[-400:]!r}")
        return time.monotonic() - started

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def first_paint(command: list[str], text: bytes, home: Path, times: int = 5) -> Start:
    """Return the medians of several starts."""
    starts: list[Start] = []
    for _ in range(times):
        terminal = Terminal(command, home)
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


BEAT = """
async def beat(path):  # how late is the loop? What it is asked to do in 5 ms is late by as long as it was busy
    import asyncio, json, time
    late = []
    while True:
        due = time.monotonic() + 0.005
        await asyncio.sleep(0.005)
        late.append((time.monotonic() - due) * 1e3)
        if len(late) % 20 == 0:
            with open(path + ".new", "w") as file:
                json.dump(late, file)
            os.replace(path + ".new", path)
"""
LOADED = f"""
import asyncio, os, sys
sys.setswitchinterval(0.001)  # as `open_app` does
sys.path.insert(0, {str(ROOT)!r})
from analyzers.facts import *
from tui.app import DebugAssist
from tui.collecting import postpone
{BEAT}
SOURCE = "".join(f"def function_{{n}}(value):  # number {{n}}\\n    return value + {{n}}\\n" for n in range(10_000))
ENDS = ("\\n\\nThe **next** thought: ", "\\n1. an item: ", "\\n\\n## Then\\n\\n", "\\n\\n```python\\nx = 1\\n```\\n")
class Busy:
    async def diagnose(self, problem, route=None):
        yield Routed(Decision(route=Route.RUNTIME, confidence=1.0, stage=Stage.STRUCTURE))
        app.call_from_thread(show_items)
        number = said = 0
        while True:  # prints as fast as it is read, and thirty times a second finds, computes and says something
            number += 1
            yield Printed("stdout", f"line {{number}} of a program that does not stop talking\\n")
            if number % 500 == 0:
                said += 1
                yield Said("a *piece* of `it`. " if said % 30 else ENDS[said // 30 % len(ENDS)])
                sum(range(100_000))
                await asyncio.sleep(0)
def show_items():
    from textual.widgets import Tree
    app.main.variables.show_frame(FRAME)
    app.main.variables.query_one(Tree).root.children[0].expand()
    app.beating = asyncio.ensure_future(beat(sys.argv[1]))
ITEMS = tuple(Variable(name=f"[{{n}}]", type="int", repr=str(n)) for n in range(10_000))
LONG = Variable(name="items", type="list", repr="[0, 1, ...]", size=10_000, parts=ITEMS)
FRAME = StateFrame(file="long.py", line=1, function="function_1", variables=(LONG,))
code = Code(text=SOURCE, path="long.py", language="python")
postpone()  # as `open_app` does
app = DebugAssist(Problem(text="log line\\n" * 100_000, code=(code,)), Busy, remember=False)
app.run()
"""
TYPED = f"""
import asyncio, os, sys
{BEAT}
from textual.app import App
from textual.widgets import Footer, Header, Static, TextArea
class Minimal(App):
    AUTO_FOCUS = ""
    BINDINGS = [(key, f"say('{{words}}')", words) for key, words in (("1", "next mark"), ("7", "bad ones"), ("2", "wrong route"))]
    def compose(self):
        yield Header()
        yield Static("READY wrong route", id="said")
        yield TextArea()
        yield Footer(show_command_palette=False)
    def on_mount(self):
        self.beating = asyncio.ensure_future(beat(sys.argv[1]))
    def action_say(self, words):
        self.query_one("#said").update(words)
    def on_key(self, event):
        if event.key == "i":
            self.action_say("shift+enter")
            self.query_one(TextArea).focus()
        elif event.key == "escape":
            self.action_say("left")
            self.set_focus(None)
Minimal().run()
"""
_LETTERS = "жщфяюдлб"  # nothing else on the screen holds them: their echo is found in what is painted
# A key, and what its frame shows: going from pane to pane, into the input, and typing there.
_KEYS = (
    (b"1", b"next mark"),
    (b"7", b"bad ones"),
    (b"2", b"wrong route"),
    (b"i", b"shift+enter"),
    *((letter.encode(), letter.encode()) for letter in _LETTERS),
)
_BACK = b"\x1b"
_BETWEEN = 0.12  # seconds between two keys, in which what streams in is shown


def programs(home: Path) -> dict[str, tuple[list[str], bytes]]:
    """Return the programs to measure, with the text that says they are painted."""
    ours = [sys.executable, "-c", OURS]
    found = {
        "bare Python": ([sys.executable, "-c", "print('READY'); input()"], b"READY"),
        "a minimal Textual app": ([sys.executable, "-c", MINIMAL], b"READY"),
        "the app, first paint": (ours, b"debugassist"),
        "the app, first screen complete": (ours, b"take the tour"),
    }
    if (place := screens(home)) is not None:
        script = str(ROOT / "fixtures/demo/report.py")
        found["posting"] = ([str(place / "posting")], b"Collection")
        found["pudb"] = (
            [str(place / "pudb"), script],
            b"ariables",
        )  # its first letter has a colour of its own
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """How long the screen took from a key to its paint, in milliseconds, and the memory in MiB."""

    wall: tuple[float, ...]
    work: tuple[float, ...]  # of the thread that has the screen: what is left where nothing else runs
    late: tuple[float, ...]  # how late the loop was, whether keys were pressed or not
    memory: float

    def __add__(self, other: "Responses") -> "Responses":
        return Responses(
            wall=self.wall + other.wall,
            work=self.work + other.work,
            late=self.late + other.late,
            memory=max(self.memory, other.memory),
        )


def key_to_paint(program: str = LOADED, rounds: int = 5) -> Responses:
    """Press keys, and type, in a program in a pseudo-terminal; ours shows a log of 100,000 lines, a file of 20,000, an
    opened list of 10,000 items and an answer that streams in, all at once."""
    with TemporaryDirectory() as folder:
        beats = Path(folder, "beats")
        terminal = Terminal([sys.executable, "-c", program, str(beats)])
        try:
            if not terminal.wait_for(b"wrong route"):
                raise RuntimeError(f"the program never came up: {terminal.seen[-400:]!r}")
            terminal.drain(2.0)
            wall: list[float] = []
            work: list[float] = []
            for _ in range(rounds):
                for keys, text in _KEYS:
                    before = terminal.screen_time()
                    wall.append(terminal.press(keys, text) * 1e3)
                    work.append(terminal.screen_time() - before)
                    terminal.drain(_BETWEEN)
                os.write(terminal.fd, _BACK)
                terminal.drain(0.5)  # a terminal's escape is told from a key's beginning by waiting
            return Responses(
                wall=tuple(wall),
                work=tuple(work),
                late=tuple(json.loads(beats.read_text())),
                memory=terminal.cost().memory,
            )
        finally:
            terminal.close()


def beside(times: int = 3) -> tuple[Responses, Responses]:
    """Return ours and the minimal app's, in turn: what else the machine does meets both."""
    pairs = [(key_to_paint(), key_to_paint(TYPED)) for _ in range(times)]
    ours, theirs = zip(*pairs, strict=True)
    return sum(ours[1:], ours[0]), sum(theirs[1:], theirs[0])


def figures() -> Iterator[Figure]:
    """Yield the app's figures beside those of its peers."""
    budgets = {"the app, first paint": "450 ms"}
    with TemporaryDirectory() as name:
        home = Path(name)
        for who, (command, text) in programs(home).items():
            start = first_paint(command, text, home)
            yield Figure(name=f"{who}: CPU", value=start.cpu * 1e3, unit="ms", budget=budgets.get(who, ""))
            yield Figure(name=f"{who}: memory", value=start.memory, unit="MiB")
    yield from responses()


def responses() -> Iterator[Figure]:
    """Yield how long keys take while everything streams, beside a minimal Textual app that does nothing else."""
    found, least = beside()
    for what, ours, theirs in (
        ("key to paint", found.wall, least.wall),
        ("key to paint, work of the screen's thread", found.work, least.work),
        ("lateness of the loop", found.late, least.late),
    ):
        for share in (50, 95, 100):
            label = f"{what}, {'longest' if share == 100 else f'p{share}'}"
            budget = "50 ms" if share == 95 and ours is not found.late else ""
            yield Figure(name=f"{label}, under load", value=at(ours, share), unit="ms", budget=budget)
            yield Figure(name=f"{label}, a minimal Textual app", value=at(theirs, share), unit="ms")
    yield Figure(name="the app under load: memory", value=found.memory, unit="MiB")
