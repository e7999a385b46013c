"""What came along when the text was copied: prompts, line numbers, markers, typographic characters, prose?"""

import html
import re
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.syntax.pastes import QUOTES, conflicts, numbers, plain
from analyzers.syntax.python.site import Candidate, Change, Site, apply, insert
from analyzers.syntax.python.tokens import BROKEN, COMMENT, JUNK, NAME, STRING, lex

_OPERATORS = {"¬": "not ", "∧": " and ", "∨": " or ", "∈": " in "}
_LONGEST_ROW = 400  # characters
_CURLED = "“”„‟«»″‘’‚‛′´"
_LONGEST_PASTE = 200_000  # characters; nobody pastes more
_PROMPT = regex(r"^([ \t]*)(>>>|\.\.\.|In \[\d+\]:|Out\[\d+\]:|   \.\.\.:)( ?)")
_DIFF = regex(r"^[+-](?![+-])")
_SHELL = regex(r"^[ \t]*(?:[%!$][ \t]*\w|```|~~~|#!)")
_TRACEBACK = regex(r"\s*Traceback \(most recent call last\)")
_RAISED = regex(r"[A-Za-z_.]*(?:Error|Exception|Interrupt|Exit|Warning)\b")
_SAID = regex(r"\s*(?:[A-Z][\w ]*)?(?:[Oo]utput|OUTPUT|[Rr]esult|[Ee]rror)s?\s*:+\s*$")
_ENTITY = regex(r"&(?:lt|gt|amp|quot|apos|nbsp|#39|#34);")
_FOREIGN_COMMENT = regex(r"^([ \t]*)(//+|--|/\*+|\*+/|\*(?= )|;;|<!--)")


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of what a copy carried along."""
    if not site.text.isascii():
        yield from _typographic(site)
    yield from _doubled_quotes(site)
    if len(site.text) <= _LONGEST_PASTE:
        yield from _prompts(site)
    if "<<<<<<<" in site.text or ">>>>>>>" in site.text or "\n=======\n" in site.text:
        yield from _conflict(site)
    yield from _comments(site)
    yield from _report(site, site.layout.line_of(site.offset))
    if "&" in site.text and ";" in site.text:
        yield from _entities(site)


def _typographic(site: Site) -> Iterator[Candidate]:
    """Characters that look like Python's own; all of them at once, then only those of the line."""
    changes: list[Change] = []
    for token in site.layout.tokens:
        if token.kind in (STRING, COMMENT):
            continue
        text = token.text if token.kind in (JUNK, BROKEN) else ""
        for place, character in enumerate(text):
            at = token.start + place
            if character == "`" or (character in QUOTES and token.kind == BROKEN and place == 0):
                continue
            written = plain(character) if character not in _OPERATORS else _OPERATORS[character]
            if written is not None:
                changes.append(Change(at, at + 1, written))
    if not changes:
        return
    yield Candidate("paste-typographic", tuple(changes), -2.5)
    line = site.layout.line_of(site.offset)
    local = tuple(c for c in changes if site.layout.line_of(c.start) == line)
    if local and len(local) < len(changes):
        yield Candidate("paste-typographic", local, -0.5)
    # typographic quotes round a text: everything between them is the string's own
    row = site.layout.line(line)
    start = site.layout.line_start(line)
    for match in re.finditer(r"[“”„«]([^“”„«»\"]*)[“”»]|[‘’‚]([^‘’\"']*)[‘’]", row):
        mark = '"' if match[1] is not None else "'"
        both = (
            Change(start + match.start(), start + match.start() + 1, mark),
            Change(start + match.end() - 1, start + match.end(), mark),
        )
        yield Candidate("paste-typographic", both, -0.8)
    pairs = []
    for match in re.finditer(r"[“”„«]([^“”„«»\"\n]*)[“”»]|[‘’‚]([^‘’\"'\n]*)[‘’]", site.text):
        mark = '"' if match[1] is not None else "'"
        pairs += [Change(match.start(), match.start() + 1, mark), Change(match.end() - 1, match.end(), mark)]
    if pairs:
        yield Candidate("paste-typographic", tuple(pairs), -1.4)
    for change in _half_curled(row, start):
        yield Candidate("paste-typographic", (change,), -2.8)
    half = re.sub(r"[“”„‟«»＂″]", '"', re.sub(r"[‘’‚‛′＇´]", "'", row))
    if half != row:
        yield Candidate("paste-typographic", (Change(start, start + len(row), half),), -0.6)


def _doubled_quotes(site: Site) -> Iterator[Candidate]:
    """`''text''`, `""text""`: two quotes on either side are written for one, a double or three."""
    start = site.layout.line_start(site.layout.line_of(site.offset))
    row = site.layout.line(site.layout.line_of(site.offset))
    for match in re.finditer(r"(?<!['\"\w])(''|\"\")(?!['\"])((?:(?!\1).)+)\1(?!['\"])", row[:_LONGEST_ROW]):
        begin, end = start + match.start(), start + match.end()
        quote = '"' if match[1] == "''" and '"' not in match[2] else match[1] + match[1][0]
        ends = Change(begin, begin + 2, quote), Change(end - 2, end, quote)
        yield Candidate("string-mismatched", ends, -4.0)


