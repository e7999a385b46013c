"""What could be done to a broken text of any language? Ends of statements, quotes, words, marks."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from analyzers.syntax.candidate import Candidate, Change, insert
from analyzers.syntax.grammar import foreign, habits, pasted, residue, splits, strings
from analyzers.syntax.grammar.brackets import brackets, layout
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.tokens import (
    BROKEN,
    CLOSERS,
    MARK,
    NAME,
    OPENERS,
    STRING,
    Token,
)
from analyzers.syntax.words import distance

_BARE_BLOCK = re.compile(r"[\w)?!] +(\|[\w, *&]+\|)$")  # the names of a block that nothing begins
_SLIP = re.compile(r"\s*([a-z]{3,9})(?= +[A-Za-z_@\"'$\[])")  # a word that begins a line
_ELSE_IF = re.compile(r"(?m)^[ \t]*(else[ \t]+if)\b")
_GAP_MARKS = 12
_HEADS = frozenset(("if", "for", "while", "switch", "else", "do", "try", "fn", "func", "function", "impl", "match", "class", "struct",
                    "interface", "enum", "pub", "public", "loop", "catch", "foreach", "trait", "unsafe", "export"))  # fmt: skip
_FAR_BELOW = 300  # lines
_WRONG_MARKS = {
    ";": (",", ":"), ",": (";", ".", ":"), ":": (";", ",", "="), ".": (",",), "=": (":", ":=", "=>", "=="),
    "-": ("->", "="), "->": ("=>", "."), "=>": ("->", ">=", ":"), "==": ("=",), "(": ("{", "["), ")": ("}", "]"),
    "[": ("(",), "]": (")",), "{": ("(",), "}": (")",), "'": ('"',), "<": ("(",), "::": (":", "."), ":=": ("=",),
}  # fmt: skip


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield repairs of every kind for the lines near the faults."""
    yield from pasted.candidates(ground)
    yield from _missing(ground)
    yield from brackets(ground)
    yield from layout(ground)
    yield from residue.candidates(ground)
    yield from strings.candidates(ground)
    yield from splits.candidates(ground)
    yield from foreign.candidates(ground)
    yield from habits.candidates(ground)
    yield from _ends(ground)
    if ground.text.language.enders:
        yield from _block_words(ground)
    chosen = set(ground.lines)
    tokens = [token for token in ground.code if token.line in chosen]
    for place, token in enumerate(tokens):
        right = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.kind == NAME:
            yield from _words(ground, token)
        if token.kind == MARK:
            yield from _marks(token, tokens[place - 1] if place else None, right)
        if right is not None:
            yield from _gaps(ground, token, right)


def _missing(ground: Ground) -> Iterator[Candidate]:
    """The tokens that the parser invented."""
    for fault in ground.faults:
        if fault.missing and not fault.missing[0].isalpha():
            paired = fault.missing in CLOSERS  # brackets are looked at with the indentation
            yield Candidate(
                "token-missing", (insert(_back(ground, fault.start), fault.missing),), 0.5 + paired
            )
            yield Candidate("token-missing", (insert(fault.start, fault.missing),), 0.8 + paired)
        elif fault.missing in ("end", "fi", "done", "esac"):
            yield Candidate("block-unclosed", (insert(fault.start, f"\n{fault.missing}\n"),), 1.5)


def _back(ground: Ground, offset: int) -> int:
    """Return the end of the last token of code before an offset."""
    at = bisect_left(ground.starts, offset) - 1
    return min(ground.code[at].end, offset) if at >= 0 else 0


