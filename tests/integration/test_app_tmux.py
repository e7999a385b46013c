"""The app in a real terminal: piped data with a live keyboard, a fix applied and taken back, a clean way out."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    shutil.which("tmux") is None, reason="tmux is not installed: apt-get install tmux"
)

ROOT = Path(__file__).parents[2]
BROKEN = 'def greet(name):\n    print("hello", name\n\n\ngreet("Ada")\n'
LIMIT = 20.0  # seconds; a busy machine is slow
GONE = 2.0 if not os.environ.get("CI") else 4.0  # seconds from the end of a terminal to the end of the app


class Tmux:
    """A shell in a terminal that nobody looks at."""

    def __init__(self, folder: Path, width: int = 110, height: int = 32) -> None:
        self._socket = str(folder / "tmux.sock")
        environment = {
            **os.environ,
            "PS1": "READY$ ",
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }
        environment.pop("TMUX", None)
        self._run(
            "new-session", "-d", "-s", "t", "-x", str(width), "-y", str(height), "-c", str(folder),
            "bash", "--norc", "--noprofile",
            env=environment,
        )  # fmt: skip
        self.until("READY$")

    def _run(self, *words: str, env: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-f", "/dev/null", "-S", self._socket, *words],
            capture_output=True, text=True, env=env, timeout=LIMIT, check=False,
        )  # fmt: skip
        return done.stdout

    def type(self, line: str) -> None:
        """Type a line."""
        self._run("send-keys", "-t", "t", "-l", line)

    def shell(self, line: str) -> None:
        """Type a line and send it."""
        self.type(line)
        self.press("Enter")

    def asks(self, format: str) -> list[str]:
        """Return what tmux knows of the terminal."""
        return self._run("display-message", "-p", "-t", "t", format).split()

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        self._run("send-keys", "-t", "t", *keys)

    def screen(self) -> str:
        """Return what the terminal shows."""
        return self._run("capture-pane", "-p", "-t", "t")

    def attributes(self) -> str:
        """Return what the terminal shows, with its colours and weights as control sequences."""
        return self._run("capture-pane", "-p", "-e", "-t", "t")

    def until(self, *texts: str, gone: str = "") -> str:
        """Wait until all texts are on screen, and another one is not; return the screen."""
        return self.wait(lambda shown: all(text in shown for text in texts) and not (gone and gone in shown))

    def wait(self, true: Callable[[str], bool]) -> str:
        """Wait until something is true of the screen."""
        end = time.monotonic() + LIMIT
        while not true(shown := self.screen()):
            if time.monotonic() > end:
                pytest.fail(f"never came:\n{shown}")
            time.sleep(0.05)
        return shown

    def pid_of_app(self) -> int:
        """Return the process that runs in the foreground of the shell."""
        shell = int(self.asks("#{pane_pid}")[0])
        found = subprocess.run(
            ["pgrep", "-f", "-P", str(shell), "debugassist.py"], capture_output=True, text=True, check=False
        )
        return int(found.stdout.split()[0])

    def close(self) -> None:
        """End the terminal and everything in it."""
        self._run("kill-server")


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    terminal = Tmux(tmp_path)
    yield terminal
    terminal.close()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file that does not compile."""
    path = tmp_path / "greet.py"
    path.write_text(BROKEN)
    return path


APP = f"{shlex.quote(sys.executable)} {shlex.quote(str(ROOT / 'debugassist.py'))}"
PYTHON = shlex.quote(sys.executable)


def test_a_piped_report_is_read_moved_through_fixed_undone_and_left(tmux: Tmux, broken: Path) -> None:
    """The main road: every step is a key press in a real terminal, with standard input a pipe."""
    tmux.shell(f"{PYTHON} greet.py 2>&1 | {APP} app; echo code=$?")
    tmux.until("diagnosis", "syntax", "verified")

    tmux.press("1")
    tmux.until("next mark")
    tmux.press("6")
    tmux.until("a apply")
    tmux.press("a")
    tmux.until("applied")
    compile(broken.read_text(), "greet.py", "exec")

    tmux.press("u")
    tmux.until("taken back")
    assert broken.read_text() == BROKEN

    tmux.press("q")
    tmux.until("code=0", gone="diagnosis")


