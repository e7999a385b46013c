"""What does Python itself print when an exception ends a program, and loggers that print it alike?

Read are the interpreter's own report (2.7 to 3.14), `logging.exception`, loguru with and without values,
unittest, doctest, multiprocessing's remote reports and asyncio's: they all print frames as
`File "x.py", line 3, in f`. A repeated frame (`[Previous line repeated 996 more times]`) is kept as printed:
once for every time it is shown.
"""

import re
from collections.abc import Iterator, Sequence

from analyzers.deferred import dataclass, field, regex
from analyzers.facts import Frame, Link, Raised, Traceback
from analyzers.traceback.endings import ELIDED, ONE_LINE
from analyzers.traceback.parts import (
    dedented,
    ends_report,
    exception,
    indent,
    message_end,
    named_like_an_exception,
    notes_of,
)

MARKERS = ('File "', "Traceback (most recent call last)", "Traceback (innermost last)")

MAX_DEPTH = 20  # of groups in groups; of reports that messages quote, the first is enough
_QUOTED = 500  # lines of a report that a message quotes

CAUSE = "The above exception was the direct cause of the following exception:"
CONTEXT = "During handling of the above exception, another exception occurred:"
_FILE = regex(r'(\s*)(?:> |-> )?File "([^"]+)", line (\d+|None|unknown|\?)(?:, in (.+))?\s*$')
_HEADER = regex(r"Traceback \((?:most recent call last|innermost last)\):?\s*$")
_GROUP = regex(r"(\s*)(?:\+ |\| |)Exception Group Traceback \(most recent call last\):\s*$")
_CARETS = regex(r"\s*[~^]+[~^ ]*$")
_SUBJECT = regex(
    r"(?:ERROR|FAIL|UNEXPECTED SUCCESS): (.+)"  # unittest
    r"|Exception in thread ([^:\n]+?)(?: \(most likely raised.*)?:?$"
    r"|Process (\S+):$"
    r"|future: <Task .*?name='([^']+)'"
)
_REMOTE = regex(
    r"(?:multiprocessing\.pool\.|concurrent\.futures\.process\.|joblib\.\S*)_?RemoteTraceback: ?$"
)


@dataclass(slots=True)
class _Piece:
    """One exception of a chain while it is read."""

    raised: list[Raised] = field(default_factory=list)  # more than one when it quotes a remote chain
    end: int = 0
    cut: bool = False


def read(lines: Sequence[str], depth: int = 0) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping.

    `depth` counts how many reports quote the lines, so that quotations within quotations come to an end.
    """
    position = 0
    while position < len(lines):
        if not _begins(lines, position):
            position += 1
            continue
        report = _report(lines, position, depth)
        if report is None:
            position += 1
            continue
        yield report
        position = max(position + 1, report.end)


def _begins(lines: Sequence[str], position: int) -> bool:
    line = lines[position] if position < len(lines) else ""
    if "Traceback (" in line:
        return bool(_HEADER.search(line)) and _goes_on(lines, position + 1) or bool(_GROUP.match(line))
    if 'File "' not in line or not _FILE.match(line):
        return False
    return position + 1 >= len(lines) or lines[position + 1].strip() != "Failed example:"  # doctest's own


def _goes_on(lines: Sequence[str], position: int) -> bool:
    """Tell whether a header is followed by a stack, and not merely mentioned."""
    for line in lines[position : position + 3]:
        if line.strip():
            return (
                bool(_FILE.match(line)) or line.strip() == "..." or line.lstrip().startswith("[Previous line")
            )
    return False


def _report(lines: Sequence[str], start: int, depth: int) -> Traceback | None:
    chain: list[Raised] = []
    position = start
    cut = False
    while True:
        piece = _piece(lines, position, depth)
        if piece is None:
            if not chain:
                return None
            break
        end = piece.end
        cut = cut or piece.cut
        link, following = _link(lines, piece.end)
        chain += piece.raised[:-1]
        last = piece.raised[-1]
        if link is None or not last.type:
            chain.append(last)
            break
        if not _begins(lines, following):
            chain.append(last)
            cut = True  # the sentence promises another exception
            end = following
            break
        chain.append(_linked(last, link))
        position = following
    headless = not _HEADER.search(lines[start]) and chain[0].location is None
    if not chain[-1].type and not chain[-1].frames:
        return None
    if headless and not chain[-1].type and len(chain[-1].frames) == 1 and not chain[-1].frames[0].function:
        return None  # a place is mentioned, nothing failed
    before = next((line.strip() for line in reversed(lines[max(0, start - 3) : start]) if line.strip()), "")
    return Traceback(
        chain=tuple(chain),
        style="cpython",
        start=start,
        end=end,
        cut=cut or headless or before in (CAUSE, CONTEXT),
        subject=_subject(lines, start),
    )


def _linked(raised: Raised, link: Link) -> Raised:
    from dataclasses import replace

    return replace(raised, link=link)


def _link(lines: Sequence[str], position: int) -> tuple[Link | None, int]:
    """Return how an exception led to the next one, and the line where that one begins."""
    while position < len(lines) and lines[position].strip() in ("", '"""', "'''"):
        position += 1
    if position == len(lines):
        return None, position
    sentence = lines[position].strip().lstrip("| ")
    link = {CAUSE: Link.CAUSE, CONTEXT: Link.CONTEXT}.get(sentence)
    if link is not None:
        position += 1
        while position < len(lines) and not lines[position].strip(" |"):
            position += 1
    return link, position


