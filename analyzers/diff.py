"""What does a fix change, as a unified diff that `patch -p1` and `git apply` take?"""

from collections.abc import Iterable, Iterator, Mapping

from analyzers.facts import Edit, Fix

_CONTEXT = 3
_LONG = 2_000  # lines of a change beyond which it is not searched for its smallest parts,
_ALIKE = 20_000  # and pairs of equal lines
_APART = 60  # lines within which the texts agree again
_AGREE = 3  # lines that agree end a change
_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with the edits made; they must not overlap."""
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end), reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def unified(fix: Fix, texts: Mapping[str, str]) -> str:
    """Return the unified diff of a fix; files whose text is not among `texts` are left out."""
    parts = []
    for path in dict.fromkeys(edit.span.path for edit in fix.edits):
        if path in texts:
            after = apply_edits(texts[path], (edit for edit in fix.edits if edit.span.path == path))
            parts.append(compare(texts[path], after, path))
    return "".join(parts)


def compare(before: str, after: str, path: str) -> str:
    """Return the unified diff of two texts of one file; empty when they are equal."""
    if before == after:
        return ""
    name = name_of(path).lstrip("/")
    head = f"--- {_quoted('a/' + name)}\n+++ {_quoted('b/' + name)}\n"
    return head + "".join(_hunks(_lines(before), _lines(after)))


def _quoted(name: str) -> str:
    """Return a name as git writes it in a diff: quoted as in C where it would end its line or begin another field.

    Behind a blank a tab tells that no date follows.
    """
    if any(letter in '"\\' or letter < " " or letter == "\x7f" for letter in name):
        return '"' + "".join(_ESCAPES.get(letter) or _octal(letter) for letter in name) + '"'
    return name + "\t" if " " in name else name


def _octal(letter: str) -> str:
    return f"\\{ord(letter):03o}" if letter < " " or letter == "\x7f" else letter


def name_of(path: str) -> str:
    """Return what people are shown for a path: code that came without a file is called `input`."""
    return "input" if not path or path.startswith("<input:") else path


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    last = lines.pop()
    found = [line + "\n" for line in lines]
    return [*found, last] if last else found


_Change = tuple[int, int, int, int]  # lines [a, b) of the old text became lines [c, d) of the new one


def _hunks(before: list[str], after: list[str]) -> Iterator[str]:
    hunk: list[_Change] = []
    for change in _changes(before, after):
        if hunk and change[0] - hunk[-1][1] > 2 * _CONTEXT:
            yield from _hunk(hunk, before, after)
            hunk = []
        hunk.append(change)
    if hunk:
        yield from _hunk(hunk, before, after)


def _changes(before: list[str], after: list[str]) -> Iterator[_Change]:
    """Equal ends are set aside first: a small change of a long file costs little, and stays small."""
    from difflib import SequenceMatcher  # most reports show no fix

    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(old) > _LONG or len(new) > _LONG or _alike(old, new) > _ALIKE:
        yield from ((a + head, b + head, c + head, d + head) for a, b, c, d in _in_step(old, new))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield a + head, b + head, c + head, d + head


def _alike(old: list[str], new: list[str]) -> int:
    """Return how many pairs of equal lines there are: the matcher looks at them anew for each change that it finds."""
    counts: dict[str, int] = {}
    for line in old:
        counts[line] = counts.get(line, 0) + 1
    return sum(counts.get(line, 0) for line in new)


def _in_step(old: list[str], new: list[str]) -> Iterator[_Change]:
    """Go down both texts line by line; where they part, the nearest lines at which they agree again end the change."""
    a = c = 0
    while a < len(old) or c < len(new):
        if a < len(old) and c < len(new) and old[a] == new[c]:
            a, c = a + 1, c + 1
            continue
        b, d = _agreeing(old, new, a, c)
        yield a, b, c, d
        a, c = b, d


def _agreeing(old: list[str], new: list[str], a: int, c: int) -> tuple[int, int]:
    for apart in range(1, 2 * _APART):
        for down in range(max(0, apart - _APART), min(apart, _APART) + 1):
            b, d = a + down, c + apart - down
            if b <= len(old) and d <= len(new) and old[b : b + _AGREE] == new[d : d + _AGREE] != []:
                return b, d
    return len(old), len(new)


def _hunk(changes: list[_Change], before: list[str], after: list[str]) -> Iterator[str]:
    start = max(0, changes[0][0] - _CONTEXT)
    end = min(len(before), changes[-1][1] + _CONTEXT)
    shift_start, shift_end = changes[0][2] - changes[0][0], changes[-1][3] - changes[-1][1]
    yield f"@@ -{_range(start, end)} +{_range(start + shift_start, end + shift_end)} @@\n"
    position = start
    for a, b, c, d in changes:
        yield from (_row(" ", line) for line in before[position:a])
        yield from (_row("-", line) for line in before[a:b])
        yield from (_row("+", line) for line in after[c:d])
        position = b
    yield from (_row(" ", line) for line in before[position:end])


def _range(start: int, end: int) -> str:
    """Lines as a hunk counts them: from 1, and an empty range stands before its first line."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _row(mark: str, line: str) -> str:
    return mark + line if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"