def _ends(ground: Ground) -> Iterator[Candidate]:
    """A semicolon, comma or brace missing at the end of a line."""
    text, language = ground.text, ground.text.language
    last: dict[int, Token] = {}
    first: dict[int, Token] = {}
    for one in ground.code:
        last[one.line] = one
        first.setdefault(one.line, one)
    for line in ground.lines:
        if line not in last:
            continue
        token = last[line]
        if language.semicolons and (token.ends_operand or token.text in ("++", "--", '"')):
            yield Candidate("semicolon-missing", (insert(token.end, ";"),), 0.0)
        below = next((one for one in range(line + 1, line + 4) if one in first), line)
        deeper = len(text.margin(below)) > len(text.margin(line))
        if language.braces and deeper and token.text != "{":
            heads = first[line].text in _HEADS or (first[line].text == "}" and token.text == "else")
            heads = heads and token.text not in (";", ",", "}")
            yield Candidate("bracket-unopened", (insert(token.end, " {"),), -2.0 if heads else 0.6)
        if token.ends_operand or token.kind == BROKEN:
            yield Candidate("comma-missing", (insert(token.end, ","),), 0.7)
        if token.text in (",", ";", ":", "."):
            dangling = token.text == "." and text.text[token.start - 1 : token.start] == "}" and not deeper
            yield Candidate("stray", (Change(token.start, token.end, ""),), -2.0 if dangling else 1.5)


def _block_words(ground: Ground) -> Iterator[Candidate]:
    """`end`, `fi` and `done`: where a block is left open, indentation says where it ends."""
    text, enders = ground.text, ground.text.language.enders
    for line in range(1, len(text.starts) + 1):
        row = text.line(line).split()
        if not row:
            continue
        opener = next(
            (word for word in (row[0], row[-1], row[-2] if len(row) > 1 else "") if word in enders), ""
        )
        if "do" in row and "do" in enders:
            opener = "do"
        if not opener or row[0] in ("else", "elsif", "elif"):
            continue
        home = len(text.margin(line))
        ender = enders[opener]
        below = line + 1
        while below <= min(len(text.starts), line + _FAR_BELOW):
            following = text.line(below)
            if following.strip() and len(text.margin(below)) <= home:
                words = following.split()
                if words[0] in ("else", "elsif", "elif", "when", "rescue", "ensure", "in", "then", "do"):
                    below += 1
                    continue
                break
            below += 1
        words = text.line(below).split() if below <= len(text.starts) else []
        closed = bool(words) and words[0].rstrip(";") == ender
        if closed and len(text.margin(below)) == home:
            continue
        alone = (len(words) == 1 or words[1] in ("<", ">", "|", "<<<", ">>")) if words else False
        alone = alone and len(text.margin(below)) == home
        if alone and 1 < len(words[0]) <= len(ender) + 1 and distance(words[0], ender, 2) <= 2:
            start = text.line_start(below) + home
            yield Candidate("keyword-misspelt", (Change(start, start + len(words[0]), ender),), -1.0)
        before = below - 1
        while before > line and not text.line(before).strip():
            before -= 1
        change = text.own_line(before, f"{text.margin(line)}{ender}")
        yield Candidate("block-unclosed", (change,), 0.3)
    shorter = next((word for word in ("elsif", "elif") if word in text.language.keywords), "")
    for found in _ELSE_IF.finditer(text.text) if shorter else ():
        change = Change(found.start(1), found.end(1), shorter)
        yield Candidate("keyword-foreign", (change,), -5.0)
    for line in range(1, len(text.starts) + 1):  # far above, where nothing is wrong with it by itself
        slip = _SLIP.match(text.line(line))
        if slip is None or slip[1] in text.language.keywords or ground.counts[slip[1]] > 1:
            continue
        for word in enders:
            if len(word) > 2 and distance(slip[1], word, 1) <= 1:
                start = text.line_start(line)
                change = Change(start + slip.start(1), start + slip.end(1), word)
                yield Candidate("keyword-misspelt", (change,), -5.0)
    for line in ground.lines:
        code = text.line(line).rstrip()
        if text.name == "bash" and re.search(r"\$\(\([^()]*\)(?!\))", code):
            for found in re.finditer(r"\$\(\([^()]*(\))(?!\))", code):
                yield Candidate(
                    "bracket-unclosed", (insert(text.line_start(line) + found.end(1), ")"),), -3.0
                )
        if text.name == "bash" and code.count("$(") > code.count(")"):
            for found in re.finditer(r"(?=[\"`])", code):
                yield Candidate(
                    "bracket-unclosed",
                    (insert(text.line_start(line) + found.start(), ")"),),
                    -1.5 + 2.0 * (code[: found.start()][-1:] == " "),
                )
        end = text.line_start(line) + len(code)
        words = code.split()
        if words and words[0] in ("if", "elif", "while", "for", "until"):
            for word in ("then",) if words[0] in ("if", "elif") else ("do",):
                at = code.find(f" {word}")
                if at > 0 and code[at:].strip() == word and code[:at].rstrip()[-1:] != ";":
                    yield Candidate(
                        "semicolon-missing",
                        (insert(text.line_start(line) + len(code[:at].rstrip()), ";"),),
                        -1.0,
                    )
                if word not in words:
                    yield Candidate("keyword-missing", (insert(end, f"; {word}"),), -1.0)
                    yield Candidate("keyword-missing", (insert(end, f" {word}"),), -0.8)
        block = _BARE_BLOCK.search(code)
        if block is not None and enders.get("do") == "end":
            yield Candidate("keyword-missing", (insert(text.line_start(line) + block.start(1), "do "),), -2.0)
        if words and words[0].rstrip(";") in set(enders.values()) and len(words) == 1:
            start = text.line_start(line)
            stop = min(text.line_end(line) + 1, len(text.text))
            yield Candidate("block-extra", (Change(start, stop, ""),), 1.8)


