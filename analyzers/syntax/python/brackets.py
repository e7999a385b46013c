"""Which bracket is missing, extra or of the wrong kind, and where does it belong?"""

import re
from collections.abc import Iterator

from analyzers.syntax.python.fused import inside_name
from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import Candidate, Change, Site, insert, swap
from analyzers.syntax.python.tokens import BUILTINS, CLOSERS, CONSTANTS, NAME, OP, OPENERS, STRING, Token
from analyzers.syntax.siblings import end_by_example

_TAKES_TUPLE = frozenset(
    {"tuple", "list", "set", "dict", "frozenset", "sorted", "sum", "max", "min", "any", "all", "join", "append", "add",
     "extend", "array", "zeros", "ones", "reshape", "update", "print", "startswith", "endswith", "connect", "bind"}
)  # fmt: skip
_TRUTHS = frozenset({"==", "!=", "<", ">", "<=", ">=", "and", "or", "is", "in", "not", "if", "else", "for"})
_BY_EXAMPLE = -2.0  # the bracket before it holds as many items
_BELOW = 40  # statements below the error among which a closing bracket is looked for
_NEIGHBOURS = 4  # statements before the error whose brackets are looked at


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of brackets near the error."""
    yield from _lines_above(site)
    first = max(site.index - _NEIGHBOURS, 0)
    for index in range(first, min(site.index + 2, len(site.statements))):
        statement = site.statements[index]
        cost = 0.0 if index == site.index else 0.7 if index == site.index - 1 else 1.5
        yield from _braces(site, statement, cost)
        if statement.unclosed:
            yield from _close(site, statement, cost)
        if len(statement.extra) > 1:
            removed = tuple(swap(closer, "") for closer in statement.extra)
            yield Candidate("bracket-extra", removed, cost + 0.5)
        for closer in statement.extra:
            yield from _unmatched(site, statement, closer, cost)
        for opener, closer in statement.crossed:
            yield Candidate("bracket-mismatched", (swap(closer, OPENERS[opener.text]),), cost + 0.4)
        for opener, closer in statement.mismatched:
            yield from _mismatched(site, statement, opener, closer, cost)
            yield from _unmatched(site, statement, closer, cost + 0.8)


def _braces(site: Site, statement: Statement, cost: float) -> Iterator[Candidate]:
    """`items{0}`: braces right behind a name."""
    tokens = statement.tokens
    for place, token in site.near(statement):
        if (
            token.text != "{"
            or not place
            or tokens[place - 1].kind != NAME
            or tokens[place - 1].end != token.start
        ):
            continue
        depth = 0
        for closer in tokens[place:]:
            depth += (closer.text == "{") - (closer.text == "}")
            if not depth:
                for marks, extra in (("[]", -0.5), ("()", 0.5)):
                    both = (swap(token, marks[0]), swap(closer, marks[1]))
                    yield Candidate("bracket-mismatched", both, cost + extra)
                break


def _lines_above(site: Site) -> Iterator[Candidate]:
    """The bracket was opened at the end of a line above: what stands in it looks like lines of their own."""
    statements = site.statements
    for index in range(site.index, min(site.index + _BELOW, len(statements))):
        one = statements[index]
        for closer in one.extra:
            first = closer is one.tokens[0]
            place = index - 1
            while place >= 0 and (
                statements[place].indent > one.indent
                if first
                else statements[place].indent >= one.indent and place > site.index - _BELOW
            ):
                place -= 1
            if place < 0 or place > site.index or (first and place == index - 1):
                continue
            above = statements[place]
            if above.tokens[-1].text == closer.text and above.last > above.first:  # closed too early
                yield Candidate("bracket-extra", (swap(above.tokens[-1], ""),), 0.8)
            if above.opens_block or above.extra or site.layout.line_of(above.end) == one.first:
                continue
            if (
                not first
                and above.tokens[-1].kind == STRING
                and statements[place + 1].tokens[0].kind == STRING
            ):
                opener = insert(above.tokens[-1].start, CLOSERS[closer.text])  # a text over several lines
                yield Candidate("bracket-unopened", (opener,), -2.0)
            opener = insert(above.end, CLOSERS[closer.text])
            yield Candidate("bracket-unopened", (opener,), 0.3 if above.tokens[-1].kind == NAME else 0.8)
        if one.extra:
            return


def _close(site: Site, statement: Statement, cost: float) -> Iterator[Candidate]:
    tokens = statement.tokens
    if len(statement.unclosed) > 1:
        ending = _ending(statement)
        marks = "".join(OPENERS[opener.text] for opener in sorted(statement.unclosed, key=lambda t: -t.start))
        yield Candidate("bracket-unclosed", (insert(ending, marks),), cost + 0.8)
        if statement.is_header and not statement.opens_block:
            yield Candidate("bracket-unclosed", (insert(ending, marks + ":"),), cost + 2.0)
    arrow = next((token for token in tokens if token.text == "->"), None)
    if arrow is not None and statement.word in ("def", "async") and len(statement.unclosed) == 1:
        yield Candidate("bracket-unclosed", (insert(arrow.start, ") "),), cost - 1.5)
    for place, opener in enumerate(tokens):
        end = end_by_example(tokens, place) if opener.text in OPENERS and opener.kind == OP else None
        if end is not None:
            change = insert(tokens[end].end, OPENERS[opener.text])
            yield Candidate("bracket-unclosed", (change,), cost + _BY_EXAMPLE)
    for opener in statement.unclosed[-3:]:
        place = tokens.index(opener)
        mark = OPENERS[opener.text]
        for position, extra in _closing_places(site, statement, place):
            yield Candidate("bracket-unclosed", (_closing(site, opener, position, mark),), cost + extra)
        if statement.is_header and not statement.opens_block:
            yield Candidate("bracket-unclosed", (insert(statement.end, mark + ":"),), cost + 1.0)
        doubled = place + 1 < len(tokens) and tokens[place + 1].text == opener.text
        doubled = doubled or (place > 0 and tokens[place - 1].text == opener.text)
        lonely = place == len(tokens) - 1
        yield Candidate(
            "bracket-extra",
            (swap(opener, ""),),
            cost
            + (1.5 if lonely else _doubled(tokens, place) if doubled else 4.0 + 3.0 * _fuses(site, opener)),
        )


def _doubled(tokens: list[Token], place: int) -> float:
    """Return what it costs that one of two openers side by side was typed twice: `f((a, b)`, `x[[0]`."""
    first = place - 1 if place and tokens[place - 1].text == tokens[place].text else place
    before = tokens[first - 1] if first else None
    if tokens[first + 2 : first + 3] and tokens[first + 2].text == OPENERS[tokens[first].text]:
        return 0.0  # `f(()`
    if before is None or not before.ends_operand:
        return 2.6
    depth = 0
    commas = 0
    for token in tokens[first + 1 :]:
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth:
            break
        commas += depth == 1 and token.text == ","
    if tokens[first].text == "[":
        return 0.8 if not commas else 1.8
    return 0.4 if commas and before.text not in _TAKES_TUPLE else 2.0


def _closing(site: Site, opener: Token, position: int, mark: str) -> Change:
    """Return the insertion of a closer: on a line of its own where its opener ends a line."""
    layout = site.layout
    first, line = layout.line_of(opener.start), layout.line_of(max(position - 1, 0))
    hangs = not layout.text[opener.end : layout.line_end(first)].split("#")[0].strip()
    ends_line = not layout.text[position : layout.line_end(line)].split("#")[0].strip(" ,")
    if line == first or not hangs or not ends_line:
        return insert(position, mark)
    margin = layout.margin(first)
    if _is_left_empty(site, line + 1):
        return Change(layout.line_start(line + 1), layout.line_end(line + 1), margin + mark)
    return insert(layout.line_end(line), f"\n{margin}{mark}")


def _is_left_empty(site: Site, line: int) -> bool:
    """Whether a blank line is what is left of one: it holds blanks, ends the text, or is one too many there."""
    layout = site.layout
    last = len(layout.starts)
    if line > last or layout.line(line).strip():
        return False
    if layout.line(line) or line + 1 >= last:
        return line < last
    if layout.line(line + 1).startswith(("from ", "import ")):
        return layout.line(line - 1).endswith(",")
    below = layout.line(line + 2) if line + 2 <= last else ""
    return (
        not layout.line(line + 1) and bool(below) and not re.match(r"[@\s]|def\b|class\b|async\b|if\b", below)
    )


def _ending(statement: Statement) -> int:
    """Return where a closing bracket at the end of a statement goes: before the colon of a header."""
    tokens = statement.tokens
    if (
        statement.opens_block
        and len(tokens) > 1
        and (statement.is_header or "if" in (t.text for t in tokens))
    ):
        return tokens[-2].end
    return tokens[-1].end


def _closing_places(site: Site, statement: Statement, place: int) -> Iterator[tuple[int, float]]:
    """Yield the offsets at which the bracket opened at an index could be closed, with a cost for each.

    Where brackets of one kind are nested, any of them may be the one that was left open: the closers that are
    there then belong one level further out.
    """
    tokens = statement.tokens
    kind = tokens[place].text
    ending = _ending(statement)
    line_of = site.layout.line_of
    opener_line = line_of(tokens[place].start)
    stack: list[tuple[str, int, int]] = []
    for index in range(place, len(tokens)):
        token = tokens[index]
        if token.kind == OP:
            if token.text in OPENERS:
                stack.append((token.text, line_of(token.start), index))
            elif token.text in CLOSERS:
                if not stack or (len(stack) == 1 and token.text != OPENERS[kind]):
                    return
                stack.pop()
                if not stack:
                    return
        if stack[-1][0] != kind:
            continue
        nested = 0.5 if len(stack) > 1 else 0.0
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.end == ending:
            yield token.end, nested
        elif following is None:
            yield token.end, 1.5 + nested
        elif len(stack) == 1 and following.text in CLOSERS and following.text != OPENERS[kind]:
            yield token.end, 0.3  # here the bracket round it is closed
        elif token.text == ",":
            continue  # a closer goes before a comma, not behind it
        elif kind == "[" and statement.word in ("def", "async") and _next_parameter(tokens, index):
            yield token.end, -1.5
        else:
            line = line_of(token.end - 1)
            ends_line = line_of(following.start) > line
            comma_ends_line = (
                following.text == "," and index + 2 < len(tokens) and line_of(tokens[index + 2].start) > line
            )
            if ends_line and following.text == "." and len(stack) > 1:
                yield token.end, -1.5  # the chain goes on in the next line
            elif ends_line or comma_ends_line:
                home = opener_line if len(stack) == 1 else stack[-1][1]
                yield token.end, (0.4 if line == home else 1.4) + 0.2 * (nested > 0)
            elif index == place:
                yield token.end, 3.0
            elif following.text in _TRUTHS and token.ends_operand and following.text not in ("for", "if"):
                asked = statement.word in ("if", "elif", "while", "assert") and len(stack) == 1
                yield token.end, 1.2 + nested - 1.6 * (asked and kind == "(" and place > 1)
            elif _defaulted(tokens, stack[-1][2], index):
                yield token.end, 0.2
            elif _siblings(tokens, stack[-1][2], index):
                yield token.end, 0.4 + nested
            elif following.text == "for" and _repeats(tokens, stack[-1][2], index):
                yield token.end, -1.0
            elif _same_call(tokens, stack[-1][2], index):
                yield token.end, -2.5
            elif (
                token.kind == OP
                and token.text not in CLOSERS
                and token.text not in OPENERS
                or following.text in OPENERS
                and token.kind == NAME
                and token.text not in CONSTANTS
            ):
                continue
            else:
                yield token.end, (2.6 if following.text not in (",", ":", "]", ")", "}") else 1.8) + nested


def _next_parameter(tokens: list[Token], index: int) -> bool:
    """Whether the next parameter of a definition follows: `, name: `."""
    mark, name, colon = (one.text for one in [*tokens, *tokens[-1:] * 3][index + 1 : index + 4])
    return mark == "," and name.isidentifier() and colon == ":"


def _defaulted(tokens: list[Token], opener: int, index: int) -> bool:
    """Whether an operator follows the default of a look-up: `counts.get(word, 0 + 1`."""
    if opener < 2 or tokens[opener - 1].text not in ("get", "pop", "getattr", "setdefault"):
        return False
    return tokens[index].kind in ("number", "string") and tokens[index + 1].text in ("+", "-", "*", "/")


def _siblings(tokens: list[Token], place: int, index: int) -> bool:
    """Whether what follows an index looks like the neighbour of the bracket opened at `place`: `[1, 2, [3`, `(a & (b`."""
    opener = tokens[place]
    if index + 2 >= len(tokens) or tokens[index + 2].text != opener.text or not place:
        return False
    mark = tokens[index + 1].text
    if mark == ",":
        return tokens[place - 1].text in (",", opener.text) and index > place
    return mark in ("&", "|", "and", "or") and opener.text == "("


def _repeats(tokens: list[Token], place: int, index: int) -> bool:
    """Whether what a call is given is the loop's own item: `f(x for x in items` was `f(x) for x in items`."""
    item = tokens[index]
    alone = index == place + 1 and place > 0 and tokens[place - 1].kind == NAME
    looped = index + 2 < len(tokens) and tokens[index + 2].text == item.text and item.kind == NAME
    return alone and looped and tokens[place - 1].text not in BUILTINS and tokens[place].text == "("


