"""Which bracket is missing, extra or of the wrong kind? Indentation tells where blocks end."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from analyzers.syntax.candidate import Candidate, Change, insert, leave_out
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.tokens import (
    CLOSERS,
    MARK,
    NAME,
    OPENERS,
    Text,
    Token,
)
from analyzers.syntax.siblings import end_by_example

_CROOKED = -2.0  # the indentation bears witness, or the bracket before it
_MOST_CROOKED = 5
_SWALLOWED = 4.0  # nats for a bracket whose partner most likely stands in the string left open behind it
_DOUBLED = -2.0  # a bracket that was typed twice
_BARE_ENDS = frozenset(("go", "json", "css"))
_CONTROL = frozenset(("if", "for", "while", "switch", "else", "}", "do", "try", "catch", "match", "function"))
_NUMBERS = frozenset(("byte", "char", "short", "int", "long", "float", "double", "boolean", "bool"))
_TYPES = frozenset(("struct", "class", "union", "enum"))
_FARTHEST = 400  # lines
_COMPARES = frozenset((">", "<", ">=", "<=", "==", "!=", "===", "!=="))
_MEASURES = frozenset(
    (
        "strlen",
        "size",
        "length",
        "len",
        "count",
        "sizeof",
        "strcmp",
        "strncmp",
        "indexOf",
        "abs",
        "equals",
        "Number",
        "parseInt",
    )
)


def brackets(ground: Ground) -> Iterator[Candidate]:
    """Yield repairs of brackets that have no partner, or whose partner stands crooked."""
    text = ground.text
    stack: list[Token] = []
    odd: list[Token] = []
    for token in ground.code:
        if token.kind != MARK:
            continue
        if token.text in OPENERS:
            stack.append(token)
        elif token.text in CLOSERS:
            wanted = CLOSERS[token.text]
            if stack and stack[-1].text == wanted:
                opener = stack.pop()
                if token.text == "}" and _crooked(text, opener, token):
                    odd.append(opener)
            elif any(one.text == wanted for one in stack[-6:]):
                if text.text[token.start - 1 : token.start] == token.text:
                    change = leave_out(text.text, token.start, token.end)
                    yield Candidate("bracket-extra", (change,), _DOUBLED)
                yield Candidate(
                    "bracket-mismatched", (Change(token.start, token.end, OPENERS[stack[-1].text]),), 0.6
                )
                opener = stack[-1]
                array = wanted == "[" and _is_number_type(ground, opener)
                yield Candidate(
                    "bracket-mismatched", (Change(opener.start, opener.end, wanted),), -1.5 if array else 0.8
                )
                while stack[-1].text != wanted:
                    yield from _close(ground, stack.pop(), token)
                stack.pop()
            else:
                yield from _unopened(ground, token)
                if stack:
                    change = Change(token.start, token.end, OPENERS[stack[-1].text])
                    yield Candidate("bracket-mismatched", (change,), 0.3)
                    opener = stack[-1]
                    array = wanted == "[" and _is_number_type(ground, opener)
                    change = Change(opener.start, opener.end, wanted)
                    yield Candidate("bracket-mismatched", (change,), -1.5 if array else 0.8)
    for opener in reversed(stack[-4:]):
        yield from _close(ground, opener, None)
    lines = set(ground.lines)
    for left, right in pairwise(ground.code):
        if left.text == right.text == "{" and left.end == right.start and _ends_line(text, right):
            apart = text.text[left.start - 1 : left.start] == " "  # no list of values in braces
            yield Candidate("bracket-extra", (Change(right.start, right.end, ""),), _DOUBLED - 2.0 * apart)
    for place, token in enumerate(ground.code):
        if token.kind == MARK and token.text in OPENERS and token.line in lines:
            end = end_by_example(ground.code, place)
            if end is not None:
                change = insert(ground.code[end].end, OPENERS[token.text])
                yield Candidate("bracket-unclosed", (change,), _CROOKED)
    for opener in odd[:6]:
        yield from _close(ground, opener, None, extra=0.6)


def _is_number_type(ground: Ground, opener: Token) -> bool:
    """Whether a bracket follows a type that nothing is made of but arrays: `new byte(`."""
    at = bisect_left(ground.starts, opener.start)
    return at > 0 and ground.code[at - 1].text in _NUMBERS


def _ends_line(text: Text, token: Token) -> bool:
    return not text.text[token.end : text.line_end(token.line)].strip()


def layout(ground: Ground) -> Iterator[Candidate]:
    """Yield repairs of brackets whose lines do not stand under each other as they do where all is well."""
    text = ground.text
    if text.language.braces:
        yield from _twice(ground)
    stack: list[tuple[Token, int]] = []
    homes: dict[int, int] = {}  # line -> the margin of the statement that goes on in it
    found = line = 0
    for token in ground.code:
        leading = token.line != line
        line = token.line
        if token.kind != MARK:
            continue
        if token.text in OPENERS:
            stack.append((token, homes.get(line, len(text.margin(line)))))
            continue
        if token.text not in CLOSERS:
            continue
        margin = len(text.margin(line))
        if leading:
            open_still = []
            while stack and stack[-1][1] > margin and any(home <= margin for _, home in stack):
                open_still.append(stack.pop()[0])
            for opener in open_still[:3]:
                yield from _close(ground, opener, token, extra=_CROOKED)
            yield from _close_all(ground, open_still, _CROOKED)
            found += bool(open_still)
            if stack and stack[-1][1] < margin and stack[-1][0].line != line:
                found += 1
                yield from _unopened(ground, token)
        if stack and stack[-1][0].text == CLOSERS[token.text]:
            opener, home = stack.pop()
            if opener.line != line:
                homes[line] = home
        if found >= _MOST_CROOKED:
            break
    yield from _close_all(ground, [token for token, _ in reversed(stack[-6:])])


def _close_all(ground: Ground, openers: list[Token], extra: float = 0.0) -> Iterator[Candidate]:
    """A line such as `});` that was lost: it closes all that one line opened. Innermost opener first."""
    text = ground.text
    if not text.language.braces:
        return
    lines = dict.fromkeys(opener.line for opener in openers)
    for line in lines:
        marks = "".join(OPENERS[opener.text] for opener in openers if opener.line == line)
        home = len(text.margin(line))
        last = min(line + _FARTHEST, len(text.starts))
        below = line + 1
        while below <= last and (not text.line(below).strip() or len(text.margin(below)) > home):
            below += 1
        before = below - 1
        while before > line and not text.line(before).strip():
            before -= 1
        if before == line:
            continue
        outer = next(opener for opener in reversed(openers) if opener.line == line)
        ended = _ending(ground, outer, text.line(below))
        for ending in dict.fromkeys((ended, "", ";", ",")):
            cost = 0.0 if ending == ended else 1.2
            change = text.own_line(before, f"{text.margin(line)}{marks}{ending}")
            yield Candidate("bracket-unclosed", (change,), cost + extra)


def _ending(ground: Ground, opener: Token, below: str) -> str:
    """Return what follows the closer of a bracket that ends a line: a mark, or nothing. `below` is the next line."""
    text = ground.text
    at = bisect_left(ground.starts, opener.start)
    outside = ground.open[at]
    keyed = (
        at > 0 and ground.code[at - 1].text in (":", "=>") and text.name != "rust"
    )  # an arm's block ends bare
    if outside in ("(", "[") or (outside == "{" and keyed):
        return "" if below.lstrip()[:1] in CLOSERS else ","
    if not text.language.braces or text.name in _BARE_ENDS:
        return ""
    before = ground.code[max(at - 40, 0) : at]
    head = opener.line if not before or before[-1].line == opener.line else before[-1].line
    line = [token.text for token in before if token.line == head]
    if line and line[0] in _CONTROL:
        return ""
    if text.language.semicolons or text.text.count(";\n") > 1:
        if opener.text == "(" or "=" in line or line[:1] == ["return"]:
            return ";"
        if text.name in ("c", "cpp") and "(" not in line and _TYPES.intersection(line):
            return ";"
    return ""


def _crooked(text: Text, opener: Token, closer: Token) -> bool:
    """Whether a closing brace that begins its line is not indented as the line of its opener."""
    if opener.line == closer.line or text.line(closer.line).lstrip()[:1] != "}":
        return False
    return text.margin(opener.line) != text.margin(closer.line)


def _close(ground: Ground, opener: Token, stop: Token | None, extra: float = 0.0) -> Iterator[Candidate]:
    """Where an opened bracket could be closed, before a token at which it has to be."""
    text = ground.text
    mark = OPENERS[opener.text]
    if mark in ground.swallowed.get(opener.line, ""):
        extra += _SWALLOWED
    yield from _close_within(ground, opener, stop, extra)
    yield Candidate("bracket-extra", (leave_out(text.text, opener.start, opener.end),), 3.0 + extra)
    yield from _close_below(ground, opener, extra)
    end = len(text.text.rstrip())
    below = text.own_line(text.line_of(end), f"{text.margin(opener.line)}{mark}")
    ends = (
        opener.end == end and mark == "}" and text.line_of(end) + 1 < len(text.starts)
    )  # its body was empty
    yield Candidate("bracket-unclosed", (below,), extra - 0.2 if ends else 2.2 + extra)
    yield Candidate("bracket-unclosed", (insert(end, mark),), 2.6 + extra)


def _close_within(ground: Ground, opener: Token, stop: Token | None, extra: float) -> Iterator[Candidate]:
    """Behind a token of what the bracket holds."""
    text = ground.text
    mark = OPENERS[opener.text]
    tokens = [t for t in ground.code if t.start >= opener.start and (stop is None or t.start < stop.start)]
    depth = 0
    inner: list[Token] = []
    for place, token in enumerate(tokens[:400]):
        if token.text in OPENERS and token.kind == MARK:
            depth += 1
            inner = [*inner[: depth - 1], token]
        elif token.text in CLOSERS and token.kind == MARK:
            depth -= 1
            if depth < 1:
                break
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        nested = depth > 1 and inner[depth - 1].text == "(" == opener.text and after in _COMPARES
        if nested and _measures(ground, inner[depth - 1]):  # its closer is there, one level further out
            yield Candidate("bracket-unclosed", (insert(token.end, ")"),), extra - 1.5)
        if depth != 1 or (opener.text == "{" and token.line != opener.line):
            continue
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        cost = 2.2
        if token is opener and following is not None and following.line > token.line:
            cost = 2.5
        elif following is None or following.line > token.line:
            cost = 0.4 if token.line == opener.line else 1.2
            if following is not None and following.text == "." and opener.text == "(":
                cost = -2.0 if token.line == opener.line else 0.4  # the chain goes on in the next line
            if text.line(token.line).rstrip() == f"{text.margin(opener.line)}}}":
                cost = 0.3  # the block that was handed over ends here
                below = text.line(following.line) if following is not None else ""
                if opener.text == "(" and _ending(ground, opener, below) == ";":
                    yield Candidate("bracket-unclosed", (insert(token.end, f"{mark};"),), extra)
        elif following.text in _COMPARES and place > 1 and _measures(ground, opener):
            cost = -1.5
        elif following.text in (";", "{", ")", "]", "}", ",", ":", "=>", "then", "do"):
            cost = 0.3 if following.text in (";", "{") else 0.8
        if token.text == ";" and opener.text == "{":
            yield Candidate("bracket-unclosed", (insert(token.end, f" {mark}"),), cost + extra)
        elif token.text not in (",", ";"):
            yield Candidate("bracket-unclosed", (insert(token.end, mark),), cost + extra)


def _measures(ground: Ground, opener: Token) -> bool:
    """Whether a bracket holds what a function measures: nobody measures a comparison."""
    at = bisect_left(ground.starts, opener.start)
    return at > 0 and ground.code[at - 1].text in _MEASURES


def _close_below(ground: Ground, opener: Token, extra: float) -> Iterator[Candidate]:
    """A block, or a list over several lines: the line that stands no deeper than the opener's ends it."""
    text = ground.text
    mark = OPENERS[opener.text]
    home = len(text.margin(opener.line))
    for line in range(opener.line + 1, min(opener.line + _FARTHEST, len(text.starts)) + 1):
        row = text.line(line)
        if not row.strip() or len(text.margin(line)) > home:
            continue
        before = line - 1
        while before > opener.line and not text.line(before).strip():
            before -= 1
        cost = -0.4 if opener.text == "{" else 1.0
        ended = _ending(ground, opener, row)
        for ending in dict.fromkeys((ended, "")):
            change = text.own_line(before, f"{text.margin(opener.line)}{mark}{ending}")
            yield Candidate("bracket-unclosed", (change,), cost + extra + 1.2 * (ending != ended))
        start = text.line_start(line) + len(text.margin(line))
        if row.lstrip()[:1] in ")]};,":
            yield Candidate("bracket-unclosed", (insert(start, mark),), 0.3 + extra)
        elif row[len(text.margin(line)) : len(text.margin(line)) + 1].isalpha() and opener.text == "{":
            yield Candidate("bracket-unclosed", (insert(text.line_start(line), f"{mark} "),), 1.2 + extra)
        if row.lstrip().startswith(("else", "catch", "finally", "elif", "while")):
            yield Candidate("bracket-unclosed", (insert(start, f"{mark} "),), 0.0 + extra)
        return


