"""Where do the statements of a broken text begin and end? Brackets are read together with indentation.

A bracket that is never closed would swallow the rest of the file. So where a line plainly begins a statement
of its own, the statement before it is taken to be over, and its open brackets are its own problem.
"""

from bisect import bisect_right
from itertools import accumulate

from analyzers.deferred import dataclass, field
from analyzers.syntax.python.tokens import (
    BROKEN,
    CLOSERS,
    COMMENT,
    COMPOUND,
    CONTINUED,
    NAME,
    NEWLINE,
    OP,
    OPENERS,
    STRING,
    Token,
    lex,
)

_TAB = 8
_STARTERS = frozenset(
    [
        "def",
        "class",
        "return",
        "import",
        "while",
        "with",
        "try",
        "except",
        "finally",
        "raise",
        "del",
        "pass",
        "break",
        "continue",
        "global",
        "nonlocal",
        "assert",
        "elif",
    ]
)
_BLOCK_STARTERS = frozenset({"if", "for", "else", "async"})
_CARRIES_ON = frozenset({"and", "or", "in", "not", "is", "if", "else", "for", "lambda"})


@dataclass(slots=True)
class Statement:
    """A logical line: its tokens without comments, and the brackets in it that have no partner."""

    tokens: list[Token]
    first: int  # 1-based physical lines
    last: int
    indent: int  # columns, a tab reaching the next multiple of 8
    margin: int  # characters before the first token on its line
    unclosed: list[Token] = field(default_factory=list)
    extra: list[Token] = field(default_factory=list)
    mismatched: list[tuple[Token, Token]] = field(default_factory=list)
    crossed: list[tuple[Token, Token]] = field(default_factory=list)  # a closer that fits only further out

    @property
    def start(self) -> int:
        """The offset of its first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """The offset just behind its last token."""
        return self.tokens[-1].end

    @property
    def word(self) -> str:
        """The first token's text."""
        return self.tokens[0].text

    @property
    def opens_block(self) -> bool:
        """Whether it ends in a colon, so that an indented block must follow."""
        return self.tokens[-1].text == ":"

    @property
    def is_header(self) -> bool:
        """Whether it begins as a compound statement does."""
        return self.tokens[0].kind == NAME and self.word in COMPOUND


