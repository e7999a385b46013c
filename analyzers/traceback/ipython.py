"""What do IPython and Jupyter print: frames with an arrow at the line, newest layout and older ones?

A frame of a cell is named as printed (`Cell In[3]`, `<ipython-input-3-1f2e>`); where a layout prints no
function, the code is the cell's own, so it is `<module>`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzers.facts import Frame, Link, Raised, Traceback
from analyzers.traceback import cpython
from analyzers.traceback.parts import TYPE, exception, message_end, notes_of

_HEADER = re.compile(rf"({TYPE})\s+Traceback \(most recent call last\)\s*$")
_CELL = re.compile(r"\s*((?:Cell In|Input In) ?\[[^\]]*\])(?:, line (\d+))?(?:, in (.+))?$")
_FILE = re.compile(r"File (\S.*?):(\d+)(?:, in (.+))?$")
_OLD = re.compile(r"(\S.*?) in (<[^>]*>\S*|[^\W\d][\w.<>]*)(\(.*)?$")
_ARROW = re.compile(r"-*> *(\d+)(?: (.*))?$")
_NAME = re.compile(r"(?:[\w.]|<[^<>]*>)+")
_RULE = re.compile(r"-{20,}\s*$")
_LINKS = {cpython.CAUSE: Link.CAUSE, cpython.CONTEXT: Link.CONTEXT}


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position = 0
    while position < len(lines):
        report = None
        if "Traceback (most recent call last)" in lines[position]:
            report = _report(lines, position)
        elif " In" in lines[position] and lines[position].startswith(" "):
            report = _syntax_error(lines, position)
        if report is None:
            position += 1
            continue
        yield report
        position = report.end


def _report(lines: Sequence[str], start: int) -> Traceback | None:
    chain: list[Raised] = []
    position = start
    cut = False
    while True:
        header = _HEADER.match(lines[position]) if position < len(lines) else None
        if header is None:
            if not chain:
                return None
            cut = True
            break
        raised, end = _raised(lines, position + 1, header[1])
        following = end
        while following < len(lines) and not lines[following].strip():
            following += 1
        link = _LINKS.get(lines[following].strip()) if following < len(lines) else None
        cut = cut or not raised.type
        chain.append(replace(raised, type=raised.type or header[1], link=link))
        if link is None:
            break
        position = following + 1
        while position < len(lines) and (not lines[position].strip() or _RULE.match(lines[position])):
            position += 1
    first = start - 1 if start and _RULE.match(lines[start - 1]) else start
    return Traceback(chain=tuple(chain), style="ipython", start=first, end=end, cut=cut)


def _raised(lines: Sequence[str], position: int, name: str) -> tuple[Raised, int]:
    """Return the exception that a header names, and the line after it; its type is empty when it is cut off."""
    frames: list[Frame] = []
    location: Frame | None = None
    bare = name.rpartition(".")[2]
    while position < len(lines):
        line = lines[position]
        named = exception(line.rstrip())
        if named is not None and named[0].rpartition(".")[2] == bare:
            end = message_end(lines, position + 1, 0, named[1])
            more = [text.rstrip() if not text.strip() else text for text in lines[position + 1 : end]]
            kept = notes_of(named[0], named[1], more)
            message = "\n".join([named[1], *more[:kept]])
            raised = Raised(
                type=named[0],
                message=message,
                frames=tuple(frames),
                notes=tuple(more[kept:]),
                location=location,
            )
            return raised, end
        arrow = _ARROW.match(line) if line.startswith(("-", ">")) else None
        frame = None if arrow is not None else _frame(line, lines, position)
        if frame is not None:
            frames.append(frame)
        elif arrow is not None and frames:
            last = frames[-1]
            frames[-1] = replace(last, line=last.line or int(arrow[1]), code=(arrow[2] or "").strip())
        elif line.lstrip().startswith('File "'):
            location = Frame(file=line.split('"')[1])
        elif line.strip() in _LINKS or "Traceback (most recent call last)" in line:
            break
        position += 1
    return Raised(type="", frames=tuple(frames)), position


def _frame(line: str, lines: Sequence[str], position: int) -> Frame | None:
    cell = _CELL.match(line)
    if cell is not None:
        return Frame(file=cell[1], line=int(cell[2]) if cell[2] else None, function=_function(cell[3]))
    file = _FILE.match(line)
    if file is not None:
        return Frame(file=file[1], line=int(file[2]), function=_function(file[3]))
    old = _OLD.match(line)
    if old is not None and any(_ARROW.match(other) for other in lines[position + 1 : position + 12]):
        return Frame(file=old[1], function=_function(old[2]))
    return None


def _function(text: str | None) -> str:
    match = _NAME.match(text) if text else None
    return "<module>" if match is None else match[0]


def _syntax_error(lines: Sequence[str], start: int) -> Traceback | None:
    """Return the report of a cell that does not compile: its place, the line, carets, the error."""
    cell = _CELL.match(lines[start])
    if cell is None or cell[3]:
        return None
    for position in range(start + 1, min(start + 5, len(lines))):
        named = exception(lines[position].strip())
        if named is not None and named[0].endswith("Error"):
            place = Frame(file=cell[1], line=int(cell[2]) if cell[2] else None, code=lines[start + 1].strip())
            raised = Raised(type=named[0], message=named[1], location=place)
            return Traceback(chain=(raised,), style="ipython", start=start, end=position + 1)
    return None
