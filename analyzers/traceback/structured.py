"""What do loggers write that put an exception into JSON as data (structlog's `dict_tracebacks`)?"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from analyzers.facts import Frame, Link, Raised, Traceback


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield one report per JSON line that holds a chain of exceptions."""
    for position, line in enumerate(lines):
        if '"exc_type"' not in line:
            continue
        try:
            record = json.loads(line[line.index("{") :])
        except (ValueError, RecursionError):
            continue
        chain = _chain(record.get("exception") if isinstance(record, dict) else None)
        if chain:
            yield Traceback(chain=tuple(chain), style="structlog", start=position, end=position + 1)


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
