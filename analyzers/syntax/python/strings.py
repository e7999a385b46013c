"""Which quote is missing, extra or of the wrong kind, and where does it belong?"""

import re
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.syntax.python import triples
from analyzers.syntax.python.requote import requoted
from analyzers.syntax.python.site import Candidate, Change, Site, insert
from analyzers.syntax.python.tokens import BROKEN, NAME, NEWLINE, STRING, Token, prefix_of, quote_of

_PLACES = 14
_MOST_ROWS = 12  # of a text that was meant to go over lines
_LONGEST = 1_000  # characters of a line that are looked at
# Behind a string's last character: the end of the line, a comma, brackets, an operator.
_STOPS = regex(
    r"(?=[)\]},:;])|(?=\s*(?:%|\+|==|!=|\bif\b|\belse\b|\bis\b|\bin\b|\bfor\b|\band\b|\bor\b|\.format\b|\.join\b|#))"
)
_FORMATTED = regex(  # a width or a precision says that all of it is the format
    r"[\w.\[\]()']+(?:![rsa])?:(?:[^{}'\"]?[<>^=])?[-+]?\#?(?:\d+[,_]?(?:\.\d+)?|\.\d+)[bcdeEfFgGnosxX%]?(?!\w)"
)
_NAME_SPOT = regex(r"(?<![\w])(?=[^\s'\"()\[\]{},:=])")


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of quotes near the error."""
    layout = site.layout
    first = site.statements[max(site.index - 1, 0)].start
    last = layout.line_end(min(site.statement.last + 1, len(layout.starts)))
    near = [token for token in layout.tokens if first <= token.start <= last]
    for place, token in enumerate(near):
        if token.kind == BROKEN:
            if token.text.endswith("\n") or quote_of(token) in ('"""', "'''"):
                yield from triples.unclosed(site, token)
            else:
                yield from _unclosed(site, token)
        elif token.kind == STRING:
            yield from _prefixes(site, token)
            yield from _inner(site, near, place)
            if token.text[-1:] == token.text[-2:-1] == token.text[-3:-2] and site.index:
                yield from triples.closed_late(token)
    yield from triples.elsewhere(site, first, last)
    yield from _unquoted_text(site)


