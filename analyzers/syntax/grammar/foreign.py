"""What was written as another language says it? Keywords, headers of loops and conditions."""

import re
from collections.abc import Iterator

from analyzers.syntax.candidate import Candidate, Change, insert
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.tokens import MARK, NAME, Token

# Words that mean the same; a word is exchanged for those of its row that the language knows.
_ROWS = (
    ("def", "function", "func", "fn", "fun", "sub", "fuction", "method"),
    ("None", "null", "nil", "nullptr", "NULL", "undefined", "Nil"),
    ("True", "true", "TRUE"),
    ("False", "false", "FALSE"),
    ("elif", "elsif", "elseif", "else if", "elseif", "elsif"),
    ("except", "catch", "rescue"),
    ("switch", "match", "case", "select"),
    ("while", "for", "loop"),
    ("let", "var", "const", "auto"),
    ("import", "use", "using", "require", "#include", "include"),
    ("self", "this"),
    ("string", "String"),
    ("foreach", "for"),
    ("throw", "raise", "panic"),
    ("struct", "class", "interface"),
    ("begin", "do", "then"),
    ("bool", "boolean"),
)
_MARKS_FOR_WORDS = {"and": "&&", "or": "||", "not": "!"}
_TWO_WORDS = frozenset(("else if",))
_CONDITION = re.compile(
    r"\b(if|while|for|switch|catch|foreach)\b[ \t]*([^\s({][^{};\n]*?|[^\s({][^{}\n]*?)[ \t]*\{"
)
_BARE = frozenset(("go", "rust", "ruby", "bash", "json", "yaml", "toml", "html", "css", "python"))


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield what says the same in the language at hand, on the lines near the faults."""
    lines = set(ground.lines)
    language = ground.text.language
    for place, token in enumerate(ground.code):
        if token.line not in lines:
            continue
        if token.kind == NAME and token.text not in ground.names - {token.text}:
            yield from _words(ground, token)
        if token.text == "for" and language.braces:
            yield from _loop(ground.code[place : place + 60])
        following = ground.code[place + 1] if place + 1 < len(ground.code) else None
        ends = following is None or following.line > token.line
        if language.braces and token.kind == MARK and token.text in (":", "then", "do") and ends:
            for text, cost in ((" {", 0.2), (") {", 0.4)):
                yield Candidate("block-foreign", (Change(token.start, token.end, text),), cost)
        if language.braces and ends and token.text not in ("{", ";", ","):
            yield Candidate("bracket-unclosed", (insert(token.end, ") {"),), 1.2)
    if ground.text.name not in _BARE:
        for line in sorted(lines):
            row, start = ground.text.line(line), ground.text.line_start(line)
            for found in _CONDITION.finditer(row):
                both = insert(start + found.start(2), "("), insert(start + found.end(2), ")")
                yield Candidate("rule-parentheses", both, 0.0)


def _words(ground: Ground, token: Token) -> Iterator[Candidate]:
    keywords = ground.text.language.keywords
    for row in _ROWS:
        if token.text in row:
            for word in dict.fromkeys(row):
                known = all(part in keywords for part in word.split())
                if known and word != token.text and (word in keywords or word in _TWO_WORDS):
                    own = 2.5 if token.text in keywords else 0.2  # what the language says itself was meant
                    yield Candidate("keyword-foreign", (Change(token.start, token.end, word),), own)
    mark = _MARKS_FOR_WORDS.get(token.text)
    if mark is not None and token.text not in keywords:
        end = token.end + (mark == "!" and ground.text.text[token.end : token.end + 1] == " ")
        yield Candidate("operator-foreign", (Change(token.start, end, mark),), -4.0)


def _loop(tokens: list[Token]) -> Iterator[Candidate]:
    """Commas or colons where the parts of a loop's header are parted with semicolons."""
    depth = 0
    commas: list[Token] = []
    semicolons = 0
    for token in tokens[1:]:
        if token.text in "([{":
            depth += 1
            if token.text == "{" and depth == 1:
                break
        elif token.text in ")]}":
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1 and token.text in (",", ":"):
            commas.append(token)
        elif depth == 1 and token.text == ";":
            semicolons += 1
    wanted = 2 - semicolons
    if 0 < wanted <= len(commas) <= 4:
        for first in range(len(commas) - wanted + 1):
            chosen = commas[first : first + wanted]
            yield Candidate("mark-exchanged", tuple(Change(c.start, c.end, ";") for c in chosen), -8.0)
