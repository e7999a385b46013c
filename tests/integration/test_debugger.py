"""A program runs under the debugger as it would alone, and can be asked once it has failed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from analyzers.facts import Snapshot, Variable
from analyzers.runtime.crash import Place, Unknown
from tools.debugger.session import Session, Why, start
from tools.interpreter import launch

ROOT = Path(__file__).parents[2]
PYENV = Path.home() / ".pyenv" / "versions"
PYENVS = (PYENV, Path("/root/.pyenv/versions"))


def interpreters() -> list[object]:
    """One interpreter of every version the probe promises to work in; a missing one is skipped by name."""
    found: list[object] = [pytest.param(sys.executable, id="own")]
    for minor in range(8, 15):
        name = f"3.{minor}"
        paths = (
            [path for folder in PYENVS for path in sorted(folder.glob(f"{name}.*/bin/python"))]
            if _readable()
            else []
        )
        marks = [] if paths else [pytest.mark.skip(reason=f"no Python {name} is installed here")]
        found.append(pytest.param(str(paths[0]) if paths else "", id=name, marks=marks))
    return found


def _readable() -> bool:
    return any(folder.is_dir() and os.access(folder, os.R_OK | os.X_OK) for folder in PYENVS)


ALL = interpreters()


@asynccontextmanager
async def running(
    folder: Path, *command: str, seconds: float = 20.0, stdin: bytes = b""
) -> AsyncIterator[Session]:
    async with start(
        launch(command, folder), cwd=folder, capture=True, stdin=stdin, seconds=seconds
    ) as session:
        yield session


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / (name.replace("__slash__", "/") + ".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def variable(snapshot: Snapshot | None, name: str) -> Variable:
    assert snapshot is not None
    return next(each for each in snapshot.frames[-1].variables if each.name == name)


CRASH = """\
class User:
    def __init__(self, name):
        self.name = name

def find(users, name):
    for user in users:
        if user.name == name:
            return user

def greet(users, name):
    user = find(users, name)
    return "Hello " + user.name.upper()

greet([User("ann"), User("bob")], "cat")
"""


@pytest.mark.parametrize("python", ALL)
async def test_a_crash_is_caught_and_asked_in_every_python(python: str, tmp_path: Path) -> None:
    write(tmp_path, main=CRASH)
    async with running(tmp_path, python, "main.py") as session:
        outcome = session.outcome
        snapshot = await session.snapshot()
        answers = [
            await session.evaluate(text)
            for text in ("user", "len(users)", "[u.name for u in users]", "name in [u.name for u in users]")
        ]
        done = await session.finish()

    assert outcome.why is Why.EXCEPTION
    assert outcome.traceback is not None
    assert outcome.traceback.final.type == "AttributeError"
    assert outcome.traceback.final.message.startswith("'NoneType' object has no attribute 'name'")
    assert [(frame.line, frame.function) for frame in outcome.traceback.final.frames] == [
        (14, "<module>"),
        (12, "greet"),
    ]
    assert "none" in variable(snapshot, "user").flags
    assert [each.repr if isinstance(each, Variable) else each for each in answers] == [
        "None", "2", "['ann', 'bob']", "False",
    ]  # fmt: skip
    assert done.code == 1
    assert "AttributeError" in done.stderr


@pytest.mark.parametrize("python", ALL)
async def test_one_goes_up_and_down_the_stack_in_every_python(python: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        main=CRASH.replace("user = find", "deeper = find").replace("user.name.upper", "deeper.name.upper"),
    )
    async with running(tmp_path, python, "main.py") as session:
        moves = [await session.up(), await session.up(), await session.down(5), await session.down()]
        here = await session.evaluate("deeper", frame=None)
        await session.up()
        above = await session.evaluate("deeper", frame=None)

    assert moves == [0, Unknown("oldest frame"), 1, Unknown("newest frame")]
    assert isinstance(here, Variable)
    assert here.repr == "None"
    assert isinstance(above, Unknown)


async def test_the_stack_of_every_exception_of_the_chain_can_be_walked(tmp_path: Path) -> None:
    write(
        tmp_path,
        main=(
            "def inner(a):\n    return [][a]\ndef outer(b):\n    try:\n        inner(b)\n    except IndexError:\n"
            "        {}['k']\nouter(5)\n"
        ),
    )
    async with running(tmp_path, "python", "main.py") as session:
        first = await session.evaluate("a", raised=0)
        moved = await session.up()
        second = await session.evaluate("b", frame=None)
        last = await session.evaluate("b", raised=1)
        gone = [await session.evaluate("b", frame=9), await session.evaluate("b", raised=7)]

    assert [each.repr if isinstance(each, Variable) else each for each in (first, second, last)] == ["5"] * 3
    assert moved == 0
    assert gone == [Unknown("there is no such frame"), Unknown("there is no such exception")]


async def test_an_error_without_a_frame_can_be_asked_about(tmp_path: Path) -> None:
    write(tmp_path, main="def f(:\n", helper="")
    async with running(tmp_path, "python", "main.py") as session:
        assert await session.evaluate("1") == Unknown("there is no such frame")
        assert await session.up() == Unknown("there is no frame")
        assert isinstance(await session.module("helper"), Place)


@pytest.mark.parametrize(("text", "loaded"), [("print('fine')", False), ("1/0", True)])
async def test_pdb_is_loaded_once_something_has_failed(text: str, loaded: bool, tmp_path: Path) -> None:
    write(
        tmp_path,
        main=f"import atexit, sys\natexit.register(lambda: print('pdb' in sys.modules, flush=True))\n{text}\n",
    )
    async with running(tmp_path, "python", "main.py") as session:
        done = await session.finish()

    assert done.stdout.endswith(f"{loaded}\n")


@pytest.mark.parametrize("python", ALL)
async def test_what_pdb_needs_does_not_stay_in_the_programs_way(python: str, tmp_path: Path) -> None:
    """Files named like modules of the standard library, fakes of those, and `readline` are the program's own."""
    write(
        tmp_path,
        main=(
            "import atexit, sys\nsys.modules['inspect'] = fake = type('Fake', (), {})()\n"
            "before = {'before', 'leave', *globals()}\n"
            "def leave():\n    import cmd, code\n    assert sys.modules['inspect'] is fake\n"
            "    assert 'readline' not in sys.modules\n    print(cmd.OWN, code.OWN, set(globals()) - before)\n"
            "atexit.register(leave)\n1/0\n"
        ),
        cmd="OWN = 'cmd'",
        code="OWN = 'code'",
    )
    async with running(tmp_path, python, "main.py") as session:
        answer = await session.evaluate("1 + 1")
        done = await session.finish()

    assert isinstance(answer, Variable)
    assert not session.outcome.notes
    assert done.stdout == "cmd code set()\n"


