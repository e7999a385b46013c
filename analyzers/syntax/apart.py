"""How are repairs told apart that would have the same title? By what they make of the first line they change."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from analyzers.facts import Fix
from analyzers.syntax.explain import short
from analyzers.text import Lines, number_of


def told_apart(fixes: Sequence[Fix], text: str) -> tuple[Fix, ...]:
    """Return the fixes of a text; those that share a title say in theirs what becomes of which line."""
    titles = Counter(fix.title for fix in fixes)
    lines = Lines(text)
    return tuple(
        replace(fix, title=f"{fix.title}: {_becomes(fix, text, lines)}")
        if titles[fix.title] > 1 and fix.edits
        else fix
        for fix in fixes
    )


def _becomes(fix: Fix, text: str, lines: Lines) -> str:
    span, more = fix.edits[0].span, fix.edits[0].text
    number = lines.position(span.start)[0]
    start = lines.offset(number, 0)
    before = text[start:].partition("\n")[0]
    after = (text[start : span.start] + more + text[span.end :]).partition("\n")[0]
    words = after.strip()
    if not words:
        return f"line {number} is empty then"
    if words != before.strip():
        return f"line {number} is `{short(words)}` then"
    indent = after[: len(after) - len(after.lstrip())]
    depth = number_of(len(indent), "tab" if "\t" in indent else "space") if indent else "nothing"
    return f"{depth} before `{short(words)}` in line {number}"
