"""What does Rich print: a traceback in a box, as wide as the terminal, with whatever is longer wrapped?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzers.facts import Frame, Link, Raised, Traceback
from analyzers.traceback import cpython
from analyzers.traceback.parts import exception, message_end, notes_of

_TOP = re.compile(r"\s*[╭┌+]\W*Traceback \(most recent call last\)\W*[╮┐+]\s*$")
_BOX = re.compile(r"\s*[╭┌+][─\-━].*[╮┐+]\s*$")
_BOTTOM = re.compile(r"\s*[╰└+][─\-━]+[╯┘+]\s*$")
_PLACE = re.compile(r"(\S.*):(\d+)(?: in (.+))?$")
_CODE = re.compile(r"(?:[❱>]\s*(\d+)\s|[ ❱>]\s*\d+\s|\s|$|\.\.\. )")
_LINKS = {cpython.CAUSE: Link.CAUSE, cpython.CONTEXT: Link.CONTEXT}


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position = 0
    while position < len(lines):
        if "Traceback (most recent call last)" in lines[position] and _TOP.match(lines[position]):
            report = _report(lines, position)
            yield report
            position = report.end
        else:
            position += 1


def _report(lines: Sequence[str], start: int) -> Traceback:
    chain: list[Raised] = []
    position = start
    while True:
        raised, end = _raised(lines, position)
        link, following = _link(lines, end)
        if link is None or not _TOP.match(lines[following]):
            chain.append(raised)
            break
        chain.append(replace(raised, link=link))
        position = following
    return Traceback(chain=tuple(chain), style="rich", start=start, end=end, cut=not raised.type)


def _link(lines: Sequence[str], position: int) -> tuple[Link | None, int]:
    """Return how an exception led to the next one, and the next box; the sentence may be wrapped too."""
    words: list[str] = []
    while position < len(lines) and len(words) < 20 and not _BOX.match(lines[position]):
        words += lines[position].split()
        position += 1
    if position == len(lines):
        return None, position
    return _LINKS.get(" ".join(words)), position


def _raised(lines: Sequence[str], start: int) -> tuple[Raised, int]:
    width = len(lines[start].rstrip()) - (margin := len(lines[start]) - len(lines[start].lstrip()))
    frames: list[Frame] = []
    position = _box(lines, start, width, frames)
    location = None
    if position < len(lines) and _BOX.match(lines[position]) and not _TOP.match(lines[position]):
        places: list[Frame] = []  # a box of its own shows the text that does not compile
        position = _box(lines, position, width, places)
        location = places[0] if places else Frame(file="")
    head = lines[position].strip() if position < len(lines) else ""
    named = exception(head)
    if named is None:
        return Raised(type="", frames=tuple(frames), location=location), position
    first = position + 1
    end = message_end(lines, first, margin, named[1])
    link_at = next(
        (at for at in range(first, end) if lines[at].startswith(("The above", "During handling"))), end
    )
    end = min(end, link_at)
    texts = _joined([lines[position][margin:], *(line[margin:] for line in lines[first:end])], width)
    name, message = exception(texts[0]) or named
    kept = notes_of(name, message, texts[1:])
    raised = Raised(
        type=name,
        message="\n".join([message, *texts[1 : kept + 1]]),
        notes=tuple(texts[kept + 1 :]),
        frames=tuple(frames),
        location=location,
    )
    return raised, _after_members(lines, end)


def _box(lines: Sequence[str], start: int, width: int, frames: list[Frame]) -> int:
    """Append the frames that a box shows, and return the line after the box."""
    position = start + 1
    pending = ""
    while position < len(lines):
        line = lines[position].strip()
        if _BOTTOM.match(line) or line[:1] not in ("│", "|", "┃"):
            return position + 1 if _BOTTOM.match(line) else position
        inner = line[2:-2] if line[-1:] in ("│", "|", "┃") and len(line) > 3 else line[2:]
        text = inner.rstrip()
        position += 1
        if not pending and (_CODE.match(inner) or text[:1] in ("╭", "│", "╰", "|", "+")):
            code = _CODE.match(inner)
            if code is not None and code[1] and frames and int(code[1]) == frames[-1].line:
                shown = inner[code.end() :].replace("│", " ").strip()
                frames[-1] = replace(frames[-1], code=shown)
            elif text.startswith(" /") and (place := _PLACE.match(text.strip())):
                frames.append(Frame(file=place[1], line=int(place[2])))
            continue
        if not text:
            pending = ""
            continue
        pending += text
        match = _PLACE.match(pending)
        if match is not None and _complete(lines, position):
            frames.append(Frame(file=match[1], line=int(match[2]), function=match[3] or ""))
            pending = ""
        elif len(text) < width - 4:
            pending += " "  # wrapped at a blank rather than inside a path
        if len(pending) > 4000:
            pending = ""
    return position


def _complete(lines: Sequence[str], position: int) -> bool:
    """Tell whether a place ends here: an empty line, the code or the end of the box follows it."""
    if position >= len(lines):
        return True
    inner = lines[position].strip()[2:-2]
    return not inner.strip() or bool(_CODE.match(inner)) or not lines[position].strip()[:1] in ("│", "|", "┃")


def _joined(texts: Sequence[str], width: int) -> list[str]:
    """Undo the wrapping of a message: a line is broken where its next word would not have fitted."""
    joined = [texts[0]]
    last = texts[0].rstrip()
    for text in texts[1:]:
        room = len(last)
        word = text.split(" ", 1)[0]
        split = room == width and " " not in last  # a word longer than the box
        if word and room <= width < room + 1 + len(word):
            joined[-1] = joined[-1].rstrip() + ("" if split else " ") + text
        else:
            joined.append(text)
        last = text.rstrip()
    return [text.rstrip() for text in joined]


def _after_members(lines: Sequence[str], position: int) -> int:
    """Skip the boxes of an exception group's members, which follow it."""
    while position < len(lines) and "Sub-exception #" in lines[position]:
        while position < len(lines) and lines[position].strip()[:1] in ("╭", "│", "╰", "|", "+"):
            position += 1
    return position
