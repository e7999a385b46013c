"""What do JavaScript engines print: V8 (Node, Deno, Bun, Chrome), Firefox and Safari?

The name of an async function is read without `async`, an error without its code (`TypeError [ERR_X]` is a
`TypeError`). Causes (`[cause]: …`) come first in the chain; an AggregateError has its errors as members.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzers.facts import Frame, Link, Raised, Traceback

_FRAME = re.compile(r"\s*at (?:async )?(?:(\S.*?) \((.*)\)|(\S.*?))(?: \{|,)?\s*$")
_PLACE = re.compile(r"(.+?):(\d+)(?::(\d+))?$")
_GECKO = re.compile(
    r"\s*((?:global|eval|module) code|[^@\s(]*(?:/<)?)@((?:https?|file|resource|webpack|chrome|moz-extension)\S*?|/\S+?):(\d+):(\d+)$"
)
_TYPE = r"[A-Z][\w$]*(?:\.[A-Z][\w$]*)*"
_HEAD = re.compile(
    r"(?P<indent>\s*)(?P<nested>\[cause\]: )?(?:\[?(?:Uncaught|Unhandled|Unhandled promise rejection:?|error:|✖|×|●|Error:(?= \w*Error:))\s?)*"
    rf"(?:\(in promise\)\s)?(?P<type>{_TYPE})(?: \[(?P<code>\w+)\])?(?:: (?P<message>.*)|:?$)"
)
_INSIDE = re.compile(
    r"(?:^|[\s:\]|({-])(?P<type>(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Rejection)|Error)(?: \[(?P<code>\w+)\])?(?:: (?P<message>.*)|$)"
)
_UNTYPED = re.compile(r"(?P<type>error): (?P<message>.*)$")  # Bun
_NAMED = re.compile(r"(?:Error|Exception|Rejection|Warning|Fault|Failed|Failure)$")
_SKIPPED = re.compile(
    r"\s*(?:at [A-Za-z][\w.]*$|\.\.\. \d+ (?:lines matching|more)|\d+ \| |> \d+ \| |\| +\^)"
)
_CODE = re.compile(r"\s*(?:>?\s*\d+ ?\||\|)")
_PROGRAM = re.compile(r"(?:(?:file://)?(\S+)):(\d+)$")
_AGGREGATE = re.compile(rf"\[?({_TYPE})(?:: (.*?))?\] \{{$")
_LOOK_BACK = 60


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position, last = 0, 0
    while position < len(lines):
        if _frame(lines[position]) is None:
            position += 1
            continue
        report = _report(lines, position, last)
        if report is None:
            position += 1
            continue
        yield report
        position = last = max(report.end, position + 1)


def _frame(line: str) -> Frame | None:
    if "@" in line and (gecko := _GECKO.match(line)):
        return Frame(file=gecko[2], line=int(gecko[3]), function=gecko[1])
    if not line.lstrip().startswith("at "):
        return None
    match = _FRAME.match(line)
    if match is None:
        return None
    place = _PLACE.match(match[2] if match[2] is not None else match[3])
    if match[2] is None:
        return None if place is None or place[3] is None else Frame(file=place[1], line=int(place[2]))
    name = match[1].removeprefix("async ")
    if place is not None and (place[3] is not None or "/" in place[1]):
        file = place[1]
        if file.startswith("eval at ") and ", " in file:
            file = file.rpartition(", ")[2]
        return Frame(file=file, line=int(place[2]), function=name)
    if match[2] in ("<anonymous>", "native", "native code", "unknown") or match[2].startswith("index "):
        return Frame(file=match[2], function=name)
    return None


def _report(lines: Sequence[str], first: int, floor: int) -> Traceback | None:
    start, head = _head(lines, first, floor)
    expectation = _expectation(lines, first, floor) if head is None else None
    frames, end = _stack(lines, first)
    if head is None and expectation is None and len(frames) < 2:
        return None
    raised = Raised(type="", frames=tuple(frames))
    if expectation is not None:
        start = expectation[0]
        raised = replace(raised, message=expectation[1])
    if head is not None:
        text = [line for line in _above_excerpt(lines[start + 1 : first]) if not _CODE.match(line)]
        indent = " " * len(head.groupdict().get("indent") or "")
        message = "\n".join([head["message"] or "", *(line.removeprefix(indent) for line in text)]).rstrip()
        raised = replace(raised, type=head["type"], message=message)
    chain, end = _properties(lines, end, raised)
    aggregate = _aggregate(lines, start)
    if aggregate is not None:
        return _aggregated(lines, aggregate, floor)
    start, location = _program(lines, start, floor)
    if location is not None and raised.type == "SyntaxError":
        chain[-1] = replace(chain[-1], location=location)
    return Traceback(
        chain=tuple(chain),
        language="javascript",
        style="javascript",
        start=start,
        end=end,
        cut=head is None and expectation is None,
    )


def _above_excerpt(texts: Sequence[str]) -> Sequence[str]:
    """Return the lines of a message without the source that Deno prints below it, a caret under it."""
    for at, line in enumerate(texts):
        if at and line.strip() and not line.strip(" ^"):
            return texts[: at - 1]
    return texts


def _head(lines: Sequence[str], first: int, floor: int) -> tuple[int, re.Match[str] | None]:
    """Return the line that names the error whose first frame is at `first`, looking upwards."""
    for position in range(first - 1, max(floor, first - _LOOK_BACK) - 1, -1):
        line = lines[position]
        if _frame(line) is not None:
            break
        if _CODE.match(line):
            continue
        match = _HEAD.match(line)
        if match is not None and (_NAMED.search(match["type"]) or position == first - 1 and match["message"]):
            return position, match
        match = _INSIDE.search(line) or _UNTYPED.match(line)
        if match is not None:
            return position, match
    return first, None


def _expectation(lines: Sequence[str], first: int, floor: int) -> tuple[int, str] | None:
    """Return where Jest or Vitest names the test whose expectation failed, and what they say of it."""
    for position in range(first - 1, max(floor, first - _LOOK_BACK) - 1, -1):
        if lines[position].lstrip().startswith("● "):
            told = [line for line in lines[position + 1 : first] if not _CODE.match(line)]
            margin = min((len(line) - len(line.lstrip()) for line in told if line.strip()), default=0)
            return position, "\n".join(line[margin:] for line in told).strip("\n")
    return None


def _stack(lines: Sequence[str], first: int) -> tuple[list[Frame], int]:
    frames: list[Frame] = []
    position = first
    while position < len(lines):
        frame = _frame(lines[position])
        if frame is not None:
            frames.append(frame)
        elif not _SKIPPED.match(lines[position]):
            break
        position += 1
        if frame is not None and lines[position - 1].rstrip().endswith(("{", "}", ",")):
            break
    frames.reverse()
    return frames, position


def _properties(lines: Sequence[str], end: int, raised: Raised, depth: int = 0) -> tuple[list[Raised], int]:
    """Return the chain with what a printed error's own properties tell, and the line after them."""
    if depth > 20 or not lines[end - 1].rstrip().endswith("{"):
        return [raised], end
    position = end
    margin = len(lines[end - 1]) - len(lines[end - 1].lstrip())
    while position < len(lines) and position < end + 400:
        line = lines[position]
        if line.strip() in ("}", "},") and len(line) - len(line.lstrip()) < margin:
            return [raised], position + 1
        match = _HEAD.match(line) if "[cause]: " in line else None
        if match is not None:
            first = position + 1
            while first < len(lines) and first < position + _LOOK_BACK and _frame(lines[first]) is None:
                first += 1
            frames, after = _stack(lines, first)
            indent = " " * len(match["indent"])
            texts = [
                match["message"] or "",
                *(text.removeprefix(indent) for text in lines[position + 1 : first]),
            ]
            cause = Raised(type=match["type"], message="\n".join(texts).rstrip(), frames=tuple(frames))
            inner, after = _properties(lines, after, cause, depth + 1)
            while after < len(lines) and lines[after].strip() in ("}", "},") and after < position + 400:
                after += 1
            return [*inner[:-1], replace(inner[-1], link=Link.CAUSE), raised], after
        position += 1
    return [raised], end


