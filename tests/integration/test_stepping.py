"""Programs are debugged step by step from a plain terminal, from a script, and from within."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.integration.command import LAUNCHER, debugassist

SHOP = """\
import sys

def total(prices):
    result = 0
    for price in prices:
        result += price
    return result

print("first line")
print("read", sys.stdin.read().strip())
print("total", total([1, 2, 3]))
if "fail" in sys.argv:
    [][3]
"""


def stepped(folder: Path, commands: str, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    (folder / "commands.txt").write_text(commands)
    return debugassist("run", "-i", "--commands", "commands.txt", *words, folder=folder, stdin=stdin)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.py").write_text(SHOP)
    return tmp_path


def test_without_a_breakpoint_it_stands_at_the_first_line(shop: Path) -> None:
    done = stepped(shop, "where\nquit\n", "shop.py")

    assert "> 1 | import sys" in done.stdout or ">  1 | import sys" in done.stdout
    assert "first line" not in done.stdout
    assert done.returncode == 0


def test_the_program_has_its_own_input_and_arguments(shop: Path) -> None:
    commands = "tb 6 if price > 1\nc\nprice\nvars\nn\nwatch result\nreturn\nc\n"
    done = stepped(shop, commands, "--", "python", "shop.py", "-x", stdin="hello")

    assert "read hello" in done.stdout
    assert "(breakpoint 1)" in done.stdout
    assert "prices = [1, 2, 3]  (list, len 3)  <- argument" in done.stdout
    assert "returned from total = 6" in done.stdout
    assert "the program has ended" in done.stdout
    assert done.returncode == 0


def test_breakpoints_of_the_command_line_are_reached_first(shop: Path) -> None:
    done = stepped(shop, "p result\nq\n", "--break", "total", "--break", "shop.py:7", "shop.py")

    assert "shop.py:4 in total  (breakpoint 1)" in done.stdout
    assert "NameError" in done.stdout


def test_a_failure_is_looked_back_at_and_is_the_exit_code(shop: Path) -> None:
    done = stepped(shop, "c\nwhere\np sys.argv\nc\n", "shop.py", "fail")

    assert "IndexError: list index out of range" in done.stdout
    assert "shop.py:13 in <module>" in done.stdout
    assert "['shop.py', 'fail']" in done.stdout
    assert "exit code 1" in done.stdout
    assert done.returncode == 1


def test_the_cause_of_a_failure_is_told_at_the_prompt(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "def find(users, name):\n    for user in users:\n        if user == name:\n            return user\n\n"
        "def greet(users, name):\n    user = find(users, name)\n    return user.upper()\n\ngreet(['ann'], 'bob')\n"
    )
    done = stepped(tmp_path, "why\nc\nup\nwhy\np name\ndown\np name\nc\n", "main.py")

    assert "nothing has failed yet" in done.stdout
    told = " ".join(done.stdout.split())  # however wide the page is
    assert "`user` is `None`: `find(users, name)` returned it at main.py:7" in told
    assert "`name` is not defined" in done.stdout  # the caller is looked at still
    assert "'bob'" in done.stdout


def test_code_runs_only_behind_an_exclamation_mark(shop: Path) -> None:
    done = stepped(shop, "b 7\nc\nprint(result)\n!print('ran', result)\n!result = 70\nc\nq\n", "shop.py")

    assert "`!print(result)` runs it all the same" in done.stdout
    assert "ran 6" in done.stdout
    assert "total 70" in done.stdout


def test_it_starts_again_with_its_breakpoints(shop: Path) -> None:
    done = stepped(shop, "c\nc\nrestart\np prices\nq\n", "--break", "total if prices[0] == 1", "shop.py")

    assert done.stdout.count("(breakpoint 1)") == 2
    assert done.stdout.count("first line") == 2


def test_what_is_not_understood_is_said(shop: Path) -> None:
    done = stepped(shop, "stp 1\nb nowhere.py:1\nclear x\nuntil x\nc\nn\nframe\nq\n", "shop.py")

    assert "there is no command `stp`; the nearest is `step`" in done.stdout
    assert "there is no file `nowhere.py`" in done.stdout
    assert "the program has ended: `restart` begins again" in done.stdout


@pytest.mark.parametrize("words", [("--break", "3", "shop.py"), ("-i", "shop.py")])
def test_without_a_prompt_it_is_a_usage_error(words: Sequence[str], shop: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(LAUNCHER), "run", *words],
        cwd=shop,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # no controlling terminal
        timeout=60,
        check=False,
    )

    assert done.returncode == 2


# --- from within


def within(
    folder: Path,
    commands: str,
    script: str,
    *,
    env: dict[str, str] | None = None,
    python: str = sys.executable,
) -> subprocess.CompletedProcess[str]:
    """Run a script that can import us, as it would be in an environment where we are installed."""
    (folder / "commands.txt").write_text(commands)
    (folder / "main.py").write_text(script)
    site = folder / "site"
    site.mkdir()
    (site / "debugassist.py").symlink_to(LAUNCHER)
    environment = {
        **os.environ,
        "PYTHONPATH": str(site),
        "DEBUGASSIST_COMMANDS": str(folder / "commands.txt"),
        **(env or {}),
    }
    return subprocess.run(
        [python, "main.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        timeout=60,
        check=False,
    )


def test_breakpoint_leads_into_a_program_that_was_started_as_ever(tmp_path: Path) -> None:
    script = "def f(n):\n    breakpoint()\n    m = n + 1\n    return m\nprint('got', f(1))\n"
    done = within(tmp_path, "n\nn\nvars\nc\n", script, env={"PYTHONBREAKPOINT": "debugassist.set_trace"})

    assert "main.py:2 in f  (the program asked to stop)" in done.stdout
    assert "m = 2  (int)" in done.stdout
    assert "got 2" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_of_ours_is_loaded_into_the_program(tmp_path: Path) -> None:
    """Neither our dependencies nor the folders that hold our packages: the program has a `tools` of its own."""
    script = (
        "import sys\npath = list(sys.path)\nimport debugassist\nassert sys.path == path\n"
        "before = set(sys.modules)\ndebugassist.set_trace()\nafter = set(sys.modules) - before\n"
        "assert sys.path == path\n"
        "tops = {name.split('.')[0] for name in after}\n"
        "print(sorted(tops - set(sys.stdlib_module_names)))\nimport tools\nprint(tools.OWN)\n"
    )
    (tmp_path / "tools.py").write_text("OWN = 'own'\n")
    done = within(tmp_path, "c\n", script)

    assert "['_debugassist_inside']\nown\n" in done.stdout, done.stderr


def test_an_exception_is_looked_back_at(tmp_path: Path) -> None:
    script = (
        "import debugassist\ndef f(key):\n    return {}[key]\n"
        "try:\n    f('a')\nexcept KeyError:\n    debugassist.post_mortem()\n"
        "debugassist.install()\nf('b')\n"
    )
    done = within(tmp_path, "p key\nup\nc\np key\nc\n", script)

    assert "KeyError: 'a'" in done.stdout
    assert "'a'\n" in done.stdout
    assert "'b'\n" in done.stdout
    assert "line 9, in <module>" in done.stderr
    assert done.returncode == 1


def test_an_exception_of_a_thread_is_looked_back_at(tmp_path: Path) -> None:
    script = (
        "import threading, debugassist\ndebugassist.install()\n"
        "def work(n):\n    return 1 / n\nt = threading.Thread(target=work, args=(0,))\nt.start(); t.join()\nprint('on')\n"
    )
    done = within(tmp_path, "p n\nc\n", script)

    assert "ZeroDivisionError" in done.stdout
    assert "on\n" in done.stdout


def test_quit_ends_the_program_and_the_end_of_the_commands_lets_it_run_on(tmp_path: Path) -> None:
    script = "import debugassist\ntry:\n    debugassist.set_trace()\n    print('ran on')\nfinally:\n    print('tidied')\n"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    quits, ends = within(tmp_path / "a", "q\n", script), within(tmp_path / "b", "where\n", script)

    assert (quits.returncode, "\nran on\n" in quits.stdout, "tidied\n" in quits.stdout) == (1, False, True)
    assert (ends.returncode, "\nran on\n" in ends.stdout) == (0, True)


def test_without_a_terminal_the_program_runs_on(tmp_path: Path) -> None:
    script = "import debugassist\ndebugassist.set_trace()\ndebugassist.install()\nprint('on')\n1/0\n"
    done = within(tmp_path, "", script, env={"DEBUGASSIST_COMMANDS": ""})

    assert done.stdout == "on\n"
    assert "there is no terminal" in done.stderr
    assert done.returncode == 1


def test_a_breakpoint_in_a_captured_test_is_reached(tmp_path: Path) -> None:
    script = "import pytest, sys\nif __name__ == '__main__':\n    sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', 'test_it.py']))\n"
    (tmp_path / "test_it.py").write_text("def test_it():\n    x = 7\n    breakpoint()\n    assert x == 7\n")
    done = within(
        tmp_path,
        "where\n",
        script,
        env={"PYTHONBREAKPOINT": "debugassist.set_trace", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )

    assert "1 passed" in done.stdout
    assert done.returncode == 0


# --- at a terminal


def talk(
    words: Sequence[str], folder: Path, *steps: tuple[str, bytes], env: dict[str, str] | None = None
) -> str:
    """Run a command in a terminal of its own; after each awaited text, which must be fresh, type something."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "HOME": str(folder), **(env or {})}
        environment.pop("DEBUGASSIST_COMMANDS", None)
        os.execve(words[0], list(words), environment)
    seen, mark = "", 0
    end = time.monotonic() + 60
    pending = list(steps)
    try:
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    seen += os.read(terminal, 4096).decode()
                except OSError:  # the terminal is closed: the program has ended
                    break
            if pending and pending[0][0] in seen[mark:]:
                mark = seen.index(pending[0][0], mark) + len(pending[0][0])
                keys = pending.pop(0)[1]
                if keys == b"\x03":  # a prompt is on screen a moment before it listens for this
                    time.sleep(0.3)
                os.write(terminal, keys)
    finally:
        os.close(terminal)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return seen.replace("\r\n", "\n")


