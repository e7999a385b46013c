"""Which mark was typed for another, and which name or number is no name or number?"""

import re
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.syntax.python.site import (
    Candidate,
    Change,
    Site,
    Target,
    swap,
)
from analyzers.syntax.python.tokens import JUNK, NAME, NUMBER, OP

_ZERO = regex(r"0+\d|0\d*[89]\d*")  # a number that means the same without its zeros


def exchanged(site: Site, target: Target) -> Iterator[Candidate]:
    """One mark typed for its neighbour on the keyboard or in the mind."""
    statement, _, cost = target
    others = {
        ".": (",",),
        ",": (".", ":"),
        ";": (",", ":"),
        ":": (",", ".", ";"),
        "-": ("_", "="),
        "=": ("-", ":"),
        "->": (".", ":"),
        "?": ("/",),
        "+": ("=",),
        "<": (",",),
        ">": (".", ":"),
        "*": (),
        "/": (),
        "_": (),
    }
    tokens = statement.tokens
    for place, token in site.near(statement):
        if token.kind not in (OP, JUNK):
            continue
        for other in others.get(token.text, ()):
            if other == "_":
                continue
            yield Candidate("mark-exchanged", (swap(token, other),), cost + 1.6)
        if token.text == "-" and 0 < place < len(tokens) - 1:
            left, right = tokens[place - 1], tokens[place + 1]
            if (
                left.kind == NAME
                and right.kind in (NAME, NUMBER)
                and left.end == token.start == right.start - 1
            ):
                yield from _hyphens(site, target, place)
    if statement.opens_block and tokens[-1].start > statement.start:
        return


def _hyphens(site: Site, target: Target, place: int) -> Iterator[Candidate]:
    """A name written with hyphens where Python wants underscores, everywhere it occurs."""
    tokens = target.statement.tokens
    first, last = place - 1, place + 1
    while first >= 2 and tokens[first - 1].text == "-" and tokens[first - 2].kind == NAME:
        first -= 2
    while last + 2 < len(tokens) and tokens[last + 1].text == "-" and tokens[last + 2].kind == NAME:
        last += 2
    written = site.text[tokens[first].start : tokens[last].end]
    changes = []
    at = site.text.find(written)
    while at >= 0:
        changes.append(Change(at, at + len(written), written.replace("-", "_")))
        at = site.text.find(written, at + len(written))
    here = Change(tokens[first].start, tokens[last].end, written.replace("-", "_"))
    yield Candidate("name-hyphen", tuple(changes), target.cost + 0.2)
    if len(changes) > 1:
        yield Candidate("name-hyphen", (here,), target.cost + 1.0)


def numbers(site: Site, target: Target) -> Iterator[Candidate]:
    """Yield repairs of numbers that are none, and of names that begin like numbers."""
    statement, _, cost = target
    tokens = statement.tokens
    for place, token in site.near(statement):
        if token.kind != NUMBER:
            continue
        digits = token.text
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if len(digits) > 1 and digits[0] == "0" and digits.strip("0123456789") in ("", "L", "l"):
            plain = digits.rstrip("lL").lstrip("0") or "0"
            octal = set(plain) <= set("01234567")
            legacy = octal and len(digits) >= 4
            if octal:
                yield Candidate("number-octal", (swap(token, "0o" + plain),), cost + (0.0 if legacy else 1.2))
            yield Candidate("number-zero", (swap(token, plain),), cost + (0.8 if legacy else 0.0))
            alike = [one for one in site.layout.tokens if one.kind == NUMBER and _ZERO.fullmatch(one.text)]
            if len(alike) > 1 and _ZERO.fullmatch(digits):
                everywhere = tuple(swap(one, one.text.lstrip("0") or "0") for one in alike)
                yield Candidate("number-zero", everywhere, cost - 1.0)
        elif digits[-1] in "lL":
            yield Candidate("number-long", (swap(token, digits[:-1]),), cost - 1.0)
        if following is not None and following.start == token.end and following.kind == NAME:
            if following.text in ("L", "l"):
                yield Candidate("number-long", (swap(following, ""),), cost - 1.0)
            if place == 0 or (
                tokens[place - 1].text in ("def", "class", "import", "for", ",", "(", "=", ".")
            ):
                name = f"_{digits}{following.text}"
                declared = place and tokens[place - 1].text in ("def", "class", "import")
                written = re.compile(rf"(?<![\w.]){digits}{re.escape(following.text)}(?!\w)")
                yield Candidate(
                    "name-digit",
                    tuple(Change(m.start(), m.end(), name) for m in written.finditer(site.text)),
                    cost + (1.0 if declared or place == 0 else 3.5),
                )
            if following.text[0] in "oO" and digits[0] in "123456789":
                yield Candidate(
                    "number-letter", (Change(token.start, following.end, digits + "0"),), cost + 2.0
                )
        if following is not None and following.text in ("%", "$") and following.start == token.end:
            yield Candidate("stray", (swap(following, ""),), cost + 1.5)