def test_a_session_from_the_pipe_to_the_end(tmux: Tmux, tmp_path: Path) -> None:
    """Start, pipe, mend, undo, edit, save, run, step, quit, and come back: keys alone, in a real terminal."""
    program = tmp_path / "share.py"
    program.write_text("def share(cake, guests):\n    return cake / len(guests)\n\n\nprint(share(12, []))\n")
    before = program.read_text()
    tmux.shell(f"{PYTHON} share.py 2>&1 | {APP} app; echo code=$?")
    tmux.until("diagnosis", "✗ 2", "cannot divide")

    tmux.press("1", "e")  # edit the line that failed, undo, edit it again, save
    tmux.until("editing")
    tmux.type("#")
    tmux.until("unsaved")
    tmux.press("C-z")
    tmux.until("saved", gone="unsaved")
    tmux.press("Up")
    tmux.until("saved · 1:1")
    tmux.type("# mended by hand")
    tmux.press("Enter", "C-s")
    tmux.until("has changed", gone="unsaved")
    assert program.read_text() == f"# mended by hand\n{before}"
    tmux.press("Escape")
    tmux.until("next mark")

    tmux.press("x")  # run it as it is now
    tmux.until("│ run python ", gone="name a file")
    tmux.press("C-u")
    tmux.until("name a file")
    tmux.shell(f"run {PYTHON} share.py")
    tmux.until("diagnosis", "guests = []")

    tmux.press("d")  # step: to the first line, into the call, and out
    tmux.until("step by step", "▶", "n next")
    tmux.press("n")
    tmux.until("▶ 6")
    tmux.press("s")
    tmux.until("▶ 3", "cake = 12")
    tmux.press("Escape")  # in the midst of a program one esc only asks
    tmux.until("esc once more ends the program")
    tmux.press("Escape")
    tmux.until("diagnosis", gone="step by step")

    tmux.press("0")  # both problems are kept, also for the next time
    tmux.until("problems", "2 kept")
    tmux.press("q")
    tmux.until("code=0", gone="diagnosis")
    tmux.shell(f"{APP} app --last; echo co''de=$?")
    tmux.until("diagnosis", "ZeroDivisionError")
    tmux.press("q")
    tmux.until("code=0", gone="diagnosis")


def test_what_is_typed_while_the_app_starts_is_what_it_does(tmux: Tmux, tmp_path: Path) -> None:
    """Nobody waits for a screen whose next command they know: not even for its first paint."""
    (tmp_path / "quotient.py").write_text("total = 10\nparts = 0\nprint(total / parts)\n")
    tmux.shell(f"{APP}; echo co''de=$?")
    tmux.shell("run python quotient.py")
    tmux.until("ZeroDivisionError", "parts = 0")
    tmux.press("q")
    tmux.until("code=0", gone="diagnosis")


def test_the_tour_explains_mends_and_runs_again(tmux: Tmux) -> None:
    """The first minute: a program is run, its values are seen, a fix that was proved is applied, it runs."""
    tmux.shell(f"{APP}")
    tmux.until("take the tour")
    tmux.press("Escape")
    tmux.until("t tour")
    tmux.press("t")
    tmux.until("IndexError", "verified", "index = 3")
    tmux.press("a")
    tmux.until("applied")
    tmux.press("R")
    tmux.until("Linus", gone="IndexError")
    tmux.press("q")
    tmux.until("READY$", gone="diagnosis")


def test_watching_runs_it_again_at_every_save_whether_it_failed_or_not(tmux: Tmux, tmp_path: Path) -> None:
    """Saved from elsewhere, and from the app's own editor; also after a run that ended well."""
    program = tmp_path / "half.py"
    program.write_text("print(2 / 0)\n")
    tmux.shell(f"{APP}")
    tmux.until("take the tour")
    tmux.type(f"run {PYTHON} half.py")
    tmux.press("Enter")
    tmux.until("ZeroDivisionError", "1 source half.py")
    tmux.press("W")
    tmux.until("watching")
    program.write_text("print(2 / 4)\n")
    tmux.until("0.5", "half.py", "nothing failed", gone="ZeroDivisionError")
    tmux.press("1", "e")
    tmux.until("^s save")
    tmux.press("End", "BSpace", "BSpace")
    tmux.type("0)")
    tmux.press("C-s")
    tmux.until("ZeroDivisionError", gone="nothing failed")
    tmux.press("C-q")
    tmux.until("READY$", gone="diagnosis")


def test_the_shell_is_usable_after_the_app(tmux: Tmux, broken: Path) -> None:
    """Echo is on, the cursor is there, the mouse is off, keys reach the shell."""
    tmux.shell("stty -a > before")
    tmux.shell(f"{APP} app greet.py; stty -a > after; echo le''ft")
    tmux.until("diagnosis")
    tmux.press("q")
    tmux.until("left", gone="diagnosis")
    tmux.shell("echo typed $((40 + 2))")
    tmux.until("typed 42")

    assert (broken.parent / "before").read_text() == (broken.parent / "after").read_text()
    assert tmux.asks("#{mouse_any_flag} #{alternate_on} #{cursor_flag}") == ["0", "0", "1"]