def _unclosed(site: Site, token: Token) -> Iterator[Candidate]:
    quote = quote_of(token)
    other = "'" if quote == '"' else '"'
    begin = token.start + prefix_of(token) + 1
    body = site.text[begin : min(token.end, begin + _LONGEST)]
    stripped = len(body.rstrip())
    line_start = site.layout.line_start(site.layout.line_of(token.start))
    # 0. one item of a list of strings
    row = site.text[line_start : site.layout.line_end(site.layout.line_of(token.start))]
    item = re.match(r"(\s*)[^\s'\"()\[\]{}=]+['\"]\s*[,)\]}]*\s*$", row)
    listed = item is not None and any(one.kind == STRING for one in site.statement.tokens[:-1])
    number = site.layout.line_of(token.start)
    beside = (site.layout.line(other) for other in (number - 1, number + 1) if other)
    listed = listed or (item is not None and any(re.match(r"\s*(['\"]).*\1,?$", one) for one in beside))
    if listed and item is not None:
        yield Candidate("string-unopened", (insert(line_start + item.end(1), quote),), -2.0)
    # 1. the closing quote is missing: before the brackets and commas that end the line, or at its end
    tail = re.search(r"[)\]},:;\s]*$", body)
    places = {stripped: 0.4}
    if body.endswith(" ") and begin + len(body) == site.layout.line_end(site.layout.line_of(begin)):
        following = site.layout.line(site.layout.line_of(begin) + 1).lstrip().lstrip("rbfRBF")
        places[len(body)] = (
            -0.3 if following[:1] in ('"', "'") else 0.6
        )  # its last blank joins it to the next
    if tail is not None:
        for at in range(tail.start(), stripped):
            even = body.count("(", 0, at) == body.count(")", 0, at)
            places[at] = 0.1 * (at - tail.start()) + (0.0 if even else 0.8)
    for match in list(_STOPS.finditer(body))[:_PLACES]:
        places.setdefault(match.start(), _stop_cost(site, body, match.start()))
    for at, cost in places.items():
        empty = 0.0 if body or at else 1.2 - 1.5 * bool(prefix_of(token))
        empty += 0.6 * (at and body[at - 1] == " " and body[at : at + 1] in ("%", "+"))
        empty += 1.5 * (at and body[at - 1] == other and body.count(other) == 1 and at < stripped)
        yield Candidate("string-unclosed", (insert(begin + at, quote),), cost + empty)
    # 2. it is closed, but with the other kind of quote
    for match in list(re.finditer(re.escape(other), body))[-3:]:
        at = begin + match.start()
        ends = not body[match.end() :].strip(" )]},:;")
        sole = ends and len(re.findall(r"(?<!\w)" + other + r"|" + other + r"(?!\w)", body)) == 1
        odd = 1.8 * (site.text.count(other, line_start, token.start) % 2)
        yield Candidate(
            "string-mismatched", (Change(at, at + 1, quote),), (-1.8 if sole else -0.6 if ends else 0.6) + odd
        )
        yield Candidate("string-mismatched", (Change(begin - 1, begin, other),), 0.8)
    # 3. the quote found closes a string whose opening quote is missing
    line_start = max(line_start, token.start - _LONGEST)
    before = site.text[line_start : token.start]
    if prefix_of(token):  # `r"` for `"r"`
        yield Candidate("string-unopened", (insert(token.start, quote),), 0.4)
    for match in list(_NAME_SPOT.finditer(before))[-_PLACES:]:
        at = line_start + match.start()
        left = before[: match.start()].rstrip()[-1:]
        if left == "%" and "%" in site.text[token.start : token.end] + before[match.start() - 1 :]:
            continue  # it is a place of the text that lacks its quote
        natural = left in ("(", ",", "=", "[", "{", ":", "+", "%")
        yield Candidate("string-unopened", (insert(at, quote),), 0.6 if natural else 2.0)
    yield from requoted(site, quote, line_start, site.layout.line_end(site.layout.line_of(token.start)))
    # 4. it is stray
    yield Candidate(
        "quote-stray", (Change(begin - 1, begin, ""),), 1.2 if not body.strip() or body[:1] in ")]}," else 3.0
    )
    # 5. an apostrophe inside: the string before it went on
    yield from _apostrophe(site, token, line_start)
    # 6. the string goes on in the next line
    line_end = site.layout.line_end(site.layout.line_of(token.start))
    following = site.layout.line(site.layout.line_of(token.start) + 1)
    if quote in following:
        close = line_end + 1 + following.index(quote)
        yield Candidate(
            "string-over-lines",
            (Change(begin - 1, begin, quote * 3), Change(close, close + 1, quote * 3)),
            0.8,
        )
        margin = len(following) - len(following.lstrip())
        wrapped = body.endswith(" ")  # nobody means the blank at the end of a line
        gap = "" if wrapped else " "
        own = -1.5 if wrapped else 1.6
        yield Candidate("string-over-lines", (Change(line_end, line_end + 1 + margin, gap),), own)
        yield Candidate("string-over-lines", (Change(line_end, line_end + 1, "\\n"),), 1.8)
    yield from _several_lines(site, begin, quote)
    # 7. a backslash swallowed the closing quote
    for match in list(re.finditer(r"\\" + re.escape(quote), body))[-2:]:
        at = begin + match.start()
        yield Candidate("string-backslash", (insert(at, "\\"),), 0.5)


def _several_lines(site: Site, begin: int, quote: str) -> Iterator[Candidate]:
    """A query or a letter over more than two lines, with one quote at either end."""
    number = site.layout.line_of(begin) + 2
    if quote in site.layout.line(number - 1):
        return
    for line in range(number, min(number + _MOST_ROWS, len(site.layout.starts)) + 1):
        row = site.layout.line(line)
        if quote not in row:
            continue
        close = site.layout.line_start(line) + row.index(quote)
        if not row[row.index(quote) + 1 :].strip(" );,"):
            ends = (Change(begin - 1, begin, quote * 3), Change(close, close + 1, quote * 3))
            yield Candidate("string-over-lines", ends, 0.0)
        return


def _stop_cost(site: Site, body: str, at: int) -> float:
    """Return what it costs that a string ends before its line does: less if names of the text follow."""
    rest = re.match(r"\s*,\s*([A-Za-z_]\w*|\d)", body[at:])
    if rest is None:
        return 1.5
    return -0.4 if rest[1].isdigit() or site.names.get(rest[1]) else 1.2


