"""What is written where an exception is JSON data: structlog's `dict_tracebacks`, errors of AWS Lambda?"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from analyzers.facts import Frame, Link, Raised, Traceback


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield one report per JSON line that holds a chain of exceptions."""
    for position, line in enumerate(lines):
        if '"exc_type"' not in line and '"errorType"' not in line:
            continue
        try:
            record = json.loads(line[line.index("{") :])
        except (ValueError, RecursionError):
            continue
        if not isinstance(record, dict):
            continue
        chain = _chain(record.get("exception")) or _lambda(record)
        if chain:
            style = "structlog" if "exception" in record else "lambda"
            yield Traceback(chain=tuple(chain), style=style, start=position, end=position + 1)


def _chain(stacks: Any) -> list[Raised]:  # whatever the JSON holds
    """Return the chain of a list of stacks, which begins with the final exception."""
    if not isinstance(stacks, list):
        return []
    chain: list[Raised] = []
    link: Link | None = None
    for stack in stacks:
        if not isinstance(stack, dict) or not isinstance(stack.get("exc_type"), str):
            return []
        chain.append(
            Raised(
                type=stack["exc_type"],
                message=str(stack.get("exc_value", "")),
                frames=tuple(map(_frame, filter(_is_frame, stack.get("frames") or ()))),
                link=link,
            )
        )
        link = Link.CAUSE if stack.get("is_cause") else Link.CONTEXT
    chain.reverse()
    return chain


def _is_frame(frame: Any) -> bool:
    return isinstance(frame, dict) and isinstance(frame.get("lineno"), int)


def _frame(frame: Any) -> Frame:
    return Frame(
        file=str(frame.get("filename", "")),
        line=frame["lineno"],
        function=str(frame.get("name", "")),
        code=str(frame.get("line", "")).strip(),
    )


def _lambda(record: dict[str, Any]) -> list[Raised]:
    from analyzers.traceback.cpython import read as read_stack

    name, message, stack = (record.get(key) for key in ("errorType", "errorMessage", "stackTrace"))
    if not isinstance(name, str) or not isinstance(stack, list):
        return []
    report = next(read_stack("".join(map(str, stack)).split("\n")), None)
    return [Raised(type=name, message=str(message), frames=report.final.frames if report else ())]
