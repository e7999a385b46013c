"""What does .NET print (C#, F#, VB): the exception, what caused it behind `--->`, and their stacks?

A function is named without its parameters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzers.facts import Frame, Link, Raised, Traceback

_FRAME = re.compile(
    r"\s*at ([^\s()](?:[^()]*[^\s()])?)(?:\(|(?= \(.*\) (?:\[0x|in <)) \()(.*?)\)"
    r"(?: (?:in|\[0x[0-9a-f]+\] in) (.+?):(?:line )?(\d+)\s*| \[0x.*| in <.*)?\s*$"
)
_UNITY = re.compile(r"\s*(\S[^()]*?) ?\([^()]*\) ?\(at (\S.*?):(\d+)\)\s*$")
_END = re.compile(r"\s*--- End of inner exception stack trace ---")
_PREVIOUS = re.compile(r"\s*--- End of stack trace from previous location")
_TYPE = r"(?:[\w`]+\.)+[\w`+]+|[A-Z]\w*Exception"
_HEAD = re.compile(
    rf"(?:.*?(?:Unhandled [Ee]xception[.:]|\s|^))?({_TYPE})(?: \(0x[0-9A-Fa-f]+\))?: (.*)$|(?:Unhandled exception\. )?({_TYPE})$"
)
_INNER = re.compile(
    rf"\s*(?:-{{3,}}>|\(Inner Exception #\d+\)) (?:\(Inner Exception #\d+\) )?({_TYPE})(?: \(0x[0-9A-Fa-f]+\))?(?:: (.*))?$"
)
_LOOK_BACK = 40


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position, last = 0, 0
    while position < len(lines):
        if _frame(lines[position]) is None:
            position += 1
            continue
        report = _report(lines, position, last)
        if report.cut and len(report.final.frames) < 2:  # a call is mentioned, nothing failed
            position += 1
            continue
        yield report
        position = last = report.end


def _report(lines: Sequence[str], first: int, floor: int) -> Traceback:
    start, named = _heads(lines, first, floor)
    stacks, end = _stacks(lines, first)
    chain: list[Raised] = []
    for depth, (name, message) in enumerate(reversed(named)):
        frames = stacks[depth] if depth < len(stacks) else []
        chain.append(Raised(type=name, message=message, frames=tuple(frames), link=Link.CAUSE))
    if not chain:
        chain = [Raised(type="", frames=tuple(stacks[0]))]
    chain[-1] = replace(chain[-1], link=None)
    return Traceback(
        chain=tuple(chain), language="csharp", style="dotnet", start=start, end=end, cut=not named
    )


def _heads(lines: Sequence[str], first: int, floor: int) -> tuple[int, list[tuple[str, str]]]:
    """Return the line where the report begins, and the exceptions it names, outermost first."""
    start = None
    for position in range(first - 1, max(floor, first - _LOOK_BACK) - 1, -1):
        if _INNER.match(lines[position]):
            continue
        if _HEAD.match(lines[position]):
            start = position
            break
        if _frame(lines[position]) is not None:
            break
    if start is None:
        return first, []
    head = _HEAD.match(lines[start])
    assert head is not None  # it was found by it
    found: list[tuple[str, list[str]]] = []
    outer = head[2] or ""
    while " ---> " in outer:
        text, _, rest = outer.partition(" ---> ")
        inner = _HEAD.match(rest)
        found.append((head[1], [text]))
        if inner is None:
            break
        head, outer = inner, inner[2] or ""
    else:
        found.append((head[1] or head[3], [outer]))
    for line in lines[start + 1 : first]:
        nested = _INNER.match(line)
        if nested is not None:
            found.append((nested[1], [nested[2] or ""]))
        else:
            found[-1][1].append(line)
    return start, [(name, "\n".join(texts).rstrip()) for name, texts in found]


def _stacks(lines: Sequence[str], first: int) -> tuple[list[list[Frame]], int]:
    """Return the stacks, the innermost exception's first, each with the deepest call last."""
    stacks: list[list[Frame]] = [[]]
    position = first
    while position < len(lines):
        line = lines[position]
        frame = _frame(line)
        if frame is not None:
            stacks[-1].append(frame)
        elif _END.match(line):
            stacks.append([])
        elif not _PREVIOUS.match(line):
            break
        position += 1
    for stack in stacks:
        stack.reverse()
    return stacks, position


def _frame(line: str) -> Frame | None:
    if line.lstrip().startswith("at "):
        match = _FRAME.match(line)
        if match is not None:
            number = int(match[4]) if match[4] else None
            return Frame(file=match[3] or "", line=number, function=match[1])
    elif "(at " in line and (unity := _UNITY.match(line)):
        return Frame(file=unity[2], line=int(unity[3]), function=unity[1])
    return None
