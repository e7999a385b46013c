"""What does a model find with a debugger in its hands, where the explainers have no fix that works?

The program is run again on a copy without a network, and stopped where it fails. The model looks round with a few
tools, none of which runs code of the program, and proposes a change, which is verified as every other fix is.
"""

import ast
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from analyzers.facts import Diagnosis, Fix, Status
from analyzers.logic.subject import is_test_file
from analyzers.runtime.crash import Crash
from analyzers.runtime.source import Source
from assistant.advice.conversation import Emit, Matter, converse
from assistant.advice.outside import outside
from assistant.advice.sheet import sheet, sources, stack
from assistant.advice.tools import Toolbox, debugging, reading, toolbox
from assistant.diagnose import Task
from assistant.models.desk import Desk, Role, Rung
from assistant.models.provider import JSON
from assistant.paths.runtime import codes, crash_of

if TYPE_CHECKING:
    from tools.debugger.session import Session
    from tools.interpreter import Launch
    from tools.sandbox import Sandbox

_INSTRUCTIONS = (
    "A Python program crashed and is stopped in a debugger. Find the line that made the bad value - often not the line "
    "that crashed - and propose the smallest change that mends the cause. Do not catch the exception to hide it, and do "
    "not end the program. Look at values with the tools before you propose."
)


async def mended(task: Task, diagnosis: Diagnosis, desk: Desk, emit: Emit) -> Diagnosis:
    """Return the diagnosis with what a model proposed and how that was judged; unchanged where nothing came of it."""
    from tools.debugger.session import start
    from tools.interpreter import launch
    from tools.sandbox import sandbox

    subject = diagnosis.traceback
    if subject is None or not desk.rungs(Role.REASONER):
        return diagnosis
    program = launch(
        task.problem.command,
        task.workspace.root,
        interpreter=task.settings.interpreter,
        folder=task.problem.folder,
    )
    crash = crash_of(task, subject, live=True)
    crash = replace(crash, sources=dict(crash.sources) | _further(task, diagnosis, crash))
    async with AsyncExitStack() as stack_of:
        box = stack_of.enter_context(sandbox(task.workspace.root))
        session = await stack_of.enter_async_context(
            start(
                program,
                cwd=box.path(task.problem.folder or ""),
                seconds=task.settings.time_limit,
                capture=True,
                stdin=b"",
                env=box.environment(),
                prefix=box.prefix,
            )
        )
        tools = reading(task.workspace)
        if session.live:
            tools = tools | debugging(session, _relative(box, task)) | _origin(task, program, crash, session)
        tools = tools | await stack_of.enter_async_context(outside(task, desk))
        matter = Matter(
            instructions=_INSTRUCTIONS,
            opening="\n".join((sheet(diagnosis), stack(diagnosis), sources(diagnosis))),
            texts={
                path: source.text
                for path, source in crash.sources.items()
                if not source.partial and not is_test_file(path)
            },
            toolbox=tools,
            check=lambda fix: _verified(task, program, crash, fix),
            code=diagnosis.diagnostics[0].code if diagnosis.diagnostics else "",
        )

        async def attempt(rung: Rung) -> tuple[Fix, ...] | None:
            return await converse(desk, rung, matter, desk.configuration.steps, emit)

        fixes = await desk.climb(Role.REASONER, attempt)
    if not fixes:
        return diagnosis
    found = tuple(fix for fix in fixes if fix.status is Status.VERIFIED)
    rest = tuple(fix for fix in fixes if fix.status is not Status.VERIFIED)
    texts = {code.path: code for code in (*codes(crash), *diagnosis.code)}
    return replace(diagnosis, fixes=(*found, *diagnosis.fixes, *rest), code=tuple(texts.values()))


async def _verified(task: Task, program: "Launch", crash: Crash, fix: Fix) -> Fix:
    from assistant.paths.verify import verified

    async for checked in verified(task, program, crash, (fix,), task.settings.time_limit / 10):
        return checked
    return fix


def _further(task: Task, diagnosis: Diagnosis, crash: Crash) -> dict[str, Source]:
    """The files of the workspace that the diagnosis names beyond the stack: a fault is often in none of its frames."""
    found: dict[str, Source] = {}
    for path in (*(code.path for code in diagnosis.code), *(one.path for one in diagnosis.suspects)):
        if path in crash.sources and not crash.sources[path].partial:
            continue
        text = task.workspace.read(path) if path else None
        if text is not None:
            found[path] = Source(path, text)
    return found


def _relative(box: "Sandbox", task: Task) -> Callable[[str], str]:
    def relative(file: str) -> str:
        path = Path(file)
        for root in (box.root, task.workspace.root):
            if path.is_relative_to(root):
                return str(path.relative_to(root))
        return path.name  # a library's: which one is told by its function

    return relative


def _origin(task: Task, program: "Launch", crash: Crash, session: "Session") -> Toolbox:
    """The tool that follows a value back, by a recorded run on a copy of its own."""

    async def origin(fields: JSON) -> str:
        from analyzers.errors import ToolError
        from tools.debugger.origins import Query, origins
        from tools.sandbox import sandbox

        stopped = session.outcome.traceback
        asked = _node(crash, str(fields.get("expression", "")))
        if stopped is None or asked is None:
            return "that expression does not stand on a line of the stack: copy one from there"
        node, frame = asked
        try:
            with sandbox(task.workspace.root) as box:
                told = await origins(
                    program,
                    [Query(node=node, frame=frame - len(stopped.final.frames), bad="value")],
                    crash.sources,
                    stopped,
                    root=box.root,
                    seconds=1.0,
                    cwd=box.path(task.problem.folder or ""),
                    env=box.environment(),
                    prefix=box.prefix,
                )
        except ToolError as error:
            return error.message
        rows = [f"{one.path}:{one.line}: {one.what}" for one in told.found[:8]]
        return "\n".join(rows) or told.note or "it cannot be followed any further back than this line"

    return toolbox(
        (
            "origin",
            "Follow the value of an expression on a line of the stack back to the lines that made it.",
            {"expression": "string"},
            origin,
        )
    )


def _node(crash: Crash, expression: str) -> tuple[ast.expr, int] | None:
    """The expression as it stands on a line of the stack, deepest first, and the frame's index."""
    try:
        wanted = ast.dump(ast.parse(expression.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for site in reversed(crash.sites):
        if site.raised != -1 or site.statement is None:
            continue
        for node in ast.walk(site.statement):
            if isinstance(node, ast.expr) and ast.dump(node) == wanted:
                return node, site.frame
    return None
