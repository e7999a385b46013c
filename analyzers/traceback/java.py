"""What does the JVM print (Java, Kotlin, Scala, Groovy): the exception, its stack, and what caused it below?

The cause printed last is the first of the chain. `... 3 more` stands for frames shared with the exception
above; they are not repeated here either. Suppressed exceptions are passed over.
"""

import re
from collections.abc import Iterator, Sequence

from analyzers.facts import Frame, Link, Raised, Traceback
from analyzers.traceback.parts import message_end

_FRAME = re.compile(
    r"\s*at ((?:[\w.$@-]*/)*[^\s()/]+)"
    r"\(([^\s():]+\.\w+|Native Method|Unknown Source|<generated>|[^\s():]+(?=:\d))(?::(\d+))?\)"
    r"(?: ~?\[.*\])?\s*$"
)
_MORE = re.compile(
    r"\s*\.\.\. \d+ (?:more|common frames omitted)|\s*\[CIRCULAR REFERENCE|\s*\(Coroutine boundary\)"
)
_TYPE = r"(?:[\w$]+\.)*[A-Z][\w$]*(?:\.[A-Z][\w$]*)*"
_HEAD = re.compile(
    rf'\s*(?:Exception in thread "(?P<thread>[^"]*)" )?(?:(?P<link>Caused by|Suppressed|Wrapped by): )?'
    rf"(?P<type>{_TYPE})(?:: (?P<message>.*)|:?$)"
)
_INSIDE = re.compile(
    r"(?:^|[\s:\]|-])(?P<type>(?:[\w$]+\.)*[A-Z][\w$]*(?:Exception|Error|Throwable|Failure))(?:: (?P<message>.*)|$)"
)
_NAMED = re.compile(r"\.[A-Z]|(?:Exception|Error|Throwable|Failure)$")
_LOOK_BACK = 40  # lines of message between the exception's name and its first frame


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position, last = 0, 0
    while position < len(lines):
        line = lines[position]
        called = "at " in line and _FRAME.match(line)
        if not called and not ("Caused by: " in line and _HEAD.match(line)):
            position += 1
            continue
        report = _report(lines, position, last)
        if report.cut and len(report.final.frames) < 2:  # a call or a cause is mentioned, nothing failed
            position += 1
            continue
        yield report
        position = last = max(report.end, position + 1)


def _report(lines: Sequence[str], first: int, floor: int) -> Traceback:
    start, head = _head(lines, first, floor)
    raised, position = _raised(lines, head, start, first)
    segments = [raised]
    end = position
    while position < len(lines):
        line = lines[position]
        cause = _HEAD.match(line) if "Caused by: " in line or "Wrapped by: " in line else None
        if cause is not None:
            stack = position + 1
            while (
                stack < min(position + _LOOK_BACK, len(lines))
                and not _FRAME.match(lines[stack])
                and not _MORE.match(lines[stack])
            ):
                if _HEAD.match(lines[stack]) and "Caused by: " in lines[stack]:
                    break
                stack += 1
            if stack == len(lines) or not (_FRAME.match(lines[stack]) or _MORE.match(lines[stack])):
                stack = message_end(lines, position + 1, 0, cause["message"] or " ")
            raised, position = _raised(lines, cause, position, stack)
            segments.append(raised)
            end = position
        elif "Suppressed: " in line and _HEAD.match(line):
            position += 1
            margin = _indent(line)
            while position < len(lines) and (
                _indent(lines[position]) > margin or _MORE.match(lines[position])
            ):
                position += 1
            end = position
        else:
            break
    chain = [_linked(raised) for raised in reversed(segments[1:])] + [segments[0]]
    thread = head.groupdict().get("thread") if head is not None else None
    return Traceback(
        chain=tuple(chain),
        language="java",
        style="java",
        start=start,
        end=end,
        cut=head is None,
        subject=thread or "",
    )


def _linked(raised: Raised) -> Raised:
    return Raised(type=raised.type, message=raised.message, frames=raised.frames, link=Link.CAUSE)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _head(lines: Sequence[str], first: int, floor: int) -> tuple[int, re.Match[str] | None]:
    """Return the line that names the exception whose first frame is at `first`, looking upwards."""
    for position in range(first - 1, max(floor, first - _LOOK_BACK) - 1, -1):
        line = lines[position]
        if _FRAME.match(line):
            break
        match = _HEAD.match(line)
        if match is not None and (match["thread"] or match["link"] or _NAMED.search(match["type"])):
            return position, match
        match = _INSIDE.search(line)
        if match is not None:
            return position, match
    return first, None


def _raised(lines: Sequence[str], head: re.Match[str] | None, start: int, stack: int) -> tuple[Raised, int]:
    frames: list[Frame] = []
    position = stack
    while position < len(lines):
        match = _FRAME.match(lines[position])
        if match is not None:
            number = int(match[3]) if match[3] else None
            frames.append(Frame(file=match[2], line=number, function=match[1]))
        elif not _MORE.match(lines[position]):
            break
        position += 1
    frames.reverse()
    if head is None:
        return Raised(type="", frames=tuple(frames)), position
    message = "\n".join([head["message"] or "", *lines[start + 1 : stack]]).rstrip("\n")
    return Raised(type=head["type"], message=message, frames=tuple(frames)), position
