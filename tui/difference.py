"""What would a fix change, line by line? The rows of an inline diff, with the changed characters of each line."""

from collections.abc import Callable
from difflib import SequenceMatcher
from enum import StrEnum

from analyzers.deferred import dataclass
from analyzers.facts import Edit, Fix

_CONTEXT = 3  # unchanged lines around a change
_CLOSE = 0.5  # below this likeness of two lines the changed characters are not picked out


class RowKind(StrEnum):
    """What a row of a diff is."""

    FILE = "file"
    GAP = "gap"
    SAME = "same"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a diff: line numbers on either side, and the parts of the text that differ."""

    kind: RowKind
    text: str = ""
    old: int | None = None
    new: int | None = None
    changed: tuple[tuple[int, int], ...] = ()


def apply_edits(text: str, edits: tuple[Edit, ...]) -> str:
    """Return the text with the edits made; they must not overlap."""
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end), reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def rows(fix: Fix, text_of: Callable[[str], str | None]) -> tuple[Row, ...]:
    """Return the diff of a fix. `text_of` gives the text that the spans of a path point into, or None."""
    found: list[Row] = []
    for path in dict.fromkeys(edit.span.path for edit in fix.edits):
        text = text_of(path)
        found.append(Row(kind=RowKind.FILE, text=path))
        if text is None:
            found.append(Row(kind=RowKind.GAP, text="the text of this file is not at hand"))
            continue
        edits = tuple(edit for edit in fix.edits if edit.span.path == path)
        found += _compare(text.split("\n"), apply_edits(text, edits).split("\n"))
    return tuple(found)


def _compare(before: list[str], after: list[str]) -> list[Row]:
    """Compare two texts that are mostly alike: equal ends are set aside first, which keeps it linear."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    found: list[Row] = []
    start = max(0, head - _CONTEXT)
    if start:
        found.append(Row(kind=RowKind.GAP))
    found += [_same(before, index, 0) for index in range(start, head)]
    matcher = SequenceMatcher(
        None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=False
    )
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        olds, news = range(head + old_start, head + old_end), range(head + new_start, head + new_end)
        if tag == "equal":
            found += _unchanged(before, olds, news.start - olds.start)
        else:
            found += _changed(before, after, olds, news)
    last = len(before) - tail
    end = min(len(before), last + _CONTEXT)
    found += [_same(before, index, len(after) - len(before)) for index in range(last, end)]
    if end < len(before):
        found.append(Row(kind=RowKind.GAP))
    return found


def _same(before: list[str], index: int, shift: int) -> Row:
    return Row(kind=RowKind.SAME, text=before[index], old=index + 1, new=index + 1 + shift)


def _unchanged(before: list[str], olds: range, shift: int) -> list[Row]:
    if len(olds) <= 2 * _CONTEXT:
        return [_same(before, index, shift) for index in olds]
    return [
        *(_same(before, index, shift) for index in olds[:_CONTEXT]),
        Row(kind=RowKind.GAP),
        *(_same(before, index, shift) for index in olds[-_CONTEXT:]),
    ]


def _changed(before: list[str], after: list[str], olds: range, news: range) -> list[Row]:
    old_parts: dict[int, tuple[tuple[int, int], ...]] = {}
    new_parts: dict[int, tuple[tuple[int, int], ...]] = {}
    if len(olds) == len(news):
        for old, new in zip(olds, news, strict=True):
            old_parts[old], new_parts[new] = _differing(before[old], after[new])
    return [
        *(
            Row(kind=RowKind.OLD, text=before[index], old=index + 1, changed=old_parts.get(index, ()))
            for index in olds
        ),
        *(
            Row(kind=RowKind.NEW, text=after[index], new=index + 1, changed=new_parts.get(index, ()))
            for index in news
        ),
    ]


def _differing(old: str, new: str) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    if max(len(old), len(new)) > 400:
        return (), ()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _CLOSE:
        return (), ()
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return (
        tuple((code[1], code[2]) for code in codes if code[2] > code[1]),
        tuple((code[3], code[4]) for code in codes if code[4] > code[3]),
    )
