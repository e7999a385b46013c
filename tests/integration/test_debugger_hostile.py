"""Programs that are hard to look into end in a report or a clean message, in time, and leave nothing behind."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from analyzers.facts import Snapshot, Variable
from tests.integration.test_debugger import ALL
from tools.debugger.session import Session, Why, start
from tools.interpreter import launch
from tools.process import Limits

HOSTILE = Path(__file__).parents[2] / "fixtures" / "crashes" / "hostile"


@asynccontextmanager
async def running(
    name: str,
    *,
    python: str = "python",
    seconds: float = 20.0,
    env: dict[str, str] | None = None,
    memory: int | None = None,
) -> AsyncIterator[Session]:
    command = launch((python, name), HOSTILE)
    limits = Limits(seconds=seconds, memory=memory)
    environment = {**os.environ, **env} if env else None
    async with start(command, cwd=HOSTILE, capture=True, limits=limits, env=environment) as session:
        yield session


def crash(session: Session) -> tuple[str, int | None, str]:
    """Type, line and function of what the session stopped at."""
    traceback = session.outcome.traceback
    assert traceback is not None, session.outcome
    assert traceback.crash is not None
    return traceback.final.type, traceback.crash.line, traceback.crash.function


def variable(snapshot: Snapshot | None, name: str, frame: int = -1) -> Variable:
    assert snapshot is not None
    return next(each for each in snapshot.frames[frame].variables if each.name == name)


def everything(snapshot: Snapshot | None) -> str:
    return repr(snapshot)


async def test_no_hook_of_the_programs_objects_is_called() -> None:
    async with running("reprs.py") as session:
        before = time.monotonic()
        snapshot = await session.snapshot()
        answer = await session.evaluate("thing.inner")
        refused = [
            await session.evaluate(text) for text in ("thing.total", "thing == 1", "not thing", "len(thing)")
        ]
        seconds = time.monotonic() - before
        done = await session.finish()

        assert crash(session) == ("TypeError", 34, "work")
        assert isinstance(answer, Variable)
        assert answer.repr == "7"
        assert not any(isinstance(each, Variable) for each in refused)
        assert variable(snapshot, "strange").type == "Strange"
        assert seconds < 1
        assert "TRAPPED" not in done.stdout


async def test_large_values_are_described_within_a_second() -> None:
    async with running("large.py") as session:
        before = time.monotonic()
        snapshot = await session.snapshot()

        assert time.monotonic() - before < 1
        assert crash(session) == ("IndexError", 6, "work")
        assert variable(snapshot, "text").size == 50_000_000
        assert variable(snapshot, "numbers").size == 5_000_000
        assert "large" in variable(snapshot, "mapping").flags


async def test_secrets_are_never_shown() -> None:
    env = {"SHOP_TOKEN": "tk-7730-very-private"}
    async with running("secrets.py", env=env) as session:
        snapshot = await session.snapshot()
        answers = [
            await session.evaluate(text)
            for text in (
                "config",
                "client.password",
                "client.url",
                "header",
                "api_key",
                "copied",
                "aws",
                "jwt[:60]",
            )
        ]
        shown = everything(snapshot) + repr(answers) + repr(session.outcome.traceback)

        assert crash(session) == ("ConnectionError", 20, "connect")
        assert variable(snapshot, "config").size == 2
        for secret in (
            "correct-horse", "0123456789abcdef", "abcdefghijklmnop", "AKIAABCD", "eyJhbGci", "very-private",
        ):  # fmt: skip
            assert secret not in shown


async def test_an_endless_loop_shows_where_it_is_and_what_it_holds() -> None:
    async with running("endless.py", seconds=0.6) as session:
        snapshot = await session.snapshot()

        assert session.outcome.why is Why.TIME
        assert crash(session)[2] == "spin"
        assert variable(snapshot, "limit").repr == "7"


async def test_c_code_that_does_not_return_shows_where_it_is() -> None:
    async with running("endless_c.py", seconds=0.6) as session:
        assert session.outcome.why is Why.TIME
        assert crash(session)[1:] == (5, "power")


async def test_waiting_for_ever_shows_where_it_is() -> None:
    async with running("asleep.py", seconds=0.6) as session:
        assert session.outcome.why is Why.TIME
        assert crash(session)[1:] == (7, "wait")


async def test_a_crash_of_c_code_shows_the_stack() -> None:
    async with running("segfault.py") as session:
        outcome = session.outcome

        assert (outcome.why, outcome.signal) == (Why.SIGNAL, "SIGSEGV")
        assert outcome.traceback is not None
        assert [frame.function for frame in outcome.traceback.final.frames[:2]] == ["<module>", "read"]


async def test_endless_recursion_shows_both_ends_of_the_stack() -> None:
    async with running("deep.py") as session:
        snapshot = await session.snapshot()

        assert crash(session) == ("RecursionError", 5, "down")
        assert snapshot is not None
        assert snapshot.frames[0].function == "<module>"
        assert len(snapshot.frames) == 100
        assert int(variable(snapshot, "depth").repr) > 900


async def test_out_of_memory_is_reported() -> None:
    async with running("memory.py", memory=600_000_000) as session:
        assert crash(session) == ("MemoryError", 7, "grow")


async def test_closing_every_descriptor_neither_stops_the_report_nor_spoils_a_file() -> None:
    async with running("closes.py") as session:
        answer = await session.evaluate("len(files)")
        done = await session.finish()

        assert crash(session)[0] == "KeyError"
        assert isinstance(answer, Variable)
        assert answer.repr == "12"
        assert "SPOILED" not in done.stdout


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("modules.py", ("AttributeError", 9, "<module>")),
        ("chdir.py", ("FileNotFoundError", 6, "<module>")),
        ("fork.py", ("IndexError", 11, "<module>")),
        ("flood.py", ("KeyError", 7, "<module>")),
        ("exithook.py", ("ZeroDivisionError", 7, "<module>")),
        ("hooks.py", ("KeyError", 23, "crash")),
    ],
)
async def test_what_a_program_does_to_its_surroundings_does_not_hide_its_crash(
    name: str, expected: tuple[str, int, str]
) -> None:
    async with running(name) as session:
        assert crash(session) == expected
        assert session.outcome.why is Why.EXCEPTION


@pytest.mark.parametrize("python", ALL)
async def test_a_program_that_empties_what_is_loaded_can_be_asked_in_every_python(python: str) -> None:
    async with running("modules.py", python=python) as session:
        answer = await session.evaluate("value")
        await session.finish()

        assert isinstance(answer, Variable)
        assert not session.outcome.notes


async def test_the_programs_own_hooks_still_work() -> None:
    async with running("hooks.py") as session:
        done = await session.finish()

        assert done.stdout == "OWN HOOK KeyError True\n"


async def test_the_folder_of_the_program_is_its_own() -> None:
    async with running("chdir.py") as session:
        assert session.outcome.cwd == "/"


async def test_an_error_that_the_program_swallows_and_leaves_for_is_looked_into() -> None:
    async with running("swallowed.py") as session:
        answer = await session.evaluate("path")
        done = await session.finish()

        assert session.outcome.why is Why.EXIT
        assert crash(session) == ("ValueError", 7, "load")
        assert isinstance(answer, Variable)
        assert answer.repr == "'twelve'"
        assert done.code == 4


async def test_a_kill_from_outside_is_said() -> None:
    async with running("killed.py") as session:
        assert (session.outcome.why, session.outcome.signal) == (Why.SIGNAL, "SIGKILL")
        assert "killed from outside" in session.outcome.notes[0]


async def test_a_message_that_takes_for_ever_is_given_up() -> None:
    async with running("strmessage.py", seconds=10) as session:
        assert crash(session)[0] == "Slow"
        assert session.outcome.seconds < 3


async def test_what_a_program_leaves_behind_is_ended() -> None:
    async with running("daemon.py") as session:
        pid = int(session.outcome.stdout)
    end = time.monotonic() + 3
    while time.monotonic() < end and Path(f"/proc/{pid}").exists():
        await asyncio.sleep(0.02)

    assert not Path(f"/proc/{pid}").exists()