def _own_line(ground: Ground, closer: Token) -> Iterator[Candidate]:
    """An opening brace that had a line to itself: the line is blank, where the block's closing brace stands below."""
    text = ground.text
    margin = text.margin(closer.line)
    for line in range(closer.line - 1, max(closer.line - _FARTHEST, 1), -1):
        row = text.line(line)
        if row.strip():
            if len(text.margin(line)) < len(margin):
                return
            continue
        above, below = text.line(line - 1).rstrip(), text.line(line + 1)
        if (
            above
            and above[-1] not in ";{}"
            and (not below.strip() or len(text.margin(line + 1)) > len(margin))
        ):
            change = Change(text.line_start(line), text.line_end(line), f"{margin}{{")
            yield Candidate("bracket-unopened", (change,), -1.5)


def _opened_above(ground: Ground, closer: Token) -> Iterator[Candidate]:
    """A list over several lines whose opener stood at the end of the line above them."""
    text = ground.text
    if text.line(closer.line).lstrip()[:1] != closer.text:
        return
    home = len(text.margin(closer.line))
    for line in range(closer.line - 1, max(closer.line - _FARTHEST, 0), -1):
        row = text.line(line).rstrip()
        if row and len(text.margin(line)) <= home:
            if row[-1] in "=(,:" or row.endswith("return"):
                gap = "" if row[-1] == "(" else " "
                change = insert(text.line_start(line) + len(row), gap + CLOSERS[closer.text])
                yield Candidate("bracket-unopened", (change,), -1.5)
            return


