"""In which ways do people break code? Each kind of mistake as a function of a text and a source of chance.

Kinds are weighted as people make the mistakes: brackets, indentation, stray and missing tokens, quotes, colons,
commas, `=`, typos, then the rest.
"""

import random
import re
from collections.abc import Callable
from difflib import SequenceMatcher

from analyzers.syntax.python.tokens import (
    CLOSERS,
    COMMENT,
    CONTINUED,
    KEYWORDS,
    NAME,
    NEWLINE,
    OP,
    OPENERS,
    STRING,
    Token,
    lex,
)
from analyzers.syntax.python.verdict import compiles


class Ground:
    """A text to be broken, with its tokens and a source of chance."""

    def __init__(self, text: str, rng: random.Random) -> None:
        self.text, self.rng = text, rng
        self.all = lex(text)
        self.tokens = [t for t in self.all if t.kind not in (COMMENT, CONTINUED, NEWLINE)]
        self.lines = text.split("\n")
        self.inner = {
            line
            for token in self.all
            if token.kind == STRING and "\n" in token.text
            for line in range(text.count("\n", 0, token.start) + 1, text.count("\n", 0, token.end) + 1)
        }  # 0-based lines that begin inside a string

    def pick(self, wanted: Callable[[Token], bool]) -> Token | None:
        """Return one of the tokens that are wanted, by chance."""
        found = [token for token in self.tokens if wanted(token)]
        return self.rng.choice(found) if found else None

    def replace(self, token: Token | None, by: str) -> str | None:
        """Return the text with another in a token's place."""
        return None if token is None else self.text[: token.start] + by + self.text[token.end :]

    def drop(self, token: Token | None) -> str | None:
        """Leave a token out, and mostly the blank beside it, as one who forgets it does."""
        if token is None:
            return None
        before, after = self.text[: token.start], self.text[token.end :]
        alone = not before or before[-1:] in " \n\t"
        if alone and after[:1] == " " and self.rng.random() < 0.9:
            after = after[1:]
        return before + after

    def headers(self) -> list[int]:
        """Return the 0-based lines of one-line block headers with an indented body."""
        return [
            number
            for number, line in enumerate(self.lines[:-1])
            if line.split("(")[0].split(" ")[0 if not line[:1].isspace() else -1] is not None
            and re.match(r"\s*(def|class|if|elif|else|for|while|try|except|with|finally)\b.*:\s*$", line)
            and _margin(self.lines[number + 1]) > _margin(line)
        ]


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _drop_closer(ground: Ground) -> str | None:
    return ground.drop(ground.pick(lambda t: t.text in CLOSERS))


def _drop_last_closer(ground: Ground) -> str | None:
    ends = [
        before
        for before, after in zip(ground.all, ground.all[1:], strict=False)
        if before.text in CLOSERS and (after.kind == NEWLINE or after.text == ":")
    ]
    return ground.drop(ground.rng.choice(ends)) if ends else None


def _drop_opener(ground: Ground) -> str | None:
    return ground.drop(ground.pick(lambda t: t.text in OPENERS))


def _extra_closer(ground: Ground) -> str | None:
    token = ground.pick(lambda t: t.text in CLOSERS)
    return ground.replace(token, token.text * 2) if token else None


def _wrong_closer(ground: Ground) -> str | None:
    token = ground.pick(lambda t: t.text in CLOSERS)
    return (
        ground.replace(token, ground.rng.choice([c for c in CLOSERS if c != token.text])) if token else None
    )


def _extra_opener(ground: Ground) -> str | None:
    token = ground.pick(lambda t: t.text in OPENERS)
    return ground.replace(token, token.text * 2) if token else None


def _reindent(ground: Ground, number: int, margin: str) -> str:
    lines = list(ground.lines)
    lines[number] = margin + lines[number].lstrip()
    return "\n".join(lines)


