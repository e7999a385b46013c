"""What could be done to a broken text of any language? Brackets, ends of statements, quotes, words, marks."""

from collections import Counter
from collections.abc import Iterator
from math import log

from analyzers.syntax.candidate import Candidate, Change, apply, insert
from analyzers.syntax.grammar.tokens import (
    BROKEN,
    CLOSERS,
    COMMENT,
    MARK,
    NAME,
    NUMBER,
    OPENERS,
    STRING,
    Text,
    Token,
)
from analyzers.syntax.grammar.trees import Fault

_MOST_LINES = 40
_GAP_MARKS = 12
_FAR_BELOW = 300  # lines
_WRONG_MARKS = {
    ";": (",", ":"), ",": (";", ".", ":"), ":": (";", ",", "="), ".": (",",), "=": (":", ":=", "=>", "=="),
    "-": ("->", "="), "->": ("=>", "."), "=>": ("->", ">=", ":"), "==": ("=",), "(": ("{", "["), ")": ("}", "]"),
    "[": ("(",), "]": (")",), "{": ("(",), "}": (")",), "'": ('"',), "<": ("(",), "::": (":", "."), ":=": ("=",),
}  # fmt: skip


class Ground:
    """A broken text, the lines to look at, and how its own code is usually written."""

    def __init__(self, text: Text, faults: tuple[Fault, ...], *, wide: bool) -> None:
        self.text = text
        self.faults = faults
        self.code = [token for token in text.tokens if token.kind != COMMENT]
        near: dict[int, None] = {}
        for fault in faults:
            for offset in (fault.start, fault.end):
                line = text.line_of(min(offset, len(text.text)))
                for step in (0, -1, 1, -2, 2):
                    near.setdefault(line + step)
        lines = [line for line in near if 1 <= line <= len(text.starts)]
        if wide:
            lines += [line for line in range(1, len(text.starts) + 1) if line not in near]
        self.lines = lines[: _MOST_LINES if not wide else 400]
        self.marks = sorted({offset for fault in faults for offset in (fault.start, fault.end)})
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._firsts: Counter[str] = Counter()
        words = self.words(self.code)
        for pair in zip(words, words[1:], strict=False):
            self._pairs[pair] += 1
            self._firsts[pair[0]] += 1

    def words(self, tokens: list[Token]) -> list[str]:
        """Return the classes of tokens, with the ends of lines."""
        found = ["<line>"]
        line = tokens[0].line if tokens else 0
        for token in tokens:
            if token.line != line:
                found.append("<line>")
                line = token.line
            plain = token.kind in (MARK, BROKEN) or token.text in self.text.language.keywords
            found.append(token.text if plain and token.kind != BROKEN else f"<{token.kind}>")
        found.append("<line>")
        return found

    def surprise(self, candidate: Candidate) -> float:
        """Return by how many nats the changed lines are less like the rest of the text than they were."""
        first = self.text.line_of(candidate.changes[0].start)
        last = self.text.line_of(candidate.changes[-1].end)
        if last - first > 4:
            return 0.0
        start, end = self.text.line_start(first), self.text.line_end(last)
        before = self.text.text[start:end]
        local = [Change(c.start - start, c.end - start, c.text) for c in candidate.changes]
        return self._cost(apply(before, local)) - self._cost(before)

    def _cost(self, text: str) -> float:
        words = self.words([t for t in Text(self.text.name, text).tokens if t.kind != COMMENT])
        kinds = len(self._firsts) + 10
        return sum(
            -log((self._pairs[pair] + 0.2) / (self._firsts[pair[0]] + 0.2 * kinds)) - 2.5
            for pair in zip(words, words[1:], strict=False)
        )

    def distance(self, candidate: Candidate) -> float:
        """Return how many lines lie between a candidate and the nearest fault."""
        line = self.text.line_of(candidate.changes[0].start)
        return min((abs(self.text.line_of(mark) - line) for mark in self.marks), default=0)


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield repairs of every kind for the lines near the faults."""
    yield from _missing(ground)
    yield from _brackets(ground)
    yield from _ends(ground)
    if ground.text.language.enders:
        yield from _block_words(ground)
    chosen = set(ground.lines)
    tokens = [token for token in ground.code if token.line in chosen]
    for place, token in enumerate(tokens):
        right = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.kind == BROKEN:
            yield from _quotes(ground, token)
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
    """Return the offset behind the last character of code before an offset."""
    while offset and ground.text.text[offset - 1].isspace():
        offset -= 1
    return offset


# --- brackets -----------------------------------------------------------------------------------


def _brackets(ground: Ground) -> Iterator[Candidate]:
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
                yield Candidate(
                    "bracket-mismatched", (Change(token.start, token.end, OPENERS[stack[-1].text]),), 0.6
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
                    yield Candidate(
                        "bracket-mismatched", (Change(opener.start, opener.end, CLOSERS[token.text]),), 0.8
                    )
    for opener in reversed(stack[-4:]):
        yield from _close(ground, opener, None)
    for opener in odd[:6]:
        yield from _close(ground, opener, None, extra=0.6)


def _crooked(text: Text, opener: Token, closer: Token) -> bool:
    """Whether a closing brace that begins its line is not indented as the line of its opener."""
    if opener.line == closer.line or text.line(closer.line).lstrip()[:1] != "}":
        return False
    return text.margin(opener.line) != text.margin(closer.line)


def _close(ground: Ground, opener: Token, stop: Token | None, extra: float = 0.0) -> Iterator[Candidate]:
    """Where an opened bracket could be closed."""
    text = ground.text
    mark = OPENERS[opener.text]
    home = len(text.margin(opener.line))
    tokens = [t for t in ground.code if t.start >= opener.start and (stop is None or t.start < stop.start)]
    depth = 0
    last_line = min(opener.line + 400, len(text.starts))
    for place, token in enumerate(tokens[:400]):
        if token.text in OPENERS and token.kind == MARK:
            depth += 1
        elif token.text in CLOSERS and token.kind == MARK:
            depth -= 1
            if depth < 1:
                break
        if depth != 1:
            continue
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if opener.text != "{" or token.line == opener.line:
            cost = 2.2
            if following is None or following.line > token.line:
                cost = 0.4 if token.line == opener.line else 1.2
            elif following.text in (";", "{", ")", "]", "}", ",", ":", "=>", "then", "do"):
                cost = 0.3 if following.text in (";", "{") else 0.8
            if token.text not in (",", ";"):
                yield Candidate("bracket-unclosed", (insert(token.end, mark),), cost + extra)
    yield Candidate("bracket-extra", (Change(opener.start, opener.end, ""),), 3.0 + extra)
    # a block, or a list over several lines: the line that stands no deeper than the opener's ends it
    for line in range(opener.line + 1, last_line + 1):
        row = text.line(line)
        if not row.strip():
            continue
        if len(text.margin(line)) <= home:
            before = line - 1
            while before > opener.line and not text.line(before).strip():
                before -= 1
            cost = 0.2 if opener.text == "{" else 1.0
            change = insert(text.line_end(before), f"\n{text.margin(opener.line)}{mark}")
            yield Candidate("bracket-unclosed", (change,), cost + extra)
            start = text.line_start(line) + len(text.margin(line))
            if row.lstrip()[:1] in ")]};,":
                yield Candidate("bracket-unclosed", (insert(start, mark),), 0.3 + extra)
            elif row.lstrip().startswith(("else", "catch", "finally", "elif", "while")):
                yield Candidate("bracket-unclosed", (insert(start, f"{mark} "),), 0.0 + extra)
            break
    end = len(text.text.rstrip())
    yield Candidate("bracket-unclosed", (insert(end, f"\n{text.margin(opener.line)}{mark}"),), 0.8 + extra)
    yield Candidate("bracket-unclosed", (insert(end, mark),), 1.2 + extra)


def _unopened(ground: Ground, closer: Token) -> Iterator[Candidate]:
    text = ground.text
    yield Candidate("bracket-extra", (Change(closer.start, closer.end, ""),), 0.8)
    mark = CLOSERS[closer.text]
    if mark == "{":
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


# --- ends of statements and blocks --------------------------------------------------------------


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
        deeper = line + 1 in first and len(text.margin(line + 1)) > len(text.margin(line))
        if language.braces and deeper and token.text != "{":
            yield Candidate("bracket-unopened", (insert(token.end, " {"),), 0.6)
        if token.ends_operand or token.kind == BROKEN:
            yield Candidate("comma-missing", (insert(token.end, ","),), 0.7)
        if token.text in (",", ";", ":", "."):
            yield Candidate("stray", (Change(token.start, token.end, ""),), 1.5)


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
        before = below - 1
        while before > line and not text.line(before).strip():
            before -= 1
        change = insert(text.line_end(before), f"\n{text.margin(line)}{ender}")
        yield Candidate("block-unclosed", (change,), 0.3)
    for line in ground.lines:
        code = text.line(line).rstrip()
        end = text.line_start(line) + len(code)
        words = code.split()
        if words and words[0] in ("if", "elif", "while", "for", "until"):
            for word in ("then",) if words[0] in ("if", "elif") else ("do",):
                if word not in words:
                    yield Candidate("keyword-missing", (insert(end, f"; {word}"),), 0.2)
                    yield Candidate("keyword-missing", (insert(end, f" {word}"),), 0.4)
        if words and words[0].rstrip(";") in set(enders.values()) and len(words) == 1:
            start = text.line_start(line)
            stop = min(text.line_end(line) + 1, len(text.text))
            yield Candidate("block-extra", (Change(start, stop, ""),), 1.8)


# --- quotes, words and marks --------------------------------------------------------------------


def _quotes(ground: Ground, token: Token) -> Iterator[Candidate]:
    quote = token.text[0]
    body = token.text
    text = ground.text
    end = token.start + len(body.rstrip())
    stripped = len(body.rstrip(" \t)]};,:>"))
    for at in range(stripped, len(body.rstrip()) + 1):
        yield Candidate("string-unclosed", (insert(token.start + at, quote),), 0.2 + 0.15 * (at - stripped))
    for place, character in enumerate(body[1:], 1):
        if character in ",);:]}>+" and place < stripped:
            yield Candidate("string-unclosed", (insert(token.start + place, quote),), 1.2)
    for other in text.language.quotes.replace(quote, ""):
        at = body.rfind(other)
        if at > 0:
            yield Candidate(
                "string-mismatched", (Change(token.start + at, token.start + at + 1, quote),), 0.2
            )
            yield Candidate("string-mismatched", (Change(token.start, token.start + 1, other),), 0.4)
    line = [one for one in ground.code if one.line == token.line and one.start < token.start]
    for place, one in enumerate(line):
        if one.kind in (NAME, NUMBER):
            natural = place and line[place - 1].text in ("(", ",", "=", ":", "[", "{", "=>", "+", "return")
            yield Candidate("string-unopened", (insert(one.start, quote),), 0.5 if natural else 1.6)
    yield Candidate("quote-stray", (Change(token.start, token.start + 1, ""),), 1.5 if len(body) < 4 else 2.5)
    if len(body.rstrip()) == 1:
        yield Candidate("string-unclosed", (insert(end, quote),), 1.0)


def _words(ground: Ground, token: Token) -> Iterator[Candidate]:
    from analyzers.syntax.words import distance

    keywords = ground.text.language.keywords
    word = token.text
    if word in keywords or len(word) > 14:
        return
    for keyword in keywords:
        limit = 1 if len(word) < 5 else 2
        if abs(len(keyword) - len(word)) <= limit and len(keyword) > 1:
            lower = word.lower() == keyword.lower()
            if lower or distance(word, keyword, limit) <= limit:
                yield Candidate(
                    "keyword-misspelt",
                    (Change(token.start, token.end, keyword),),
                    0.3 if len(word) > 2 else 1.2,
                )
        if word.startswith(keyword) and len(word) > len(keyword) + 1 and len(keyword) > 1:
            rest = word[len(keyword) :]
            if rest[0].isalpha() or rest[0] in "_$":
                yield Candidate("words-joined", (Change(token.start, token.end, f"{keyword} {rest}"),), 1.8)


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
    if left.kind == NAME and right.kind == NAME and left.line == right.line:
        joined = left.text + right.text
        if joined in ground.text.language.keywords:
            yield Candidate("word-split", (Change(left.end, right.start, ""),), 0.0)
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
