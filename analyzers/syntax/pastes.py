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
    """Return how the conflicts of a merge may be resolved, None where there are no marks of any."""
    ours: list[Change] = []
    both: list[Change] = []
    theirs: list[Change] = []
    opened: int | None = None
    divided: int | None = None
    for mark in _CONFLICT.finditer(text):
        start, end = mark.start(), min(mark.end() + 1, len(text))
        whole = Change(start, end, "")
        both.append(whole)
        if mark[0][0] == "<":
            opened, divided = start, None
            ours.append(whole)
        elif mark[0][0] in "=|" and divided is None:
            divided = start
            theirs.append(Change(start if opened is None else opened, end, ""))
        elif mark[0][0] == ">":
            theirs.append(whole)
            if divided is not None:
                ours.append(Change(divided, end, ""))
    return Sides(tuple(ours), tuple(theirs), tuple(both)) if both else None


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
