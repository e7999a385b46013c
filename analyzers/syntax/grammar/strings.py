"""Where does a string begin or end that was left open? Quotes lost, of the wrong kind, or typographic."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from analyzers.syntax.candidate import Candidate, Change, insert
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.tokens import BROKEN, NAME, NUMBER, OPENERS, STRING, Token

_MOST_STRINGS = 12
_MOST_LINES = 30
_ALONE = -1.5  # a quote with nothing behind it in its line begins no string; behind a word it may end one
_OPERAND_ENDS = re.compile(r"[\w$)\]}\"'`]")
_CODE = re.compile(
    r"\w\(|\)\s*[;,{.]|;\s*$|[=!]=|&&|\|\||=>|->|\s[+?:=.]\s|,\s*[\w$\"'\[{(&*]|[)\]}]\s*$|\bthen\b|\bdo\b"
)
_LOPSIDED = 1.0  # nats for a string that holds half of a pair of brackets
_VALUE = re.compile(r"\$\{[^{}\n]*\}")  # put into a template
_REDIRECTED = re.compile(r"\s+(?:\d?>&?[\w/]|\d?>>)")
_PUT_IN = re.compile(r"[#$]\{[^{}\n]*\}|\{[\w:.#?!]*\}")
_WORD_ENDS = re.compile(r"\s*(?:\]|\)|;|\||>|<|&|in\b|=|!=)")  # what stands behind a word of a shell
_STUCK = re.compile(r"[\w-][\"'](?:->|::|\.[A-Za-z]| *: [^\"']*;)")  # a quote that only sits in the way
_WORD = re.compile(r"[^\s=('`]+$")
_EXPANSION = re.compile(r"\$(?:\w+|[@*#?!$]|\{[^{}]*\}|\([^()]*\))")
_NATURAL = frozenset(
    ("(", ",", "=", ":", "[", "{", "=>", "+", "return", "<<", "==", "!=", "===", ".", "echo")
)


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield repairs of the quotes on the lines near the faults."""
    lines = set(ground.lines)
    seen = 0
    over = 0.0
    for place, token in enumerate(ground.code):
        if token.line not in lines or seen >= _MOST_STRINGS * (4 if ground.wide else 1):
            continue
        if token.kind == BROKEN:
            seen += 1
            yield from _broken(ground, token)
            before = [one for one in ground.code[max(place - 12, 0) : place] if one.line == token.line]
            for one in before:  # the string before it may have begun with what was meant to end another
                if one.kind == STRING and one.text[:1] == token.text[:1]:
                    yield from _ends(one.text.split("\n")[0][:-1], one.start, one.text[0], 0.5)
                    yield from _openings(ground, one, 0.8)
        elif token.kind == STRING and "\n" in token.text and token.text[:1] in "\"'":
            seen += 1
            first = token.text.split("\n")[0]
            shell = (
                ground.text.name == "bash"
            )  # there the first string over several lines is the likeliest culprit
            yield from _ends(first, token.start, token.text[0], min(over - 2.5, 0.2) if shell else 0.2)
            over += 0.7
            yield from _openings(ground, token, 0.5)
            last = token.end - 1
            yield Candidate("quote-stray", (Change(token.start, token.start + 1, ""),), 1.5)
            yield Candidate("quote-stray", (Change(last, last + 1, ""),), 2.0)
            for other in ground.text.language.quotes.replace(token.text[0], ""):
                at = first.rfind(other)
                if at > 0:
                    change = Change(token.start + at, token.start + at + 1, token.text[0])
                    yield Candidate("string-mismatched", (change,), 0.2)
    yield from _over_lines(ground, lines)
    yield from _in_between(ground)
    yield from _any_quote(ground, lines)
    yield from _inserted(ground, lines)
    yield from _one_character(ground)