def test_output_can_be_piped_on_and_the_app_still_has_the_screen(tmux: Tmux, broken: Path) -> None:
    """Neither end of the pipe nor a redirected stderr takes the terminal away; only the answer reaches the pipe."""
    tmux.shell(f"cat greet.py | {APP} app 2> err | cat > out; echo le''ft")
    tmux.until("diagnosis", "verified")
    tmux.press("q")
    tmux.until("left", gone="diagnosis")

    assert (broken.parent / "err").read_bytes() == b""
    out = (broken.parent / "out").read_text()
    assert "\x1b" not in out
    assert "never closed" in out


def test_a_pipe_that_does_not_end_is_waited_for_aloud_and_can_be_left(tmux: Tmux) -> None:
    """The app opens when all is read: whoever waits is told what for."""
    tmux.shell(f"yes | {APP} app")
    tmux.until("reading what is piped in")
    tmux.press("C-c")
    tmux.until("interrupted", "READY$")

    assert tmux.asks("#{alternate_on} #{cursor_flag}") == ["0", "1"]


def test_suspending_and_coming_back_paints_again(tmux: Tmux, broken: Path) -> None:
    tmux.shell(f"{APP} app greet.py")
    tmux.until("diagnosis", "verified")
    tmux.press("C-z")
    tmux.until("Stopped", gone="diagnosis")
    tmux.shell("fg")
    tmux.until("diagnosis", "verified")
    tmux.press("q")
    tmux.until("READY$", gone="diagnosis")


def test_after_a_stop_that_none_prepares_for_the_keys_work_again(tmux: Tmux, broken: Path) -> None:
    """SIGSTOP cannot be caught: the shell takes the terminal as it is, and leaves it in its own modes."""
    tmux.shell(f"{APP} app greet.py; echo le''ft")
    tmux.until("diagnosis", "verified")
    os.kill(tmux.pid_of_app(), signal.SIGSTOP)
    tmux.until("left")
    tmux.shell("fg")
    tmux.until("diagnosis", "verified", gone="left")
    tmux.press("6")
    tmux.until("a apply")
    assert tmux.asks("#{mouse_any_flag} #{alternate_on} #{cursor_flag}") == ["1", "1", "0"]
    tmux.press("q")

    tmux.until("READY$", gone="diagnosis")


def test_a_termination_leaves_the_terminal_as_it_was(tmux: Tmux, broken: Path) -> None:
    tmux.shell(f"{APP} app greet.py; echo code=$?")
    tmux.until("diagnosis", "verified")
    os.kill(tmux.pid_of_app(), 15)
    tmux.until("code=143", gone="diagnosis")

    tmux.shell("echo typed $((40 + 2))")
    tmux.until("typed 42")


def test_ctrl_c_twice_leaves(tmux: Tmux, broken: Path) -> None:
    tmux.shell(f"{APP} app greet.py; echo code=$?")
    tmux.until("diagnosis", "verified")
    tmux.press("C-c")
    tmux.until("ctrl+c once more")
    tmux.press("C-c")
    tmux.until("code=130", gone="diagnosis")


def test_quitting_ends_the_program_that_is_being_run(tmux: Tmux, tmp_path: Path) -> None:
    """No orphan goes on in the background."""
    mark = tmp_path / "pid"
    _run_endless(tmux, mark)
    pid = int(mark.read_text())
    tmux.press("q")
    tmux.until("left", gone="diagnosis")

    tmux.wait(lambda _: not _alive(pid))


def test_a_continuation_without_a_stop_leaves_nothing_behind(tmux: Tmux, broken: Path) -> None:
    """A terminal that is closed sends SIGCONT too; it must not start a second reader that nobody ends."""
    tmux.shell(f"{APP} app greet.py; echo code=$?")
    tmux.until("diagnosis", "verified")
    os.kill(tmux.pid_of_app(), signal.SIGCONT)
    tmux.press("6")
    tmux.until("a apply")
    tmux.press("q")

    tmux.until("code=0", gone="diagnosis")


@pytest.mark.parametrize(
    "line",
    [
        f"{APP} app greet.py",
        f"exec {APP} app greet.py",  # the session's leader: the kernel adds SIGCONT
        f"cat greet.py | {APP} app",
        f"setsid -w --ctty {APP} app greet.py",
    ],
)
def test_the_app_goes_when_its_terminal_goes(tmux: Tmux, broken: Path, line: str) -> None:
    """A closed window leaves no process that nobody can reach."""
    tmux.shell(line)
    tmux.until("diagnosis", "verified")
    [pid] = _running_in(broken.parent)
    tmux.close()

    _gone_soon(pid)


@pytest.mark.parametrize("close", [False, True])
def test_a_program_run_in_the_app_goes_with_it(tmux: Tmux, tmp_path: Path, close: bool) -> None:
    mark = tmp_path / "pid"
    _run_endless(tmux, mark)
    pids = [tmux.pid_of_app(), int(mark.read_text())]
    if close:
        tmux.close()
    else:
        os.kill(pids[0], signal.SIGTERM)

    _gone_soon(*pids)


