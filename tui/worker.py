"""What do programs ask that `import debugassist`? One JSON object a line comes in, one goes out.

The worker is a process of its own, so that nothing of ours is imported into the program that asks: our
folders are called `tools` and `tui`, and so may be its own.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

from analyzers.errors import AssistantError, InputError
from analyzers.facts import Diagnosis, Done, Failed, Problem, Route

Reply = dict[str, Any]  # JSON: `result`, or `error` with `message`, `hint` and `kind`


def serve() -> int:
    """Answer requests until stdin ends; whatever prints to stdout meanwhile goes to stderr."""
    import msgspec

    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        try:
            request = msgspec.json.decode(line)
            result = _METHODS[request["method"]](**request["arguments"])
            reply: Reply = {"result": result}
        except AssistantError as error:
            kind = "input" if isinstance(error, InputError) else "failed"
            reply = {"error": {"message": error.message, "hint": error.hint, "kind": kind}}
        except Exception as error:  # noqa: BLE001  # the top of a front end: one question must not end the rest
            reply = {"error": {"message": f"{type(error).__name__}: {error}", "hint": "", "kind": "defect"}}
        replies.write(msgspec.json.encode(reply) + b"\n")
    return 0


def _route(text: str, workspace: str) -> Any:
    from analyzers.traceback import read
    from assistant.router import decide
    from assistant.router.cascade import configured
    from tools.configuration import load
    from tools.intake import from_text

    problem = from_text(text, workspace=workspace)
    return decide(problem, read(problem.text), cascade=configured(load(problem.workspace)))


def _parse(text: str) -> Any:
    from analyzers.text import clean
    from analyzers.traceback import read

    return read(clean(text)).tracebacks


def _repair(code: str, language: str, path: str) -> Any:
    from analyzers.syntax import repair

    found = repair(code, path, language)
    return {
        "code": code if found.well_formed else found.text,
        "diagnostics": found.diagnostics,
        "fixes": found.fixes,
    }


def _diagnose(
    text: str,
    code: str,
    command: list[str],
    expects: list[str],
    route: str,
    workspace: str,
    time_limit: float,
) -> Any:
    from assistant.diagnose import Assistant, Settings
    from tui.models import stays_offline

    problem = _problem(text, code, command, expects, workspace)
    settings = Settings(time_limit=time_limit, capture=True, offline=stays_offline(), counted=True)
    assistant = Assistant(settings)
    diagnosis: Diagnosis | None = None
    for event in assistant.run(problem, Route(route) if route else None):
        match event:
            case Done(diagnosis=answer):
                diagnosis = answer
            case Failed(message=message, hint=hint):
                raise AssistantError(message, hint)
            case _:
                continue
    return diagnosis


def _problem(text: str, code: str, command: list[str], expects: list[str], workspace: str) -> Problem:
    from dataclasses import replace

    from tools import intake

    if command:
        return replace(intake.from_command(command, workspace=workspace), expects=tuple(expects))
    if code:
        return intake.from_code(code, question=text, workspace=workspace)
    return intake.from_text(text, workspace=workspace)


_METHODS: dict[str, Callable[..., Any]] = {
    "route": _route,
    "parse": _parse,
    "repair": _repair,
    "diagnose": _diagnose,
}