def _twice(ground: Ground) -> Iterator[Candidate]:
    """A closing brace alone on its line, and again below: the indentation of the second says that it is too many."""
    text = ground.text
    for line in range(2, len(text.starts) + 1):
        row = text.line(line)
        if row.strip() in ("}", "});", "};") and row.rstrip() == text.line(line - 1).rstrip():
            start = text.line_start(line)
            yield Candidate(
                "bracket-extra", (Change(start, min(text.line_end(line) + 1, len(text.text)), ""),), -4.0
            )


def _unopened(ground: Ground, closer: Token) -> Iterator[Candidate]:
    text = ground.text
    doubled = text.text[closer.start - 1 : closer.start] == closer.text
    yield Candidate(
        "bracket-extra", (leave_out(text.text, closer.start, closer.end),), _DOUBLED if doubled else 0.8
    )
    mark = CLOSERS[closer.text]
    if mark in "([":
        yield from _opened_above(ground, closer)
    if mark == "{":
        yield from _own_line(ground, closer)
        home = len(text.margin(closer.line))
        for line in range(closer.line - 1, max(closer.line - 200, 0), -1):
            if text.line(line).strip() and len(text.margin(line)) <= home:
                end = text.line_start(line) + len(text.line(line).rstrip())
                yield Candidate("bracket-unopened", (insert(end, " {"),), 0.3)
                break
    same = [token for token in ground.code if token.line == closer.line and token.start < closer.start]
    for place, token in enumerate(same):
        left = same[place - 1] if place else None
        if left is not None and left.kind == NAME and token.starts_operand:
            yield Candidate(
                "bracket-unopened",
                (Change(left.end, token.start, mark if left.end == token.start or mark != "{" else " {"),),
                0.9,
            )
            yield Candidate("bracket-unopened", (insert(token.start, mark),), 1.1)
        elif token.starts_operand:
            yield Candidate("bracket-unopened", (insert(token.start, mark),), 1.6)
    if same and same[-1].kind == NAME:
        yield Candidate("bracket-unopened", (insert(closer.start, mark),), 1.0)
    for place, token in enumerate(same[1:], 1):
        if token.starts_operand and same[place - 1].start + 1 == token.start:
            yield Candidate("bracket-unopened", (insert(token.start, mark),), 1.4)
