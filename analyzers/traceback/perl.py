"""What does Perl print when a program dies: `message at shop.pl line 3.`, with the calls of `confess` below?"""

import re
from collections.abc import Iterator, Sequence

from analyzers.facts import Frame, Raised, Traceback

_DEATH = re.compile(r"(\S.*?) at (\S+\.(?:pl|pm|t|cgi)|-e) line (\d+)(?:, <.*?> (?:line|chunk) \d+)?\.?$")
_CALL = re.compile(r"\s+(\S.*?)(?:\(.*\))? called at (\S+) line (\d+)$")


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position = 0
    while position < len(lines):
        line = lines[position]
        match = _DEATH.match(line) if " line " in line and " called at " not in line else None
        if match is None:
            position += 1
            continue
        report = _report(lines, position, match)
        yield report
        position = report.end


def _report(lines: Sequence[str], start: int, match: re.Match[str]) -> Traceback:
    places = [(match[2], int(match[3]))]
    functions: list[str] = []
    position = start + 1
    while position < len(lines) and (call := _CALL.match(lines[position])):
        functions.append(call[1])
        places.append((call[2], int(call[3])))
        position += 1
    frames = [
        Frame(file=file, line=line, function=function)
        for (file, line), function in zip(places, [*functions, ""], strict=True)
    ]
    raised = Raised(type="die", message=match[1], frames=tuple(reversed(frames)))
    return Traceback(chain=(raised,), language="perl", style="perl", start=start, end=position)