def _same_call(tokens: list[Token], place: int, index: int) -> bool:
    """Whether the next item of the list round a call calls the same function: `[Job("a", Job("b")]`."""
    if place < 2 or index + 3 >= len(tokens) or tokens[index + 1].text != "," or index == place:
        return False
    listed = tokens[place - 2].text in ("[", "{", ",") or (
        tokens[place - 2].text == "(" and (place == 2 or not tokens[place - 3].ends_operand)
    )
    name = tokens[place - 1].text
    if any(one.text == name for one in tokens[place + 1 : index + 1]):
        return False  # the first such place it is
    return listed and tokens[index + 2].text == name and tokens[index + 3].text == "("


def _fuses(site: Site, token: Token) -> bool:
    """Whether the text round a token would run together without it."""
    left, right = site.text[token.start - 1 : token.start], site.text[token.end : token.end + 1]
    return (left.isalnum() or left == "_") and (right.isalnum() or right in "_'\"")


def _unmatched(site: Site, statement: Statement, closer: Token, cost: float) -> Iterator[Candidate]:
    tokens = statement.tokens
    place = tokens.index(closer)
    doubled = place > 0 and tokens[place - 1].text in CLOSERS
    alone = len(tokens) == 1
    yield Candidate("bracket-extra", (swap(closer, ""),), cost + (0.3 if doubled or alone else 1.5))
    mark = CLOSERS[closer.text]
    yield from inside_name(site, statement, place, mark, cost)
    depth = 0
    for index in range(place - 1, -1, -1):
        token = tokens[index]
        if token.text in CLOSERS:
            depth += 1
            continue
        if token.text in OPENERS:
            depth -= 1
            if depth < 0:
                return
            if depth:
                continue
        if depth:
            continue
        left = tokens[index - 1] if index else None
        if token.text == ":" and mark == "[" and left is not None and left.ends_operand:
            yield Candidate("bracket-unopened", (insert(token.start, mark),), cost + 0.2)  # `name:-1]`
        if not (token.starts_operand or token.text in ("-", "*", "**")) and token is not closer:
            continue
        if token.text in OPENERS and left is not None and left.ends_operand and left.end == token.start:
            continue  # a call and its brackets stay together
        if (
            token.kind == OP
            and left is not None
            and left.ends_operand
            and mark != "["
            and token.text not in OPENERS
        ):
            continue
        if left is not None and left.ends_operand and mark in "([":
            gap = Change(left.end, token.start, mark)  # `print x)`: a call or an index without its opener
            yield Candidate("bracket-unopened", (gap,), cost + 0.2)
        elif left is not None and left.text == ".":
            continue
        else:
            yield Candidate("bracket-unopened", (insert(token.start, mark),), cost + 1.8)
    for index in range(1, place):  # `f[]x]`: the first closer came too early
        one = tokens[index]
        if one.text == closer.text and tokens[index - 1].text == mark and tokens[index + 1].starts_operand:
            yield Candidate("bracket-extra", (swap(one, ""),), cost + 0.3)
        if one.text == closer.text == tokens[index - 1].text and one.start == tokens[index - 1].end:
            yield Candidate("bracket-extra", (swap(one, ""),), cost + 0.3)
    split = any(name.kind == NAME and site.names.get(name.text, 0) < 2 for name in tokens[place - 1 : place])
    alone_call = place == len(tokens) - 1 and all(
        token.text not in OPENERS and token.text not in (",", "+", "-", "*", "%") for token in tokens
    )
    if place and tokens[place - 1].kind == NAME:
        yield Candidate(
            "bracket-unopened",
            (insert(closer.start, mark),),
            cost + (0.5 * split - 0.5 if alone_call else 1.5 if place < 3 else 3.5),
        )  # `main)`: a call of nothing


def _mismatched(
    site: Site, statement: Statement, opener: Token, closer: Token, cost: float
) -> Iterator[Candidate]:
    right = OPENERS[opener.text]
    yield Candidate("bracket-mismatched", (swap(closer, right),), cost + 0.3)
    yield Candidate("bracket-mismatched", (swap(opener, CLOSERS[closer.text]),), cost + 2.0)
    yield Candidate("bracket-extra", (swap(closer, ""),), cost + 1.6)
    for position, extra in _closing_places(site, statement, statement.tokens.index(opener)):
        yield Candidate("bracket-unclosed", (insert(position, right),), cost + 1.5 + extra)