def _broken(ground: Ground, token: Token) -> Iterator[Candidate]:
    quote, body = token.text[0], token.text
    yield from _ends(body, token.start, quote, 0.0)
    yield from _openings(ground, token, 0.3)
    backtick = "`" * ("`" in ground.text.language.long_quotes and quote != "`")
    for other in ground.text.language.quotes.replace(quote, "") + backtick or "'`":
        at = body.rfind(other)
        while at > 0:
            change = Change(token.start + at, token.start + at + 1, quote)
            yield Candidate("string-mismatched", (change,), 0.0)
            at = body.rfind(other, 0, at)
        if other == "`" and "${" in body and other in body[1:]:
            yield Candidate("string-mismatched", (Change(token.start, token.start + 1, other),), -2.0)
        if other in body[1:]:
            long = ground.text.language.chars and other == "'" and body.index(other, 1) > 3  # no character
            change = Change(token.start, token.start + 1, other)
            yield Candidate("string-mismatched", (change,), 4.0 if long else 0.2)
    ends = token.start > 0 and _OPERAND_ENDS.match(ground.text.text, token.start - 1)
    alone = _ALONE if body.rstrip() == quote and not ends else 0.8 if len(body.rstrip()) < 4 else 1.6
    yield Candidate("quote-stray", (Change(token.start, token.start + 1, ""),), alone)


def _ends(body: str, start: int, quote: str, cost: float) -> Iterator[Candidate]:
    """A string that goes too far: it may end at each place where something else could begin."""
    whole = len(body.rstrip())
    for at in range(1, whole + 1):
        following = body[at] if at < whole else ""
        if following and following not in " ,);:]}>+.?=/|&\\<" and not (body[at - 1] in " >" and at > 1):
            continue
        swallowed = len(_CODE.findall(_PUT_IN.sub("", body[1:at])))
        blank = 0.7 if at > 1 and body[at - 1] == " " and following else 0.0
        item = body[at:].lstrip()[:1].isalnum() and body[:at].rstrip()[-1:] == ","
        blank += 1.2 * item  # what parts two items stands outside
        far = 0.0 if at == whole or following in ",);:]}" else 0.3
        far += 4.0 * (body[at : at + 3].lstrip()[:2] == "#{")  # what follows would be a comment
        redirected = bool(_REDIRECTED.match(body, at))
        price = (
            cost
            - 1.0 * redirected
            + 3.0 * min(swallowed, 3)
            + blank
            + far
            + _LOPSIDED * _open_inside(body[1:at])
        )
        yield Candidate("string-unclosed", (insert(start + at, quote),), price)


def _open_inside(text: str) -> int:
    """Return how many kinds of brackets are opened in a text and not closed."""
    return sum(text.count(opener) > text.count(closer) for opener, closer in OPENERS.items())


def _openings(ground: Ground, token: Token, cost: float) -> Iterator[Candidate]:
    """A quote that was meant to close: where its string may begin."""
    quote = token.text[0]
    line = [one for one in ground.code if one.line == token.line and one.start < token.start]
    for place, one in enumerate(line):
        before = line[place - 1] if place else None
        touching = before is not None and before.end == one.start
        natural = before is not None and before.text in _NATURAL
        if one.kind not in (NAME, NUMBER) and not natural and touching:
            continue
        price = cost + (0.0 if natural else 0.6 if not touching else 1.4)
        price += 1.5 * min(len(_CODE.findall(ground.text.text, one.start, token.start)), 3)
        if before is None and len(line) > 1:
            price += 1.5  # a line seldom begins with a string
        yield Candidate("string-unopened", (insert(one.start, quote),), price)
        if natural and not touching and before is not None and one.start - before.end > 1:
            yield Candidate("string-unopened", (insert(before.end + 1, quote),), price + 0.2)
    yield Candidate("string-unclosed", (insert(token.start, quote),), cost + 1.5)


def _over_lines(ground: Ground, lines: set[int]) -> Iterator[Candidate]:
    """A string that may hold line ends, and holds code too: it may end with each of its lines."""
    text = ground.text
    quotes = [quote for quote in text.language.long_quotes if len(quote) == 1 and quote not in "\"'"]
    for token in ground.code:
        open_ended = token.kind == BROKEN or (token.kind == STRING and "\n" in token.text)
        if token.text[0] not in quotes or not open_ended:
            continue
        if lines.isdisjoint(range(token.line, token.line + token.text.count("\n") + 2)):
            continue
        swallowed = 0
        for line in range(token.line, min(token.line + _MOST_LINES, len(text.starts)) + 1):
            start = token.start + 1 if line == token.line else text.line_start(line)
            row = text.text[start : text.line_end(line)]
            body = row.rstrip(" \t;,)]}")
            if token.text[0] in body:
                break
            if body.strip():
                price = 0.3 + 1.5 * min(swallowed, 4)
                yield Candidate("string-unclosed", (insert(start + len(body), token.text[0]),), price)
            swallowed += bool(_CODE.search(_VALUE.sub("", row)))


