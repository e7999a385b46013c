"""How long is it from a key to the screen when everything is large at once, in the app as a user has it?

A program of 20,000 lines prints a log of 100,000, holds a list of 10,000 items and crashes. Its log, its source, the list,
opened, and an answer that a model goes on writing are on show together in a real terminal (tmux), while keys move through
all of them; a minimal Textual app and two peers are typed into in turn, with the same way there and back. Nothing is put
in the place of anything but the model: a server on loopback that speaks as Ollama does.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from benchmarks.figures import LAUNCHER, ROOT, Figure, at
from benchmarks.peers.environment import screens

LINES, LOG, ITEMS = 20_000, 99_980, 10_000  # with its traceback the log is as long as the app keeps one
_END = f"""
def total(items, key):
    rows = {{"count": len(items)}}
    return rows[key] + sum(items)

def main():
    for number in range({LOG}):
        print(f"2026-01-01 12:00:00 INFO line {{number}} of a log that is long")
    items = list(range({ITEMS}))
    print(total(items, "cuont"))

main()
"""
_FUNCTION = "def function_{0}(value):  # number {0}\n    return value + {0}\n"
_ANSWER = (
    "The key `cuont` is not in **rows**, which has the key `count`. The list `items` is not the cause of it.\n\n"
    "1. `total` looks up the key\n2. `main` hands it over\n\n"
)
_PIECES = 3_000  # of the answer, thirty a second: longer than it is looked at
Place = tuple[tuple[int, int], tuple[int, int]]  # rows and columns
_MINIMAL = """
from textual.app import App
from textual.widgets import TextArea
class Minimal(App):
    def compose(self):
        yield TextArea("READY")
Minimal().run()
"""
_SIZE = (140, 40)
# Rows and columns of the panes at that size. The answer streams into none of these places.
_SOURCE, _VARIABLES, _OUTPUT = ((1, 20), (0, 74)), ((21, 36), (32, 74)), ((21, 36), (74, 140))
_HINTS, _INPUT, _ANYWHERE = ((39, 40), (0, 140)), ((36, 39), (0, 140)), ((0, 40), (0, 140))
_LETTERS = "jqxzwv"
# A key, and where the screen shows what it did.
_KEYS = (
    *(
        ("1", _HINTS),
        ("g", _SOURCE),
        ("PageDown", _SOURCE),
        ("PageDown", _SOURCE),
        ("G", _SOURCE),
        ("PageUp", _SOURCE),
    ),
    *(("5", _HINTS), ("g", _OUTPUT), ("PageDown", _OUTPUT), ("G", _OUTPUT)),
    *(("4", _HINTS), ("G", _VARIABLES), ("g", _VARIABLES), ("G", _VARIABLES), ("g", _VARIABLES)),
    *(("6", _HINTS), ("i", _HINTS), *((letter, _INPUT) for letter in _LETTERS)),
)
_ROUNDS, _TIMES = 5, 2  # of all keys, in each of so many runs
_BETWEEN = 0.12  # seconds between two keys, in which what streams in is shown
_NUMBERS = count()  # of servers: one that is told to end is there for a moment longer


class Terminal:
    """A program in a terminal of tmux, seen and typed into from outside."""

    def __init__(self, folder: Path, command: list[str], environment: dict[str, str] | None = None) -> None:
        self._tmux = ["tmux", "-u", "-f", "/dev/null", "-S", str(folder / f"socket-{next(_NUMBERS)}")]
        without = ("TMUX", "NO_COLOR", "PYTHONDONTWRITEBYTECODE")
        known = {name: value for name, value in os.environ.items() if name not in without}
        width, height = map(str, _SIZE)
        words = ["new-session", "-d", "-s", "t", "-x", width, "-y", height, "-c", str(folder), *command]
        subprocess.run(
            [*self._tmux, *words], env=known | {"TERM": "xterm-256color"} | (environment or {}), check=True
        )

    def rows(self) -> list[str]:
        """Return what is on the screen."""
        asked = [*self._tmux, "capture-pane", "-p", "-t", "t"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\n")

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        subprocess.run([*self._tmux, "send-keys", "-t", "t", *keys], check=True)

    def until(self, text: str, limit: float = 120.0) -> None:
        """Wait until a text is on the screen."""
        end = time.monotonic() + limit
        while text not in (seen := "\n".join(self.rows())):
            if time.monotonic() > end:
                raise RuntimeError(f"never showed {text!r}:\n{seen}")
            time.sleep(0.05)

    def answers(self, key: str, place: Place) -> float:
        """Return the milliseconds from a key's way into tmux to a change in a place of the screen."""
        before = _part(self.rows(), place)
        started = time.perf_counter()
        self.press(key)
        while _part(self.rows(), place) == before:
            if time.perf_counter() - started > 5.0:
                raise RuntimeError(f"{key} changed nothing:\n" + "\n".join(self.rows()))
        return (time.perf_counter() - started) * 1e3

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the terminal and what runs in it."""
        subprocess.run([*self._tmux, "kill-server"], check=False)


def _part(rows: list[str], place: Place) -> list[str]:
    (top, bottom), (left, right) = place
    return [row[left:right] for row in rows[top:bottom]]


@contextmanager
def talking() -> Iterator[str]:
    """Serve a model that never comes to an end; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-ndjson")
            self.end_headers()
            with suppress(OSError):  # until whoever asked has gone
                for number in range(_PIECES):
                    content = _ANSWER[number * 6 % len(_ANSWER) :][:6]
                    message = {"role": "assistant", "content": content}
                    piece = {
                        "model": "m",
                        "created_at": "2026-01-01T00:00:00Z",
                        "message": message,
                        "done": False,
                    }
                    self.wfile.write(json.dumps(piece).encode() + b"\n")
                    time.sleep(1 / 30)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def ours(rounds: int) -> list[float]:
    """Return how long keys took in the app at work."""
    with TemporaryDirectory() as name, talking() as address:
        folder = Path(name)
        functions = (LINES - _END.count("\n")) // 2
        (folder / "big.py").write_text("".join(_FUNCTION.format(n) for n in range(functions)) + _END)
        (folder / "config.toml").write_text(f'[models]\nuse = "local"\nollama = "{address}"\n')
        command = [*LAUNCHER, "app", "run", sys.executable, "big.py"]
        environment = {
            "HOME": name,
            "XDG_STATE_HOME": name,
            "DEBUGASSIST_CONFIG": str(folder / "config.toml"),
        }
        with Terminal(folder, command, environment) as terminal:
            terminal.until("asking a model")  # the edits have been tried; its sentence is not waited for
            terminal.press("Escape")
            terminal.until("■ stopped")
            terminal.press("4", "g", "j", "j", "j", "j", "l")  # opens the list
            terminal.until("[0]")
            terminal.press("i")
            terminal.press("-l", "why is the key wrong?")
            terminal.press("Enter")
            terminal.until("total looks up")
            times: list[float] = []
            for _ in range(rounds):
                for key, place in _KEYS:
                    times.append(terminal.answers(key, place))
                    time.sleep(_BETWEEN)
                terminal.press("C-u")
                terminal.press("Escape")
                time.sleep(0.7)  # a terminal's escape is told from a key's beginning by waiting
            return times


