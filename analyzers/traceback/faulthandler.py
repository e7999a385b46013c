"""What does Python's faulthandler print when the interpreter itself dies: stacks, newest call first?"""

import re
from collections.abc import Iterator, Sequence

from analyzers.facts import Frame, Raised, Traceback

_FATAL = re.compile(r"(Fatal Python error|Windows fatal exception|Timeout)(?:: (.*)| \((.*)\)!)$")
_STACK = re.compile(
    r"(Current thread|Thread) (0x[0-9a-f]+).*\(most recent call first\):|(Stack) \(most recent call first\):"
)
_FRAME = re.compile(r'\s*File "([^"]*)", line (\d+|\?\?\?) in (.+)$')


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield one report per fatal error; its frames are those of the thread that failed."""
    position = 0
    while position < len(lines):
        match = _FATAL.search(lines[position])
        if match is None:
            position += 1
            continue
        report = _report(lines, position, match)
        yield report
        position = report.end


def _report(lines: Sequence[str], start: int, match: re.Match[str]) -> Traceback:
    stacks: list[tuple[str, list[Frame]]] = []
    position, end = start + 1, start + 1
    while position < len(lines) and not _FATAL.search(lines[position]):
        line = lines[position]
        head = _STACK.match(line.strip())
        frame = _FRAME.match(line)
        if head is not None:
            stacks.append((head[1] or head[3], []))
        elif frame is not None and stacks:
            number = int(frame[2]) if frame[2].isdigit() else None
            stacks[-1][1].append(Frame(file=frame[1], line=number, function=frame[3]))
        elif stacks and stacks[-1][1] and line.strip() and not line.startswith(("  ...", "Extension")):
            break
        if line.strip():
            end = position + 1
        elif position > end + 2:
            break
        position += 1
    frames = next((found for name, found in stacks if name in ("Current thread", "Stack")), None)
    if frames is None:
        frames = stacks[-1][1] if stacks else []  # the main thread is dumped last
    raised = Raised(type=match[1], message=match[2] or match[3] or "", frames=tuple(reversed(frames)))
    return Traceback(chain=(raised,), style="faulthandler", start=start, end=end, cut=not frames)
