"""What does PHP print for an uncaught exception, with and without Xdebug?

PHP lists calls: `#0 /app/a.php(7): half(3)` says that line 7 called `half`. A frame is a place and the
function it stands in, as everywhere here, so every place is paired with the call listed above it, and the
deepest frame is where the exception was thrown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzers.facts import Frame, Link, Raised, Traceback

_NAMED = re.compile(
    r"(?:.*\bUncaught (?:exception )?|Next |.*?\[object\] \()?'?(\\?[A-Z][\w\\]*)"
    r"(?:\(code: \w+\))?(?:' with message '|: | (?=in ))(.*)$"
)
_CALL = re.compile(r"\s*#\d+ (?:(\{main\})|(?:(\[internal function\])|(.+?)\((\d+)\)): (.*?))\s*$")
_NAME = re.compile(r"(?:[^({]|\{[^}]*\})*")
_LISTED = re.compile(r"(?:PHP )?\s+(?:[\d.]+\s+\d+\s+)?\d+\. (.+?)\(.*\) (\S+):(\d+)\s*$")
_LISTED_HEAD = re.compile(
    r"(?:PHP )?(?:[\w ]+: +Uncaught )?(\\?[A-Z][\w\\]*(?<!Warning)(?<!Notice)(?<!Deprecated)): (.*) in (\S+) on line (\d+)$"
)
_OUTCOME = re.compile(r"\s*thrown in (\S.*) on line (\d+)$")
_LOOK_BACK = 40

_Calls = list[tuple[str, int | None, str]]  # file, line and the function called from there, newest first


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position, last = 0, 0
    while position < len(lines):
        report = None
        if "stack" in lines[position].lower() and _announces(lines[position]):
            report = _listed(lines, position, last) or _report(lines, position, last)
        if report is None:
            position += 1
        else:
            yield report
            position = last = report.end


def _announces(line: str) -> bool:
    return line.strip().lower().removeprefix("php ") in ("stack trace:", "call stack:", "[stacktrace]")


def _report(lines: Sequence[str], first: int, floor: int) -> Traceback | None:
    chain: list[Raised] = []
    start, end, position = first, first, first
    while position < len(lines) and _announces(lines[position]):
        calls, after = _calls(lines, position + 1)
        head = _head(lines, position, end if chain else floor) if calls else None
        if not calls or head is None and chain:
            break
        if head is None:
            chain.append(Raised(type="", frames=_frames(calls)))
        else:
            begin, raised, place = head
            start = min(start, begin)
            chain.append(replace(raised, frames=_frames([place, *calls])))
        end = after
        position = next(
            (at for at in range(end, min(end + _LOOK_BACK, len(lines))) if _announces(lines[at])), len(lines)
        )
        if not any(line.startswith("Next ") for line in lines[end:position]):
            break
    if not chain:
        return None
    if end < len(lines) and _OUTCOME.match(lines[end]):
        end += 1
    linked = [*(replace(raised, link=Link.CAUSE) for raised in chain[:-1]), chain[-1]]
    return Traceback(
        chain=tuple(linked), language="php", style="php", start=start, end=end, cut=not chain[-1].type
    )


def _head(
    lines: Sequence[str], stack: int, floor: int
) -> tuple[int, Raised, tuple[str, int | None, str]] | None:
    """Return the line that names the exception, the exception and where it was thrown, looking upwards."""
    for position in range(stack - 1, max(floor, stack - _LOOK_BACK) - 1, -1):
        match = _NAMED.match(lines[position])
        if match is None:
            continue
        text = "\n".join([match[2], *lines[position + 1 : stack]]).rstrip(" \n)")
        message, _, place = (" " + text).rpartition(" at " if "[object]" in lines[position] else " in ")
        file, _, number = place.rpartition(":")
        if file and number.isdigit() and "\n" not in place:
            message = message[1:].removesuffix(" and defined").removesuffix("'")
            return position, Raised(type=match[1].lstrip("\\"), message=message), (file, int(number), "")
    return None


def _calls(lines: Sequence[str], position: int) -> tuple[_Calls, int]:
    calls: _Calls = []
    while position < len(lines):
        match = _CALL.match(lines[position])
        if match is None:
            break
        name = _NAME.match(match[5]) if match[5] else None
        line = int(match[4]) if match[4] else None
        calls.append((match[2] or match[3] or "", line, name[0] if name else "{main}"))
        position += 1
    return calls, position


def _frames(calls: _Calls) -> tuple[Frame, ...]:
    """Pair every place with the function it stands in: the one that the next older entry calls."""
    frames: list[Frame] = []
    for (file, line, _), (_, _, function) in zip(calls, [*calls[1:], ("", None, "{main}")], strict=True):
        if file:
            frames.append(Frame(file=file, line=line, function=function))
    return tuple(reversed(frames))


def _listed(lines: Sequence[str], first: int, floor: int) -> Traceback | None:
    """Return a report in Xdebug's layout: the calls oldest first, each with the place it was made from."""
    calls: list[tuple[str, int, str]] = []
    position = first + 1
    while position < len(lines) and (match := _LISTED.match(lines[position])):
        calls.append((match[2], int(match[3]), match[1]))
        position += 1
    if not calls:
        return None
    for start in range(first - 1, max(floor, first - 4) - 1, -1):
        head = _LISTED_HEAD.match(lines[start])
        if head is not None:
            places = [(file, line) for file, line, _ in calls[1:]] + [(head[3], int(head[4]))]
            frames = tuple(
                Frame(file=file, line=line, function=function)
                for (file, line), (_, _, function) in zip(places, calls, strict=True)
            )
            raised = Raised(type=head[1].lstrip("\\"), message=head[2], frames=frames)
            return Traceback(chain=(raised,), language="php", style="xdebug", start=start, end=position)
    return None
