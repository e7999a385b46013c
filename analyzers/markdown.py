"""Where does a text in Markdown begin a new block?

So that what is still being written can be held against the facts, and drawn, block by block: what has ended does not
change any more. Joined, the blocks are the text. A block ends at an empty line, before a line that begins an item, a
heading or a fence at the margin, and behind a fence's end (CommonMark 0.31, sections 4 and 5, but for what only the
whole document decides: links defined elsewhere, and lazy lines).
"""

from analyzers.deferred import regex

_FENCE = regex(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_BEGINS = regex(r"#{1,6}(?:\s|$)|[-*+]\s|\d{1,9}[.)]\s|>")
_HEADING = regex(r"#{1,6}(?:\s|$)")
_ITEM = regex(r"(?m)^\s*(?:>\s*)*(?:\d{1,9}[.)]|[-*+])\s+")


def blocks(text: str) -> list[str]:
    """Return the blocks of a text in order; all but the last have ended."""
    found: list[list[str]] = []
    fence, ended = "", True  # the fence that is open; whether the next line begins a block
    for line in text.splitlines(keepends=True):
        bare = line.rstrip()
        if fence:
            found[-1].append(line)
            if bare.lstrip().startswith(fence) and not bare.lstrip().strip(fence[0]):
                fence, ended = "", True
            continue
        opened = _FENCE.match(bare)
        if opened is not None and opened[1][0] == "`" and line.splitlines()[0] == line:
            opened = None  # more may follow in this line, and backticks there would make it no fence
        indented = line[:1].isspace()
        quoted = bare.startswith(">") and bool(found) and found[-1][-1].startswith(">")
        begins = bool(opened) or (not quoted and _BEGINS.match(line) is not None)
        if bare and (begins or (ended and not (indented and found))) or not found:
            found.append([])
        found[-1].append(line)
        fence = opened[1] if opened else ""
        ended = not bare or _HEADING.match(line) is not None
    return ["".join(lines) for lines in found]


def fenced(block: str) -> tuple[str, ...] | None:
    """Return the lines of code in a block that is a fence, closed or not; None for another block."""
    first, *rest = block.rstrip().splitlines() or [""]
    opened = _FENCE.match(first)
    if opened is None:
        return None
    if rest and rest[-1].lstrip().startswith(opened[1]) and not rest[-1].strip().strip(opened[1][0]):
        rest.pop()
    return tuple(rest)


def unnumbered(text: str) -> str:
    """Return a text without the signs that begin its items: a number there counts, and says nothing."""
    return _ITEM.sub("", text)
