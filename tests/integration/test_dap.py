"""An editor debugs through the adapter: breakpoints, steps, values, failures, over stdio and a port."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """\
class Basket:
    def __init__(self):
        self.items = [1, {"price": 2}]


def total(basket):
    amount = 0
    for item in basket.items:
        amount = amount + 1
    return amount


basket = Basket()
print(total(basket))
print(basket.items[1]["colour"])
"""
LIMIT = 60.0


class Editor:
    """What an editor is to the adapter: requests with answers, and events in their order."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.sequence = 0
        self.events: list[dict[str, Any]] = []
        self.replies: dict[int, dict[str, Any]] = {}

    async def ask(self, command: str, **arguments: Any) -> Any:
        """The body of a request's answer. Raises AssertionError when it fails."""
        reply = await self.reply(command, **arguments)
        assert reply["success"], reply
        return reply.get("body", {})

    async def reply(self, command: str, **arguments: Any) -> dict[str, Any]:
        self.sequence += 1
        number = self.sequence
        request = {"seq": number, "type": "request", "command": command, "arguments": arguments}
        data = json.dumps(request).encode()
        self.writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        while number not in self.replies:
            await self._read()
        return self.replies.pop(number)

    async def event(self, name: str) -> dict[str, Any]:
        """The next event of a kind; earlier ones of other kinds stay."""
        while True:
            for event in self.events:
                if event["event"] == name:
                    self.events.remove(event)
                    return event["body"]  # type: ignore[no-any-return]  # JSON
            await self._read()

    async def _read(self) -> None:
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), LIMIT)
        message = json.loads(await self.reader.readexactly(int(head.split(b":")[1])))
        if message["type"] == "event":
            self.events.append(message)
        else:
            self.replies[message["request_seq"]] = message


@asynccontextmanager
async def editor(folder: Path) -> AsyncIterator[Editor]:
    """An editor that has started the adapter on stdio."""
    (folder / "shop.py").write_text(PROGRAM)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "debugassist.py"),
        "dap",
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield Editor(child.stdout, child.stdin)
        child.stdin.close()
        assert await asyncio.wait_for(child.wait(), LIMIT) == 0
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()


async def launched(one: Editor, folder: Path, lines: list[dict[str, Any]], **options: Any) -> Any:
    """Initialise, launch, set breakpoints, go; returns the answer to `setBreakpoints`."""
    await one.ask("initialize", adapterID="debugassist")
    await one.ask("launch", program="shop.py", cwd=str(folder), **options)
    await one.event("initialized")
    answer = await one.ask("setBreakpoints", source={"path": str(folder / "shop.py")}, breakpoints=lines)
    await one.ask("configurationDone")
    return answer["breakpoints"]


