"""What comes along when a text is copied, in whatever language: look-alike characters, conflict marks, line numbers."""

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from analyzers.deferred import regex
from analyzers.syntax.candidate import Change

QUOTES = {
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"', "＂": '"', "‘": "'", "’": "'", "‚": "'",
    "‛": "'", "′": "'", "＇": "'", "´": "'", "`": "'",
}  # fmt: skip
MARKS = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": "...", "×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=",
    "→": "->", "，": ",", "。": ".", "：": ":", "；": ";", "（": "(", "）": ")", "【": "[", "】": "]", "、": ",",
    "＝": "=", "∗": "*", "⁄": "/", "“": '"', "”": '"',
}  # fmt: skip
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u2028\u2029")
_CONFLICT = regex(r"^(?:<{7}(?: .*)?|\|{7}(?: .*)?|={7}|>{7}(?: .*)?)$", re.MULTILINE)
_NUMBERED = regex(r"^[ \t]*(\d{1,5})(?:[.:|)]|[ \t]|$)(?: ?)")
_LEADS = (r"[ \t]*\d{1,5}[.:|)]? ?", r"[ \t]*\d{1,5}[.:|)]?[ \t]?", r"[ \t]*\d{1,5}[.:|)]?")


class Sides(NamedTuple):
    """The changes that resolve every conflict of a text: the first side stays, the second, or both."""

    ours: tuple[Change, ...]
    theirs: tuple[Change, ...]
    both: tuple[Change, ...]


def plain(character: str) -> str | None:
    """Return what a keyboard writes for a look-alike, nothing for an invisible one, None where it is no look-alike."""
    found = QUOTES.get(character) or MARKS.get(character)
    if found is not None:
        return found
    if character in _INVISIBLE:
        return ""
    if character.isspace() or unicodedata.category(character) == "Zs":
        return " " if character not in "\n\r\t\f " else None
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return None


def conflicts(text: str) -> Sides | None:
    """Return how the conflicts of a merge may be resolved, None where there are no marks of any.

    Only what whole conflicts enclose goes, with what they show of the common ancestor, from `|||||||` to `=======`.
    Of marks that were left behind their own lines go; of `=======`, a heading's too, only where no conflict is whole.
    A side that nothing is to be done for has no changes.
    """
    marks = list(_CONFLICT.finditer(text))
    order = "".join(mark[0][0] for mark in marks)
    ours: list[Change] = []
    theirs: list[Change] = []
    both: list[Change] = []
    whole = list(re.finditer(r"<\|?=>", order))
    for found in whole:
        here = marks[found.start() : found.end()]
        opened, divided, parted, closed = here[0], here[1], here[-2], here[-1]
        ours += _lines(text, opened, opened), _lines(text, divided, closed)
        theirs += _lines(text, opened, parted), _lines(text, closed, closed)
        both += _lines(text, opened, opened), _lines(text, divided, parted), _lines(text, closed, closed)
    inside = {place for found in whole for place in range(*found.span())}
    for place, mark in enumerate(marks):
        if place not in inside:
            line = _lines(text, mark, mark)
            if mark[0][0] in "<>":
                ours.append(line)
                theirs.append(line)
            if mark[0][0] in "<>" or not whole:
                both.append(line)
    return Sides(tuple(sorted(ours)), tuple(sorted(theirs)), tuple(sorted(both))) if both else None


def _lines(text: str, first: re.Match[str], last: re.Match[str]) -> Change:
    return Change(first.start(), min(last.end() + 1, len(text)), "")


def numbers(rows: list[tuple[int, str]]) -> list[tuple[Change, ...]]:
    """Return how the numbers of lines may be taken away, likeliest first; nothing where the lines have none.

    Each row is where a line begins, and its text.
    """
    filled = [row for _, row in rows if row.strip()]
    numbered = [match for row in filled if (match := _NUMBERED.match(row)) is not None]
    if len(numbered) < 2 or len(numbered) * 10 < len(filled) * 8:
        return []
    values = [int(match[1]) for match in numbered]
    if sum(a < b for a, b in pairwise(values)) * 10 < 9 * (len(values) - 1):
        return []
    widest = min(len(match[0]) for match in numbered)
    return [_cut(rows, lead) for lead in (*_LEADS, rf"[ \t\d.:|)]{{{widest}}}")]


def _cut(rows: list[tuple[int, str]], pattern: str) -> tuple[Change, ...]:
    found = ((start, re.match(pattern, row)) for start, row in rows)
    return tuple(Change(start, start + match.end(), "") for start, match in found if match is not None)
