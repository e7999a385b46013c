"""Which statements share a line, which line breaks off, and which assignment is the wrong way round?"""

import sys
from collections.abc import Iterator

from analyzers.syntax.python.commas import is_target
from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import (
    Candidate,
    Change,
    Site,
    Target,
    insert,
    swap,
)
from analyzers.syntax.python.tokens import CLOSERS, CONTINUED, KEYWORDS, NAME, OPENERS


def joined_lines(site: Site, target: Target) -> Iterator[Candidate]:
    """Two statements on one line, or one statement on two."""
    statement, index, cost = target
    margin = site.margin(statement)
    for token in site.layout.tokens if "\\\n" in site.text[statement.start : statement.end] else ():
        if token.kind == CONTINUED and statement.start < token.start < statement.end:
            yield Candidate("stray", (Change(token.start, token.start + 1, ""),), cost - 1.5)
    for place, left, right in site.gaps(target):
        gap = site.text[left.end : right.start]
        if "\n" in gap or not (left.ends_operand or left.text in ("pass", "break", "continue", "return")):
            continue
        if statement.word in ("import", "from") and right.text == "import":
            after = statement.tokens[place + 1].text if place + 1 < len(statement.tokens) else ""
            if statement.word == "from" or after not in sys.stdlib_module_names:
                continue
            yield Candidate("newline-missing", (Change(left.end, right.start, "\n" + margin),), cost - 2.0)
        if right.kind == NAME and (gap or left.text in CLOSERS) and not site.inside(statement, place):
            wide = -1.0 if len(gap) > 1 else 0.0
            bare = 3.0 * (is_target(statement.tokens[:place]) or place == len(statement.tokens) - 1)
            rest = statement.tokens[place:]
            signs = [at for at, token in enumerate(rest[:12]) if token.text in ("=", "+=", "-=")]
            if left.text == "return" and place == 1:
                bare += 5.0
            if left.end == right.start:
                bare += 2.0  # `f()name`
            if signs and is_target(rest[: signs[0]]):
                bare = -2.5 if place > 1 or left.kind != NAME or left.text in KEYWORDS else 2.0
            elif left.text == ")" and len(rest) > 3 and rest[-1].text == ")" and rest[1].text in (".", "("):
                bare -= 1.5
            elif right.text in (
                "import",
                "from",
                "return",
                "raise",
                "def",
                "class",
                "print",
                "with",
                "while",
            ):
                bare -= 1.0
            yield Candidate(
                "newline-missing", (Change(left.end, right.start, "\n" + margin),), cost + 1.2 + wide + bare
            )
    last = statement.tokens[-1]
    if index + 1 < len(site.statements) and not last.ends_operand and last.text not in (":", ",", ";"):
        following = site.statements[index + 1]
        gap = site.text[statement.end : following.start]
        if gap.strip() == "" and gap.count("\n") == 1:
            yield Candidate(
                "line-broken",
                (Change(statement.end, following.start, " \\\n" + margin + "    "),),
                cost - 1.0,
            )
    if index and site.statements[index].tokens[0].text in (
        ".",
        "+",
        "-",
        "*",
        "/",
        "and",
        "or",
        "in",
        "==",
        "%",
        "=",
        ",",
        "if",
        "else",
        "for",
        "is",
        "not",
        "|",
        "&",
        "<",
        ">",
    ):
        before = site.statements[index - 1]
        gap = site.text[before.end : statement.start]
        if gap.strip() == "" and gap.count("\n") == 1 and not before.opens_block:
            newline = before.end + gap.index("\n")
            yield Candidate("line-broken", (insert(newline, " \\"),), cost - 0.5)


_CONVERSIONS = frozenset({"int", "float", "str", "list", "bool", "set", "tuple"})


def assignments(site: Site, target: Target) -> Iterator[Candidate]:
    """Assignments to what cannot be assigned to."""
    if not site.message.startswith("cannot assign"):
        return
    statement, _, cost = target
    tokens = statement.tokens
    places = [
        place
        for place, token in site.near(statement)
        if token.text == "=" and not site.inside(statement, place)
    ]
    if len(places) == 1 and places[0] + 1 < len(tokens):
        place = places[0]
        left = site.text[tokens[0].start : tokens[place - 1].end]
        right = site.text[tokens[place + 1].start : tokens[-1].end]
        if tokens[place + 1].kind == NAME:
            both = Change(tokens[0].start, tokens[-1].end, f"{right} = {left}")
            yield Candidate("assignment-reversed", (both,), cost + (0.2 if place + 2 == len(tokens) else 1.2))
        if tokens[place - 1].text == ")":
            depth = 0
            for index in range(place - 1, 0, -1):
                depth += (tokens[index].text == ")") - (tokens[index].text == "(")
                if not depth:
                    changes = (swap(tokens[index], "["), swap(tokens[place - 1], "]"))
                    yield Candidate("bracket-mismatched", changes, cost + 0.4)
                    yield from _called(site, statement, index, place, cost)
                    break


def _called(site: Site, statement: Statement, opener: int, sign: int, cost: float) -> Iterator[Candidate]:
    """A value given to a call, between the indexes of `(` and `=`: `counts.get(key, 0) = 1`, `int(age) = input()`."""
    tokens = statement.tokens
    first, last = tokens[opener + 1], tokens[sign - 1]
    if opener > 2 and tokens[opener - 1].text == "get" and tokens[opener - 2].text == ".":
        depth = 0
        end = last.start
        for token in tokens[opener + 1 : sign - 1]:
            depth += (token.text in OPENERS) - (token.text in CLOSERS)
            if not depth and token.text == ",":
                end = token.start
                break
        changes = (Change(tokens[opener - 2].start, first.start, "["), Change(end, last.end, "]"))
        yield Candidate("bracket-mismatched", changes, cost - 3.5)
    if opener == 1 and sign == 4 and tokens[0].text in _CONVERSIONS and first.kind == NAME:
        value = site.text[tokens[sign + 1].start : tokens[-1].end]
        whole = Change(tokens[0].start, tokens[-1].end, f"{first.text} = {tokens[0].text}({value})")
        yield Candidate("assignment-reversed", (whole,), cost - 0.8)
