"""How is a report read that stands inside one line: in a JSON log, a repr, or as HTML?"""

import re
from collections.abc import Iterator, Sequence

from analyzers.traceback.formats import MARKERS
from analyzers.traceback.streams import holds_stack

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "", "b": "", "f": "", "0": "", "e": ""}
_STRING = {quote: re.compile(rf"{quote}(?:[^{quote}\\]|\\.)*") for quote in "\"'"}
_NEXT = re.compile(r"[\"']\s*,\s*[\"']")
_ENTITIES = (
    ("&quot;", '"'),
    ("&#34;", '"'),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
)
_FIELD = re.compile(r'"([\w.@-]{1,40})"\s*:\s*"\s*File \\"(?:[^"\\]|\\[^n])*(?:\\n)?"')
_QUOTED = re.compile(r'File "[^"]*", line \d')
_CLOSED = re.compile(r"(?<=\S)```|</(?:code|pre|samp|p|div|span)>(?:</\w+>)*|<br ?/?>")
_FENCE = "```"  # ends any report, and begins none


def unescaped(numbered: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield numbered lines, with several of the same number where one line holds a whole report.

    Where a log holds every line of a report in a record of its own, the records' texts are yielded.
    """
    per_line = _per_line(numbered)
    quoted = False  # the line before is a frame: what follows is source, whatever strings it holds
    for number, line in numbered:
        if "&quot;" in line or "&lt;" in line or "&#" in line:
            for entity, character in _ENTITIES:
                line = line.replace(entity, character)
        if "File “" in line:
            line = line.replace("“", '"').replace("”", '"')
        single = per_line.search(line) if per_line is not None else None
        if single is not None:
            yield number, _decoded(single[1], is_bytes=False).rstrip("\n")
            continue
        before, quoted = quoted, _QUOTED.search(line) is not None
        if ("```" in line or "</" in line or "<br" in line) and _CLOSED.search(line):
            fenced = "<br" not in line
            for part in _CLOSED.split(line):
                yield number, part
                if fenced:
                    yield number, _FENCE
            continue
        if "\\n" not in line or len(line) > 1_000_000 or before or _left_alone(line):
            yield number, line
            continue
        if line.startswith("    ") and not line.lstrip().startswith('"'):
            yield number, line  # source as a report shows it
            continue
        texts = _texts(line, depth=3)
        if not texts:
            yield number, line
        for text in texts:
            yield number, _FENCE
            for part in text.split("\n"):
                yield number, part
            yield number, _FENCE


def _left_alone(line: str) -> bool:
    """Tell lines that another reader understands as they stand."""
    return line.startswith((">", "E  ")) or '"exc_type"' in line or '"errorType"' in line


def _per_line(numbered: Sequence[tuple[int, str]]) -> re.Pattern[str] | None:
    """Return a pattern of the field that holds one line of a report per record, if there is one."""
    for _, line in numbered:
        match = _FIELD.search(line) if '\\"' in line and line.lstrip().startswith("{") else None
        if match is not None:
            return re.compile(rf'^\s*\{{.*?"{re.escape(match[1])}"\s*:\s*"((?:[^"\\]|\\.)*)"')
    return None


def _texts(line: str, depth: int) -> list[str]:
    """Return the strings in a line that hold a report, without those that only repeat one."""
    found: list[str] = []
    searched = 0
    quotes = '"' if '":' in line or line.lstrip().startswith("{") else "\"'"
    while len(found) < 100:
        places = [place for marker in MARKERS if (place := line.find(marker, searched)) >= 0]
        if not places:
            break
        place = min(places)
        opening = max(_opening(line, quote, searched, place) for quote in quotes)
        if opening < 0:
            break
        match = _STRING[line[opening]].match(line, opening)
        assert match is not None  # it begins with that quote
        is_bytes = line[opening - 1 : opening] == "b"
        text = _decoded(match[0][1:], is_bytes=is_bytes)
        listed = line[max(0, opening - 2) : opening].strip().endswith("[")
        while listed and text.endswith("\n") and (following := _NEXT.match(line, match.end())):
            opening = following.end() - 1  # a list of lines, as `traceback.format_exception` returns it
            match = _STRING[line[opening]].match(line, opening)
            assert match is not None  # it begins with that quote
            text += _decoded(match[0][1:], is_bytes=is_bytes)
        searched = max(match.end() + 1, place + 1)
        if depth and "\\n" in text and "\n" not in text.strip("\n"):
            found += _texts(f'"{text}', depth - 1) or [text]
        elif (
            "\n" in text
            and holds_stack(text)
            and not any(text.strip() in known or known.strip() in text for known in found)
        ):
            found.append(text)
    return found


def _opening(line: str, quote: str, start: int, stop: int) -> int:
    """Return where the string begins that holds a place: at the nearest quote before it that is not escaped."""
    place = line.rfind(quote, start, stop)
    while place > start and line[place - 1] == "\\":
        place = line.rfind(quote, start, place)
    return place


def _decoded(text: str, *, is_bytes: bool) -> str:
    def character(match: re.Match[str]) -> str:
        if match[3]:
            return _PLAIN.get(match[3], match[3])
        return chr(int(match[1] or match[2], 16))

    plain = _ESCAPE.sub(character, text)
    if is_bytes:
        try:
            return plain.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return plain
    return plain
