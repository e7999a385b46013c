"""Agents use every tool through the SDK's own client, over stdio and HTTP, and may not do more than allowed."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import TextResourceContents

from tests.integration.model_servers import message, server
from tui.mcp.server import build
from tui.mcp.work import Work

ROOT = Path(__file__).resolve().parents[2]
REPORT = "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\nKeyError: 'colour'\n"
PROGRAM = "prices = {'apple': 3}\n\n\ndef price(name):\n    return prices[name]\n\n\nprint(price('pear'))\n"
TEST = "from cart import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n\n\ndef test_one():\n    assert total([4]) == 4\n"
CART = "def total(prices):\n    amount = 0\n    for price in prices:\n        amount = price\n    return amount\n"
LIMIT = 120.0


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "shop.py").write_text(PROGRAM)
    (folder / "cart.py").write_text(CART)
    (folder / "test_cart.py").write_text(TEST)
    return folder


@asynccontextmanager
async def stdio(folder: Path, *words: str, **more: str) -> AsyncIterator[Client]:
    parameters = StdioServerParameters(
        command=sys.executable,
        args=[str(ROOT / "debugassist.py"), "mcp", "--workspace", str(folder), *words],
        env={"HOME": os.environ["HOME"], **more},
        cwd=folder,
    )
    async with Client(parameters, read_timeout_seconds=LIMIT) as client:
        yield client


async def told(client: Client, tool: str, **arguments: Any) -> Any:
    """The structured content of a tool's answer."""
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    return answer.structured_content


async def refusal(client: Client, tool: str, **arguments: Any) -> str:
    answer = await client.call_tool(tool, arguments)
    assert answer.is_error
    return str(answer.content)


async def test_every_tool_has_a_schema_of_what_it_gives(project: Path) -> None:
    async with stdio(project) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}

        assert set(tools) == {
            "diagnose",
            "route",
            "parse_traceback",
            "repair_syntax",
            "run_and_inspect",
            "evaluate_in_frame",
            "localise_fault",
            "verify_fix",
            "search_knowledge",
        }
        assert all(tool.output_schema and tool.description for tool in tools.values())


async def test_what_is_handed_over_is_answered_without_running_anything(project: Path) -> None:
    async with stdio(project) as client:
        assert (await told(client, "route", text=REPORT))["route"] == "runtime"
        [traceback] = (await told(client, "parse_traceback", text=REPORT))["result"]
        assert traceback["chain"][-1]["type"] == "KeyError"
        assert (await told(client, "repair_syntax", code="def f(:\n    pass\n"))[
            "code"
        ] == "def f():\n    pass\n"
        assert "colour" in (await told(client, "diagnose", text=REPORT))["cause"]
        read = await client.read_resource("diagnoses://1")
        assert "colour" in str(read.contents[0])


@pytest.mark.parametrize("number", ["2", "0", "-1", "²", "1" * 5_000])
async def test_a_diagnosis_that_is_not_there_is_the_clients_mistake(project: Path, number: str) -> None:
    """As a crash of ours it would be logged with a page of the SDK's traceback, into the client's own log."""
    work = Work(workspace=project)
    async with Client(build(work, "0")) as client:
        await told(client, "diagnose", text=REPORT)
        with pytest.raises(MCPError) as refused:
            await client.read_resource(f"diagnoses://{number}")

    assert "there is no diagnosis" in refused.value.error.message


async def test_what_is_forgotten_keeps_its_number(project: Path) -> None:
    work = Work(workspace=project)
    async with Client(build(work, "0")) as client:
        await told(client, "diagnose", text=REPORT)
        work.diagnoses = dict.fromkeys(range(51, 101), work.diagnoses[1])
        await told(client, "diagnose", text="panic: boom")
        [read] = (await client.read_resource("diagnoses://all")).contents

    assert isinstance(read, TextResourceContents)
    assert [one["number"] for one in json.loads(read.text)] == list(range(52, 102))


async def test_nothing_is_run_without_leave(project: Path) -> None:
    (project / "mark.py").write_text("open('ran', 'w')\n")
    async with stdio(project) as client:
        for tool in ("run_and_inspect", "localise_fault"):
            assert "--allow-run" in await refusal(client, tool, command=["python", "mark.py"])
        assert "--allow-run" in await refusal(
            client, "evaluate_in_frame", command=["python", "mark.py"], expressions=["1"]
        )
        assert "--allow-run" in await refusal(client, "verify_fix", command=["python", "mark.py"], files={})

    assert not (project / "ran").exists()


async def test_with_leave_a_program_is_run_inspected_and_a_fix_checked(project: Path) -> None:
    steps: list[str] = []

    async def progress(progress: float, total: float | None, message: str | None) -> None:
        steps.append(message or "")

    async with stdio(project, "--allow-run") as client:
        answer = await client.call_tool(
            "run_and_inspect", {"command": ["python", "shop.py"]}, progress_callback=progress
        )
        assert answer.structured_content is not None
        assert answer.structured_content["snapshot"]["frames"][-1]["line"] == 5
        assert "running the program" in steps

        values = await told(
            client,
            "evaluate_in_frame",
            command=["python", "shop.py"],
            expressions=["name", "len(prices)", "__import__('os').system('true')"],
        )
        assert [one["value"] and one["value"]["repr"] for one in values["result"]] == ["'pear'", "1", None]

        tests = [sys.executable, "-m", "pytest", "-q"]
        right = await told(
            client, "verify_fix", command=tests, files={"cart.py": CART.replace("= price", "+= price")}
        )
        wrong = await told(client, "verify_fix", command=tests, files={"cart.py": CART + "\n"})
        outside = await refusal(client, "verify_fix", command=tests, files={"../x.py": "1"})
        assert (right["status"], wrong["status"]) == ("verified", "refuted")
        assert "outside the workspace" in outside
        assert (project / "cart.py").read_text() == CART


