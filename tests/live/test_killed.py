"""What if the server dies in the middle of an answer? One clear line, no hang, and the answer that was there stands."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import aclosing
from pathlib import Path

import pytest

from assistant.models.asking import Asker
from assistant.models.errors import ModelError
from assistant.models.ollama_chat import OllamaProvider
from assistant.models.provider import Message, Request, Speaker
from tests.live.ollama_server import MODEL, NotHere, ollama_server

_ROOT = Path(__file__).resolve().parents[2]
LONG = Request(
    system="You answer at length.",
    messages=(Message(speaker=Speaker.USER, text="Count from one to a thousand."),),
    max_tokens=400,
    seconds=300.0,
)


async def test_a_server_killed_in_the_middle_is_one_of_our_errors() -> None:
    if os.environ.get("DEBUGASSIST_TEST_OLLAMA"):
        pytest.skip("the server is somebody else's: it is not ours to kill")
    try:
        with ollama_server() as host:
            provider = OllamaProvider(MODEL, host, threads=1)
            with pytest.raises(ModelError):
                await _killed_in_the_middle(provider, host)
            with pytest.raises(ModelError):
                await asyncio.wait_for(Asker(provider, kept=False).ask(LONG), 30)
    except NotHere as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_goes_with_the_program_that_started_it(number: signal.Signals) -> None:
    """Else each run that was broken off leaves half a gigabyte of model in memory."""
    if os.environ.get("DEBUGASSIST_TEST_OLLAMA"):
        pytest.skip("no server is started here")
    command = [sys.executable, "-m", "tests.live.ollama_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as program:
        assert program.stdout is not None
        host = program.stdout.readline().strip()
        if not host:
            pytest.skip("the server cannot be had")
        program.send_signal(number)
    ends = time.monotonic() + 15
    while (answers := _answers(host)) and time.monotonic() < ends:
        time.sleep(0.1)
    assert not answers


def _answers(host: str) -> bool:
    try:
        urllib.request.urlopen(f"{host}/api/version", timeout=5).close()
    except OSError:
        return False
    return True


async def _killed_in_the_middle(provider: OllamaProvider, host: str) -> None:
    async with aclosing(provider.stream(LONG)) as stream:
        async for _ in stream:
            os.killpg(_group_of(host), signal.SIGKILL)


def _group_of(host: str) -> int:
    """The process group of the server that listens there; it leads one of its own."""
    listening = f"0100007F:{int(host.rpartition(':')[2]):04X}"
    rows = [row.split() for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()]
    sockets = {f"socket:[{row[9]}]" for row in rows if row[1] == listening and row[3] == "0A"}
    for end in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(end.readlink()) in sockets:
                return os.getpgid(int(end.parts[2]))
        except OSError:
            continue
    pytest.skip("the server's process is not to be seen here")
