"""What does Ruby print: newest call first, or oldest first as for a terminal?

The lines that `error_highlight` and `did_you_mean` add below a message are no part of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzers.facts import Frame, Link, Raised, Traceback
from analyzers.traceback.parts import ends_report

_HEAD = re.compile(r"(?:.*?\s)?(\S+?):(\d+):in [`'](.*?)': (.*)$")
_TYPED = re.compile(r"(.*?)(?: ?\(([A-Z][\w:]*)\))$")
_FROM = re.compile(r"\s*(?:(\d+): )?from (\S.*?):(\d+)(?::in [`'](.*)')?\s*$")
_LEVELS = re.compile(r"\s*\.\.\. \d+ levels\.\.\.")
_TOP = re.compile(r"Traceback \(most recent call last\):\s*$")
_RAILS = re.compile(r"\s*([A-Z][\w:]*(?:Error|Exception|Invalid|NotFound|Missing)) \((.*)\):\s*$")
_TEMPLATE = re.compile(r"\s+\d+: ")  # an excerpt of a view
_BARE = re.compile(r"\s*(?:#\s)?((?:[\w./~@+-]|\[\w+\])+):(\d+):in [`'](.*)'\s*$")
_TITLE = re.compile(r"(?:.*\s)?([A-Z]\w*(?:::[A-Z]\w*)*)(?:: (.*)| \((.*)\):?)$")


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position = 0
    while position < len(lines):
        report = _at(lines, position)
        if report is None:
            position += 1
        else:
            yield report
            position = max(report.end, position + 1)


def _at(lines: Sequence[str], position: int) -> Traceback | None:
    line = lines[position]
    if "Traceback (" in line and _TOP.search(line):
        return _oldest_first(lines, position)
    if ":in " in line and _FROM.match(line) is None and _HEAD.match(line):
        return _newest_first(lines, position)
    if line.rstrip().endswith("):") and _RAILS.match(line):
        return _rails(lines, position)
    if position and ":in " in line and _BARE.match(line):
        return _titled(lines, position)
    return None


def _newest_first(lines: Sequence[str], start: int) -> Traceback | None:
    chain: list[Raised] = []
    position = start
    while position < len(lines):
        head = _HEAD.match(lines[position])
        if head is None or (chain and not lines[position].startswith(head[1])):
            break
        named = _exception(lines, position, head[4])
        if named is None:
            break
        name, message, position = named
        below, position = _calls(lines, position)
        frames = (*reversed(below), Frame(file=head[1], line=int(head[2]), function=head[3]))
        raised = Raised(type=name, message=message, frames=frames)
        if chain and _same(chain[-1], raised):  # a thread's death, told by the thread and by who joined it
            break
        chain.append(raised)
        end = position
    if not chain:
        return None
    linked = [*(replace(raised, link=Link.CAUSE) for raised in reversed(chain[1:])), chain[0]]
    return Traceback(chain=tuple(linked), language="ruby", style="ruby", start=start, end=end)


def _same(one: Raised, other: Raised) -> bool:
    return one.type == other.type and one.message == other.message


def _exception(lines: Sequence[str], position: int, text: str) -> tuple[str, str, int] | None:
    """Return the type, the message and the line after it; the type stands behind the first line."""
    typed = _TYPED.match(text)
    if typed is None:
        return None
    texts = [typed[1]]
    name = typed[2]
    following = position + 1
    while following < len(lines):
        line = lines[following]
        if _FROM.match(line) or _HEAD.match(line) or _LEVELS.match(line):
            break
        if not line.strip():
            following = _after_hint(lines, following)
            break
        if line[:1].isspace() or len(texts) > 40 or ends_report(line):
            break
        texts.append(line)
        following += 1
    message = "\n".join(texts)
    if message == name:
        message = name
    return name, message, following


def _after_hint(lines: Sequence[str], position: int) -> int:
    """Skip the excerpt and advice that stand below a message."""
    following = position
    while following < len(lines) and following < position + 8:
        line = lines[following]
        if _FROM.match(line):
            return following
        if line.strip() and not line[:1].isspace() and not line.startswith(("Did you mean?", "when ", "Did")):
            if following == position + 2 and following + 1 < len(lines) and "^" in lines[following + 1]:
                return min(following + 2, len(lines))
            if (
                following + 1 < len(lines)
                and set(lines[following + 1].strip()) <= {"^"}
                and lines[following + 1].strip()
            ):
                return following + 2
            return position
        if line.strip() and set(line.strip()) <= {"^"}:
            return following + 1
        following += 1
    return position


def _calls(lines: Sequence[str], position: int) -> tuple[list[Frame], int]:
    frames: list[Frame] = []
    while position < len(lines):
        match = _FROM.match(lines[position])
        if match is not None:
            frames.append(Frame(file=match[2], line=int(match[3]), function=match[4] or ""))
        elif not _LEVELS.match(lines[position]):
            break
        position += 1
    return frames, position


def _oldest_first(lines: Sequence[str], start: int) -> Traceback | None:
    chain: list[Raised] = []
    position = start + 1
    while position < len(lines):
        above, after = _calls(lines, position)
        head = _HEAD.match(lines[after]) if after < len(lines) else None
        named = _exception(lines, after, head[4]) if head is not None else None
        if head is None or named is None:
            break
        name, message, position = named
        frames = (*above, Frame(file=head[1], line=int(head[2]), function=head[3]))
        chain.append(Raised(type=name, message=message, frames=frames, link=Link.CAUSE))
    if not chain:
        return None
    chain[-1] = replace(chain[-1], link=None)
    return Traceback(chain=tuple(chain), language="ruby", style="ruby", start=start, end=position)


def _rails(lines: Sequence[str], start: int) -> Traceback | None:
    match = _RAILS.match(lines[start])
    assert match is not None  # the caller has matched it
    frames: list[Frame] = []
    position = start + 1
    while position < len(lines):
        bare = _BARE.match(lines[position])
        if bare is not None:
            frames.append(Frame(file=bare[1], line=int(bare[2]), function=bare[3]))
        elif lines[position].strip() and not _TEMPLATE.match(lines[position]):
            break
        position += 1
    if not frames:
        return None
    frames.reverse()
    raised = Raised(type=match[1], message=match[2], frames=tuple(frames))
    return Traceback(chain=(raised,), language="ruby", style="rails", start=start, end=position)


def _titled(lines: Sequence[str], first: int) -> Traceback | None:
    """Return a report as loggers and test runners lay it out: the exception on a line, its calls below."""
    title = _TITLE.match(lines[first - 1])
    frames: list[Frame] = []
    position = first
    while position < len(lines) and (bare := _BARE.match(lines[position])):
        frames.append(Frame(file=bare[1], line=int(bare[2]), function=bare[3]))
        position += 1
    if (
        title is None
        or not title[1].endswith(("Error", "Exception", "Invalid", "NotFound"))
        and len(frames) < 2
    ):
        return None
    frames.reverse()
    raised = Raised(type=title[1], message=title[2] or title[3] or "", frames=tuple(frames))
    return Traceback(chain=(raised,), language="ruby", style="ruby", start=first - 1, end=position)