ASKS = "import time\nname = input('name? ')\nprint('hello', name)\nwhile True:\n    time.sleep(0.05)\n"


def test_program_and_prompt_share_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(ASKS)
    seen = talk(
        [sys.executable, str(LAUNCHER), "run", "-i", "main.py"],
        tmp_path,
        ("(debug) ", b"n\n"),
        ("(debug) ", b"n\n"),
        ("name? ", b"ann\n"),
        ("(debug) ", b"p na\t\n"),  # completed
        ("'ann'", b""),
        ("(debug) ", b"c\n"),
        ("hello ann", b"\x03"),  # while it runs: a pause
        ("(paused)", b""),
        ("(debug) ", b"\x03"),  # at the prompt: nothing
        ("(debug) ", b"p 6 * 7\n"),
        ("42", b""),
        ("(debug) ", b"q\n"),
    )

    assert "(paused)" in seen
    assert "42" in seen
    assert "Traceback" not in seen


def test_a_program_with_other_streams_leaves_the_prompt_its_terminal(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "import sys\nprint('data', sys.stdin.read())\nbreakpoint()\nprint('going', file=sys.stderr, flush=True)\nwhile True:\n    pass\n"
    )
    (tmp_path / "in.txt").write_text("piped")
    command = f"{sys.executable} {LAUNCHER} run -i --break main.py:2 main.py < in.txt > out.txt"
    seen = talk(
        ["/bin/sh", "-c", command],
        tmp_path,
        ("(debug) ", b"n\n"),
        ("(debug) ", b"c\n"),
        ("(debug) ", b"c\n"),
        ("going\r\n", b"\x03"),
        ("(paused)", b"q\n"),
    )

    assert "(paused)" in seen
    assert (tmp_path / "out.txt").read_text() == "data piped\n"


