"""What does a Rust program print when it panics, with a backtrace or without?

Without a backtrace the only frame is the place of the panic, whose function is not told.
"""

import re
from collections.abc import Iterator, Sequence

from analyzers.facts import Frame, Raised, Traceback
from analyzers.traceback.parts import ends_report

_PANIC = re.compile(
    r"thread '([^']*)' (?:\(\d+\) )?panicked at (?:(\S.*?):(\d+):(\d+):$|'(.*)', (\S+?):(\d+)(?::\d+)?$|'(.*))"
)
_OVERFLOW = re.compile(r"thread '([^']*)' (?:\(\d+\) )?has overflowed its stack")
_CLOSING = re.compile(r"(.*)', (\S+?):(\d+)(?::\d+)?$")
_CALL = re.compile(r"\s*\d+:\s+(?:0x[0-9a-f]+ - )?(\S.*?)\s*$")
_PLACE = re.compile(r"\s+at (\S.*?):(\d+)(?::\d+)?\s*$")


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position = 0
    while position < len(lines):
        line = lines[position]
        match = _PANIC.search(line) if "panicked at" in line else None
        if match is not None:
            report = _report(lines, position, match)
            yield report
            position = report.end
            continue
        overflow = _OVERFLOW.search(line) if "overflowed its stack" in line else None
        if overflow is not None:
            raised = Raised(type="stack overflow", message=line.strip())
            yield Traceback(
                chain=(raised,),
                language="rust",
                style="rust",
                start=position,
                end=position + 1,
                subject=overflow[1],
            )
        position += 1


def _report(lines: Sequence[str], start: int, match: re.Match[str]) -> Traceback:
    position = start + 1
    texts: list[str] = []
    if match[2]:
        file, number = match[2], match[3]
        while position < len(lines) and not _ends(lines, position, first=position == start + 1):
            texts.append(lines[position])
            position += 1
    elif match[6]:
        texts, file, number = [match[5]], match[6], match[7]
    else:
        texts, file, number = [match[8]], "", "0"
        while position < len(lines) and position < start + 60:
            closing = _CLOSING.match(lines[position])
            texts.append(lines[position] if closing is None else closing[1])
            position += 1
            if closing is not None:
                file, number = closing[2], closing[3]
                break
    frames, end = _backtrace(lines, position)
    if not frames and file:
        frames = [Frame(file=file, line=int(number))]
    while end < len(lines) and lines[end].startswith("note: "):
        end += 1
    raised = Raised(type="panic", message="\n".join(texts).rstrip(), frames=tuple(frames))
    return Traceback(chain=(raised,), language="rust", style="rust", start=start, end=end, subject=match[1])


def _ends(lines: Sequence[str], position: int, *, first: bool) -> bool:
    line = lines[position]
    if not line.strip():
        return position + 1 >= len(lines) or not lines[position + 1].startswith(" ")
    return line.startswith(("stack backtrace:", "note: ", "thread '")) or (not first and ends_report(line))


def _backtrace(lines: Sequence[str], position: int) -> tuple[list[Frame], int]:
    if position >= len(lines) or not lines[position].startswith("stack backtrace:"):
        return [], position
    frames: list[Frame] = []
    position += 1
    while position < len(lines):
        call, place = _CALL.match(lines[position]), _PLACE.match(lines[position])
        if place is not None and frames:
            last = frames[-1]
            frames[-1] = Frame(file=place[1], line=int(place[2]), function=last.function)
        elif call is not None:
            frames.append(Frame(file="", function=call[1]))
        else:
            break
        position += 1
    frames.reverse()
    return frames, position
