"""Which rule is broken that words and marks alone do not show: arguments, targets, the order of clauses?"""

import re
from collections.abc import Iterator

from analyzers.syntax.python.site import Candidate, Change, Site, insert, swap
from analyzers.syntax.python.tokens import CLOSERS, NAME, OP, OPENERS, Token


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of what parses and yet does not compile."""
    message = site.message
    if message.startswith("positional argument follows") or "follow" in message:
        yield from _argument_order(site)
    elif message.startswith("duplicate argument") or "repeated" in message:
        yield from _duplicate(site)
    elif message.startswith("from __future__"):
        yield from _future(site)
    elif message.startswith("trailing comma not allowed"):
        tokens = site.statement.tokens
        if tokens[-1].text == ",":
            yield Candidate("stray", (swap(tokens[-1], ""),), -1.0)
    elif message.startswith("Generator expression must be parenthesized"):
        yield Candidate("rule-generator", (insert(site.offset, "("), insert(site.reach, ")")), 0.0)
    elif "unparenthesized" in message or "parenthesized" in message:
        yield from _parenthesize(site)
    elif message.startswith("default 'except:' must be last"):
        yield from _bare_except(site)
    elif message.startswith("non-default"):
        yield from _argument_order(site)
    elif message.startswith(("cannot delete", "illegal target")):
        return
    tokens = site.statement.tokens
    if tokens[0].text in ("global", "nonlocal") and len(tokens) > 3 and tokens[2].text.endswith("="):
        line = f"\n{site.margin(site.statement)}{tokens[1].text}"
        yield Candidate("newline-missing", (insert(tokens[1].end, line),), -2.0)
    yield from _slashes(site)


def _arguments(tokens: list[Token], inside: int) -> tuple[list[list[Token]], Token, Token] | None:
    """Return the arguments of the innermost call round an offset, with its brackets."""
    stack: list[int] = []
    best: tuple[int, int] | None = None
    for place, token in enumerate(tokens):
        if token.kind != OP:
            continue
        if token.text in OPENERS:
            stack.append(place)
        elif token.text in CLOSERS and stack:
            opener = stack.pop()
            if tokens[opener].text == "(" and tokens[opener].start <= inside <= token.end and best is None:
                best = (opener, place)
    if best is None:
        return None
    opener, closer = best
    arguments: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[opener + 1 : closer]:
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth and token.text == ",":
            arguments.append([])
        else:
            arguments[-1].append(token)
    return [one for one in arguments if one], tokens[opener], tokens[closer]


def _argument_order(site: Site) -> Iterator[Candidate]:
    """Arguments by position go before those by name; parameters without a default before those with one."""
    parts = _arguments(site.statement.tokens, site.offset)
    if parts is None:
        return
    arguments, opener, closer = parts
    definition = site.statement.word in ("def", "async", "lambda")

    def rank(one: list[Token]) -> int:
        texts = [token.text for token in one]
        if texts[0] == "**":
            return 3
        if texts[0] == "*":
            return 1 if not definition else 2
        return 1 if "=" in texts[1:] and texts.index("=") <= (1 if not definition else len(texts)) else 0

    ordered = sorted(arguments, key=rank)
    if ordered != arguments:
        text = ", ".join(site.text[one[0].start : one[-1].end] for one in ordered)
        yield Candidate("rule-argument-order", (Change(opener.end, closer.start, text),), -2.0)
    if definition:
        seen = False
        changes = []
        for one in arguments:
            default = any(token.text == "=" for token in one)
            seen = seen or default
            if seen and not default and one[0].text not in ("*", "**", "/"):
                changes.append(insert(one[-1].end, "=None"))
        yield Candidate("rule-argument-order", tuple(changes), 0.3)


def _duplicate(site: Site) -> Iterator[Candidate]:
    name = re.search(r"'?(\w+)'? (?:in function|repeated)|argument '(\w+)'|repeated: (\w+)", site.message)
    if name is None:
        return
    wanted = next(group for group in name.groups() if group)
    places = [token for token in site.statement.tokens if token.kind == NAME and token.text == wanted]
    if len(places) < 2:
        return
    yield Candidate("rule-duplicate", (swap(places[-1], f"{wanted}2"),), 1.0)
    parts = _arguments(site.statement.tokens, places[-1].start)
    if parts is not None:
        for before, one in zip(parts[0], parts[0][1:], strict=False):
            if one[0].text == wanted and one[0].start == places[-1].start:
                yield Candidate("rule-duplicate", (Change(before[-1].end, one[-1].end, ""),), 0.5)


def _future(site: Site) -> Iterator[Candidate]:
    found = site.statement
    first = site.statements[0]
    if len(first.tokens) == 1 and first.tokens[0].kind == "string" and len(site.statements) > 1:
        first = site.statements[1]
    start = site.layout.line_start(found.first)
    end = min(site.layout.line_end(found.last) + 1, len(site.text))
    text = site.text[found.start : found.end]
    yield Candidate("definition-moved", (insert(first.start, text + "\n"), Change(start, end, "")), -0.5)


def _parenthesize(site: Site) -> Iterator[Candidate]:
    tokens = site.statement.tokens
    if site.statement.word != "except":
        yield Candidate("rule-parentheses", (insert(site.offset, "("), insert(site.reach, ")")), 0.0)
    if site.statement.word == "except":
        stop = next((t for t in tokens if t.text in ("as", ":")), tokens[-1])
        place = tokens.index(stop)
        if place > 1:
            yield Candidate(
                "rule-parentheses",
                (insert(tokens[1].start, "("), insert(tokens[place - 1].end, ")")),
                2.0 - 3.0 * tokens[place - 1].text[:1].isupper(),
            )


def _bare_except(site: Site) -> Iterator[Candidate]:
    """`except:` goes behind the clauses that name an exception."""
    layout, statements = site.layout, site.statements
    for place in range(site.index, min(site.index + 40, len(statements))):
        one = statements[place]
        if one.word != "except" or len(one.tokens) != 2:
            continue
        end = place
        while end + 1 < len(statements) and statements[end + 1].indent > one.indent:
            end += 1
        last = end
        while last + 1 < len(statements):
            following = statements[last + 1]
            if following.indent < one.indent or (
                following.indent == one.indent and following.word != "except"
            ):
                break
            last += 1
        if last == end:
            return
        start = layout.line_start(one.first)
        stop = layout.line_end(statements[end].last)
        block = site.text[start:stop]
        at = layout.line_end(statements[last].last)
        yield Candidate(
            "definition-moved",
            (Change(start, min(stop + 1, len(site.text)), ""), insert(at, "\n" + block)),
            0.0,
        )
        return


def _slashes(site: Site) -> Iterator[Candidate]:
    """Something behind the backslash that continues a line."""
    if "line continuation" not in site.message:
        return
    line = site.layout.line_of(site.offset)
    row = site.layout.line(line)
    start = site.layout.line_start(line)
    for match in re.finditer(r"\\", row):
        at = start + match.start()
        rest = row[match.end() :]
        if not rest.strip():
            yield Candidate("continuation", (Change(at + 1, start + len(row), ""),), -1.0)
        elif rest.lstrip().startswith("#"):
            yield Candidate("continuation", (Change(at + 1, start + len(row), ""),), 0.0)
        yield Candidate("stray", (Change(at, at + 1, ""),), 0.3)
        yield Candidate("mark-exchanged", (Change(at, at + 1, "/"),), 1.0)
        if rest.startswith("n"):
            yield Candidate("continuation", (Change(at, at + 2, "\n" + site.layout.margin(line)),), 0.2)
