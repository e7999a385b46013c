"""What came along when code of any language was copied, or was left behind: look-alikes, conflict marks, line numbers."""

import re
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.syntax.candidate import Candidate, Change, apply, insert
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.tokens import COMMENT, STRING, Token
from analyzers.syntax.pastes import conflicts, numbers, plain

_CERTAIN = -8.0  # all of the text bears witness
_LONGEST = 200_000  # characters; nobody pastes more
_NUMBER_KEY = re.compile(r"(?m)^[ \t]*\d{1,5}[ \t]*:(?:[ \t]|$)")  # of a mapping, as `404: lost`
_PAIR = regex(r"[“”„«]([^“”„«»\"\n]*)[“”»]|[‘’‚]([^‘’\"'\n]*)[‘’]")
_FENCE = re.compile(r"(?m)^[ \t]*(?:```|~~~)[\w+-]*[ \t]*(?:\n|\Z)")
_ENTITIES = {
    "&lt;": "<",
    "&gt;": ">",
    "&amp;": "&",
    "&quot;": '"',
    "&#39;": "'",
    "&apos;": "'",
    "&nbsp;": " ",
}
_ENTITY = regex("|".join(_ENTITIES))


def is_copied(name: str, text: str) -> bool:
    """Whether marks of a merge or numbers of lines stand in a text: then one change mends many faults."""
    if len(text) > _LONGEST:
        return False
    sides = conflicts(text)
    return bool(sides is not None and sides.ours) or bool(_numbers(name, text))


def candidates(ground: Ground) -> Iterator[Candidate]:
    """Yield what takes away all that is not the program's own."""
    text = ground.text.text
    if len(text) > _LONGEST:
        return
    sides = conflicts(text)
    if sides is not None:
        for place, side in enumerate((sides.ours, sides.both, sides.theirs)):
            if side:
                yield Candidate("paste-conflict", side, _CERTAIN + 0.5 * place)
    for cut in _numbers(ground.text.name, text):
        left = min(
            (len(row) - len(row.lstrip()) for row in apply(text, cut).split("\n") if row.strip()), default=0
        )
        yield Candidate("paste-numbers", cut, _CERTAIN + 0.1 * left)
    fences = tuple(Change(one.start(), one.end(), "") for one in _FENCE.finditer(text))
    if fences and (not text[: fences[0].start].strip() or "`" not in ground.text.language.long_quotes):
        yield Candidate("paste-quote", fences, _CERTAIN)
    if not text.isascii():
        yield from _look_alikes(ground)
    if ground.text.name not in ("html", "tsx"):
        coded = tuple(Change(one.start(), one.end(), _ENTITIES[one[0]]) for one in _ENTITY.finditer(text))
        if coded:
            yield Candidate("paste-entities", coded, _CERTAIN + 2.0)
    yield from _open_comments(ground)


def _numbers(name: str, text: str) -> list[tuple[Change, ...]]:
    if name == "yaml" and _NUMBER_KEY.search(text):
        return []
    return numbers(_rows(text))


def _rows(text: str) -> list[tuple[int, str]]:
    rows = []
    start = 0
    for row in text.split("\n"):
        rows.append((start, row))
        start += len(row) + 1
    return rows


def _look_alikes(ground: Ground) -> Iterator[Candidate]:
    """Characters that look like the language's own, outside texts and comments."""
    changes: list[Change] = []
    text = ground.text.text
    position = 0
    for token in [*ground.text.tokens, Token(COMMENT, "", len(text), len(text), 0)]:
        changes += _plain(text, position, token.start)
        if token.kind not in (STRING, COMMENT):
            changes += _plain(text, token.start, token.end)
        position = token.end
    if not changes:
        return
    yield Candidate("paste-typographic", tuple(changes), -1.0)
    pairs: list[Change] = []
    for found in _PAIR.finditer(text):  # what stands between may hold marks of its own
        mark = '"' if found[1] is not None else "'"
        pairs += Change(found.start(), found.start() + 1, mark), Change(found.end() - 1, found.end(), mark)
    if pairs:
        inside = [(one.start, other.end) for one, other in zip(pairs[::2], pairs[1::2], strict=True)]
        others = [one for one in changes if not any(a <= one.start < b for a, b in inside)]
        yield Candidate("paste-typographic", tuple(sorted([*pairs, *others])), -0.9)


def _plain(text: str, start: int, end: int) -> Iterator[Change]:
    if text[start:end].isascii():
        return
    for at in range(start, end):
        character = text[at]
        if character.isascii():
            continue
        written = plain(character)
        if written is not None:
            yield Change(at, at + 1, written)


def _open_comments(ground: Ground) -> Iterator[Candidate]:
    """A comment that is never closed: it ends with its first line, or with the last that goes on as it does."""
    text = ground.text
    for opener, closer in text.language.blocks:
        for token in text.tokens:
            if token.kind != COMMENT or not token.text.startswith(opener):
                continue
            ends = token.text.endswith(closer) and len(token.text) >= len(opener) + len(closer)
            if ends and opener not in token.text[len(opener) :]:
                continue
            last = token.line
            while last < len(text.starts) and text.line(last + 1).lstrip()[:1] == closer[0] != "-":
                last += 1
            for line in dict.fromkeys((last, token.line)):
                end = text.line_start(line) + len(text.line(line).rstrip())
                row = text.text[max(text.line_start(line), token.start + len(opener)) : end]
                begun = next((n for n in range(len(closer) - 1, 0, -1) if row.endswith(closer[:n])), 0)
                words = closer[begun:] if begun else f" {closer}"
                yield Candidate("comment-unclosed", (insert(end, words),), _CERTAIN + 2.0 * (line != last))
