"""Does what a child finds reach the process that forked it, however the child ends?"""

import importlib
import os
import signal
from pathlib import Path
from typing import Any

import pytest

import tools.testing
from tools.testing.outcomes import Variant
from tools.testing.server import Server


@pytest.fixture
def make_board(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The class, from the folder that the user's interpreter imports it from."""
    monkeypatch.syspath_prepend(str(Path(tools.testing.__file__).parent))
    return importlib.import_module("debugassist_child.board").Board


def test_records_of_a_child_that_is_killed_are_there(make_board: Any) -> None:
    """A candidate may end its child in any way; what those before it came to must not be lost."""
    board = make_board()
    pid = os.fork()
    if pid == 0:
        board.write({"n": 0})
        board.write({"n": 1})
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)

    assert board.text() == b'{"n": 0}\n{"n": 1}\n'


def test_a_cleared_board_says_nothing(make_board: Any) -> None:
    """Each request begins anew, with what the last one left still in the memory."""
    board = make_board()
    board.write({"n": 0})
    board.clear()

    assert len(board) == 0
    assert board.text() == b""


def test_no_more_is_promised_than_there_is_room_for(make_board: Any) -> None:
    """The child ends while its last record still fits; the rest is asked of another one."""
    board = make_board(400)
    count = 1
    while board.write({"n": count, "name": "x" * 60}):
        count += 1

    assert board.text().count(b"\n") == count


async def test_a_record_that_never_fits_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too long leaves no record, yet the short note that follows it may: each is tried by itself then."""
    asked = []

    async def ask(_: Server, lanes: object, request: dict[str, Any]) -> dict[str, Any]:
        asked.append("changes" in request)
        return {"records": [{"stop": True}], "end": "done", "cpu": 0.1}

    monkeypatch.setattr(Server, "_ask", ask)
    empty: Any = None
    server = Server(empty, (), frozenset(), empty, empty, has_warm=False)
    variant = Variant(files={"a.py": ""})
    trials = await server.attempt_many([variant] * 2, failing=["a"], passing=[], cpu=1.0, wall=1.0)

    assert asked == [True, False, False]
    assert not any(trial.passed for trial in trials)
