"""Text as it arrives and as it may be shown: control sequences out, offsets and lines converted.

Terminal output carries escape sequences that could redraw or reprogram a terminal, so `clean` takes them
out where text comes in, and `visible` makes what is left harmless where text goes out.
"""

import re
from bisect import bisect_right
from itertools import accumulate

from analyzers.deferred import regex

# ECMA-48: CSI and other escape sequences; OSC, DCS, SOS, PM and APC strings up to their terminator. A string that
# is never terminated ends with its line, so that a stray ESC ] cannot swallow the rest of a log.
_ESCAPES = regex(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x9b[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_OVERSTRIKE = regex(r"[^\n]\x08")
# Halves of surrogate pairs are no text either: nothing that is written can hold one.
_CONTROLS = dict.fromkeys([*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)])
_HAS_CONTROLS = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# Characters that reorder or hide text on screen: harmless to a program, not to a reader.
_INVISIBLE = regex("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def number_of(count: int, what: str) -> str:
    """Return `1 line`, `2 lines`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def clean(text: str) -> str:
    r"""Return the text with `\n` line ends and without control sequences or control characters but tab.

    A carriage return inside a line becomes a line end: what it overwrote on screen is still evidence.
    """
    if not _HAS_CONTROLS.search(text):
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x1b" in text or not text.isascii():
        text = _ESCAPES.sub("", text)
    if "\x08" in text:
        # Once: man pages strike over one character, and a loop could be quadratic.
        text = _OVERSTRIKE.sub("", text)
    return text.translate(_CONTROLS)


def visible(text: str) -> str:
    """Return the text safe to print: control characters and reordering marks become `\\x1b`-like escapes."""

    def escape(match: re.Match[str]) -> str:
        return match[0].encode("unicode_escape").decode("ascii")

    return _INVISIBLE.sub(escape, _HAS_CONTROLS.sub(escape, text))


class Lines:
    """Line starts of a text, for converting between character offsets and (line, column).

    Lines are 1-based, columns are 0-based characters, as in `ast` once decoded. Only `\\n` ends a line.
    """

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))][:-1]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the (line, column) of a character offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1]

    def offset(self, line: int, column: int = 0) -> int:
        """Return the character offset of a (line, column), clamped to the text."""
        if line < 1:
            return 0
        if line > len(self.starts):
            return len(self.text)
        return min(self.starts[line - 1] + column, self.end(line))

    def end(self, line: int) -> int:
        """Return the offset just before the line's `\\n`, or the end of the text."""
        return self.starts[line] - 1 if line < len(self.starts) else len(self.text)

    def written(self, line: int) -> tuple[int, int]:
        """Return the offsets between which a line has its text, without the blanks around it."""
        row, start = self.line(line), self.starts[line - 1]
        return start + len(row) - len(row.lstrip()), start + len(row.rstrip())

    def line(self, number: int) -> str:
        """Return a line without its end, or an empty string when there is no such line."""
        return (
            self.text[self.starts[number - 1] : self.end(number)] if 1 <= number <= len(self.starts) else ""
        )
