"""What does the Go runtime print: the panic, then the goroutine that panicked, then the others?

Read are the frames of the first goroutine, which is the one that failed; the line that started it
(`created by`) is no frame of it. A panic while panicking makes a chain.
"""

import re
from collections.abc import Iterator, Sequence

from analyzers.facts import Frame, Link, Raised, Traceback

_PANIC = re.compile(
    r"(?:.*?\s)?(panic(?= serving)|panic|fatal error|SIGQUIT|SIGABRT|SIGSEGV)(?: serving \S+)?: (.*?)(?: \[recovered.*\])?$"
)
_NESTED = re.compile(r"\s+panic: (.*?)(?: \[recovered.*\])?$")
_GOROUTINE = re.compile(r"goroutine (\d+)(?: gp=\S+)?(?: m=\S+(?: mp=\S+)?)? \[([^\]]*)\](?:, .*)?:\s*$")
_CALL = re.compile(r"(created by )?(\S.*?)(?:\((?:[^()]|\([^()]*\))*\))?(?: in goroutine \d+)?$")
_PLACE = re.compile(r"\s+((?:\w:)?[^\s:][^:]*):(\d+)(?: \+0x[0-9a-f]+)?\s*$")


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position, last = 0, 0
    while position < len(lines):
        if not lines[position].startswith("goroutine ") or not _GOROUTINE.match(lines[position]):
            position += 1
            continue
        report = _report(lines, position, last)
        yield report
        position = last = report.end


def _report(lines: Sequence[str], first: int, floor: int) -> Traceback:
    chain: list[Raised] = []
    start = first
    for position in range(first - 1, max(floor, first - 40) - 1, -1):
        match = _PANIC.match(lines[position])
        if match is not None and not lines[position].startswith(("[signal", "\t", " ")):
            start = position
            chain = _panics(lines[position:first], match)
            break
    frames, end = _frames(lines, first + 1)
    final = chain.pop() if chain else Raised(type="")
    chain.append(Raised(type=final.type, message=final.message, frames=tuple(frames)))
    goroutine = _GOROUTINE.match(lines[first])
    assert goroutine is not None  # the caller has matched it
    return Traceback(
        chain=tuple(chain),
        language="go",
        style="go",
        start=start,
        end=_others(lines, end),
        cut=start == first,
        subject=f"goroutine {goroutine[1]}",
    )


def _panics(lines: Sequence[str], match: re.Match[str]) -> list[Raised]:
    name = match[1]
    texts = [[match[2]]]
    for line in lines[1:]:
        nested = _NESTED.match(line)
        if nested is not None:
            texts.append([nested[1]])
        elif line.startswith(("[signal ", "goroutine ", "PC=", "runtime stack:")):
            break
        else:
            texts[-1].append(line)
    messages = ["\n".join(text).rstrip() for text in texts]
    return [
        *(Raised(type=name, message=message, link=Link.CONTEXT) for message in messages[:-1]),
        Raised(type=name, message=messages[-1]),
    ]


def _frames(lines: Sequence[str], position: int) -> tuple[list[Frame], int]:
    frames: list[Frame] = []
    while position + 1 < len(lines) and lines[position].strip():
        if lines[position].startswith("..."):
            position += 1
            continue
        call, place = _CALL.match(lines[position].strip()), _PLACE.match(lines[position + 1])
        if call is None or place is None:
            break
        if not call[1]:
            frames.append(Frame(file=place[1].strip(), line=int(place[2]), function=call[2]))
        position += 2
    frames.reverse()
    return frames, position


def _others(lines: Sequence[str], end: int) -> int:
    """Return the line after the stacks of the other goroutines and the exit status."""
    position = end
    while position < len(lines):
        line = lines[position]
        if not line.strip():
            position += 1
        elif _GOROUTINE.match(line):
            _, position = _frames(lines, position + 1)
            end = position
        elif line.startswith("exit status "):
            return position + 1
        else:
            break
    return end
