"""Which tools may a model call, and what do they answer? Each reads within the workspace, or asks the stopped child.

A tool takes fields and returns text. Whatever it is asked, it answers: what is not allowed is said, not raised.
"""

import ast
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analyzers.facts import Variable
from analyzers.runtime.crash import Unknown
from assistant.models.data import block
from assistant.models.provider import JSON, Call, Tool
from tools.observing import tool

if TYPE_CHECKING:
    from tools.debugger.session import Session
    from tools.workspace import Workspace

Answer = Callable[[JSON], Awaitable[str]]
_MOST_LINES = 80
_LONGEST = 4_000  # characters of an answer


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Tools with what answers them."""

    tools: Mapping[str, tuple[Tool, Answer]] = field(default_factory=dict)

    @property
    def offered(self) -> tuple[Tool, ...]:
        """What a model is told that there is."""
        return tuple(tool for tool, _ in self.tools.values())

    async def answer(self, call: Call) -> str:
        """Return what a tool says to a call, as a block of data."""
        if call.name not in self.tools:
            return f"there is no tool `{call.name[:40]}`"
        _, answer = self.tools[call.name]
        with tool(call.name, {"gen_ai.tool.call.id": call.id}):
            return block(f"answer of {call.name}", await answer(call.arguments), _LONGEST)

    def __or__(self, other: "Toolbox") -> "Toolbox":
        return Toolbox({**self.tools, **other.tools})


def toolbox(*entries: tuple[str, str, Mapping[str, str], Answer]) -> Toolbox:
    """Return a toolbox of (name, description, fields with their types, answer); all fields are required."""
    tools: dict[str, tuple[Tool, Answer]] = {}
    for name, description, kinds, answer in entries:
        schema = {
            "type": "object",
            "properties": {one: {"type": kind} for one, kind in kinds.items()},
            "required": list(kinds),
            "additionalProperties": False,
        }
        tools[name] = (Tool(name=name, description=description, parameters=schema), answer)
    return Toolbox(tools)


def reading(workspace: "Workspace") -> Toolbox:
    """Return the tools that read the workspace's sources."""

    async def source(fields: JSON) -> str:
        path, first = str(fields.get("path", "")), _whole(fields.get("line", 1))
        found = workspace.find(path)
        if found is None or _is_private(workspace.relative(found)):
            return f"`{path[:100]}` is no file of the workspace that can be read"
        text = workspace.read(path)
        if text is None:
            return f"`{path[:100]}` is no file of the workspace that can be read"
        lines = text.split("\n")
        start = max(1, min(first - 10, len(lines)))
        rows = [
            f"{number:4} {lines[number - 1]}"
            for number in range(start, min(start + _MOST_LINES, len(lines) + 1))
        ]
        return f"{workspace.relative(found)}\n" + "\n".join(rows)

    async def definition(fields: JSON) -> str:
        name = str(fields.get("name", "")).rpartition(".")[2]
        found = _definitions(workspace, name) if name.isidentifier() else []
        return "\n\n".join(found[:3]) or f"`{name[:60]}` is not defined in the workspace's Python files"

    return toolbox(
        (
            "source",
            "Read a file of the workspace, from ten lines above a line on.",
            {"path": "string", "line": "integer"},
            source,
        ),
        (
            "definition",
            "Find the function or class of a name in the workspace.",
            {"name": "string"},
            definition,
        ),
    )


def debugging(session: "Session", relative: Callable[[str], str]) -> Toolbox:
    """Return the tools that ask the stopped program. `relative` names a file as the workspace does."""
    stopped = session.outcome.traceback
    frames = stopped.final.frames if stopped is not None else ()
    here = [len(frames) - 1]  # the current frame

    def told(index: int) -> str:
        frame = frames[index]
        mark = "->" if index == here[0] else "  "
        return f"{mark} {index} {relative(frame.file)}:{frame.line} in {frame.function}: {frame.code}"

    async def where(_: JSON) -> str:
        return "\n".join(told(index) for index in range(max(0, len(frames) - 30), len(frames)))

    async def move(step: int) -> str:
        index = here[0] + step
        if not 0 <= index < len(frames):
            return "there is no frame further that way"
        here[0] = index
        return told(index)

    async def up(_: JSON) -> str:
        return await move(-1)

    async def down(_: JSON) -> str:
        return await move(1)

    async def evaluate(fields: JSON) -> str:
        expression = str(fields.get("expression", ""))
        found = await session.evaluate(expression, here[0] - len(frames), -1)
        match found:
            case Unknown(reason):
                return f"not evaluated: {reason}"
            case Variable():
                return _shown(expression, found)

    return toolbox(
        ("where", "List the calls of the stopped program, deepest last; the arrow is the current frame.", {}, where),
        ("up", "Go to the caller of the current frame.", {}, up),
        ("down", "Go back towards the place that failed.", {}, down),
        ("eval", "Evaluate an expression in the current frame. Only what runs no code of the program.", {"expression": "string"}, evaluate),
    )  # fmt: skip


def _is_private(path: str) -> bool:
    """Whether a file of the workspace is one that keys and passwords are kept in, whoever asks for it."""
    parts = path.lower().split("/")
    name = parts[-1]
    return any(part.startswith(".") for part in parts) or name.endswith(_KEYS) or name.startswith(_KEPT)


_KEYS = (
    ".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".ovpn", ".gpg", ".env", ".tfvars", ".tfstate",
)  # fmt: skip
_KEPT = (
    "id_rsa", "id_dsa", "id_ed25519", "id_ecdsa", "credentials", "secrets.", "passwords", "htpasswd", "kubeconfig",
    "service-account", "service_account", "serviceaccount", "client_secret", "wp-config",
)  # fmt: skip


def _shown(expression: str, variable: Variable) -> str:
    size = f", len {variable.size}" if variable.size is not None else ""
    rows = [f"{expression} = {variable.repr} ({variable.type}{size})"]
    rows += [f"  {part.name} = {part.repr[:200]} ({part.type})" for part in variable.parts[:20]]
    return "\n".join(rows)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 1


def _definitions(workspace: "Workspace", name: str) -> list[str]:
    found: list[str] = []
    for path in _sources(workspace):
        text = workspace.read(path)
        if text is None or name not in text:
            continue
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        lines = text.split("\n")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name:
                last = min(node.end_lineno or node.lineno, node.lineno + _MOST_LINES)
                rows = [f"{number:4} {lines[number - 1]}" for number in range(node.lineno, last + 1)]
                found.append(f"{path}\n" + "\n".join(rows))
    return found


def _sources(workspace: "Workspace") -> list[str]:
    import os

    found: list[str] = []
    for folder, folders, names in os.walk(workspace.root):
        folders[:] = sorted(one for one in folders if not one.startswith((".", "__")) and one not in _SKIPPED)
        found += [
            os.path.relpath(os.path.join(folder, one), workspace.root)  # noqa: PTH118  # thousands of them
            for one in sorted(names)
            if one.endswith(".py") and not _is_private(one)
        ]
        if len(found) > _MOST_FILES:
            break
    return found


_SKIPPED = frozenset(["venv", "node_modules", "site-packages", "build", "dist"])
_MOST_FILES = 2_000