def _half_curled(row: str, start: int) -> Iterator[Change]:
    """Yield the changes of curled quotes that open or close a text whose other quote is straight."""
    for match in re.finditer(rf"([\"'])[^\"'{_CURLED}]*([{_CURLED}])(?=\s*(?:[)\],:;+%.}}]|$))", row):
        yield Change(start + match.start(2), start + match.end(2), match[1])
    for match in re.finditer(rf"(?<!\w)([{_CURLED}])[^\"'{_CURLED}]*([\"'])", row):
        yield Change(start + match.start(1), start + match.end(1), match[2])


def _prompts(site: Site) -> Iterator[Candidate]:
    layout = site.layout
    rows = [(number, layout.line(number)) for number in range(1, len(layout.starts) + 1)]
    filled = [(number, row) for number, row in rows if row.strip() and number not in site.string_lines]
    prompted = [(number, row) for number, row in filled if _PROMPT.match(row)]
    if any(">>>" in row or "]:" in row for _, row in prompted):  # `...` alone is a body
        changes = []
        for number, row in filled:
            start = layout.line_start(number)
            match = _PROMPT.match(row)
            if match is not None and match[2].startswith("Out"):
                changes.append(insert(start, "# "))
            elif match is not None:
                changes.append(Change(start, start + match.end(), ""))
            elif len(prompted) * 3 >= len(filled) or layout.line_of(site.offset) == number:
                changes.append(insert(start, "# "))  # what the interpreter answered
        yield Candidate("paste-prompt", tuple(changes), -1.5)
        bare = tuple(
            Change(layout.line_start(number), layout.line_start(number) + match.end(), "")
            for number, row in prompted
            if (match := _PROMPT.match(row)) is not None
        )
        yield Candidate("paste-prompt", bare, -1.5)
    for place, cut in enumerate(numbers([(layout.line_start(number), row) for number, row in rows])):
        yield Candidate("paste-numbers", cut, -1.5 + 0.5 * (place > 2))
    fences = [number for number, row in filled if re.match(r"[ \t]*(?:```|~~~)[\w+-]*[ \t]*$", row)]
    if fences:
        gone = tuple(Change(layout.line_start(n), layout.line_end(n), "") for n in fences)
        yield Candidate("paste-quote", gone, -1.5)
    marked = [row for _, row in filled if _DIFF.match(row)]
    if marked:
        if all(row[0] in "+- @" or row.startswith(("diff", "index")) for _, row in filled):
            yield Candidate("paste-diff", _cut(site, rows, r"^[+ ]"), 0.0)
        if all(row[0] == "+" for _, row in filled):
            yield Candidate("paste-diff", _cut(site, rows, r"^\+"), -1.5)
    quoted = [row for _, row in filled if row.startswith(("> ", ">"))]
    if len(quoted) == len(filled) and quoted:
        yield Candidate("paste-quote", _cut(site, rows, r"^> ?"), -1.5)
    stars = [row for _, row in filled if re.match(r"^\s*[*•] ", row)]
    if len(stars) == len(filled) and stars:
        yield Candidate("paste-quote", _cut(site, rows, r"^\s*[*•] "), 0.0)
    margin = min((len(row) - len(row.lstrip()) for _, row in filled), default=0)
    if margin:
        shifted = tuple(Change(layout.line_start(n), layout.line_start(n) + margin, "") for n, _ in filled)
        inner = [(n, row) for n, row in rows if n in site.string_lines and row.strip()]
        if inner and all(not row[:margin].strip() for _, row in inner):
            along = (Change(layout.line_start(n), layout.line_start(n) + margin, "") for n, _ in inner)
            yield Candidate("paste-indented", tuple(sorted((*shifted, *along))), -1.6)
        yield Candidate("paste-indented", shifted, -1.5)
    yield from _hanging(site, filled)


def _hanging(site: Site, filled: list[tuple[int, str]]) -> Iterator[Candidate]:
    """A copy that begins behind its first line's margin: the other lines kept theirs."""
    if len(filled) < 3 or filled[0][1][:1].isspace():
        return
    rest = filled[1:]
    margin = min(len(row) - len(row.lstrip()) for _, row in rest)
    if not margin or margin % 4:
        return
    opens = filled[0][1].split("#")[0].rstrip().endswith(":")
    second = len(rest[0][1]) - len(rest[0][1].lstrip())
    if opens and (second <= margin or (second - margin) % 4):
        return
    beside = next(row.split()[0] for _, row in rest if len(row) - len(row.lstrip()) == margin)
    if filled[0][1].startswith(("def ", "class ")) and beside not in ("def", "class", "async", "@"):
        return  # the rest of its body
    layout = site.layout
    shifted = tuple(Change(layout.line_start(n), layout.line_start(n) + margin, "") for n, _ in rest)
    yield Candidate("paste-indented", shifted, -1.0)


