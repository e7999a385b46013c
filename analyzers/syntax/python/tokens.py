"""Which tokens does a Python text hold, also where it is broken? A lexer that never gives up."""

import builtins
import re
from typing import NamedTuple

from analyzers.deferred import regex

NAME, NUMBER, STRING, OP, COMMENT, NEWLINE, CONTINUED, BROKEN, JUNK = (
    "name",
    "number",
    "string",
    "op",
    "comment",
    "newline",
    "continued",  # a backslash at the end of a line
    "broken",  # a string whose end is missing: up to the end of its line, or of the text if triple-quoted
    "junk",  # a character that no Python token starts with
)

KEYWORDS = frozenset(
    [
        "False",
        "None",
        "True",
        "and",
        "as",
        "assert",
        "async",
        "await",
        "break",
        "class",
        "continue",
        "def",
        "del",
        "elif",
        "else",
        "except",
        "finally",
        "for",
        "from",
        "global",
        "if",
        "import",
        "in",
        "is",
        "lambda",
        "nonlocal",
        "not",
        "or",
        "pass",
        "raise",
        "return",
        "try",
        "while",
        "with",
        "yield",
    ]
)
# Keywords after which an operand may follow or that are operators themselves.
OPERATOR_WORDS = frozenset({"and", "or", "not", "in", "is", "if", "else", "lambda", "await", "yield", "for"})
CONSTANTS = frozenset({"True", "False", "None"})
COMPOUND = frozenset(
    {"if", "elif", "else", "for", "while", "def", "class", "try", "except", "finally", "with", "async"}
)
CLAUSES = frozenset({"elif", "else", "except", "finally"})
BUILTINS = frozenset(dir(builtins))
OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = {")": "(", "]": "[", "}": "{"}

_TOKEN = regex(
    r"""[ \t\f]+
    |(?P<newline>\r\n?|\n)
    |(?P<comment>\#[^\n\r]*)
    |(?P<continued>\\(?:\r\n?|\n))
    |(?P<triple>(?i:[rbuf]|br|rb|fr|rf|ur|)(?:\"\"\"|'''))
    |(?P<string>(?i:[rbuf]|br|rb|fr|rf|ur|)(?:"(?:[^"\\\n\r]|\\(?:\r\n|[^\n\r]|\n|\r))*"|'(?:[^'\\\n\r]|\\(?:\r\n|[^\n\r]|\n|\r))*'))
    |(?P<broken>(?i:[rbuf]|br|rb|fr|rf|ur|)["'](?:[^\\\n\r]|\\[^\n\r])*)
    |(?P<number>(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)[jJlL]?(?![\w]))
    |(?P<digits>\d+)
    |(?P<name>[^\W\d]\w*)
    |(?P<op>\*\*=|//=|>>=|<<=|\.\.\.|:=|->|\*\*|//|<<|>>|<=|>=|==|!=|<>|\+=|-=|\*=|/=|%=|&=|\|=|\^=|@=|[-+*/%@&|^~<>()\[\]{},:.;=])
    |(?P<junk>[^\s]|\s)
    """,
    re.VERBOSE,
)
_TRIPLE_END = {
    '"""': re.compile(r'(?:[^"\\]|\\[\s\S]|"(?!""))*"""'),
    "'''": re.compile(r"(?:[^'\\]|\\[\s\S]|'(?!''))*'''"),
}


class Token(NamedTuple):
    """A token: its kind, its text, and the half-open range of characters it takes."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def is_keyword(self) -> bool:
        """Whether this is a hard keyword other than a constant."""
        return self.kind == NAME and self.text in KEYWORDS and self.text not in CONSTANTS

    @property
    def ends_operand(self) -> bool:
        """Whether an operand may end with this token, so that an operator, comma or bracket may follow."""
        if self.kind in (NUMBER, STRING, BROKEN):
            return True
        if self.kind == NAME:
            return self.text not in KEYWORDS or self.text in CONSTANTS
        return self.text in CLOSERS or self.text == "..."

    @property
    def starts_operand(self) -> bool:
        """Whether an operand may start with this token."""
        if self.kind in (NUMBER, STRING, BROKEN):
            return True
        if self.kind == NAME:
            return (
                self.text not in KEYWORDS or self.text in CONSTANTS or self.text in ("lambda", "not", "await")
            )
        return self.text in OPENERS or self.text in ("...", "~")


def quote_of(token: Token) -> str:
    """Return the quotes that a string begins with."""
    body = token.text.lstrip("rRbBuUfF")
    return body[:3] if body[:3] in ('"""', "'''") else body[:1]


def prefix_of(token: Token) -> int:
    """Return how many letters stand before a string's quotes."""
    return len(token.text) - len(token.text.lstrip("rRbBuUfF"))


def lex(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of a part of a text, without blanks. Linear; never raises."""
    stop = len(text) if end is None else end
    found: list[Token] = []
    match = _TOKEN.match
    position = start
    while position < stop:
        hit = match(text, position, stop)
        assert hit is not None  # the last alternative takes any character
        kind = hit.lastgroup
        here, position = position, hit.end()
        if kind is None:
            continue
        if kind == "triple":
            closed = _TRIPLE_END[hit.group()[-3:]].match(text, position, stop)
            kind, position = (STRING, closed.end()) if closed else (BROKEN, stop)
        elif kind == "digits":
            kind = NUMBER
        found.append(Token(kind, text[here:position], here, position))
    return found
