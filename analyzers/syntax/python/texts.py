"""Which text stands without quotes: words in a call, an address, a version, a date, a mark to split at?

What is no name, no number and no operator was meant as a text: `print(Hello World)`, `host=192.168.0.1`, `sep=;`.
"""

import re
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.syntax.python.site import Candidate, Site, insert
from analyzers.syntax.python.tokens import CLOSERS, COMMENT, KEYWORDS, NAME, NUMBER, OPENERS, STRING, Token

_SHAPES = (
    (
        regex(
            r"(?<![\w\"'/:])(?:https?|ftp|file|s3|wss?|postgres(?:ql)?|mysql|redis|sqlite)://[^\s\"'(),\]}]+"
        ),
        -3.0,
    ),
    (regex(r"(?<![\w.\"'])\d+(?:\.\d+){2,}(?:-\w+)?(?![\w.])"), -3.0),  # a version or an address
    (regex(r"(?<![\w.\"'-])\d{4}-\d\d?-\d\d?(?![\w.-])"), -1.6),
    (regex(r"(?<![\w.\"'/])\d\d?/\d\d?/\d{4}(?![\w./])"), -1.6),
    (regex(r"(?<=[=(,\[] )\d\d?:\d\d(?::\d\d)?(?![\w.:\]])|(?<=[=(])\d\d?:\d\d(?::\d\d)?(?![\w.:\]])"), -1.6),
)
_LONGEST = 1_000  # characters of a line that are looked at
_SEPARATED = frozenset(
    {
        "split",
        "rsplit",
        "join",
        "replace",
        "partition",
        "strip",
        "sep",
        "delimiter",
        "end",
        "count",
        "quotechar",
    }
)
_MARKS = frozenset({",", ";", ":", "|", ".", "-", "/", "+", "*", "&", "#", "%", "$", "?", "!", "@"})
_LIGHT = frozenset({"!", "?", ".", ":", ",", "-", "'", "$", "..."})


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield quotes round what can only be a text."""
    for number in {site.layout.line_of(site.offset), site.statement.first}:
        row = site.layout.line(number)
        start = site.layout.line_start(number)
        if len(row) > _LONGEST:
            continue
        tokens = [one for one in site.layout.tokens if start <= one.start < start + len(row)]
        held = [(one.start, one.end) for one in tokens if one.kind in (STRING, COMMENT)]
        for shape, cost in _SHAPES:
            for found in shape.finditer(row):
                begin, end = start + found.start(), start + found.end()
                if not any(first < end and begin < last for first, last in held):
                    yield _quoted(begin, end, cost)
        yield from _marks(tokens)
        if site.statement.word not in ("except", "class", "import", "from"):
            yield from _words(site, tokens)


def _quoted(start: int, end: int, cost: float) -> Candidate:
    return Candidate("string-unquoted", (insert(start, '"'), insert(end, '"')), cost)


def _marks(tokens: list[Token]) -> Iterator[Candidate]:
    """`line.split(,)`, `sep=;`: a mark that stands for itself."""
    for place in range(1, len(tokens) - 1):
        left, mark, right = tokens[place - 1 : place + 2]
        if mark.text in _MARKS and left.text in ("=", "(") and right.text in (",", ")"):
            meant = place > 1 and tokens[place - 2].text in _SEPARATED
            if meant or (left.text == "=" and mark.text != ","):
                yield _quoted(mark.start, mark.end, -3.0 if meant else -1.0)


def _words(site: Site, tokens: list[Token]) -> Iterator[Candidate]:
    """Words side by side, between brackets, commas or behind an equals sign."""
    done = -1
    for place in range(1, len(tokens)):
        left, right = tokens[place - 1], tokens[place]
        if place <= done or not (_is_word(left) and _is_word(right)) or right.start - left.end != 1:
            continue
        if left.text in KEYWORDS and right.text in KEYWORDS:
            continue
        first = place - 1
        while first and _goes_on(tokens[first - 1]):
            first -= 1
        last = place
        while last + 1 < len(tokens) and _goes_on(tokens[last + 1]):
            last += 1
        before = tokens[first - 1].text if first else ""
        after = tokens[last + 1].text if last + 1 < len(tokens) else ""
        if before not in ("(", "=", ",", "[", "+", "return", "{") or (
            after and after not in (")", ",", "]", "+", "}")
        ):
            continue
        done = last
        if not _is_word(tokens[first]):
            remark = tokens[first + 1]
            if (
                before == "="
                and not after
                and last - first > 2
                and _is_word(remark)
                and remark.text not in KEYWORDS
            ):
                yield Candidate("comment-prose", (insert(remark.start, "# "),), -2.5)  # `x = 5 this is five`
            continue
        words = [one.text for one in tokens[first : last + 1] if _is_word(one)]
        if words[0] in ("lambda", "not", "await", "yield", "for", "if", "async"):
            continue
        known = sum(site.names.get(word, 0) > 1 for word in words if word not in KEYWORDS)
        code = sum(word in ("for", "in", "if", "else", "lambda", "and", "or", "not", "is") for word in words)
        short = sum(len(word) == 1 and word not in ("a", "I") for word in words)
        cost = -2.2 - 0.3 * min(len(words), 6) + 3.0 * (known + short) + 0.5 * code
        cost += 0.0 if before in ("(", "=", "+", "return") else 1.5
        listed = before == "(" and (
            first < 2 or tokens[first - 2].is_keyword or tokens[first - 2].kind != NAME
        )
        cost += 2.5 * listed  # brackets that are no call's hold names
        cost += 0.0 if words[0][:1].isupper() else 0.7
        yield _quoted(tokens[first].start, tokens[last].end, cost)
        if after == ",":  # `Hello, what is your name`: the comma is part of it
            depth = 0
            for end in range(last + 1, len(tokens)):
                depth += (tokens[end].text in OPENERS) - (tokens[end].text in CLOSERS)
                if depth < 0:
                    yield _quoted(tokens[first].start, tokens[end - 1].end, cost + 1.0)
                    break
                if tokens[end].kind == STRING or tokens[end].text == "=":
                    break


def _is_word(token: Token) -> bool:
    return token.kind == NAME and re.match(r"[^\W\d_]+$", token.text) is not None


def _goes_on(token: Token) -> bool:
    """Whether a token may be part of a sentence."""
    if token.text in ("lambda", "return", "yield", "print", "=", "+", ","):
        return False
    return token.kind in (NAME, NUMBER) or token.text in _LIGHT
