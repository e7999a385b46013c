"""What turns one text into another? The smallest edits, lines first, then characters within them."""

from difflib import SequenceMatcher

from analyzers.facts import Edit, Span

_TOO_MANY = 4_000  # differing lines beyond which they are replaced as one piece


def edits_between(before: str, after: str, path: str = "") -> tuple[Edit, ...]:
    """Return the edits, in order, that make `after` of `before`."""
    if before == after:
        return ()
    left, right = before.splitlines(keepends=True), after.splitlines(keepends=True)
    top = 0
    while top < len(left) and top < len(right) and left[top] == right[top]:
        top += 1
    bottom = 0
    while bottom < min(len(left), len(right)) - top and left[-1 - bottom] == right[-1 - bottom]:
        bottom += 1
    middle, other = left[top : len(left) - bottom], right[top : len(right) - bottom]
    start = sum(map(len, left[:top]))
    if len(middle) + len(other) > _TOO_MANY:
        return (_trimmed("".join(middle), "".join(other), start, path),)
    offsets = [start]
    for line in middle:
        offsets.append(offsets[-1] + len(line))
    edits = []
    for tag, a, b, c, d in SequenceMatcher(None, middle, other, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if b - a == d - c:
            edits += [
                _trimmed(middle[a + k], other[c + k], offsets[a + k], path)
                for k in range(b - a)
                if middle[a + k] != other[c + k]
            ]
        else:
            edits.append(_trimmed("".join(middle[a:b]), "".join(other[c:d]), offsets[a], path))
    return tuple(edits)


def defect_line(broken: str, fixed: str) -> int:
    """Return the 1-based line of a broken text at which its repair begins.

    Where whole lines were missing, that is the line after which they belong: what stands below the gap is right.
    """
    edits = edits_between(broken, fixed)
    if not edits:
        return 1
    start = edits[0].span.start
    before = broken.count("\n", 0, start)
    begins = not start or broken[start - 1] == "\n"
    if begins and edits[0].span.end == start and edits[0].text.endswith("\n"):
        return max(before, 1)
    return min(before + 1, len(broken.splitlines()) or 1)


def _trimmed(old: str, new: str, start: int, path: str) -> Edit:
    head = 0
    while head < len(old) and head < len(new) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Edit(Span(path, start + head, start + len(old) - tail), new[head : len(new) - tail])
