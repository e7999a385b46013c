"""How does plain text look on a terminal? Colour codes, display width, wrapping.

Our own few lines instead of a library: a report to a pipe must start in milliseconds.
"""

from collections.abc import Iterator

from analyzers.text import visible

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
    "error": "1;31",
    "mark": "1;31",
    "aside": "34",
}
TAB = 4  # columns a tab is shown as


class Ink:
    """Paints text, or leaves it plain where there is no colour."""

    __slots__ = ("colour",)

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, style: str, text: str) -> str:
        """Return the text in a style; the caller has made it `visible`."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colour and style and text else text


def columns(text: str) -> int:
    """Return how many columns a text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, combining, east_asian_width

    return sum(
        0
        if combining(character) or category(character) in ("Mn", "Me", "Cf")
        else 2
        if east_asian_width(character) in "WF"
        else 1
        for character in text
    )


def printable(line: str) -> str:
    """Return one line of foreign text as it may be printed: tabs as blanks, control characters escaped."""
    return visible(line.replace("\t", " " * TAB).replace("\n", " "))


def wrap(text: str, width: int, indent: str = "", first: str | None = None) -> Iterator[str]:
    """Yield the lines of a text broken at blanks, but not inside short pieces of code in backticks."""
    for number, paragraph in enumerate(visible(text).split("\n")):
        line = first if number == 0 and first is not None else indent
        used, empty = columns(line), True
        for word in _words(paragraph, width // 2):
            size = columns(word)
            if not empty and used + 1 + size > width:
                yield line
                line, used, empty = indent + word, columns(indent) + size, False
            else:
                line += word if empty else " " + word
                used += size + (not empty)
                empty = False
        yield line


def _words(paragraph: str, longest: int) -> Iterator[str]:
    """The words of a paragraph; a piece of code up to the longest is one word."""
    held = ""
    for word in paragraph.split(" "):
        held = f"{held} {word}" if held else word
        if held.count("`") % 2 and columns(held) < longest:
            continue
        # The last part may have made it too long for any line.
        yield from [held] if columns(held) <= 2 * longest else held.split(" ")
        held = ""
    if held:
        yield from held.split(" ")