def _apostrophe(site: Site, token: Token, line_start: int) -> Iterator[Candidate]:
    quote = quote_of(token)
    line_end = site.layout.line_end(site.layout.line_of(token.start))
    line = site.text[line_start : min(line_end, line_start + _LONGEST)]
    marks = [m.start() for m in re.finditer(r"(?<!\\)" + re.escape(quote), line)]
    other = '"' if quote == "'" else "'"
    for at in marks:
        if 0 < at < len(line) - 1 and line[at - 1].isalpha() and line[at + 1].isalpha():
            if line[at - 1] in "rbuf" and not line[at - 2 : at - 1].isalpha():
                continue
            yield Candidate("quote-inside", (insert(line_start + at, "\\"),), 0.0)
        elif 0 < at < len(line) - 1 and at not in (marks[0], marks[-1]):
            yield Candidate("quote-inside", (insert(line_start + at, "\\"),), 1.2)
    if len(marks) > 2 and other not in line[marks[0] : marks[-1]]:
        changes = tuple(Change(line_start + at, line_start + at + 1, other) for at in (marks[0], marks[-1]))
        yield Candidate("quote-inside", changes, 1.8)


def _inner(site: Site, near: list[Token], place: int) -> Iterator[Candidate]:
    """Quotes inside a string that are the same as round it: `"say "hi" to"`, `f"{x["a"]}"`."""
    token = near[place]
    quote = quote_of(token)
    if len(quote) == 3:
        return
    other = "'" if quote == '"' else '"'
    line_end = min(site.layout.line_end(site.layout.line_of(token.start)), token.start + _LONGEST)
    start = token.start + prefix_of(token)
    marks = [start + m.start() for m in re.finditer(r"(?<!\\)" + quote, site.text[start:line_end])]
    formatted = "f" in token.text[: prefix_of(token)].lower()
    for last in range(len(marks) - 1, 1, -1):
        inner = marks[1:last]
        if not inner or len(inner) % 2 or len(inner) > 10:
            continue
        text = site.text[marks[0] : marks[last]]
        if formatted and "{" in text:
            changes = tuple(Change(at, at + 1, other) for at in inner)
            if other not in text:
                yield Candidate("quote-inside", changes, 0.0 if last == len(marks) - 1 else 0.3)
            continue
        neighbour = near[place + 1] if place + 1 < len(near) else None
        if neighbour is None or neighbour.kind not in (NAME, BROKEN, "number", "junk"):
            continue
        touching = neighbour.start == token.end
        yield Candidate("quote-inside", tuple(insert(at, "\\") for at in inner), 0.3 if touching else 2.0)