def test_a_crash_of_the_app_is_said_and_the_terminal_is_restored(tmux: Tmux, broken: Path) -> None:
    (broken.parent / "crash.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from tui.app import DebugAssist\nfrom tui.cli import main\n"
        "def fail(app): raise RuntimeError('a widget broke')\n"
        "DebugAssist.action_next_theme = fail\n"
        "sys.exit(main(['app', 'greet.py']))\n"
    )
    tmux.shell(f"{PYTHON} crash.py; echo code=$?")
    tmux.until("diagnosis", "verified")
    tmux.press("T")

    tmux.until("the assistant itself failed: RuntimeError: a widget broke", "code=4", gone="diagnosis")
    assert tmux.asks("#{mouse_any_flag} #{alternate_on} #{cursor_flag}") == ["0", "0", "1"]


def test_without_a_terminal_the_app_says_so_and_ends(tmp_path: Path, broken: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "debugassist.py"), "app", str(broken)],
        capture_output=True, text=True, start_new_session=True, stdin=subprocess.DEVNULL, timeout=LIMIT, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    assert "no terminal" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("line", ["{app} app greet.py", "cat greet.py | {app} --app"])
def test_a_dumb_terminal_is_not_drawn_on(tmux: Tmux, broken: Path, line: str) -> None:
    tmux.shell(f"export TERM=dumb; {line.format(app=APP)}; echo code=$?")
    shown = tmux.until("code=4")

    assert "TERM=dumb cannot show the app" in shown
    assert "diagnosis" not in shown


def test_without_colour_the_terminal_is_sent_none(tmux: Tmux, broken: Path) -> None:
    """tmux shows the attributes of what it was sent: weights, underlines and reversed text are no colours."""
    tmux.shell(f"NO_COLOR=1 {APP} app greet.py")
    tmux.until("diagnosis", "verified")
    tmux.press("j", "j")
    tmux.wait(lambda _: "\x1b[7m" in tmux.attributes() or ";7m" in tmux.attributes())

    sent = set(re.findall(r"\x1b\[([\d;:]*)m", tmux.attributes()))
    assert {number for one in sent for number in one.split(";")} <= {
        "",
        "0",
        "1",
        "2",
        "3",
        "4",
        "7",
        "39",
        "49",
    }


def test_a_terminal_of_sixteen_colours_is_sent_no_others(tmux: Tmux, broken: Path) -> None:
    tmux.shell(f"TERM=xterm COLORTERM= {APP} app greet.py")
    tmux.until("diagnosis", "verified")

    sent = re.findall(r"\x1b\[([\d;:]*)m", tmux.attributes())
    assert any(one in sent for one in ("91", "31"))  # what is wrong, in red
    assert not [one for one in sent if one.startswith(("38;", "48;"))]
    tmux.press("5", "G")  # a line in red, with the cursor's grey under it
    tmux.wait(lambda _: "\x1b[97m\x1b[100m" in tmux.attributes() or "\x1b[97;100m" in tmux.attributes())
    assert not re.findall(r"\x1b\[(?:1;)?(?:31|91)m?;?(?:\x1b\[)?100m", tmux.attributes())


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"  # ended; whether somebody has asked how is not our affair


def _run_endless(tmux: Tmux, mark: Path) -> None:
    """Open the app and run a program in it that writes its process id to the mark and never ends."""
    program = f"import os, pathlib, time\npathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\ntime.sleep(600)\n"
    (mark.parent / "endless.py").write_text(program)
    tmux.shell(f"{APP} app; echo le''ft")
    tmux.until("take the tour")
    tmux.type(f"run {PYTHON} endless.py")
    tmux.until("endless.py")
    tmux.press("Enter")
    tmux.until("running the program")
    tmux.wait(lambda _: mark.is_file() and mark.read_text() != "")


def _running_in(folder: Path) -> list[int]:
    """Return the processes of the app whose current folder is this one."""
    found = subprocess.run(["pgrep", "-f", "debugassist.py"], capture_output=True, text=True, check=False)
    pids = []
    for word in found.stdout.split():
        with suppress(OSError):
            command = Path(f"/proc/{word}/cmdline").read_bytes().split(b"\0")
            if Path(f"/proc/{word}/cwd").readlink() == folder and command[0] == sys.executable.encode():
                pids.append(int(word))
    return pids


def _gone_soon(*pids: int) -> None:
    end = time.monotonic() + GONE
    while left := [pid for pid in pids if _alive(pid)]:
        if time.monotonic() > end:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            pytest.fail(f"still there after {GONE} s: {left} of {pids}")
        time.sleep(0.02)
