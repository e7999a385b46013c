"""What do Dart and Flutter print: the error, then `#0      main (package:shop/main.dart:3:5)`?"""

import re
from collections.abc import Iterator, Sequence

from analyzers.facts import Frame, Raised, Traceback

_FRAME = re.compile(r"\s*#(\d+)\s+(\S.*?) \(((?:package|dart|file|org-dartlang)\S*?):(\d+)(?::\d+)?\)\s*$")
_TYPED = re.compile(
    r"(?:Unhandled exception:\s*)?(_?[A-Z]\w*(?:<.*?>)?|type '.*?' is not.*?)(?: \(.*?\))?(?::\s*(.*))?$"
)
_OPENING = re.compile(
    r"\s*(?:Unhandled exception:|.*Unhandled Exception: |The following (\S+) was thrown.*:)\s*(.*)$"
)


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position, last = 0, 0
    while position < len(lines):
        match = _FRAME.match(lines[position]) if "#" in lines[position] else None
        if match is None:
            position += 1
            continue
        report = _report(lines, position, last)
        yield report
        position = last = report.end


def _report(lines: Sequence[str], first: int, floor: int) -> Traceback:
    frames: list[Frame] = []
    position = first
    while position < len(lines):
        match = _FRAME.match(lines[position])
        if match is not None and not (match[1] == "0" and frames):
            frames.append(Frame(file=match[3], line=int(match[4]), function=match[2]))
        elif lines[position].strip() != "<asynchronous suspension>":
            break
        position += 1
    frames.reverse()
    start, name, message = _head(lines, first, floor)
    raised = Raised(type=name, message=message, frames=tuple(frames))
    return Traceback(
        chain=(raised,),
        language="dart",
        style="dart",
        start=start,
        end=position,
        cut=not name and not message,
    )


def _head(lines: Sequence[str], first: int, floor: int) -> tuple[int, str, str]:
    for position in range(first - 1, max(floor, first - 30) - 1, -1):
        opening = _OPENING.match(lines[position])
        if opening is None:
            continue
        texts = [text for text in (opening[2], *lines[position + 1 : first]) if text.strip()]
        if opening[1]:
            return position, opening[1], "\n".join(texts[:1])
        return position, *_split(texts)
    if first > floor and lines[first - 1].strip():
        return first - 1, *_split([lines[first - 1]])
    return first, "", ""


def _split(texts: Sequence[str]) -> tuple[str, str]:
    match = _TYPED.match(texts[0].strip()) if texts else None
    if match is None:
        return "", "\n".join(texts)
    return match[1], "\n".join([match[2] or "", *texts[1:]]).rstrip()
