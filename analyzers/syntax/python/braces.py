"""Which blocks are written as C-like languages write them, with braces and loops over a counter?"""

import re
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.syntax.python.site import Candidate, Change, Site, insert

_LOOP = regex(
    r"for\s*\(\s*(?:int|let|var|auto|size_t)?\s*(\w+)\s*=\s*([^;]+?)\s*;\s*\1\s*(<=|<|>=|>|!=)\s*([^;]+?)\s*;"
    r"\s*(?:\1\s*(\+\+|--)|(\+\+|--)\s*\1|\1\s*([+-])=\s*([^)]+?))\s*\)\s*:?"
)
_EACH = regex(r"for\s*\(\s*(?:let|const|var|auto&?|\w+)?\s*(\w+)\s*(?:of|in|:)\s+(.+)\)\s*:?$")
_HEADER = regex(
    r"^([ \t]*)(?:\}\s*)?((?:if|elif|else|for|while|def|class|try|except|finally|with)\b[^#\n]*?)\s*:?\s*\{[ \t]*$"
)
_BARE = regex(r"^[ \t]*[{}][ \t]*;?[ \t]*$")


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield the text without braces round blocks, and loops over a counter as Python says them."""
    yield from _blocks(site)
    yield from _loop(site)
    yield from _bracketed_for(site)


def _blocks(site: Site) -> Iterator[Candidate]:
    if "}" not in site.text or not re.search(r"\{[ \t]*$", site.text, re.MULTILINE):
        return
    layout = site.layout
    changes = []
    for number in range(1, len(layout.starts) + 1):
        row = layout.line(number)
        start = layout.line_start(number)
        header = _HEADER.match(row)
        if header is not None:
            changes.append(Change(start, start + len(row), f"{header[1]}{_loops(header[2])}:"))
        elif _BARE.match(row):
            changes.append(Change(start, min(start + len(row) + 1, len(site.text)), ""))
            if "{" in row and number > 1 and not layout.line(number - 1).rstrip().endswith(":"):
                changes.insert(-1, insert(layout.line_end(number - 1), ":"))
    yield Candidate("braces-foreign", tuple(changes), 0.0)


def _loops(header: str) -> str:
    """Return a block's header with a loop over items said as Python says it."""
    found = _EACH.match(header)
    return header if found is None else f"for {found[1]} in {found[2]}"


def _loop(site: Site) -> Iterator[Candidate]:
    row = site.layout.line(site.statement.first)
    each = _EACH.match(row.strip().rstrip("{ "))
    if each is not None:
        begin = site.statement.start
        line = f"for {each[1]} in {each[2]}:"
        stop = site.layout.line_end(site.statement.first)
        yield Candidate("loop-foreign", (Change(begin, stop, line),), 0.0)
    found = _LOOP.search(row)
    if found is None:
        return
    name, first, sign, last = found[1], found[2], found[3], found[4]
    down = "--" in (found[5], found[6]) or found[7] == "-"
    step = found[8] or "1"
    if sign in ("<=", ">="):
        last += " + 1" if sign == "<=" else " - 1"
    parts = [first, last]
    if down:
        parts.append(f"-{step}")
    elif step != "1":
        parts.append(step)
    elif first == "0":
        parts = [last]
    start = site.layout.line_start(site.statement.first)
    text = f"for {name} in range({', '.join(parts)}):"
    yield Candidate("loop-foreign", (Change(start + found.start(), start + found.end(), text),), 0.0)


def _bracketed_for(site: Site) -> Iterator[Candidate]:
    """`for (i in range(3)):` has a pair of brackets too many."""
    tokens = site.statement.tokens
    if len(tokens) < 5 or tokens[0].text != "for" or tokens[1].text != "(":
        return
    depth = 0
    for token in tokens[1:]:
        depth += (token.text == "(") - (token.text == ")")
        if not depth:
            opened = Change(tokens[0].end, tokens[1].end, " ")
            yield Candidate("bracket-extra", (opened, Change(token.start, token.end, "")), 0.0)
            return