def _shift_line(ground: Ground) -> str | None:
    places = [
        n for n, line in enumerate(ground.lines) if line.strip() and line[:1] == " " and n not in ground.inner
    ]
    if not places:
        return None
    number = ground.rng.choice(places)
    step = ground.rng.choice([-4, -4, 4, 4, -1, 1, 2, -2, 3])
    return _reindent(ground, number, " " * max(_margin(ground.lines[number]) + step, 0))


def _shift_run(ground: Ground) -> str | None:
    """Several lines in a row stand too deep or not deep enough, as after a paste."""
    places = [
        n for n, line in enumerate(ground.lines) if line.strip() and _margin(line) and n not in ground.inner
    ]
    if not places:
        return None
    first = ground.rng.choice(places)
    step = ground.rng.choice([-4, -4, 4, 4, 2, -2, 1, -1, 8])
    lines = list(ground.lines)
    last = min(first + ground.rng.choice([2, 2, 3, 4, 6]), len(lines))
    while last < len(lines) and last in ground.inner:
        last += 1
    for number in range(first, last):
        if lines[number].strip() and _margin(lines[number]) + step >= 0:
            lines[number] = " " * (_margin(lines[number]) + step) + lines[number].lstrip()
    return "\n".join(lines)


def _flatten_part(ground: Ground) -> str | None:
    """The first lines of a body stand as deep as its header, the rest where they belong."""
    headers = ground.headers()
    if not headers:
        return None
    number = ground.rng.choice(headers)
    whole = _flatten(ground, number).split("\n")
    changed = [n for n, (old, new) in enumerate(zip(ground.lines, whole, strict=True)) if old != new]
    changed = [n for n in changed if n not in ground.inner]
    if len(changed) < 3:
        return None
    keep = changed[ground.rng.randrange(1, len(changed))]
    return "\n".join([*whole[:keep], *ground.lines[keep:]])


def _shift_clause(ground: Ground) -> str | None:
    """An `else` or `except` with its body stands a level too deep or not deep enough."""
    places = [
        n
        for n, line in enumerate(ground.lines)
        if re.match(r"\s*(?:else|elif|except|finally)\b.*:\s*$", line)
    ]
    if not places:
        return None
    number = ground.rng.choice(places)
    step = ground.rng.choice([-4, 4, 4, 1, -1])
    lines = list(ground.lines)
    home = _margin(lines[number])
    if home + step < 0:
        return None
    end = number + 1
    if ground.rng.random() < 0.5:
        while end < len(lines) and (not lines[end].strip() or _margin(lines[end]) > home):
            end += 1
    for place in range(number, end):
        if lines[place].strip():
            lines[place] = " " * (_margin(lines[place]) + step) + lines[place].lstrip()
    return "\n".join(lines)


def _flatten_first(ground: Ground) -> str | None:
    headers = ground.headers()
    if not headers:
        return None
    number = ground.rng.choice(headers)
    return _reindent(ground, number + 1, " " * _margin(ground.lines[number]))


def _flatten_body(ground: Ground) -> str | None:
    headers = ground.headers()
    if not headers:
        return None
    return _flatten(ground, ground.rng.choice(headers))


def _flatten(ground: Ground, number: int) -> str:
    home = _margin(ground.lines[number])
    lines = list(ground.lines)
    step = _margin(lines[number + 1]) - home
    for place in range(number + 1, len(lines)):
        if lines[place].strip() and _margin(lines[place]) <= home:
            break
        lines[place] = lines[place][step:] if lines[place].strip() else lines[place]
    return "\n".join(lines)


