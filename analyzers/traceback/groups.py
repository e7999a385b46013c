"""What does Python print for an exception group: the group, and every member in its own margin?"""

import re
from collections.abc import Sequence

from analyzers.facts import Raised, Traceback

_MEMBER = re.compile(r"\s*\+(?:-\+)?-{8,} (\d+|\.\.\.) -{8,}\s*$")
_CLOSE = re.compile(r"\s*\+-{20,}\s*$")


def read_group(lines: Sequence[str], start: int, depth: int = 0) -> tuple[Raised, int]:
    """Return the group whose header stands at `start`, and the line after it; `depth` is that of its nesting."""
    column = len(lines[start]) - len(lines[start].lstrip())
    body, position = _margin(lines, start, column)
    own = _alone(body, depth)
    members: list[Traceback] = []
    depth = column + 2
    while position < len(lines):
        line = lines[position]
        match = _MEMBER.match(line)
        if match is None or line.index("+") not in (column, depth):
            break
        member, position = _margin(lines, position + 1, depth)
        if match[1] != "...":
            nested, position = _nested(lines, position, member, depth + 1)
            members.append(nested)
        if position < len(lines) and _CLOSE.match(lines[position]) and lines[position].index("+") == depth:
            position += 1
            break
    return Raised(type=own.type, message=own.message, frames=own.frames, members=tuple(members)), position


def _margin(lines: Sequence[str], start: int, column: int) -> tuple[list[str], int]:
    """Return the lines behind a margin at `column`, without it, and the line after them."""
    body: list[str] = []
    position = start
    blanks = " " * column
    while position < len(lines):
        line = lines[position]
        if (
            line.startswith(blanks)
            and line[column : column + 1] == "|"
            or position == start
            and line.startswith(blanks + "+ ")
        ):
            body.append(line[column + 2 :])
        elif body and not _marked(line, blanks) and _resumes(lines, position, blanks):
            body.append(line)  # a message's further lines may be printed without the margin
        else:
            break
        position += 1
    return body, position


def _marked(line: str, blanks: str) -> bool:
    return line.startswith(blanks) and line[len(blanks) : len(blanks) + 1] in ("|", "+")


def _resumes(lines: Sequence[str], position: int, blanks: str) -> bool:
    """Tell whether the margin goes on within a few lines, before the next report."""
    for line in lines[position : position + 12]:
        if "Traceback (" in line and "|" not in line:
            return False
        if _marked(line, blanks):
            return True
    return False


def _alone(body: Sequence[str], depth: int) -> Raised:
    """Return the exception of lines that may have no header: a group or member that was never raised."""
    from analyzers.traceback.cpython import read

    plain = [line.replace("Exception Group Traceback", "Traceback", 1) for line in body]
    report = next(read(plain, depth + 1), None)
    if report is not None:
        return report.final
    return _bare(body)


def _bare(body: Sequence[str]) -> Raised:
    from analyzers.traceback.parts import exception

    if body and "Traceback (most recent call last)" in body[0]:
        body = body[1:]
    named = exception(body[0]) if body else None
    if named is None:
        return Raised(type="", message="\n".join(body))
    return Raised(type=named[0], message="\n".join([named[1], *body[1:]]))


def _nested(lines: Sequence[str], position: int, body: Sequence[str], depth: int) -> tuple[Traceback, int]:
    """Return a member, which may be a group with members of its own below it."""
    from analyzers.traceback.cpython import MAX_DEPTH, read

    start = position - len(body)
    deeper = position < len(lines) and bool(_MEMBER.match(lines[position])) and "+-+-" in lines[position]
    if deeper and depth < MAX_DEPTH:
        raised, end = read_group(lines, start, depth)
        return Traceback(chain=(raised,), style="cpython", start=start, end=end), end
    report = next(read(body, depth), None)
    chain = (_bare(body),) if report is None else report.chain
    return Traceback(chain=chain, style="cpython", start=start, end=position), position