def typed(
    command: list[str], ready: str, first: str, keys: str | tuple[str, ...], home: Path, rounds: int
) -> list[float]:
    """Return how long keys took in another program, once it is ready and a first key has led to where they do something."""
    with Terminal(home, command, {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")}) as terminal:
        terminal.until(ready)
        time.sleep(1.0)  # what it does at its start
        terminal.press(first)
        time.sleep(0.5)
        times: list[float] = []
        for key in [*keys] * (rounds * len(_KEYS) // len(keys)):
            times.append(terminal.answers(key, _ANYWHERE))
            time.sleep(_BETWEEN)
        return times


def others(home: Path) -> dict[str, tuple[list[str], str, str, str | tuple[str, ...]]]:
    """Return the programs beside ours: what is run, what says that it is ready, a first key, and keys."""
    found: dict[str, tuple[list[str], str, str, str | tuple[str, ...]]] = {
        "a minimal Textual app": ([sys.executable, "-c", _MINIMAL], "READY", "End", _LETTERS)
    }
    if (place := screens(home)) is not None:
        script = str(ROOT / "benchmarks" / "app.py")  # longer than a screen
        found["posting"] = ([str(place / "posting")], "Collection", "C-l", _LETTERS)
        found["pudb"] = ([str(place / "pudb"), script], "Variables", "g", ("PageDown", "PageUp"))
    return found


def figures() -> Iterator[Figure]:
    """Yield the times of all, measured in turn; nothing where there is no tmux, which is said."""
    if not shutil.which("tmux"):
        print("without tmux the app at work is not measured;", end=" ", file=sys.stderr)
        return
    found: dict[str, list[float]] = {"the app at work": []}
    with TemporaryDirectory() as name:
        beside = others(Path(name))
        for _ in range(_TIMES):
            found["the app at work"] += ours(_ROUNDS)
            for who, (command, ready, first, keys) in beside.items():
                found.setdefault(who, []).extend(typed(command, ready, first, keys, Path(name), _ROUNDS))
    wanted = os.getloadavg()[1] / (os.cpu_count() or 1)  # of five minutes, about as long as this takes
    yield Figure(name="meanwhile each core was wanted by", value=wanted, unit="programs")
    for share in (50, 95, 100):
        label = f"key to a terminal's screen, {'longest' if share == 100 else f'p{share}'}"
        for who, times in found.items():
            budget = "50 ms" if share == 95 and who == "the app at work" else ""
            yield Figure(name=f"{label}, {who}", value=at(times, share), unit="ms", budget=budget)