def _words(ground: Ground, token: Token) -> Iterator[Candidate]:
    keywords = ground.text.language.keywords
    word = token.text
    if word in keywords or not 1 < len(word) <= 14:
        return
    often = 1.0 if ground.counts[word] > 1 else 0.0  # what is written twice is seldom a slip
    for keyword in _alike(word, keywords):
        lower = word.lower() == keyword.lower()
        yield Candidate(
            "keyword-case" if lower else "keyword-misspelt",
            (Change(token.start, token.end, keyword),),
            often + (0.3 if len(word) > 2 else 1.2),
        )


@lru_cache(maxsize=4096)
def _alike(word: str, keywords: frozenset[str]) -> tuple[str, ...]:
    """Return the keywords that a slip or two makes of a word."""
    limit = 1 if len(word) < 5 else 2
    return tuple(
        keyword
        for keyword in keywords
        if abs(len(keyword) - len(word)) <= limit
        and len(keyword) > 1
        and (word.lower() == keyword.lower() or distance(word, keyword, limit) <= limit)
    )


def _marks(token: Token, left: Token | None, right: Token | None) -> Iterator[Candidate]:
    if token.text not in OPENERS and token.text not in CLOSERS:
        doubled = any(one is not None and one.text == token.text for one in (left, right))
        lonely = left is None or not left.ends_operand or right is None or not right.starts_operand
        if doubled or lonely or (right is not None and right.kind == MARK):
            yield Candidate("stray", (Change(token.start, token.end, ""),), 0.4 if doubled else 1.4)
    for other in _WRONG_MARKS.get(token.text, ()):
        yield Candidate("mark-exchanged", (Change(token.start, token.end, other),), 1.8)
    if (
        left is not None
        and left.kind == MARK
        and right is not None
        and right.kind == MARK
        and left.end == token.start
    ):
        yield Candidate("stray", (Change(token.start, token.end, ""),), 1.6)


def _gaps(ground: Ground, left: Token, right: Token) -> Iterator[Candidate]:
    """A mark or word missing between two tokens."""
    if left.line != right.line:
        return
    operands = left.ends_operand and right.starts_operand
    blank = " " if right.start > left.end else ""
    for rank, mark in enumerate(ground.text.language.marks[:_GAP_MARKS]):
        cost = 1.6 if operands or rank < 4 else 2.2
        if mark in (",", ";", ":", ")", "]", "}"):
            yield Candidate("token-missing", (insert(left.end, mark),), cost)
        elif mark in ("(", "[", ".", "::", "$", "!", "&"):
            yield Candidate("token-missing", (insert(right.start, mark),), cost)
            if left.end < right.start:
                yield Candidate("token-missing", (Change(left.end, right.start, mark),), cost)
        else:
            yield Candidate(
                "token-missing", (insert(left.end, f"{blank or ' '}{mark}{'' if blank else ' '}"),), cost
            )
    if operands and left.kind == STRING:
        yield Candidate("token-missing", (insert(left.end, " +"),), 1.4)