def _one_character(ground: Ground) -> Iterator[Candidate]:
    """Single quotes round a text where they hold one character."""
    if not ground.text.language.chars or ground.text.language.strict is None:
        return
    found = []
    for text in re.finditer(r"'((?:[^'\\\n\"]|\\.){2,})'", ground.text.text):
        at = bisect_right(ground.starts, text.start()) - 1
        inside = at >= 0 and ground.code[at].end > text.start() + 1 and ground.code[at].kind == STRING
        if not inside and not text[1].startswith("\\"):
            found.append(Change(text.start(), text.end(), f'"{text[1]}"'))
    if found:
        yield Candidate("string-of-characters", tuple(found), -2.0)


def _inserted(ground: Ground, lines: set[int]) -> Iterator[Candidate]:
    """A value put into a string, as in `${name}`, whose brace was not closed."""
    text = ground.text
    for line in sorted(lines)[:_MOST_LINES]:
        row, start = text.line(line), text.line_start(line)
        for value in re.finditer(r"[$#]\{((?:[\w.$()@]|\[[^\[\]{}]*\])*)(?=[^\w.$\[\]()@}])", row):
            yield Candidate("bracket-unclosed", (insert(start + value.end(), "}"),), -1.0)


def _any_quote(ground: Ground, lines: set[int]) -> Iterator[Candidate]:
    """A quote too many, wherever it turned strings inside out; in a shell, also one too few among nested ones."""
    text = ground.text
    for line in sorted(lines)[:_MOST_LINES]:
        row, start = text.line(line), text.line_start(line)
        marks = [(at, mark) for at, mark in enumerate(row) if mark in "\"'`"]
        for at, _ in marks[:8]:
            stuck = (
                len(marks) == 1 and _STUCK.match(row, at - 1) is not None
            )  # `margin-left": 2em`, `this.x"->y`
            yield Candidate("quote-stray", (Change(start + at, start + at + 1, ""),), 0.0 if stuck else 1.6)
        for at, mark in marks:
            if row[at + 1 : at + 2] == mark or row[at + 1 : at + 2] in ('"', "'"):
                yield Candidate("quote-stray", (Change(start + at, start + at + 1, ""),), 0.6)
        if text.name == "bash" and row.count('"') % 2:
            yield from _shell_quote(row, start)


def _shell_quote(row: str, start: int) -> Iterator[Candidate]:
    """A double quote lost on a line of a shell: where a word ends that one opened, or where an expansion begins."""
    last, opened = -1, False
    for at in range(len(row.rstrip()) + 1):
        mark = row[at : at + 1]
        body, rest = row[last + 1 : at], row[at:]
        if opened and body.strip() and (not mark or mark in " )];|"):
            price = 0.3 if not rest.strip() or _WORD_ENDS.match(rest) else 1.5
            price -= 1.5 * bool(re.match(r"\s+(?:\d?>|\||&&)", rest))
            price += _LOPSIDED * _open_inside(body) - 0.6 * bool(_EXPANSION.fullmatch(body))
            yield Candidate("string-unclosed", (insert(start + at, '"'),), price)
        if mark == "$" and row[max(at - 1, 0)] in " (=":
            yield Candidate("string-unopened", (insert(start + at, '"'),), 0.3)
        if mark == '"' and row[at - 1 : at] != "\\":
            word = _WORD.search(row, last + 1, at)
            if not opened and word is not None:  # it ends a word: what begins that is lost
                yield Candidate("string-unopened", (insert(start + word.start(), '"'),), 0.2)
            last, opened = at, not opened


def _in_between(ground: Ground) -> Iterator[Candidate]:
    """A string that touches a word, as it does behind a quote that came too early."""
    lines = set(ground.lines)
    for left, right in zip(ground.code, ground.code[1:], strict=False):
        if left.line in lines and left.kind == STRING and right.kind == NAME and left.end == right.start:
            inner = Change(left.end - 1, left.end, f"\\{left.text[-1:]}")
            coded = bool(re.search(r"[)\]}]\s*,|,\s*[\w$]+[(\[]", left.text))
            yield Candidate("quote-inside", (inner,), 0.8 + 2.0 * coded)
