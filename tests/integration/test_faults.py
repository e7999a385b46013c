"""Whatever befalls a program, or us, ends in a report or one clean message, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from analyzers.facts import Variable
from tests.integration.command import LAUNCHER, debugassist
from tests.integration.test_debugger import ALL
from tools.debugger.interactive import debug
from tools.debugger.protocol import Breakpoint, Ended, Stopped
from tools.debugger.session import Session, Why, start
from tools.interpreter import launch
from tools.process import Limits

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def running(
    folder: Path, text: str, *, python: str = sys.executable, seconds: float = 30.0, memory: int | None = None
) -> AsyncIterator[Session]:
    (folder / "main.py").write_text(text)
    command = launch((python, "main.py"), folder)
    async with start(
        command, cwd=folder, capture=True, stdin=b"", limits=Limits(seconds=seconds, memory=memory)
    ) as session:
        yield session


def crash(session: Session) -> tuple[str, int | None, str]:
    traceback = session.outcome.traceback
    assert traceback is not None, session.outcome
    assert traceback.crash is not None, session.outcome
    return traceback.final.type.rpartition(".")[2], traceback.crash.line, traceback.crash.function


# --- processes

WORKERS = {
    "fork": 'import multiprocessing as m\ndef f(x): return 10 // x\nif __name__ == "__main__":\n    with m.get_context("fork").Pool(1) as p: p.map(f, [1, 0])\n',
    "spawn": 'import multiprocessing as m\ndef f(x): return 10 // x\nif __name__ == "__main__":\n    with m.get_context("spawn").Pool(1) as p: p.map(f, [1, 0])\n',
    "executor": 'from concurrent.futures import ProcessPoolExecutor\ndef f(x): return 10 // x\nif __name__ == "__main__":\n    with ProcessPoolExecutor(1) as e: list(e.map(f, [1, 0]))\n',
}


@pytest.mark.parametrize("kind", WORKERS)
async def test_an_exception_of_a_worker_process_is_told(kind: str, tmp_path: Path) -> None:
    async with running(tmp_path, WORKERS[kind]) as session:
        snapshot = await session.snapshot()

    assert session.outcome.traceback is not None
    assert session.outcome.traceback.final.type == "ZeroDivisionError"
    assert "in f" in repr(session.outcome.traceback.chain)  # the worker's own traceback
    assert snapshot is not None


async def test_a_worker_that_dies_is_told(tmp_path: Path) -> None:
    text = 'from concurrent.futures import ProcessPoolExecutor\nimport os\ndef f(x): os._exit(3)\nif __name__ == "__main__":\n    with ProcessPoolExecutor(1) as e: list(e.map(f, [1]))\n'
    async with running(tmp_path, text) as session:
        assert session.outcome.traceback is not None
        assert session.outcome.traceback.final.type.endswith("BrokenProcessPool")


async def test_a_crash_of_a_child_process_is_not_taken_for_the_programs(tmp_path: Path) -> None:
    text = "import ctypes, os\nif os.fork() == 0:\n    ctypes.string_at(0)\nos.wait()\nprint('fine')\n"
    async with running(tmp_path, text) as session:
        assert (session.outcome.why, session.outcome.code, session.outcome.traceback) == (Why.EXITED, 0, None)


async def test_a_program_that_becomes_another_is_told_by_what_it_printed(tmp_path: Path) -> None:
    async with running(
        tmp_path, "import os, sys\nos.execv(sys.executable, [sys.executable, '-c', '1/0'])\n"
    ) as session:
        assert session.outcome.traceback is not None
        assert session.outcome.traceback.final.type == "ZeroDivisionError"


# --- fatal ends


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ("import os\ndef f(): os.abort()\nf()\n", "SIGABRT", 2),
        ("import threading, ctypes\ndef work(): ctypes.string_at(0)\nt = threading.Thread(target=work)\nt.start(); t.join()\n", "SIGSEGV", 2),
        ("import sys\nsys.setrecursionlimit(10**7)\nclass A:\n    def __getattr__(self, n): return getattr(self, n + 'x')\nA().y\n", "SIGSEGV", 4),
        ("import signal, time\nsignal.alarm(1)\ntime.sleep(30)\n", "SIGALRM", None),
    ],
    ids=["abort", "thread", "stack", "alarm"],
)  # fmt: skip
async def test_a_fatal_signal_is_named_with_its_place(
    text: str, name: str, line: int | None, tmp_path: Path
) -> None:
    async with running(tmp_path, text) as session:
        outcome = session.outcome

    assert (outcome.why, outcome.signal) == (Why.SIGNAL, name)
    if line is not None:
        assert outcome.traceback is not None
        assert line in [frame.line for frame in outcome.traceback.final.frames]


@pytest.mark.parametrize("python", ALL)
async def test_a_program_that_has_used_up_its_memory_can_be_asked(python: str, tmp_path: Path) -> None:
    text = "keep = []\ndef fill(size):\n    while True:\n        keep.append([0] * size)\nfill(20000)\n"
    async with running(tmp_path, text, python=python, memory=400_000_000) as session:
        answer = await session.evaluate("size")

        assert session.outcome.traceback is not None
        assert session.outcome.traceback.final.type == "MemoryError"
        assert isinstance(answer, Variable)
        assert answer.repr == "20000"


async def test_a_stack_of_millions_of_calls_is_cut(tmp_path: Path) -> None:
    text = "import sys\nsys.setrecursionlimit(10**8)\ndef f(n): return f(n + 1)\nf(0)\n"
    async with running(tmp_path, text, seconds=1.0, memory=3_000_000_000) as session:
        assert session.outcome.why in (Why.TIME, Why.EXCEPTION, Why.SIGNAL)
        assert session.outcome.seconds < 30


# --- programs that do not end


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import time\ndef spin():\n    while True:\n        try:\n            time.sleep(0.01)\n        except BaseException:\n            pass\nspin()\n", 5),
        ("import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()\n", 4),
        ("import re\ndef look():\n    return re.match(r'(a+)+$', 'a' * 40 + 'b')\nlook()\n", 3),
        ("class Loop:\n    def __iter__(self): return self\n    def __next__(self): return 1\nlist(iter(Loop(), 2)) if 0 else [x for x in Loop() if 0]\n", None),
    ],
    ids=["swallows", "deadlock", "pattern", "iterator"],
)  # fmt: skip
async def test_a_program_without_end_is_stopped_and_placed(
    text: str, line: int | None, tmp_path: Path
) -> None:
    async with running(tmp_path, text, seconds=1.0) as session:
        outcome = session.outcome

    assert outcome.why is Why.TIME
    assert outcome.traceback is not None
    if line is not None:
        assert line in [
            frame.line for frame in outcome.traceback.final.frames if frame.file.endswith("main.py")
        ]


@pytest.mark.parametrize("python", ALL)
async def test_a_busy_thread_neither_hides_nor_hinders(python: str, tmp_path: Path) -> None:
    """The main thread only waits; a thread that never lets go of the interpreter slows everything else down."""
    text = "import threading\ndef work():\n    n = 0\n    while True: n += 1\nt = threading.Thread(target=work, name='spinner')\nt.start()\nt.join()\n"
    async with running(tmp_path, text, python=python, seconds=1.0) as session:
        assert session.outcome.why is Why.TIME
        assert "meanwhile thread spinner is at main.py:4 in `work`" in session.outcome.notes


@pytest.mark.parametrize("python", ALL)
async def test_waiting_tasks_are_placed(python: str, tmp_path: Path) -> None:
    text = (
        "import asyncio\nasync def wait_for(lock):\n    async with lock:\n        await lock.acquire()\n"
        "async def main():\n    await asyncio.gather(wait_for(asyncio.Lock()))\nasyncio.run(main())\n"
    )
    async with running(tmp_path, text, python=python, seconds=1.0) as session:
        assert any("is at main.py:4 in `wait_for`" in note for note in session.outcome.notes)


# --- programs that change the ground they stand on

GROUND = {
    "system functions": (
        "import os, json, time\ndef no(*a, **k): raise RuntimeError('replaced')\n"
        "os.write = os.read = os.getpid = os.fstat = os.getcwd = json.dumps = time.monotonic = no\n"
        "def fail(v):\n    return v['k']\nfail({})\n"
    ),
    "streams": (
        "import sys\nclass Bad:\n    def write(self, t): raise OSError('no')\n    def flush(self): raise ValueError('no')\n"
        "sys.stdout = sys.stderr = Bad()\ndef fail(v):\n    return v['k']\nfail({})\n"
    ),
    "no hook": "import sys\ndel sys.excepthook, sys.stderr, sys.stdout\ndef fail(v):\n    return v['k']\nfail({})\n",
    "profile": "import sys\nsys.setprofile(lambda *a: None)\ndef fail(v):\n    return v['k']\nfail({})\n",
    "descriptors": "import os\nos.closerange(0, 1000)\ndef fail(v):\n    return v['k']\nfail({})\n",
    "own trace": (
        "import sys\ndef trace(frame, event, arg):\n    return trace\nsys.settrace(trace)\n"
        "def fail(v):\n    return v['k']\nfail({})\n"
    ),
}


@pytest.mark.parametrize("name", GROUND)
async def test_the_crash_is_found_all_the_same(name: str, tmp_path: Path) -> None:
    async with running(tmp_path, GROUND[name]) as session:
        answer = await session.evaluate("v")

        assert (crash(session)[0], crash(session)[2]) == ("KeyError", "fail")
        assert isinstance(answer, Variable)
        assert answer.repr == "{}"


async def test_what_a_test_has_replaced_is_neither_met_nor_counted(tmp_path: Path) -> None:
    """A report that calls the test's `open` would change how often that was called."""
    (tmp_path / "test_it.py").write_text(
        "from unittest import mock\ndef load(path):\n    return open(path).read()\n\n\ndef test_it():\n"
        "    with mock.patch('builtins.open', mock.mock_open(read_data='a')) as opened, mock.patch('os.path.exists') as exists:\n"
        "        try:\n            assert load('f') == 'b'\n        finally:\n            calls = opened.call_count, exists.call_count\n"
        "            print('CALLS', calls)\n"
    )
    command = launch((sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"), tmp_path)
    async with start(command, cwd=tmp_path, capture=True, stdin=b"", seconds=30) as session:
        answer = await session.evaluate("calls")
        await session.finish()

    assert isinstance(answer, Variable)
    assert answer.repr == "(1, 0)"


# --- us


def test_a_report_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("def f(v):\n    return v['k']\nf({})\n")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, str(LAUNCHER), "run", "main.py"],
            cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert done.returncode == 4
    assert "cannot be written: No space left on device" in done.stderr
    assert "the assistant itself failed" not in done.stderr


def test_a_reader_that_goes_away_ends_us_quietly(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("def f(v):\n    return v['k']\nf({})\n")
    ours = subprocess.Popen(
        [sys.executable, str(LAUNCHER), "run", "main.py"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert ours.stdout is not None
    assert ours.stderr is not None
    ours.stdout.close()
    errors = ours.stderr.read()
    ours.stderr.close()

    assert ours.wait(timeout=60) == 141
    assert "BrokenPipe" not in errors
    assert "the assistant itself failed" not in errors


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "main.py").write_text("def f(v):\n    return v['k']\nvalue = {}\nf(value)\n")
    done = debugassist(
        "run",
        "main.py",
        folder=tmp_path / "project",
        env={"TMPDIR": str(tmp_path / "scratch"), "HOME": str(tmp_path)},
    )

    assert done.returncode == 1
    assert list((tmp_path / "scratch").iterdir()) == []


# A shell has its background jobs ignore Ctrl-C, and so would be what they start.
_ANSWERING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
LONG = (
    "import os, subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)'], start_new_session=True)\n"
    "print(os.getpid(), child.pid, flush=True)\ntime.sleep(60)\n"
)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_when_we_are_ended_the_program_ends(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(LONG)
    ours = subprocess.Popen(
        [sys.executable, "-c", _ANSWERING, sys.executable, str(LAUNCHER), "run", "main.py"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert ours.stdout is not None
    program, grandchild = (int(word) for word in ours.stdout.readline().split())
    ours.send_signal(number)
    ours.wait(timeout=30)
    ours.stdout.close()
    try:
        assert _gone(program)
        assert _gone(grandchild)  # has left the process group, and is found by its environment
    finally:
        for pid in (program, grandchild):
            if _alive(pid):
                os.kill(pid, signal.SIGKILL)


def test_a_copy_left_by_a_killed_process_is_deleted_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tools.sandbox import sandbox

    ended = subprocess.Popen(["true"])
    ended.wait()
    (tmp_path / "work").mkdir()
    left, ours = (tmp_path / f"debugassist-copy-{pid}-x" for pid in (ended.pid, os.getpid()))
    left.mkdir()
    ours.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with sandbox(tmp_path / "work"):
        assert not left.exists()
        assert ours.exists()


async def test_a_program_killed_at_a_stop_is_said_to_have_ended(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import os\npid = os.getpid()\nend = 1\n")
    async with debug(launch(("python", "main.py"), tmp_path), cwd=tmp_path, capture=True) as debugger:
        await debugger.add(Breakpoint(file="main.py", line=3))
        assert isinstance(await debugger.go(), Stopped)
        pid = await debugger.evaluate("pid")
        assert isinstance(pid, Variable)
        os.kill(int(pid.repr), signal.SIGKILL)
        ended = await debugger.go()

    assert isinstance(ended, Ended)
    assert ended.outcome.signal == "SIGKILL"


async def test_a_forked_child_is_not_debugged_and_does_no_harm(tmp_path: Path) -> None:
    text = "import os\npid = os.fork()\nif pid == 0:\n    x = 1\n    breakpoint()\n    os._exit(0)\nos.wait()\nend = 1\n"
    (tmp_path / "main.py").write_text(text)
    async with debug(launch((sys.executable, "main.py"), tmp_path), cwd=tmp_path, capture=True) as debugger:
        await debugger.add(Breakpoint(file="main.py", line=4))
        await debugger.add(Breakpoint(file="main.py", line=8))
        stop = await debugger.go()
        assert isinstance(stop, Stopped)
        line = stop.frames[-1].line
        ended = await debugger.go()

    assert line == 8
    assert isinstance(ended, Ended)
    assert ended.outcome.code == 0


def test_a_prompt_that_is_killed_lets_the_program_run_on(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "debugassist.py").symlink_to(LAUNCHER)
    (tmp_path / "commands.txt").write_text("!import os, signal\n!kill()\nn\nn\n")
    (tmp_path / "main.py").write_text(
        "import debugassist, os, signal, sys\n"
        "def kill():\n    os.kill(sys.modules['_debugassist_inside.hooks'].STATE.channel.parent, signal.SIGKILL)\n"
        "debugassist.set_trace()\nprint('on')\ndebugassist.set_trace()\nprint('still on')\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "site"),
        "DEBUGASSIST_COMMANDS": str(tmp_path / "commands.txt"),
    }
    done = subprocess.run(
        [sys.executable, "main.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.stdout.endswith("on\nstill on\n")
    assert done.returncode == 0


def _gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end and _alive(pid):
        time.sleep(0.05)
    return not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_a_program_that_works_needs_no_more_memory_than_alone(tmp_path: Path) -> None:
    """What is set aside for a program that runs out of memory must cost nothing until then."""
    text = "import resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    async with running(tmp_path, text) as session:
        inside = int(session.outcome.stdout)

    assert inside < _peak_alone(tmp_path) + 6_000  # KiB


def _peak_alone(folder: Path) -> int:
    done = subprocess.run([sys.executable, "main.py"], cwd=folder, capture_output=True, text=True, check=True)
    return int(done.stdout)