@pytest.mark.parametrize(("use", "offline"), [("none", ""), ("cloud", "1"), ("cloud", "")])
async def test_models_are_asked_as_far_as_the_users_file_says(
    use: str, offline: str, project: Path, tmp_path: Path
) -> None:
    """As on the command line: an agent gets what the user would, and where nothing may leave nothing does."""
    said = "`prices` has no key `'pear'` on line 5."
    with server(lambda *_: message(said)) as (url, asked):
        file = tmp_path / "config.toml"
        ladder = '["anthropic:claude-haiku-5-5"]'
        file.write_text(
            f'[models]\nuse = "{use}"\nanthropic = "{url}"\nwriter = {ladder}\nreasoner = {ladder}\nsteps = 1\n'
        )
        more = {"DEBUGASSIST_CONFIG": str(file), "DEBUGASSIST_OFFLINE": offline}
        key = {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "k"}
        async with stdio(project, "--allow-run", **more, **key) as client:
            found = await told(client, "run_and_inspect", command=["python", "shop.py"])
    if use == "cloud" and not offline:
        assert asked
        assert found["explanation"] == {"text": said, "proposer": "claude-haiku-5-5"}
    else:
        assert not asked
        assert found["explanation"] is None


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("run_and_inspect", {"command": ["python", "-c", "\0"]}, "NUL"),
        ("run_and_inspect", {"command": []}, "no command"),
        ("verify_fix", {"command": ["python", "shop.py"], "files": {"a\0b": ""}}, "cannot be written"),
        ("verify_fix", {"command": ["python", "shop.py"], "files": {".": ""}}, "cannot be written"),
        ("verify_fix", {"command": ["python", "shop.py"], "files": {"a" * 5_000: ""}}, "cannot be written"),
    ],
)
async def test_what_cannot_be_done_is_said_rather_than_logged_as_a_crash(
    project: Path, tool: str, arguments: dict[str, Any], said: str
) -> None:
    async with Client(build(Work(workspace=project, may_run=True), "0")) as client:
        assert said in await refusal(client, tool, **arguments)


async def test_a_fault_is_localised_and_repaired(project: Path) -> None:
    async with stdio(project, "--allow-run") as client:
        found = await told(client, "localise_fault", command=["python", "-m", "pytest", "-q"])

        assert found["suspects"][0]["line"] == 4
        assert found["fixes"][0]["status"] == "verified"


async def test_cancelling_ends_what_was_started(project: Path) -> None:
    (project / "loop.py").write_text(
        "import os, time\nopen('pid', 'w').write(str(os.getpid()))\nwhile True:\n    time.sleep(0.01)\n"
    )
    async with stdio(project, "--allow-run") as client:
        call = asyncio.ensure_future(client.call_tool("run_and_inspect", {"command": ["python", "loop.py"]}))
        while not (project / "pid").exists() or not (project / "pid").read_text():
            await asyncio.sleep(0.05)
        pid = (project / "pid").read_text()
        call.cancel()
        for _ in range(600):
            if not Path("/proc", pid).exists():
                break
            await asyncio.sleep(0.05)

        assert not Path("/proc", pid).exists()
        assert (await told(client, "route", text=REPORT))["route"] == "runtime"  # the server lives on


@asynccontextmanager
async def http(folder: Path) -> AsyncIterator[str]:
    """A server on a loopback port, whose token is `letmein`."""
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "debugassist.py"),
        "mcp",
        "--http",
        "--port",
        "0",
        "--workspace",
        str(folder),
        env=os.environ | {"DEBUGASSIST_MCP_TOKEN": "letmein"},
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    try:
        said = (await asyncio.wait_for(server.stderr.readline(), LIMIT)).decode()
        yield said.split()[2].rstrip(";")
    finally:
        server.send_signal(signal.SIGINT)
        await asyncio.wait_for(server.wait(), LIMIT)


async def test_http_wants_the_token(project: Path) -> None:
    async with http(project) as url, httpx2.AsyncClient() as plain:
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "letmein"}):
            for _ in range(100):  # it listens before it serves
                try:
                    answer = await plain.post(url, json={}, headers=headers)
                    break
                except httpx2.ConnectError:
                    await asyncio.sleep(0.1)
            assert answer.status_code == 401


async def test_eight_clients_at_once_are_all_answered(project: Path) -> None:
    async def one(url: str) -> str:
        async with httpx2.AsyncClient(headers={"Authorization": "Bearer letmein"}, timeout=LIMIT) as carrier:
            transport = streamable_http_client(url, http_client=carrier)
            async with Client(transport, read_timeout_seconds=LIMIT) as client:
                answers = [await told(client, "diagnose", text=REPORT) for _ in range(3)]
                return str(answers[-1]["decision"]["route"])

    async with http(project) as url:
        assert await asyncio.gather(*(one(url) for _ in range(8))) == ["runtime"] * 8