def _subject(lines: Sequence[str], start: int) -> str:
    for line in reversed(lines[max(0, start - 5) : start]):
        match = _SUBJECT.match(line)
        if match is not None:
            return next(group for group in match.groups() if group)
    return ""


def _piece(lines: Sequence[str], start: int, depth: int) -> _Piece | None:
    group = _GROUP.match(lines[start])
    if group is not None:
        from analyzers.traceback.groups import read_group

        raised, end = read_group(lines, start, depth)
        return _Piece([raised], end, cut=not raised.type)
    header = _HEADER.search(lines[start])
    base = _base(lines, start, header)
    position = start if header is None else start + 1
    frames, location, position = _stack(lines, position, base)
    piece = _Piece(end=position)
    head = lines[position][base:] if position < len(lines) else ""
    named = _named(head)
    if named is None and (told := _django(lines, position, frames)) is not None:
        piece.raised.append(told)
        piece.end = position + 2
        return piece
    if named is None:
        piece.raised.append(Raised(type="", frames=tuple(frames), location=location))
        piece.cut = True
        piece.end = _trimmed(lines, start, position)
        return piece
    name, message = named
    if location is not None and not frames and header is None and not named_like_an_exception(name):
        return None
    remote = _remote(lines, position, base, name) if depth < MAX_DEPTH else None
    if remote is not None:
        piece.raised, piece.end = remote
        return piece
    bare = not message and ":" not in head[len(name) :] or bool(ONE_LINE.match(head.rstrip()))
    piece.end = position + 1 if bare else _message_end(lines, position + 1, start, base, message, depth)
    more = dedented(lines[position + 1 : piece.end], base)
    kept = notes_of(name, message, more)
    piece.raised.append(
        Raised(
            type=name,
            message="\n".join([message, *more[:kept]]),
            frames=tuple(frames),
            notes=tuple(more[kept:]),
            location=location,
        )
    )
    return piece


def _named(head: str) -> tuple[str, str] | None:
    """Split the line below a stack if it names an exception rather than beginning something else."""
    named = exception(head) or exception(head.rstrip())
    if named is None or head[:1].isspace():
        return None
    plain = named_like_an_exception(named[0]) or "." in named[0]
    return named if plain or not ends_report(head) else None


def _django(lines: Sequence[str], position: int, frames: Sequence[Frame]) -> Raised | None:
    """Return the exception as Django's error page tells it, below the stack and a blank line."""
    kind, value = ([*lines[position : position + 3], "", "", ""])[1:3]
    if not frames or not kind.startswith("Exception Type: ") or not value.startswith("Exception Value:"):
        return None
    name = kind.removeprefix("Exception Type: ").split(" at ")[0].strip()
    return Raised(type=name, message=value.removeprefix("Exception Value:").strip(), frames=tuple(frames))


def _trimmed(lines: Sequence[str], start: int, end: int) -> int:
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _base(lines: Sequence[str], start: int, header: re.Match[str] | None) -> int:
    """Return the column of the header and the exception, which is two less than that of the frames."""
    if header is not None and not lines[start][: header.start()].strip():
        return header.start()
    for line in lines[start : start + 4]:
        match = _FILE.match(line)
        if match is not None:
            return max(0, len(match[1]) - 2)
    return 0


