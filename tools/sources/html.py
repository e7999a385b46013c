"""What does a page or a post say, without its markup?"""

import re
from html.parser import HTMLParser

_BREAKS = frozenset(
    [
        "p",
        "pre",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "div",
        "ul",
        "ol",
        "table",
    ]
)
_HIDDEN = frozenset(["script", "style", "head", "template", "noscript"])
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0
        self.code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self.hidden += 1
        if tag == "pre":
            self.code += 1
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        if tag == "pre":
            self.code = max(0, self.code - 1)
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data if self.code else re.sub(r"\s+", " ", data))


def text_of(markup: str) -> str:
    """Return the text of a piece of HTML; code keeps its lines."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (line.rstrip() for line in "".join(reader.parts).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
