"""What does Swift print when a program traps: `file.swift:3: Fatal error: message`, and the backtrace?"""

import re
from collections.abc import Iterator, Sequence

from analyzers.facts import Frame, Raised, Traceback

_TRAP = re.compile(
    r"(?:.*?\s)??(?:(\S+\.swift):(\d+): )?(Fatal error|Precondition failed|Assertion failed)(?:: (.*?))?(?:: file (\S+), line (\d+))?$"
)
_FRAME = re.compile(
    r"\s*(\d+) (?:\[.*?\] )?(?:0x[0-9a-f]+ )?(\S.*?)(?: in \S+)? at (\S+\.swift):(\d+)(?::\d+)?\s*$"
)


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position = 0
    while position < len(lines):
        line = lines[position]
        match = _TRAP.match(line) if ".swift" in line else None
        if match is None:
            position += 1
            continue
        report = _report(lines, position, match)
        yield report
        position = report.end


def _report(lines: Sequence[str], start: int, match: re.Match[str]) -> Traceback:
    frames: list[Frame] = []
    end = start + 1
    for position in range(start + 1, min(start + 200, len(lines))):
        frame = _FRAME.match(lines[position])
        if frame is None:
            continue
        if frame[1] == "0" and frames:
            break
        frames.append(Frame(file=frame[3], line=int(frame[4]), function=frame[2]))
        end = position + 1
    frames.reverse()
    file, line = match[1] or match[5], match[2] or match[6]
    if not frames and file:
        frames = [Frame(file=file, line=int(line))]
    raised = Raised(type=match[3], message=match[4] or "", frames=tuple(frames))
    return Traceback(chain=(raised,), language="swift", style="swift", start=start, end=end)