def _stack(lines: Sequence[str], position: int, base: int) -> tuple[list[Frame], Frame | None, int]:
    """Return the frames, where a compile-time error points, and the line after them."""
    frames: list[Frame] = []
    open_frame: tuple[str, int | None, str | None] | None = None
    shown: list[str] = []
    flat = False

    def close() -> None:
        nonlocal open_frame
        if open_frame is not None:
            code, mark = _code(shown)
            file, number, function = open_frame
            frames.append(Frame(file=file, line=number, function=function or "", code=code, mark=mark))
        open_frame = None
        shown.clear()

    unnamed = False
    while position < len(lines):
        line = lines[position]
        match = _FILE.match(line) if 'File "' in line else None
        if match is not None and (len(match[1]) <= base + 2 or open_frame is None):
            close()
            flat = flat or len(match[1]) == 0 and base == 0
            number = int(match[3]) if match[3].isdigit() else None
            open_frame = (match[2], number, match[4])
            unnamed = match[4] is None
        elif not line.strip():
            following = _after_blanks(lines, position)
            waiting = open_frame is not None and not shown  # a text with a blank line between any two
            if following is None or not (
                _resumes(lines, following, base) or (waiting and indent(lines[following]) > base + 2)
            ):
                break
            position = following
            continue
        elif len(line) - len(line.lstrip()) > base + 2 or line.startswith(("--> ", "==> ")):
            shown.append(line)
        elif indent(line) > base:
            if not line.lstrip().startswith(("[Previous line repeated", "...")):
                shown.append(line)
        elif flat and open_frame is not None and not shown and _is_flat_code(lines, position):
            shown.append(line)
        elif (frames or open_frame is not None) and ELIDED.match(line):
            close()
        else:
            break
        position += 1
    close()
    location = None
    if frames and unnamed:
        location = frames.pop()
    return frames, location, position


def _after_blanks(lines: Sequence[str], position: int) -> int | None:
    for following in range(position, min(position + 3, len(lines))):
        if lines[following].strip():
            return following
    return None


def _resumes(lines: Sequence[str], position: int, base: int) -> bool:
    """Tell whether a stack goes on after a blank line, as where values are printed between frames."""
    line = lines[position]
    if _FILE.match(line):
        return indent(line) <= base + 2
    named = exception(line[base:].rstrip())
    return (
        named is not None
        and not line[:base].strip()
        and (named_like_an_exception(named[0]) or "." in named[0])
    )


def _is_flat_code(lines: Sequence[str], position: int) -> bool:
    """Tell source from the exception where a copy has lost the indentation of both."""
    if position + 1 >= len(lines) or not lines[position + 1].strip():
        return False
    named = exception(lines[position])
    return named is None or not named_like_an_exception(named[0].rpartition(".")[2])


def _code(shown: Sequence[str]) -> tuple[str, tuple[int, int] | None]:
    """Return a frame's source line and the part of it that carets underline."""
    if not shown:
        return "", None
    code = shown[0].strip()
    if len(shown) > 1 and _CARETS.match(shown[1]):
        shift = indent(shown[0])
        carets = shown[1].rstrip()
        begin, end = indent(carets) - shift, len(carets) - shift
        if 0 <= begin < end <= len(code) + 1:
            return code, (begin, min(end, len(code)))
    return code, None


def _remote(lines: Sequence[str], position: int, base: int, name: str) -> tuple[list[Raised], int] | None:
    """Return what happened in a worker process, which its parent's report quotes between triple quotes."""
    if not name.endswith("RemoteTraceback"):
        return None
    opening = position + 1
    if opening >= len(lines) or not lines[opening].strip().startswith('"""'):
        return None
    for closing in range(opening + 1, len(lines)):
        if lines[closing].strip() in ('"""', "'''"):
            quoted = dedented(lines[opening + 1 : closing], base)
            inner = next(read(quoted, MAX_DEPTH), None)
            if inner is None:
                return None
            return list(inner.chain), closing + 1
        if lines[closing].strip() in (CAUSE, CONTEXT):
            break
    return None


def _message_end(lines: Sequence[str], position: int, start: int, base: int, message: str, depth: int) -> int:
    ruled = next(
        (line for line in reversed(lines[max(0, start - 2) : start]) if line.strip()), ""
    ).startswith("-----")
    if ruled:  # unittest: whatever stands above the next rule belongs to the message
        for end in range(position, len(lines)):
            line = lines[end]
            if line.startswith(("=====", "-----")) or line in ("Stdout:", "Stderr:"):
                return max(position, end - 1)  # one blank line is the runner's own
            if line.strip() in (CAUSE, CONTEXT):
                return _trimmed(lines, position - 1, end)
    if depth < MAX_DEPTH and (message.rstrip().endswith(":") or not message):
        quoted = _quoted(lines, position, base)
        if quoted:
            return message_end(lines, quoted, base, message)
    return message_end(lines, position, base, message)


def _quoted(lines: Sequence[str], position: int, base: int) -> int:
    """Return the line after a report that a message announces and quotes, or 0."""
    following = _after_blanks(lines, position)
    if following is None or following > position or not _HEADER.match(lines[following][base:]):
        return 0
    inner = next(read(lines[following : following + _QUOTED], MAX_DEPTH), None)
    return 0 if inner is None or inner.start else following + inner.end