SAME = {
    "arguments": "import sys; print(sys.argv, sys.path[0] == __file__.rpartition('/')[0] or sys.path[0])",
    "names": "print(sorted(globals()), __name__, __package__, __spec__)",
    "main": "import sys; print(sys.modules['__main__'].__dict__ is globals())",
    "exit_code": "import sys; sys.exit(3)",
    "exit_text": "import sys; sys.exit('sorry')",
    "exit_hooks": "import atexit; atexit.register(print, 'bye'); raise KeyError('x')",
    "chained": "try:\n    1/0\nexcept ZeroDivisionError as e:\n    raise ValueError('a\\nb') from e",
    "syntax": "def f(:\n    pass",
    "interrupt": "raise KeyboardInterrupt",
    "own_hook": "import sys\nsys.excepthook = lambda t, v, tb: print('own', t.__name__, tb.tb_lineno)\n1/0",
    "broken_hook": "import sys\ndef hook(*a): raise RuntimeError('hook')\nsys.excepthook = hook\n1/0",
    "thread": "import threading\nt = threading.Thread(target=lambda: 1/0, name='T')\nt.start(); t.join(); print('on')",
    "input": "print(input('name? '))",
    "fork": "import os\nif os.fork() == 0:\n    raise ValueError('child')\nos.wait()\nraise TypeError('parent')",
    "closed": "import sys\nsys.stdout.close()\nraise ValueError",
    "pool": (
        "import multiprocessing as m\ndef f(x): return 1 // x\n"
        "if __name__ == '__main__':\n    with m.get_context('spawn').Pool(1) as p: print(p.map(f, [1]), p.map(f, [0]))"
    ),
    "task": (
        "import asyncio\nasync def bad(): raise LookupError('task')\nasync def main():\n"
        "    asyncio.ensure_future(bad()); await asyncio.sleep(0)\n    print('on')\nasyncio.run(main())"
    ),
    "tests": "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): [][2]\nunittest.main()",
    "shadow": "import json\nprint(json.OWN)\njson.loads('1')",
}


BRIEFLY = ("arguments", "names", "exit_hooks", "chained", "own_hook", "thread", "shadow")  # in every Python


@pytest.mark.parametrize("python", ALL)
async def test_a_program_behaves_as_it_does_alone(python: str, tmp_path: Path) -> None:
    """Output, errors and exit code are the same, character by character."""
    write(tmp_path, json="OWN = 1\n", **SAME)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}

    def plain(name: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [python, f"{name}.py", "a", "b"],
            cwd=tmp_path,
            input=b"ann\n",
            capture_output=True,
            env=environment,
            check=False,
        )
        return done.returncode, scrubbed(done.stdout.decode()), scrubbed(done.stderr.decode())

    for name in SAME if python == sys.executable else BRIEFLY:
        program = launch((python, f"{name}.py", "a", "b"), tmp_path)
        async with start(
            program, cwd=tmp_path, capture=True, stdin=b"ann\n", env=environment, seconds=30
        ) as session:
            await session.snapshot()
            done = await session.finish()

        assert (name, done.code, scrubbed(done.stdout), scrubbed(done.stderr)) == (name, *plain(name))