def test_a_program_started_as_ever_lends_its_terminal(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "name = input('name? ')\nbreakpoint()\nprint('more', input('again? '), flush=True)\nimport time\ntime.sleep(20)\n"
    )
    site = tmp_path / "site"
    site.mkdir()
    (site / "debugassist.py").symlink_to(LAUNCHER)
    seen = talk(
        [sys.executable, "main.py"],
        tmp_path,
        ("name? ", b"ann\n"),
        ("(debug) ", b"p name\n"),
        ("(debug) ", b"\x03"),  # is the prompt's, not the program's
        ("(debug) ", b"c\n"),
        ("again? ", b"yes\n"),
        ("more yes", b"\x03"),  # is the program's again
        env={"PYTHONPATH": str(site), "PYTHONBREAKPOINT": "debugassist.set_trace"},
    )

    assert "'ann'" in seen
    assert "more yes" in seen
    assert seen.count("KeyboardInterrupt") == 1


def test_a_script_that_is_not_there_ends_when_told_to_go_on(tmp_path: Path) -> None:
    """It fails before there is anything to step through; the session must not wait for ever."""
    (tmp_path / "commands").write_text("continue\nquit\n")

    done = debugassist("run", "-i", "--commands", "commands", "nowhere.py", folder=tmp_path)

    assert done.returncode == 1
    assert "No such file" in done.stdout + done.stderr
