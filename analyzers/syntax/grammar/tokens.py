"""Which tokens does a text of any language hold, also where it is broken?"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from analyzers.syntax.candidate import Change
from analyzers.syntax.grammar.languages import LANGUAGES, Language

NAME, NUMBER, STRING, MARK, COMMENT, BROKEN = "name", "number", "string", "mark", "comment", "broken"
OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = {closer: opener for opener, closer in OPENERS.items()}


class Token(NamedTuple):
    """A token with the range of characters it takes and its 1-based line."""

    kind: str
    text: str
    start: int
    end: int
    line: int

    @property
    def ends_operand(self) -> bool:
        """Whether a value may end with this token."""
        return self.kind in (NUMBER, STRING, NAME) or self.text in CLOSERS

    @property
    def starts_operand(self) -> bool:
        """Whether a value may start with this token."""
        return self.kind in (NUMBER, STRING, NAME, BROKEN) or self.text in OPENERS


class Text:
    """A text with its tokens and lines."""

    __slots__ = ("_margins", "language", "name", "starts", "text", "tokens")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.language = LANGUAGES[name]
        self.text = text
        self.starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))][:-1]
        self.tokens = list(_lex(name, text))
        self._margins: dict[int, str] = {}

    def line_of(self, offset: int) -> int:
        """Return the 1-based line of an offset."""
        return bisect_right(self.starts, offset)

    def line_start(self, line: int) -> int:
        """Return where a line begins."""
        return self.starts[line - 1] if line <= len(self.starts) else len(self.text)

    def line_end(self, line: int) -> int:
        """Return where a line ends, before its newline."""
        return self.starts[line] - 1 if line < len(self.starts) else len(self.text)

    def line(self, number: int) -> str:
        """Return a line's text."""
        return self.text[self.line_start(number) : self.line_end(number)]

    def margin(self, number: int) -> str:
        """Return the blanks that a line begins with."""
        margin = self._margins.get(number)
        if margin is None:
            row = self.line(number)
            margin = self._margins[number] = row[: len(row) - len(row.lstrip())]
        return margin

    def own_line(self, above: int, words: str) -> Change:
        """Return the change that puts words on a line of their own, below a line.

        A line that is empty for no other reason is where they stood: one that holds blanks, the second of two,
        the last before the end of the text or of a block.
        """
        below = above + 1
        if below < len(self.starts) and not self.line(below).strip():
            following = self.line(below + 1).strip()
            doubled = not following and self.text.count("\n\n\n") == 1
            ended = following[:1] in CLOSERS or not self.text[self.line_end(below) :].strip()
            if self.line(below) or doubled or ended:
                return Change(self.line_start(below), self.line_end(below), words)
        return Change(self.line_end(above), self.line_end(above), f"\n{words}")

    def after(self, change: Change) -> tuple[str, list[Token]]:
        """Return the text and its tokens after a change; only what it may touch is read again.

        What stands before it stays but for two tokens; what stands behind it stays from the first token on that begins
        where one began before.
        """
        start, end, added = change
        changed = self.text[:start] + added + self.text[end:]
        if _FAR.search(added) or _FAR.search(self.text, start, end):
            return changed, list(_lex(self.name, changed))
        old = self.tokens
        ends = [token.end for token in old]
        kept = max(bisect_left(ends, start) - 1, 0)
        found = old[:kept]
        moved, lower = len(added) - (end - start), added.count("\n") - self.text.count("\n", start, end)
        begins = [token.start for token in old]
        begin, line = (found[-1].end, found[-1].line + found[-1].text.count("\n")) if found else (0, 1)
        for token in _lex(self.name, changed, begin, line):
            if token.start > start + len(added):
                at = bisect_left(begins, token.start - moved)
                if at < len(old) and begins[at] == token.start - moved:
                    found += [
                        Token(o.kind, o.text, o.start + moved, o.end + moved, o.line + lower)
                        for o in old[at:]
                    ]
                    break
            found.append(token)
        return changed, found


@lru_cache(maxsize=1)
def read(name: str, text: str) -> Text:
    """Return a text with its tokens; the last one is kept, for more than one part of a repair asks for it."""
    return Text(name, text)


_FAR = re.compile(r"[\"'`\\]")  # what may make another thing of tokens far before and behind it


def _lex(name: str, text: str, begin: int = 0, line: int = 1) -> Iterator[Token]:
    """Yield the tokens from a place on that no token holds; `line` is its line."""
    count, new = text.count, tuple.__new__
    for match in _pattern(name).finditer(text, begin):
        start, end = match.span()
        line += count("\n", begin, start)
        begin = start
        yield new(Token, (match.lastgroup, text[start:end], start, end, line))


@lru_cache(maxsize=8)
def _pattern(name: str) -> re.Pattern[str]:
    language = LANGUAGES[name]
    parts = []
    comments = [re.escape(mark) + r"[^\n]*" for mark in language.comments]
    comments += [f"{re.escape(a)}[\\s\\S]*?(?:{re.escape(b)}|\\Z)" for a, b in language.blocks]
    if comments:
        guard = r"(?<![\w$])" if language.comments == ("#",) else ""
        parts.append(f"(?P<{COMMENT}>{guard}(?:{'|'.join(comments)}))")
    strings = [f"{re.escape(q)}(?:[^\\\\{q[0]}]|\\\\[\\s\\S]|{q[0]}(?!{q[1:] or '(?!)'}))*{re.escape(q)}" if len(q) > 1 else
               f"{q}(?:[^\\\\{q}]|\\\\[\\s\\S])*{q}" for q in language.long_quotes]  # fmt: skip
    strings += [_string(language, quote) for quote in language.quotes]
    parts.append(f"(?P<{STRING}>{'|'.join(strings)})")
    broken = "".join(dict.fromkeys((*language.quotes, *(q for q in language.long_quotes if len(q) == 1))))
    parts.append(f"(?P<{BROKEN}>[{broken}](?:[^\\\\\\n]|\\\\[^\\n])*)")
    parts.append(rf"(?P<{NUMBER}>\d\w*(?:\.(?![.]|[A-Za-z_]{{2}})\w*)?)")
    parts.append(f"(?P<{NAME}>{language.name})")
    marks = r"=>|->|::|&&|\|\||\+\+|--|===|!==|==|!=|<=|>=|<<|>>|\+=|-=|\*=|/=|:=|\.\.\.|\.\.|\?\?|\?\.|</|/>|<%|%>|\[\[|\]\]|;;"
    if name in (
        "css",
        "json",
        "yaml",
        "toml",
        "javascript",
        "typescript",
        "tsx",
        "java",
        "csharp",
        "c",
        "cpp",
        "go",
        "rust",
        "php",
        "ruby",
    ):
        marks = marks.replace(r"|\[\[|\]\]", "")
    parts.append(rf"(?P<{MARK}>{marks}|[^\s\w])")
    return re.compile("|".join(parts))


def _string(language: Language, quote: str) -> str:
    if quote == "'" and language.chars:
        return r"'(?:[^'\\\n]|\\[^\n][\w]*)'"
    return f"{quote}(?:[^{quote}\\\\\\n]|\\\\[^\\n])*{quote}"


def unmatched(tokens: list[Token]) -> dict[str, int]:
    """Return how many brackets of each kind are open at the end; below zero where closers are left over."""
    depth = dict.fromkeys(OPENERS, 0)
    for token in tokens:
        if token.kind == MARK and token.text in OPENERS:
            depth[token.text] += 1
        elif token.kind == MARK and token.text in CLOSERS:
            depth[CLOSERS[token.text]] -= 1
    return depth