_EARLIER = {
    "thread": (
        (
            "import threading\nfound = {}\ndef work():\n    found['a'] = 1 / 0\n"
            "t = threading.Thread(target=work, name='T')\nt.start(); t.join()\nprint(found['a'])"
        ),
        "before that, `ZeroDivisionError: division by zero` ended thread `T`, at p.py:4 in `work`",
    ),
    "task": (
        (
            "import asyncio, gc\nfound = {}\nasync def work():\n    found['a'] = 1 / 0\nasync def main():\n"
            "    t = asyncio.create_task(work())\n    await asyncio.sleep(0.01)\n    del t\n    gc.collect()\n"
            "    print(found['a'])\nasyncio.run(main())"
        ),
        "before that, `ZeroDivisionError: division by zero` ended a task, at p.py:4 in `work`",
    ),
}


@pytest.mark.parametrize("case", _EARLIER)
async def test_what_ended_a_thread_or_task_before_the_program_was_stopped_is_told(
    case: str, tmp_path: Path
) -> None:
    source, said = _EARLIER[case]
    write(tmp_path, p=source)
    async with running(tmp_path, "python", "p.py") as session:
        assert session.outcome.traceback is not None
        assert session.outcome.traceback.final.type == "KeyError"
        assert [note for note in session.outcome.notes if note.startswith(said)]


def scrubbed(text: str) -> str:
    """Without what differs from run to run."""
    import re

    return re.sub(r"0x[0-9a-f]+|\d+\.\d+s|Thread-\d+", "…", text)


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (("-m", "pkg.inner", "x"), "IndexError"),
        (("-c", "def f():\n    return {}['k']\nf()"), "KeyError"),
        (("folder",), "TypeError"),
        (("-O", "-W", "error", "-m", "pkg.inner"), "IndexError"),
        (("-",), "ZeroDivisionError"),
    ],
)
async def test_modules_code_folders_and_standard_input_are_programs_too(
    command: tuple[str, ...], kind: str, tmp_path: Path
) -> None:
    write(tmp_path, pkg__slash____init__="", pkg__slash__inner="[][1]", folder__slash____main__="None + 1")
    async with running(tmp_path, "python", *command, stdin=b"1/0") as session:
        assert session.outcome.traceback is not None
        assert session.outcome.traceback.final.type == kind


TESTS = """\
import pytest

def total(prices):
    return sum(prices) / len(prices)

def test_good():
    assert total([1, 3]) == 2

def test_empty():
    prices = []
    assert total(prices) == 0

def test_other():
    assert total([1]) == 2

@pytest.fixture
def broken():
    raise OSError("no disk")

def test_fixture(broken):
    pass
"""


@pytest.mark.parametrize(
    "command", [("python", "-m", "pytest", "-q", "-p", "no:cacheprovider"), ("pytest", "-q")]
)
async def test_the_first_failing_test_is_looked_into_and_the_others_are_listed(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    write(tmp_path, test_shop=TESTS)
    async with running(tmp_path, *command) as session:
        outcome = session.outcome
        snapshot = await session.snapshot()
        done = await session.finish()

    assert outcome.why is Why.TEST
    assert outcome.subject == "test_shop.py::test_empty"
    assert outcome.traceback is not None
    assert [frame.function for frame in outcome.traceback.final.frames] == ["test_empty", "total"]
    assert "empty" in variable(snapshot, "prices").flags
    assert done.code == 1
    assert done.failed_tests == (
        "test_shop.py::test_empty", "test_shop.py::test_other", "test_shop.py::test_fixture",
    )  # fmt: skip
    assert "1 passed" in done.stdout


async def test_tests_that_cannot_be_collected_are_looked_into(tmp_path: Path) -> None:
    write(tmp_path, test_bad="import nowhere_to_be_found\n")
    async with running(tmp_path, sys.executable, "-m", "pytest", "-q") as session:
        assert session.outcome.traceback is not None
        assert session.outcome.traceback.final.type == "ModuleNotFoundError"


async def test_a_test_run_spread_over_processes_is_kept_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    write(tmp_path, test_shop=TESTS)
    async with running(tmp_path, sys.executable, "-m", "pytest", "-q", "-n", "2") as session:
        assert session.live
        assert session.outcome.subject == "test_shop.py::test_empty"


async def test_the_chain_of_exceptions_is_told_earliest_first(tmp_path: Path) -> None:
    write(tmp_path, main=SAME["chained"])
    async with running(tmp_path, "python", "main.py") as session:
        traceback = session.outcome.traceback

    assert traceback is not None
    assert [(raised.type, raised.message, raised.link) for raised in traceback.chain] == [
        ("ZeroDivisionError", "division by zero", "cause"),
        ("ValueError", "a\nb", None),
    ]


async def test_the_part_that_failed_is_marked(tmp_path: Path) -> None:
    write(tmp_path, main="é = {'a': None}\nx = 1 + é['a'].b + 2\n")
    async with running(tmp_path, sys.executable, "main.py") as session:
        assert session.outcome.traceback is not None
        crash = session.outcome.traceback.crash
        snapshot = await session.snapshot()

    assert crash is not None
    assert crash.mark is not None
    assert crash.code[slice(*crash.mark)] == "é['a'].b"
    assert snapshot is not None
    assert [(each.name, each.repr) for each in snapshot.frames[-1].expressions] == [
        ("é", "{'a': None}"),
        ("é['a']", "None"),
    ]


async def test_names_without_a_value_are_left_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="def f():\n    x = 1\n    try:\n        [][x]\n    except KeyError as ex:\n        later = 2\nf()\n",
    )
    async with running(tmp_path, sys.executable, "main.py") as session:
        snapshot = await session.snapshot()

    assert snapshot is not None
    assert [each.name for each in snapshot.frames[-1].variables] == ["x"]