def _tab_line(ground: Ground) -> str | None:
    places = [n for n, line in enumerate(ground.lines) if line.startswith("    ") and line.strip()]
    if not places:
        return None
    number = ground.rng.choice(places)
    lines = list(ground.lines)
    lines[number] = "\t" * (_margin(lines[number]) // 4) + lines[number].lstrip()
    return "\n".join(lines)


def _drop_colon(ground: Ground) -> str | None:
    return _at_colon(ground, "")


def _wrong_colon(ground: Ground) -> str | None:
    return _at_colon(ground, ground.rng.choice([";", ",", ".", "::"]))


def _at_colon(ground: Ground, by: str) -> str | None:
    places = [
        before
        for before, after in zip(ground.all, ground.all[1:], strict=False)
        if before.text == ":" and after.kind in (NEWLINE, COMMENT)
    ]
    return ground.replace(ground.rng.choice(places), by) if places else None


def _quote(ground: Ground, which: str) -> str | None:
    token = ground.pick(
        lambda t: t.kind == STRING and "\n" not in t.text and t.text[-3:] not in ('"""', "'''")
    )
    if token is None:
        return None
    text, quote = token.text, token.text[-1]
    if which == "close":
        return ground.replace(token, text[:-1])
    if which == "open":
        return ground.replace(token, text.replace(quote, "", 1))
    return ground.replace(token, text[:-1] + ("'" if quote == '"' else '"'))


def _drop_triple(ground: Ground) -> str | None:
    token = ground.pick(lambda t: t.kind == STRING and t.text[-3:] in ('"""', "'''"))
    return ground.replace(token, token.text[: -ground.rng.choice([1, 3])]) if token else None


def _drop_comma(ground: Ground) -> str | None:
    return ground.drop(ground.pick(lambda t: t.text == ","))


def _drop_operator(ground: Ground) -> str | None:
    wanted = {"+", "-", "*", "/", "%", "=", "==", ".", "<", ">", "!=", "+=", "in", "and", "or", "is", "as"}
    return ground.drop(ground.pick(lambda t: t.text in wanted))


def _drop_keyword(ground: Ground) -> str | None:
    return ground.drop(
        ground.pick(lambda t: t.kind == NAME and t.text in KEYWORDS and t.text not in ("pass",))
    )


def _double(ground: Ground) -> str | None:
    token = ground.pick(lambda t: t.kind == OP and t.text in {",", ".", "=", "+", ":", "==", "%", "-"})
    return ground.replace(token, f"{token.text}{ground.rng.choice(['', ' '])}{token.text}") if token else None


def _stray(ground: Ground) -> str | None:
    token = ground.rng.choice(ground.tokens)
    mark = ground.rng.choice([",", ".", ";", "`", "'", '"', "\\", ")", "]", "(", "$", ">", "/", "="])
    return ground.text[: token.end] + mark + ground.text[token.end :]


def _assign(ground: Ground) -> str | None:
    return ground.replace(ground.pick(lambda t: t.text == "=="), "=")


def _typo(ground: Ground) -> str | None:
    token = ground.pick(lambda t: t.kind == NAME and t.text in KEYWORDS and len(t.text) > 1)
    if token is None:
        return None
    word = token.text
    place = ground.rng.randrange(len(word))
    change = ground.rng.choice(["drop", "swap", "double", "other", "case", "join", "split"])
    if change == "drop":
        word = word[:place] + word[place + 1 :]
    elif change == "swap" and place + 1 < len(word):
        word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    elif change == "double":
        word = word[:place] + word[place] + word[place:]
    elif change == "other":
        word = word[:place] + ground.rng.choice("abcdefghilmnoprstuwy") + word[place + 1 :]
    elif change == "case":
        word = word.capitalize() if word[0].islower() else word.lower()
    elif change == "split":
        word = word[:place] + " " + word[place:]
    elif ground.text[token.end : token.end + 1] == " ":
        return ground.text[: token.end] + ground.text[token.end + 1 :]
    return ground.replace(token, word) if word else None


def _foreign(ground: Ground) -> str | None:
    swaps = {
        "elif": ["else if", "elseif", "elsif"], "and": ["&&"], "or": ["||"], "!=": ["<>", "=!", "!=="],
        "==": ["==="], ">=": ["=>"], "<=": ["=<"], "not": ["!"], "def": ["function", "func", "define", "void"],
        "+=": ["=+ =", "+ ="], "#": ["//"], "+": ["++ "],
    }  # fmt: skip
    token = ground.pick(lambda t: t.text in swaps)
    return ground.replace(token, ground.rng.choice(swaps[token.text])) if token else None


def _comment(ground: Ground) -> str | None:
    marks = [token for token in ground.all if token.kind == COMMENT and len(token.text) > 6]
    if not marks:
        return None
    token = ground.rng.choice(marks)
    return ground.replace(token, ground.rng.choice(["//" + token.text[1:], token.text[1:].lstrip()]))


def _smart(ground: Ground) -> str | None:
    token = ground.pick(
        lambda t: t.kind == STRING and t.text[0] == t.text[-1] and t.text[:3] not in ('"""', "'''")
    )
    if token is None:
        return None
    left, right = ("“", "”") if token.text[0] == '"' else ("‘", "’")
    return ground.replace(token, left + token.text[1:-1] + right)


def _odd_space(ground: Ground) -> str | None:
    places = [match.start() for match in re.finditer(r"(?<=\w) (?=\w)", ground.text)]
    if not places:
        return None
    place = ground.rng.choice(places)
    return ground.text[:place] + ground.rng.choice(["\xa0", "\u200b ", "\u3000"]) + ground.text[place + 1 :]


def _join_lines(ground: Ground) -> str | None:
    places = [
        n
        for n, line in enumerate(ground.lines[:-1])
        if line.strip() and ground.lines[n + 1].strip() and _margin(line) == _margin(ground.lines[n + 1])
    ]
    if not places:
        return None
    number = ground.rng.choice(places)
    joined = ground.lines[number] + " " + ground.lines[number + 1].lstrip()
    return "\n".join([*ground.lines[:number], joined, *ground.lines[number + 2 :]])


def _break_line(ground: Ground) -> str | None:
    token = ground.pick(lambda t: t.kind == OP and t.text in {"+", "=", "and", "or", "-", ".", "in"})
    if token is None:
        return None
    place = token.end
    return ground.text[:place] + "\n" + ground.text[place:].lstrip(" ")


def _header_and_body(ground: Ground) -> str | None:
    """A beginner's block: the colon and the indentation are both missing."""
    headers = ground.headers()
    if not headers:
        return None
    number = ground.rng.choice(headers)
    flat = _flatten(ground, number)
    lines = flat.split("\n")
    lines[number] = lines[number].rstrip().removesuffix(":")
    return "\n".join(lines)


def _drop_call(ground: Ground) -> str | None:
    """A call without its brackets: `print x`."""
    tokens = ground.all
    places = []
    for place, token in enumerate(tokens):
        if token.text != "(" or not place or tokens[place - 1].kind != NAME:
            continue
        if tokens[place - 1].text in KEYWORDS or (place > 1 and tokens[place - 2].text in ("def", "class")):
            continue
        depth = 0
        for end in range(place, len(tokens)):
            depth += (tokens[end].text in OPENERS) - (tokens[end].text in CLOSERS)
            if not depth:
                break
        else:
            continue
        after = tokens[end + 1] if end + 1 < len(tokens) else None
        if end > place + 1 and (after is None or after.kind == NEWLINE):
            places.append((token, tokens[end]))
    if not places:
        return None
    opener, closer = ground.rng.choice(places)
    text = ground.text
    return text[: opener.start] + " " + text[opener.end : closer.start] + text[closer.end :]


def _legacy(ground: Ground) -> str | None:
    """The text as Python 2 would have it, where it prints, raises or catches."""
    changed = re.sub(r"(?m)^([ \t]*)print\((?!.*(?:end|file|sep)=)(.+)\)$", r"\1print \2", ground.text)
    changed = re.sub(r"(?m)^([ \t]*except [\w.]+) as (\w+):", r"\1, \2:", changed)
    if ground.rng.random() < 0.5:
        changed = re.sub(r"(?m)^([ \t]*raise \w+)\((['\"][^'\"]*['\"])\)$", r"\1, \2", changed)
    return changed


def _pasted(ground: Ground) -> str | None:
    """The whole text is indented, or carries line numbers or prompts."""
    lines = ground.lines
    if any(token.kind == STRING and "\n" in token.text for token in ground.tokens) or len(lines) > 60:
        return None
    how = ground.rng.choice(["indented", "numbers", "first"])
    if how == "indented":
        return "\n".join("    " + line if line.strip() else line for line in lines)
    if how == "numbers":
        return "\n".join(f"{number:3} {line}" for number, line in enumerate(lines, 1))
    return "\n".join([lines[0], *("    " + line if line.strip() else line for line in lines[1:])])


def several(ground: Ground, kinds: "Kinds", count: int) -> str | None:
    """Several mistakes on lines of their own, each of which breaks the text by itself."""
    single = [kind for kind in kinds if kind not in _NOT_AMONG_SEVERAL]
    edits: list[tuple[int, int, list[str]]] = []
    for _ in range(count):
        kind = ground.rng.choices(single, [kinds[one][0] for one in single])[0]
        text = kinds[kind][1](Ground(ground.text, ground.rng))
        if text is None or compiles(text):
            return None
        changes = SequenceMatcher(None, ground.lines, text.split("\n"), autojunk=False).get_opcodes()
        made = [(a, b, text.split("\n")[c:d]) for tag, a, b, c, d in changes if tag != "equal"]
        if any(a <= stop + 1 and start <= b + 1 for a, b, _ in made for start, stop, _ in edits):
            return None
        edits += made
    lines = list(ground.lines)
    for start, stop, put in sorted(edits, reverse=True):
        lines[start:stop] = put
    return "\n".join(lines)


_NOT_AMONG_SEVERAL = ("two-defects", "three-defects", "several", "legacy", "pasted", "half-finished")
Kinds = dict[str, tuple[float, Callable[[Ground], str | None]]]
KINDS: Kinds = {
    "closer-missing-at-end": (9, _drop_last_closer),
    "closer-missing": (6, _drop_closer),
    "opener-missing": (3, _drop_opener),
    "closer-extra": (4, _extra_closer),
    "opener-extra": (2, _extra_opener),
    "closer-wrong": (3, _wrong_closer),
    "line-shifted": (9, _shift_line),
    "body-first-line-flat": (4, _flatten_first),
    "body-flat": (4, _flatten_body),
    "run-shifted": (5, _shift_run),
    "body-part-flat": (2, _flatten_part),
    "clause-shifted": (2.5, _shift_clause),
    "tab-mixed": (1.5, _tab_line),
    "colon-missing": (10, _drop_colon),
    "colon-wrong": (1.5, _wrong_colon),
    "quote-unclosed": (5, lambda ground: _quote(ground, "close")),
    "quote-unopened": (3, lambda ground: _quote(ground, "open")),
    "quote-mixed": (2, lambda ground: _quote(ground, "mixed")),
    "triple-unclosed": (1, _drop_triple),
    "comma-missing": (9, _drop_comma),
    "operator-missing": (5, _drop_operator),
    "keyword-missing": (4, _drop_keyword),
    "doubled": (4, _double),
    "stray": (4, _stray),
    "assignment": (5, _assign),
    "typo": (7, _typo),
    "foreign": (4, _foreign),
    "comment-unmarked": (2, _comment),
    "smart-quotes": (1.5, _smart),
    "odd-space": (1, _odd_space),
    "lines-joined": (2, _join_lines),
    "line-broken": (1.5, _break_line),
    "header-and-body": (3, _header_and_body),
    "call-brackets": (2, _drop_call),
    "legacy": (3, _legacy),
    "pasted": (1.5, _pasted),
    "two-defects": (7, lambda ground: several(ground, KINDS, 2)),
    "three-defects": (2, lambda ground: several(ground, KINDS, 3)),
}