class Layout:
    """A text with its tokens, lines and statements."""

    __slots__ = ("depths", "starts", "statements", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))][:-1]
        self.tokens = lex(text)
        self.statements: list[Statement] = []
        self.depths: dict[int, int] = {}  # open brackets at the beginning of a line, where there are any
        self._segment()

    def line_of(self, offset: int) -> int:
        """Return the 1-based line of an offset."""
        return bisect_right(self.starts, offset)

    def line_start(self, line: int) -> int:
        """Return the offset at which a line begins; the end of the text for a line past the last."""
        return self.starts[line - 1] if 1 <= line <= len(self.starts) else len(self.text) * (line > 0)

    def line_end(self, line: int) -> int:
        """Return the offset of a line's end, before its newline."""
        return self.starts[line] - 1 if line < len(self.starts) else len(self.text)

    def line(self, number: int) -> str:
        """Return the text of a line."""
        return self.text[self.line_start(number) : self.line_end(number)]

    def margin(self, number: int) -> str:
        """Return the blanks that a line begins with."""
        line = self.line(number)
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def index_at(self, line: int) -> int:
        """Return the index of the last statement that begins on or before a line (0 if there is none)."""
        return max(bisect_right(self.statements, line, key=lambda one: one.first) - 1, 0)

    @property
    def unit(self) -> str:
        """One level of indentation as this file has it."""
        previous, opened = 0, True
        steps: dict[int, int] = {}
        for one in self.statements:
            if one.indent > previous and (opened or not previous):
                steps[one.indent - previous] = steps.get(one.indent - previous, 0) + 1
            previous, opened = one.indent, one.opens_block
        if not steps:
            return "    "
        margins = [self.margin(one.first) for one in self.statements[:200] if one.indent]
        if 2 * sum(margin.startswith("\t") for margin in margins) > len(margins):
            return "\t"
        unit = max(steps, key=lambda width: (steps[width], width == 4, -width))
        if unit == 8 and any(one.indent % 8 == 4 for one in self.statements):
            unit = 4  # few lines, and one of them has lost its place
        if unit % 4 and steps[unit] == 1 and self._is_alone_off_grid():
            unit = 4
        return " " * unit

    def _is_alone_off_grid(self) -> bool:
        """Whether all indented statements but one stand at multiples of four."""
        inner = [one.indent % 4 for one in self.statements if one.indent]
        return len(inner) > 1 and len(inner) - inner.count(0) == 1

    def _segment(self) -> None:
        current: list[Token] = []
        stack: list[Token] = []
        spoiled = _Spoiled()
        tokens = self.tokens
        last_index = len(tokens) - 1
        for index, token in enumerate(tokens):
            if token.kind == NEWLINE:
                if current and (not stack or self._breaks(current, stack, index)):
                    self._finish(current, stack, spoiled)
                    current, stack, spoiled = [], [], _Spoiled()
                elif stack:
                    self.depths[self.line_of(token.end)] = len(stack)
                continue
            if token.kind in (COMMENT, CONTINUED):
                continue
            current.append(token)
            if token.kind == OP:
                if token.text in OPENERS:
                    stack.append(token)
                elif token.text in CLOSERS:
                    spoiled.close(stack, token)
        if current and last_index >= 0:
            self._finish(current, stack, spoiled)

    def _finish(self, tokens: list[Token], stack: list[Token], spoiled: "_Spoiled") -> None:
        first = self.line_of(tokens[0].start)
        start = self.line_start(first)
        margin = self.text[start : tokens[0].start]
        self.statements.append(
            Statement(
                tokens,
                first,
                self.line_of(max(tokens[-1].end - 1, 0)),
                width(margin),
                len(margin),
                [*spoiled.unclosed, *stack],
                spoiled.extra,
                spoiled.mismatched,
                spoiled.crossed,
            )
        )

    def _breaks(self, current: list[Token], stack: list[Token], index: int) -> bool:
        """Return whether the line behind the newline at `index` begins a statement in spite of open brackets."""
        ahead: list[Token] = []
        for token in self.tokens[index + 1 : index + 60]:
            if token.kind in (COMMENT, CONTINUED):
                continue
            if token.kind == NEWLINE:
                if ahead:
                    break
                continue
            ahead.append(token)
        if not ahead:
            return False
        first, last = ahead[0], current[-1]
        if first.kind == NAME and first.text in _STARTERS:
            return True
        if first.kind == NAME and first.text in _BLOCK_STARTERS and ahead[-1].text == ":":
            return True
        if first.text == "from" and any(token.text == "import" for token in ahead):
            return True
        here = self.line_of(first.start)
        column = width(self.text[self.line_start(here) : first.start])
        home = self.line_of(current[0].start)
        base = width(self.text[self.line_start(home) : current[0].start])
        if last.text == ":" and stack[-1].text != "{" and current[0].text in COMPOUND:
            return True  # a header whose bracket is open, and its body below
        if column > base:
            return False
        if first.text == "@" and column <= base and last.text not in ("@", ","):
            return True
        assigns = len(ahead) > 1 and first.kind == NAME and ahead[1].text == "="
        apart = self.text.count("\n", last.end, first.start) > 1  # a blank line between
        if assigns and (apart or not (stack[-1].text == "(" and last.text in (",", "("))):
            return True
        if last.text in OPENERS and column <= base and first.kind == NAME and len(ahead) > 1:
            return True  # what is in a bracket stands deeper than the line that opens it
        if last.kind == OP and last.text not in CLOSERS:
            return False
        if last.kind == NAME and last.text in _CARRIES_ON:
            return False
        if first.kind in (STRING, BROKEN) and last.kind == STRING:
            return False
        return first.kind != OP and not (first.kind == NAME and first.text in _CARRIES_ON)


class _Spoiled:
    """The brackets of one statement that have no partner, as far as it has been read."""

    __slots__ = ("crossed", "extra", "mismatched", "unclosed")

    def __init__(self) -> None:
        self.unclosed: list[Token] = []
        self.extra: list[Token] = []
        self.mismatched: list[tuple[Token, Token]] = []
        self.crossed: list[tuple[Token, Token]] = []

    def close(self, stack: list[Token], closer: Token) -> None:
        """Take a closing bracket: pair it with the nearest opener that fits, or note that none does."""
        wanted = CLOSERS[closer.text]
        if stack and stack[-1].text == wanted:
            stack.pop()
        elif any(
            opener.text == wanted for opener in stack[-8:]
        ):  # a deeper one fits: those above are unclosed
            self.crossed.append((stack[-1], closer))
            while stack[-1].text != wanted:
                self.unclosed.append(stack.pop())
            stack.pop()
        elif stack:
            self.mismatched.append((stack.pop(), closer))
        else:
            self.extra.append(closer)


def width(margin: str) -> int:
    """Return the column that a margin of blanks reaches, tabs going to multiples of 8."""
    column = 0
    for character in margin:
        if character == "\t":
            column += _TAB - column % _TAB
        elif character == "\f":
            column = 0
        else:
            column += 1
    return column