def _prefixes(site: Site, token: Token) -> Iterator[Candidate]:
    """Errors that CPython finds inside a string: escapes, prefixes, f-string braces."""
    message = site.message
    body = token.start + prefix_of(token)
    prefix = token.text[: prefix_of(token)].lower()
    if ("unicodeescape" in message or "malformed" in message) and "\\" in token.text and not prefix:
        yield Candidate("string-backslash", (insert(token.start, "r"),), -1.0)
        doubled = tuple(insert(token.start + m.start(), "\\") for m in re.finditer(r"\\", token.text))
        yield Candidate("string-backslash", doubled, 0.0)
    if prefix in ("ur", "ru"):
        yield Candidate("legacy-string", (Change(token.start, body, "r"),), -1.0)
    if message.startswith("bytes can only") and "b" in prefix:
        yield Candidate("string-prefix", (Change(token.start, body, prefix.replace("b", "")),), 0.5)
    before = site.text[: token.start].rstrip(" ")
    letters = re.search(r"(?<!\w)(?:[rbfu]|br|rb|fr|rf)$", before[-3:], re.IGNORECASE)
    if letters and len(before) < token.start and not site.knows(letters[0]):  # `f "..."`
        yield Candidate("string-prefix", (Change(len(before), token.start, ""),), -3.0)
    if "f" not in prefix or "f-string" not in message:
        return
    text = token.text
    for match in list(re.finditer(r"\{(?!\{)", text))[:_PLACES]:
        opener = match.start()
        closer = text.find("}", opener)
        if closer < 0 or text.find("{", opener + 1, closer) >= 0:
            wrong = re.match(r"[\w.\[\]'!:]+(?:\([^(){}]*\))?([)\]>])", text[opener + 1 :])
            if wrong is not None and (wrong[1] != ">" or ":" not in wrong[0]):  # `{name)`, not `{name:>10`
                at = token.start + opener + 1 + wrong.start(1)
                yield Candidate("f-string-brace", (Change(at, at + 1, "}"),), -1.5)
            told = _FORMATTED.match(text, opener + 1)
            if told is not None:  # `{name:>10"`
                yield Candidate("f-string-brace", (insert(token.start + told.end(), "}"),), -1.4)
            spec = re.match(r"[\w.\[\]()']+(?=:(?:[\\\s{]|[\"']$))", text[opener + 1 :])
            if spec is not None:  # `{name:\n`
                yield Candidate("f-string-brace", (insert(token.start + opener + 1 + spec.end(), "}"),), -0.5)
            for stop in list(re.finditer(r"(?=[^\w.\[\]()'!:])|$", text[opener + 1 :]))[:4]:
                at = token.start + opener + 1 + stop.start()
                if at > token.start + opener + 1 and site.text[at - 1] != ":":
                    yield Candidate("f-string-brace", (insert(min(at, token.end - 1), "}"),), 0.2)
        elif not text[opener + 1 : closer].strip():
            yield Candidate("f-string-brace", (Change(token.start, body, prefix.replace("f", "")),), 1.0)
            yield Candidate(
                "f-string-brace",
                (insert(token.start + opener, "{"), insert(token.start + closer, "}")),
                2.0,
            )
        elif text.count("(", opener, closer) > text.count(")", opener, closer):
            yield Candidate("bracket-unclosed", (insert(token.start + closer, ")"),), -1.0)
        elif text.count("[", opener, closer) > text.count("]", opener, closer):
            yield Candidate("bracket-unclosed", (insert(token.start + closer, "]"),), -1.0)
        elif "\\" in text[opener:closer]:
            yield Candidate(
                "f-string-brace",
                tuple(
                    Change(token.start + opener + m.start(), token.start + opener + m.start() + 1, "")
                    for m in re.finditer(r"\\(?=['\"])", text[opener:closer])
                ),
                1.0,
            )
    for match in list(re.finditer(r"\}", text))[:_PLACES]:
        at = token.start + match.start()
        twice = re.search(r"(?<!\{)\{[^{}]+\}$", text[: match.start()])  # it closes what is closed already
        yield Candidate("f-string-brace", (Change(at, at + 1, ""),), -3.5 if twice else 1.5)
        yield Candidate("f-string-brace", (insert(at, "}"),), 2.0)
        wrong = re.search(
            r"[(\[<](?=[\w.]+(?:\([^(){}]*\)|\[[^\[\]{}]*\])*(?:![rsa])?$)", text[: match.start()]
        )
        if wrong is not None:  # `(name}`
            start = token.start + wrong.start()
            yield Candidate("f-string-brace", (Change(start, start + 1, "{"),), -2.0)
        word = re.search(r"[\w.\[\]()]+$", text[: match.start()])
        if word is not None:
            yield Candidate("f-string-brace", (insert(token.start + word.start(), "{"),), 0.6)
        told = re.search(
            r"([A-Za-z_][\w.]*)(?:\([^(){}]*\)|\[[^\[\]{}]*\])*(?:![rsa])?(?::[^{}\s]*)?$",
            text[: match.start()],
        )
        if told is not None and site.names.get(told[1].split(".")[0]):
            yield Candidate("f-string-brace", (insert(token.start + told.start(), "{"),), -1.5)


def _unquoted_text(site: Site) -> Iterator[Candidate]:
    """A line that reads like prose was meant as a comment, or as a text."""
    statement = site.statement
    words = [token for token in statement.tokens if token.kind == NAME]
    if len(words) < 2 or statement.tokens[-1].kind == NEWLINE:
        return
    # neither quote stands there: a pair is missing round the argument of a call
    line = site.layout.line(statement.first)
    call = re.match(r"(\s*(?:\w+\s*=\s*)?\w+\()([A-Za-z][^()\"']*)(\)\s*)$", line)
    if call is not None:
        start = site.layout.line_start(statement.first)
        changes = (insert(start + call.end(1), '"'), insert(start + call.end(2), '"'))
        known = any(site.names.get(word, 0) > 1 for word in re.findall(r"\w+", call[2]))
        marked = bool(re.search(r"[,=:+\[\]{}]", call[2]))
        yield Candidate("string-unquoted", changes, 0.3 + 3.0 * known + 3.0 * marked)
