"""Programs end when we say, and leave nothing behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from analyzers.errors import ToolError, ToolMissing
from tools.process import Limits, run, start

ROOT = Path(__file__).parents[2]


def python(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


def alive(pid: int) -> bool:
    """Whether a process exists and is more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int, within: float = 3.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False


async def test_exit_code_and_both_streams_come_back() -> None:
    done = await run(python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)"))

    assert (done.code, done.stdout, done.stderr) == (7, "out\n", "err\n")


async def test_a_signal_is_a_negative_code() -> None:
    done = await run(python("import os; os.kill(os.getpid(), 15)"))

    assert done.code == -signal.SIGTERM


async def test_input_larger_than_a_pipe_is_read_whole() -> None:
    done = await run(python("import sys; print(len(sys.stdin.read()))"), stdin=b"x" * 3_000_000)

    assert done.stdout == "3000000\n"


async def test_without_input_standard_input_is_empty() -> None:
    done = await run(python("import sys; print(repr(sys.stdin.read()))"))

    assert done.stdout == "''\n"


async def test_a_program_out_of_time_is_killed_with_its_helpers() -> None:
    code = "import subprocess, time; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); time.sleep(60)"
    done = await run(python(code), limits=Limits(seconds=0.5))

    assert done.timed_out
    assert done.code == -signal.SIGKILL
    assert done.seconds < 5
    assert gone(int(done.stdout))


async def test_a_helper_left_behind_does_not_delay_the_result_and_is_ended() -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid, flush=True)"
    before = time.monotonic()
    done = await run(python(code))

    assert time.monotonic() - before < 3
    assert done.code == 0
    assert gone(int(done.stdout))


async def test_a_daemon_in_a_session_of_its_own_is_found_by_its_mark() -> None:
    code = (
        "import subprocess;print(subprocess.Popen(['sleep', '60'], start_new_session=True).pid, flush=True)"
    )
    done = await run(python(code))

    assert gone(int(done.stdout))


async def test_a_flood_of_output_is_cut_in_the_middle_and_said() -> None:
    code = "import sys\nprint('first')\nfor _ in range(40): sys.stdout.write('x' * 100_000)\nprint('last')"
    done = await run(python(code), limits=Limits(output=10_000))

    assert done.cut
    assert done.stdout.startswith("first\n")
    assert done.stdout.endswith("last\n")
    assert len(done.stdout) < 11_000


async def test_output_is_seen_while_the_program_runs() -> None:
    seen: list[tuple[str, bytes]] = []
    code = "import sys; print('a', flush=True); print('b', file=sys.stderr)"
    await run(python(code), on_output=lambda name, data: seen.append((name, data)))

    assert b"".join(data for name, data in seen if name == "stdout") == b"a\n"
    assert b"".join(data for name, data in seen if name == "stderr") == b"b\n"


async def test_cancelling_ends_the_program() -> None:
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def work() -> None:
        async with start(python("import time; time.sleep(60)")) as child:
            started.set_result(child.pid)
            await child.finish()

    task = asyncio.create_task(work())
    pid = await started
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert gone(pid)


async def test_memory_is_limited() -> None:
    # The limit is set from outside: on a busy machine the program may be a moment ahead of it.
    program = python("import time; time.sleep(1); x = bytearray(900_000_000)")
    done = await run(program, limits=Limits(memory=300_000_000))

    assert done.code == 1
    assert "MemoryError" in done.stderr


async def test_the_size_of_files_is_limited(tmp_path: Path) -> None:
    code = "f = open('big', 'wb')\nfor _ in range(100): f.write(bytes(100_000)); f.flush()"
    done = await run(python(code), cwd=tmp_path, limits=Limits(file_size=1_000_000))

    assert done.code != 0
    assert (tmp_path / "big").stat().st_size <= 1_000_000


async def test_a_program_that_does_not_exist_is_named() -> None:
    with pytest.raises(ToolMissing, match="no-such-program"):
        await run(["no-such-program"])


async def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="nowhere"):
        await run(python("pass"), cwd=tmp_path / "nowhere")


async def test_no_descriptor_is_left_open() -> None:
    await run(python("pass"))
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        await run(python("print(1)"), stdin=b"x")

    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_when_we_are_killed_the_program_and_its_helpers_are_too(number: int) -> None:
    """No chance to tidy up: the kernel has to do it."""
    ours = (
        "import asyncio, sys\n"
        "from tools.process import start\n"
        "async def main():\n"
        "    async with start(['sh', '-c', 'sleep 61 & echo $!; sleep 61'], on_output=lambda n, d: ("
        "sys.stdout.buffer.write(d), sys.stdout.flush())) as child:\n"
        "        print(child.pid, flush=True)\n"
        "        await child.finish()\n"
        "asyncio.run(main())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", ours], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(parent.stdout.readline()) for _ in range(2)]
    assert all(alive(pid) for pid in pids)
    os.kill(parent.pid, number)
    parent.wait()
    parent.stdout.close()

    assert all(gone(pid) for pid in pids)


async def test_who_is_cancelled_twice_leaves_no_program_unwaited_for() -> None:
    """The app goes while the screen that ran it is still ending it."""
    async with start(python("import time; time.sleep(60)")) as child:
        closing = asyncio.ensure_future(child.close())
        await asyncio.sleep(0)  # it is killed, and waited for
        closing.cancel()
        with suppress(asyncio.CancelledError):
            await closing

        assert child.popen.returncode is not None