async def test_modules_and_paths_are_looked_up_as_the_program_would(tmp_path: Path) -> None:
    write(tmp_path, main="import helper\n1/0\n", helper="VALUE = 1\n", colours="RED = 1\n")
    async with running(tmp_path, "python", "main.py") as session:
        answers = [
            await session.module(name) for name in ("helper", "colours", "nowhere", "sys", "json.tool")
        ]
        here = await session.exists("helper.py")
        gone = await session.exists("missing.txt")
        folder = await session.exists(".")

    assert all(isinstance(answer, Place) for answer in answers)
    paths = [answer.path for answer in answers if isinstance(answer, Place)]
    assert paths[:4] == [str(tmp_path / "helper.py"), str(tmp_path / "colours.py"), "", "built-in"]
    assert paths[4].endswith("json/tool.py")
    assert isinstance(answers[0], Place)
    assert "VALUE" in answers[0].names
    assert here == Place(str(tmp_path / "helper.py"))
    assert gone == Place("")
    assert isinstance(folder, Place)
    assert "helper.py" in folder.names


async def test_a_program_that_works_is_said_to_have_exited(tmp_path: Path) -> None:
    write(tmp_path, main="print('fine')")
    async with running(tmp_path, "python", "main.py") as session:
        assert (session.outcome.why, session.outcome.code, session.outcome.stdout) == (
            Why.EXITED,
            0,
            "fine\n",
        )
        assert not session.live
        assert await session.snapshot() is None
        assert await session.evaluate("x") == Unknown("the program is not stopped")


async def test_leaving_the_session_ends_a_stopped_program(tmp_path: Path) -> None:
    write(tmp_path, main="import os\nprint(os.getpid(), flush=True)\n1/0\n")
    seen: list[bytes] = []
    async with start(
        launch(("python", "main.py"), tmp_path),
        cwd=tmp_path,
        capture=True,
        on_output=lambda _, data: seen.append(data),
    ) as session:
        assert session.live
        while not seen:
            await asyncio.sleep(0.01)

    assert not Path(f"/proc/{int(seen[0].split()[0])}").exists()


async def test_a_child_killed_while_it_is_asked_gives_no_answer(tmp_path: Path) -> None:
    write(tmp_path, main="import os\npid = os.getpid()\n1/0\n")
    async with running(tmp_path, "python", "main.py") as session:
        answer = await session.evaluate("pid")
        assert isinstance(answer, Variable)
        os.kill(int(answer.repr), signal.SIGKILL)

        assert await session.evaluate("pid") == Unknown("the program has ended")
        assert (await session.finish()).code == -signal.SIGKILL


def test_when_we_are_killed_the_stopped_program_ends(tmp_path: Path) -> None:
    write(tmp_path, main="import os\nprint(os.getpid(), flush=True)\n1/0\n")
    ours = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom tools.interpreter import launch\n"
        "from tools.debugger.session import start\n"
        "async def main():\n"
        "    async with start(launch(('python', 'main.py'), Path(sys.argv[1])), cwd=sys.argv[1]) as session:\n"
        "        print('ready', flush=True)\n        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", ours, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    lines = [parent.stdout.readline().strip() for _ in range(2)]
    pid = int(next(line for line in lines if line.isdigit()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 5
    while time.monotonic() < end and _alive(pid):
        time.sleep(0.02)

    assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