async def test_a_breakpoint_a_step_and_the_values(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        [point] = await launched(one, tmp_path, [{"line": 9, "condition": "amount == 1"}])
        assert (point["verified"], point["line"]) == (True, 9)

        stop = await one.event("stopped")
        assert (stop["reason"], stop["hitBreakpointIds"]) == ("breakpoint", [point["id"]])
        stack = (await one.ask("stackTrace", threadId=1))["stackFrames"]
        assert [(frame["name"], frame["line"]) for frame in stack] == [("total", 9), ("<module>", 14)]
        assert stack[0]["source"]["path"] == str(tmp_path / "shop.py")

        [scope] = (await one.ask("scopes", frameId=stack[0]["id"]))["scopes"]
        names = {
            each["name"]: each
            for each in (await one.ask("variables", variablesReference=scope["variablesReference"]))[
                "variables"
            ]
        }
        assert names["amount"]["value"] == "1"
        opened = await one.ask("variables", variablesReference=names["basket"]["variablesReference"])
        [items] = opened["variables"]
        [_, second] = (await one.ask("variables", variablesReference=items["variablesReference"]))[
            "variables"
        ]
        [price] = (await one.ask("variables", variablesReference=second["variablesReference"]))["variables"]
        assert (price["evaluateName"], price["value"]) == ("basket.items[1]['price']", "2")

        await one.ask("next", threadId=1)
        assert (await one.event("stopped"))["reason"] == "step"


async def test_looking_runs_nothing_unless_a_person_says_so(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        await launched(one, tmp_path, [{"line": 10}])
        await one.event("stopped")
        frame = (await one.ask("stackTrace", threadId=1))["stackFrames"][0]["id"]

        hover = await one.ask("evaluate", expression="amount + 1", frameId=frame, context="hover")
        refused = await one.reply("evaluate", expression="open('x', 'w')", frameId=frame, context="hover")
        refused_too = await one.reply("evaluate", expression="!amount", frameId=frame, context="watch")
        done = await one.ask("evaluate", expression="!amount = 40", frameId=frame, context="repl")
        after = await one.ask("evaluate", expression="amount", frameId=frame, context="watch")

        assert hover["result"] == "3"
        assert not refused["success"]
        assert not refused_too["success"]
        assert done["result"] == ""
        assert after["result"] == "40"
        assert not (tmp_path / "x").exists()


async def test_a_failure_stops_with_its_cause_in_the_console(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        await launched(one, tmp_path, [])

        stop = await one.event("stopped")
        assert (stop["reason"], stop["text"]) == ("exception", "KeyError: 'colour'")
        about = await one.ask("exceptionInfo", threadId=1)
        assert (about["exceptionId"], about["breakMode"]) == ("KeyError", "unhandled")
        told = ""
        while "debugassist: " not in told:
            told = (await one.event("output"))["output"]
        assert "colour" in told

        await one.ask("continue", threadId=1)
        assert (await one.event("exited"))["exitCode"] == 1
        await one.event("terminated")


async def test_breakpoints_can_be_set_while_it_runs(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        await launched(one, tmp_path, [])
        await one.event("stopped")
    (tmp_path / "loop.py").write_text(
        "import time\nn = 0\nwhile True:\n    n = n + 1\n    time.sleep(0.01)\n"
    )
    async with editor(tmp_path) as one:
        await one.ask("initialize")
        await one.ask("launch", program="loop.py", cwd=str(tmp_path))
        await one.event("initialized")
        await one.ask("configurationDone")
        await asyncio.sleep(0.3)

        answer = await one.ask(
            "setBreakpoints", source={"path": str(tmp_path / "loop.py")}, breakpoints=[{"line": 4}]
        )

        assert answer["breakpoints"][0]["verified"]
        assert (await one.event("stopped"))["reason"] == "breakpoint"
        await one.ask("setBreakpoints", source={"path": str(tmp_path / "loop.py")}, breakpoints=[])
        await one.ask("continue", threadId=1)
        await one.ask("pause", threadId=1)
        assert (await one.event("stopped"))["reason"] == "pause"


async def test_what_cannot_be_done_is_answered(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        await one.ask("initialize")
        early = await one.reply("stackTrace", threadId=1)
        unknown = await one.reply("gotoTargets")
        nothing = await one.reply("launch", cwd=str(tmp_path))
        wrong = await one.reply("setBreakpoints")

        assert [one_["success"] for one_ in (early, unknown, nothing, wrong)] == [False] * 4
        assert "no program" in early["message"]
        assert "`program`" in nothing["message"]


async def test_a_stop_is_named_in_the_protocols_words(tmp_path: Path) -> None:
    """Editors show the reason, and some act on it: `entry` and `function breakpoint` are words of their own."""
    async with editor(tmp_path) as one:
        await one.ask("initialize")
        await one.ask("launch", program="shop.py", cwd=str(tmp_path), stopOnEntry=True)
        await one.ask("setFunctionBreakpoints", breakpoints=[{"name": "total"}])
        await one.ask("configurationDone")
        assert (await one.event("stopped"))["reason"] == "entry"

        await one.ask("continue", threadId=1)
        assert (await one.event("stopped"))["reason"] == "function breakpoint"
        await one.ask("next", threadId=1)
        assert (await one.event("stopped"))["reason"] == "step"


async def test_a_failure_is_gone_past_where_the_editor_wants_no_stop(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        await one.ask("initialize")
        await one.ask("launch", program="shop.py", cwd=str(tmp_path))
        await one.ask("setExceptionBreakpoints", filters=[])
        await one.ask("configurationDone")

        assert (await one.event("exited"))["exitCode"] == 1
        assert not [event for event in one.events if event["event"] == "stopped"]


async def test_a_program_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        await one.ask("initialize")
        refused = await one.reply("launch", program="shops.py", cwd=str(tmp_path))

        assert not refused["success"]
        assert "there is no program shops.py" in refused["message"]


async def test_leaving_ends_the_program(tmp_path: Path) -> None:
    (tmp_path / "loop.py").write_text(
        "import os, time\nopen('pid', 'w').write(str(os.getpid()))\nwhile True:\n    time.sleep(0.01)\n"
    )
    async with editor(tmp_path) as one:
        await one.ask("initialize")
        await one.ask("launch", program="loop.py", cwd=str(tmp_path))
        await one.ask("configurationDone")
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            await asyncio.sleep(0.05)

    assert not Path("/proc", (tmp_path / "pid").read_text()).exists()


@pytest.mark.parametrize(
    "junk", [b"GET / HTTP/1.1\r\n\r\n", b"Content-Length: 99999999999\r\n\r\n", b"\xff" * 200_000]
)
async def test_junk_on_the_port_ends_that_client_alone(tmp_path: Path, junk: bytes) -> None:
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "debugassist.py"),
        "dap",
        "--port",
        "0",
        cwd=tmp_path,
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    try:
        said = (await asyncio.wait_for(server.stderr.readline(), LIMIT)).decode()
        port = int(said.split(";")[0].rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(junk)
        with suppress(OSError):  # it may have been hung up on already: "not connected" is no ConnectionError
            writer.write_eof()
            await asyncio.wait_for(reader.read(), LIMIT)
        writer.close()

        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert (await Editor(reader, writer).ask("initialize"))["supportsConditionalBreakpoints"]
        writer.close()
    finally:
        server.terminate()
        await server.wait()