def _aggregate(lines: Sequence[str], start: int) -> int | None:
    for position in range(start - 1, max(-1, start - 4), -1):
        if _AGGREGATE.match(lines[position].strip()):
            return position
    return None


def _aggregated(lines: Sequence[str], start: int, floor: int) -> Traceback:
    match = _AGGREGATE.match(lines[start].strip())
    assert match is not None  # it was found by it
    members: list[Traceback] = []
    position = start + 1
    while position < len(lines) and lines[position] != "}":
        head = _HEAD.match(lines[position])
        if head is not None and position + 1 < len(lines) and _frame(lines[position + 1]) is not None:
            frames, after = _stack(lines, position + 1)
            raised = Raised(type=head["type"], message=head["message"] or "", frames=tuple(frames))
            members.append(
                Traceback(
                    chain=(raised,), language="javascript", style="javascript", start=position, end=after
                )
            )
            position = after
        else:
            position += 1
    first, _ = _program(lines, start, floor)
    final = Raised(type=match[1], message=match[2] or "", members=tuple(members))
    return Traceback(
        chain=(final,),
        language="javascript",
        style="javascript",
        start=first,
        end=min(position + 1, len(lines)),
    )


def _program(lines: Sequence[str], start: int, floor: int) -> tuple[int, Frame | None]:
    """Return where the excerpt begins that Node prints above an uncaught error, and the place it shows."""
    for position in range(start - 1, max(floor, start - 6) - 1, -1):
        match = _PROGRAM.match(lines[position])
        if match is not None and any("^" in line for line in lines[position + 1 : start]):
            return position, Frame(file=match[1], line=int(match[2]), code=lines[position + 1].strip())
    return start, None