def _cut(site: Site, rows: list[tuple[int, str]], pattern: str) -> tuple[Change, ...]:
    layout = site.layout
    found = ((layout.line_start(number), re.match(pattern, row)) for number, row in rows)
    return tuple(Change(start, start + match.end(), "") for start, match in found if match is not None)


def _conflict(site: Site) -> Iterator[Candidate]:
    """Markers of an unresolved merge: the first side stays, or both."""
    sides = conflicts(site.text)
    if sides is None:
        return
    wanted = _wants(site, sides.ours) - _wants(site, sides.theirs)  # what only one side needs of the rest
    if sides.ours:
        yield Candidate("paste-conflict", sides.ours, -2.0 + 1.2 * (wanted < 0))
        yield Candidate("paste-conflict", sides.theirs, -1.0 - 1.2 * (wanted < 0))
    yield Candidate("paste-conflict", sides.both, -1.2)


def _wants(site: Site, changes: tuple[Change, ...]) -> int:
    """Return how many imported names the text uses once the changes are made."""
    tokens = lex(apply(site.text, changes))
    read: set[str] = set()
    imported: set[str] = set()
    for place, token in enumerate(tokens):
        if token.kind == NAME:
            here = place and tokens[place - 1].text in ("import", "as")
            here = here or (place and tokens[place - 1].text == "," and tokens[place - 2].text in imported)
            (imported if here else read).add(token.text)
    return len(imported & read)


def _comments(site: Site) -> Iterator[Candidate]:
    """Comments of other languages and shell lines become comments."""
    layout = site.layout
    line = layout.line_of(site.offset)
    for number in {line, site.statement.first, max(line - 1, 1)}:
        row = layout.line(number)
        start = layout.line_start(number)
        foreign = _FOREIGN_COMMENT.match(row)
        if foreign is not None:
            at = start + foreign.start(2)
            end = start + foreign.end(2)
            replaced = [Change(at, end, "#")]
            if foreign[2].startswith("/*") and "*/" not in row:
                replaced = _block_comment(site, number)
            yield Candidate("comment-foreign", tuple(replaced), -1.5)
            everywhere = [
                Change(layout.line_start(n) + m.start(2), layout.line_start(n) + m.end(2), "#")
                for n in range(1, len(layout.starts) + 1)
                if (m := _FOREIGN_COMMENT.match(layout.line(n))) is not None
            ]
            if len(everywhere) > 1:
                yield Candidate("comment-foreign", tuple(everywhere), -1.6)
        trailing = row.find("//")
        if trailing > 0 and foreign is None:
            yield Candidate("comment-foreign", (Change(start + trailing, start + trailing + 2, "#"),), 0.3)
        star = row.find("/*")
        if star > 0:
            yield Candidate("comment-foreign", (Change(start + star, start + star + 2, "#"),), 0.3)
        if _SHELL.match(row):
            blanks = len(row) - len(row.lstrip())
            yield Candidate("comment-prose", (insert(start + blanks, "# "),), -0.5)


def _report(site: Site, line: int) -> Iterator[Candidate]:
    """What a program printed, copied along below it: a traceback, or what stands under `Output:`."""
    layout = site.layout
    last = len(layout.starts)
    for number in (line, line - 1):
        row = layout.line(number).rstrip() if number else ""
        if not (_TRACEBACK.match(row) or _SAID.match(row)):
            continue
        end = number
        while end < last and not (_RAISED.match(layout.line(end)) and _TRACEBACK.match(row)):
            end += 1
        rows = [n for n in range(number, end + 1) if layout.line(n).strip()]
        marked = tuple(insert(layout.line_start(n), "# ") for n in rows)
        yield Candidate("comment-prose", marked, -5.0)
        if _SAID.match(row):
            yield Candidate("comment-prose", marked[:1], -5.5)


def _entities(site: Site) -> Iterator[Candidate]:
    """`a &lt; b`: what a web page writes for marks that it keeps for itself."""
    found = list(_ENTITY.finditer(site.text))
    if found:
        changes = tuple(
            Change(one.start(), one.end(), html.unescape(one[0]).replace("\xa0", " ")) for one in found
        )
        yield Candidate("paste-entities", changes, -2.0)


def _block_comment(site: Site, number: int) -> list[Change]:
    """Return the changes that mark every line of a `/* ... */` as a comment."""
    layout = site.layout
    changes = []
    while number <= len(layout.starts):
        row = layout.line(number)
        start = layout.line_start(number)
        blanks = len(row) - len(row.lstrip())
        lead = re.match(r"(?:/\*+|\*+/|\*(?!/))?", row[blanks:])
        changes.append(Change(start + blanks, start + blanks + (lead.end() if lead else 0), "#"))
        if "*/" in row:
            break
        number += 1
    return changes
