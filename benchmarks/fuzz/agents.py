"""What does an agent's client ask of the MCP server? Inputs and checks for the fuzzer; nothing is run."""

from typing import Any

from hypothesis import strategies as st

from benchmarks.fuzz import inputs

_TEXT = 'Traceback (most recent call last):\n  File "a.py", line 3, in f\nKeyError: 1\n'
_CALLS = (
    {"tool": "diagnose", "arguments": {"text": _TEXT, "code": ""}},
    {"tool": "diagnose", "arguments": {"code": "def f(:\n    pass\n"}},
    {"tool": "route", "arguments": {"text": _TEXT}},
    {"tool": "parse_traceback", "arguments": {"text": _TEXT}},
    {"tool": "repair_syntax", "arguments": {"code": "def f(:\n    pass\n", "language": "python"}},
    {"tool": "search_knowledge", "arguments": {"text": "KeyError", "limit": 3}},
    {"tool": "run_and_inspect", "arguments": {"command": ["python", "a.py"], "seconds": 1.0}},
    {"tool": "evaluate_in_frame", "arguments": {"command": ["python"], "expressions": ["x"], "frame": -1}},
    {"tool": "localise_fault", "arguments": {"command": ["pytest"]}},
    {"tool": "verify_fix", "arguments": {"command": ["pytest"], "files": {"a.py": "x = 1\n"}}},
)


def calls() -> st.SearchStrategy[list[Any]]:
    """A few calls of tools, some of them damaged."""
    return st.lists(inputs.documents(_CALLS), min_size=1, max_size=3)


def called(asked: list[Any]) -> None:
    """Each call is answered, or refused with a reason; a crash of ours would be answered without one."""
    import asyncio

    asyncio.run(_called(asked))


async def _called(asked: list[Any]) -> None:
    from pathlib import Path

    from mcp import Client, MCPError

    from tui.mcp.server import build
    from tui.mcp.work import Work

    async with Client(build(Work(workspace=Path("/nowhere")), "0")) as client:
        for one in asked:
            tool = one.get("tool") if isinstance(one, dict) else None
            arguments = one.get("arguments") if isinstance(one, dict) else None
            if not isinstance(tool, str) or not isinstance(arguments, dict):
                continue  # no message of the protocol: the SDK itself refuses those
            try:
                answer = await client.call_tool(tool, arguments)
            except (MCPError, ValueError):  # what JSON cannot hold is refused by the client already
                continue
            said = "".join(getattr(part, "text", "") for part in answer.content)
            assert not answer.is_error or said.strip() != f"Error executing tool {tool}"
