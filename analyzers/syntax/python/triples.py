"""Where does a triple-quoted string end, or begin, whose other quotes are missing?"""

import re
from collections.abc import Iterator
from itertools import islice

from analyzers.syntax.python.site import Candidate, Change, Site, insert
from analyzers.syntax.python.tokens import BROKEN, NEWLINE, STRING, Token, prefix_of, quote_of

_LONGEST = 1_000  # characters of a line that are looked at
_MOST = 3  # strings that run on to the next one's beginning


def elsewhere(site: Site, first: int, last: int) -> Iterator[Candidate]:
    """Yield repairs of triple-quoted strings outside of a range: CPython gives up long behind a missing quote.

    A string whose end is missing runs on to where the next one begins, so that its closing quotes have text behind
    them, or stand under a line that opens a block.
    """
    tokens = site.layout.tokens
    found = 0
    for place, token in enumerate(tokens):
        near = first <= token.start <= last
        if token.kind == BROKEN and not near and quote_of(token) in _QUOTES:
            yield from unclosed(site, token)
        if token.kind != STRING or found >= _MOST or token.text[-3:] not in _QUOTES or "\n" not in token.text:
            continue
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        glued = (
            following is not None and following.start == token.end and following.kind not in (NEWLINE, "op")
        )
        above = token.text[:-3].rstrip(" \t")
        under = above.endswith(":\n") and (following is None or following.kind == NEWLINE)
        if glued or under:
            found += 1
            yield from closed_late(token, 0.6)


_QUOTES = ('"""', "'''")


def unclosed(site: Site, token: Token) -> Iterator[Candidate]:
    """A triple-quoted string that never ends: where did it?"""
    quote = quote_of(token)
    begin = token.start + prefix_of(token) + 3
    body = site.text[begin : token.end]
    mark = quote[0]
    for match in islice(re.finditer(f"(?<!{mark}){mark}{{1,2}}(?!{mark})", body), 4):
        at = begin + match.start()
        yield Candidate("string-unclosed", (Change(at, at + len(match[0]), quote),), 0.3)
    for match in islice(re.finditer(f"^(.*)(?<!{mark}){mark}{mark}[ \t]*$", body, re.MULTILINE), 40):
        at = begin + match.end(1)
        extra = 1.0 if match[1].rstrip()[-1:] in ("=", "(", ",", "[", "+") else 0.0  # an empty string
        yield Candidate("string-unclosed", (Change(at, at + 2, quote),), extra)
    other = ('"' if mark == "'" else "'") * 3
    if other in body:
        at = begin + body.index(other)
        yield Candidate("string-mismatched", (Change(at, at + 3, quote),), 0.4)
        yield Candidate("string-mismatched", (Change(begin - 3, begin, other),), 0.3)
    lines = body[: 200 * _LONGEST].split("\n")
    margin = len(site.layout.margin(site.layout.line_of(token.start)))
    offset = 0
    for number, row in enumerate(lines[:200]):
        end = offset + (len(row) if row.endswith((" ", "\t")) else len(row.rstrip()))
        following = lines[number + 1] if number + 1 < len(lines) else ""
        code = bool(
            re.match(
                r"\s*(?:def |class |import |from |return\b|if .*:|for .*:|while .*:|@|\w+ = |self\.|\w+\()",
                following,
            )
        )
        if number == 0 and row.strip():
            yield Candidate("string-unclosed", (insert(begin + end, quote),), 0.8 if not code else 0.3)
        elif code or not following.strip():
            yield Candidate(
                "string-unclosed", (insert(begin + end, quote),), 1.0 + 0.05 * number + (0 if code else 0.4)
            )
        if number and row and not row.strip():
            yield Candidate("string-unclosed", (insert(begin + offset + len(row), quote),), 0.2)
        elif number and not row and code:
            yield Candidate("string-unclosed", (insert(begin + offset, " " * margin + quote),), 1.2)
        offset += len(row) + 1
    yield Candidate("string-unclosed", (insert(begin + len(body.rstrip()), quote),), 1.6)
    # the quotes found close a string whose opening ones are missing
    line = site.layout.line_of(site.offset)
    for number in range(max(line - 2, 1), line + 1):
        start = site.layout.line_start(number) + len(site.layout.margin(number))
        if start < token.start and not site.text.startswith(quote, start):
            yield Candidate("string-unopened", (insert(start, quote),), 0.5 + 0.3 * (line - number))
    if site.text[token.start - 2 : token.start] == mark * 2:
        yield Candidate("quote-stray", (Change(token.start, token.start + 2, ""),), 0.5)


def closed_late(token: Token, dear: float = 2.0) -> Iterator[Candidate]:
    """A triple-quoted string whose end is missing runs on to the beginning of the next one."""
    text = token.text
    quote = text[-3:]
    if quote not in ('"""', "'''") or "\n" not in text:
        return
    body = text[prefix_of(token) + 3 : -3]
    begin = token.start + prefix_of(token) + 3
    mark = quote[0]
    cut = (
        match
        for match in re.finditer(f"{mark}{{1,2}}(?=\n)", body)
        if mark not in body[body.rfind("\n", 0, match.start()) + 1 : match.start()]  # no string of its own
    )
    for match in islice(cut, 3):
        at = begin + match.start()
        one = 0.5 * (len(match[0]) == 1)
        yield Candidate("string-unclosed", (Change(at, at + len(match[0]), quote),), dear - 1.8 + one)
    other = ("'" if mark == '"' else '"') * 3
    if other in body:
        at = begin + body.index(other)
        yield Candidate("string-mismatched", (Change(at, at + 3, quote),), dear - 1.8)
    first = body.split("\n")[0]
    if first.strip():
        yield Candidate("string-unclosed", (insert(begin + len(first.rstrip()), quote),), dear - 0.6)
    at = begin
    for number, line in enumerate(body.split("\n")[:60]):
        following = body[at + len(line) - begin + 1 :][:80]
        if number and re.match(r"\s*(?:def |class |return\b|if .*:|for .*:|\w+ = |self\.|\n)", following):
            yield Candidate(
                "string-unclosed",
                (insert(at + len(line.rstrip() or line), quote),),
                dear + 0.05 * number,
            )
        at += len(line) + 1
